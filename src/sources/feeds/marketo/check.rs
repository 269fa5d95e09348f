//! All that must be right before leads arrive, one step after the other.

use super::Marketo;
use super::cursor::Stream;
use crate::sources::feeds::crm::forgotten;
use crate::sources::feeds::steps::{self, Steps};
use crate::sources::feeds::{PullError, Step, Trouble, World};

/// Goes through the steps and ends with the first that is not well.
pub(super) fn check(feed: &mut Marketo, world: &World<'_>) -> Vec<Step> {
    let mut steps = Steps::default();
    let signs = (feed.url.as_str(), feed.id.as_str(), &feed.secret);
    if let Err(error) = feed.tokens.get(&feed.client, signs, world) {
        return steps.ends("sign-in", trouble(error));
    }
    steps.well("sign-in", "the service gives a token");
    let since = (world.now)() - feed.from;
    let token = match feed.first_token(world, since) {
        Ok(token) => token,
        Err(error) => return steps.ends("permission", trouble(error)),
    };
    let page = match feed.page(world, Stream::Forms, &token) {
        Ok(Some(page)) => page,
        Ok(None) => return steps.ends("permission", trouble(forgotten())),
        Err(error) => return steps.ends("permission", trouble(error)),
    };
    let read = match feed.forms(world, &page) {
        Ok(read) => read,
        Err(error) => return steps.ends("permission", trouble(error)),
    };
    steps.well("permission", "activities and people can be read");
    match (read.items.len(), page.rows.len()) {
        (0, 0) => steps.well(
            "form",
            format!(
                "nobody has filled in form {} lately, as far as the first page goes: press Validate on the offer's \
                 lead destination in Partner Center, and a test lead should arrive",
                feed.form
            ),
        ),
        (0, others) => {
            return steps.ends(
                "form",
                Trouble {
                    why: format!("{others} forms were filled in, and none of them is form {}", feed.form),
                    advice: "correct `form` in the settings of the feed: it is the Form ID that Partner Center has"
                        .to_owned(),
                },
            );
        }
        (found, _) => steps.well("form", format!("form {} was filled in: {found} on the first page", feed.form)),
    }
    if feed.writes_back {
        steps.well("writing back", "who wants no mail is unsubscribed there");
    }
    steps.end()
}

fn trouble(error: PullError) -> Trouble {
    steps::trouble(error, "`url` in the settings of the feed")
}
