//! TLS: which certificates are taken, when, and how others are refused.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use leadclock::receiver::{Receiver, Settings, TlsFiles};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::TempDir;

use super::server::{Client, Server, post, short, until};

/// A folder with a certificate for `localhost`.
struct Files {
    folder: TempDir,
}

impl Files {
    fn new() -> (Self, CertificateDer<'static>) {
        let files = Self { folder: tempfile::tempdir().unwrap() };
        let certificate = files.renew();
        (files, certificate)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn renew(&self) -> CertificateDer<'static> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        secret_file(&self.path("key.pem"), &made.signing_key.serialize_pem());
        fs::write(self.path("cert.pem"), made.cert.pem()).unwrap();
        made.cert.der().clone()
    }

    fn settings(&self) -> Settings {
        let tls = Some(TlsFiles { cert: self.path("cert.pem"), key: self.path("key.pem") });
        Settings { tls, limits: short(), ..Settings::default() }
    }

    fn refusal(&self) -> String {
        let mut settings = self.settings();
        settings.listen.set_port(0);
        Receiver::bind(settings).unwrap_err().to_string()
    }
}

fn secret_file(path: &Path, content: &str) {
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

type Secure = Client<StreamOwned<ClientConnection, TcpStream>>;

fn connect(server: &Server, trusted: &CertificateDer<'static>) -> std::io::Result<Secure> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let socket = server.connect().io;
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut io = StreamOwned::new(connection, socket);
    io.conn.complete_io(&mut io.sock)?;
    Ok(Client { io, read: Vec::new() })
}

#[test]
fn leads_come_over_tls() {
    let (files, certificate) = Files::new();
    let server = Server::with(files.settings());
    let mut client = connect(&server, &certificate).unwrap();
    for _ in 0..3 {
        client.send(&post("{}"));
        assert_eq!(client.answer().status, 200);
    }
    let mut client = connect(&server, &certificate).unwrap();
    client.send(&post(&"x".repeat(2 * 1024 * 1024)));
    assert_eq!(client.answer().status, 413);
    assert_eq!(server.shop.stored().len(), 3);
}

#[test]
fn who_speaks_no_tls_or_never_ends_to_agree_on_it_is_closed() {
    let (files, _) = Files::new();
    let server = Server::with(files.settings());
    let mut plain = server.connect();
    plain.send(&post("{}"));
    plain.closed();

    let began = Instant::now();
    let mut slow = server.connect();
    for byte in [0x16, 3, 1, 2, 0, 1, 0, 1].iter().chain(std::iter::repeat(&0)) {
        if slow.io.write_all(&[*byte]).is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(30));
    }
    assert!(began.elapsed() < Duration::from_millis(2_000), "{:?}", began.elapsed());
    assert_eq!(server.shop.stored().len(), 0);
}

#[test]
fn a_renewed_certificate_is_taken_without_a_restart_and_a_broken_one_is_not() {
    let (files, first) = Files::new();
    let server = Server::with(files.settings());
    let mut long_standing = connect(&server, &first).unwrap();

    fs::write(files.path("cert.pem"), "half a file").unwrap();
    let told = |words: &str| {
        let log = server.shop.log.lock().unwrap();
        log.iter().filter(|line| line.contains(words)).count()
    };
    until("the broken one is told", || told("cert.pem: holds no certificate in PEM") == 1);
    connect(&server, &first).unwrap();

    let second = files.renew();
    until("the new one is taken", || told("the renewed certificate is taken") == 1);
    connect(&server, &second).unwrap();
    assert!(connect(&server, &first).is_err());
    assert_eq!(told("holds no certificate"), 1);
    long_standing.send(&post("{}"));
    assert_eq!(long_standing.answer().status, 200);
}

#[test]
fn a_certificate_that_can_not_be_used_is_refused_by_name() {
    let (files, _) = Files::new();
    let key = fs::read_to_string(files.path("key.pem")).unwrap();
    let begins = |name: &str, problem: &str| {
        let refusal = files.refusal();
        let expected = format!("{}: {problem}", files.path(name).display());
        assert!(refusal.starts_with(&expected), "{refusal}, not {expected}");
        let secret = key.lines().nth(1).unwrap();
        assert!(!refusal.contains(&secret[..20]), "{refusal}");
    };

    fs::set_permissions(files.path("key.pem"), fs::Permissions::from_mode(0o640)).unwrap();
    begins("key.pem", "others than its owner may use the key (mode 640)");
    secret_file(&files.path("key.pem"), "nothing");
    begins("key.pem", "holds no private key in PEM");
    secret_file(&files.path("key.pem"), &key.replace("-----END", "END"));
    begins("key.pem", "holds no private key in PEM");
    let (other, _) = Files::new();
    secret_file(&files.path("key.pem"), &fs::read_to_string(other.path("key.pem")).unwrap());
    begins("key.pem", "does not belong to ");
    fs::write(files.path("cert.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n").unwrap();
    begins("cert.pem", "is not PEM");
    fs::write(
        files.path("cert.pem"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    )
    .unwrap();
    begins("cert.pem", "holds a broken certificate");
    fs::remove_file(files.path("cert.pem")).unwrap();
    begins("cert.pem", "can not be read");
}
