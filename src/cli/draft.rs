//! `draft` and `templates`: a mail to a lead, for the rep's own mail program. Nothing is sent here,
//! and nothing is logged before the rep says that it went out.

use std::io::{Write, stdout};

use serde_json::{Value, json};

use super::args::{Draft, Templates as TemplatesArgs};
use super::context::{Context, find, name, say};
use super::error::CliError;
use crate::app::templates::{
    Choice, Draft as Message, MAILTO_LIMIT, Origin, Sender, Template, Templates, open_draft,
};
use crate::domain::address::Address;
use crate::domain::funnel::{Channel, Outcome, Stage};
use crate::domain::guard;
use crate::domain::lead::Lead;
use crate::domain::scope::OfferPattern;
use crate::domain::text::{columns, padded, sanitise};

pub(super) fn draft(context: &Context, args: &Draft) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let key = find(&store, &args.lead)?;
    let file =
        store.lead(key)?.ok_or_else(|| CliError::failed("the lead was erased a moment ago"))?;
    let who = name(&store, key)?;
    let refused = |why: String| CliError::failed(format!("{who}: {why}"));
    let templates = context.templates();
    let choices = templates.for_lead(&file.lead).map_err(|why| refused(why.to_string()))?;
    check_address(&file.lead).map_err(refused)?;
    tell_problems(&templates);
    let sender = Sender { name: context.actor(), zone: context.zone.clone() };
    let Some(word) = &args.template else {
        return list(context, &file.lead, &sender, &choices);
    };
    let template = chosen(&templates, &choices, word).ok_or_else(|| {
        CliError::failed(format!("there is no template {word:?}"))
            .hint(format!("`leadclock draft {}` lists those that fit", args.lead))
    })?;
    let message =
        template.draft(&file.lead, &sender, context.now()).map_err(|error| CliError::of(&error))?;
    hand_out(&message, args, &who)?;
    if context.config.name.trim().is_empty() {
        say(&format!(
            "signed {:?}; write your own name into the settings: name = \"...\"",
            sender.name
        ));
    }
    // Logging it will ask; whoever sends it should know before.
    let limits = &context.practice.guards;
    for guard in
        guard::before_touch(&file.lead, Channel::Email, Outcome::Sent, limits, context.now())
    {
        say(&format!("mind: {guard}"));
    }
    let id = file.lead.id().map_or_else(|| args.lead.clone(), |id| id.short());
    say(&format!("once it has gone out: leadclock log {id} email"));
    Ok(0)
}

/// Says why a lead has no address that can be written to, where it has none.
fn check_address(lead: &Lead) -> Result<(), String> {
    match lead.person().email {
        None => Err("no e-mail address is known".to_owned()),
        Some(typed) if Address::parse(typed.raw()).is_none() => {
            Err(format!("\"{}\" is not one e-mail address", typed.shown()))
        }
        Some(_) => Ok(()),
    }
}

/// Opens a draft or prints it, as text or as a link.
fn hand_out(message: &Message, args: &Draft, who: &str) -> Result<(), CliError> {
    if args.open || args.mailto {
        tell_length(message);
    }
    if args.open {
        open_draft(message).map_err(|error| {
            CliError::of(&error)
                .hint("set a program for mailto: links, or leave --open out to print the draft")
        })?;
        say(&format!("handed to your mail program · {who}"));
        return Ok(());
    }
    let mut out = stdout().lock();
    match message.mailto().filter(|_| args.mailto) {
        Some(link) => writeln!(out, "{link}")?,
        None => out.write_all(message.text().as_bytes())?,
    }
    out.flush()?;
    Ok(())
}

fn chosen<'a>(
    templates: &'a Templates,
    choices: &[Choice<'a>],
    word: &str,
) -> Option<&'a Template> {
    let by_letter = |choice: &&Choice<'_>| choice.key.is_some_and(|key| word == key.to_string());
    templates.named(word).or_else(|| choices.iter().find(by_letter).map(|choice| choice.template))
}

