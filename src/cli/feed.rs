//! `feed`: which feeds there are, how they are, and connecting one.

use std::io::{IsTerminal, Read, Write, stdin, stdout};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::args::{AddFeed, Feed, FeedCommand, FeedSecret, ListFeeds, TestFeed};
use super::context::{Context, say};
use super::error::CliError;
use crate::app::config::edit::{self, EditError};
use crate::app::config::{Config, FeedKind, FeedSettings, SecretPlace};
use crate::app::feeds::{self, FailingView, FeedView, overview};
use crate::app::secrets::{self, SecretError};
use crate::app::sync::{Bell, Step, Surroundings, check, sign_in, validate};
use crate::domain::span::{ago, duration};
use crate::domain::text::{padded, sanitise};
use crate::language::english;

pub(super) fn run(context: &Context, feed: &Feed) -> Result<u8, CliError> {
    match &feed.command {
        FeedCommand::List(list) => list_feeds(context, list),
        FeedCommand::Add(add) => add_feed(context, add),
        FeedCommand::Test(test) => test_feed(context, test),
        FeedCommand::Secret(secret) => change_secret(context, secret),
        FeedCommand::Remove(feed) => remove(context, &feed.name),
    }
}

impl From<EditError> for CliError {
    fn from(error: EditError) -> Self {
        Self::of(&error)
    }
}

impl From<SecretError> for CliError {
    fn from(error: SecretError) -> Self {
        Self::of(&error)
    }
}

fn list_feeds(context: &Context, list: &ListFeeds) -> Result<u8, CliError> {
    let store = context.open_existing()?;
    let now = context.now();
    let views = overview(&store, &context.connections.feeds, &context.zone, now, english())?;
    let mut out = stdout().lock();
    if list.json {
        serde_json::to_writer_pretty(&mut out, &views)?;
        writeln!(out)?;
        return Ok(0);
    }
    if views.is_empty() {
        say("there are no feeds; `leadclock feed add --help` says how to add one");
        return Ok(0);
    }
    let head = [("NAME", 16), ("KIND", 14), ("STATE", 11), ("LAST SYNC", 9), ("LAST RECORD", 11)];
    let head: Vec<String> = head.iter().map(|(word, width)| padded(word, *width)).collect();
    writeln!(out, "{}  LAST TEST  30 DAYS", head.join("  "))?;
    for view in &views {
        write_view(&mut out, view, now)?;
    }
    Ok(0)
}

fn write_view(out: &mut impl Write, view: &FeedView, now: DateTime<Utc>) -> Result<(), CliError> {
    let time =
        |at: Option<DateTime<Utc>>| at.map_or("never".to_owned(), |at| ago(now - at, english()));
    writeln!(
        out,
        "{}  {}  {}  {}  {}  {}  {}",
        padded(&view.name, 16),
        padded(view.label, 14),
        padded(&view.health.label(english()), 11),
        padded(&time(view.succeeded_at), 9),
        padded(&time(view.last_record_at), 11),
        padded(&time(view.last_test_at), 9),
        view.days.iter().map(|day| day.records).sum::<u64>(),
    )?;
    if let Some(failing) = &view.failing {
        writeln!(out, "  {}: {}", how_long(view, failing, now), sanitise(&failing.why))?;
        if !failing.advice.is_empty() {
            writeln!(out, "  {}", sanitise(&failing.advice))?;
        }
    }
    if view.waiting + view.refused > 0 {
        let (waiting, refused) = (view.waiting, view.refused);
        writeln!(out, "  {waiting} to be told there, {refused} refused: see `leadclock outbox`")?;
    }
    if view.health == feeds::Health::NotRunning && view.failing.is_none() {
        writeln!(out, "  {}", feeds::START_RECEIVER)?;
    }
    if let (feeds::Health::Silent, Some(gap)) = (view.health, view.usual_gap) {
        writeln!(out, "  usually something comes every {}", duration(gap))?;
    }
    for cause in &view.likely_causes {
        writeln!(out, "  - {cause}")?;
    }
    Ok(())
}

