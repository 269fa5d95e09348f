//! As much of HTTP as is needed: one question a connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// A question.
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path and query as they came.
    pub(crate) target: String,
    /// The path, decoded.
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// An answer; a body of null is none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn ok(body: Value) -> Self {
        Self::of(200, body)
    }

    pub(crate) fn of(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body }
    }
}

impl Asked {
    /// Returns a line of the head; names know no case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns whether a preference is among those that were sent, in one line or several.
    pub(crate) fn prefers(&self, name: &str) -> Option<String> {
        let lines = self.headers.iter().filter(|(known, _)| known == "prefer");
        let all = lines.flat_map(|(_, value)| value.split(','));
        all.map(str::trim).find_map(|preference| {
            let (known, value) = preference.split_once('=').unwrap_or((preference, ""));
            (known == name).then(|| value.trim_matches('"').to_owned())
        })
    }

    /// Returns an option of the query, decoded.
    pub(crate) fn option(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        query.split('&').find_map(|pair| {
            let (known, value) = pair.split_once('=')?;
            (decoded(known) == name).then(|| decoded(value))
        })
    }

    /// Returns the fields of a form.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        let body = String::from_utf8_lossy(&self.body).into_owned();
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (decoded(name), decoded(&value.replace('+', " ")))).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let code = (*first == b'%' && behind.len() >= 2)
            .then(|| std::str::from_utf8(&behind[..2]).ok())
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads a question; `None` where the other side went away.
pub(super) fn read(stream: &mut TcpStream) -> std::io::Result<Option<Asked>> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default().to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    let path = decoded(target.split('?').next().unwrap_or_default());
    Ok(Some(Asked { method, target, path, headers, body }))
}

/// Writes an answer, or the first half of it.
pub(super) fn write(stream: &mut TcpStream, answer: &Answer, half: bool) -> std::io::Result<()> {
    let body = if answer.body.is_null() { String::new() } else { answer.body.to_string() };
    let date = super::now().format("%a, %d %b %Y %H:%M:%S GMT");
    let mut head = format!(
        "HTTP/1.1 {} So\r\nDate: {date}\r\nConnection: close\r\nContent-Length: {}\r\n\
         Content-Type: application/json; odata.metadata=minimal\r\n",
        answer.status,
        body.len()
    );
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let sent = if half { &body.as_bytes()[..body.len() / 2] } else { body.as_bytes() };
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(sent)
}
