use std::cell::RefCell;
use std::time::{Duration, SystemTime};

use super::*;

const TWO: &str = "Email,Offer\nada@example.org,a.b\nbob@example.org,a.b\n";

/// The present of these tests.
fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_736_164_800)
}

struct Desk {
    folder: tempfile::TempDir,
    cursor: RefCell<Option<Value>>,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), cursor: RefCell::new(None) }
    }

    /// Writes a file that was changed so many seconds ago.
    fn write(&self, name: &str, text: &str, seconds: u64) {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        let file = File::options().append(true).open(&path).expect("opened");
        file.set_modified(noon() - Duration::from_secs(seconds)).expect("dated");
    }

    fn feed(&self) -> Box<dyn Feed> {
        let mut settings = toml::Table::new();
        settings.insert("path".to_owned(), toml::Value::from("."));
        let opening = Opening { settings: &settings, folder: self.folder.path(), secret: None };
        open(&opening).expect("good settings")
    }

    /// Pulls, and returns the places of the items; breaks off at a piece.
    fn pull_until(&self, piece: usize) -> (Vec<String>, Result<(), PullError>) {
        let mut places = Vec::new();
        let mut pieces = 0;
        let from = self.cursor.borrow().clone();
        let now = || DateTime::from(noon());
        let pause = |_| ControlFlow::Continue(());
        let world = World { feed: "downloads", now: &now, pause: &pause };
        let pulled = self.feed().pull(from, &world, &mut |given| {
            places.extend(given.items.into_iter().map(|(_, place)| place));
            *self.cursor.borrow_mut() = Some(given.cursor);
            pieces += 1;
            if pieces == piece { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        (places, pulled)
    }

    fn pull(&self) -> (Vec<String>, Result<(), PullError>) {
        self.pull_until(usize::MAX)
    }
}

#[test]
fn a_file_is_read_once_and_again_when_it_has_changed() {
    let desk = Desk::new();
    desk.write("leads.csv", TWO, 60);
    desk.write("notes.txt", TWO, 60);
    desk.write(".hidden.csv", TWO, 60);
    desk.write("leads.csv.crdownload", TWO, 60);
    assert_eq!(desk.pull(), (vec!["leads.csv".to_owned(); 2], Ok(())));
    assert_eq!(desk.pull(), (Vec::new(), Ok(())));
    desk.write("leads.csv", &format!("{TWO}eve@example.org,a.b\n"), 30);
    assert_eq!(desk.pull().0.len(), 3);
    std::fs::remove_file(desk.folder.path().join("leads.csv")).expect("removed");
    assert_eq!(desk.pull(), (Vec::new(), Ok(())));
}

#[test]
fn a_file_on_its_way_is_left_until_it_stands_still() {
    let desk = Desk::new();
    desk.write("leads.csv", TWO, 0);
    assert_eq!(desk.pull(), (Vec::new(), Ok(())));
    desk.write("leads.csv", TWO, 3);
    assert_eq!(desk.pull().0.len(), 2);
}

#[test]
fn a_file_that_was_not_read_to_its_end_is_read_again() {
    let desk = Desk::new();
    let rows: String = (0..1_200).map(|number| format!("p{number}@example.org,a.b\n")).collect();
    desk.write("leads.csv", &format!("Email,Offer\n{rows}"), 60);
    let (places, pulled) = desk.pull_until(3);
    assert_eq!((places.len(), pulled), (1_000, Err(PullError::Stopped)));
    assert_eq!(desk.pull().0.len(), 1_200);
    assert_eq!(desk.pull().0.len(), 0);
}

#[test]
fn a_file_without_leads_is_named_once_and_is_no_fault_of_the_feed() {
    let desk = Desk::new();
    desk.write("a.csv", "colour,size\nblue,7\n", 60);
    desk.write("b.csv", TWO, 60);
    let (places, pulled) = desk.pull();
    assert_eq!((places, pulled), (["a.csv", "b.csv", "b.csv"].map(str::to_owned).to_vec(), Ok(())));
    assert_eq!(desk.pull(), (Vec::new(), Ok(())));
    let now = || DateTime::from(noon());
    let pause = |_| ControlFlow::Continue(());
    let steps = desk.feed().check(&World { feed: "downloads", now: &now, pause: &pause });
    assert_eq!(steps[1].outcome, Ok("2 files with 2 records; no leads in a.csv".to_owned()));
    desk.write("a.csv", TWO, 30);
    assert_eq!(desk.pull(), (vec!["a.csv".to_owned(); 2], Ok(())));
}

#[test]
fn a_folder_that_is_not_there_is_told_with_what_to_do() {
    let desk = Desk::new();
    let mut folder = Folder { path: desk.folder.path().join("none") };
    let now = || DateTime::from(noon());
    let pause = |_| ControlFlow::Continue(());
    let world = World { feed: "downloads", now: &now, pause: &pause };
    let pulled = folder.pull(None, &world, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(&pulled, Err(PullError::Refused { advice, .. }) if advice == ADVICE));
    assert!(folder.check(&world)[0].outcome.is_err());
    desk.write("leads.csv", TWO, 60);
    let steps = desk.feed().check(&world);
    assert_eq!(steps[1].outcome, Ok("1 file with 2 records".to_owned()));
}
