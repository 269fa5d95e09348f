//! Names of things: records, leads, events, batches, devices, notes.
//!
//! A [`RecordId`] is derived from what the record itself carries, so two machines that receive the
//! same record name it alike without talking. The other ids are made where the thing is made.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The name of one record: 16 bytes of a SHA-256 over its own key or its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId([u8; 16]);

/// A lead is named by its earliest record, and found by the id of any of its records.
pub type LeadId = RecordId;

impl RecordId {
    /// Derives an id from the kind of key and its parts. Parts are length-prefixed, so that
    /// `("ab", "c")` and `("a", "bc")` differ.
    pub fn derive<'a>(kind: &str, parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(kind.as_bytes());
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let digest = hasher.finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(bytes)
    }

    /// Takes the 16 bytes of a stored id.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns the 16 bytes, for storage.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Returns the first eight hexadecimal digits, which people type.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordId({self})")
    }
}

/// The text is not an id of 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of 32 hexadecimal digits")]
pub struct NotAnId;

impl FromStr for RecordId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        match IdPrefix::parse(text) {
            Some(prefix) if prefix.digits == 32 => Ok(Self(prefix.low)),
            _ => Err(NotAnId),
        }
    }
}

impl Serialize for RecordId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The beginning of an id, as the range of all ids that begin so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdPrefix {
    /// The first id of the range.
    pub low: [u8; 16],
    /// The last id of the range.
    pub high: [u8; 16],
    /// How many hexadecimal digits were given, 1 to 32.
    pub digits: usize,
}

impl IdPrefix {
    /// Reads 1 to 32 hexadecimal digits of either case.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len();
        if digits == 0 || digits > 32 {
            return None;
        }
        let (mut low, mut high) = ([0_u8; 16], [0xff_u8; 16]);
        for (index, character) in text.chars().enumerate() {
            let digit = character.to_digit(16)? as u8;
            let (shift, keep) = if index % 2 == 0 { (4, 0x0f) } else { (0, 0xf0) };
            let byte = index / 2;
            low[byte] = (low[byte] & keep) | (digit << shift);
            high[byte] = (high[byte] & keep) | (digit << shift);
        }
        Some(Self { low, high, digits })
    }

    /// Returns whether an id begins so.
    pub fn covers(&self, id: RecordId) -> bool {
        self.low <= id.0 && id.0 <= self.high
    }
}

/// Makes a newtype over a UUID that is stored, shown and serialised as one.
macro_rules! uuid_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_newtype! {
    /// The name of one event, a UUIDv7.
    EventId
}
uuid_newtype! {
    /// The name of what one key press decided: it is taken back as a whole.
    BatchId
}
uuid_newtype! {
    /// The name of one note.
    NoteId
}
uuid_newtype! {
    /// The name of one store on one machine; it numbers its own events.
    DeviceId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = RecordId::derive("table", ["p", "r"]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(serde_json::to_string(&id).ok(), Some(format!("\"{id}\"")));
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(RecordId::derive("table", ["ab", "c"]), RecordId::derive("table", ["a", "bc"]));
    }

    #[test]
    fn a_prefix_covers_the_ids_that_begin_so() {
        let id = RecordId::derive("table", ["p", "r"]);
        let text = id.to_string();
        for digits in 1..=32 {
            let prefix = IdPrefix::parse(&text[..digits].to_uppercase()).expect("hexadecimal");
            assert!(prefix.covers(id));
        }
        assert_eq!(IdPrefix::parse(""), None);
        assert_eq!(IdPrefix::parse("xyz"), None);
    }
}
