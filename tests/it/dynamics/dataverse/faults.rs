//! What goes wrong between two computers, and the limits of the service.

use std::time::{Duration, Instant};

use serde_json::json;

use super::http::{Answer, Asked};

/// How often each thing happens, in percent of the questions.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Faults {
    pub(crate) throttled: u8,
    pub(crate) busy: u8,
    pub(crate) cut: u8,
    pub(crate) half: u8,
    /// The connection ends after what was asked for was done.
    pub(crate) cut_after: u8,
    pub(crate) tokens_end: u8,
    pub(crate) same_page: u8,
    /// Somebody changes a lead just before it is written.
    pub(crate) somebody_else: u8,
}

/// What happens to one question.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Strike {
    None,
    Answer(Answer),
    Cut,
    Half,
    CutAfter,
    TokensEnd,
    SamePage,
    SomebodyElse,
}

/// How long a service that is asked too often wants to be left alone.
const WAIT: Duration = Duration::from_secs(1);

#[derive(Default)]
pub(super) struct Weather {
    faults: Faults,
    rng: fastrand::Rng,
    /// Until when nobody is to ask.
    until: Option<Instant>,
    /// How many did.
    pub(super) early: usize,
}

impl Weather {
    pub(super) fn new(faults: Faults, seed: u64) -> Self {
        Self { faults, rng: fastrand::Rng::with_seed(seed), ..Self::default() }
    }

    pub(super) fn strike(&mut self, asked: &Asked) -> Strike {
        let now = Instant::now();
        if let Some(until) = self.until {
            if now < until {
                // Whoever asks in the meantime waits longer.
                self.early += 1;
                self.until = Some(until + WAIT);
                return throttled("0x80072321");
            }
            self.until = None;
        }
        let Faults {
            throttled: often,
            busy,
            cut,
            half,
            cut_after,
            tokens_end,
            same_page,
            somebody_else,
        } = self.faults;
        let mut lot = self.rng.u8(0..100);
        let mut falls = |share: u8| {
            let hit = lot < share;
            lot = lot.saturating_sub(share).max(if hit { 255 } else { 0 });
            hit
        };
        if falls(often) {
            self.until = Some(now + WAIT);
            return throttled("0x80072322");
        }
        let is_write = asked.method == "PATCH";
        if falls(busy) {
            let headers = Vec::new();
            return Strike::Answer(Answer { status: 503, headers, body: serde_json::Value::Null });
        }
        match () {
            () if falls(cut) => Strike::Cut,
            () if falls(half) => Strike::Half,
            () if falls(cut_after) => Strike::CutAfter,
            () if falls(tokens_end) => Strike::TokensEnd,
            () if falls(same_page) => Strike::SamePage,
            () if is_write && falls(somebody_else) => Strike::SomebodyElse,
            () => Strike::None,
        }
    }
}

fn throttled(code: &str) -> Strike {
    let body =
        json!({"error": {"code": code, "message": "Number of requests exceeded the limit."}});
    let headers = vec![("Retry-After", WAIT.as_secs().to_string())];
    Strike::Answer(Answer { status: 429, headers, body })
}
