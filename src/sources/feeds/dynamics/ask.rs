//! Questions to the organisation, and what its answers and refusals mean.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Dynamics;
use super::cursor::{Question, is_of};
use crate::sources::feeds::crm::{coded, forgotten, too_large};
use crate::sources::feeds::http::{Answer, Request, SendError, encoded};
use crate::sources::feeds::page::Page;
use crate::sources::feeds::{PullError, Trouble, World};

/// The version of the Web API.
pub(super) const API: &str = "/api/data/v9.2";
/// How many rows a page has at most. The service would give ten times as many.
const PAGE_SIZE: u16 = 500;
/// How many rows a look takes in.
const SAMPLE: u16 = 50;
/// The longest code that is repeated.
const CODE_LETTERS: usize = 40;

/// The columns that are asked for.
pub(super) const COLUMNS: &str = "leadid,subject,firstname,lastname,emailaddress1,telephone1,mobilephone,companyname,\
                       jobtitle,address1_country,description,leadsourcecode,statecode,statuscode,createdon,\
                       modifiedon,_ownerid_value,donotphone,donotemail,budgetstatus,decisionmaker,need,\
                       purchasetimeframe";

/// What came of asking for a page.
pub(super) enum Asked {
    /// Rows.
    Page(Page),
    /// Changes are not tracked, or not for us.
    NotTracked,
    /// The service does not know the link any more.
    Forgotten,
}

#[derive(Deserialize)]
struct Envelope {
    value: Vec<Box<RawValue>>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    delta: Option<String>,
}

/// What of a row tells when it changed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Changed {
    modifiedon: Option<String>,
}

impl Dynamics {
    /// Asks for the next page.
    pub(super) fn ask_page(
        &mut self,
        world: &World<'_>,
        question: &Question,
    ) -> Result<Asked, PullError> {
        let url = self.address(question);
        let mut prefer = vec![format!("odata.maxpagesize={PAGE_SIZE}")];
        prefer.push("odata.include-annotations=\"*\"".to_owned());
        if *question == Question::Tracked {
            prefer.push("odata.track-changes".to_owned());
        }
        let answer = self.ask(world, &url, &prefer.join(","), &is_envelope)?;
        match (answer.status, question) {
            (200, _) => self.read_page(&answer).map(Asked::Page),
            // What exactly a service says that tracks nothing is not documented; that it may not be read
            // by us at all shows with the next question.
            (400 | 403, Question::Tracked) => Ok(Asked::NotTracked),
            (400 | 404 | 410, Question::Link(_)) => Ok(Asked::Forgotten),
            _ => Err(refused(self.trouble(&answer))),
        }
    }

    /// Asks for something of the Web API, by its path behind the version.
    pub(super) fn ask_for(&mut self, world: &World<'_>, path: &str) -> Result<Answer, PullError> {
        let url = format!("{}{API}/{path}", self.url);
        self.ask(world, &url, "odata.include-annotations=\"*\"", &is_json)
    }

    fn address(&self, question: &Question) -> String {
        let leads = format!("{}{API}/leads?$select={}", self.url, self.reading.columns(COLUMNS));
        match question {
            Question::Tracked => leads,
            Question::Newest => {
                format!("{leads}&$orderby={}&$top={SAMPLE}", encoded("modifiedon desc"))
            }
            Question::Since(None) => format!("{leads}&$orderby={}", encoded("modifiedon asc")),
            Question::Since(Some(since)) => {
                let filter = format!("modifiedon ge {}", since.format("%Y-%m-%dT%H:%M:%SZ"));
                format!(
                    "{leads}&$filter={}&$orderby={}",
                    encoded(&filter),
                    encoded("modifiedon asc")
                )
            }
            Question::Link(link) => link.clone(),
        }
    }

    fn ask(
        &mut self,
        world: &World<'_>,
        url: &str,
        prefer: &str,
        is_whole: &dyn Fn(&Answer) -> bool,
    ) -> Result<Answer, PullError> {
        let make = |token: &SecretString| Request::get(url.to_owned(), headers(prefer, token));
        self.send(world, &make, is_whole)
    }

