//! Who is who: linking a lead with one that is the same person, and parting it again.

use super::keyname::Key;
use super::model::{Model, Prompt, Tone};
use super::msg::Effect;
use super::privacy::Privacy;
use super::request::{has_target, save};
use super::who::{Act, Who};
use crate::app::people::{Parting, Similar, persons};
use crate::domain::contact::Contact;
use crate::language::Messages;

/// Asks with which of the leads that look alike the selected one is to be linked.
pub(super) fn ask_to_link(model: &mut Model) {
    if !has_target(model) {
        return;
    }
    let say = model.settings.say();
    let choices: Vec<Who> = suggestions(model)
        .map(|(key, similar)| Who {
            key,
            label: named(model.privacy, &similar.party.person, say),
            why: reasons(similar, say),
            act: Act::Link(similar.party.key),
        })
        .collect();
    ask(model, choices, true, say.said_nobody_similar());
}

/// Asks whom the selected lead is to be parted from: those who only look alike, and the persons
/// that it was linked from.
pub(super) fn ask_to_unlink(model: &mut Model) {
    if !has_target(model) {
        return;
    }
    let say = model.settings.say();
    let mut choices: Vec<Who> = suggestions(model)
        .map(|(key, similar)| Who {
            key,
            label: say.prompt_not_the_same(named(model.privacy, &similar.party.person, say)),
            why: reasons(similar, say),
            act: Act::Unlink(Parting::Lead(similar.party.key)),
        })
        .collect();
    let file = model.lead().cloned();
    let linked = file.as_ref().map(|file| persons(&file.lead)).unwrap_or_default();
    if linked.len() > 1 {
        let taken = choices.len();
        choices.extend(linked.iter().zip(digits().skip(taken)).filter_map(|(person, key)| {
            let label = say.prompt_part_again(named(model.privacy, &person.contact(), say));
            let act = Act::Unlink(Parting::Person(person.id()?));
            Some(Who { key, label, why: String::new(), act })
        }));
        choices.push(Who {
            key: '0',
            label: say.prompt_part_all(),
            why: String::new(),
            act: Act::Unlink(Parting::All),
        });
    }
    ask(model, choices, false, say.said_nobody_linked());
}

fn ask(model: &mut Model, choices: Vec<Who>, linking: bool, none: String) {
    if choices.is_empty() {
        model.say(Tone::Refused, none);
    } else {
        model.prompt = Some(Prompt::Who(choices, linking));
    }
}

fn suggestions(model: &Model) -> impl Iterator<Item = (char, &Similar)> {
    let key = model.queue.lead().map(|row| row.key);
    let similar = key.and_then(|key| model.similar.get(&key));
    digits().zip(similar.into_iter().flatten())
}

fn digits() -> impl Iterator<Item = char> {
    ('1'..='9').chain('a'..='z')
}

/// Why two leads may be one person.
pub(super) fn reasons(similar: &Similar, say: &Messages) -> String {
    let reasons = similar.reasons.iter().map(|reason| reason.label(say));
    reasons.reduce(|first, second| say.page_and(first, second)).unwrap_or_default()
}

/// A person in one line: name, company, address.
pub(super) fn named(privacy: Privacy, person: &Contact, say: &Messages) -> String {
    let name = privacy.name(person.display_name().as_ref(), say);
    let parts = [&person.company, &person.email]
        .into_iter()
        .flatten()
        .map(|text| privacy.shown(text))
        .filter(|text| *text != name);
    std::iter::once(name.clone()).chain(parts).collect::<Vec<_>>().join(", ")
}

/// A key while it is asked who it is.
pub(super) fn press(
    model: &mut Model,
    choices: Vec<Who>,
    linking: bool,
    key: Key,
    effects: &mut Vec<Effect>,
) {
    let Some(lead) = model.queue.lead().map(|row| row.key) else { return };
    let act = choices.iter().find(|who| key.typed() == Some(who.key)).map(|who| who.act);
    match act {
        Some(act) => save(model, Effect::Relate { lead, act, now: model.now }, effects),
        None => {
            model.say(Tone::Refused, model.settings.say().said_no_answer(key.to_string()));
            model.prompt = Some(Prompt::Who(choices, linking));
        }
    }
}
