//! Which leads a setting is for: those of some stages, of some offers, or all.

use super::funnel::Stage;
use super::lead::Lead;
use super::text::{Text, fold};

/// The leads that a setting is for. What is left empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The stages.
    pub stages: Vec<Stage>,
    /// The offers.
    pub offers: Vec<OfferPattern>,
}

impl Scope {
    /// Returns whether a lead is meant: it stands in one of the stages, and its leading record is
    /// about one of the offers.
    pub fn holds(&self, lead: &Lead) -> bool {
        let by_stage = self.stages.is_empty() || self.stages.contains(&lead.stage());
        let by_offer = self.offers.is_empty()
            || lead.leading_record().is_some_and(|record| {
                [record.offer_name(), record.offer.clone(), record.offer_title.clone()]
                    .iter()
                    .flatten()
                    .any(|name| self.offers.iter().any(|pattern| pattern.fits(name)))
            });
        by_stage && by_offer
    }

    /// Returns how narrow the scope is: of two that hold a lead, the greater goes first.
    pub fn narrowness(&self) -> u8 {
        2 * u8::from(!self.offers.is_empty()) + u8::from(!self.stages.is_empty())
    }
}

/// An offer's name in which `*` stands for any letters: `contoso.vpn-*`. Case does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferPattern(Vec<String>);

impl OfferPattern {
    /// Reads a pattern.
    pub fn new(pattern: &str) -> Self {
        Self(fold(pattern.trim()).split('*').map(str::to_owned).collect())
    }

    /// Returns whether a name fits as a whole.
    pub fn fits(&self, name: &Text) -> bool {
        let name = fold(name.raw().trim());
        let Some((first, rest)) = self.0.split_first() else { return false };
        let Some(mut left) = name.strip_prefix(first.as_str()) else { return false };
        let Some((last, middle)) = rest.split_last() else { return left.is_empty() };
        for part in middle {
            match left.find(part.as_str()) {
                Some(place) => left = &left[place + part.len()..],
                None => return false,
            }
        }
        left.ends_with(last.as_str())
    }
}

#[cfg(test)]
mod tests;
