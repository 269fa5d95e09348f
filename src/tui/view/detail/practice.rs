//! What is owed to a lead and why, what to ask, and how far it came.

use chrono::TimeDelta;

use crate::app::LeadFile;
use crate::app::crm::{self, Delivery};
use crate::domain::checklist::Prerequisite;
use crate::domain::clock::{self, Clock};
use crate::domain::dates::day_and_time;
use crate::domain::funnel::{Channel, Status};
use crate::domain::span::{countdown, duration};
use crate::domain::text::columns;
use crate::domain::why::why;
use crate::tui::keys::Action;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::paint::{INDENT, Line, Span, labelled, wrapped};

/// From this delay on it is worth saying that a record came late.
const WORTH_SAYING: TimeDelta = TimeDelta::minutes(15);

pub(super) fn owed(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let (lead, policy, now) = (&file.lead, &model.settings.practice.policy, model.now);
    let say = model.settings.say();
    let time = |at| day_and_time(at, &model.settings.zone, say);
    let due = clock::due(lead, policy);
    let role = match due.map(|due| due.clock(now)) {
        Some(Clock::Overdue) => Role::Overdue,
        Some(Clock::DueSoon) => Role::DueSoon,
        Some(Clock::OnTrack) => Role::OnTrack,
        _ => Role::Muted,
    };
    labelled(&say.page_why_first(), &why(lead, policy, now, say), role, width, lines);
    if let Some(due) = due {
        let (given, left) = (due.given(policy), due.left(policy, now));
        let span = given.num_seconds().max(1);
        let gone = (given - left).num_seconds().clamp(0, span);
        let limit = format!(" {}", say.page_left_of(countdown(left), duration(given)));
        let room = width.saturating_sub(INDENT + columns(&limit)).min(30);
        let heavy = gone_columns(gone, span, room);
        lines.push(vec![
            Span::new(" ".repeat(INDENT), Role::Text),
            Span::new("━".repeat(heavy), role),
            Span::new("─".repeat(room - heavy), Role::Border),
            Span::new(limit, Role::Muted),
        ]);
        if let Some(hours) = due.hours(policy).filter(|_| now < due.at) {
            let words = match hours.next_open(now) {
                open if open > now => say.page_due_closed(time(due.at), time(open)),
                _ => say.page_due_working(time(due.at)),
            };
            labelled(&say.page_due(), &words, Role::Text, width, lines);
        }
    }
    delays(model, file, width, lines);
    let touches = say.page_touches(lead.state().touches.len());
    let mut standing = say.page_and(lead.status().label(say), touches);
    let overrides = lead.state().overrides.len();
    if overrides > 0 {
        standing = say.page_and(standing, say.page_guards_overridden(overrides));
    }
    if let Some(at) = lead.last_touch_at() {
        standing = say.page_and(standing, say.page_last_touch(time(at)));
    }
    labelled(&say.page_status(), &standing, Role::Text, width, lines);
    if let Some(until) = lead.state().snoozed_until.filter(|until| *until > now) {
        let words = say.page_snoozed_until(time(until));
        labelled(&say.page_snoozed(), &words, Role::Muted, width, lines);
    }
    if let Some(plan) = lead.state().plan.filter(|plan| due.is_none_or(|due| due.at != plan.due_at))
    {
        let words = match plan.step {
            Some(step) => say.page_of(time(plan.due_at), step.label(say)),
            None => time(plan.due_at),
        };
        labelled(&say.page_planned(), &words, Role::Text, width, lines);
    }
    if let Some(owner) = &lead.state().owner {
        labelled(&say.page_owner(), owner, Role::Text, width, lines);
    }
    for posted in &file.posted {
        let role = match posted.delivery {
            Delivery::Refused => Role::Warning,
            Delivery::Waiting | Delivery::Gone => Role::Text,
            Delivery::Sent | Delivery::Overtaken => Role::Muted,
        };
        labelled(&say.page_crm(), &crm::words(posted, now, say), role, width, lines);
        if let Some(advice) =
            posted.advice.as_ref().filter(|_| posted.delivery == Delivery::Refused)
        {
            labelled("", advice, Role::Muted, width, lines);
            let key = model.settings.keymap.key_of(Action::TellAgain).unwrap_or_default();
            labelled("", &say.posted_tell_again(key), Role::Text, width, lines);
        }
    }
    for channel in &lead.state().opted_out_of {
        let words = match channel {
            Channel::Email => say.page_no_more_mails(),
            _ => say.page_no_more_calls(),
        };
        labelled(&say.page_opted_out(), &words, Role::Warning, width, lines);
    }
    if lead.has_do_not_contact() && !lead.is_behind_wall() {
        labelled(&say.page_heads_up(), &say.page_heads_up_says(), Role::Warning, width, lines);
    }
}

