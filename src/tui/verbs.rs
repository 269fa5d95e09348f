//! Which verbs the selected lead allows, and the question that follows a verb's key.

use super::keys::Action;
use super::menu::{Answer, Menu};
use super::model::{Model, Prompt, Tone};
use super::request::has_target;
use crate::app::crm::Delivery;
use crate::domain::command::Command;
use crate::domain::decide::{Objection, decide};
use crate::domain::funnel::{Channel, DismissReason, Outcome};
use crate::domain::lead::Lead;
use crate::domain::refusal::Refusal;

/// Opens a menu, unless the one selected lead would refuse whatever is answered.
pub(super) fn ask(model: &mut Model, menu: Menu) {
    if !has_target(model) {
        return;
    }
    if model.queue.marks.is_empty()
        && let Some(file) = model.lead()
        && let Some(command) = probe(menu, model)
        && let Some(refusal) = refusal(model, &file.lead, &command)
    {
        model.say(Tone::Refused, refusal.says(model.settings.say()));
        return;
    }
    model.prompt = Some(Prompt::Menu(menu));
}

/// Returns why a command may not be; a guard's question is no refusal.
fn refusal(model: &Model, lead: &Lead, command: &Command) -> Option<Refusal> {
    match decide(lead, command, &model.settings.practice, &[], model.now) {
        Err(Objection::Refused(refusal)) => Some(refusal),
        Err(Objection::Asked(_)) | Ok(_) => None,
    }
}

/// Returns a command that is refused only where every answer would be.
fn probe(menu: Menu, model: &Model) -> Option<Command> {
    let touch = |channel| Command::LogTouch { channel, outcome: Outcome::Done, made_at: None };
    Some(match menu {
        Menu::Call => touch(Channel::Call),
        Menu::Mail => touch(Channel::Email),
        Menu::Meet => touch(Channel::Meeting),
        Menu::FollowUp | Menu::Snooze | Menu::Milestone => {
            match menu.choices(model.desk()).into_iter().next()?.answer {
                Answer::Want(command) => command,
                Answer::Draft(_) => return None,
            }
        }
        Menu::Dismiss | Menu::Assign => return None,
    })
}

/// Returns whether a CRM did not take something about the selected lead.
fn has_refusal(model: &Model) -> bool {
    let posted = model.lead().map(|file| file.posted.as_slice()).unwrap_or_default();
    posted.iter().any(|posted| posted.delivery == Delivery::Refused)
}

/// Returns whether an action is of use now; true where that is not known.
pub(super) fn is_allowed(model: &Model, action: Action) -> bool {
    obstacle(model, action).is_none()
}

/// Returns why an action is of no use now, where that is known.
pub(super) fn obstacle(model: &Model, action: Action) -> Option<String> {
    let say = model.settings.say();
    let command = match action {
        Action::Call => probe(Menu::Call, model),
        Action::Mail => probe(Menu::Mail, model),
        Action::Meet => probe(Menu::Meet, model),
        Action::FollowUp => probe(Menu::FollowUp, model),
        Action::Snooze => probe(Menu::Snooze, model),
        Action::Milestone => probe(Menu::Milestone, model),
        Action::Qualify => Some(Command::Qualify { met: Vec::new(), overridden: false }),
        Action::Dismiss => Some(Command::Dismiss { reason: DismissReason::Other }),
        Action::Reopen => Some(Command::Reopen),
        Action::Note | Action::Assign | Action::Link | Action::Unlink => None,
        Action::Mark | Action::Tick | Action::Contact | Action::Copy
            if model.queue.lead().is_none() =>
        {
            return Some(say.said_no_lead());
        }
        Action::Undo | Action::Redo | Action::Import | Action::Sync => {
            return model.settings.read_only.then(|| say.said_read_only());
        }
        Action::MoveLeft | Action::MoveRight if !model.shows_board() => {
            return Some(say.said_no_card());
        }
        Action::TellAgain if !has_refusal(model) => return Some(say.said_nothing_refused()),
        Action::TellAgain => return model.settings.read_only.then(|| say.said_read_only()),
        Action::Repeat if model.last_wish.is_none() => return Some(say.said_no_verb()),
        Action::Demo if !model.queue.is_empty() => return Some(say.said_not_beside_leads()),
        _ => return None,
    };
    if model.settings.read_only {
        return Some(say.said_read_only());
    }
    if model.targets().is_empty() {
        return Some(say.said_no_lead());
    }
    match (command, model.lead()) {
        (Some(command), Some(file)) if model.queue.marks.is_empty() => {
            match refusal(model, &file.lead, &command) {
                // The checklist opens there.
                None | Some(Refusal::OpenPrerequisites { .. }) => None,
                Some(refusal) => Some(refusal.says(say)),
            }
        }
        _ => None,
    }
}
