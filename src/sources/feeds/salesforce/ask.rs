//! Questions to the organisation, and what its answers and refusals mean.

use std::time::Duration;

use secrecy::ExposeSecret;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::Salesforce;
use super::cursor::Question;
use super::token::Token;
use crate::sources::feeds::crm::{coded, forgotten, too_large};
use crate::sources::feeds::http::{Answer, Request, SendError, Verdict, encoded};
use crate::sources::feeds::page::Page;
use crate::sources::feeds::{PullError, Trouble, World};

/// The REST API in the version that is spoken.
pub(super) const API: &str = "/services/data/v60.0";
/// How many rows a page has.
const PAGE_SIZE: u16 = 500;
/// The longest code that is repeated.
const CODE_LETTERS: usize = 60;
/// How long an organisation is left alone whose requests of the day are used up.
const DAY_IS_OVER: Duration = Duration::from_secs(60 * 60);
/// How long one is left alone at least that answers too many questions at once.
const MOMENT: Duration = Duration::from_secs(5);

/// The fields that are asked for.
pub(super) const FIELDS: &str = "Id,FirstName,LastName,Email,Phone,MobilePhone,Company,Title,Country,LeadSource,\
                                 Status,Description,OwnerId,Owner.Name,IsConverted,IsDeleted,\
                                 HasOptedOutOfEmail,DoNotCall,CreatedDate,SystemModstamp";

/// What came of asking for a page.
pub(super) enum Asked {
    /// Rows.
    Page(Page),
    /// The service does not know the link any more.
    Forgotten,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    records: Vec<Box<RawValue>>,
    next_records_url: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Changed {
    #[serde(rename = "SystemModstamp")]
    at: Option<String>,
}

/// One of the errors of an answer.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Error {
    error_code: String,
    message: String,
}

impl Salesforce {
    /// Asks for the next page.
    pub(super) fn ask_page(
        &mut self,
        world: &World<'_>,
        question: &Question,
    ) -> Result<Asked, PullError> {
        let path = match question {
            Question::Link(path) => path.clone(),
            Question::Since(since) => self.query_all(&match since {
                Some(since) => format!(
                    "WHERE SystemModstamp >= {} ORDER BY SystemModstamp, Id",
                    since.format("%Y-%m-%dT%H:%M:%SZ")
                ),
                None => "ORDER BY SystemModstamp, Id".to_owned(),
            }),
            Question::Newest => self.query_all("ORDER BY SystemModstamp DESC LIMIT 50"),
        };
        let answer = self.ask(world, &path, &is_envelope)?;
        let code = code(&answer);
        match answer.status {
            200 => read_page(&answer).map(Asked::Page),
            _ if code == "INVALID_QUERY_LOCATOR" => Ok(Asked::Forgotten),
            404 if question.link().is_some() => Ok(Asked::Forgotten),
            _ => Err(self.refused(&answer)),
        }
    }

    fn query_all(&self, rest: &str) -> String {
        let fields = self.reading.columns(FIELDS);
        format!("{API}/queryAll?q={}", encoded(&format!("SELECT {fields} FROM Lead {rest}")))
    }

    /// Asks by a query, and returns its rows.
    pub(super) fn query<T: DeserializeOwned>(
        &mut self,
        world: &World<'_>,
        soql: &str,
    ) -> Result<Vec<T>, PullError> {
        #[derive(Deserialize)]
        struct Rows<T> {
            records: Vec<T>,
        }
        let answer = self.ask(world, &format!("{API}/query?q={}", encoded(soql)), &is_envelope)?;
        if answer.status != 200 {
            return Err(self.refused(&answer));
        }
        let rows: Result<Rows<T>, _> = serde_json::from_slice(&answer.body);
        rows.map(|rows| rows.records).map_err(|_| forgotten())
    }

    fn ask(
        &mut self,
        world: &World<'_>,
        path: &str,
        is_whole: &dyn Fn(&Answer) -> bool,
    ) -> Result<Answer, PullError> {
        let make = |token: &Token| {
            let mut headers = headers(token);
            headers.push(("Sforce-Query-Options", format!("batchSize={PAGE_SIZE}")));
            Request::get(format!("{}{path}", token.instance), headers)
        };
        self.send(world, &make, is_whole)
    }

    /// Asks with a token, and once more with a new one where the service does not take it.
    pub(super) fn send(
        &mut self,
        world: &World<'_>,
        make: &dyn Fn(&Token) -> Request,
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
        make: &dyn Fn(&Token) -> Request,
        is_whole: &dyn Fn(&Answer) -> bool,
    ) -> Result<Answer, PullError> {
        let token = self.tokens.get(&self.client, &self.application, &self.url, world)?;
        let judge = |answer: &Answer| match limit(answer) {
            Some(Limit::OfTheMoment) => Verdict::Busy {
                why: "the organisation has too many requests at once".to_owned(),
                wait: Some(MOMENT),
            },
            _ if answer.status == 200 && !is_whole(answer) => Verdict::Cut,
            _ => Verdict::Whole,
        };
        match self.client.send_judged(world, &|_| make(&token), &judge) {
            Ok(answer) if limit(&answer) == Some(Limit::OfTheDay) => Err(day_is_over()),
            Ok(answer) => Ok(answer),
            Err(SendError::Pull(error)) => Err(error),
            Err(SendError::TooLarge) => Err(too_large(PAGE_SIZE)),
        }
    }