/// Says so where the link of a draft is longer than some programs take.
fn tell_length(message: &Message) {
    let length = message.mailto().map_or(0, |link| link.len());
    if length > MAILTO_LIMIT {
        say(&format!(
            "the link has {length} characters; some mail programs cut it after {MAILTO_LIMIT}"
        ));
    }
}

fn list(
    context: &Context,
    lead: &Lead,
    sender: &Sender,
    choices: &[Choice<'_>],
) -> Result<u8, CliError> {
    let names: Vec<String> =
        choices.iter().map(|choice| sanitise(&choice.template.name).into_owned()).collect();
    let width = width("NAME", &names);
    let mut out = stdout().lock();
    writeln!(out, "KEY  {}  SUBJECT", padded("NAME", width))?;
    for (choice, name) in choices.iter().zip(&names) {
        let subject = match choice.template.draft(lead, sender, context.now()) {
            Ok(draft) => draft.subject().to_owned(),
            Err(error) => error.to_string(),
        };
        let key = choice.key.unwrap_or('-');
        writeln!(out, "{key}    {}  {}", padded(name, width), sanitise(&subject))?;
    }
    out.flush()?;
    Ok(0)
}

fn width(head: &str, names: &[String]) -> usize {
    names.iter().map(|name| columns(name)).chain([head.len()]).max().unwrap_or_default()
}

pub(super) fn templates(context: &Context, args: &TemplatesArgs) -> Result<u8, CliError> {
    let templates = context.templates();
    let mut out = stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &view(&templates))?;
        writeln!(out)?;
    } else {
        text(&templates, &mut out)?;
        tell_problems(&templates);
    }
    out.flush()?;
    Ok(u8::from(!templates.problems().is_empty()))
}

fn text(templates: &Templates, out: &mut impl Write) -> Result<(), CliError> {
    let names: Vec<String> =
        templates.all().iter().map(|template| sanitise(&template.name).into_owned()).collect();
    let width = width("NAME", &names);
    writeln!(out, "KEY  {}  LANGUAGE  FROM     FOR", padded("NAME", width))?;
    for (template, name) in templates.all().iter().zip(&names) {
        let for_whom: Vec<&str> = stages(template).chain(offers(template)).collect();
        let from = match template.origin {
            Origin::Shipped => "shipped",
            Origin::Own(_) => "yours",
        };
        writeln!(
            out,
            "{}    {}  {:<8}  {from:<7}  {}",
            template.key.unwrap_or('-'),
            padded(name, width),
            template.language.as_deref().unwrap_or("-"),
            if for_whom.is_empty() {
                "all".into()
            } else {
                sanitise(&for_whom.join(", ")).into_owned()
            }
        )?;
    }
    Ok(())
}

fn view(templates: &Templates) -> Value {
    let template = |template: &Template| {
        json!({
            "name": template.name,
            "key": template.key,
            "stages": stages(template).collect::<Vec<_>>(),
            "offers": offers(template).collect::<Vec<_>>(),
            "language": template.language,
            "subject": template.subject.text,
            "file": match &template.origin {
                Origin::Shipped => None,
                Origin::Own(path) => Some(path.display().to_string()),
            },
        })
    };
    let problems = templates.problems().iter().map(
        |problem| json!({ "file": problem.file, "line": problem.line, "reason": problem.reason }),
    );
    json!({
        "templates": templates.all().iter().map(template).collect::<Vec<_>>(),
        "problems": problems.collect::<Vec<_>>(),
    })
}

fn stages(template: &Template) -> impl Iterator<Item = &str> {
    template.scope.stages.iter().map(|stage: &Stage| stage.word())
}

fn offers(template: &Template) -> impl Iterator<Item = &str> {
    template.scope.offers.iter().map(OfferPattern::as_str)
}

fn tell_problems(templates: &Templates) {
    for problem in templates.problems() {
        say(&format!("template {problem}"));
    }
}
