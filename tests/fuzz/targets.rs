//! What is asked of any bytes at all. The fuzzer looks for bytes of which it is not true; the seeds and
//! whatever it found stand in `seeds/`, and the tests go through them each time.
//!
//! To add a target: a function here, a file in `targets/`, a folder of seeds, a line in `Cargo.toml`.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};
use leadclock::domain::lead_source::{LeadSource, Offer};
use leadclock::domain::policy::Policy;
use leadclock::domain::query::{self, Vocabulary, complete};
use leadclock::domain::text::{Text, columns, cut, fold, plain, sanitise};
use leadclock::domain::zone::Zone;
use leadclock::domain::{time, when};
use leadclock::sources::{Format, Item, ReadOptions, read};
use leadclock::store::Store;
use leadclock::store::window::Filter;
use tempfile::TempDir;

/// The widest text that is cut to.
const WIDEST: usize = 60;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_424_400, 0).unwrap()
}

/// A table: every row is a record or a reject, each with its line and its own text.
pub fn csv(bytes: &[u8]) {
    input(bytes, Format::Csv);
    input(bytes, Format::Auto);
}

/// Values, one or many.
pub fn json(bytes: &[u8]) {
    input(bytes, Format::Json);
    input(bytes, Format::Jsonl);
}

fn input(bytes: &[u8], format: Format) {
    let options = ReadOptions {
        feed: "fuzz".to_owned(),
        file: "leads".to_owned(),
        format,
        received_at: now(),
    };
    let mut lines = 0;
    let _ = read(bytes, &options, &mut |item| {
        let line = match &item {
            Item::Record(parsed) => {
                let record = &parsed.record;
                let _ = record.started_at();
                for text in [&record.offer, &record.description, &record.contact.email] {
                    text.iter().for_each(|text| shown_is_safe(text.raw()));
                }
                record.warnings.iter().for_each(|warning| shown_is_safe(warning));
                parsed.line
            }
            Item::Reject(reject) => {
                assert!(!reject.reason.is_empty());
                reject.line
            }
        };
        assert!(line >= lines, "the items are in their order");
        lines = line;
        ControlFlow::Continue(())
    });
}

/// The grammar of the marketplace: whatever is written, something is known of it.
pub fn lead_source(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let read = LeadSource::parse(&text);
    shown_is_safe(&format!("{read:?}"));
    let offer = Offer::parse(&text);
    let known: usize =
        [offer.publisher, offer.offer].iter().flatten().map(|part| part.raw().len()).sum();
    assert!(known <= text.len());
}

/// Times of records and of people.
pub fn times(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = time::parse(&text);
    for zone in [Zone::utc(), Zone::named("Pacific/Apia").unwrap()] {
        let farthest = now() + TimeDelta::days(366 * 10 + 2);
        match when::parse(&text, now(), &zone) {
            Ok(at) => assert!(at > now() && at <= farthest, "{text:?}: {at}"),
            Err(error) => shown_is_safe(&error.to_string()),
        }
        if let Ok(at) = when::parse_past(&text, now(), &zone) {
            assert!(at <= now(), "{text:?}: {at}");
        }
    }
}

/// The query language: a query that is read is one that the store answers.
pub fn query(bytes: &[u8]) {
    thread_local! {
        static STORE: (Store, TempDir) = {
            let folder = tempfile::tempdir().unwrap();
            (Store::open(&folder.path().join("leads.db"), Policy::default()).unwrap(), folder)
        };
    }
    let line = String::from_utf8_lossy(bytes);
    let words = Vocabulary { me: "ana".to_owned(), ..Vocabulary::default() };
    match query::parse(&line, &words) {
        Ok(query) => STORE.with(|(store, _)| {
            let filter = Filter::new(query, Zone::utc());
            assert_eq!(store.keys(&filter, now()).unwrap(), []);
        }),
        Err(error) => {
            assert!(line.get(error.place.clone()).is_some(), "{:?} of {line:?}", error.place);
            shown_is_safe(&error.to_string());
        }
    }
    for cursor in (0..=line.len()).filter(|at| line.is_char_boundary(*at)) {
        for offer in complete(&line, cursor, &words) {
            assert!(line.get(offer.place).is_some());
        }
    }
}

/// The sanitiser, at the one door to the screen.
pub fn text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    shown_is_safe(&text);
    let plainly = plain(&text);
    shown_is_safe(&plainly);
    assert_eq!(plain(&plainly), plainly);
    let folded = fold(&text);
    assert_eq!(fold(&folded), folded, "{text:?}");
}

/// What is shown drives no terminal, hides nothing, and is as wide as it says.
fn shown_is_safe(raw: &str) {
    let text = Text::new(raw);
    let shown = text.shown();
    let is_bad = |letter: char| {
        letter.is_control()
            || matches!(letter,
                '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
                | '\u{061c}' | '\u{feff}' | '\u{00ad}' | '\u{3164}' | '\u{e0001}')
    };
    assert!(!shown.chars().any(is_bad), "{raw:?} is shown as {shown:?}");
    assert_eq!(sanitise(&shown), shown, "what is safe stays as it is");
    for width in [0, 1, 7, WIDEST] {
        let cut = cut(&shown, width);
        assert!(columns(&cut) <= width, "{cut:?} is wider than {width}");
    }
}
