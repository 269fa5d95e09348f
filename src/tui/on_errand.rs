//! Opening a lead's address or number in another program, and copying what is known of them.
//!
//! Both take the real data, masked or not: whoever asks for it sees it next in their own program.

use super::errand::{Errand, Verb};
use super::keyname::Key;
use super::keys::Action;
use super::model::{Model, Prompt, Tone};
use super::msg::Effect;
use super::privacy::Privacy;
use crate::app::ways::{Barred, Fact, Link};
use crate::domain::funnel::Channel;
use crate::domain::lead::Lead;
use crate::language::Messages;

/// What can be opened, and its key.
const LINKS: [(char, Channel); 2] = [('m', Channel::Email), ('p', Channel::Call)];

/// What can be copied, and its key.
const FACTS: [(char, Fact); 6] = [
    ('m', Fact::Mail),
    ('p', Fact::Phone),
    ('n', Fact::Name),
    ('c', Fact::Company),
    ('i', Fact::Id),
    ('a', Fact::All),
];

/// Asks what of the selected lead is to be opened or copied.
pub(super) fn ask(model: &mut Model, verb: Verb) {
    let say = model.settings.say();
    let errands = match (model.queue.lead(), model.lead()) {
        (None, _) => return model.say(Tone::Refused, say.said_no_lead()),
        (_, None) => return model.say(Tone::Refused, say.said_still_read()),
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
    (key, channel): (char, Channel),
) -> Errand {
    let link = Link::to(lead, channel);
    let shown = match &link {
        Ok(Link::Mail(address)) => privacy.words(address.as_str()),
        Ok(Link::Call(phone)) => privacy.words(phone.e164()),
        Err(_) => String::new(),
    };
    let label = match channel {
        Channel::Call => say.prompt_open_call(),
        _ => say.prompt_open_mail(),
    };
    let does = link.map(Effect::Open).map_err(|barred| why(privacy, &barred, say));
    Errand { key, label, shown, does }
}

fn copying((privacy, say): (Privacy, &Messages), lead: &Lead, (key, fact): (char, Fact)) -> Errand {
    let text = fact.of(lead);
    let shown = match (&text, fact) {
        (Err(_), _) | (_, Fact::All) => String::new(),
        // An id names nobody.
        (Ok(text), Fact::Id) => text.clone(),
        (Ok(text), _) => privacy.words(text),
    };
    let label = called(fact, say);
    let does = text
        .map(|text| Effect::Copy { what: label.clone(), text })
        .map_err(|barred| why(privacy, &barred, say));
    Errand { key, label, shown, does }
}

fn called(fact: Fact, say: &Messages) -> String {
    match fact {
        Fact::Mail => say.prompt_copy_mail(),
        Fact::Phone => say.prompt_copy_phone(),
        Fact::Name => say.prompt_copy_name(),
        Fact::Company => say.prompt_copy_company(),
        Fact::Id => say.prompt_copy_id(),
        Fact::All => say.prompt_copy_all(),
    }
}

fn why(privacy: Privacy, barred: &Barred, say: &Messages) -> String {
    match barred {
        Barred::Refused(refusal) => refusal.says(say),
        Barred::Obstacle(obstacle) => privacy.obstacle(obstacle, say),
        Barred::Unknown(Fact::Mail) => say.said_no_address_known(),
        Barred::Unknown(Fact::Phone) => say.said_no_number_known(),
        Barred::Unknown(Fact::Name) => say.said_no_name_known(),
        Barred::Unknown(Fact::Company) => say.said_no_company_known(),
        Barred::Unknown(Fact::Id | Fact::All) => say.said_no_id_known(),
    }
}

/// Opens the address or the number of the selected lead in another program.
pub(super) fn open(model: &mut Model, channel: Channel, effects: &mut Vec<Effect>) {
    let say = model.settings.say();
    let Some(link) = model.lead().map(|file| Link::to(&file.lead, channel)) else { return };
    match link {
        Ok(link) => effects.push(Effect::Open(link)),
        Err(barred) => model.say(Tone::Refused, why(model.privacy, &barred, say)),
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
            model.say(Tone::Refused, model.settings.say().said_no_answer(key.to_string()));
        }
    }
    model.prompt = Some(Prompt::Errand(verb, errands));
}

/// Another program took a link. Whether anything came of it only the rep knows.
pub(super) fn opened(model: &mut Model, channel: Channel) {
    let (say, keymap) = (model.settings.say(), &model.settings.keymap);
    let key = |verb| keymap.key_of(verb).unwrap_or_default();
    let words = match channel {
        Channel::Call => say.said_number_opened(key(Action::Call)),
        _ => say.said_address_opened(key(Action::Mail)),
    };
    model.say(Tone::Done, words);
}
