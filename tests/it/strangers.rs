//! What a stranger typed comes out in many places, and drives nothing in any of them.

use leadclock::domain::text::sanitise;

use crate::cli::{NOW, Shell};
use crate::pty::Terminal;

/// Whatever a terminal, a spreadsheet or a browser might obey.
const EVIL: &str = "=1+1\u{1b}]0;owned\u{7}\u{1b}[31m\u{9b}2J\u{202e}\u{2028}\u{e0041}\u{200b}\u{ad}<script>alert(1)</script>";

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Two people who may be one, evil in every field, and a line that can not be read.
fn desk() -> Shell {
    let shell = Shell::new();
    let columns = "First Name,Last Name,E-mail,Phone,Country,Company,Job Title,Lead Source,Offer ID,Offer Title,Description";
    let row = |address: &str| {
        let mut cells: Vec<String> =
            (0..11).map(|number| cell(&format!("{EVIL} {number}"))).collect();
        cells[2] = address.to_owned();
        cells[3] = "+44 20 7946 0018".to_owned();
        cells[7] = "AppSource-PLT|contoso.engine".to_owned();
        cells.join(",")
    };
    let rows = [
        columns,
        &row("eve@example.org"),
        &row("eve@example.net"),
        &format!("{},,,,,,,,,,,,too many", cell(EVIL)),
    ];
    let file = shell.file("evil.csv", &(rows.join("\n") + "\n"));
    let imported = shell.run(&["import", &file, "--now", NOW]);
    is_harmless("import", &imported.err);
    assert!(imported.err.contains("2 added"), "{}", imported.err);
    for arguments in [
        &["note", "eve@example.org", EVIL][..],
        &["assign", "eve@example.org", EVIL],
        &["log", "eve@example.org", "call", "--outcome", "reached", "--yes"],
        &["dismiss", "eve@example.net", "--reason", "other"],
    ] {
        let answer = shell.run(&[arguments, &["--now", NOW]].concat());
        is_harmless("a decision", &(answer.out + &answer.err));
    }
    shell
}

/// Nothing that is no letter, sign or line end stands in a text.
fn is_harmless(what: &str, text: &str) {
    for line in text.lines() {
        assert_eq!(sanitise(line), line, "{what}");
    }
}

#[test]
fn no_command_prints_what_drives_a_terminal() {
    let shell = desk();
    for arguments in [
        &["list"][..],
        &["list", "is:dismissed"],
        &["show", "eve@example.org"],
        &["next"],
        &["today"],
        &["similar"],
        &["doctor"],
        &["report"],
        &["report", "--format", "markdown"],
        &["report", "--format", "html"],
        &["templates"],
        &["draft", "eve@example.org"],
        &["views"],
        &["feed", "list"],
        &["config"],
        &["undo"],
        &["redo"],
        &["export", "--format", "ics"],
        // What is typed is told in errors.
        &["show", EVIL],
        &["list", EVIL],
        &["import", EVIL],
        &["log", "eve@example.org", "call", "--outcome", EVIL],
        &["schedule", "eve@example.org", EVIL],
        &["--theme", EVIL],
        &["--config", EVIL, "list"],
        &["--print", "--size", "120x40", "--keys", "j<enter>"],
    ] {
        let answer = shell.run(&[arguments, &["--now", NOW]].concat());
        // Lines of a calendar end as its standard says.
        is_harmless(&format!("{arguments:?}"), &(answer.out + &answer.err).replace("\r\n", "\n"));
    }
    let orders = format!(
        "1\nhistory\nnext\nfind {EVIL}\nassign {EVIL}\nyes\nnote {EVIL}\n{EVIL}\ntoday\nquit\n"
    );
    let orders = std::fs::File::open(shell.file("orders", &orders)).unwrap();
    let talk = shell.command(&["--plain", "--now", NOW]).stdin(orders).output().unwrap();
    is_harmless("--plain", &String::from_utf8(talk.stdout).unwrap());
    is_harmless("--plain", &String::from_utf8(talk.stderr).unwrap());
    let page = shell.ok(&["report", "--format", "html"]).out;
    assert!(!page.contains("<script>alert"), "{page}");
    // The look itself sees it.
    assert_ne!(sanitise(EVIL), EVIL);
}

#[test]
fn no_cell_of_an_export_is_a_formula() {
    let shell = desk();
    let exported = shell.ok(&["export", "--format", "csv"]).out;
    let mut cells = 0;
    for record in
        csv::ReaderBuilder::new().has_headers(false).from_reader(exported.as_bytes()).records()
    {
        for cell in record.unwrap().iter() {
            let first = cell.chars().next().unwrap_or(' ');
            assert!(!"=+-@\t\r\n＝＋－＠".contains(first), "{cell:?}");
            cells += usize::from(cell.contains("1+1"));
        }
    }
    assert!(cells > 10, "{exported}");
}

#[test]
fn nothing_of_it_reaches_the_terminal_that_shows_the_dashboard() {
    let shell = desk();
    let mut terminal = Terminal::beside(&shell);
    terminal.wait_for("leadclock");
    for keys in [
        "j", "k", "\r", "\x1b", "2", "3", "1", "w", "\x1b", "Y", "\x1b", "n", "\x1b", "a", "\x1b",
        "/owned", "\x1b", ":", "\x1b", "p", "p",
    ] {
        terminal.press(keys);
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
    terminal.wait_for("owned");
    terminal.press("q");
    let (_, written) = terminal.end();
    assert!(written.contains("owned"), "it was shown");
    for evil in [
        "\x1b]0;owned",
        "\x1b[31m\u{9b}",
        "\u{9b}",
        "\u{202e}",
        "\u{2028}",
        "\u{e0041}",
        "\u{200b}",
        "\u{ad}",
    ] {
        assert!(!written.contains(evil), "{evil:?}");
    }
}
