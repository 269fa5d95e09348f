//! What is said to people, in each language.
//!
//! The messages stand in `assets/locales/LANGUAGE/*.ftl`, in the [Fluent](https://projectfluent.org)
//! syntax, a file per part of the program; `build.rs` makes one function of [`Messages`] of each. Whoever
//! speaks is handed them, by the name `say`. What is written for programs (codes, JSON, what is stored)
//! is no message and is the same in every language, and so is the command line.
//!
//! To add a message: a line in the file of its part, in every language. To add a language: a folder.

#[expect(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::allow_attributes,
    clippy::derivable_impls,
    reason = "made by build.rs"
)]
mod messages {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

use std::fmt;
use std::sync::{LazyLock, OnceLock};

pub use self::messages::{L10n as Language, L10nLanguage as Messages};

/// A message without arguments: what is to be said, before it is known in which language.
pub type Saying = fn(&Messages) -> String;

static LOADED: LazyLock<Vec<OnceLock<Messages>>> =
    LazyLock::new(|| Language::iter().map(|_| OnceLock::new()).collect());

impl Language {
    /// Returns what is said in this language.
    pub fn say(self) -> &'static Messages {
        LOADED[self as usize].get_or_init(|| self.load())
    }

    /// Returns the language that is nearest to the machine's locale, such as `zh_CN.UTF-8` in LANG;
    /// English where none is near.
    pub fn of_machine() -> Self {
        sys_locale::get_locale().map_or(Self::En, |locale| Self::langneg(&locale))
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Messages").field(&self.language_name()).finish()
    }
}

/// Returns what is said in English: on the command line, and in what is logged.
pub fn english() -> &'static Messages {
    Language::En.say()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_language_of_a_locale_is_taken() {
        for (locale, language) in [
            ("en-GB", Language::En),
            ("zh-CN", Language::ZhHans),
            ("zh-Hans-SG", Language::ZhHans),
            ("de-DE", Language::En),
            ("C", Language::En),
        ] {
            assert_eq!(Language::langneg(locale), language, "{locale}");
        }
    }

    #[test]
    fn every_language_says_its_own_name() {
        for language in Language::iter() {
            assert_eq!(language.say().language_name(), language.language_name());
        }
    }
}
