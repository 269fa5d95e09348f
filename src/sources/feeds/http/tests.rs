//! Tries, waits and faults, against a server that misbehaves on request.

use std::collections::VecDeque;

use super::*;
use crate::sources::feeds::testing::{Clock, Reply, Server, reply};

const SECRET: &str = "hunter2";

/// Asks a server that gives these answers one after the other, the last one for ever.
fn ask(clock: &Clock, answers: Vec<Reply>) -> (Result<Answer, SendError>, Server) {
    let mut answers = VecDeque::from(answers);
    let server = Server::start(clock, move |_| match answers.len() {
        1 => answers[0].clone(),
        _ => answers.pop_front().expect("an answer"),
    });
    let url = format!("{}/t?sig={SECRET}", server.url());
    let make = |_| Request::get(url.clone(), Vec::new());
    let whole = |answer: &Answer| answer.body.ends_with(b"}");
    let asked = clock.world(|world| Client::new().send(world, &make, &whole));
    if let Err(SendError::Pull(error)) = &asked {
        assert!(!format!("{error:?}").contains(SECRET), "{error:?}");
    }
    (asked, server)
}

fn good(clock: &Clock) -> Reply {
    reply(200, &[], "{}", clock.now())
}

fn status(asked: &Result<Answer, SendError>) -> Option<u16> {
    asked.as_ref().ok().map(|answer| answer.status)
}

fn error(asked: Result<Answer, SendError>) -> PullError {
    match asked {
        Err(SendError::Pull(error)) => error,
        Err(SendError::TooLarge) => panic!("too large"),
        Ok(answer) => panic!("{}", answer.status),
    }
}

