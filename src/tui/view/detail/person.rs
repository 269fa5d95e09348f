//! Who it is, and how they can be reached.

use crate::app::LeadFile;
use crate::app::people::persons;
use crate::domain::contact::Contact;
use crate::domain::dates::day_and_time;
use crate::domain::funnel::Channel;
use crate::domain::lead::Lead;
use crate::domain::reach::Reach;
use crate::domain::text::Text;
use crate::tui::keys::Action;
use crate::tui::model::Model;
use crate::tui::people::{named, reasons};
use crate::tui::privacy::Privacy;
use crate::tui::theme::Role;
use crate::tui::view::paint::{Line, Span, wrapped};

pub(super) fn person(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let lead = &file.lead;
    let person = lead.person();
    let mut name =
        vec![Span::new(model.privacy.name(person.display_name().as_ref()), Role::Header)];
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
    let reach = Reach::of(lead);
    for (word, value, channel) in
        [("mail", &person.email, Channel::Email), ("call", &person.phone, Channel::Call)]
    {
        let obstacle = reach
            .obstacle(channel)
            .map(|obstacle| model.privacy.obstacle(obstacle, model.settings.say()));
        let mut line = vec![Span::new(format!("{word}  "), Role::Muted)];
        match (shown(model, value), obstacle) {
            (Some(value), None) => line.push(Span::new(value, Role::Link)),
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
    // Where it is not certain, the reason names countries.
    let mut words = match model.privacy {
        Privacy::Open => place.says(model.now, model.settings.say()),
        Privacy::Masked => place.short(model.now, model.settings.say()),
    };
    let mut role = Role::Muted;
    if !place.is_decent(model.now) {
        role = Role::Warning;
        let better =
            day_and_time(place.next_decent(model.now), &model.settings.zone, model.settings.say());
        words.push_str(&format!("; good from {better} here"));
    }
    let indent = 6;
    for (index, line) in
        wrapped(&words, width.saturating_sub(indent).max(8)).into_iter().enumerate()
    {
        let label = if index == 0 { "time" } else { "" };
        lines
            .push(vec![Span::new(format!("{label:<indent$}"), Role::Muted), Span::new(line, role)]);
    }
}

/// Who may be the same person, and whom the lead was linked from.
pub(super) fn similar(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let key = |action| model.settings.keymap.key_of(action).unwrap_or_default();
    let suggestions = model.similar.get(&file.key).map_or(&[][..], Vec::as_slice);
    let heading = |words: &str, lines: &mut Vec<Line>| {
        lines.push(Line::new());
        lines.push(vec![Span::new(words.to_owned(), Role::Stage)]);
    };
    if !suggestions.is_empty() {
        let words = format!(
            "The same person?  {} links, {} refuses",
            key(Action::Link),
            key(Action::Unlink)
        );
        heading(&words, lines);
        for similar in suggestions {
            let words = format!(
                "{} · {}",
                named(model.privacy, &similar.party.person),
                reasons(similar, model.settings.say())
            );
            for line in wrapped(&words, width) {
                lines.push(vec![Span::new(line, Role::Text)]);
            }
        }
    }
    let persons = persons(&file.lead);
    if persons.len() > 1 {
        heading(&format!("Linked  {} parts again", key(Action::Unlink)), lines);
        for person in persons {
            for line in wrapped(&named(model.privacy, &person.contact()), width) {
                lines.push(vec![Span::new(line, Role::Text)]);
            }
        }
    }
}
