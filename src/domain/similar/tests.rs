use super::*;
use crate::domain::contact::Contact;
use crate::domain::lead_source::Action;
use crate::domain::testing::record;
use crate::domain::text::Text;

fn with(contact: Contact) -> LeadRecord {
    LeadRecord { contact, ..record(1, Action::ContactMe, 0) }
}

fn address(email: &str) -> LeadRecord {
    with(Contact { email: Text::non_blank(email), ..Contact::default() })
}

fn employee(first: &str, last: &str, company: &str) -> LeadRecord {
    with(Contact {
        first_name: Text::non_blank(first),
        last_name: Text::non_blank(last),
        company: Text::non_blank(company),
        ..Contact::default()
    })
}

fn why(one: &LeadRecord, other: &LeadRecord) -> Vec<Reason> {
    let there = reasons(std::slice::from_ref(one), std::slice::from_ref(other));
    let back = reasons(std::slice::from_ref(other), std::slice::from_ref(one));
    assert_eq!(there, back);
    there.into_iter().collect()
}

#[test]
fn an_address_with_a_tag_suggests_the_one_without_and_other_tags() {
    let ada = address("ada@example.org");
    assert_eq!(why(&address("Ada+azure@example.org"), &ada), [Reason::Untagged]);
    assert_eq!(
        why(&address("ada+a@example.org"), &address("ada+b@example.org")),
        [Reason::Untagged]
    );
    for other in ["a.da@example.org", "ada@example.com", "ada+azure@example.com", "+a@example.org"]
    {
        assert_eq!(why(&ada, &address(other)), [], "{other}");
    }
}

#[test]
fn a_shared_mailbox_suggests_and_its_tag_does_not_count() {
    let info = address("info@example.org");
    assert_eq!(why(&info, &address("INFO@example.org")), [Reason::SharedMailbox]);
    assert_eq!(why(&info, &address("info+azure@example.org")), [Reason::SharedMailbox]);
    assert_eq!(why(&info, &address("sales@example.org")), []);
}

#[test]
fn a_name_and_a_company_suggest_however_they_are_written() {
    let ada = employee("Ada", "Byron", "Engine Ltd");
    for (first, last, company) in [
        ("ADA", "byron", "engine ltd."),
        ("Byron", "Ada", "Engine"),
        ("Ada Byron", "", "ENGINE, Inc."),
        ("Áda", "Byrón", " Engine  Limited "),
    ] {
        let other = employee(first, last, company);
        assert_eq!(why(&ada, &other), [Reason::NameAndCompany], "{first} {last} {company}");
    }
    for (first, last, company) in
        [("Ada", "", "Engine Ltd"), ("Ada", "Byron", "Motor Ltd"), ("Ada", "Lovelace", "Engine")]
    {
        assert_eq!(why(&ada, &employee(first, last, company)), [], "{first} {last} {company}");
    }
    assert_eq!(
        why(&employee("伟", "李", "云"), &employee("", "李伟", "云")),
        [Reason::NameAndCompany]
    );
    assert_eq!(
        why(&employee("Jo", "Co", "Ltd"), &employee("Jo", "Co", "ltd.")),
        [Reason::NameAndCompany]
    );
}

#[test]
fn a_phone_number_suggests_however_it_is_written() {
    let phone = |number: &str, country: &str| {
        let (phone, country) = (Text::non_blank(number), Text::non_blank(country));
        with(Contact { phone, country, ..Contact::default() })
    };
    let london = phone("+44 20 7946 0018", "");
    for (number, country) in [
        ("020 7946 0018", "GB"),
        ("(0)20-7946.0018", "United Kingdom"),
        ("0044 20 79460018", "DE"),
        ("tel:+442079460018", "FR"),
    ] {
        assert_eq!(why(&london, &phone(number, country)), [Reason::Phone], "{number} {country}");
    }
    for (number, country) in [
        ("020 7946 0018", ""),
        ("020 7946 0018", "DE"),
        ("+44 20 7946 0018 ext 12", ""),
        ("+44 20 7946 0019", ""),
        ("n/a", "GB"),
    ] {
        assert_eq!(why(&london, &phone(number, country)), [], "{number} {country}");
    }
    for made_up in ["0000000000", "1234567890", "-", "none"] {
        assert_eq!(why(&phone(made_up, "US"), &phone(made_up, "US")), [], "{made_up}");
    }
}

#[test]
fn placeholders_suggest_nobody() {
    for (first, last, company) in [
        ("Test", "User", "Contoso"),
        ("Ada", "Byron", "n/a"),
        ("Ada", "Byron", "-"),
        ("Ada", "Byron", "None"),
        ("-", "-", "-"),
        ("test", "test", "test"),
        ("1", "2", "Contoso"),
        ("", "", "Contoso"),
    ] {
        let record = employee(first, last, company);
        assert_eq!(why(&record, &record), [], "{first} {last} {company}");
    }
}

#[test]
fn tests_and_the_withheld_suggest_nobody() {
    let ada = employee("Ada", "Byron", "Engine");
    for other in
        [LeadRecord { test: true, ..ada.clone() }, LeadRecord { withheld: true, ..ada.clone() }]
    {
        assert_eq!(why(&ada, &other), []);
        assert_eq!(kept_numbers(std::slice::from_ref(&other)), BTreeSet::new());
    }
}

#[test]
fn the_store_keeps_no_number_for_what_it_finds_as_a_person() {
    let kept = |record: LeadRecord| kept_numbers(&[record]).len();
    assert_eq!(kept(address("ada@example.org")), 0);
    assert_eq!(kept(address("ada+azure@example.org")), 1);
    assert_eq!(kept(address("info@example.org")), 1);
    assert_eq!(kept(LeadRecord { test: true, ..address("info@example.org") }), 1, "to be found");
    assert_eq!(kept(employee("Ada", "Byron", "Engine")), 1);
}

#[test]
fn numbers_stay_within_those_of_their_reason() {
    let mut last = -1;
    for reason in Reason::ALL {
        let numbers = reason.numbers();
        assert!(*numbers.start() > last && numbers.start() < numbers.end(), "{reason:?}");
        last = *numbers.end();
        for value in 0..50 {
            let clue = Clue { reason, value: value.to_string() };
            assert!(numbers.contains(&clue.number()), "{reason:?} {value}");
        }
    }
}
