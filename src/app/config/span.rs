//! Spans of time as people write them: `90m`, `4h`, `2d`.

use chrono::TimeDelta;

/// Reads a span between a minute and 30 days: a whole number and its unit.
pub(super) fn span(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: i64 = text[..digits].parse().ok()?;
    let minutes = match text[digits..].trim() {
        "m" | "min" => number,
        "h" => number.checked_mul(60)?,
        "d" => number.checked_mul(24 * 60)?,
        _ => return None,
    };
    (1..=30 * 24 * 60).contains(&minutes).then(|| TimeDelta::minutes(minutes))
}

/// Says what is wrong with a text that is no span.
pub(super) fn not_a_span(place: &str, text: &str) -> String {
    format!("{place}: {text:?} is no span between 1m and 30d, such as \"90m\", \"4h\", \"2d\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_minutes_hours_and_days() {
        assert_eq!(span("90m"), Some(TimeDelta::minutes(90)));
        assert_eq!(span("24h"), Some(TimeDelta::hours(24)));
        assert_eq!(span("2d"), Some(TimeDelta::days(2)));
        assert_eq!(span("h"), None);
        assert_eq!(span("99999999999999999999h"), None);
    }
}
