//! Words in, words out; opens the screen.
//!
//! Standard output carries data, standard error words and progress. One file a verb or a family of
//! verbs; to add one: its arguments in `args`, its file, and its arm in [`run`].

mod args;
mod config;
mod context;
mod decide;
mod doctor;
mod draft;
mod error;
mod export;
mod feed;
mod import;
mod key;
mod open;
mod outbox;
mod output;
mod people;
mod report;
mod safe;
mod serve;
mod show;
mod signals;
mod sync;
mod table;
mod theme;
mod today;
mod views;

use std::io::{Write, stderr, stdout};

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

use self::args::{Cli, Command};
use self::context::Context;
use self::error::{CliError, Kind};

/// Runs the program with the words it was given and returns its exit code.
pub fn run() -> u8 {
    let read = Cli::words().try_get_matches();
    let cli = match read.and_then(|words| Cli::from_arg_matches(&words)) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are printed, with 0; anything else is usage. A closed pipe is fine.
            let _ = error.print();
            if error.kind() == ErrorKind::UnknownArgument
                && std::env::args().any(|word| takes_query(&word))
            {
                let words = "Hint: a query that begins with - wants -- before it, or not instead: 'not status:new'";
                let _ = writeln!(stderr(), "{words}");
            }
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    match carry_out(cli) {
        Ok(code) => code,
        Err(error) if error.kind == Kind::ClosedPipe => 0,
        Err(error) => {
            let _ = writeln!(stderr(), "{error}");
            match error.kind {
                Kind::Usage => 2,
                Kind::Failed | Kind::ClosedPipe => 1,
            }
        }
    }
}

/// Returns whether a word is a command that takes a query.
fn takes_query(word: &str) -> bool {
    matches!(word, "list" | "export" | "views")
}

fn carry_out(cli: Cli) -> Result<u8, CliError> {
    let Cli { global, files, command } = cli;
    match &command {
        Some(Command::Config(config)) => return config::run(&global, config),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "leadclock", &mut script);
            stdout().write_all(&script)?;
            return Ok(0);
        }
        Some(Command::Man) => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            stdout().write_all(&page)?;
            return Ok(0);
        }
        _ => {}
    }
    key::take(&global)?;
    let context = Context::new(global)?;
    match command {
        None => open::dashboard(&context, &files),
        Some(Command::Demo(demo)) => open::demo(&context, &demo),
        Some(Command::Import(import)) => import::run(&context, &import),
        Some(Command::List(list)) => show::list(&context, &list),
        Some(Command::Show(show)) => show::show(&context, &show),
        Some(Command::Next(next)) => show::next(&context, &next),
        Some(Command::Log(log)) => decide::log(&context, &log),
        Some(Command::Qualify(qualify)) => decide::qualify(&context, &qualify),
        Some(Command::Dismiss(dismiss)) => decide::dismiss(&context, &dismiss),
        Some(Command::Reopen(target)) => decide::reopen(&context, &target),
        Some(Command::Note(note)) => decide::note(&context, &note),
        Some(Command::Schedule(when)) => decide::schedule(&context, &when),
        Some(Command::Snooze(when)) => decide::snooze(&context, &when),
        Some(Command::Nurture(nurture)) => decide::nurture(&context, &nurture),
        Some(Command::Assign(assign)) => decide::assign(&context, &assign),
        Some(Command::Tick(tick)) => decide::tick(&context, &tick),
        Some(Command::Milestone(milestone)) => decide::milestone(&context, &milestone),
        Some(Command::OptOut(opt_out)) => decide::opt_out(&context, &opt_out),
        Some(Command::Today(today)) => today::run(&context, &today),
        Some(Command::Draft(draft)) => draft::draft(&context, &draft),
        Some(Command::Templates(templates)) => draft::templates(&context, &templates),
        Some(Command::Link(link)) => people::link(&context, &link),
        Some(Command::Unlink(unlink)) => people::unlink(&context, &unlink),
        Some(Command::Similar(similar)) => people::similar(&context, &similar),
        Some(Command::Undo) => decide::undo(&context),
        Some(Command::Redo) => decide::redo(&context),
        Some(Command::Report(report)) => report::run(&context, &report),
        Some(Command::Views(views)) => views::run(&context, &views),
        Some(Command::Export(export)) => export::run(&context, &export),
        Some(Command::Sync(sync)) => sync::run(&context, &sync),
        Some(Command::Feed(feed)) => feed::run(&context, &feed),
        Some(Command::Outbox(outbox)) => outbox::run(&context, &outbox),
        Some(Command::Serve(serve)) => serve::run(&context, &serve),
        Some(Command::Erase(erase)) => safe::erase(&context, &erase),
        Some(Command::Prune(prune)) => safe::prune(&context, &prune),
        Some(Command::BackUp(back_up)) => safe::back_up(&context, &back_up),
        Some(Command::Restore(restore)) => safe::restore(&context, &restore),
        Some(Command::Doctor(doctor)) => doctor::run(&context, &doctor),
        Some(Command::Config(_) | Command::Completions { .. } | Command::Man) => Ok(0),
    }
}
