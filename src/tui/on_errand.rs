//! Opening a lead's address or number in another program, and copying what is known of them.
//!
//! Both take the real data, masked or not: whoever asks for it sees it next in their own program.

use super::errand::{Errand, Verb};
use super::keyname::Key;
use super::keys::Action;
use super::model::{Model, Prompt, Tone};
use super::msg::Effect;
use super::privacy::Privacy;
use super::request::NO_LEAD;
use crate::app::ways::{Barred, Fact, Link};
use crate::domain::funnel::Channel;
use crate::domain::lead::Lead;
use crate::language::Messages;

/// What can be opened: its key, and what it is called.
const LINKS: [(char, Channel, &str); 2] =
    [('m', Channel::Email, "mail"), ('p', Channel::Call, "call")];

/// What can be copied: its key, and what it is called then.
const FACTS: [(char, Fact, &str); 6] = [
    ('m', Fact::Mail, "the address"),
    ('p', Fact::Phone, "the number"),
    ('n', Fact::Name, "the name"),
    ('c', Fact::Company, "the company"),
    ('i', Fact::Id, "the id"),
    ('a', Fact::All, "all of it"),
];

/// Asks what of the selected lead is to be opened or copied.
pub(super) fn ask(model: &mut Model, verb: Verb) {
    let say = model.settings.say();
    let errands = match (model.queue.lead(), model.lead()) {
        (None, _) => return model.say(Tone::Refused, NO_LEAD),
        (_, None) => return model.say(Tone::Refused, "the lead is still being read"),
        (_, Some(file)) => match verb {
            Verb::Open => LINKS.map(|link| opening((model.privacy, say), &file.lead, link)).into(),
            Verb::Copy => FACTS.map(|fact| copying((model.privacy, say), &file.lead, fact)).into(),
        },
    };
    model.prompt = Some(Prompt::Errand(verb, errands));
}

fn opening(
    (privacy, say): (Privacy, &Messages),
    lead: &Lead,
    (key, channel, label): (char, Channel, &'static str),
) -> Errand {
    let link = Link::to(lead, channel);
    let shown = match &link {
        Ok(Link::Mail(address)) => privacy.words(address.as_str()),
        Ok(Link::Call(phone)) => privacy.words(phone.e164()),
        Err(_) => String::new(),
    };
    let does = link.map(Effect::Open).map_err(|barred| why(privacy, &barred, say));
    Errand { key, label, shown, does }
}

fn copying(
    (privacy, say): (Privacy, &Messages),
    lead: &Lead,
    (key, fact, label): (char, Fact, &'static str),
) -> Errand {
    let text = fact.of(lead);
    let shown = match (&text, fact) {
        (Err(_), _) | (_, Fact::All) => String::new(),
        // An id names nobody.
        (Ok(text), Fact::Id) => text.clone(),
        (Ok(text), _) => privacy.words(text),
    };
    let does = text
        .map(|text| Effect::Copy { what: label, text })
        .map_err(|barred| why(privacy, &barred, say));
    Errand { key, label, shown, does }
}

fn why(privacy: Privacy, barred: &Barred, say: &Messages) -> String {
    match barred {
        Barred::Refused(refusal) => refusal.says(say),
        Barred::Obstacle(obstacle) => privacy.obstacle(obstacle, say),
        Barred::Unknown(what) => format!("no {what} is known"),
    }
}

/// A key while it is asked.
pub(super) fn press(
    model: &mut Model,
    verb: Verb,
    errands: Vec<Errand>,
    key: Key,
    effects: &mut Vec<Effect>,
) {
    let errand = errands.iter().find(|errand| key.typed() == Some(errand.key));
    match errand.map(|errand| &errand.does) {
        Some(Ok(effect)) => return effects.push(effect.clone()),
        Some(Err(why)) => model.say(Tone::Refused, why.clone()),
        None => {
            model.say(Tone::Refused, format!("{key} is none of the answers; Esc goes back"));
        }
    }
    model.prompt = Some(Prompt::Errand(verb, errands));
}

/// Another program took a link. Whether anything came of it only the rep knows.
pub(super) fn opened(model: &mut Model, channel: Channel) {
    let (words, verb) = match channel {
        Channel::Call => ("the number is in your phone program", Action::Call),
        _ => ("the address is in your mail program", Action::Mail),
    };
    let key = model.settings.keymap.key_of(verb).unwrap_or_default();
    model.say(Tone::Done, format!("{words}; {key} logs what comes of it"));
}