#[test]
fn what_passes_is_asked_again() {
    let clock = Clock::new();
    let now = clock.now();
    for bad in [
        Vec::new(),
        b"HTTP/1.1 200 OK\r\nContent-Le".to_vec(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{}".to_vec(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{}".to_vec(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{".to_vec(),
        b"nonsense\r\n\r\n".to_vec(),
        reply(200, &[("Content-Encoding", "gzip")], "{}", now),
        reply(200, &[], "[1, 2", now),
        reply(408, &[], "", now),
        reply(429, &[], "", now),
        reply(500, &[], "", now),
        reply(502, &[], "<html>", now),
        reply(503, &[], "", now),
        reply(504, &[], "", now),
    ] {
        let words = String::from_utf8_lossy(&bad).into_owned();
        let (asked, server) = ask(&clock, vec![bad, good(&clock)]);
        assert_eq!(status(&asked), Some(200), "{words}");
        assert_eq!(server.asked().len(), 2, "{words}");
    }
}

#[test]
fn a_question_is_given_up_after_five_tries_within_a_minute() {
    let clock = Clock::new();
    let start = clock.now();
    let (asked, server) = ask(&clock, vec![reply(503, &[], "", clock.now())]);
    let error = error(asked);
    let PullError::Unreachable { why, wait: None, .. } = &error else { panic!("{error:?}") };
    assert!(why.ends_with("is busy (503)"), "{why}");
    assert_eq!(server.asked().len(), TRIES);
    assert!(clock.now() - start <= chrono::TimeDelta::from_std(BUDGET).expect("in range"));
    let times: Vec<_> = server.asked().iter().map(|asked| asked.at).collect();
    for (earlier, later) in times.iter().zip(&times[1..]) {
        assert!(*later - *earlier >= chrono::TimeDelta::seconds(1), "{times:?}");
    }
}

#[test]
fn no_question_comes_earlier_than_the_service_asks_for() {
    let clock = Clock::new();
    let now = clock.now();
    for (asked_for, seconds) in
        [("37".to_owned(), 37), (as_http_date(now + chrono::TimeDelta::seconds(41)), 41)]
    {
        let clock = Clock::new();
        let wait = reply(429, &[("Retry-After", &asked_for)], "", now);
        let (asked, server) = ask(&clock, vec![wait, good(&clock)]);
        assert_eq!(status(&asked), Some(200));
        let times: Vec<_> = server.asked().iter().map(|asked| asked.at).collect();
        assert_eq!(times.len(), 2);
        assert!(times[1] - times[0] >= chrono::TimeDelta::seconds(seconds), "{times:?}");
    }
}

#[test]
fn a_wait_longer_than_our_patience_is_handed_on() {
    let clock = Clock::new();
    let (asked, server) =
        ask(&clock, vec![reply(429, &[("Retry-After", "3600")], "", clock.now())]);
    let error = error(asked);
    let wait = Some(Duration::from_secs(3600));
    assert!(
        matches!(&error, PullError::Unreachable { wait: asked, .. } if *asked == wait),
        "{error:?}"
    );
    assert_eq!(server.asked().len(), 1);
    for odd in ["18446744073709551615", "-1", "soon", "Mon, 06 Jan 1997 09:30:00 GMT"] {
        let (asked, _server) =
            ask(&clock, vec![reply(429, &[("Retry-After", odd)], "", clock.now()), good(&clock)]);
        assert!(
            matches!(asked, Ok(_) | Err(SendError::Pull(PullError::Unreachable { .. }))),
            "{odd}"
        );
    }
}

#[test]
fn whoever_stops_us_waits_no_more() {
    let clock = Clock::new();
    let server = Server::start(&clock, |asked| reply(503, &[], "", asked.at));
    let make = |_| Request::get(server.url(), Vec::new());
    let world = World { feed: "a", now: &|| clock.now(), pause: &|_| ControlFlow::Break(()) };
    let error = error(Client::new().send(&world, &make, &|_| true));
    assert_eq!((error, server.asked().len()), (PullError::Stopped, 1));
}

#[test]
fn a_page_for_people_is_no_answer() {
    let clock = Clock::new();
    for (status, headers, body) in [
        (200, &[("Content-Type", "text/html; charset=utf-8")][..], "hello"),
        (200, &[][..], "\n<!DOCTYPE html><p>Sign in}"),
        (403, &[][..], "<HTML>blocked"),
    ] {
        let (asked, server) = ask(&clock, vec![reply(status, headers, body, clock.now())]);
        let words = error(asked).to_string();
        assert!(words.contains("answered with a page instead of rows"), "{words}");
        assert_eq!(server.asked().len(), 1, "no wait changes it");
    }
}

#[test]
fn a_redirect_carries_nothing_elsewhere() {
    let clock = Clock::new();
    let elsewhere = Server::start(&clock, |asked| reply(200, &[], "{}", asked.at));
    for status in [301, 302, 307, 308] {
        let headers = [("Location", elsewhere.url())];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let (asked, _server) = ask(&clock, vec![reply(status, &headers, "", clock.now())]);
        let error = error(asked);
        let PullError::Unreachable { advice, .. } = &error else { panic!("{error:?}") };
        assert!(advice.contains("login page"), "{advice}");
    }
    assert_eq!(elsewhere.asked().len(), 0);
}

#[test]
fn an_answer_beyond_the_limit_is_not_kept() {
    let clock = Clock::new();
    let body = "x".repeat(BODY_BYTES as usize + 1);
    let (asked, server) = ask(&clock, vec![reply(200, &[], &body, clock.now())]);
    assert!(matches!(asked, Err(SendError::TooLarge)));
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn errors_of_the_feed_itself_are_answers() {
    let clock = Clock::new();
    for code in [400, 401, 403, 404, 413] {
        let (asked, _server) = ask(&clock, vec![reply(code, &[], "no", clock.now())]);
        assert_eq!(status(&asked), Some(code));
    }
}

#[test]
fn who_can_not_be_reached_is_named_without_the_query() {
    let clock = Clock::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = free.local_addr().expect("its address");
    drop(free);
    for (url, words) in [
        (format!("http://{nobody}/t?sig={SECRET}"), "refuses the connection"),
        (format!("http://leads.invalid/t?sig={SECRET}"), "leads.invalid can not be found"),
    ] {
        let make = |_| Request::get(url.clone(), Vec::new());
        let asked = clock.world(|world| Client::new().send(world, &make, &|_| true));
        let why = error(asked);
        assert!(matches!(why, PullError::Unreachable { .. }), "{why:?}");
        assert!(why.to_string().contains(words), "{why}");
        assert!(!why.to_string().contains(SECRET), "{why}");
    }
}

#[test]
fn an_address_that_is_none_is_refused_without_repeating_it() {
    let clock = Clock::new();
    for url in [format!("http://a b/{SECRET}"), format!("x?{SECRET}"), String::new()] {
        let make = |_| Request::get(url.clone(), Vec::new());
        let asked = clock.world(|world| Client::new().send(world, &make, &|_| true));
        let why = error(asked);
        assert!(matches!(why, PullError::Refused { .. }), "{url}: {why:?}");
        assert!(!format!("{why:?}").contains(SECRET), "{why:?}");
    }
}

#[test]
fn an_untrusted_certificate_ends_the_question_at_once() {
    let host = "contoso.table.core.windows.net";
    let inner = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
    let error = ureq::Error::Io(std::io::Error::new(std::io::ErrorKind::InvalidData, inner));
    let Fault::Blocked { why, .. } = Fault::of(&error, host) else { panic!("{error:?}") };
    assert_eq!(why, format!("the certificate of {host} is not trusted"));

    let none = rustls::Error::General("No CA certificates were loaded from the system".to_owned());
    let Fault::Lasting { advice, .. } = Fault::of(&ureq::Error::Rustls(none), host) else {
        panic!("a missing store")
    };
    assert!(advice.contains("ca-certificates"), "{advice}");
}

#[test]
fn a_certificate_of_nobody_we_know_ends_the_question_in_words() {
    let clock = Clock::new();
    let own = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).expect("made");
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key.into())
        .expect("a pair");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("https://{}/t?sig={SECRET}", listener.local_addr().expect("its address"));
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut tls = rustls::ServerConnection::new(config.into()).expect("a connection");
        // The client hangs up on us: that is what this is for.
        let _ = tls.complete_io(&mut stream);
    });
    let make = |_| Request::get(url.clone(), Vec::new());
    let error = error(clock.world(|world| Client::new().send(world, &make, &|_| true)));
    thread.join().expect("no panic");
    let (PullError::Unreachable { why, advice, .. } | PullError::Refused { why, advice }) = &error
    else {
        panic!("{error:?}")
    };
    // A computer without any certificate says that instead.
    assert!(why.contains("is not trusted") || advice.contains("ca-certificates"), "{error:?}");
    assert!(!format!("{error:?}").contains(SECRET), "{error:?}");
}
