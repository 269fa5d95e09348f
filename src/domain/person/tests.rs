use super::*;

fn contact(first: &str, last: &str, email: &str) -> Contact {
    Contact {
        first_name: Text::non_blank(first),
        last_name: Text::non_blank(last),
        email: Text::non_blank(email),
        ..Contact::default()
    }
}

fn key(first: &str, last: &str, email: &str) -> Option<PersonKey> {
    PersonKey::of(&contact(first, last, email))
}

fn is_shared(address: &str) -> bool {
    Mailbox::parse(address).expect("an address").is_shared()
}

#[test]
fn one_person_is_one_address_without_case_and_outer_spaces() {
    let ada = key("", "", "ada@example.org");
    assert!(ada.is_some());
    assert_eq!(key("Ada", "Byron", "  Ada@EXAMPLE.org\t"), ada, "whatever the name");
    assert_ne!(key("", "", "ada+test@example.org"), ada);
    assert_ne!(key("", "", "a.da@example.org"), ada);
}

#[test]
fn placeholders_are_nobody() {
    for nobody in ["", " ", "-", "n/a", "none", "@", "@x", "x@", "a b@c"] {
        assert_eq!(Mailbox::parse(nobody), None, "{nobody:?}");
        assert_eq!(key("Ada", "Byron", nobody), None, "{nobody:?}");
    }
}

#[test]
fn a_mailbox_that_many_read_is_known_by_its_word() {
    for shared in [
        "info@x.org",
        "Sales@x.org",
        "contact@x.org",
        "office@x.org",
        "support@x.org",
        "admin@x.org",
        "hello@x.org",
        "mail@x.org",
        "team@x.org",
        "marketing@x.org",
        "billing@x.org",
        "accounts@x.org",
        "hr@x.org",
        "jobs@x.org",
        "purchasing@x.org",
        "procurement@x.org",
        "webmaster@x.org",
        "postmaster@x.org",
        "noreply@x.org",
        "no-reply@x.org",
        "do_not_reply@x.org",
        "kontakt@x.de",
        "vertrieb@x.de",
        "ventas@x.es",
        "contacto@x.es",
        "commercial@x.fr",
        "einkauf@x.de",
        "ufficio@x.it",
        "büro@x.de",
        "comptabilité@x.fr",
        "info2@x.org",
        "sales.team@x.org",
        "info+azure@x.org",
        "it.support@x.org",
    ] {
        assert!(is_shared(shared), "{shared}");
    }
    for personal in [
        "ada@x.org",
        "info.ada@x.org",
        "salesman@x.org",
        "ada.sales@x.org",
        "ada@info.org",
        "jobst@x.org",
        "2@x.org",
        "ada+info@x.org",
    ] {
        assert!(!is_shared(personal), "{personal}");
    }
}

#[test]
fn the_table_of_shared_mailboxes_is_folded_as_addresses_are() {
    assert!(SHARED.len() > 150);
    for word in SHARED.iter() {
        assert!(word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
    }
}

#[test]
fn a_shared_mailbox_never_makes_two_people_one() {
    let tom = key("Tom", "Baker", "info@adatum.org");
    assert!(tom.is_some());
    assert_ne!(key("Mei", "Tanaka", "info@adatum.org"), tom);
    assert_ne!(key("Tom", "Baker", "info@wingtip.org"), tom);
    assert_ne!(key("Tom", "Baker", "sales@adatum.org"), tom);
    assert_eq!(key("  TOM", "bakér ", "Info@Adatum.org"), tom, "the same name is the same person");
}

#[test]
fn a_shared_mailbox_without_a_whole_name_is_nobody_for_certain() {
    for (first, last) in [
        ("", ""),
        ("Tom", ""),
        ("", "Baker"),
        ("Test", "Test"),
        ("n/a", "-"),
        ("伟", ""),
        ("1", "2"),
    ] {
        assert_eq!(key(first, last, "info@adatum.org"), None, "{first:?} {last:?}");
    }
    assert!(key("Tom Baker", "", "info@adatum.org").is_some(), "a whole name in one field");
    for (first, last) in [("", "李伟"), ("서연", "박"), ("さくら", "小鳥遊")] {
        assert!(key(first, last, "info@adatum.org").is_some(), "{last}: a whole name in one word");
    }
}

#[test]
fn a_tag_is_taken_off_an_address_and_an_address_without_one_has_none() {
    let bare = |text: &str| {
        let address = Mailbox::parse(text).expect("an address").without_tag();
        address.map(|address| (address.as_str().to_owned(), address.key()))
    };
    let ada = key("", "", "ada@example.org").expect("a key");
    assert_eq!(bare("Ada+azure@example.org"), Some(("ada@example.org".to_owned(), ada)));
    assert_eq!(bare("ada+a+b@example.org"), Some(("ada@example.org".to_owned(), ada)));
    for none in ["ada@example.org", "+ada@example.org", "ada@exa+mple.org"] {
        assert_eq!(bare(none), None, "{none}");
    }
}
