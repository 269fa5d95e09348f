use super::*;
use crate::domain::policy::Policy;

const BODY: &str = r#"{"UserDetails":{"FirstName":"Ada","LastName":"Byron","Email":"ada@example.org"},
    "LeadSource":"AzureMarketplace","ActionCode":"PLT","OfferTitle":"Analytical Engine"}"#;

struct Desk {
    store: Store,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("leads.db"), Policy::default());
        Self { store: store.expect("a store"), _folder: folder }
    }

    fn receive(&mut self, deliveries: &[Delivery]) -> Vec<Receipt> {
        receive(&mut self.store, deliveries, &Practice::default()).expect("stored")
    }

    fn records(&self) -> u64 {
        self.store.check().expect("a whole file").records
    }

    fn leads(&self) -> u64 {
        self.store.check().expect("a whole file").leads
    }

    fn quarantined(&self) -> Vec<KeptReject> {
        self.store.rejects(100).expect("rejects")
    }
}

fn delivery(body: impl Into<Vec<u8>>, minutes: i64) -> Delivery {
    let noon = DateTime::from_timestamp(1_736_164_800, 0).expect("a time");
    Delivery {
        feed: "website".to_owned(),
        body: body.into(),
        unreadable: None,
        received_at: noon + TimeDelta::minutes(minutes),
    }
}

const NEW: Receipt = Receipt::Taken { added: 1, repeated: 0 };
const REPEATED: Receipt = Receipt::Taken { added: 0, repeated: 1 };

#[test]
fn five_equal_deliveries_at_once_are_one_record_and_one_clock() {
    let mut desk = Desk::new();
    let five = vec![delivery(BODY, 0); 5];
    assert_eq!(desk.receive(&five), [NEW, REPEATED, REPEATED, REPEATED, REPEATED]);
    assert_eq!(desk.receive(&[delivery(BODY, 9)]), [REPEATED]);
    assert_eq!((desk.records(), desk.leads()), (1, 1));
}

#[test]
fn the_same_content_later_is_the_same_person_asking_again() {
    let mut desk = Desk::new();
    assert_eq!(desk.receive(&[delivery(BODY, 0)]), [NEW]);
    assert_eq!(desk.receive(&[delivery(BODY, 10)]), [NEW]);
    assert_eq!(desk.receive(&[delivery(BODY, 11)]), [REPEATED]);
    assert_eq!(desk.receive(&[delivery(BODY, 1)]), [REPEATED], "a late answer of the first");
    assert_eq!(desk.receive(&[delivery(BODY, 300)]), [NEW]);
    assert_eq!((desk.records(), desk.leads()), (3, 1));
}

#[test]
fn case_and_spaces_make_no_other_delivery() {
    let mut desk = Desk::new();
    let spaced = BODY.replace("ada@example.org", " ADA@example.org ").replace(':', " : ");
    assert_eq!(desk.receive(&[delivery(BODY, 0), delivery(spaced, 1)]), [NEW, REPEATED]);
}

#[test]
fn a_delivery_with_a_key_of_its_own_is_one_for_ever() {
    let mut desk = Desk::new();
    let body = BODY.replacen('{', r#"{"PartitionKey":"p","RowKey":"r","#, 1);
    assert_eq!(desk.receive(&[delivery(body.clone(), 0)]), [NEW]);
    assert_eq!(desk.receive(&[delivery(body, 10_000)]), [REPEATED]);
}

#[test]
fn what_can_not_be_read_is_kept_as_it_came() {
    let mut desk = Desk::new();
    let bodies: [&[u8]; 5] = [b"{\"UserDetails\": {", b"[]", b"hello", b"{}", b"\xff\xfe\x00{"];
    for body in bodies {
        let [Receipt::Unreadable { reason }] = &desk.receive(&[delivery(body, 0)])[..] else {
            panic!("{body:?} was read");
        };
        assert!(!reason.is_empty());
    }
    let compressed = Delivery {
        unreadable: Some("it is compressed".to_owned()),
        ..delivery([0x1f, 0x8b, 0], 0)
    };
    desk.receive(&[compressed]);
    desk.receive(&[delivery("", 0)]);
    let mut kept: Vec<Vec<u8>> = desk.quarantined().into_iter().map(|kept| kept.bytes).collect();
    let mut sent: Vec<Vec<u8>> = bodies.iter().map(|body| body.to_vec()).collect();
    sent.push(vec![0x1f, 0x8b, 0]);
    kept.sort();
    sent.sort();
    assert_eq!(kept, sent, "all but the empty one");
    assert_eq!(desk.records(), 0);
}

#[test]
fn of_several_leads_the_good_ones_go_on() {
    let mut desk = Desk::new();
    let body = format!("[{BODY}, 7]");
    assert_eq!(desk.receive(&[delivery(body, 0)]), [NEW]);
    assert_eq!(desk.quarantined().len(), 1);
}

#[test]
fn the_quarantine_does_not_grow_for_ever() {
    let mut desk = Desk::new();
    desk.receive(&[delivery("old", 0)]);
    desk.receive(&[delivery("new", 30 * 24 * 60 + 1)]);
    let kept = desk.quarantined();
    assert_eq!(kept.iter().map(|kept| kept.bytes.as_slice()).collect::<Vec<_>>(), [b"new"]);
    let large = vec![b'x'; 1 << 20];
    let many: Vec<_> = (0..20_u8)
        .map(|number| Delivery {
            unreadable: Some("too odd".to_owned()),
            ..delivery([large.as_slice(), &[number]].concat(), 50_000)
        })
        .collect();
    desk.receive(&many);
    let bytes: usize = desk.quarantined().iter().map(|kept| kept.bytes.len()).sum();
    assert!((14 << 20..=16 << 20).contains(&bytes), "{bytes}");
}

#[test]
fn the_quarantine_is_tried_again_under_the_time_at_which_it_came() {
    let mut desk = Desk::new();
    // As if this body had not been understood by an older version.
    let refused = Delivery { unreadable: Some("too new".to_owned()), ..delivery(BODY, 7) };
    desk.receive(&[refused, delivery("hopeless", 7)]);
    let report = retry(&mut desk.store, &Practice::default()).expect("tried");
    assert_eq!((report.read, report.added, report.rejected.len()), (2, 1, 1));
    assert_eq!(desk.quarantined().len(), 1);
    assert_eq!(desk.receive(&[delivery(BODY, 8)]), [REPEATED], "it came a minute before");
    let again = retry(&mut desk.store, &Practice::default()).expect("tried");
    assert_eq!((again.read, again.added), (1, 0));
}
