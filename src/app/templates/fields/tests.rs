use proptest::prelude::*;

use super::*;
use crate::app::templates::tests::{ana, known, text, unknown};
use crate::app::templates::{Draft, Origin, Templates, check, parse, render};
use crate::domain::funnel::Outcome;
use crate::domain::testing::{any_text, at, call, event};

#[test]
fn the_table_of_fields_is_what_a_lead_can_say() {
    let everything =
        Lead::new([known(1, Action::StartTestDrive, 0)], [event(1, 1, call(Outcome::Voicemail))]);
    let mut names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    names.sort_unstable();
    assert_eq!(Fields::of(&everything, &ana(), at(2)).names(), names);
    let nothing = Lead::new([unknown(1, Action::Other, 0)], []);
    let always = FIELDS.iter().filter(|field| !field.may_be_missing).map(|field| field.name);
    let mut always: Vec<&str> = always.collect();
    always.sort_unstable();
    let without_source = Fields::of(&nothing, &ana(), at(2)).without(&["source"]);
    assert_eq!(without_source.names(), always);
}

/// Fills in one line of a template.
fn filled(line: &str, lead: &Lead, sender: &Sender, now: DateTime<Utc>) -> String {
    let template = parse::parse("t", Origin::Shipped, &format!("Subject: x\n\n{line}\n"));
    let template = template.and_then(check::checked).expect("a good template");
    template.draft(lead, sender, now).expect("a draft").body().to_owned()
}

#[test]
fn days_are_those_of_the_reps_zone() {
    let lead = Lead::new([known(1, Action::ContactMe, 0)], []);
    let tokyo = Sender { zone: Zone::named("Asia/Tokyo").expect("a zone"), ..ana() };
    let line = "{{ when }}, {{ days_ago }}: {{ day }}.{{ month }}.{{ year }}";
    for (sender, hours, expected) in [
        (&ana(), 0, "today, 0: 6.1.2025"),
        (&ana(), 11, "today, 0: 6.1.2025"),
        (&ana(), 12, "yesterday, 1: 6.1.2025"),
        (&tokyo, 3, "yesterday, 1: 6.1.2025"),
        (&ana(), 36, "on Monday, 2: 6.1.2025"),
        (&ana(), 6 * 24, "on Monday, 6: 6.1.2025"),
        (&ana(), 7 * 24, "on 6 January, 7: 6.1.2025"),
        (&ana(), 365 * 24, "on 6 January 2025, 365: 6.1.2025"),
        (&ana(), -5, "today, 0: 6.1.2025"),
    ] {
        assert_eq!(filled(line, &lead, sender, at(hours)), expected, "{hours}");
    }
}

#[test]
fn what_says_nothing_is_missing() {
    let lead = |first: &str, company: &str, offer: &str| {
        let mut record = known(1, Action::ContactMe, 0);
        record.contact.first_name = Some(Text::new(first));
        record.contact.company = Some(Text::new(company));
        record.offer_title = None;
        record.offer = Some(Text::new(offer));
        Lead::new([record], [])
    };
    let line = "{{ name | or(\"there\") }}, {{ company | or(\"you\") }}, {{ offer | or(\"it\") }}";
    for (lead, expected) in [
        (lead("Ada", "Engine Ltd", "engine"), "Ada, Engine Ltd, engine"),
        (lead(" \u{200b}", "-", "3701c77e-1cfa-4c56-91e6-3ed0b6221450"), "there, you, it"),
        (lead("🚀", "N/A", "..."), "there, you, it"),
        (lead("伟", "诺斯", "引擎"), "伟, 诺斯, 引擎"),
    ] {
        assert_eq!(filled(line, &lead, &ana(), at(1)), expected);
    }
    let long = lead(&"x".repeat(5_000), "y", "z");
    assert!(filled("{{ name | or(\"you\") }}", &long, &ana(), at(1)).len() < 200);
}

#[test]
fn names_in_chinese_letters_are_written_whole() {
    let mut record = known(1, Action::ContactMe, 0);
    record.contact.first_name = text("伟");
    record.contact.last_name = text("李");
    let lead = Lead::new([record], []);
    let line =
        "{{ name | or(\"\u{60a8}\") }} {{ full_name | or(\"x\") }} {{ first_name | or(\"x\") }}";
    assert_eq!(filled(line, &lead, &ana(), at(1)), "李伟 李伟 伟");
}

fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "\r\nBcc: eve@example.org",
        "\n\n",
        "{{ 7*7 }}",
        "{% for a in b %}",
        "\u{1b}[2J",
        "\u{7}",
        "\u{202e}",
        "\u{2066}",
        "\u{2028}",
        "\u{85}",
        "\u{0}",
        "\u{200b}",
        "Subject: x",
        "?bcc=x&",
        "Ada",
        "李",
        "\"",
        "“",
        "<b>",
        "%0D%0A",
        "\t",
        " ",
    ]);
    prop_oneof![
        prop::collection::vec(parts, 0..8).prop_map(|parts| parts.concat()),
        any_text(),
        "[a-z]{0,3000}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_of_a_stranger_changes_the_form_of_a_draft(
        fields in prop::collection::vec(hostile(), 9), template in 0usize..9, hours in 0i64..500,
    ) {
        let mut record = known(1, Action::StartTestDrive, 0);
        let [first, last, email, phone, country, company, title, offer, description] =
            fields.try_into().expect("nine");
        record.contact = Contact {
            first_name: Some(Text::new(first)),
            last_name: Some(Text::new(last)),
            email: Some(Text::new(email)),
            phone: Some(Text::new(phone)),
            country: Some(Text::new(country)),
            company: Some(Text::new(company)),
            title: Some(Text::new(title)),
        };
        record.offer_title = Some(Text::new(offer));
        record.description = Some(Text::new(description));
        let hostile = Fields::of(&Lead::new([record.clone()], []), &ana(), at(hours));
        let names = hostile.names();
        // The same fields of a peaceful person.
        let all: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
        let missing: Vec<&str> = all.into_iter().filter(|name| !names.contains(name)).collect();
        let peaceful = Fields::of(&Lead::new([known(1, Action::StartTestDrive, 0)], []), &ana(), at(hours));
        let templates = Templates::load(None);
        let template = &templates.all()[template];
        let engine = render::engine();
        let render = |fields: &Fields| {
            let compiled = render::Compiled::new(&engine, &template.body.text).expect("it compiles");
            Draft::new(None, "x", &compiled.render(fields).expect("it renders"))
        };
        let draft = template.draft(&Lead::new([record], []), &ana(), at(hours)).expect("a draft");
        let expected = render(&peaceful.without(&missing));
        prop_assert_eq!(draft.body().lines().count(), expected.body().lines().count());
        prop_assert_eq!(Draft::from_text(&draft.text()), Ok(draft.clone()));
        let steers = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
        prop_assert!(!draft.text().replace('\n', "").contains(steers));
        if let Some(link) = draft.mailto() {
            prop_assert_eq!(link.matches(['?', '&']).count(), 2);
        }
    }
}
