//! People, companies and offers that do not exist, from `assets/demo/people.toml`.

use std::collections::HashSet;

use fastrand::Rng;
use serde::Deserialize;

use crate::domain::contact::Contact;
use crate::domain::text::{Text, fold};

/// The material.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub(super) names: Vec<Names>,
    pub(super) companies: Vec<Companies>,
    pub(super) countries: Vec<Country>,
    pub(super) titles: Titles,
    pub(super) offers: Vec<Offer>,
    pub(super) messages: Texts,
    pub(super) campaigns: Campaigns,
    pub(super) notes: Texts,
}

/// Names that go together. The file says more of them, for those who add to it.
#[derive(Debug, Deserialize)]
pub(super) struct Names {
    pub(super) culture: String,
    pub(super) given: Vec<Name>,
    pub(super) family: Vec<Name>,
}

/// A word of a name, and how it stands in a mail address.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "String")]
pub(super) struct Name {
    pub(super) written: String,
    address: String,
}

impl From<String> for Name {
    fn from(written: String) -> Self {
        Self { address: address_part(&written), written }
    }
}

/// Companies whose people have their addresses at one domain.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Companies {
    pub(super) domain: String,
    pub(super) names: Vec<String>,
}

/// A country, who lives there and what a number looks like. The file says more here as well.
#[derive(Debug, Deserialize)]
pub(super) struct Country {
    pub(super) code: String,
    phone: String,
    pub(super) names: Vec<String>,
}

/// Job titles.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Titles {
    names: Vec<String>,
}

/// Something that is for sale.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Offer {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) often: u32,
    pub(super) trial: bool,
}

/// What people write.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub(super) texts: Vec<String>,
}

/// Parameters of links.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Campaigns {
    pub(super) ids: Vec<String>,
}

/// Somebody who is known in part; the rest is made up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Who {
    pub(super) given: Name,
    pub(super) family: Name,
    /// The address left of the `@`, where the names do not give one.
    #[serde(default)]
    pub(super) address: Option<String>,
    pub(super) company: String,
    pub(super) country: String,
    pub(super) title: String,
}

/// Draws one of several; `None` of none.
pub(super) fn draw<'a, T>(rng: &mut Rng, from: &'a [T]) -> Option<&'a T> {
    if from.is_empty() { None } else { from.get(rng.usize(..from.len())) }
}