    /// Returns the error of a pull that a refusal ends.
    pub(super) fn refused(&self, answer: &Answer) -> PullError {
        let Trouble { why, advice } = trouble(answer);
        PullError::Refused { why, advice }
    }
}

/// Which of the organisation's limits is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    OfTheDay,
    OfTheMoment,
}

/// Returns the limit that an answer says is reached. Both have one code; the message names which.
fn limit(answer: &Answer) -> Option<Limit> {
    let is_of_day = || errors(answer).iter().any(|error| error.message.contains("TotalRequests"));
    (code(answer) == "REQUEST_LIMIT_EXCEEDED").then(|| match is_of_day() {
        true => Limit::OfTheDay,
        false => Limit::OfTheMoment,
    })
}

fn day_is_over() -> PullError {
    PullError::Unreachable {
        why: "the organisation's requests of the day are used up".to_owned(),
        advice:
            "ask less often (`every` in the settings of the feed), or see who else asks (Setup > \
                 Company Information > API Requests)"
                .to_owned(),
        wait: Some(DAY_IS_OVER),
    }
}

/// Returns the head of every question.
pub(super) fn headers(token: &Token) -> Vec<(&'static str, String)> {
    vec![
        ("Accept", "application/json".to_owned()),
        ("Authorization", format!("Bearer {}", token.text.expose_secret())),
    ]
}

fn is_envelope(answer: &Answer) -> bool {
    serde_json::from_slice::<Envelope>(&answer.body).is_ok()
}

fn read_page(answer: &Answer) -> Result<Page, PullError> {
    let Ok(Envelope { records, next_records_url }) = serde_json::from_slice(&answer.body) else {
        return Err(forgotten());
    };
    // Only a path of the API's own is followed: a token goes to no other place.
    if next_records_url.as_ref().is_some_and(|path| !path.starts_with("/services/data/")) {
        return Err(forgotten());
    }
    let changed = |row: &RawValue| {
        let changed: Changed = serde_json::from_str(row.get()).unwrap_or_default();
        changed.at
    };
    Ok(Page::of(answer, records, [next_records_url, None], changed))
}

fn errors(answer: &Answer) -> Vec<Error> {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// Returns the code of an answer's first error. Only letters of it are kept.
pub(super) fn code(answer: &Answer) -> String {
    if answer.status < 400 {
        return String::new();
    }
    let code = errors(answer).into_iter().next().unwrap_or_default().error_code;
    let is_letter = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    code.chars().filter(is_letter).take(CODE_LETTERS).collect()
}

/// Returns the field that a message says is not there, where it is a name: `No such column 'X' on ...`.
fn missing_field(answer: &Answer) -> Option<String> {
    let message = errors(answer).into_iter().next()?.message;
    let (_, rest) = message.split_once("No such column '")?;
    let name = rest.split('\'').next()?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| name.to_owned())
}

/// Puts a refusal into words. The service's own may repeat values, and are not repeated.
pub(super) fn trouble(answer: &Answer) -> Trouble {
    let code = code(answer);
    let (why, advice) = match (answer.status, code.as_str()) {
        (401, _) => (
            "the organisation does not take the sign-in".to_owned(),
            "check that `url` in the settings of the feed is the organisation of the connected app".to_owned(),
        ),
        (_, "INVALID_TYPE") => (
            "the user may not see leads".to_owned(),
            "let the user whom the connected app runs as read Leads (Setup > Permission Sets)".to_owned(),
        ),
        (_, "INVALID_FIELD") => {
            let field = missing_field(answer).unwrap_or_else(|| "a field".to_owned());
            (
                format!("the user may not see {field} of leads"),
                format!("let the user read {field} of Lead (Setup > Permission Sets > Object Settings > Leads)"),
            )
        }
        (_, "API_DISABLED_FOR_ORG" | "API_CURRENTLY_DISABLED") => (
            "the organisation's edition has no API, or the user may not use it".to_owned(),
            "give the user the permission API Enabled (Setup > Permission Sets)".to_owned(),
        ),
        (403, _) => (
            format!("the organisation refuses ({})", coded(403, &code)),
            "look at what the user whom the connected app runs as may do (Setup > Permission Sets)".to_owned(),
        ),
        (404, _) => (
            "there is no REST API at this address".to_owned(),
            "correct `url` in the settings of the feed: the organisation's own address (Setup > My Domain)"
                .to_owned(),
        ),
        (status, _) => (
            format!("the organisation does not take the question ({})", coded(status, &code)),
            "try again later; if it stays so, tell us of the code".to_owned(),
        ),
    };
    Trouble { why, advice }
}