/// The two delays, told apart: how long the customer has waited, and how late the record reached us.
fn delays(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let Some(record) = file.lead.unanswered().next() else { return };
    let waited = duration((model.now - record.started_at()).max(TimeDelta::zero()));
    let say = model.settings.say();
    let words = match record.delay() {
        late if late >= WORTH_SAYING => say.page_waited_late(waited, duration(late)),
        _ => say.page_waited(waited),
    };
    labelled(&say.page_waiting(), &words, Role::Text, width, lines);
}

/// How much of a limit is gone, as the length of the heavy part of a line of so many columns.
fn gone_columns(gone: i64, of: i64, columns: usize) -> usize {
    let columns = i64::try_from(columns).unwrap_or(0);
    usize::try_from(gone.saturating_mul(columns) / of.max(1)).unwrap_or(0)
}

/// The checklist: what is met and what is not; with the questions where there is room.
pub(super) fn prerequisites(
    model: &Model,
    file: &LeadFile,
    width: usize,
    with_questions: bool,
    lines: &mut Vec<Line>,
) {
    let lead = &file.lead;
    let Some(checklist) = model.settings.practice.checklist(lead) else { return };
    if lead.is_test() || lead.is_behind_wall() || lead.status() == Status::Dismissed {
        return;
    }
    let open: Vec<&str> = checklist.open(lead).map(|item| item.code.as_str()).collect();
    let say = model.settings.say();
    let (heading, standing) = match open.len() {
        0 => (say.page_prerequisites(), say.page_all_met()),
        count => (say.page_to_qualify(), say.page_open_of(count, checklist.items.len())),
    };
    lines.push(Line::new());
    lines.push(vec![Span::new(format!("{heading}  {standing}"), Role::Stage)]);
    if !with_questions {
        let (asked, met): (Vec<&Prerequisite>, Vec<&Prerequisite>) =
            checklist.items.iter().partition(|item| open.contains(&item.code.as_str()));
        for (label, items, role) in
            [(say.page_ask(), asked, Role::Text), (say.page_known(), met, Role::Muted)]
        {
            let words: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
            if !words.is_empty() {
                labelled(&label, &words.join(", "), role, width, lines);
            }
        }
        return;
    }
    for (number, item) in (1..).zip(&checklist.items) {
        let met = !open.contains(&item.code.as_str());
        let (sign, role) = if met { ("✓", Role::Muted) } else { ("·", Role::Text) };
        let words = if met { item.label.clone() } else { say.page_of(&item.label, &item.question) };
        for (index, line) in wrapped(&words, width.saturating_sub(4).max(8)).into_iter().enumerate()
        {
            let lead_in = match index {
                0 => vec![
                    Span::new(number.to_string(), Role::Key),
                    Span::new(format!(" {sign} "), role),
                ],
                _ => vec![Span::new("    ", Role::Text)],
            };
            lines.push(lead_in.into_iter().chain([Span::new(line, role)]).collect());
        }
    }
}

/// What a qualified lead has reached since.
pub(super) fn milestones(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let (lead, practice) = (&file.lead, &model.settings.practice);
    let say = model.settings.say();
    if lead.status() != Status::Qualified {
        return;
    }
    let reached: Vec<String> = lead
        .state()
        .milestones
        .iter()
        .map(|(code, at)| {
            let time = day_and_time(*at, &model.settings.zone, say);
            format!("{} {time}", practice.milestone_label(code))
        })
        .collect();
    let words = if reached.is_empty() { say.page_no_milestone() } else { reached.join("; ") };
    labelled(&say.page_milestones(), &words, Role::Text, width, lines);
}