/// Says how long a feed has failed.
fn how_long(view: &FeedView, failing: &FailingView, now: DateTime<Utc>) -> String {
    match (view.succeeded_at, view.tried_at) {
        (None, Some(at)) if view.is_asked => {
            format!("never worked, tried {}", ago(now - at, english()))
        }
        _ if now - failing.since < TimeDelta::minutes(1) => "just now".to_owned(),
        _ => format!("for {}", duration(now - failing.since)),
    }
}

fn add_feed(context: &Context, add: &AddFeed) -> Result<u8, CliError> {
    let path = context.settings_path()?;
    if context.connections.feeds.iter().any(|feed| feed.name == add.name) {
        return Err(CliError::usage(format!("{} is there already", add.name)).hint(format!(
            "`leadclock feed test {0}` says how it is, `leadclock feed remove {0}` takes it out",
            add.name
        )));
    }
    let mut settings = typed_settings(&add.settings)?;
    ask_for_missing(&add.kind, &mut settings)?;
    let secret = add.secret.as_deref().map(secret_place).transpose()?;
    let mut written = vec![("name", add.name.as_str()), ("kind", add.kind.as_str())];
    written.extend(add.every.as_deref().map(|every| ("every", every)));
    written.extend(secret.as_deref().map(|place| ("secret", place)));
    written.extend(settings.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let feed = feed_of(&written)?;
    let vault = &context.connections.vault;
    let place = vault.place(&feed);
    let is_ours = matches!(feed.secret, SecretPlace::Own | SecretPlace::Keyring);
    // What is there already stays good: the marketplace may hold it.
    let known = match vault.read(&feed) {
        Err(SecretError::Missing { .. }) => None,
        known => known?,
    };
    let secret = match (feed.kind, known) {
        (FeedKind::Https, Some(known)) => Some(known),
        (_, known) if !is_ours => known,
        (FeedKind::Https, None) => Some(secrets::make()),
        (kind, _) => match signed_in(context, &feed)? {
            Some(token) => Some(token),
            None => kind.secret().map(ask).transpose()?,
        },
    };
    if secret.is_some() || feed.kind.secret().is_none() {
        validate(&feed, &context.connections.folder, secret.clone()).map_err(|error| {
            CliError::usage(format!("{}: {error}", add.name))
                .hint("settings of its kind stand behind it, as NAME=VALUE; nothing was changed")
        })?;
    }
    edit::add_feed(&path, &written)?;
    if let Some(secret) = secret.as_ref().filter(|_| is_ours)
        && let Err(error) = vault.write(&feed, secret)
    {
        edit::remove_feed(&path, &feed.name)?;
        return Err(error.into());
    }
    say(&format!("{} is in {}", feed.name, path.display()));
    match (&secret, feed.kind.secret()) {
        (Some(_), _) => say(&format!("its secret is in {place}")),
        (None, Some(what)) => say(&format!("put its {what} into {place}")),
        (None, None) => {}
    }
    if let (FeedKind::Https, Some(secret)) = (feed.kind, &secret) {
        let newest = secret.expose_secret().lines().next().unwrap_or_default();
        tell_address(context, &SecretString::from(newest.trim()))?;
        say("start `leadclock serve`, and press Validate in Partner Center");
        return Ok(0);
    }
    if secret.is_none() && feed.kind.secret().is_some() {
        return Ok(0);
    }
    let code = tell_steps(&steps(context, &feed)?)?;
    if code != 0 {
        say(&format!(
            "it is added and does not work yet: mend that, then `leadclock feed test {}`",
            feed.name
        ));
    }
    Ok(code)
}

/// Asks whoever sits there for settings that the kind can not do without and that were not typed.
fn ask_for_missing(kind: &str, settings: &mut Vec<(String, String)>) -> Result<(), CliError> {
    let Some(FeedKind::Pull(kind)) = FeedKind::named(kind) else { return Ok(()) };
    if !stdin().is_terminal() {
        return Ok(());
    }
    for (name, what) in kind.needs {
        if settings.iter().any(|(known, _)| known == name) {
            continue;
        }
        let mut err = std::io::stderr();
        write!(err, "{what}: ")?;
        err.flush()?;
        let mut line = String::new();
        stdin().read_line(&mut line)?;
        settings.extend(typed_settings(&[format!("{name}={}", line.trim())])?);
    }
    Ok(())
}

/// Signs a person in where the settings say so, and returns what is to be kept.
fn signed_in(context: &Context, feed: &FeedSettings) -> Result<Option<SecretString>, CliError> {
    let (bell, now) = (Bell::default(), || context.now());
    let around = surroundings(context, &now, &bell);
    sign_in(feed, &around, &mut |words| say(words)).map_err(|trouble| {
        CliError::failed(format!("{}: {}", feed.name, trouble.why)).hint(trouble.advice)
    })
}

fn surroundings<'a>(
    context: &'a Context,
    now: &'a (dyn Fn() -> DateTime<Utc> + Sync),
    bell: &'a Bell,
) -> Surroundings<'a> {
    Surroundings { connections: &context.connections, practice: &context.practice, now, bell }
}

