//! Times as they are said. Only for our own words: what a stranger wrote stays as it is.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::span;
use crate::domain::zone::Zone;

/// Days and months as they are written short, and whole.
const DAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];
const MONTHS: [(&str, &str); 12] = [
    ("Jan", "January"),
    ("Feb", "February"),
    ("Mar", "March"),
    ("Apr", "April"),
    ("May", "May"),
    ("Jun", "June"),
    ("Jul", "July"),
    ("Aug", "August"),
    ("Sep", "September"),
    ("Oct", "October"),
    ("Nov", "November"),
    ("Dec", "December"),
];

/// Says the length of a span: "3 hours 12 minutes".
pub(super) fn duration(span: TimeDelta) -> String {
    whole(&span::duration(span))
}

/// Says a moment: "Tuesday 24 November 09:00". Times are the zone's.
pub(super) fn moment(at: DateTime<Utc>, zone: &Zone) -> String {
    zone.local(at).format("%A %-d %B %H:%M").to_string()
}

/// Returns a sentence of ours with its short times said in full: "overdue 3h 12m" as "overdue 3
/// hours 12 minutes", "Tue 24 Nov" as "Tuesday 24 November".
pub(super) fn whole(words: &str) -> String {
    let tokens: Vec<&str> = words.split(' ').collect();
    let begins_with_digit = |token: Option<&&str>| {
        token.is_some_and(|token| token.starts_with(|letter: char| letter.is_ascii_digit()))
    };
    let mut said: Vec<String> = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let (word, end) = split_end(token);
        let before = index.checked_sub(1).and_then(|before| tokens.get(before));
        // "Sun" is a day before a number, "May" a month behind one; else they may be names.
        let long = name(&DAYS, token)
            .filter(|_| begins_with_digit(tokens.get(index + 1)))
            .or_else(|| name(&MONTHS, word).filter(|_| begins_with_digit(before)));
        said.push(match (long, amount(word)) {
            (Some(long), _) => format!("{long}{end}"),
            (None, Some(amount)) => format!("{amount}{end}"),
            (None, None) => (*token).to_owned(),
        });
    }
    said.join(" ")
}

/// Says how many there are of something.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn name(names: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    names.iter().find(|(short, _)| *short == word).map(|(_, long)| *long)
}

/// Parts the signs at a word's end from it.
fn split_end(token: &str) -> (&str, &str) {
    token.split_at(token.trim_end_matches([',', '.', ':', ';', ')', '?']).len())
}

/// Says `12m` as "12 minutes".
fn amount(word: &str) -> Option<String> {
    let unit = word.chars().last()?;
    let number = word.strip_suffix(unit)?;
    let (one, many) = match unit {
        'd' => ("day", "days"),
        'h' => ("hour", "hours"),
        'm' => ("minute", "minutes"),
        's' => ("second", "seconds"),
        _ => return None,
    };
    let is_number = !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit());
    is_number.then_some(())?;
    Some(counted(number.parse().ok()?, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_full() {
        for (written, said) in [
            ("overdue 3h 12m: asked", "overdue 3 hours 12 minutes: asked"),
            ("1h 01m left", "1 hour 1 minute left"),
            ("5 touches in the last 7d already", "5 touches in the last 7 days already"),
            ("the last call was 2h ago", "the last call was 2 hours ago"),
            ("Tue 24 Nov 09:00", "Tuesday 24 November 09:00"),
            ("then call Tue 09:00 (2 of 7)", "then call Tuesday 09:00 (2 of 7)"),
            ("Sun and May are names, 4th and 3x too", "Sun and May are names, 4th and 3x too"),
            ("", ""),
        ] {
            assert_eq!(whole(written), said);
        }
    }

    #[test]
    fn a_span_is_said_in_its_two_largest_units() {
        assert_eq!(duration(TimeDelta::minutes(192)), "3 hours 12 minutes");
        assert_eq!(duration(TimeDelta::hours(24)), "24 hours");
    }
}
