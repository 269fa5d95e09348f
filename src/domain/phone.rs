//! A phone number: the one place that knows the world's numbering plans.
//!
//! A number that is [`Phone`] has a calling code that exists and a length that its plan allows, and
//! does not look like something typed to get past a form. Whether the plan has given that range to
//! anybody is not asked: plans grow faster than copies of them, and a number that can not be
//! called for a wrong reason costs more than one call in vain.

mod plans;

use namba::{PhoneNumber, Region, TimeZones};

use self::plans::Plan;
use super::country::Country;
use super::zone::Zone;

/// How much of a text is looked at, in characters.
const LONGEST_TEXT: usize = 100;
/// The most digits of an extension.
const MOST_EXTENSION: usize = 7;
/// What people dial for `+` where they can not type it: most countries, and North America.
const PREFIXES: [&str; 3] = ["+00", "00", "011"];
/// The calling code of North America.
const NORTH_AMERICA: u16 = 1;

/// A phone number that could be dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    code: u16,
    e164: String,
    extension: Option<String>,
}

impl Phone {
    /// Reads a number as people type it: with spaces, brackets, dots, a label before it or words
    /// behind it, `00` for `+`, `tel:`, an extension. Of two numbers it is the first.
    ///
    /// `country` is where a number without a calling code is dialled. `None` for what is no number,
    /// is too short or too long for its plan, or was made up: `0000`, `1234567890`.
    ///
    /// Takes a microsecond for a number in the international form, and some ten for others, the
    /// first of those a millisecond.
    pub fn parse(text: &str, country: Option<Country>) -> Option<Self> {
        let typed = Typed::scan(text)?;
        let (code, e164) = match international(&typed.digits) {
            Some(code) => (code, typed.digits),
            None => typed.number(country)?,
        };
        Some(Self { code, e164, extension: typed.extension })
    }

    /// Returns the number as the whole world dials it, without its extension: `+442079460018`.
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// Returns the address that makes a phone dial it: `tel:+442079460018;ext=12`.
    pub fn uri(&self) -> String {
        match &self.extension {
            Some(extension) => format!("tel:{};ext={extension}", self.e164),
            None => format!("tel:{}", self.e164),
        }
    }

    /// Returns the country, where the number tells it: not for `+1 800`, which many share.
    ///
    /// Of countries that share a calling code it is the one that keeps the number's time.
    pub fn country(&self) -> Option<Country> {
        let code = self.code;
        let mut sharing = Plan::of(code)?.countries();
        let largest = sharing.next()?;
        if sharing.next().is_none() {
            return Some(largest);
        }
        let listed = self.listed_zones();
        let is_listed = |country: &Country| {
            let zones = country.zones();
            listed.iter().flatten().any(|name| zones.iter().any(|zone| zone.name() == name))
        };
        let mut countries = Plan::of(code)?.countries().filter(is_listed);
        match (countries.next(), countries.next()) {
            (Some(only), None) => Some(only),
            _ if code == NORTH_AMERICA => None,
            _ => Some(largest),
        }
    }

    /// Returns the zones in which a phone with this number may be, the likeliest first: one for many
    /// fixed lines, dozens for a number of all North America, none where it is of no country at all.
    pub fn zones(&self) -> Vec<Zone> {
        let country = self.country();
        // The plans name zones that once agreed: London's for Ireland, the Canaries' for Morocco.
        // So they are asked only where the country has more than one.
        if let Some(zones) = country.map(Country::zones).filter(|zones| zones.len() == 1) {
            return zones;
        }
        let listed = self.listed_zones();
        let mut zones: Vec<Zone> = listed.iter().flatten().filter_map(Zone::named).collect();
        let largest = || Plan::of(self.code)?.countries().next();
        let most_people =
            country.or_else(largest).and_then(|country| country.zones().into_iter().next());
        zones.sort_by_key(|zone| Some(zone) != most_people.as_ref());
        zones
    }

    /// Returns the zones that the numbering plans list for the number.
    fn listed_zones(&self) -> Option<TimeZones> {
        TimeZones::for_number(&namba::parse(&self.e164).ok()?)
    }
}