/// Reads NAME=VALUE. A relative path starts where it was typed, not at the settings.
fn typed_settings(settings: &[String]) -> Result<Vec<(String, String)>, CliError> {
    let one = |setting: &String| -> Result<_, CliError> {
        let Some((name, value)) = setting.split_once('=') else {
            // Whoever types a secret here must not read it again in a log.
            return Err(CliError::usage("a setting is written as NAME=VALUE"));
        };
        let (name, value) = (name.trim(), value.trim());
        let value = if name == "path" { whole(value)? } else { value.to_owned() };
        Ok((name.to_owned(), value))
    };
    settings.iter().map(one).collect()
}

/// Returns where a secret is, a file by its whole path.
fn secret_place(place: &str) -> Result<String, CliError> {
    match place.strip_prefix("file:") {
        Some(path) => Ok(format!("file:{}", whole(path)?)),
        None => Ok(place.to_owned()),
    }
}

fn whole(path: &str) -> Result<String, CliError> {
    if path.is_empty() || path.starts_with('~') {
        return Ok(path.to_owned());
    }
    let whole = std::path::absolute(path).map_err(|error| CliError::of(&error))?;
    whole
        .into_os_string()
        .into_string()
        .map_err(|_| CliError::usage("this folder's name is no text").hint("write the whole path"))
}

/// Reads a feed as the settings would have it, so that what is wrong is told before a secret is
/// asked for.
fn feed_of(written: &[(&str, &str)]) -> Result<FeedSettings, CliError> {
    let mut table = toml::Table::new();
    for (name, value) in written {
        table.insert((*name).to_owned(), toml::Value::from(*value));
    }
    let mut file = toml::Table::new();
    file.insert("feeds".to_owned(), toml::Value::Array(vec![toml::Value::Table(table)]));
    let config = Config::parse(&file.to_string()).map_err(|error| {
        // As it was typed, not as it would stand in the file.
        let told = error.0.iter().map(|problem| {
            let typed = match problem.path.strip_prefix("feeds[1].").unwrap_or(&problem.path) {
                "name" => "NAME".to_owned(),
                "kind" => "KIND".to_owned(),
                flag @ ("every" | "secret") => format!("--{flag}"),
                setting => format!("{setting}="),
            };
            format!("{typed}: {}", problem.what.replace("feeds[1].", ""))
        });
        CliError::usage(told.collect::<Vec<_>>().join("; "))
            .hint("`leadclock feed add --help` says what each kind needs; nothing was changed")
    })?;
    config.feeds().pop().ok_or_else(|| CliError::usage("there is no feed"))
}

/// Asks for a secret: never as a word of the command line, where others could see it.
fn ask(what: &str) -> Result<SecretString, CliError> {
    let secret = if stdin().is_terminal() {
        rpassword::prompt_password(format!("{what} (it is not shown): "))?
    } else {
        let mut text = String::new();
        stdin().read_line(&mut text)?;
        if text.starts_with("-----BEGIN") {
            stdin().read_to_string(&mut text)?;
        }
        text
    };
    match secret.trim() {
        "" => Err(CliError::usage(format!("there is no {what}")).hint("nothing was changed")),
        secret => Ok(SecretString::from(secret)),
    }
}

fn tell_address(context: &Context, secret: &SecretString) -> Result<(), CliError> {
    let url = match context.config.serve.url.as_str() {
        "" => "https://YOUR-HOST".to_owned(),
        url if url.contains("://") => url.to_owned(),
        host => format!("https://{host}"),
    };
    say("the address for Partner Center, with its secret:");
    writeln!(stdout(), "{}/leads/{}", url.trim_end_matches('/'), secret.expose_secret())?;
    Ok(())
}