impl People {
    pub(super) fn read() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../../assets/demo/people.toml"))
    }

    /// Makes up a person; `number` tells the address apart from those of all others.
    pub(super) fn somebody(&self, rng: &mut Rng, number: u64) -> Contact {
        self.contact(rng, None, &mut |local, domain| format!("{local}{number}@{domain}"))
    }

    /// Makes up a person, or what is left open of one, with an address that nobody has so far.
    pub(super) fn somebody_new(
        &self,
        rng: &mut Rng,
        who: Option<&Who>,
        taken: &mut HashSet<String>,
    ) -> Contact {
        self.contact(rng, who, &mut |local, domain| {
            let mut address = format!("{local}@{domain}");
            let mut number = 1;
            while !taken.insert(address.clone()) {
                number += 1;
                address = format!("{local}.{number}@{domain}");
            }
            address
        })
    }

    fn contact(
        &self,
        rng: &mut Rng,
        who: Option<&Who>,
        address: &mut dyn FnMut(&str, &str) -> String,
    ) -> Contact {
        let country = match who {
            Some(who) => self.countries.iter().find(|country| country.code == who.country),
            None => draw(rng, &self.countries),
        };
        let (given, family) = match who {
            Some(who) => (Some(&who.given), Some(&who.family)),
            None => self.name(rng, country),
        };
        let (company, domain) = match who {
            Some(who) => (Some(&who.company), self.domain_of(&who.company)),
            None => match draw(rng, &self.companies) {
                Some(companies) => (draw(rng, &companies.names), companies.domain.as_str()),
                None => (None, "example.com"),
            },
        };
        let local = match who.and_then(|who| who.address.clone()) {
            Some(local) => local,
            None => local_part(rng, given, family),
        };
        let title = match who {
            Some(who) => Some(&who.title),
            None if rng.u8(..10) < 8 => draw(rng, &self.titles.names),
            None => None,
        };
        let has_phone = who.is_some() || rng.u8(..10) < 8;
        Contact {
            first_name: given.map(|name| Text::from(name.written.as_str())),
            last_name: family.map(|name| Text::from(name.written.as_str())),
            email: Some(Text::new(address(&local, domain))),
            phone: country
                .filter(|_| has_phone)
                .map(|country| Text::new(fill_in(rng, &country.phone))),
            country: country.map(|country| Text::from(country.code.as_str())),
            company: company.map(|name| Text::from(name.as_str())),
            title: title.map(|title| Text::from(title.as_str())),
        }
    }

    /// Draws a name: most people of a country are of its first culture.
    fn name(&self, rng: &mut Rng, country: Option<&Country>) -> (Option<&Name>, Option<&Name>) {
        let culture = country.and_then(|country| match rng.u8(..10) {
            ..6 => country.names.first(),
            _ => draw(rng, &country.names),
        });
        let names = culture.and_then(|culture| self.names.iter().find(|n| n.culture == *culture));
        names.map_or((None, None), |names| (draw(rng, &names.given), draw(rng, &names.family)))
    }

    fn domain_of(&self, company: &str) -> &str {
        self.companies
            .iter()
            .find(|companies| companies.names.iter().any(|name| name == company))
            .map_or("example.com", |companies| companies.domain.as_str())
    }

    /// Draws an offer as often as it is asked for.
    pub(super) fn offer(&self, rng: &mut Rng, trial: bool) -> Option<&Offer> {
        let fits = |offer: &&Offer| offer.trial || !trial;
        let all: u32 = self.offers.iter().filter(fits).map(|offer| offer.often).sum();
        let mut left = rng.u32(..all.max(1));
        self.offers.iter().filter(fits).find(|offer| {
            let found = left < offer.often;
            left = left.saturating_sub(offer.often);
            found
        })
    }

    /// Returns the display name of an offer.
    pub(super) fn title_of(&self, id: &str) -> Option<&str> {
        self.offers.iter().find(|offer| offer.id == id).map(|offer| offer.title.as_str())
    }
}

/// Returns what of a name can stand left of the `@`.
fn address_part(name: &str) -> String {
    let mut part = String::new();
    for character in fold(name).chars() {
        match character {
            'a'..='z' => part.push(character),
            '-' if !part.is_empty() => part.push('-'),
            'ø' => part.push('o'),
            'ł' => part.push('l'),
            'ı' => part.push('i'),
            'ð' => part.push('d'),
            'þ' => part.push_str("th"),
            'ß' => part.push_str("ss"),
            'æ' => part.push_str("ae"),
            // The first words are enough.
            ' ' if part.len() > 8 => break,
            _ => {}
        }
    }
    part.trim_end_matches('-').to_owned()
}

/// Names that can not be spelled in an address have one like these.
const UNSPELLED: [&str; 6] = ["office", "info", "team", "hello", "contact", "mail"];

fn local_part(rng: &mut Rng, given: Option<&Name>, family: Option<&Name>) -> String {
    let spelled = |name: Option<&'_ Name>| {
        name.map(|name| name.address.clone()).filter(|part| !part.is_empty())
    };
    match (spelled(given), spelled(family)) {
        (Some(given), Some(family)) => format!("{given}.{family}"),
        (Some(part), None) | (None, Some(part)) => part,
        (None, None) => draw(rng, &UNSPELLED).copied().unwrap_or("mail").to_owned(),
    }
}

/// Fills the digits of a pattern in.
fn fill_in(rng: &mut Rng, pattern: &str) -> String {
    pattern
        .chars()
        .map(|character| if character == '#' { rng.digit(10) } else { character })
        .collect()
}

/// Returns the generator of one person, who does not depend on how many others there are.
pub(super) fn rng_of(seed: u64, person: u64) -> Rng {
    Rng::with_seed(seed ^ person.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Returns the contact as the person may have typed it another time: addresses come in any case.
pub(super) fn typed_otherwise(contact: &Contact) -> Contact {
    let mut contact = contact.clone();
    if let Some(email) = contact.email.take() {
        let mut typed = email.raw().to_owned();
        if let Some(first) = typed.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        contact.email = Some(Text::new(typed));
    }
    contact
}
