//! What a calling code says without the rules for single numbers: how long numbers are behind it, and
//! whose it is.
//!
//! The library tells it only together with an assessment, which compiles the rules of all countries
//! of the code: milliseconds and a megabyte for each, more than a whole screen takes.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::country::Country;

/// A line for each calling code: the code, the lengths, and the regions, the largest first. Made by
/// the tests from the library.
const TABLE: &str = include_str!("../../../assets/numbering.txt");

static PLANS: LazyLock<HashMap<u16, Plan>> = LazyLock::new(|| {
    let plan = |line: &'static str| {
        let (code, rest) = line.split_once('|')?;
        let (lengths, regions) = rest.split_once('|')?;
        let lengths = lengths.split(' ').filter_map(|length| length.parse::<u32>().ok());
        let lengths = lengths.fold(0, |all, length| all | 1 << length.min(u16::BITS - 1));
        Some((code.parse().ok()?, Plan { lengths, regions }))
    };
    TABLE.lines().filter_map(plan).collect()
});

/// What belongs to a calling code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// A bit for each length.
    lengths: u16,
    regions: &'static str,
}

impl Plan {
    /// Returns the plan of a calling code.
    pub(super) fn of(code: u16) -> Option<Self> {
        PLANS.get(&code).copied()
    }

    /// Returns whether numbers may have so many digits behind the code.
    pub(super) fn allows(self, length: usize) -> bool {
        u32::try_from(length)
            .is_ok_and(|length| self.lengths.checked_shr(length).unwrap_or(0) & 1 == 1)
    }

    /// Returns the countries that share the code, the largest first.
    pub(super) fn countries(self) -> impl Iterator<Item = Country> {
        self.regions.split(' ').filter_map(Country::parse)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use namba::{Possibility, Region};

    use super::*;

    /// Reads the plans out of the library.
    fn from_library() -> String {
        let mut table = String::new();
        for code in 1..1_000 {
            let (mut lengths, mut regions) = (Vec::new(), Vec::new());
            for length in 2..15 {
                // Digits that no plan takes for a prefix.
                let Ok(number) = namba::parse(&format!("+{code}{}", "9".repeat(length))) else {
                    continue;
                };
                if number.calling_code().value() != code || number.national_number().len() != length
                {
                    continue;
                }
                let assessment = number.assess();
                regions = assessment.regions().iter().map(Region::to_string).collect();
                if assessment.possibility() == Possibility::Possible {
                    lengths.push(length.to_string());
                }
            }
            if !lengths.is_empty() {
                writeln!(table, "{code}|{}|{}", lengths.join(" "), regions.join(" "))
                    .expect("text");
            }
        }
        table
    }

    #[test]
    fn the_table_is_what_the_library_says() {
        let table = from_library();
        if std::env::var_os("UPDATE_NUMBERING").is_some() {
            std::fs::write("assets/numbering.txt", &table).expect("written");
        }
        assert_eq!(table, TABLE, "make it again: UPDATE_NUMBERING=1 cargo test numbering");
    }

    #[test]
    fn every_example_of_the_library_has_a_length_of_its_plan() {
        for country in Country::all() {
            let region = Region::new(country.code()).ok();
            let Some(example) = region.and_then(namba::example_number) else { continue };
            let plan = Plan::of(example.calling_code().value()).expect("a plan");
            assert!(plan.allows(example.national_number().len()), "{country:?}");
        }
    }
}
