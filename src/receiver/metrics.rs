//! Counts of everything that happens, and their text for Prometheus.
//!
//! Knows names of outcomes and numbers, never anything of a request. To add a count: its field,
//! and its lines in [`Metrics::text`].

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::outcome::Outcome;

/// The upper bounds of the latencies that are told apart, in microseconds.
const LATENCIES: [u64; 12] = [
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    10_000_000,
];

/// The upper bounds of the numbers of deliveries in one transaction that are told apart.
const BATCHES: [u64; 7] = [1, 2, 4, 8, 16, 32, 64];

/// Why a connection has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Its request was answered, and one of the two sides closed it.
    Closed,
    /// Nothing came.
    Idle,
    /// A request began, and did not come whole in time.
    Slow,
    /// It made place for a new one.
    Crowded,
    /// TLS could not be agreed on.
    Handshake,
    /// The receiver stops.
    Stopped,
    /// It met a bug.
    Failed,
}

impl Ended {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Closed, "closed"),
        (Self::Idle, "idle"),
        (Self::Slow, "slow"),
        (Self::Crowded, "crowded"),
        (Self::Handshake, "handshake"),
        (Self::Stopped, "stopped"),
        (Self::Failed, "failed"),
    ];
}

/// What the receiver has done, told when it has stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// All requests, those for health and metrics among them.
    pub requests: u64,
    /// Those that were stored and acknowledged.
    pub accepted: u64,
    /// Those that could not be read and are kept.
    pub quarantined: u64,
    /// The others that were answered with an error.
    pub refused: u64,
}

/// Values by their size.
#[derive(Debug)]
struct Histogram<const N: usize> {
    bounds: [u64; N],
    below: [AtomicU64; N],
    count: AtomicU64,
    sum: AtomicU64,
}

impl<const N: usize> Histogram<N> {
    fn new(bounds: [u64; N]) -> Self {
        Self {
            bounds,
            below: std::array::from_fn(|_| AtomicU64::new(0)),
            count: AtomicU64::new(0),
            sum: AtomicU64::new(0),
        }
    }

    fn add(&self, value: u64) {
        for (bound, below) in self.bounds.iter().zip(&self.below) {
            if value <= *bound {
                below.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.sum.fetch_add(value, Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes it with all values divided by the unit.
    fn write(&self, text: &mut String, name: &str, unit: f64) {
        let scaled = |value: u64| value as f64 / unit;
        let _ = writeln!(text, "# TYPE {name} histogram");
        for (bound, below) in self.bounds.iter().zip(&self.below) {
            let (bound, below) = (scaled(*bound), below.load(Ordering::Relaxed));
            let _ = writeln!(text, "{name}_bucket{{le=\"{bound}\"}} {below}");
        }
        let count = self.count.load(Ordering::Relaxed);
        let _ = writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(text, "{name}_sum {}", scaled(self.sum.load(Ordering::Relaxed)));
        let _ = writeln!(text, "{name}_count {count}");
    }
}

/// Counts of everything that happens.
#[derive(Debug)]
pub(super) struct Metrics {
    requests: [AtomicU64; Outcome::ALL.len()],
    latency: Histogram<{ LATENCIES.len() }>,
    batch: Histogram<{ BATCHES.len() }>,
    bytes: AtomicU64,
    quarantined: AtomicU64,
    opened: AtomicU64,
    ended: [AtomicU64; Ended::ALL.len()],
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: std::array::from_fn(|_| AtomicU64::new(0)),
            latency: Histogram::new(LATENCIES),
            batch: Histogram::new(BATCHES),
            bytes: AtomicU64::new(0),
            quarantined: AtomicU64::new(0),
            opened: AtomicU64::new(0),
            ended: std::array::from_fn(|_| AtomicU64::new(0)),
        }
    }
}

impl Metrics {
    /// Counts a request that was answered, and the bytes of its body that were read.
    pub(super) fn request(&self, outcome: Outcome, took: Duration, bytes: usize) {
        for (known, count) in Outcome::ALL.iter().zip(&self.requests) {
            if *known == outcome {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.latency.add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Counts deliveries that were stored in one transaction.
    pub(super) fn batch(&self, deliveries: usize, quarantined: usize) {
        self.batch.add(deliveries as u64);
        self.quarantined.fetch_add(quarantined as u64, Ordering::Relaxed);
    }

    /// Counts a new connection.
    pub(super) fn opened(&self) {
        self.opened.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts the end of a connection.
    pub(super) fn ended(&self, why: Ended) {
        for ((known, _), count) in Ended::ALL.iter().zip(&self.ended) {
            if *known == why {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Returns what was done so far.
    pub(super) fn summary(&self) -> Summary {
        let mut summary =
            Summary { quarantined: self.quarantined.load(Ordering::Relaxed), ..Summary::default() };
        let mut errors = 0;
        for (outcome, count) in Outcome::ALL.iter().zip(&self.requests) {
            let count = count.load(Ordering::Relaxed);
            summary.requests += count;
            match outcome {
                Outcome::Accepted => summary.accepted = count,
                Outcome::Healthy | Outcome::Unhealthy | Outcome::Metrics => {}
                _ => errors += count,
            }
        }
        summary.refused = errors.saturating_sub(summary.quarantined);
        summary
    }

    /// Returns everything as Prometheus reads it, with how many deliveries wait for the store.
    pub(super) fn text(&self, waiting: usize) -> String {
        let mut text = String::new();
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);

        let _ = writeln!(text, "# TYPE leadclock_receiver_requests_total counter");
        for (outcome, count) in Outcome::ALL.iter().zip(&self.requests) {
            let (label, count) = (outcome.label(), load(count));
            let _ =
                writeln!(text, "leadclock_receiver_requests_total{{outcome=\"{label}\"}} {count}");
        }
        self.latency.write(&mut text, "leadclock_receiver_request_seconds", 1e6);
        self.batch.write(&mut text, "leadclock_receiver_commit_deliveries", 1.0);
        for (name, count) in [("body_bytes", &self.bytes), ("quarantined", &self.quarantined)] {
            let _ = writeln!(text, "# TYPE leadclock_receiver_{name}_total counter");
            let _ = writeln!(text, "leadclock_receiver_{name}_total {}", load(count));
        }

        let _ = writeln!(text, "# TYPE leadclock_receiver_waiting gauge");
        let _ = writeln!(text, "leadclock_receiver_waiting {waiting}");

        let mut gone = 0;
        let _ = writeln!(text, "# TYPE leadclock_receiver_connections_ended_total counter");
        for ((_, label), count) in Ended::ALL.iter().zip(&self.ended) {
            let count = load(count);
            gone += count;
            let _ = writeln!(
                text,
                "leadclock_receiver_connections_ended_total{{why=\"{label}\"}} {count}"
            );
        }
        let _ = writeln!(text, "# TYPE leadclock_receiver_connections gauge");
        let _ = writeln!(
            text,
            "leadclock_receiver_connections {}",
            load(&self.opened).saturating_sub(gone)
        );
        text
    }
}
