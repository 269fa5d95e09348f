use super::*;
use crate::app::config::Config;
use crate::app::receive::{Delivery, receive};
use crate::domain::policy::Policy;
use crate::domain::practice::Practice;
use crate::language::english;

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_736_164_800, 0).expect("a time") + TimeDelta::hours(hours)
}

struct Desk {
    store: Store,
    feeds: Vec<FeedSettings>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("leads.db"), Policy::default());
        let text = "[[feeds]]\nname = \"web\"\nkind = \"https\"\n\
                    [[feeds]]\nname = \"downloads\"\nkind = \"folder\"\npath = \"x\"\n";
        let feeds = Config::parse(text).expect("good").feeds();
        Self { store: store.expect("a store"), feeds, _folder: folder }
    }

    fn deliver(&mut self, body: &str, hours: i64) {
        let delivery = Delivery {
            feed: "web".to_owned(),
            body: body.as_bytes().to_vec(),
            unreadable: None,
            received_at: at(hours),
        };
        receive(&mut self.store, &[delivery], &Practice::default()).expect("stored");
    }

    fn lead(&mut self, hours: i64) {
        let body = format!(r#"{{"Email": "p{hours}@example.org", "ActionCode": "PLT"}}"#);
        self.deliver(&body, hours);
    }

    fn succeed(&mut self, feed: &str, hours: i64) {
        let noted = self.store.write(|writer| writer.note_success(feed, at(hours)));
        noted.expect("noted");
    }

    fn fail(&mut self, feed: &str, hours: i64, unreachable: bool) {
        let failing = Failing {
            since: at(hours),
            times: 1,
            unreachable,
            why: "why".to_owned(),
            advice: "what to do".to_owned(),
        };
        let noted = self.store.write(|writer| writer.note_failure(feed, at(hours), &failing, None));
        noted.expect("noted");
    }

    fn views(&self, hours: i64) -> Vec<FeedView> {
        overview(&self.store, &self.feeds, &Zone::utc(), at(hours), english()).expect("views")
    }

    fn health(&self, hours: i64) -> (Health, Health) {
        let views = self.views(hours);
        (views[0].health, views[1].health)
    }
}

fn counts(view: &FeedView) -> Vec<u64> {
    view.days.iter().map(|day| day.records).collect()
}

#[test]
fn a_feed_is_told_by_what_was_heard_of_it() {
    let mut desk = Desk::new();
    assert_eq!(desk.health(0), (Health::NotRunning, Health::Waiting));
    desk.succeed("web", 0);
    desk.succeed("downloads", 0);
    assert_eq!(desk.health(0), (Health::NothingYet, Health::NothingYet));
    assert!(desk.views(0)[0].likely_causes[0].contains("Partner Center"));
    desk.lead(0);
    assert_eq!(desk.health(0).0, Health::Well);
    assert_eq!(desk.health(1).0, Health::NotRunning, "the receiver says nothing any more");
    desk.fail("downloads", 1, true);
    assert_eq!(desk.health(1).1, Health::Offline);
    desk.fail("downloads", 1, false);
    desk.succeed("web", 1);
    assert_eq!(desk.health(1), (Health::Well, Health::Broken));
    desk.fail("web", 1, false);
    assert_eq!(desk.health(1).0, Health::NotRunning, "it said itself that it was ended");
    let failing = desk.views(1)[1].failing.clone().expect("it fails");
    assert_eq!((failing.since, failing.why.as_str()), (at(1), "why"));
}

#[test]
fn a_silence_of_three_usual_gaps_is_told_with_its_likely_causes() {
    let mut desk = Desk::new();
    for day in 0..5 {
        desk.lead(day * 48);
    }
    let last = 4 * 48;
    desk.succeed("web", last + 3 * 48);
    assert_eq!(desk.views(last)[0].usual_gap, Some(TimeDelta::days(2)));
    assert_eq!(desk.health(last + 3 * 48).0, Health::Well);
    desk.succeed("web", last + 3 * 48 + 1);
    let view = desk.views(last + 3 * 48 + 1).remove(0);
    assert_eq!(view.health, Health::Silent);
    assert_eq!(view.likely_causes.len(), 4);
    // A test lead shows that the way is open.
    desk.deliver(r#"{"Email": "MSFT_TEST_1@test.com", "ActionCode": "INS"}"#, last + 3 * 48);
    let view = desk.views(last + 3 * 48 + 1).remove(0);
    assert_eq!((view.health, view.last_test_at), (Health::Well, Some(at(last + 3 * 48))));
    assert_eq!(view.last_record_at, Some(at(last)));
}

#[test]
fn arrivals_are_counted_by_day_and_by_how_late_they_were() {
    let mut desk = Desk::new();
    desk.lead(0);
    desk.lead(1);
    desk.lead(24);
    let created = at(20).to_rfc3339();
    desk.deliver(&format!(r#"{{"Email": "late@example.org", "CreatedTime": "{created}"}}"#), 24);
    desk.deliver("no lead", 24);
    desk.deliver(r#"{"Email": "MSFT_TEST_1@test.com", "ActionCode": "INS"}"#, 24);
    let view = desk.views(24).remove(0);
    assert_eq!(view.days.len(), DAYS);
    assert_eq!(counts(&view)[DAYS - 3..], [0, 2, 2]);
    assert!(view.days.windows(2).all(|pair| pair[0].date.succ_opt() == Some(pair[1].date)));
    let late = view.late.expect("records came");
    assert_eq!(
        (late.half.label(english()), late.all.label(english())),
        ("within a minute".to_owned(), "within a day".to_owned())
    );
    assert_eq!(view.quarantined, 1);
    assert_eq!(counts(&desk.views(24 * 40)[0]), [0; DAYS]);
}

#[test]
fn the_header_says_the_worst_of_all_feeds() {
    let mut desk = Desk::new();
    let standing = |desk: &Desk, hours| super::standing(&desk.views(hours));
    assert_eq!(super::standing(&[]), Standing::NoFeeds);
    assert_eq!(standing(&desk, 0), Standing::Bad(1), "the receiver does not run");
    desk.succeed("web", 0);
    assert_eq!(standing(&desk, 0), Standing::Synced(None));
    desk.succeed("downloads", -1);
    assert_eq!(standing(&desk, 0), Standing::Synced(Some(at(-1))));
    desk.fail("downloads", 0, true);
    assert_eq!(standing(&desk, 0), Standing::Offline(Some(at(-1))));
    desk.fail("downloads", 0, false);
    assert_eq!(standing(&desk, 0), Standing::Bad(1));
    desk.fail("downloads", 0, true);
    let never = FeedView { succeeded_at: None, ..desk.views(0).remove(1) };
    let views = [desk.views(0), vec![never]].concat();
    assert_eq!(super::standing(&views), Standing::Offline(Some(at(-1))), "what came is from then");
}
