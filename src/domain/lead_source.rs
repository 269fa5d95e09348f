//! The LeadSource grammar: `Source-Action | publisher.offer`.
//!
//! Microsoft documents the combined form; the HTTPS endpoint sends the bare source with the action
//! in a field of its own. Split at the first bar, at the last hyphen left of it and at the first
//! dot right of it. Words nobody has told us of are kept, never dropped.

use serde::{Deserialize, Serialize};

use super::text::Text;
use crate::language::Messages;

/// The prefix of everything in the test leads that Partner Center sends on Publish and Validate.
const TEST_PREFIX: &str = "MSFT_TEST_";

/// Where the customer was when the record was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Azure Marketplace.
    AzureMarketplace,
    /// The Azure portal.
    AzurePortal,
    /// AppSource, in older records SPZA.
    Appsource,
    /// A test drive.
    TestDrive,
    /// A word we do not know; `lead_source` keeps it.
    Other,
}

impl Source {
    /// Reads the part of LeadSource left of the action. ASCII only: look-alike letters never match.
    pub fn parse(text: &str) -> Self {
        let word: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match word.as_str() {
            "azuremarketplace" => Self::AzureMarketplace,
            "azureportal" => Self::AzurePortal,
            "appsource" | "spza" | "appsource(spza)" => Self::Appsource,
            "testdrive" => Self::TestDrive,
            _ => Self::Other,
        }
    }

    /// Returns the words a rep reads.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::AzureMarketplace => say.source_azure_marketplace(),
            Self::AzurePortal => say.source_azure_portal(),
            Self::Appsource => say.source_appsource(),
            Self::TestDrive => say.source_test_drive(),
            Self::Other => say.source_other(),
        }
    }
}

/// What the customer did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Action {
    /// INS: acquired on Azure Marketplace or AppSource.
    #[serde(rename = "ins")]
    Install,
    /// PLT: "Contact me", in Microsoft's words a partner-led trial.
    #[serde(rename = "plt")]
    ContactMe,
    /// DNC: the request went to a partner; a heads-up that owes nothing.
    #[serde(rename = "dnc")]
    DoNotContact,
    /// Create: purchased into the account from the Azure portal.
    #[serde(rename = "create")]
    Create,
    /// StartTestDrive.
    #[serde(rename = "start_test_drive")]
    StartTestDrive,
    /// A code we do not know; `action_code` keeps it.
    #[serde(rename = "other")]
    Other,
}

impl Action {
    /// Reads an action code, or one of the words that Partner Center's download uses for it.
    /// Returns `None` for a word nobody has told us of.
    pub fn parse(text: &str) -> Option<Self> {
        let word: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
            .map(|c| c.to_ascii_lowercase())
            .collect();
        Some(match word.as_str() {
            "ins" | "getitnow" | "install" => Self::Install,
            "plt" | "contactme" => Self::ContactMe,
            "dnc" | "donotcontact" => Self::DoNotContact,
            "create" => Self::Create,
            "starttestdrive" | "testdrive" | "freetrial" => Self::StartTestDrive,
            _ => return None,
        })
    }

    /// Returns what the customer did, as a name: `contact me`.
    pub fn label(self, say: &Messages) -> String {
        match self {
            Self::Install => say.action_install(),
            Self::ContactMe => say.action_contact_me(),
            Self::DoNotContact => say.action_do_not_contact(),
            Self::Create => say.action_create(),
            Self::StartTestDrive => say.action_start_test_drive(),
            Self::Other => say.action_other(),
        }
    }

    /// Returns what the customer did, as something that happened: `asked for contact`.
    pub fn did(self, say: &Messages) -> String {
        match self {
            Self::Install => say.did_install(),
            Self::ContactMe => say.did_contact_me(),
            Self::DoNotContact => say.did_do_not_contact(),
            Self::Create => say.did_create(),
            Self::StartTestDrive => say.did_start_test_drive(),
            Self::Other => say.did_other(),
        }
    }
}

/// An offer as LeadSource writes it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Offer {
    /// The publisher's id, where the text was `publisher.offer`.
    pub publisher: Option<Text>,
    /// The offer's id, or the display name where there was no dot.
    pub offer: Option<Text>,
}

impl Offer {
    /// Reads `publisher.offer`; a text without a dot is a display name, returned in `offer`.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        match text.split_once('.') {
            Some((publisher, offer))
                if !publisher.trim().is_empty()
                    && !offer.trim().is_empty()
                    && !publisher.trim().contains(char::is_whitespace) =>
            {
                Self { publisher: Text::non_blank(publisher), offer: Text::non_blank(offer) }
            }
            _ => Self { publisher: None, offer: Text::non_blank(text) },
        }
    }
}

/// LeadSource, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadSource {
    /// Where the customer was.
    pub source: Source,
    /// What the text says the customer did; `None` in the bare form.
    pub action: Option<Action>,
    /// The word of the action as received, known or not.
    pub action_text: Option<Text>,
    /// What stands right of the bar.
    pub offer: Offer,
    /// Whether the text names a test lead.
    pub test: bool,
    /// Whether a second bar makes the offer uncertain.
    pub uncertain: bool,
}

