//! One person: all their records, and everything that was decided about them.
//!
//! A [`Lead`] is a fold. The same records and events give the same lead in whatever order they
//! arrive: records stand by the start of their clocks, events by their [`Order`](super::event::Order), and a batch that
//! was taken back is passed over. SQL never repeats any of this.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};

use super::contact::Contact;
use super::event::{CadenceStep, Event, EventKind};
use super::funnel::{Channel, DismissReason, GuardKind, Outcome, Stage, Status};
use super::ids::{BatchId, LeadId, NoteId};
use super::lead_source::Action;
use super::place::Whereabouts;
use super::record::LeadRecord;
use super::text::Text;
use super::undo::undone;

/// One outbound human contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// When it was made.
    pub at: DateTime<Utc>,
    /// How.
    pub channel: Channel,
    /// What came of it.
    pub outcome: Outcome,
}

/// A follow-up that somebody planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// When the touch is owed.
    pub due_at: DateTime<Utc>,
    /// When it was planned.
    pub set_at: DateTime<Utc>,
    /// The step of the cadence that planned it; `None` where a person named the time.
    pub step: Option<CadenceStep>,
}

/// The attempts to reach a person since they were last heard from.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Attempts {
    /// By which channels, in the order in which they were logged.
    pub channels: Vec<Channel>,
    /// Whether the person was heard from before: then this is no first answer any more.
    pub known: bool,
}

/// What the events add up to.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct State {
    /// The closing decision in force, with its time.
    pub closed: Option<(Closing, DateTime<Utc>)>,
    /// All touches, in the order in which they were logged.
    pub touches: Vec<Touch>,
    /// The follow-up that is planned.
    pub plan: Option<Plan>,
    /// Until when the row is out of sight.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// The prerequisites that are met, as codes.
    pub met: BTreeSet<String>,
    /// Who owns the lead.
    pub owner: Option<String>,
    /// The notes that hold, oldest first.
    pub notes: Vec<NoteId>,
    /// Whether the person asked not to be contacted. No later decision lifts it; taking back does.
    pub opted_out: bool,
    /// The channels by which the person asked not to be reached. Likewise.
    pub opted_out_of: BTreeSet<Channel>,
    /// The attempts that the cadence counts.
    pub attempts: Attempts,
    /// The milestones that were reached since the lead was qualified, each with its time, in order.
    pub milestones: Vec<(String, DateTime<Utc>)>,
    /// The guards that were overridden, each with its time.
    pub overrides: Vec<(GuardKind, DateTime<Utc>)>,
}

/// A decision that ends the first work on a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// Put off for long.
    Nurtured,
    /// Handed on.
    Qualified,
    /// Nothing more is to come.
    Dismissed(DismissReason),
}

/// One person, made of all their records and events.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Lead {
    records: Vec<LeadRecord>,
    events: Vec<Event>,
    undone: BTreeSet<BatchId>,
    state: State,
    place: Place,
}

/// Where the person is, once somebody has asked. It follows from the records, so it tells no lead
/// from another.
#[derive(Clone, Debug, Default)]
struct Place(OnceLock<Option<Whereabouts>>);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Place {}

impl Lead {
    /// Folds records and events, in any order and with repeats.
    pub fn new(
        records: impl IntoIterator<Item = LeadRecord>,
        events: impl IntoIterator<Item = Event>,
    ) -> Self {
        let mut lead = Self::default();
        for record in records {
            lead.insert_record(record);
        }
        for event in events {
            lead.insert_event(event);
        }
        lead.refold();
        lead
    }

    /// Adds a record; one that is already here changes nothing.
    pub fn add_record(&mut self, record: LeadRecord) {
        self.insert_record(record);
        self.refold();
    }

    /// Adds an event; one that is already here changes nothing.
    pub fn apply(&mut self, event: Event) {
        self.insert_event(event);
        self.refold();
    }

    fn insert_record(&mut self, record: LeadRecord) {
        let key = |record: &LeadRecord| (record.started_at(), record.id);
        if self.records.iter().any(|known| known.id == record.id) {
            return;
        }
        let place = self.records.partition_point(|known| key(known) < key(&record));
        self.records.insert(place, record);
        self.place = Place::default();
    }

    fn insert_event(&mut self, event: Event) {
        let key = |event: &Event| (event.order, event.id);
        if let Err(place) = self.events.binary_search_by_key(&key(&event), key) {
            self.events.insert(place, event);
        }
    }

    fn refold(&mut self) {
        self.undone = undone(&self.events);
        let mut state = State::default();
        for event in &self.events {
            if !self.undone.contains(&event.batch) {
                step(&mut state, &self.records, event);
            }
        }
        self.state = state;
    }

    /// Returns the records, the earliest first.
    pub fn records(&self) -> &[LeadRecord] {
        &self.records
    }

    /// Returns every event, in order, those of taken-back batches included.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Returns the events that hold: no batch that was taken back, and no taking back.
    pub fn standing_events(&self) -> impl Iterator<Item = &Event> {
        self.events
            .iter()
            .filter(|event| event.kind.target().is_none() && !self.undone.contains(&event.batch))
    }