fn steps(context: &Context, feed: &FeedSettings) -> Result<Vec<Step>, CliError> {
    let bell = Bell::default();
    if let FeedKind::Https = feed.kind {
        let store = context.open_existing()?;
        return Ok(feeds::check_endpoint(&store, feed, &context.connections.vault, context.now())?);
    }
    let now = || context.now();
    Ok(check(feed, &surroundings(context, &now, &bell)))
}

fn test_feed(context: &Context, test: &TestFeed) -> Result<u8, CliError> {
    let steps = steps(context, context.feed(&test.name)?)?;
    if !test.json {
        return tell_steps(&steps);
    }
    let told: Vec<Value> = steps
        .iter()
        .map(|step| match &step.outcome {
            Ok(found) => json!({"step": step.name, "ok": true, "found": found}),
            Err(trouble) => {
                let (why, advice) = (&trouble.why, &trouble.advice);
                json!({"step": step.name, "ok": false, "why": why, "advice": advice})
            }
        })
        .collect();
    let mut out = stdout().lock();
    serde_json::to_writer_pretty(&mut out, &told)?;
    writeln!(out)?;
    Ok(u8::from(steps.iter().any(|step| step.outcome.is_err())))
}

fn tell_steps(steps: &[Step]) -> Result<u8, CliError> {
    let mut out = stdout().lock();
    for step in steps {
        match &step.outcome {
            Ok(found) => writeln!(out, "ok      {}: {}", step.name, sanitise(found))?,
            Err(trouble) => {
                writeln!(out, "FAILED  {}: {}", step.name, sanitise(&trouble.why))?;
                writeln!(out, "        {}", sanitise(&trouble.advice))?;
            }
        }
    }
    Ok(u8::from(steps.iter().any(|step| step.outcome.is_err())))
}

fn change_secret(context: &Context, args: &FeedSecret) -> Result<u8, CliError> {
    let feed = context.feed(&args.name)?;
    let vault = &context.connections.vault;
    let Some(what) = feed.kind.secret() else {
        return Err(CliError::usage(format!("{} needs no secret", feed.name)));
    };
    if !matches!(feed.kind, FeedKind::Https) {
        if args.show || args.drop_old {
            return Err(CliError::usage("only an HTTPS endpoint has an address of ours"));
        }
        let secret = match signed_in(context, feed)? {
            Some(token) => token,
            None => ask(what)?,
        };
        vault.write(feed, &secret)?;
        return tell_steps(&steps(context, feed)?);
    }
    let known = match vault.read_each(feed) {
        Err(SecretError::Missing { .. }) if !args.show => Vec::new(),
        known => known?,
    };
    if args.show {
        return match known.first() {
            Some(newest) => tell_address(context, newest).map(|()| 0),
            None => Err(CliError::failed("there is no secret yet")),
        };
    }
    if args.drop_old {
        let Some(newest) = known.first() else {
            return Err(CliError::failed("there is no secret yet"));
        };
        vault.write(feed, newest)?;
        say("from now on only the newest secret is taken");
        return Ok(0);
    }
    if known.len() > 1 {
        return Err(CliError::failed("two secrets are taken already").hint(format!(
            "`leadclock feed secret {} --drop-old` first: the marketplace may hold either",
            feed.name
        )));
    }
    let new = secrets::make();
    let both = match known.first() {
        Some(old) => format!("{}\n{}", new.expose_secret(), old.expose_secret()),
        None => new.expose_secret().to_owned(),
    };
    vault.write(feed, &SecretString::from(both))?;
    tell_address(context, &new)?;
    say("a running `leadclock serve` takes it within a few seconds");
    if !known.is_empty() {
        say(&format!(
            "the one before is still taken, until `leadclock feed secret {} --drop-old`",
            feed.name
        ));
    }
    Ok(0)
}

fn remove(context: &Context, name: &str) -> Result<u8, CliError> {
    let feed = context.feed(name)?;
    edit::remove_feed(&context.settings_path()?, name)?;
    context.connections.vault.remove(feed)?;
    let mut store = context.open()?;
    store.write(|writer| writer.forget_feed(name))?;
    say(&format!("{name} is out; its leads stay"));
    Ok(0)
}
