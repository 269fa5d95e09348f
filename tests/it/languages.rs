//! The screen in another language: what is said, and that wide letters move no column.

use std::path::{Path, PathBuf};

use leadclock::app::numbers::{numbers, weeks_ago};
use leadclock::app::report::{ReportFormat, heads, report};
use leadclock::domain::text::columns;
use leadclock::domain::zone::Zone;
use leadclock::language::Language;
use leadclock::tui::runner::text_of;

use crate::cli::Shell;
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
        let mut blocks = text.split("\n\n").skip(1);
        // The weeks, and what the requests are parted by: heads and rows alike.
        let mut rows = 0;
        for line in blocks.by_ref().take(5).flat_map(str::lines) {
            assert_eq!(columns(line), 28 + 6 * 9, "{language:?}: {line}");
            rows += 1;
        }
        assert!(rows > 14 + 4 * 2, "{text}");
        let of = |block: Option<&str>, width| {
            for line in block.unwrap().lines().skip(1) {
                assert_eq!(columns(line), width, "{language:?}: {line}");
            }
        };
        of(blocks.next(), 28 + 2 * 9);
        // Behind the hours stands a sum as long as it is; the hours begin where their heads do.
        let hours: Vec<&str> = blocks.next().unwrap().lines().collect();
        for line in &hours[1..] {
            let (before, _) = line.split_at(line.find(['·', '░', '▒', '▓', '█']).unwrap());
            assert_eq!(columns(before), 21, "{language:?}: {line}");
        }
        assert_eq!(columns(hours[0].split_once('0').unwrap().0), 21, "{language:?}");
        of(blocks.next(), 28 + 9);
        of(blocks.next(), 28 + 9);
    }
}

#[test]
fn no_head_of_the_table_is_wider_than_its_column() {
    for language in Language::iter().copied() {
        for head in heads(language.say()) {
            assert!(columns(&head) < 9, "{language:?}: {head}");
        }
    }
}

#[test]
fn a_report_speaks_the_language_of_the_screen_and_to_programs_english() {
    let shell = Shell::new();
    shell.ok(&["demo", "--no-open", "--db", shell.path("leads.db").to_str().unwrap()]);
    let of = |language: &str, format| {
        shell.ok(&["report", "--language", language, "--format", format]).out
    };
    assert_eq!(of("zh-Hans", "json"), of("en", "json"));
    for language in Language::iter().copied() {
        let (name, say) = (language.to_string(), language.say());
        let page = of(&name, "html");
        assert!(page.contains(&format!("<html lang=\"{name}\">")), "{page}");
        for page in [page, of(&name, "markdown"), of(&name, "text")] {
            assert!(page.contains(&say.figure_hours_means()), "{page}");
        }
    }
}

/// The ids of the messages of a language, by file.
fn messages(language: Language) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(&*language);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            let Some((id, _)) = line.split_once(" =") else { continue };
            if id.starts_with(|letter: char| letter.is_ascii_lowercase()) {
                found.push((file.clone(), id.to_owned()));
            }
        }
    }
    found.sort();
    found
}

fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => text.push_str(&sources(&path)),
            false => text.push_str(&std::fs::read_to_string(&path).unwrap()),
        }
    }
    text
}

#[test]
fn every_language_says_the_same_and_nothing_that_nobody_asks_for() {
    let english = messages(Language::En);
    assert!(english.len() > 500, "{}", english.len());
    for language in Language::iter().copied() {
        assert_eq!(messages(language), english, "{language:?}");
    }
    let text = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let is_said = |id: &str| {
        let name = id.replace('-', "_");
        let mut places = text.match_indices(&name);
        places.any(|(at, _)| {
            let end = text[at + name.len()..].chars().next();
            !end.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
                && text[..at].ends_with(['.', ' ', ':'])
        })
    };
    let unsaid: Vec<&String> = english.iter().map(|(_, id)| id).filter(|id| !is_said(id)).collect();
    assert_eq!(unsaid, Vec::<&String>::new());
}

/// What people type is the same in every language, and so is shown as it is typed.
const TYPED: [&str; 3] =
    ["fabrikam vpn", "-word  a or b  (a or b)", "  leadclock feed add NAME {command}"];

/// Orders that are typed; what is wrong with settings and the last word of a crash, which the command
/// line says.
const ELSEWHERE: [&str; 5] = [
    "plain/order.rs",
    "tui/keys.rs",
    "tui/theme/written.rs",
    "tui/runner/mod.rs",
    "tui/runner/terminal.rs",
];

/// What is shown, in the folders that speak to people, is a message: no sentence stands in the source.
#[test]
fn no_sentence_stands_in_the_source_of_the_screen() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for folder in ["tui", "plain", "app/report"] {
        for file in files(&root.join(folder)) {
            if ELSEWHERE.iter().any(|other| file.ends_with(other)) {
                continue;
            }
            let text = std::fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in code.filter(|line| !line.contains("#[error(") && !line.contains("reason ="))
            {
                let words = |literal: &&str| {
                    let plain: String = literal.split(['{', '}']).step_by(2).collect();
                    plain
                        .split(' ')
                        .filter(|word| word.len() > 1 && word.chars().all(char::is_alphabetic))
                        .count()
                        > 1
                };
                found.extend(
                    line.split('"')
                        .skip(1)
                        .step_by(2)
                        .filter(words)
                        .filter(|literal| !TYPED.contains(literal))
                        .map(|literal| {
                            format!("{}: {literal}", file.file_name().unwrap().to_string_lossy())
                        }),
                );
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false if path.file_name().unwrap() != "tests.rs" => found.push(path),
            false => {}
        }
    }
    found
}
