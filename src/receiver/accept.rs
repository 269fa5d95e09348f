//! The loop that accepts connections, and what runs beside it.

use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::connection::Line;
use super::crowd::Seat;
use super::desk::Desk;
use super::error::ReceiverError;
use super::metrics::Ended;
use super::pulse::Pulse;
use super::tls::{Certificate, Renewal};

/// How long to wait after a connection could not be accepted.
const BACK_OFF: Duration = Duration::from_millis(100);

/// For how long after such a failure another one is the same burst.
const BURST: Duration = Duration::from_secs(60);

/// What the loop works with.
#[derive(Debug)]
pub(super) struct Gate {
    pub(super) listener: TcpListener,
    pub(super) certificate: Option<Arc<Certificate>>,
    pub(super) desk: Arc<Desk>,
}

impl Gate {
    /// Accepts connections until it shall stop or the writer has ended; then waits for the
    /// requests under way.
    ///
    /// # Errors
    /// Where TLS can not be spoken at all.
    pub(super) async fn run(
        self,
        stop: impl Future<Output = ()>,
        writer_ended: oneshot::Receiver<()>,
    ) -> Result<(), ReceiverError> {
        let Self { listener, certificate, desk } = self;
        let tls = match &certificate {
            Some(certificate) => Some(TlsAcceptor::from(certificate.config()?)),
            None => None,
        };
        let (stopping, is_stopping) = watch::channel(false);
        let mut stop = pin!(stop);
        let mut writer_ended = pin!(writer_ended);
        let mut renewing = pin!(renew(certificate, &desk));
        let mut failures = Failures::default();
        loop {
            let (socket, peer, pulse, seat) = tokio::select! {
                () = &mut stop => break,
                _ = &mut writer_ended => break,
                () = &mut renewing => continue,
                next = next(&listener, &desk, &mut failures) => next,
            };
            let line = Line { desk: Arc::clone(&desk), pulse, peer, stopping: is_stopping.clone() };
            let tls = tls.clone();
            desk.metrics.opened();
            let mut ending = Ending { desk: Arc::clone(&desk), why: Ended::Failed };
            tokio::spawn(async move {
                let _seat = seat;
                ending.why = line.serve(socket, tls).await;
                drop(ending);
            });
        }
        drop(listener);
        let _ = stopping.send(true);
        let _ = timeout(desk.limits.stop, desk.crowd.all_gone()).await;
        Ok(())
    }
}

/// Counts the end of a connection, even that by a bug.
struct Ending {
    desk: Arc<Desk>,
    why: Ended,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.desk.metrics.ended(self.why);
        if std::thread::panicking() {
            (self.desk.log)("a connection has ended by a bug");
        }
    }
}

/// Waits for the next connection and a place for it.
async fn next(
    listener: &TcpListener,
    desk: &Desk,
    failures: &mut Failures,
) -> (TcpStream, IpAddr, Arc<Pulse>, Seat) {
    loop {
        match listener.accept().await {
            Ok((socket, peer)) => {
                let pulse = Arc::new(Pulse::new(desk.limits.idle, desk.limits.request));
                let seat = desk.crowd.seat(Arc::clone(&pulse)).await;
                return (socket, peer.ip(), pulse, seat);
            }
            // It hung up before it was its turn.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                if failures.is_new_burst(Instant::now()) {
                    (desk.log)(&format!("connections can not be accepted: {error}"));
                }
                // Mostly there are too many open files.
                desk.crowd.send_off_one();
                sleep(BACK_OFF).await;
            }
        }
    }
}

/// When a connection could last not be accepted.
#[derive(Debug, Default)]
struct Failures(Option<Instant>);

impl Failures {
    /// Notes a failure, and returns whether it begins a burst.
    fn is_new_burst(&mut self, now: Instant) -> bool {
        self.0.replace(now).is_none_or(|last| now.duration_since(last) > BURST)
    }
}

/// Looks at the files of the certificate again and again; never ends.
async fn renew(certificate: Option<Arc<Certificate>>, desk: &Desk) {
    let Some(certificate) = certificate else { return std::future::pending().await };
    let mut told = String::new();
    loop {
        sleep(desk.limits.renewal).await;
        let looking = Arc::clone(&certificate);
        let line = match spawn_blocking(move || looking.renew()).await {
            Ok(Ok(Renewal::Taken)) => "the renewed certificate is taken".to_owned(),
            Ok(Ok(Renewal::Same)) => {
                told.clear();
                continue;
            }
            Ok(Err(error)) => format!("the certificate stays as it was: {error}"),
            Err(_) => "the certificate stays as it was: looking at it met a bug".to_owned(),
        };
        if line != told {
            (desk.log)(&line);
            told = line;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_in_a_row_are_one_burst() {
        let (mut failures, now) = (Failures::default(), Instant::now());
        assert!(failures.is_new_burst(now));
        assert!(!failures.is_new_burst(now + BURST));
        assert!(!failures.is_new_burst(now + BURST + BURST));
        assert!(failures.is_new_burst(now + BURST * 4));
    }
}
