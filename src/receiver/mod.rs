//! The HTTPS endpoint that Microsoft sends leads to.
//!
//! It takes `POST /leads/SECRET` or `POST /leads?code=SECRET` (also `sig=`, `secret=`), hands the
//! body to the store, and answers 200 when it is on the disk. `GET /health` says whether leads can
//! be stored, `GET /metrics` tells whoever is on the same machine what was counted; a proxy there
//! has to say that it is one (`X-Forwarded-For`, `Forwarded` or `Via`). Anything else is 404. It knows neither the store nor the settings' file: whoever starts it brings the feeds
//! with their secrets, what stores deliveries, the clock and the log.
//!
//! A log line is `FEED OUTCOME STATUS N ms N bytes`, and never holds a path, a header, a body or a
//! secret.
//!
//! Order inside this floor: `{error, settings, outcome} < {metrics, tls} < pulse < {crowd, doors} <
//! writer < desk < connection < accept`. To answer something new, add it in `outcome` and `desk`.

mod accept;
mod connection;
mod crowd;
mod desk;
mod doors;
mod error;
mod metrics;
mod outcome;
mod pulse;
mod settings;
mod tls;
mod writer;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, mpsc};

use self::accept::Gate;
use self::crowd::Crowd;
use self::desk::Desk;
use self::doors::{Doors, Log};
use self::metrics::Metrics;
use self::tls::Certificate;
use self::writer::{Health, Writer};
use crate::app::StoreError;
use crate::app::receive::{Delivery, Receipt};

pub use self::doors::Door;
pub use self::error::ReceiverError;
pub use self::metrics::Summary;
pub use self::settings::{Limits, Settings, TlsFiles};

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1_024;

/// How long tasks that do not end may hold up the end.
const LAST_TASKS: Duration = Duration::from_secs(1);

/// A receiver that listens, and accepts nothing yet.
///
/// It brings its own threads, so it is neither made nor run inside of an async runtime.
#[derive(Debug)]
pub struct Receiver {
    runtime: Runtime,
    listener: TcpListener,
    address: SocketAddr,
    certificate: Option<Arc<Certificate>>,
    limits: Limits,
}

impl Receiver {
    /// Reads the certificate and takes the address.
    ///
    /// # Errors
    /// A certificate or key that can not be used, an address that is taken.
    pub fn bind(settings: Settings) -> Result<Self, ReceiverError> {
        let Settings { listen, tls, limits } = settings;
        let certificate = tls.map(Certificate::read).transpose()?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("receiver")
            .enable_all()
            .build()
            .map_err(|source| ReceiverError::Start { source })?;
        let within = runtime.enter();
        let (listener, address) =
            bind(listen).map_err(|source| ReceiverError::Listen { address: listen, source })?;
        drop(within);
        Ok(Self { runtime, listener, address, certificate, limits })
    }

    /// Returns the address that it listens on, with the real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until `stop`; then those under way are answered, and whatever was handed
    /// to the store is stored. Blocks the thread.
    ///
    /// `doors` are asked for again while requests come, at most every few seconds; where that
    /// fails later on, the former ones stay. `take` runs on a thread of its own and gets one or
    /// more deliveries for one transaction; a delivery is acknowledged when it returns. Now and then
    /// it gets none, and can note that the receiver runs. `log` gets lines without a time.
    ///
    /// # Errors
    /// Where no door can be had at the start, or `take` has panicked.
    pub fn run(
        self,
        doors: impl Fn() -> Result<Vec<Door>, String> + Send + Sync + 'static,
        take: impl FnMut(&[Delivery]) -> Result<Vec<Receipt>, StoreError> + Send + 'static,
        now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
        log: impl Fn(&str) + Send + Sync + 'static,
        stop: impl Future<Output = ()>,
    ) -> Result<Summary, ReceiverError> {
        let Self { runtime, listener, certificate, limits, .. } = self;
        let log: Arc<Log> = Arc::new(log);
        let doors = Doors::open(Arc::new(doors), Arc::clone(&log), limits.refresh)?;
        let connections = crowd::allow(limits.connections);
        if connections < limits.connections {
            log(&format!(
                "open files are limited, so there will be at most {connections} connections"
            ));
        }
        let (metrics, health) = (Arc::new(Metrics::default()), Arc::new(Health::default()));
        let (queue, handed) = mpsc::channel(limits.waiting.max(1));
        let writer = Writer {
            take: Box::new(take),
            batch: limits.batch,
            metrics: Arc::clone(&metrics),
            health: Arc::clone(&health),
            log: Arc::clone(&log),
        };
        let (writer, writer_ended) =
            writer.start(handed).map_err(|source| ReceiverError::Start { source })?;
        runtime.spawn(writer::beat(queue.downgrade(), Arc::clone(&health), limits.pulse));
        let desk = Desk {
            doors,
            crowd: Crowd::new(connections),
            metrics: Arc::clone(&metrics),
            health,
            queue,
            room: Semaphore::new(limits.held / 1024),
            now: Box::new(now),
            log,
            limits,
        };
        let gate = Gate { listener, certificate, desk: Arc::new(desk) };
        let ended = runtime.block_on(gate.run(stop, writer_ended));
        // What is left of the tasks goes, and with it the last hands that reach the writer.
        runtime.shutdown_timeout(LAST_TASKS);
        let stored_all = writer.join().unwrap_or(false);
        ended?;
        if stored_all { Ok(metrics.summary()) } else { Err(ReceiverError::Writer) }
    }
}

fn bind(address: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A restart shall not wait for the last connections of the one before.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    let listener = socket.listen(BACKLOG)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
