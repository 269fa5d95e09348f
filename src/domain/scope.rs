//! Which leads a setting is for: those of some stages, of some offers, or all.

use super::funnel::Stage;
use super::lead::Lead;
use super::text::fold;

/// The leads that a setting is for. What is left empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The stages.
    pub stages: Vec<Stage>,
    /// The offers.
    pub offers: Vec<OfferPattern>,
}

impl Scope {
    /// Returns whether a lead is meant: it stands in one of the stages, and what it asks for is one
    /// of the offers.
    pub fn holds(&self, lead: &Lead) -> bool {
        let by_stage = self.stages.is_empty() || self.stages.contains(&lead.stage());
        by_stage && (self.offers.is_empty() || self.letters(lead).is_some())
    }

    /// Returns how narrow the scope is for a lead that it holds: of several, the greatest goes
    /// first. An offer narrows more than a stage, and a longer name of one more than a shorter.
    pub fn narrowness(&self, lead: &Lead) -> (usize, bool) {
        let letters = self.letters(lead).map_or(0, |letters| letters + 1);
        (letters, !self.stages.is_empty())
    }

    /// The letters of the narrowest pattern that fits what the lead asks for.
    fn letters(&self, lead: &Lead) -> Option<usize> {
        let record = lead.request()?;
        let names = [record.offer_name(), record.offer.clone(), record.offer_title.clone()];
        let fits = |pattern: &&OfferPattern| {
            names.iter().flatten().any(|name| pattern.matches(name.raw()))
        };
        self.offers.iter().filter(fits).map(OfferPattern::letters).max()
    }
}

/// An offer's name in which `*` stands for anything: `contoso.vpn-*`. Neither case nor accents
/// count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferPattern(String);

impl OfferPattern {
    /// Reads a pattern; `None` where it is empty.
    pub fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        (!written.is_empty()).then(|| Self(fold(written)))
    }

    /// Returns the pattern, folded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns how many letters it names: of two that fit, the one with more is narrower.
    pub fn letters(&self) -> usize {
        self.0.chars().filter(|letter| *letter != '*').count()
    }

    /// Returns whether the whole of a name is meant.
    pub fn matches(&self, name: &str) -> bool {
        let name = fold(name.trim());
        let mut parts = self.0.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = name.strip_prefix(first) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
        for part in middle {
            match rest.find(part) {
                Some(place) => rest = &rest[place + part.len()..],
                None => return false,
            }
        }
        rest.ends_with(last)
    }
}

#[cfg(test)]
mod tests;