/// Returns the calling code of a number that needs no reading: `+`, code, and what could be dialled.
fn international(digits: &str) -> Option<u16> {
    let (code, national) = plans::split_code(digits.strip_prefix('+')?)?;
    (Plan::of(code)?.stands(national) && could_be_dialled(code, national)).then_some(code)
}

/// What a text holds of a number.
struct Typed {
    /// The digits of the first number, `+` before them where there was one.
    digits: String,
    /// How many bytes of them stand before the first slash: `030/901820` is one number, and
    /// `030 901820 / 030 901821` are two.
    first_slash: Option<usize>,
    /// The digits behind `ext`, `x` or `#`.
    extension: Option<String>,
}

impl Typed {
    fn scan(text: &str) -> Option<Self> {
        let mut digits = String::new();
        let mut first_slash = None;
        let mut rest = "";
        for (place, character) in text.char_indices().take(LONGEST_TEXT) {
            let is_begun = digits.len() > usize::from(digits.starts_with('+'));
            let is_plus = matches!(character, '+' | '\u{ff0b}');
            let is_end = is_plus
                || character.is_alphabetic()
                || matches!(character, ',' | ';' | '#' | '|' | '&' | '\n');
            if character.is_numeric() {
                digits.push(character);
            } else if is_begun && is_end {
                rest = &text[place..];
                break;
            } else if is_plus {
                digits = "+".to_owned();
            } else if is_begun && character == '/' {
                first_slash = first_slash.or(Some(digits.len()));
            }
        }
        (!digits.is_empty()).then(|| Self { digits, first_slash, extension: extension(rest) })
    }

    /// Returns the calling code and the number as the world dials it.
    fn number(&self, country: Option<Country>) -> Option<(u16, String)> {
        let region = country.and_then(|country| Region::new(country.code()).ok());
        let number = read(&self.digits, region)
            .or_else(|| read(self.digits.get(..self.first_slash?)?, region))?;
        let code = number.calling_code().value();
        let e164 = format!("+{code}{}", number.national_number());
        // A second prefix, as in `0 0301 ...`, would be taken off by whoever reads it next.
        let is_bare = || namba::parse(&e164).is_ok_and(|again| again == number);
        (e164 == self.digits || is_bare()).then_some((code, e164))
    }
}

fn extension(rest: &str) -> Option<String> {
    let rest = rest.trim_start_matches([',', ';', ' ']).to_ascii_lowercase();
    let digits = ["extension", "extn", "ext", "x", "#"]
        .into_iter()
        .find_map(|marker| rest.strip_prefix(marker))?
        .trim_start_matches(['.', ':', '=', ' ']);
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    (1..=MOST_EXTENSION).contains(&digits.len()).then_some(digits)
}

/// Reads digits as dialled in a region, else as dialled from abroad.
fn read(digits: &str, region: Option<Region>) -> Option<PhoneNumber> {
    let home = match region {
        Some(region) => namba::parse_in(region, digits),
        None => namba::parse(digits),
    };
    let could_be_dialled = |number: &PhoneNumber| {
        could_be_dialled(number.calling_code().value(), number.national_number())
    };
    home.ok().filter(could_be_dialled).or_else(|| {
        let rest = PREFIXES.into_iter().find_map(|prefix| digits.strip_prefix(prefix))?;
        namba::parse(&format!("+{rest}")).ok().filter(could_be_dialled)
    })
}

fn could_be_dialled(code: u16, national: &str) -> bool {
    let national = national.as_bytes();
    let fits = match (code, national) {
        // Neither an area nor an exchange begins with 0 or 1.
        (NORTH_AMERICA, [area, _, _, exchange, ..]) => {
            national.len() == 10 && *area >= b'2' && *exchange >= b'2'
        }
        _ => Plan::of(code).is_some_and(|plan| plan.allows(national.len())),
    };
    fits && !is_made_up(national)
}

/// Whether the digits are all the same, or count upwards.
fn is_made_up(national: &[u8]) -> bool {
    let follows = |step: u8| {
        let next = |digit: u8| b'0' + (digit - b'0' + step) % 10;
        national.windows(2).all(|pair| matches!(pair, [one, other] if next(*one) == *other))
    };
    follows(0) || follows(1)
}

#[cfg(test)]
mod tests;
