//! Microsoft's emulator of Azure tables, started for one test and ended with it.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

const ACCOUNT: &str = "devstoreaccount1";
/// Everybody knows it.
const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/// The most rows of one batch.
const BATCH: usize = 100;

/// A running emulator.
pub(crate) struct Azurite {
    child: Child,
    port: u16,
}

impl Azurite {
    /// Starts an empty one. `None` where it is not installed: then standard error says what was
    /// left out, unless LEADCLOCK_AZURITE is `required`, which makes that a failure.
    pub(crate) fn start() -> Option<Self> {
        let wish = std::env::var("LEADCLOCK_AZURITE").ok().filter(|wish| !wish.is_empty());
        let folder = match wish.as_deref() {
            None | Some("required") => {
                PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/azurite")
            }
            Some(folder) => PathBuf::from(folder),
        };
        let program = folder.join("node_modules/azurite/dist/src/table/main.js");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let started = program.is_file().then(|| {
            Command::new("node")
                .arg(&program)
                .args(["--silent", "--disableTelemetry", "--inMemoryPersistence"])
                .args(["--tableHost", "127.0.0.1", "--tablePort", &port.to_string()])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
        });
        let Some(Ok(child)) = started else {
            let why = "Azurite or node is missing: `npm install --prefix target/azurite \
                       azurite@3.35.0`";
            assert_ne!(wish.as_deref(), Some("required"), "{why}");
            // Straight to standard error, where the test runner does not keep it to itself.
            let words = format!("left out: an Azure table against Azurite. {why}\n");
            std::io::stderr().write_all(words.as_bytes()).unwrap();
            return None;
        };
        let azurite = Self { child, port };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(60), "Azurite does not start");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(azurite)
    }

    /// Returns where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Returns what a person would paste.
    pub(crate) fn connection_string(&self) -> String {
        connection_string(self.port)
    }

    /// Returns the address of a table with a SAS of these permissions.
    pub(crate) fn sas_url(&self, table: &str, permissions: &str, ends: &str) -> String {
        let name = table.to_lowercase();
        let text =
            format!("{permissions}\n\n{ends}\n/table/{ACCOUNT}/{name}\n\n\n\n2019-02-02\n\n\n\n");
        let signature = encoded(&signature(&text));
        let ends = encoded(ends);
        format!(
            "http://127.0.0.1:{}/{ACCOUNT}/{table}?sv=2019-02-02&tn={name}&sp={permissions}\
             &se={ends}&sig={signature}",
            self.port
        )
    }

    /// Makes a table.
    pub(crate) fn create_table(&self, name: &str) {
        let body = json!({ "TableName": name }).to_string();
        self.post("Tables", "application/json", &body);
    }

    /// Writes rows, each an object with its PartitionKey and RowKey, in batches.
    pub(crate) fn insert(&self, table: &str, rows: &[Value]) {
        let mut partitions: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for row in rows {
            partitions.entry(row["PartitionKey"].as_str().unwrap()).or_default().push(row);
        }
        for batch in partitions.values().flat_map(|rows| rows.chunks(BATCH)) {
            let mut body = String::from(
                "--batch_1\r\nContent-Type: multipart/mixed; boundary=changeset_1\r\n\r\n",
            );
            for row in batch {
                body += &format!(
                    "--changeset_1\r\nContent-Type: application/http\r\n\
                     Content-Transfer-Encoding: binary\r\n\r\n\
                     POST http://127.0.0.1:{}/{ACCOUNT}/{table} HTTP/1.1\r\n\
                     Accept: application/json;odata=nometadata\r\n\
                     Content-Type: application/json\r\nPrefer: return-no-content\r\n\
                     DataServiceVersion: 3.0;\r\n\r\n{row}\r\n",
                    self.port
                );
            }
            body += "--changeset_1--\r\n--batch_1--\r\n";
            let answer = self.post("$batch", "multipart/mixed; boundary=batch_1", &body);
            assert_eq!(answer.matches("HTTP/1.1 204").count(), batch.len(), "{answer}");
        }
    }

    fn post(&self, resource: &str, kind: &str, body: &str) -> String {
        let date = now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let signed = signature(&format!("{date}\n/{ACCOUNT}/{ACCOUNT}/{resource}"));
        let mut answer = ureq::post(format!("http://127.0.0.1:{}/{ACCOUNT}/{resource}", self.port))
            .config()
            .proxy(None)
            .http_status_as_error(false)
            .build()
            .header("x-ms-version", "2019-02-02")
            .header("x-ms-date", &date)
            .header("Authorization", format!("SharedKeyLite {ACCOUNT}:{signed}"))
            .header("Accept", "application/json;odata=nometadata")
            .header("Content-Type", kind)
            .send(body)
            .unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        assert!(answer.status().is_success(), "{}: {text}", answer.status());
        text
    }
}

impl Drop for Azurite {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads the clock: the emulator compares the time of a signature with its own.
#[expect(clippy::disallowed_methods, reason = "a real server has a clock of its own")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Returns what a person would paste for an emulator, or for what stands before it.
pub(crate) fn connection_string(port: u16) -> String {
    format!(
        "DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};\
         TableEndpoint=http://127.0.0.1:{port}/{ACCOUNT};"
    )
}

fn signature(text: &str) -> String {
    let mut hmac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(KEY).unwrap()).unwrap();
    hmac.update(text.as_bytes());
    STANDARD.encode(hmac.finalize().into_bytes())
}

fn encoded(text: &str) -> String {
    text.replace('%', "%25").replace('+', "%2B").replace('=', "%3D").replace(':', "%3A")
}