    /// Returns what the events add up to.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns the lead's name: the id of its earliest record.
    pub fn id(&self) -> Option<LeadId> {
        self.records.first().map(|record| record.id)
    }

    /// Returns how far the customer has come.
    pub fn stage(&self) -> Stage {
        Stage::furthest(self.records.iter().map(|record| record.action))
    }

    /// Returns whether all records are Microsoft's tests.
    pub fn is_test(&self) -> bool {
        self.records.iter().all(|record| record.test)
    }

    /// Returns whether some record is a DNC heads-up.
    pub fn has_do_not_contact(&self) -> bool {
        self.records.iter().any(|record| record.action == Action::DoNotContact)
    }

    /// Returns whether the person asked not to be contacted at all: in one word, or by phone and
    /// by mail.
    pub fn is_opted_out(&self) -> bool {
        let of = |channel| self.state.opted_out_of.contains(&channel);
        self.state.opted_out || of(Channel::Call) && of(Channel::Email)
    }

    /// Returns whether no contact verb may reach this person.
    pub fn is_behind_wall(&self) -> bool {
        self.is_opted_out() || self.stage() == Stage::DoNotContact
    }

    /// Returns the closing decision that still holds: a record that came after it opens the lead
    /// again, unless the reason is final or the lead was qualified.
    pub fn closing(&self) -> Option<(Closing, DateTime<Utc>)> {
        let (closing, at) = self.state.closed?;
        let holds = match closing {
            Closing::Qualified => true,
            Closing::Dismissed(reason) if reason.is_final() => true,
            Closing::Nurtured | Closing::Dismissed(_) => {
                !self.records.iter().any(|record| record.owes_answer() && record.started_at() > at)
            }
        };
        holds.then_some((closing, at))
    }

    /// Returns what we made of the lead.
    pub fn status(&self) -> Status {
        match self.closing() {
            Some((Closing::Nurtured, _)) => Status::Nurturing,
            Some((Closing::Qualified, _)) => Status::Qualified,
            Some((Closing::Dismissed(_), _)) => Status::Dismissed,
            None if self.state.touches.is_empty() => Status::New,
            None => Status::Working,
        }
    }

    /// Returns why the lead was dismissed, where it is.
    pub fn dismissed_reason(&self) -> Option<DismissReason> {
        match self.closing() {
            Some((Closing::Dismissed(reason), _)) => Some(reason),
            _ => None,
        }
    }

    /// Returns the time of the latest touch.
    pub fn last_touch_at(&self) -> Option<DateTime<Utc>> {
        self.state.touches.iter().map(|touch| touch.at).max()
    }

    /// Returns the records that still owe an answer: those that began after the latest touch and
    /// after the closing decision.
    pub fn unanswered(&self) -> impl Iterator<Item = &LeadRecord> {
        let until = self.last_touch_at().max(self.closing().map(|(_, at)| at));
        let wall =
            self.is_behind_wall() || self.dismissed_reason().is_some_and(DismissReason::is_final);
        self.records.iter().filter(move |record| {
            !wall && record.owes_answer() && until.is_none_or(|until| record.started_at() > until)
        })
    }

    /// Returns the attempts and the plan as they would stand after a touch.
    pub fn after_touch(&self, touch: &Touch) -> (Attempts, Option<Plan>) {
        let mut state = State {
            touches: self.state.touches.clone(),
            plan: self.state.plan,
            attempts: self.state.attempts.clone(),
            ..State::default()
        };
        take_touch(&mut state, &self.records, touch.clone());
        (state.attempts, state.plan)
    }

    /// Returns when something last happened: a record began or a touch was made.
    pub fn last_activity_at(&self) -> Option<DateTime<Utc>> {
        let begun = self.records.iter().map(LeadRecord::started_at).max();
        begun.max(self.last_touch_at())
    }

    /// Returns whether nothing came of it any more since a moment: no request, no touch and no decision,
    /// and nothing is planned for later. An objection to being contacted is kept for as long as there is
    /// anybody to contact.
    pub fn is_at_rest_since(&self, since: DateTime<Utc>) -> bool {
        let decided = self.events.iter().map(|event| event.at).max();
        let planned =
            self.state.plan.as_ref().map(|plan| plan.due_at).max(self.state.snoozed_until);
        let last = self.last_activity_at().max(decided).max(planned);
        let objects = self.is_opted_out() || !self.state.opted_out_of.is_empty();
        last.is_some_and(|last| last < since) && !objects
    }

    /// Returns the person as the records tell: the newest word on each field.
    pub fn person(&self) -> Contact {
        let mut person = Contact::default();
        for record in self.records.iter().rev() {
            person.fill_from(&record.contact);
        }
        person
    }

    /// Returns where the person is; `None` where neither the phone number nor the country tells.
    ///
    /// The first answer takes up to a millisecond, and some more where the calling code is new; it is
    /// kept.
    pub fn whereabouts(&self) -> Option<&Whereabouts> {
        self.place.0.get_or_init(|| Whereabouts::of(&self.person())).as_ref()
    }

