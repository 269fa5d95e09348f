//! What a calling code says without the rules for single numbers: how long numbers are behind it, and
//! whose it is.
//!
//! The library tells it only together with an assessment, which compiles the rules of all countries
//! of the code: milliseconds and a megabyte for each, more than a whole screen takes.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::country::Country;

/// A line for each calling code: the code, the lengths, the regions, the largest first, and the first
/// digits behind the code that are never a prefix. Made by the tests from the library.
const TABLE: &str = include_str!("../../../assets/numbering.txt");

static PLANS: LazyLock<HashMap<u16, Plan>> = LazyLock::new(|| {
    let plan = |line: &'static str| {
        let (code, rest) = line.split_once('|')?;
        let (lengths, rest) = rest.split_once('|')?;
        let (regions, firm) = rest.split_once('|')?;
        let lengths = lengths.split(' ').filter_map(|length| length.parse::<u32>().ok());
        let lengths = lengths.fold(0, |all, length| all | 1 << length.min(u16::BITS - 1));
        Some((code.parse().ok()?, Plan { lengths, regions, firm }))
    };
    TABLE.lines().filter_map(plan).collect()
});

/// Returns the calling code that digits begin with, and what follows. No code begins another.
pub(super) fn split_code(digits: &str) -> Option<(u16, &str)> {
    (1..=3).find_map(|length| {
        let (code, national) = digits.split_at_checked(length)?;
        let code = code.parse().ok()?;
        Plan::of(code).map(|_| (code, national))
    })
}

/// What belongs to a calling code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// A bit for each length.
    lengths: u16,
    regions: &'static str,
    firm: &'static str,
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

    /// Returns whether digits behind the code are a number as it stands: of a length that is allowed,
    /// and beginning with no prefix of any country of the code.
    pub(super) fn stands(self, national: &str) -> bool {
        self.allows(national.len()) && national.starts_with(|digit| self.firm.contains(digit))
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
    use proptest::prelude::*;

    use super::*;

    /// Reads the plans out of the library.
    ///
    /// That a digit is firm is only known from tries; without any, all are.
    fn from_library(tries: u64) -> String {
        let mut table = String::new();
        for code in 1..1_000 {
            let (mut lengths, mut regions) = (Vec::new(), Vec::<Region>::new());
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
                regions = assessment.regions().to_vec();
                if assessment.possibility() == Possibility::Possible {
                    lengths.push(length);
                }
            }
            if !lengths.is_empty() {
                let words = |items: Vec<String>| items.join(" ");
                let firm: String = ('0'..='9')
                    .filter(|digit| is_firm(tries, code, *digit, &lengths, &regions))
                    .collect();
                let lengths = words(lengths.iter().map(usize::to_string).collect());
                let regions = words(regions.iter().map(Region::to_string).collect());
                writeln!(table, "{code}|{lengths}|{regions}|{firm}").expect("text");
            }
        }
        table
    }

    /// Tries so many numbers of each length and region, whether the library ever takes something off numbers that begin with a digit.
    fn is_firm(tries: u64, code: u16, digit: char, lengths: &[usize], regions: &[Region]) -> bool {
        // Numbers of a pseudo-random sequence, the same each time.
        let mut seed = u64::from(code);
        let mut tail = |length: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            format!("{:020}", seed >> 1).split_off(20 - length)
        };
        let homes: Vec<Option<Region>> =
            [None].into_iter().chain(regions.iter().copied().map(Some)).collect();
        lengths.iter().all(|length| {
            (0..tries).all(|_| {
                let national = format!("{digit}{}", tail(length - 1));
                let international = format!("+{code}{national}");
                homes.iter().all(|home| {
                    let read = match home {
                        Some(region) => namba::parse_in(*region, &international),
                        None => namba::parse(&international),
                    };
                    read.is_ok_and(|number| {
                        number.calling_code().value() == code
                            && number.national_number() == national
                    })
                })
            })
        })
    }

    /// Returns a line of the table without what only many tries can tell.
    fn known(line: &str) -> Option<&str> {
        line.rsplit_once('|').map(|(known, _)| known)
    }

    #[test]
    fn the_table_is_what_the_library_says() {
        if std::env::var_os("UPDATE_NUMBERING").is_some() {
            std::fs::write("assets/numbering.txt", from_library(400)).expect("written");
        }
        let table = from_library(0);
        let (made, kept) = (table.lines().map(known), TABLE.lines().map(known));
        assert!(made.eq(kept), "make it again: UPDATE_NUMBERING=1 cargo test the_table_is");
    }

    proptest! {
        #[test]
        fn a_number_that_stands_is_read_as_it_stands(
            line in 0..TABLE.lines().count(),
            digits in "[0-9]{4,13}",
            home in 0usize..30,
        ) {
            let code = TABLE.lines().nth(line).and_then(|line| line.split('|').next()).expect("a code");
            let plan = Plan::of(code.parse().expect("a number")).expect("a plan");
            let length = (4..=digits.len()).rev().find(|length| plan.allows(*length));
            let Some(national) = length.and_then(|length| digits.get(..length)) else { return Ok(()) };
            prop_assume!(plan.stands(national));
            let region = plan.regions.split(' ').nth(home).and_then(|code| Region::new(code).ok());
            let international = format!("+{code}{national}");
            let read = match region {
                Some(region) => namba::parse_in(region, &international),
                None => namba::parse(&international),
            };
            let read = read.map(|number| format!("+{} {}", number.calling_code().value(), number.national_number()));
            prop_assert_eq!(read.ok(), Some(format!("+{code} {national}")));
        }
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