impl LeadSource {
    /// Takes a LeadSource apart. Every text is accepted.
    pub fn parse(text: &str) -> Self {
        let (left, offer, uncertain) = match text.split_once('|') {
            Some((left, right)) => (left.trim(), Offer::parse(right), right.contains('|')),
            None => (text.trim(), Offer::default(), false),
        };
        let test = left.split('-').any(is_test_word);
        let whole = Source::parse(left);
        if whole != Source::Other {
            return Self { source: whole, action: None, action_text: None, offer, test, uncertain };
        }
        let (source, action_text) = match left.rsplit_once('-') {
            Some((source, action)) => (source.trim(), Text::non_blank(action)),
            None => (left, None),
        };
        Self {
            source: Source::parse(source),
            action: action_text
                .as_ref()
                .map(|text| Action::parse(text.raw()).unwrap_or(Action::Other)),
            action_text,
            offer,
            test,
            uncertain,
        }
    }
}

/// Returns whether a word is `MSFT_TEST_` and digits, in any case.
pub fn is_test_word(word: &str) -> bool {
    let word = word.trim();
    word.len() > TEST_PREFIX.len()
        && word.is_char_boundary(TEST_PREFIX.len())
        && word[..TEST_PREFIX.len()].eq_ignore_ascii_case(TEST_PREFIX)
        && word[TEST_PREFIX.len()..].bytes().all(|b| b.is_ascii_digit())
}

/// Returns whether an address is the one that test leads bear: `MSFT_TEST_digits@test.com`.
pub fn is_test_address(address: &str) -> bool {
    address.trim().rsplit_once('@').is_some_and(|(local, domain)| {
        domain.eq_ignore_ascii_case("test.com") && is_test_word(local)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> (Source, Option<Action>, Option<String>, Option<String>) {
        let lead_source = LeadSource::parse(text);
        (
            lead_source.source,
            lead_source.action,
            lead_source.offer.publisher.map(|t| t.raw().to_owned()),
            lead_source.offer.offer.map(|t| t.raw().to_owned()),
        )
    }

    fn own(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn the_documented_forms_are_read() {
        for (text, expected) in [
            (
                "AzureMarketplace-INS|bitnami.openedxcypress",
                (
                    Source::AzureMarketplace,
                    Some(Action::Install),
                    own("bitnami"),
                    own("openedxcypress"),
                ),
            ),
            (
                "AzureMarketplace-StartTestDrive | checkpoint.check-point-r77-10sg-byol",
                (
                    Source::AzureMarketplace,
                    Some(Action::StartTestDrive),
                    own("checkpoint"),
                    own("check-point-r77-10sg-byol"),
                ),
            ),
            (
                "AppSource (SPZA)-PLT|docusign.3701c77e-1cfa-4c56-91e6-3ed0b622145",
                (
                    Source::Appsource,
                    Some(Action::ContactMe),
                    own("docusign"),
                    own("3701c77e-1cfa-4c56-91e6-3ed0b622145"),
                ),
            ),
            (
                "spza-dnc | a.b.c",
                (Source::Appsource, Some(Action::DoNotContact), own("a"), own("b.c")),
            ),
            (
                "AzurePortal-Create|x.y",
                (Source::AzurePortal, Some(Action::Create), own("x"), own("y")),
            ),
            (
                "TestDrive-StartTestDrive|x.y",
                (Source::TestDrive, Some(Action::StartTestDrive), own("x"), own("y")),
            ),
            ("AzureMarketplace", (Source::AzureMarketplace, None, None, None)),
            ("AppSource (SPZA)", (Source::Appsource, None, None, None)),
            ("", (Source::Other, None, None, None)),
            (
                "AppSource-PLT|Contoso Engine 2.0",
                (Source::Appsource, Some(Action::ContactMe), None, own("Contoso Engine 2.0")),
            ),
            ("AppSource-XYZ|a.b", (Source::Appsource, Some(Action::Other), own("a"), own("b"))),
            (
                "SFDC-dup-IN|Listing Name",
                (Source::Other, Some(Action::Other), None, own("Listing Name")),
            ),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }

    #[test]
    fn look_alike_letters_never_match() {
        assert_eq!(Source::parse("АppSource"), Source::Other, "Cyrillic A");
        assert_eq!(Action::parse("РLT"), None, "Cyrillic R");
    }

    #[test]
    fn a_second_bar_makes_the_offer_uncertain() {
        assert!(LeadSource::parse("AppSource-PLT|a.b|c.d").uncertain);
    }

    #[test]
    fn test_leads_are_known_by_their_words() {
        assert!(
            LeadSource::parse("MSFT_TEST_636573304831318844-MSFT_TEST_636573304831318844|Offer")
                .test
        );
        assert!(is_test_word("msft_test_1"));
        assert!(!is_test_word("MSFT_TEST_"));
        assert!(!is_test_word("we saw MSFT_TEST_1 once"));
        assert!(is_test_address("MSFT_TEST_1@test.com"));
        assert!(!is_test_address("MSFT_TEST_1@example.com"));
    }

    proptest! {
        #[test]
        fn any_text_is_accepted(text in any::<String>()) {
            LeadSource::parse(&text);
        }

        #[test]
        fn an_offer_keeps_all_letters(publisher in "[a-z0-9-]{1,10}", offer in "[a-z0-9.-]{0,10}[a-z0-9]") {
            let (_, _, p, o) = parsed(&format!("AppSource-PLT|{publisher}.{offer}"));
            prop_assert_eq!((p, o), (Some(publisher), Some(offer)));
        }
    }
}
