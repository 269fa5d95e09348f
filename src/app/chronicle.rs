//! The events and notes of a lead on their way between two stores, as JSON.
//!
//! An export carries them beside the records; taking it in merges them by their ids, so that two
//! people's decisions about one lead come together in whatever order they travel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::event::{Event, EventKind, Order, Wire};
use crate::domain::ids::{BatchId, DeviceId, EventId, NoteId, RecordId};
use crate::domain::text::Text;
use crate::store::lookup::LeadFile;
use crate::store::write::Writer;
use crate::store::{Store, StoreError};

/// What was decided and written about one lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chronicle {
    /// Every event, those that were taken back included.
    #[serde(default)]
    pub events: Vec<ChronicleEvent>,
    /// Every note that an event names.
    #[serde(default)]
    pub notes: Vec<ChronicleNote>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChronicleEvent {
    id: EventId,
    record: RecordId,
    at: DateTime<Utc>,
    logical: i64,
    device: DeviceId,
    sequence: i64,
    actor: String,
    batch: BatchId,
    kind: String,
    version: u32,
    body: Value,
    /// The checksum of the device's event before this one, in hexadecimal digits.
    previous: String,
    checksum: String,
}

/// One note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChronicleNote {
    id: NoteId,
    record: RecordId,
    at: DateTime<Utc>,
    actor: String,
    text: Text,
}

/// Writes down what was decided and written about a lead.
///
/// # Errors
/// Those of the store.
pub fn write_down(store: &Store, file: &LeadFile) -> Result<Chronicle, StoreError> {
    let mut chronicle = Chronicle::default();
    for event in file.lead.events() {
        let Some(seal) = store.seal(event.id)? else { continue };
        let wire = event.kind.to_wire();
        chronicle.events.push(ChronicleEvent {
            id: event.id,
            record: event.record,
            at: event.at,
            logical: event.order.logical,
            device: event.order.device,
            sequence: event.order.sequence,
            actor: event.actor.clone(),
            batch: event.batch,
            kind: wire.kind,
            version: wire.version,
            body: wire.body,
            previous: to_hex(&seal.previous),
            checksum: to_hex(&seal.checksum),
        });
        if let EventKind::Noted { note } = event.kind
            && let Some((record, note)) = store.note_with_record(note)?
        {
            chronicle.notes.push(ChronicleNote {
                id: note.id,
                record,
                at: note.at,
                actor: note.actor,
                text: note.text,
            });
        }
    }
    Ok(chronicle)
}

/// Takes in what another store wrote down about a record's lead. Returns what could not be taken
/// in, in words.
///
/// # Errors
/// Those of the store.
pub fn merge(
    writer: &mut Writer<'_>,
    record: RecordId,
    history: &Value,
) -> Result<Vec<String>, StoreError> {
    let Ok(chronicle) = Chronicle::deserialize(history) else {
        return Ok(vec![format!(
            "the history of {} can not be read and was left out",
            record.short()
        )]);
    };
    let mut warnings = Vec::new();
    for note in chronicle.notes {
        writer.merge_note(note.record, note.id, note.at, &note.actor, &note.text)?;
    }
    for written in chronicle.events {
        let id = written.id;
        match unseal(written) {
            Some((event, previous)) => {
                writer.merge_event(event, &previous)?;
            }
            None => warnings.push(format!("event {id} was altered on its way and was left out")),
        }
    }
    Ok(warnings)
}

/// Returns the event, where its checksum agrees.
fn unseal(written: ChronicleEvent) -> Option<(Event, [u8; 32])> {
    let previous = from_hex(&written.previous)?;
    let wire = Wire { kind: written.kind, version: written.version, body: written.body };
    let event = Event {
        id: written.id,
        record: written.record,
        at: written.at,
        order: Order {
            logical: written.logical,
            device: written.device,
            sequence: written.sequence,
        },
        actor: written.actor,
        batch: written.batch,
        kind: EventKind::from_wire(wire.clone()),
    };
    (event.checksum(&wire, &previous) == from_hex(&written.checksum)?).then_some((event, previous))
}

fn to_hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}
