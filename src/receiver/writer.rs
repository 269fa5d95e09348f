//! The one thread that hands deliveries to the store, as many at a time as wait.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use super::doors::Log;
use super::metrics::Metrics;
use crate::app::StoreError;
use crate::app::receive::{Delivery, Receipt};

/// Stores deliveries in one transaction, and returns what became of each. Without any it only
/// shows whether it could.
pub(super) type Take = dyn FnMut(&[Delivery]) -> Result<Vec<Receipt>, StoreError> + Send;

/// What is on its way to the store.
#[derive(Debug)]
pub(super) enum Handed {
    /// A delivery.
    Delivery {
        /// What came.
        delivery: Delivery,
        /// Where its receipt goes; nothing goes there where it was not stored.
        receipt: oneshot::Sender<Receipt>,
    },
    /// Nothing: the store is called all the same.
    Pulse,
}

/// How much sooner the store is called again after it has failed.
const SOONER: u32 = 6;

/// Calls the store now and then, until nobody else can: so it can note that the receiver runs, and
/// one that has failed shows that it works again before somebody's lead must try.
pub(super) async fn beat(queue: mpsc::WeakSender<Handed>, health: Arc<Health>, every: Duration) {
    loop {
        sleep(if health.is_good() { every } else { every / SOONER }).await;
        let Some(queue) = queue.upgrade() else { return };
        // Where there is no room the store is at work already.
        let _ = queue.try_send(Handed::Pulse);
    }
}

/// Whether the last transaction did not fail.
#[derive(Debug)]
pub(super) struct Health(AtomicBool);

impl Default for Health {
    fn default() -> Self {
        Self(AtomicBool::new(true))
    }
}

impl Health {
    /// Returns whether leads can be stored, as far as is known.
    pub(super) fn is_good(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Notes it, and returns whether it was otherwise before.
    fn becomes(&self, good: bool) -> bool {
        self.0.swap(good, Ordering::Relaxed) != good
    }
}

/// What the thread works with.
pub(super) struct Writer {
    /// Stores.
    pub(super) take: Box<Take>,
    /// The most deliveries of one transaction.
    pub(super) batch: usize,
    /// Counts transactions.
    pub(super) metrics: Arc<Metrics>,
    /// Is told how the last one went.
    pub(super) health: Arc<Health>,
    /// Is told when that changes.
    pub(super) log: Arc<Log>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer {
    /// Starts the thread. It ends when nobody can hand it anything any more, or by a bug; then
    /// whoever waits for the second value hears of it.
    ///
    /// # Errors
    /// Where no thread can be had.
    pub(super) fn start(
        mut self,
        mut queue: mpsc::Receiver<Handed>,
    ) -> std::io::Result<(JoinHandle<bool>, oneshot::Receiver<()>)> {
        let (ending, ended) = oneshot::channel();
        let thread = std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
            let well = catch_unwind(AssertUnwindSafe(|| self.run(&mut queue))).is_ok();
            self.health.becomes(well && self.health.is_good());
            drop(queue);
            drop(ending);
            well
        })?;
        Ok((thread, ended))
    }

    fn run(&mut self, queue: &mut mpsc::Receiver<Handed>) {
        while let Some(first) = queue.blocking_recv() {
            let (mut receipts, mut deliveries) = (Vec::new(), Vec::new());
            let mut pulse = false;
            let mut next = Some(first);
            while let Some(handed) = next {
                match handed {
                    Handed::Delivery { delivery, receipt } => {
                        receipts.push(receipt);
                        deliveries.push(delivery);
                    }
                    Handed::Pulse => pulse = true,
                }
                next = (deliveries.len() < self.batch).then(|| queue.try_recv().ok()).flatten();
            }
            if !deliveries.is_empty() {
                self.store(&deliveries, receipts);
            }
            if pulse {
                self.store(&[], Vec::new());
            }
        }
    }

    fn store(&mut self, deliveries: &[Delivery], waiting: Vec<oneshot::Sender<Receipt>>) {
        let failure = match (self.take)(deliveries) {
            Ok(receipts) if receipts.len() == waiting.len() => {
                let unreadable =
                    receipts.iter().filter(|one| matches!(one, Receipt::Unreadable { .. })).count();
                if !deliveries.is_empty() {
                    self.metrics.batch(deliveries.len(), unreadable);
                }
                if self.health.becomes(true) {
                    (self.log)("leads can be stored again");
                }
                for (receipt, waiter) in receipts.into_iter().zip(waiting) {
                    // Who has hung up does not wait for it, and it is stored all the same.
                    let _ = waiter.send(receipt);
                }
                return;
            }
            Ok(_) => "the receipts do not match".to_owned(),
            Err(error) => error.to_string(),
        };
        if self.health.becomes(false) {
            (self.log)(&format!("leads can not be stored: {failure}"));
        }
    }
}
