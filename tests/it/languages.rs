//! The screen in another language: what is said, and that wide letters move no column.

use leadclock::domain::text::columns;
use leadclock::language::Language;
use leadclock::tui::runner::text_of;

use crate::screen::{Desk, frames};

const USUAL: (u16, u16) = (80, 24);

frames! {
    zh_queue chinese USUAL "";
    zh_lead  chinese USUAL "<enter>";
    zh_board chinese USUAL "2";
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
