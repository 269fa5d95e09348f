//! A draft on its way out: shown first, then handed to the mail program, the editor or the
//! clipboard. Whether it went out only the rep knows, so the touch is logged when they say so.

use crossterm::event::KeyCode;

use super::keyname::Key;
use super::keys::Action;
use super::model::{Letter, Model, Prompt, Tone};
use super::msg::Effect;
use super::request::carry_out_on;
use crate::app::templates::{Draft, DraftError, Sender};
use crate::app::triage::Wish;
use crate::domain::command::Command;
use crate::domain::funnel::{Channel, Outcome};

/// Fills a template in for the selected lead and shows it.
pub(super) fn write(model: &mut Model, template: &str) {
    let (Some(file), Some(row)) = (model.lead(), model.queue.lead()) else { return };
    let Some(found) = model.settings.templates.named(template) else { return };
    let sender = Sender { name: model.settings.actor.clone(), zone: model.settings.zone.clone() };
    let lead = row.key;
    match found.draft(&file.lead, &sender, model.now) {
        Ok(draft) => {
            model.prompt =
                Some(Prompt::Letter(Box::new(Letter { lead, draft, has_left: false, top: 0 })));
        }
        Err(DraftError::Refused(refusal)) => {
            model.say(Tone::Refused, refusal.says(model.settings.say()));
        }
        Err(DraftError::Render(problem)) => model.say(Tone::Refused, problem.to_string()),
    }
}

/// A key while a draft is shown.
pub(super) fn press(
    model: &mut Model,
    mut letter: Box<Letter>,
    key: Key,
    effects: &mut Vec<Effect>,
) {
    match (key.code(), key.typed()) {
        (KeyCode::Enter, _) if letter.has_left => {
            let sent = Command::LogTouch {
                channel: Channel::Email,
                outcome: Outcome::Sent,
                made_at: None,
            };
            return carry_out_on(model, vec![letter.lead], Wish::command(sent), effects);
        }
        (KeyCode::Enter, _) | (_, Some('o')) => {
            effects.push(Effect::OpenMail(letter.draft.clone()));
        }
        (_, Some('v')) => effects.push(Effect::Edit(letter.draft.text())),
        (_, Some('Y' | 'y')) => {
            let what = model.settings.say().prompt_copy_draft();
            effects.push(Effect::Copy { what, text: letter.draft.text() });
        }
        _ if model.settings.keymap.keys_of(Action::Mask).contains(&key) => {
            model.privacy = model.privacy.other();
        }
        (KeyCode::Down, _) | (_, Some('j')) => letter.top = letter.top.saturating_add(1),
        (KeyCode::Up, _) | (_, Some('k')) => letter.top = letter.top.saturating_sub(1),
        _ => model.say(Tone::Refused, model.settings.say().said_no_key_here(key.to_string())),
    }
    model.prompt = Some(Prompt::Letter(letter));
}

/// The mail program took the draft.
pub(super) fn opened(model: &mut Model) {
    if let Some(Prompt::Letter(letter)) = &mut model.prompt {
        letter.has_left = true;
        model.say(Tone::Done, model.settings.say().said_draft_opened());
    }
}

/// Something was copied: a draft that is shown can have gone out now.
pub(super) fn copied(model: &mut Model, what: &str) {
    if let Some(Prompt::Letter(letter)) = &mut model.prompt {
        letter.has_left = true;
    }
    model.say(Tone::Done, model.settings.say().said_copied(what));
}

/// The editor gave a text back.
pub(super) fn edited(model: &mut Model, text: Option<String>) {
    let say = model.settings.say();
    let Some(Prompt::Letter(letter)) = &mut model.prompt else { return };
    let Some(text) = text else {
        return model.say(Tone::Refused, say.said_not_edited());
    };
    match Draft::from_text(&text) {
        Ok(draft) => letter.draft = draft,
        Err(error) => model.say(Tone::Refused, say.said_no_draft(error.says(say))),
    }
}
