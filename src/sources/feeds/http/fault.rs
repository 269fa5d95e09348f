//! What goes wrong on the way to an answer, in words.
//!
//! Errors of the libraries may repeat addresses, so only their kind is looked at.

use std::io::{self, ErrorKind};
use std::time::Duration;

/// Why one try brought no answer.
#[derive(Debug)]
pub(super) enum Fault {
    /// The next try may bring one.
    Passing {
        /// Why, in words without secrets.
        why: String,
        /// How long the service asks us to wait.
        wait: Option<Duration>,
    },
    /// Something stands between us and the service: on another network it may be gone.
    Blocked {
        /// Why, in words without secrets.
        why: String,
        /// What to do where it stays so.
        advice: String,
    },
    /// No try will bring one until somebody mends something.
    Lasting {
        /// Why, in words without secrets.
        why: String,
        /// What to do.
        advice: String,
    },
    /// The answer is larger than we take.
    TooLarge,
}

impl Fault {
    /// Names what happened to the connection.
    pub(super) fn of(error: &ureq::Error, host: &str) -> Self {
        use ureq::Error;
        match error {
            Error::BodyExceedsLimit(_) => Self::TooLarge,
            Error::HostNotFound => Self::not_found(host),
            Error::Timeout(_) => Self::passing(format!("{host} took too long to answer")),
            Error::Rustls(error) => Self::of_tls(error, host),
            Error::Tls(_) | Error::TlsRequired | Error::Pem(_) => Self::untrusted(host),
            Error::Io(error) => Self::of_io(error, host),
            Error::ConnectProxyFailed(_) => {
                Self::passing(format!("the proxy does not connect us to {host}"))
            }
            Error::InvalidProxyUrl => Self::lasting(
                "the address of the proxy can not be read",
                "correct HTTPS_PROXY, ALL_PROXY or HTTP_PROXY in the environment",
            ),
            Error::BadUri(_) | Error::Http(_) => Self::lasting(
                "the address of the service can not be read",
                "copy the secret again, whole, from where it was made",
            ),
            Error::ConnectionFailed => Self::passing(format!("no connection to {host}")),
            _ => Self::passing(format!("the answer of {host} broke off or can not be read")),
        }
    }

    /// Names an answer that may be another a moment later.
    pub(super) fn of_status(status: u16, host: &str, wait: Option<Duration>) -> Self {
        let why = match status {
            429 => format!("{host} asks us to ask less often (429)"),
            503 => format!("{host} is busy (503)"),
            408 | 504 => format!("{host} took too long ({status})"),
            _ => format!("{host} failed ({status})"),
        };
        Self::Passing { why, wait }
    }

    /// A place elsewhere, to which nothing of ours is carried.
    pub(super) fn redirect(host: &str) -> Self {
        Self::blocked(
            format!("{host} sends us to another place instead of answering"),
            "check the address, and whether a proxy or a login page stands in between",
        )
    }

    /// A page for people.
    pub(super) fn page(host: &str) -> Self {
        Self::blocked(
            format!("{host} answered with a page instead of rows: a proxy or a login page?"),
            "open the network's login page in a browser, or set HTTPS_PROXY to the right proxy",
        )
    }

    /// A proxy that wants to know who we are.
    pub(super) fn proxy_name() -> Self {
        Self::lasting(
            "the proxy asks for a name and a password (407)",
            "put them into HTTPS_PROXY, as http://name:password@host:port",
        )
    }

    /// An answer that is no answer.
    pub(super) fn cut(host: &str) -> Self {
        Self::passing(format!("the answer of {host} was cut short or is no list of rows"))
    }

    fn of_io(error: &io::Error, host: &str) -> Self {
        if let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return Self::of_tls(tls, host);
        }
        // The standard library gives a failed look-up no kind of its own.
        if error.to_string().contains("lookup") {
            return Self::not_found(host);
        }
        Self::passing(match error.kind() {
            ErrorKind::ConnectionRefused => format!("{host} refuses the connection"),
            ErrorKind::TimedOut | ErrorKind::WouldBlock => {
                format!("{host} took too long to answer")
            }
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => format!("the connection to {host} broke off"),
            kind => format!("no connection to {host} ({kind})"),
        })
    }

    fn of_tls(error: &rustls::Error, host: &str) -> Self {
        match error {
            rustls::Error::General(words) if words.contains("No CA certificates") => Self::lasting(
                "this computer has no certificates to know other computers by",
                "install them (most systems: the package ca-certificates), or name a file of \
                 certificates in SSL_CERT_FILE",
            ),
            rustls::Error::InvalidCertificate(_) => Self::untrusted(host),
            _ => Self::passing(format!("no safe connection to {host}")),
        }
    }

    /// A host that does not resolve: being offline looks the same.
    fn not_found(host: &str) -> Self {
        Self::passing(format!("{host} can not be found: no network, or a wrong name"))
    }

    fn untrusted(host: &str) -> Self {
        Self::blocked(
            format!("the certificate of {host} is not trusted"),
            "check this computer's date; where a proxy reads along, name its certificates in \
             SSL_CERT_FILE",
        )
    }

    fn passing(why: String) -> Self {
        Self::Passing { why, wait: None }
    }

    fn blocked(why: String, advice: &str) -> Self {
        Self::Blocked { why, advice: advice.to_owned() }
    }

    fn lasting(why: impl Into<String>, advice: &str) -> Self {
        Self::Lasting { why: why.into(), advice: advice.to_owned() }
    }
}
