//! The plain mode: lines in, sentences out, through a pipe.

use std::io::Write;
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::cli::Shell;
use crate::support::Home;

/// Types lines and returns all that is said.
fn talk(mut command: Command, lines: &str) -> String {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let control = said.chars().find(|letter| letter.is_control() && *letter != '\n');
    assert_eq!(control, None, "no control character is printed");
    said
}

fn talk_on_demo(lines: &str) -> String {
    let home = Home::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadclock"));
    command.env_clear().env("HOME", home.folder.path()).env("USER", "ana").env("TZ", "UTC");
    command.env("ACCESSIBLE", "1").args(["demo", "--now", "2026-11-23T09:00:00Z"]);
    talk(command, lines)
}

#[test]
fn a_whole_pass_in_chinese() {
    let home = Home::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadclock"));
    command.env_clear().env("HOME", home.folder.path()).env("USER", "ana").env("TZ", "UTC");
    command.env("LANG", "zh_CN.UTF-8");
    command.args(["demo", "--plain", "--now", "2026-11-23T09:00:00Z"]);
    assert_snapshot!(talk(
        command,
        "next\n\
         call 无人接听\n\
         call 1\n\
         是\n\
         tick 预算，需求\n\
         qualify\n\
         客户已要求合同\n\
         undo\n\
         dismiss\n\
         香蕉\n\
         没有回应\n\
         否\n\
         find is:overdue stage:trial\n\
         find stage:\n\
         today\n\
         assign 无\n\
         help\n\
         quit\n"
    ));
}

#[test]
fn a_whole_pass_in_words() {
    assert_snapshot!(talk_on_demo(
        "next\n\
         call no answer\n\
         note Asks for 李伟, \"12 seats\"\n\
         follow up tue 9am\n\
         next\n\
         call\n\
         banana\n\
         2\n\
         tick budget need\n\
         qualify\n\
         asked for a contract\n\
         undo\n\
         redo\n\
         next\n\
         dismiss no answer\n\
         no\n\
         dismiss no answer\n\
         yes\n\
         undo\n\
         opt out calls\n\
         history\n\
         quit\n"
    ));
}

#[test]
fn finding_listing_and_asking_for_help_in_words() {
    assert_snapshot!(talk_on_demo("more\nfind conc\n2\nfind zzz\n99\ntoday\n\nfrobnicate\nhelp\n"));
}

#[test]
fn a_guard_is_answered_with_a_better_time() {
    let said = talk_on_demo("find hannah ellery\n1\nmail sent\nbetter\nread\nquit\n");
    for words in [
        "Wait: 5 touches in the last 7 days already.",
        "Type yes, no, or better to plan it for then:",
        "Saved: follow-up ",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let left = talk_on_demo("find hannah ellery\n1\nmail sent\nquit\nnext\n");
    assert!(left.ends_with("Nothing was done.\nGoodbye. Everything is saved.\n"), "{left}");
    let unasked = talk_on_demo("find hannah ellery\n1\nmail sent\n");
    assert!(unasked.contains("Nothing was done."), "nobody answered: {unasked}");
}

#[test]
fn a_refusal_is_said_and_nothing_is_done() {
    let said = talk_on_demo("call no answer\nfind callum pryce\n1\ncall no answer\n");
    for words in [
        "No lead is open. Type next, or a number of the list.",
        "Not done: this person asked for no more calls.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("Saved:"), "{said}");
}

#[test]
fn what_strangers_write_drives_no_terminal() {
    let shell = Shell::new();
    let file = shell.file(
        "odd.csv",
        "Email,Name,Company,Action,Description\n\
         odd@example.org,\"Eve \u{1b}[31mRed\u{7}\",\u{202e}Evil,PLT,\"first\r\nsecond\u{9b}\"\n",
    );
    shell.ok(&["import", &file]);
    let said =
        talk(shell.command(&["--plain"]), "1\nnote \u{1b}]0;x\u{7}\nhistory\n\u{1b}[2J\nundo\n");
    assert!(said.contains("Eve "), "{said}");
    assert!(said.contains("Took back: note, Eve "), "{said}");
    assert!(!said.contains('\u{202e}'), "{said}");
}

#[test]
fn everything_is_saved_where_the_pipe_ends() {
    let shell = Shell::new();
    let file = shell.file("one.csv", "Email,Name,Action\nzoe@example.org,Zoe Byron,PLT\n");
    shell.ok(&["import", &file]);
    let said = talk(shell.command(&["--plain"]), "next\nmeeting held\nassign ben");
    assert!(said.ends_with("leadclock> \nGoodbye. Everything is saved.\n"), "{said}");
    let lead = shell.lead("zoe@example.org");
    assert_eq!((&lead["status"], &lead["owner"]), (&"working".into(), &"ben".into()));
}

#[test]
fn a_question_lets_one_go_and_hears_the_command_again() {
    let said = talk_on_demo("next\ndismiss foo\nnope\ndismiss spam\nundo\ncall\nundo\nquit\n");
    assert!(
        said.contains("foo is none of them.") && said.contains("nope is none of them."),
        "{said}"
    );
    assert!(said.contains("Saved: dismissed: spam or abuse"), "{said}");
    assert_eq!(said.matches("5: not a customer").count(), 1, "told once: {said}");
    assert_eq!(said.matches("Took back:").count(), 2, "{said}");
}
