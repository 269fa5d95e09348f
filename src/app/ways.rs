//! The ways out of this program to a person: what of them can be opened in another program or copied,
//! and what may not.
//!
//! What is opened is an address or a number by its type, so nothing that a stranger typed is ever a
//! link of another kind. To offer another fact for copying: a variant of [`Fact`] and its arm.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

use crate::app::secrets;
use crate::domain::address::Address;
use crate::domain::decide::may_be_reached;
use crate::domain::funnel::Channel;
use crate::domain::lead::Lead;
use crate::domain::phone::Phone;
use crate::domain::reach::{Obstacle, Reach};
use crate::domain::refusal::Refusal;
use crate::domain::text::{Text, plain};

/// How long a program has to say that it can not.
const PATIENCE: Duration = Duration::from_millis(250);

/// Something that another program opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// An empty mail to an address.
    Mail(Address),
    /// A number to call.
    Call(Phone),
}

/// Something that can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The e-mail address.
    Mail,
    /// The phone number, as the whole world dials it where it can be read.
    Phone,
    /// The name.
    Name,
    /// The company.
    Company,
    /// The lead's id.
    Id,
    /// All of that, a line each.
    All,
}

/// Why something may not be, or can not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Barred {
    /// The person may not be contacted so.
    Refused(Refusal),
    /// The way leads nowhere, or nobody should take it.
    Obstacle(Obstacle),
    /// It is not known.
    Unknown(Fact),
}

/// Nothing on this machine took a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no program took it: set one for {scheme}: links")]
pub struct NoProgram {
    /// `mailto` or `tel`.
    pub scheme: &'static str,
}

impl Link {
    /// Returns the link of a lead's newest address or number.
    ///
    /// # Errors
    /// Where the person may not be contacted so, or the way leads nowhere.
    pub fn to(lead: &Lead, channel: Channel) -> Result<Self, Barred> {
        may_be_reached(lead, channel).map_err(Barred::Refused)?;
        let reach = Reach::of(lead);
        if channel == Channel::Call {
            return reach.call.map(Self::Call).map_err(Barred::Obstacle);
        }
        let typed = reach.email.map_err(Barred::Obstacle)?;
        let address = Address::parse(typed.raw()).map(Self::Mail);
        address.ok_or(Barred::Obstacle(Obstacle::UnreadableAddress(typed)))
    }

    /// Returns the channel that it leads by.
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Mail(_) => Channel::Email,
            Self::Call(_) => Channel::Call,
        }
    }

    /// Returns it as a URI, every letter that could end it encoded.
    pub fn uri(&self) -> String {
        match self {
            Self::Mail(address) => mailto(address),
            Self::Call(phone) => phone.uri(),
        }
    }
}

impl Fact {
    /// Returns the fact of a lead, safe to be pasted: without control characters, one line but for
    /// [`Fact::All`]. Behind the wall there is the id alone.
    ///
    /// # Errors
    /// Where the person asked not to be contacted, or it is not known.
    pub fn of(self, lead: &Lead) -> Result<String, Barred> {
        let person = lead.person();
        let known = |text: &Option<Text>| {
            let text = text.as_ref().map(|text| plain(text.raw()));
            text.filter(|text| !text.is_empty()).ok_or(Barred::Unknown(self))
        };
        if self != Self::Id {
            let wall = match lead.is_opted_out() {
                true => Some(Obstacle::OptedOut),
                false => lead.is_behind_wall().then_some(Obstacle::HeadsUpOnly),
            };
            wall.map_or(Ok(()), |wall| Err(Barred::Obstacle(wall)))?;
        }
        let channel = match self {
            Self::Mail => Some(Channel::Email),
            Self::Phone => Some(Channel::Call),
            _ => None,
        };
        if channel.is_some_and(|channel| lead.state().opted_out_of.contains(&channel)) {
            return Err(Barred::Obstacle(Obstacle::NotThisWay));
        }
        match self {
            Self::Mail => known(&person.email),
            Self::Phone => match Reach::of(lead).call {
                Ok(phone) => Ok(phone.e164().to_owned()),
                Err(_) => known(&person.phone),
            },
            Self::Name => known(&person.display_name()),
            Self::Company => known(&person.company),
            Self::Id => lead.id().map(|id| id.to_string()).ok_or(Barred::Unknown(self)),
            Self::All => {
                let each = [Self::Name, Self::Company, Self::Mail, Self::Phone, Self::Id];
                let lines: Vec<String> =
                    each.iter().filter_map(|fact| fact.of(lead).ok()).collect();
                Ok(lines.join("\n"))
            }
        }
    }
}

/// Opens a link in the program that is set for its kind. It can take that program a moment to say that
/// it can not, so a screen calls this from a worker.
///
/// # Errors
/// Where no program takes it.
pub fn open_link(link: &Link) -> Result<(), NoProgram> {
    let scheme = match link {
        Link::Mail(_) => "mailto",
        Link::Call(_) => "tel",
    };
    if open_uri(link.uri()) { Ok(()) } else { Err(NoProgram { scheme }) }
}

/// Returns the link that opens an empty mail to an address (RFC 6068).
pub(crate) fn mailto(address: &Address) -> String {
    let (local, domain) = address.as_str().split_once('@').unwrap_or_default();
    format!("mailto:{}@{}", encoded(local), encoded(domain))
}

/// Writes everything but letters, digits and four marks as percent and two digits.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Opens an address of ours in the program that is set for its kind. Returns whether one took it.
///
/// The program runs detached, with its standard streams closed: it neither ends with this one nor
/// writes over a screen. This waits up to a quarter of a second for each program that is tried, so a
/// screen calls it from a worker. That a window came up can not be known.
pub(crate) fn open_uri(uri: String) -> bool {
    // No cause is told: it would repeat the link, and with it what a person wrote.
    let takes_it = |mut command: Command| {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // A group of its own: the signals of this terminal are not for it.
        command.process_group(0);
        secrets::hide_from(&mut command);
        command.spawn().is_ok_and(has_not_failed)
    };
    open::commands(uri).into_iter().any(takes_it)
}

/// Returns whether a program did its work, or is still at it after a moment.
fn has_not_failed(mut child: Child) -> bool {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if started.elapsed() < PATIENCE => sleep(PATIENCE / 25),
            Ok(None) => {
                // Somebody must take in how it ended, or it stays in the list of processes.
                let _ = Builder::new().name("mail".to_owned()).spawn(move || child.wait());
                return true;
            }
            Err(_) => return false,
        }
    }
}
