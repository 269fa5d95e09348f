//! What goes wrong between two computers, and the limits of the service.

use std::time::{Duration, Instant};

use super::http::Asked;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strike {
    None,
    Throttled,
    Busy,
    Cut,
    Half,
    CutAfter,
    TokensEnd,
    SamePage,
    SomebodyElse,
}

/// How long a service that is asked too often wants to be left alone.
pub(crate) const WAIT: Duration = Duration::from_secs(1);

/// What goes wrong when.
#[derive(Default)]
pub(crate) struct Weather {
    faults: Faults,
    rng: fastrand::Rng,
    /// How often something went wrong.
    pub(crate) struck: usize,
    /// Until when nobody is to ask.
    until: Option<Instant>,
    /// How many did.
    pub(crate) early: usize,
}

impl Weather {
    pub(crate) fn new(faults: Faults, seed: u64) -> Self {
        Self { faults, rng: fastrand::Rng::with_seed(seed), ..Self::default() }
    }

    pub(super) fn strike(&mut self, asked: &Asked) -> Strike {
        let now = Instant::now();
        if let Some(until) = self.until {
            if now < until {
                // Whoever asks in the meantime waits longer.
                self.early += 1;
                self.until = Some(until + WAIT);
                return Strike::Throttled;
            }
            self.until = None;
        }
        let Faults { throttled, busy, cut, half, cut_after, tokens_end, same_page, somebody_else } =
            self.faults;
        let somebody_else = if asked.method == "PATCH" { somebody_else } else { 0 };
        let mut lot = self.rng.u8(0..100);
        for (share, strike) in [
            (throttled, Strike::Throttled),
            (busy, Strike::Busy),
            (cut, Strike::Cut),
            (half, Strike::Half),
            (cut_after, Strike::CutAfter),
            (tokens_end, Strike::TokensEnd),
            (same_page, Strike::SamePage),
            (somebody_else, Strike::SomebodyElse),
        ] {
            if lot < share {
                self.struck += 1;
                if strike == Strike::Throttled {
                    self.until = Some(now + WAIT);
                }
                return strike;
            }
            lot -= share;
        }
        Strike::None
    }
}
