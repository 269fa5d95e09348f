//! What betrays a person in a text that is no record: in what could not be read.

use super::contact::Contact;
use super::lead::Lead;
use super::person::{Mailbox, full_name};
use super::text::{Text, fold};

/// The fewest digits that tell a phone number from any other number.
const FEWEST_DIGITS: usize = 8;

/// The signs by which a person is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Each is enough: an address of one's own, as it is folded.
    addresses: Vec<String>,
    /// Likewise: the digits of a number.
    numbers: Vec<String>,
    /// Several things that only together mean one person: a name and the company, or the shared
    /// mailbox that they write from.
    together: Vec<Vec<String>>,
}

impl Traces {
    /// Returns the signs of everybody in a lead.
    pub fn of(lead: &Lead) -> Self {
        let mut traces = Self::default();
        for record in lead.records() {
            traces.add(&record.contact);
        }
        traces
    }

    fn add(&mut self, contact: &Contact) {
        let mailbox = Mailbox::of(contact);
        let name = full_name(contact);
        match &mailbox {
            Some(address) if !address.is_shared() => push(&mut self.addresses, address.as_str()),
            _ => {}
        }
        let digits = contact.phone.as_ref().map(|phone| digits(phone.raw())).unwrap_or_default();
        if digits.len() >= FEWEST_DIGITS {
            push(&mut self.numbers, &digits);
        }
        let shared = mailbox.filter(Mailbox::is_shared).map(|address| address.as_str().to_owned());
        let company = contact.company.as_ref().map(|company| fold(company.raw()));
        for other in [shared, company].into_iter().flatten().filter(|other| !other.is_empty()) {
            if let Some(name) = &name {
                let mut parts: Vec<String> = name.split(' ').map(str::to_owned).collect();
                parts.push(other);
                if !self.together.contains(&parts) {
                    self.together.push(parts);
                }
            }
        }
    }

    /// Returns whether a text, in whatever encoding it came, speaks of the person.
    pub fn are_in(&self, bytes: &[u8]) -> bool {
        // Of UTF-16 the letters of these languages are left when the zero bytes are gone.
        let bytes: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        let text = Text::new(String::from_utf8_lossy(&bytes).into_owned());
        let (folded, lower) = (fold(text.raw()), text.raw().to_lowercase());
        let digits = digits(text.raw());
        self.addresses.iter().any(|address| lower.contains(address))
            || self.numbers.iter().any(|number| digits.contains(number))
            || self.together.iter().any(|parts| parts.iter().all(|part| folded.contains(part)))
    }
}

fn push(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests;
