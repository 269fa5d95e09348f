//! The screen in another language: what is said, and that wide letters move no column.

use leadclock::app::numbers::{numbers, weeks_ago};
use leadclock::app::report::{ReportFormat, report};
use leadclock::domain::text::columns;
use leadclock::domain::zone::Zone;
use leadclock::language::Language;
use leadclock::tui::runner::text_of;

use crate::screen::{Desk, frames, now};

const USUAL: (u16, u16) = (80, 24);
const WIDE: (u16, u16) = (120, 40);

frames! {
    zh_queue chinese USUAL "";
    zh_lead  chinese USUAL "<enter>";
    zh_board chinese USUAL "2";
    zh_numbers chinese USUAL "3";
    zh_numbers_below chinese USUAL "3<pagedown>";
    zh_numbers_wide chinese WIDE "3";
    zh_numbers_explained chinese USUAL "3?";
    zh_feeds chinese USUAL "4";
    zh_today chinese USUAL "T";
    zh_help chinese USUAL "?";
}

/// The column behind what stands in the countdown's column of the queue: the margin, the sign, and
/// eight of its nine columns.
const COUNTDOWN_ENDS: u16 = 1 + 2 + 8;

#[test]
fn the_countdowns_of_all_rows_end_in_one_column() {
    for language in Language::iter().copied() {
        let desk = Desk { language, ..Desk::demo() };
        let say = language.say();
        // The second one answers a lead, the third one decides it: words stand there then.
        for (keys, words) in [
            ("/is:open<enter>", "-3h 12m".to_owned()),
            ("c3/is:open<enter>", say.clock_met()),
            ("/status:dismissed<enter>x3", say.just_now()),
        ] {
            let frame = desk.frame(USUAL, keys);
            assert!(text_of(&frame).contains(&words), "{}", text_of(&frame));
            for y in 3..22 {
                let line: String = (0..80).map(|x| frame[(x, y)].symbol()).collect();
                if line.contains('─') || line.trim().is_empty() {
                    continue;
                }
                let symbol = |x| frame[(x, y)].symbol();
                let (last, before) = (symbol(COUNTDOWN_ENDS - 1), symbol(COUNTDOWN_ENDS - 2));
                let is_at_end = last != " " || columns(before) == 2;
                assert!(is_at_end && symbol(COUNTDOWN_ENDS) == " ", "{language:?} {keys}: {line}");
            }
        }
    }
}

#[test]
fn the_figures_of_a_report_end_in_the_same_columns_in_every_language() {
    let desk = Desk::demo();
    let zone = Zone::utc();
    for language in Language::iter().copied() {
        let numbers =
            numbers(&desk.store(), &zone, weeks_ago(13, &zone, now()), now(), language.say());
        let text = report(&numbers.unwrap(), ReportFormat::Text, &zone, language).unwrap();
        // The table of the weeks: its head, and a row for each.
        let table: Vec<&str> = text.lines().skip(3).take_while(|line| !line.is_empty()).collect();
        assert_eq!(table.len(), 14, "{text}");
        for line in table {
            assert_eq!(columns(line), 28 + 6 * 9, "{language:?}: {line}");
        }
    }
}
