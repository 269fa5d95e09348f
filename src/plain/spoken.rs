//! Times as they are said. Only for our own words: what a stranger wrote stays as it is.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use crate::domain::span;
use crate::domain::zone::Zone;
use crate::language::Messages;

/// Days and months as they are written short, and whole.
/// The weekdays as the program writes them in English; another language writes them whole.
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// The months likewise.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Says a span: `3 hours 12 minutes`.
pub(super) fn duration(span: TimeDelta, say: &Messages) -> String {
    whole(&span::duration(span), say)
}

/// Says a moment: `Tuesday 24 November 09:00`.
pub(super) fn moment(at: DateTime<Utc>, zone: &Zone, say: &Messages) -> String {
    let local = zone.local(at);
    let (weekday, time) = (local.format("%a").to_string(), local.format("%H:%M").to_string());
    let month = say.plain_month(local.month());
    say.plain_moment(say.plain_weekday(weekday), local.day(), month, time)
}

/// Says in full what our own words write short: `3h 12m`, `Tue 24 Nov`.
pub(super) fn whole(words: &str, say: &Messages) -> String {
    let tokens: Vec<&str> = words.split(' ').collect();
    let begins_with_digit = |token: Option<&&str>| {
        token.is_some_and(|token| token.starts_with(|letter: char| letter.is_ascii_digit()))
    };
    let mut said: Vec<String> = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let (word, end) = split_end(token);
        let before = index.checked_sub(1).and_then(|before| tokens.get(before));
        // "Sun" is a day before a number, "May" a month behind one; else they may be names.
        let day = DAYS.contains(token) && begins_with_digit(tokens.get(index + 1));
        let month = (1u32..).zip(MONTHS).find(|(_, name)| *name == word);
        let month = month.filter(|_| begins_with_digit(before));
        said.push(match (day, month) {
            (true, _) => say.plain_weekday(*token),
            (_, Some((number, _))) => format!("{}{end}", say.plain_month(number)),
            _ => amount(token, say).unwrap_or_else(|| (*token).to_owned()),
        });
    }
    said.join(" ")
}

fn split_end(token: &str) -> (&str, &str) {
    token.split_at(token.trim_end_matches([',', '.', ':', ';', ')', '?']).len())
}

/// Says the amount with which a token begins: `12m` before a sign, or before a letter of a language
/// that writes without spaces.
fn amount(token: &str, say: &Messages) -> Option<String> {
    let digits = token.find(|letter: char| !letter.is_ascii_digit()).filter(|end| *end > 0)?;
    let (number, rest) = token.split_at(digits);
    let mut rest = rest.chars();
    let unit = rest.next()?;
    let rest = rest.as_str();
    if rest.starts_with(|letter: char| letter.is_ascii_alphanumeric()) {
        return None;
    }
    let number: u64 = number.parse().ok()?;
    let said = match unit {
        'd' => say.plain_days(number),
        'h' => say.plain_hours(number),
        'm' => say.plain_minutes(number),
        's' => say.plain_seconds(number),
        _ => return None,
    };
    Some(format!("{said}{rest}"))
}

/// Says several things behind each other.
pub(super) fn listed(parts: impl IntoIterator<Item = String>, say: &Messages) -> String {
    let parts = parts.into_iter();
    parts.reduce(|first, second| say.plain_and(first, second)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, english};

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
            assert_eq!(whole(written, english()), said);
        }
    }

    #[test]
    fn a_span_is_said_in_its_two_largest_units() {
        assert_eq!(duration(TimeDelta::minutes(192), english()), "3 hours 12 minutes");
        assert_eq!(duration(TimeDelta::hours(24), english()), "24 hours");
    }

    #[test]
    fn amounts_are_said_in_full_where_words_stand_without_spaces() {
        let say = Language::ZhHans.say();
        assert_eq!(whole("已逾期 3h 12m：请求联系", say), "已逾期 3 小时 12 分钟：请求联系");
        assert_eq!(whole("最近 7d 内已联系 5 次", say), "最近 7 天 内已联系 5 次");
        assert_eq!(moment(DateTime::UNIX_EPOCH, &Zone::utc(), say), "1月1日星期四 00:00");
    }
}
