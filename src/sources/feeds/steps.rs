//! The steps of a check, gone one after the other up to the first that is not well.

use super::{PullError, Step, Trouble};

/// The steps that were gone.
#[derive(Default)]
pub(super) struct Steps(Vec<Step>);

impl Steps {
    /// Notes a step that is well.
    pub(super) fn well(&mut self, name: &'static str, found: impl Into<String>) {
        self.0.push(Step { name, outcome: Ok(found.into()) });
    }

    /// Notes the step that is not, and ends.
    pub(super) fn ends(mut self, name: &'static str, trouble: Trouble) -> Vec<Step> {
        self.0.push(Step { name, outcome: Err(trouble) });
        self.0
    }

    /// Ends with all of them well.
    pub(super) fn end(self) -> Vec<Step> {
        self.0
    }
}

/// Says why a service could not be asked; `look_at` is what to look at where it does not say.
pub(super) fn trouble(error: PullError, look_at: &str) -> Trouble {
    match error {
        PullError::Refused { why, advice } => Trouble { why, advice },
        PullError::Unreachable { why, advice, .. } if !advice.is_empty() => Trouble { why, advice },
        PullError::Unreachable { why, .. } => {
            Trouble { why, advice: format!("look at the network and at {look_at}, and try again") }
        }
        PullError::Stopped => Trouble { why: "stopped".to_owned(), advice: "try again".to_owned() },
    }
}
