//! What a typed line means. One table: it reads the lines, and help is made of it.

use crate::domain::funnel::Channel;
use crate::language::Messages;

/// What a line asks for. The words behind the command are as they were typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// An empty line.
    Nothing,
    /// The lead of that number in the last list.
    Open(usize),
    /// The list from its beginning.
    List,
    /// The next lines of the list.
    More,
    /// The next lead to answer.
    Next,
    /// The open lead once more.
    Read,
    /// All that happened to it.
    History,
    /// The leads that words are found in.
    Find(String),
    /// A touch was made, and what came of it.
    Touch(Channel, String),
    /// The lead is worth the full process; behind it why, where prerequisites are open.
    Qualify(String),
    /// Prerequisites are met (`true`), or open again.
    Tick(bool, String),
    /// Nothing more is to come.
    Dismiss(String),
    /// No more mails, calls, or neither.
    OptOut(String),
    /// The next touch.
    FollowUp(String),
    /// Out of sight.
    Snooze(String),
    /// Put off for long.
    Nurture(String),
    /// A note.
    Note(String),
    /// An owner.
    Assign(String),
    /// How far a qualified lead has come.
    Milestone(String),
    /// Back to work.
    Reopen,
    /// Takes the last decision back.
    Undo,
    /// Restores what was taken back.
    Redo,
    /// What the day brought.
    Today,
    /// The commands.
    Help,
    /// The end.
    Quit,
    /// A line that means nothing.
    Unknown(String),
}

/// A command: its names, what may follow, what it does, and what it means.
struct Row {
    names: &'static [&'static str],
    then: &'static str,
    does: fn(&Messages) -> String,
    means: fn(String) -> Order,
}

const fn row(
    names: &'static [&'static str],
    then: &'static str,
    does: fn(&Messages) -> String,
    means: fn(String) -> Order,
) -> Row {
    Row { names, then, does, means }
}

/// The commands, in the order in which help tells them.
const ROWS: [Row; 25] = [
    row(&["next", "n"], "", Messages::plain_help_next, |_| Order::Next),
    row(&["list", "l"], "", Messages::plain_help_list, |_| Order::List),
    row(&["more", "m"], "", Messages::plain_help_more, |_| Order::More),
    row(&["find", "filter"], "WORDS", Messages::plain_help_find, Order::Find),
    row(&["read", "again", "show"], "", Messages::plain_help_read, |_| Order::Read),
    row(&["history"], "", Messages::plain_help_history, |_| Order::History),
    row(&["call", "log call"], "OUTCOME", Messages::plain_help_call, |words| {
        Order::Touch(Channel::Call, words)
    }),
    row(&["mail", "email", "log email"], "OUTCOME", Messages::plain_help_mail, |words| {
        Order::Touch(Channel::Email, words)
    }),
    row(&["meeting", "meet", "log meeting"], "OUTCOME", Messages::plain_help_meeting, |words| {
        Order::Touch(Channel::Meeting, words)
    }),
    row(&["touch", "log other"], "", Messages::plain_help_touch, |words| {
        Order::Touch(Channel::Other, words)
    }),
    row(&["follow up", "schedule", "f"], "TIME", Messages::plain_help_follow_up, Order::FollowUp),
    row(&["snooze"], "TIME", Messages::plain_help_snooze, Order::Snooze),
    row(&["nurture"], "TIME", Messages::plain_help_nurture, Order::Nurture),
    row(&["tick"], "NAMES", Messages::plain_help_tick, |words| Order::Tick(true, words)),
    row(&["untick", "tick open"], "NAMES", Messages::plain_help_untick, |words| {
        Order::Tick(false, words)
    }),
    row(&["qualify", "y"], "REASON", Messages::plain_help_qualify, Order::Qualify),
    row(&["milestone"], "NAME", Messages::plain_help_milestone, Order::Milestone),
    row(&["dismiss", "x"], "REASON", Messages::plain_help_dismiss, Order::Dismiss),
    row(&["opt out", "opt-out"], "mail or calls", Messages::plain_help_opt_out, Order::OptOut),
    row(&["reopen"], "", Messages::plain_help_reopen, |_| Order::Reopen),
    row(&["note"], "TEXT", Messages::plain_help_note, Order::Note),
    row(&["assign"], "NAME", Messages::plain_help_assign, Order::Assign),
    row(&["undo", "u"], "", Messages::plain_help_undo, |_| Order::Undo),
    row(&["today"], "", Messages::plain_help_today, |_| Order::Today),
    row(&["quit", "exit", "q"], "", Messages::plain_help_quit, |_| Order::Quit),
];

/// Reads a line.
pub(super) fn read(line: &str) -> Order {
    let line = line.trim();
    if line.is_empty() {
        return Order::Nothing;
    }
    if let Ok(number) = line.trim_start_matches("open ").trim().parse() {
        return Order::Open(number);
    }
    // They are told by other rows.
    match line.to_lowercase().as_str() {
        "redo" => return Order::Redo,
        "help" | "?" | "h" => return Order::Help,
        _ => {}
    }
    let names = ROWS.iter().flat_map(|row| row.names.iter().map(move |name| (*name, row.means)));
    let fits = names.filter_map(|(name, means)| Some((name.len(), means, behind(line, name)?)));
    match fits.max_by_key(|(length, ..)| *length) {
        Some((_, means, rest)) => means(rest.to_owned()),
        None => Order::Unknown(line.to_owned()),
    }
}

/// Returns what stands behind a name, where the line begins with it as a word.
fn behind<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let start = line.get(..name.len())?;
    let rest = line.get(name.len()..)?;
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (start.eq_ignore_ascii_case(name) && ends).then(|| rest.trim())
}

/// Returns what can be typed, one command a line.
pub fn help(say: &Messages) -> Vec<String> {
    let rows = ROWS.iter().map(|row| {
        let gap = if row.then.is_empty() { "" } else { " " };
        say.plain_help_row(format!("{}{gap}{}", row.names[0], row.then), (row.does)(say))
    });
    [say.plain_help_numbers(), say.plain_help_empty()].into_iter().chain(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_commands() {
        for (line, order) in [
            ("", Order::Nothing),
            (" 3 ", Order::Open(3)),
            ("open 3", Order::Open(3)),
            ("NEXT", Order::Next),
            ("call no answer", Order::Touch(Channel::Call, "no answer".to_owned())),
            ("log call no_answer", Order::Touch(Channel::Call, "no_answer".to_owned())),
            ("call", Order::Touch(Channel::Call, String::new())),
            ("Mail Sent", Order::Touch(Channel::Email, "Sent".to_owned())),
            ("follow up tue 9am", Order::FollowUp("tue 9am".to_owned())),
            ("note  Asks for 李伟", Order::Note("Asks for 李伟".to_owned())),
            ("tick budget need", Order::Tick(true, "budget need".to_owned())),
            ("tick open budget", Order::Tick(false, "budget".to_owned())),
            ("redo", Order::Redo),
            ("?", Order::Help),
            ("callous", Order::Unknown("callous".to_owned())),
            ("李", Order::Unknown("李".to_owned())),
        ] {
            assert_eq!(read(line), order, "{line:?}");
        }
    }

    #[test]
    fn every_name_is_read_as_its_own_command() {
        let mut seen = Vec::new();
        for row in &ROWS {
            for name in row.names {
                assert_eq!(read(name), (row.means)(String::new()), "{name}");
                assert!(!seen.contains(name), "{name}");
                seen.push(name);
            }
        }
    }
}
