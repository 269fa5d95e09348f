//! Where the receiver listens, and how much it bears.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Where the receiver listens, and how much it bears.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address. Default: 127.0.0.1:8443.
    pub listen: SocketAddr,
    /// The certificate; without one plain HTTP is spoken, which is for a proxy on the same
    /// machine. Default: none.
    pub tls: Option<TlsFiles>,
    /// How much it bears.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8443)),
            tls: None,
            limits: Limits::default(),
        }
    }
}

/// The files of a certificate, both PEM.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate, then those that signed it.
    pub cert: PathBuf,
    /// Its key (PKCS#8, RSA or SEC1), readable by its owner alone.
    pub key: PathBuf,
}

/// How much the receiver bears.
///
/// No connection lives longer than `idle` + `request` + one second (15 seconds by default) without
/// finishing a request, but for those whose body is with the store.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The largest body, in bytes; a larger one is answered with 413. Default: 1 MiB.
    pub body: usize,
    /// The largest head of a request, in bytes; a larger one is answered with 431. Default: 16 KiB.
    pub head: usize,
    /// The most header fields. Default: 64.
    pub fields: usize,
    /// How long a request may take to arrive, head and body, TLS included, from its first byte.
    /// Default: 10 s.
    pub request: Duration,
    /// How long a connection may be silent before a request. Default: 4 s.
    pub idle: Duration,
    /// The most connections. One more sends off the one that has gone longest without finishing a
    /// request. Fewer where the machine allows fewer open files. Default: 2,000.
    pub connections: usize,
    /// How many deliveries may wait for the store; more are answered with 503. Default: 256.
    pub waiting: usize,
    /// How many deliveries one transaction stores at most. Default: 64.
    pub batch: usize,
    /// How many bytes of bodies may be in memory; further bodies are read when there is room
    /// again. Default: 64 MiB.
    pub held: usize,
    /// How old the secrets may be before they are asked for again. Default: 3 s.
    pub refresh: Duration,
    /// How often the files of the certificate are looked at. Default: 60 s.
    pub renewal: Duration,
    /// How often the store is called without a delivery. Default: 20 s.
    pub pulse: Duration,
    /// How long requests under way may take when the receiver stops. Default: 10 s.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            head: 16 * 1024,
            fields: 64,
            request: Duration::from_secs(10),
            idle: Duration::from_secs(4),
            connections: 2_000,
            waiting: 256,
            batch: 64,
            held: 64 * 1024 * 1024,
            refresh: Duration::from_secs(3),
            renewal: Duration::from_secs(60),
            pulse: Duration::from_secs(20),
            stop: Duration::from_secs(10),
        }
    }
}
