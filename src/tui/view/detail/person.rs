//! Who it is, and how they can be reached.

use crate::app::LeadFile;
use crate::app::people::persons;
use crate::domain::contact::Contact;
use crate::domain::dates::day_and_time;
use crate::domain::funnel::Channel;
use crate::domain::lead::Lead;
use crate::domain::reach::Reach;
use crate::domain::text::{Text, padded};
use crate::tui::hits::Target;
use crate::tui::keys::Action;
use crate::tui::model::Model;
use crate::tui::people::{named, reasons};
use crate::tui::privacy::Privacy;
use crate::tui::theme::Role;
use crate::tui::view::paint::{Line, Span, wrapped};

/// How wide the labels are.
pub(super) const LABEL: usize = 6;

pub(super) fn person(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let lead = &file.lead;
    let person = lead.person();
    let name = model.privacy.name(person.display_name().as_ref(), model.settings.say());
    let mut name = vec![Span::new(name, Role::Header)];
    if let Some(title) = shown(model, &person.title) {
        name.push(Span::new(format!("  {title}"), Role::Muted));
    }
    lines.push(name);
    let place: Vec<String> = [shown(model, &person.company), shown(model, &person.country)]
        .into_iter()
        .flatten()
        .collect();
    if !place.is_empty() {
        lines.push(vec![Span::new(place.join(", "), Role::Text)]);
    }
    ways(model, lead, &person, lines);
    there(model, lead, width, lines);
}

fn shown(model: &Model, text: &Option<Text>) -> Option<String> {
    text.as_ref().map(|text| model.privacy.shown(text))
}

/// The address and the number; what leads nowhere is dim and says why.
fn ways(model: &Model, lead: &Lead, person: &Contact, lines: &mut Vec<Line>) {
    // Nobody is behind a test, so there is nothing to say of how to reach them.
    if lead.is_test() {
        return;
    }
    let (reach, say) = (Reach::of(lead), model.settings.say());
    for (label, value, channel) in [
        (say.page_mail(), &person.email, Channel::Email),
        (say.page_call(), &person.phone, Channel::Call),
    ] {
        let obstacle =
            reach.obstacle(channel).map(|obstacle| model.privacy.obstacle(obstacle, say));
        let mut line = vec![Span::new(padded(&label, LABEL), Role::Muted)];
        match (shown(model, value), obstacle) {
            (Some(value), None) => {
                line.push(Span::new(value, Role::Link).at(Target::Way(channel)));
            }
            (Some(value), Some(why)) => {
                line.push(Span::new(value, Role::Faint));
                line.push(Span::new(format!("  {why}"), Role::Warning));
            }
            (None, why) => line.push(Span::new(why.unwrap_or_default(), Role::Faint)),
        }
        lines.push(line);
    }
}

/// What time it is where they are, and when a call is decent, where it is not now.
fn there(model: &Model, lead: &Lead, width: usize, lines: &mut Vec<Line>) {
    let Some(place) = lead.whereabouts().filter(|_| !lead.is_behind_wall()) else { return };
    let say = model.settings.say();
    // Where it is not certain, the reason names countries.
    let mut words = match model.privacy {
        Privacy::Open => place.says(model.now, say),
        Privacy::Masked => place.short(model.now, say),
    };
    let mut role = Role::Muted;
    if !place.is_decent(model.now) {
        role = Role::Warning;
        let better = day_and_time(place.next_decent(model.now), &model.settings.zone, say);
        words = say.page_good_from(words, better);
    }
    let mut label = say.page_time();
    for line in wrapped(&words, width.saturating_sub(LABEL).max(8)) {
        let label = padded(&std::mem::take(&mut label), LABEL);
        lines.push(vec![Span::new(label, Role::Muted), Span::new(line, role)]);
    }
}

/// Who may be the same person, and whom the lead was linked from.
pub(super) fn similar(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let key = |action| model.settings.keymap.key_of(action).unwrap_or_default();
    let suggestions = model.similar.get(&file.key).map_or(&[][..], Vec::as_slice);
    let say = model.settings.say();
    let heading = |words: String, keys: String, lines: &mut Vec<Line>| {
        lines.push(Line::new());
        lines.push(vec![Span::new(format!("{words}  {keys}"), Role::Stage)]);
    };
    if !suggestions.is_empty() {
        let keys = say.page_link_keys(key(Action::Link), key(Action::Unlink));
        heading(say.page_same_person(), keys, lines);
        for similar in suggestions {
            let words = format!(
                "{} · {}",
                named(model.privacy, &similar.party.person, say),
                reasons(similar, say)
            );
            for line in wrapped(&words, width) {
                lines.push(vec![Span::new(line, Role::Text)]);
            }
        }
    }
    let persons = persons(&file.lead);
    if persons.len() > 1 {
        heading(say.page_linked(), say.page_unlink_key(key(Action::Unlink)), lines);
        for person in persons {
            for line in wrapped(&named(model.privacy, &person.contact(), say), width) {
                lines.push(vec![Span::new(line, Role::Text)]);
            }
        }
    }
}