    /// Returns the offers, each once, in the order in which they were first asked for.
    pub fn offers(&self) -> Vec<Text> {
        let mut offers: Vec<Text> = Vec::new();
        for offer in self.records.iter().filter_map(LeadRecord::offer_name) {
            if !offers.contains(&offer) {
                offers.push(offer);
            }
        }
        offers
    }

    /// Returns the record that the row speaks of: the first that is unanswered, else the newest.
    pub fn leading_record(&self) -> Option<&LeadRecord> {
        self.unanswered().next().or_else(|| self.records.last())
    }

    /// Returns the request that a message answers: of the unanswered ones, else of all, the one of
    /// the furthest stage, and the newest of these. Tests and DNC heads-ups are no requests.
    pub fn request(&self) -> Option<&LeadRecord> {
        let rank = |record: &&LeadRecord| (Stage::of(record.action), record.started_at());
        let owing = self.records.iter().filter(|record| record.owes_answer());
        self.unanswered().max_by_key(rank).or_else(|| owing.max_by_key(rank))
    }
}

fn step(state: &mut State, records: &[LeadRecord], event: &Event) {
    match &event.kind {
        EventKind::Touched { channel, outcome, made_at } => {
            let at = made_at.unwrap_or(event.at);
            take_touch(state, records, Touch { at, channel: *channel, outcome: *outcome });
            back_to_work(state);
        }
        EventKind::FollowUpPlanned { due_at, step } => {
            state.plan = Some(Plan { due_at: *due_at, set_at: event.at, step: *step });
            back_to_work(state);
        }
        EventKind::Snoozed { until } => state.snoozed_until = Some(*until),
        EventKind::Qualified { met, overridden: _ } => {
            state.met.extend(met.iter().cloned());
            state.milestones.clear();
            close(state, Closing::Qualified, event.at);
        }
        EventKind::Dismissed { reason } => {
            state.opted_out |= *reason == DismissReason::OptedOut;
            close(state, Closing::Dismissed(*reason), event.at);
        }
        EventKind::Nurtured { due_at } => {
            close(state, Closing::Nurtured, event.at);
            state.plan = Some(Plan { due_at: *due_at, set_at: event.at, step: None });
        }
        EventKind::Reopened {} => state.closed = None,
        EventKind::PrerequisiteTicked { prerequisite, met: true } => {
            state.met.insert(prerequisite.clone());
        }
        EventKind::PrerequisiteTicked { prerequisite, met: false } => {
            state.met.remove(prerequisite);
        }
        EventKind::MilestoneReached { milestone } => {
            state.milestones.retain(|(known, _)| known != milestone);
            state.milestones.push((milestone.clone(), event.at));
        }
        EventKind::OptedOut { channels } => state.opted_out_of.extend(channels),
        EventKind::GuardOverridden { guard } => state.overrides.push((*guard, event.at)),
        EventKind::Noted { note } => state.notes.push(*note),
        EventKind::Assigned { owner } => state.owner.clone_from(owner),
        // Who is linked is known before a lead is folded: see `links.rs`.
        EventKind::Linked { .. } | EventKind::Unlinked { .. } => {}
        EventKind::Undone { .. } | EventKind::Redone { .. } | EventKind::Unknown { .. } => {}
    }
}

/// A touch settles what was owed first. Where records waited for an answer it answers those, and
/// the time that a person named for later stays; where none did, it was the planned follow-up
/// itself. What a cadence planned is over with every touch: the touch was its step, a new record
/// begins the cadence anew, and whoever was heard from is not chased.
fn take_touch(state: &mut State, records: &[LeadRecord], touch: Touch) {
    let answered_until = state.touches.iter().map(|touch| touch.at).max();
    let answers_records = records.iter().any(|record| {
        let started = record.started_at();
        record.owes_answer()
            && started <= touch.at
            && answered_until.is_none_or(|until| started > until)
    });
    let ends = |plan: Plan| !answers_records || plan.due_at <= touch.at || plan.step.is_some();
    if state.plan.is_some_and(ends) {
        state.plan = None;
    }
    if answers_records {
        state.attempts = Attempts::default();
    }
    if touch.outcome.is_contact() {
        state.attempts = Attempts { channels: Vec::new(), known: true };
    } else {
        state.attempts.channels.push(touch.channel);
    }
    state.touches.push(touch);
}

/// Whoever touches or plans a touch has the lead in hand again.
fn back_to_work(state: &mut State) {
    state.snoozed_until = None;
    if matches!(state.closed, Some((Closing::Nurtured, _))) {
        state.closed = None;
    }
}

fn close(state: &mut State, closing: Closing, at: DateTime<Utc>) {
    state.closed = Some((closing, at));
    state.plan = None;
    state.snoozed_until = None;
    state.attempts = Attempts { channels: Vec::new(), known: true };
}

#[cfg(test)]
mod tests;
