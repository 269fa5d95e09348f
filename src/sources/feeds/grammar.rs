//! Whether a text of a CRM is the marketplace's LeadSource. Into which fields Microsoft's writer puts it is
//! not published for every CRM, so texts that could be it are weighed.

use crate::domain::lead_source::{Action, LeadSource, Source};

/// Returns how much a text says in the marketplace's grammar: 0 is nothing.
pub(super) fn says(text: &str) -> u8 {
    let parts = LeadSource::parse(text);
    let is_source = parts.source != Source::Other;
    let is_action = parts.action.is_some_and(|action| action != Action::Other);
    let is_offer = parts.offer.publisher.is_some();
    match (is_source, is_action, is_offer) {
        _ if parts.test => 5,
        (true, true, true) => 4,
        (true, true, false) | (true, _, true) => 3,
        // A source that came up since.
        (false, true, true) => 2,
        (true, false, false) if parts.action.is_none() => 1,
        _ => 0,
    }
}
