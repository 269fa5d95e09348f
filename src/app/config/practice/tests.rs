use crate::app::config::Config;
use crate::domain::funnel::Channel;
use crate::domain::lead::Lead;
use crate::domain::lead_source::Action;
use crate::domain::practice::Practice;
use crate::domain::testing::record;
use crate::domain::zone::Zone;
use crate::language::english;

fn practice(text: &str) -> Practice {
    Config::parse(text).expect("good settings").practice(&Zone::utc(), english())
}

fn problems(text: &str) -> Vec<String> {
    Config::parse(text).expect_err("bad settings").0.iter().map(ToString::to_string).collect()
}

#[test]
fn a_cadence_for_a_stage_goes_before_the_default_and_leaves_it_to_the_others() {
    let practice = practice(
        "[[cadences]]\nname = \"warm\"\nstages = [\"trial\"]\nnurture = \"30d\"\n\
         steps = [{ day = 0, channels = [\"call\"] }, { day = 2, channels = [\"email\"] }]",
    );
    let name = |action| {
        let lead = Lead::new([record(1, action, 0)], []);
        practice.cadence(&lead).map(|cadence| (cadence.name.clone(), cadence.steps.len()))
    };
    assert_eq!(name(Action::StartTestDrive), Some(("warm".to_owned(), 2)));
    assert_eq!(name(Action::ContactMe), Some(("default".to_owned(), 7)));
    assert_eq!(practice.cadences[0].steps[1].channels, [Channel::Email]);
    assert_eq!(practice.cadences[0].nurture_for.num_days(), 30);
}

#[test]
fn a_checklist_is_chosen_by_offer_and_can_be_ones_own() {
    let practice = practice(
        "[checklists]\ndefault = \"ours\"\n[checklists.offers]\n\"contoso.eng*\" = \"meddic\"\n\
         [[checklists.own]]\nname = \"ours\"\nitems = [{ code = \"seats\", question = \"How many?\" }]",
    );
    let lead = Lead::new([record(1, Action::ContactMe, 0)], []);
    assert_eq!(practice.checklist(&lead).map(|list| list.name.as_str()), Some("meddic"));
    let mut other = record(1, Action::ContactMe, 0);
    other.offer = Some("gears".into());
    let list = practice.checklist(&Lead::new([other], [])).expect("the default").clone();
    assert_eq!((list.items.len(), list.items[0].label.as_str()), (1, "seats"));
    let none = self::practice("[checklists]\ndefault = \"\"");
    assert_eq!(none.checklist(&lead), None, "empty: nothing must be known");
}

#[test]
fn a_rule_gives_leads_of_a_country_or_offer_to_somebody() {
    let practice = practice(
        "[[assign]]\ncountries = [\"Germany\", \"AT\"]\nowner = \"ben\"\n\
         [[assign]]\noffers = [\"contoso.*\"]\nowner = \"ana\"",
    );
    let owner = |country: &str| {
        let mut record = record(1, Action::ContactMe, 0);
        record.contact.country = Some(country.into());
        practice.owner_for(&Lead::new([record], [])).map(str::to_owned)
    };
    assert_eq!(owner("DEU").as_deref(), Some("ben"));
    assert_eq!(owner("France").as_deref(), Some("ana"));
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let problems = problems(
        "team = [\"ana\", \"ana\"]\n\
         milestones = [{ code = \"Won!\" }]\n\
         [guards]\nmost_touches = 0\nmost_within = \"soon\"\n\
         [[cadences]]\nname = \"odd\"\nsteps = [{ day = 3, channels = [] }, { day = 1, channels = [\"call\"] }]\n\
         nurture = \"long\"\n\
         [checklists]\ndefault = \"spin\"\n\
         [[assign]]\ncountries = [\"Atlantis\"]\nowner = \"\"",
    );
    for place in [
        "1:16: team[2]: \"ana\"",
        "2:24: milestones[1].code: \"Won!\"",
        "4:16: guards.most_touches",
        "5:15: guards.most_within: \"soon\"",
        "8:32: cadences[1].steps[1].channels: a step",
        "8:46: cadences[1].steps[2].day: 1 does not lie after 3",
        "9:11: cadences[1].nurture: \"long\"",
        "11:11: checklists.default: there is no checklist \"spin\"",
        "13:14: assign[1].countries[1]: \"Atlantis\"",
        "14:9: assign[1].owner: a rule",
    ] {
        assert!(
            problems.iter().any(|problem| problem.starts_with(place)),
            "{place}: {problems:#?}"
        );
    }
    assert_eq!(problems.len(), 10, "{problems:#?}");
}
