//! What the screen does about feeds: it reads how they are now and then, and says when one needs
//! somebody. A network that is away is no event; the header shows it.

use chrono::TimeDelta;

use super::keys::Action;
use super::model::{Model, Tone};
use super::msg::Effect;
use super::verbs::obstacle;
use crate::app::feeds::FeedView;
use crate::app::sync::SyncReport;

/// How often it is read how the feeds are, though nothing happens: silence grows by itself.
const READS_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Asks how the feeds are, where there are any.
pub(super) fn load(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.settings.connections.feeds.is_empty() {
        model.feeds_asked_at = model.now;
        effects.push(Effect::LoadFeeds { zone: model.settings.zone.clone(), now: model.now });
    }
}

/// Asks again where the last time is long ago.
pub(super) fn look_again(model: &mut Model, effects: &mut Vec<Effect>) {
    if (model.now - model.feeds_asked_at).abs() >= READS_EVERY {
        load(model, effects);
    }
}

/// Takes in how the feeds are, and tells of those that have come to need somebody.
pub(super) fn heard(model: &mut Model, views: Vec<FeedView>, effects: &mut Vec<Effect>) {
    let say = model.settings.say();
    let was_bad = |view: &FeedView| {
        // What was wrong already when the screen was opened stands in the header.
        model.feeds.as_ref().is_none_or(|before| {
            before.iter().any(|known| known.name == view.name && known.health.is_bad())
        })
    };
    let newly: Vec<String> = views
        .iter()
        .filter(|view| view.health.is_bad() && !was_bad(view))
        .map(|view| say.said_feed_is(view.name.as_str(), view.health.label(say)))
        .collect();
    model.feeds = Some(views);
    if !newly.is_empty() {
        let words = say.said_feeds(newly.join(", "));
        model.say(Tone::Refused, words.clone());
        if model.settings.alerts.are_on() {
            effects.push(Effect::Alert(words));
        }
    }
}

/// A feed was looked at. What nobody waits for covers nothing else that was said.
pub(super) fn looked(model: &mut Model, report: &SyncReport, effects: &mut Vec<Effect>) {
    let say = model.settings.say();
    let is_wanted = model.looks_wanted > 0;
    model.looks_wanted = model.looks_wanted.saturating_sub(1);
    let said = match (report.report.added, &report.why) {
        (added @ 1.., _) => Some((Tone::Done, say.said_new_records(added))),
        (0, Some(why)) if is_wanted => Some((Tone::Refused, why.clone())),
        (0, None) if is_wanted => Some((Tone::Done, say.said_nothing_new())),
        (0, _) => None,
    };
    if let Some((tone, words)) = said.filter(|_| is_wanted || model.notice.is_none()) {
        model.say(tone, say.said_about(report.feed.as_str(), words));
    }
    load(model, effects);
}

/// Has all feeds asked now.
pub(super) fn sync_now(model: &mut Model, effects: &mut Vec<Effect>) {
    let say = model.settings.say();
    if model.settings.read_only {
        model.say(Tone::Refused, say.said_read_only());
        return;
    }
    let asked = model.settings.connections.asked().count();
    if asked == 0 && !model.settings.connections.feeds.is_empty() {
        model.say(Tone::Refused, say.said_none_asked());
    } else if asked == 0 {
        model.say(Tone::Refused, say.said_no_feed());
    } else {
        model.looks_wanted = asked;
        model.say(Tone::Refused, say.said_asking());
        effects.push(Effect::SyncNow);
    }
}

/// Has the CRM told again what it did not take about the selected lead.
pub(super) fn tell_again(model: &mut Model, effects: &mut Vec<Effect>) {
    match (obstacle(model, Action::TellAgain), model.queue.lead()) {
        (Some(why), _) => model.say(Tone::Refused, why),
        (None, Some(row)) => effects.push(Effect::TellAgain(row.key)),
        (None, None) => model.say(Tone::Refused, model.settings.say().said_no_lead()),
    }
}
