//! Who a record is about, as it was typed. Whom that names says `person.rs`.

use serde::{Deserialize, Serialize};

use super::text::Text;

/// The seven contact fields that a record may carry; none of them is certain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Text>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Text>,
    /// E-mail address as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Text>,
    /// Phone number as typed, in any form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Text>,
    /// Country as received: a code of two or three letters, or a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Text>,
    /// Company name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<Text>,
    /// Job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
}

impl Contact {
    /// Returns the fields in the order of Microsoft's documents.
    pub fn fields(&self) -> [&Option<Text>; 7] {
        [
            &self.first_name,
            &self.last_name,
            &self.email,
            &self.phone,
            &self.country,
            &self.company,
            &self.title,
        ]
    }

    /// Returns whether no field holds anything.
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|field| field.is_none())
    }

    /// Returns the person's name, or the best stand-in: the address, the company, the phone.
    pub fn display_name(&self) -> Option<Text> {
        let stand_in = || self.email.as_ref().or(self.company.as_ref()).or(self.phone.as_ref());
        self.name().or_else(|| stand_in().cloned())
    }

    /// Returns the person's name as its bearer writes it.
    pub fn name(&self) -> Option<Text> {
        match (&self.first_name, &self.last_name) {
            // Names in Chinese, Japanese and Korean letters are written family first, in one piece.
            (Some(first), Some(last)) if is_east_asian(first) && is_east_asian(last) => {
                Some(Text::new(format!("{}{}", last.raw(), first.raw())))
            }
            (Some(first), Some(last)) => Some(Text::new(format!("{} {}", first.raw(), last.raw()))),
            (Some(name), None) | (None, Some(name)) => Some(name.clone()),
            (None, None) => None,
        }
    }

    /// Returns what a letter calls the person: the given name, or the whole one where it is written
    /// in Chinese, Japanese or Korean letters.
    pub fn form_of_address(&self) -> Option<Text> {
        match (&self.first_name, &self.last_name) {
            (Some(first), Some(last)) if is_east_asian(first) && is_east_asian(last) => {
                self.display_name()
            }
            (first, _) => first.clone(),
        }
    }

    /// Fills what is missing here from another record of the same person.
    pub fn fill_from(&mut self, other: &Self) {
        fn fill(slot: &mut Option<Text>, other: &Option<Text>) {
            if slot.is_none() {
                slot.clone_from(other);
            }
        }
        fill(&mut self.first_name, &other.first_name);
        fill(&mut self.last_name, &other.last_name);
        fill(&mut self.email, &other.email);
        fill(&mut self.phone, &other.phone);
        fill(&mut self.country, &other.country);
        fill(&mut self.company, &other.company);
        fill(&mut self.title, &other.title);
    }
}

fn is_east_asian(name: &Text) -> bool {
    !name.raw().is_empty() && name.raw().chars().all(is_east_asian_letter)
}

/// Returns whether a letter is Chinese, Japanese or Korean.
pub fn is_east_asian_letter(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_as_its_bearer_does() {
        let name = |first: &str, last: &str| {
            let contact = Contact {
                first_name: Text::non_blank(first),
                last_name: Text::non_blank(last),
                ..Contact::default()
            };
            contact.display_name().map(|name| name.raw().to_owned())
        };
        assert_eq!(name("Ada", "Byron").as_deref(), Some("Ada Byron"));
        assert_eq!(name("伟", "李").as_deref(), Some("李伟"));
        assert_eq!(name("", "Null").as_deref(), Some("Null"));
        assert_eq!(name("", ""), None);
    }

    #[test]
    fn a_letter_calls_a_person_by_the_given_name_or_by_the_whole_one() {
        let called = |first: &str, last: &str| {
            let contact = Contact {
                first_name: Text::non_blank(first),
                last_name: Text::non_blank(last),
                email: Some(Text::from("ada@example.org")),
                ..Contact::default()
            };
            contact.form_of_address().map(|name| name.raw().to_owned())
        };
        assert_eq!(called("Ada", "Byron").as_deref(), Some("Ada"));
        assert_eq!(called("민준", "김").as_deref(), Some("김민준"));
        assert_eq!(called("", "Byron"), None);
        assert_eq!(called("", ""), None);
    }
}