    /// Asks with a token, and once more with a new one where the service does not take it.
    pub(super) fn send(
        &mut self,
        world: &World<'_>,
        make: &dyn Fn(&SecretString) -> Request,
        is_whole: &dyn Fn(&Answer) -> bool,
    ) -> Result<Answer, PullError> {
        let first = self.send_once(world, make, is_whole)?;
        if first.status != 401 {
            return Ok(first);
        }
        self.tokens.drop_held();
        self.send_once(world, make, is_whole)
    }

    fn send_once(
        &mut self,
        world: &World<'_>,
        make: &dyn Fn(&SecretString) -> Request,
        is_whole: &dyn Fn(&Answer) -> bool,
    ) -> Result<Answer, PullError> {
        let token = self.tokens.get(&self.client, &self.application, &self.url, world)?;
        let make = |_| make(&token);
        match self.client.send(world, &make, is_whole) {
            Ok(answer) => Ok(answer),
            Err(SendError::Pull(error)) => Err(error),
            Err(SendError::TooLarge) => Err(too_large(PAGE_SIZE)),
        }
    }

    fn read_page(&self, answer: &Answer) -> Result<Page, PullError> {
        let Ok(Envelope { value, next, delta }) = serde_json::from_slice(&answer.body) else {
            return Err(forgotten());
        };
        // The token goes to no other place, whatever an answer says.
        if next.iter().chain(&delta).any(|link| !is_of(link, &self.url)) {
            return Err(PullError::Refused {
                why: "the organisation sends us to another address for the next page".to_owned(),
                advice: "correct `url` in the settings of the feed to the address of the environment in \
                         the Power Platform admin center"
                    .to_owned(),
            });
        }
        let changed = |row: &RawValue| {
            let changed: Changed = serde_json::from_str(row.get()).unwrap_or_default();
            changed.modifiedon
        };
        Ok(Page::of(answer, value, [next, delta], changed))
    }

    /// Puts a refusal into words. The service's own may repeat names, and are not repeated.
    pub(super) fn trouble(&self, answer: &Answer) -> Trouble {
        let code = code(answer);
        let (why, advice) = match (answer.status, code.as_str()) {
            (401, _) => (
                "the organisation does not take the sign-in".to_owned(),
                "check that `url` and `tenant` in the settings of the feed belong together",
            ),
            (403, "0x80072560") => (
                "the application is no user of this organisation".to_owned(),
                "add it as an application user in the Power Platform admin center (Environments > Settings \
                 > Users + permissions > Application users)",
            ),
            (403, _) => (
                format!("the application may not read leads ({})", coded(answer.status, &code)),
                "give its application user a security role that reads leads of the whole organisation \
                 (Power Platform admin center > Environments > Settings > Security roles)",
            ),
            (404, _) => (
                "there is no Web API at this address".to_owned(),
                "correct `url` in the settings of the feed: it is the address of the environment in the \
                 Power Platform admin center, such as https://contoso.crm4.dynamics.com",
            ),
            (status, _) => (
                format!("the organisation does not take the question ({})", coded(status, &code)),
                "try again later; if it stays so, tell us of the code",
            ),
        };
        Trouble { why, advice: advice.to_owned() }
    }
}

pub(super) fn refused(Trouble { why, advice }: Trouble) -> PullError {
    PullError::Refused { why, advice }
}

/// Returns the head of every question.
pub(super) fn headers(prefer: &str, token: &SecretString) -> Vec<(&'static str, String)> {
    vec![
        ("Accept", "application/json".to_owned()),
        ("Authorization", format!("Bearer {}", token.expose_secret())),
        ("OData-MaxVersion", "4.0".to_owned()),
        ("OData-Version", "4.0".to_owned()),
        ("Prefer", prefer.to_owned()),
    ]
}

fn is_envelope(answer: &Answer) -> bool {
    serde_json::from_slice::<Envelope>(&answer.body).is_ok()
}

pub(super) fn is_json(answer: &Answer) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(&answer.body).is_ok()
}

/// Returns the code of an error. Only letters and digits of it are kept.
pub(super) fn code(answer: &Answer) -> String {
    #[derive(Deserialize)]
    struct Error {
        code: String,
    }
    #[derive(Deserialize)]
    struct Body {
        error: Error,
    }
    let code = serde_json::from_slice::<Body>(&answer.body).map(|body| body.error.code);
    let code = code.unwrap_or_default();
    code.chars().filter(char::is_ascii_alphanumeric).take(CODE_LETTERS).collect()
}
