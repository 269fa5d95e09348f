//! What is owed to a lead and why, what to ask, and how far it came.

use chrono::TimeDelta;

use crate::app::LeadFile;
use crate::domain::checklist::Prerequisite;
use crate::domain::clock::{self, Clock};
use crate::domain::dates::day_and_time;
use crate::domain::funnel::{Channel, Status};
use crate::domain::span::{countdown, duration};
use crate::domain::why::why;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::view::paint::{INDENT, Line, Span, labelled, wrapped};

/// From this delay on it is worth saying that a record came late.
const WORTH_SAYING: TimeDelta = TimeDelta::minutes(15);

pub(super) fn owed(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let (lead, policy, now) = (&file.lead, &model.settings.practice.policy, model.now);
    let due = clock::due(lead, policy);
    let role = match due.map(|due| due.clock(now)) {
        Some(Clock::Overdue) => Role::Overdue,
        Some(Clock::DueSoon) => Role::DueSoon,
        Some(Clock::OnTrack) => Role::OnTrack,
        _ => Role::Muted,
    };
    labelled("Why first", &why(lead, policy, now, model.settings.say()), role, width, lines);
    if let Some(due) = due {
        let (given, left) = (due.given(policy), due.left(policy, now));
        let span = given.num_seconds().max(1);
        let gone = (given - left).num_seconds().clamp(0, span);
        let limit = format!(" {} of {}", countdown(left), duration(given));
        let room = width.saturating_sub(INDENT + limit.chars().count()).min(30);
        let heavy = gone_columns(gone, span, room);
        lines.push(vec![
            Span::new(" ".repeat(INDENT), Role::Text),
            Span::new("━".repeat(heavy), role),
            Span::new("─".repeat(room - heavy), Role::Border),
            Span::new(limit, Role::Muted),
        ]);
        if let Some(hours) = due.hours(policy).filter(|_| now < due.at) {
            let zone = &model.settings.zone;
            let mut words =
                format!("{}, in working hours", day_and_time(due.at, zone, model.settings.say()));
            let open = hours.next_open(now);
            if open > now {
                words.push_str(&format!(
                    "; closed until {}",
                    day_and_time(open, zone, model.settings.say())
                ));
            }
            labelled("Due", &words, Role::Text, width, lines);
        }
    }
    delays(model, file, width, lines);
    let status = lead.status().label(model.settings.say());
    let touches = match lead.state().touches.len() {
        0 => "no touch".to_owned(),
        1 => "1 touch".to_owned(),
        count => format!("{count} touches"),
    };
    let mut standing = format!("{status}, {touches}");
    let overrides = lead.state().overrides.len();
    if overrides > 0 {
        let words = if overrides == 1 { "guard" } else { "guards" };
        standing.push_str(&format!(", {overrides} {words} overridden"));
    }
    if let Some(at) = lead.last_touch_at() {
        standing.push_str(&format!(
            ", last {}",
            day_and_time(at, &model.settings.zone, model.settings.say())
        ));
    }
    labelled("Status", &standing, Role::Text, width, lines);
    if let Some(until) = lead.state().snoozed_until.filter(|until| *until > now) {
        labelled(
            "Snoozed",
            &format!("until {}", day_and_time(until, &model.settings.zone, model.settings.say())),
            Role::Muted,
            width,
            lines,
        );
    }
    if let Some(plan) = lead.state().plan.filter(|plan| due.is_none_or(|due| due.at != plan.due_at))
    {
        labelled(
            "Planned",
            &match plan.step {
                Some(step) => {
                    format!(
                        "{}: {}",
                        day_and_time(plan.due_at, &model.settings.zone, model.settings.say()),
                        step.label(model.settings.say())
                    )
                }
                None => day_and_time(plan.due_at, &model.settings.zone, model.settings.say()),
            },
            Role::Text,
            width,
            lines,
        );
    }
    if let Some(owner) = &lead.state().owner {
        labelled("Owner", owner, Role::Text, width, lines);
    }
    for channel in &lead.state().opted_out_of {
        let words = match channel {
            Channel::Email => "asked for no more mails",
            _ => "asked for no more calls",
        };
        labelled("Opted out", words, Role::Warning, width, lines);
    }
    if lead.has_do_not_contact() && !lead.is_behind_wall() {
        let words = "one request went to a partner (DNC); about that offer the partner answers";
        labelled("Heads-up", words, Role::Warning, width, lines);
    }
}

/// The two delays, told apart: how long the customer has waited, and how late the record reached us.
fn delays(model: &Model, file: &LeadFile, width: usize, lines: &mut Vec<Line>) {
    let Some(record) = file.lead.unanswered().next() else { return };
    let waited = duration((model.now - record.started_at()).max(TimeDelta::zero()));
    let mut words = format!("{waited} since they asked");
    if record.delay() >= WORTH_SAYING {
        words.push_str(&format!("; the record reached us {} late", duration(record.delay())));
    }
    labelled("Waiting", &words, Role::Text, width, lines);
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
    let heading = match open.len() {
        0 => "Prerequisites  all met".to_owned(),
        count => format!("To qualify  {count} of {} open", checklist.items.len()),
    };
    lines.push(Line::new());
    lines.push(vec![Span::new(heading, Role::Stage)]);
    if !with_questions {
        let (asked, met): (Vec<&Prerequisite>, Vec<&Prerequisite>) =
            checklist.items.iter().partition(|item| open.contains(&item.code.as_str()));
        for (label, items, role) in [("ask", asked, Role::Text), ("known", met, Role::Muted)] {
            let words: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
            if !words.is_empty() {
                labelled(label, &words.join(", "), role, width, lines);
            }
        }
        return;
    }
    for (number, item) in (1..).zip(&checklist.items) {
        let met = !open.contains(&item.code.as_str());
        let (sign, role) = if met { ("✓", Role::Muted) } else { ("·", Role::Text) };
        let words =
            if met { item.label.clone() } else { format!("{}: {}", item.label, item.question) };
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
    if lead.status() != Status::Qualified {
        return;
    }
    let reached: Vec<String> = lead
        .state()
        .milestones
        .iter()
        .map(|(code, at)| {
            let time = day_and_time(*at, &model.settings.zone, model.settings.say());
            format!("{} {time}", practice.milestone_label(code))
        })
        .collect();
    let words = if reached.is_empty() { "none reached yet".to_owned() } else { reached.join("; ") };
    labelled("Milestones", &words, Role::Text, width, lines);
}
