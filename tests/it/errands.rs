//! Opening an address or a number, and copying what is known of a lead.

use leadclock::app::ways::{Barred, Fact, Link};
use leadclock::domain::address::Address;
use leadclock::domain::command::Command;
use leadclock::domain::funnel::{Channel, DismissReason};
use leadclock::domain::lead::Lead;
use leadclock::domain::lead_source::Action;
use leadclock::domain::record::LeadRecord;
use leadclock::domain::text::Text;
use proptest::prelude::*;

use crate::practice::lead;
use crate::screen::{Desk, frames};
use crate::support::{Home, add, decide, key_of, record};

const USUAL: (u16, u16) = (80, 24);
const SMALLEST: (u16, u16) = (60, 15);

frames! {
    open_panel             USUAL    "o";
    copy_panel             SMALLEST "Y";
    copy_panel_masked      USUAL    "pY";
    open_of_the_wall       USUAL    "G<enter>jop";
    copy_of_the_wall       USUAL    "G<enter>jYm";
}

const FACTS: [Fact; 5] = [Fact::Mail, Fact::Phone, Fact::Name, Fact::Company, Fact::All];

/// The lead of one record whose contact was changed.
fn lead_of(change: impl Fn(&mut LeadRecord)) -> Lead {
    let home = Home::new();
    let mut store = home.store();
    let mut asked = record(1, Action::ContactMe, 0);
    change(&mut asked);
    add(&mut store, [asked]);
    store.lead(key_of(&store, 1)).unwrap().unwrap().lead
}

#[test]
fn behind_the_wall_no_link_leads_to_anybody_and_only_the_id_is_copied() {
    let heads_up = lead_of(|record| record.action = Action::DoNotContact);
    let home = Home::new();
    let mut store = home.store();
    add(&mut store, [record(1, Action::ContactMe, 0)]);
    decide(&mut store, 1, 1, Command::Dismiss { reason: DismissReason::OptedOut });
    let opted_out = store.lead(key_of(&store, 1)).unwrap().unwrap().lead;
    for (lead, what) in [(heads_up, "a heads-up only"), (opted_out, "opted out")] {
        for channel in [Channel::Email, Channel::Call] {
            assert!(matches!(Link::to(&lead, channel), Err(Barred::Refused(_))), "{what}");
        }
        for fact in FACTS {
            assert!(matches!(fact.of(&lead), Err(Barred::Obstacle(_))), "{what}: {fact:?}");
        }
        assert_eq!(Fact::Id.of(&lead).unwrap(), lead.id().unwrap().to_string());
    }
}

#[test]
fn who_wants_no_mail_is_opened_and_copied_without_the_address() {
    let desk = Desk::demo();
    desk.text(USUAL, "/priya.natarajan<enter>xm");
    let lead = lead(&desk, "priya.natarajan");
    assert!(Link::to(&lead, Channel::Email).is_err());
    assert!(Fact::Mail.of(&lead).is_err());
    assert!(!Fact::All.of(&lead).unwrap().contains('@'));
    assert!(Link::to(&lead, Channel::Call).is_ok());
}

#[test]
fn what_is_copied_is_one_line_each_without_anything_that_a_shell_would_take() {
    let lead = lead_of(|record| {
        record.contact.first_name = Some(Text::new("Ada\nrm -rf ~\n\u{1b}[2J"));
        record.contact.company = Some(Text::new("Evil\u{202e}Corp\r"));
    });
    assert_eq!(Fact::Name.of(&lead).unwrap(), "Ada rm -rf ~ [2J Last1");
    assert_eq!(Fact::Company.of(&lead).unwrap(), "EvilCorp");
    let all = Fact::All.of(&lead).unwrap();
    let id = lead.id().unwrap();
    assert_eq!(all, format!("Ada rm -rf ~ [2J Last1\nEvilCorp\nperson1@example.org\n{id}"));
}

#[test]
fn what_is_not_known_says_so() {
    let lead = lead_of(|record| record.contact.company = None);
    assert_eq!(Fact::Company.of(&lead), Err(Barred::Unknown(Fact::Company)));
    assert!(matches!(Link::to(&lead, Channel::Call), Err(Barred::Obstacle(_))));
}

#[test]
fn a_link_is_made_of_an_address_that_is_one() {
    let link = |number: &str| {
        let lead = lead_of(|record| record.contact.phone = Some(Text::new(number)));
        Link::to(&lead, Channel::Call)
    };
    assert!(
        matches!(link("+44 20 7946 0018"), Ok(Link::Call(phone)) if phone.uri() == "tel:+442079460018")
    );
    assert!(link("javascript:alert(1)").is_err());
    let mail = Link::to(&lead_of(|_| {}), Channel::Email).unwrap();
    assert_eq!(mail, Link::Mail(Address::parse("person1@example.org").unwrap()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_was_typed_nothing_copied_steers_a_terminal(name in any::<String>(), company in any::<String>()) {
        let lead = lead_of(|record| {
            record.contact.last_name = Some(Text::new(name.clone()));
            record.contact.company = Some(Text::new(company.clone()));
        });
        for fact in [Fact::Name, Fact::Company] {
            if let Ok(text) = fact.of(&lead) {
                prop_assert!(!text.chars().any(char::is_control), "{text:?}");
            }
        }
    }
}
