//! What keys do, said in each language: the help page, the palette, the questions behind verbs.

use std::sync::Arc;

use crate::screen::{Desk, now};
use leadclock::domain::query::{FIELDS, Vocabulary};
use leadclock::domain::text::columns;
use leadclock::language::Language;
use leadclock::tui::keyname::parse_keys;
use leadclock::tui::keys::{Action, BINDINGS, Section};
use leadclock::tui::model::Settings;
use leadclock::tui::runner::{Clock, Session, print, text_of};

const WIDE: (u16, u16) = (120, 40);
/// High enough for the whole of the help page.
const WHOLE: (u16, u16) = (110, 130);

/// Presses keys on a screen that speaks a language and returns the last frame.
fn frame(desk: &Desk, language: Language, size: (u16, u16), keys: &str) -> String {
    let settings = desk.settings();
    let words = Vocabulary { language, ..settings.vocabulary.as_ref().clone() };
    let session = Session {
        store: desk.store(),
        settings: Settings { language, vocabulary: Arc::new(words), ..settings },
        clock: Clock::Fixed(now()),
        keys: parse_keys(keys).unwrap(),
    };
    text_of(&print(session, size))
}

#[test]
fn the_help_page_tells_every_key_and_field_in_columns() {
    let desk = Desk::empty();
    for language in Language::iter().copied() {
        let (page, say) = (frame(&desk, language, WHOLE, "?"), language.say());
        for section in Section::ALL {
            let heading = format!(" {}", section.label(say));
            assert!(page.lines().any(|line| line == heading), "{heading}\n{page}");
        }
        for binding in BINDINGS {
            let help = format!("  {}", binding.help(say));
            let line = page.lines().find(|line| line.contains(&help)).unwrap_or_default();
            let words = &line[line.find(&help).unwrap_or_default() + 2..];
            assert_eq!(columns(line) - columns(words), 27, "{}: {line}", binding.name);
            let then = binding.then(say).unwrap_or_default();
            assert!(words.contains(&then), "{line}");
        }
        for field in &FIELDS {
            let about = field.about(say);
            let line = page.lines().find(|line| line.contains(field.example)).unwrap_or_default();
            let begins = line.len() - about.len();
            // The longest of the examples reaches a little further.
            let column = 33.max(columns(field.example) + 5);
            assert_eq!(
                (&line[begins..], columns(&line[..begins])),
                (about.as_str(), column),
                "{line}"
            );
        }
    }
}

#[test]
fn a_chinese_palette_is_found_by_chinese_and_by_english_words() {
    let (desk, chinese) = (Desk::demo(), Language::ZhHans);
    let chosen = |typed: &str| {
        let frame = frame(&desk, chinese, WIDE, &format!(":{typed}"));
        frame.lines().find(|line| line.starts_with(" ▌")).unwrap_or_default().to_owned()
    };
    for binding in BINDINGS {
        if matches!(binding.action, Action::Tick | Action::Palette) {
            continue;
        }
        let help = binding.help(chinese.say());
        for typed in [help.replace('<', ""), binding.name.replace('_', " ")] {
            let frame = frame(&desk, chinese, WIDE, &format!(":{typed}"));
            assert!(frame.lines().any(|line| line.contains(&help)), "{typed}\n{frame}");
        }
    }
    for (typed, action) in [
        ("判定合格", Action::Qualify),
        ("qualify", Action::Qualify),
        ("暂缓", Action::Snooze),
        ("snooze", Action::Snooze),
        ("天后跟进", Action::FollowUp),
        ("follow", Action::FollowUp),
        ("撤销", Action::Undo),
        ("take decision back", Action::Undo),
        ("看板", Action::Board),
        ("board by", Action::Board),
    ] {
        let help = BINDINGS.iter().find(|binding| binding.action == action).unwrap();
        let help = help.help(chinese.say());
        assert!(chosen(typed).contains(&help), "{typed}: {}", chosen(typed));
    }
    assert!(chosen("视图 overdue").contains("视图：overdue"));
    assert!(chosen("view overdue").contains("视图：overdue"));
}

#[test]
fn an_english_palette_is_not_found_by_chinese_words() {
    let frame = frame(&Desk::demo(), Language::En, WIDE, ":暂缓");
    assert!(frame.contains("nothing is called so"), "{frame}");
}

#[test]
fn what_is_asked_and_answered_is_said_in_the_language_of_the_screen() {
    for (keys, english, chinese) in [
        ("f", "Follow up when?", "何时跟进？"),
        ("f", "in 1 day", "再过 1 天"),
        ("c!", "! is none of the answers", "! 不是可选的回答"),
        ("ftue 9am<enter>", "saved", "已保存"),
        ("fblah<enter>", "was not understood", "无法理解“blah”"),
        ("/stage:trail<enter>", "did you mean trial?", "是否要写 trial？"),
        ("/owne", "whose it is", "负责人"),
        ("u", "nothing of yours is left to undo", "没有可撤销的操作"),
        ("Y", "the address", "地址"),
        ("p", "masked: names", "已遮蔽"),
        (".", "no verb was used yet", "还没有执行过操作"),
    ] {
        let say = |language| frame(&Desk::demo(), language, WIDE, keys);
        let (said, meant) = (say(Language::En), say(Language::ZhHans));
        assert!(said.contains(english), "{keys}\n{said}");
        assert!(meant.contains(chinese) && !meant.contains(english), "{keys}\n{meant}");
    }
}
