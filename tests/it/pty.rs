//! The real program in a real terminal: it starts, answers keys, and gives the terminal back
//! whatever ends it. Every wait is for something on the screen, never for time to pass.

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant, SystemTime};

use leadclock::app::demo::{DemoOptions, fill};
use leadclock::app::triage;
use leadclock::domain::practice::Practice;
use leadclock::tui::runner::Clock;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::cli::Shell;
use crate::support::Home;

/// Longer than anything takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Terminal {
    screen: vt100::Parser,
    raw: Vec<u8>,
    pub(crate) output: Receiver<Vec<u8>>,
    pub(crate) keys: Box<dyn Write + Send>,
    pub(crate) child: Box<dyn Child + Send + Sync>,
    pub(crate) master: Option<Box<dyn MasterPty + Send>>,
}

impl Terminal {
    pub(crate) fn open(home: &Home, environment: &[(&str, &str)]) -> Self {
        Self::start(home.folder.path(), environment)
    }

    /// Opens the dashboard on the leads of a shell.
    pub(crate) fn beside(shell: &Shell) -> Self {
        Self::start(&shell.path(""), &[])
    }

    fn start(home: &Path, environment: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_leadclock"));
        command.args(["--db", home.join("leads.db").to_str().unwrap()]);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("TZ", "UTC");
        command.env("USER", "rep");
        command.env("HOME", home);
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            screen: vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0),
            raw: Vec::new(),
            output,
            keys: pair.master.take_writer().unwrap(),
            child,
            master: Some(pair.master),
        }
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    pub(crate) fn resize(&mut self, rows: u16, cols: u16) {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        // What is drawn from here on is drawn on an empty screen of the new size.
        self.screen = vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0);
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen shows what is wanted.
    pub(crate) fn wait(&mut self, wanted: impl Fn(&str) -> bool) {
        let started = Instant::now();
        while !wanted(&self.text()) {
            assert!(started.elapsed() < PATIENCE, "not shown:\n{}", self.text());
            if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(100)) {
                self.screen.process(&bytes);
                self.raw.extend(bytes);
            }
        }
    }

    pub(crate) fn wait_for(&mut self, words: &str) {
        self.wait(|text| text.contains(words));
    }

    pub(crate) fn wait_until_stopped(&self) {
        let started = Instant::now();
        let pid = self.child.process_id().unwrap();
        loop {
            // `pid (name) state ...`
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
            if stat.rsplit_once(") ").unwrap().1.starts_with('T') {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "it does not stop");
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// Waits for the end. Returns the exit code and everything that was written.
    pub(crate) fn end(&mut self) -> (u32, String) {
        let started = Instant::now();
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            assert!(started.elapsed() < PATIENCE, "still running:\n{}", self.text());
            if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(20)) {
                self.raw.extend(bytes);
            }
        };
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.raw.extend(bytes);
        }
        (code, String::from_utf8_lossy(&self.raw).into_owned())
    }

    /// Waits for the end, and that the terminal was given back: its own screen, no pastes marked,
    /// the cursor shown.
    pub(crate) fn ends_restored(&mut self, expected: u32) -> String {
        let (code, written) = self.end();
        assert_eq!(code, expected, "{written}");
        let last = |sequence: &str| written.rfind(sequence);
        assert!(last("\x1b[?1049l") > last("\x1b[?1049h"), "the alternate screen is left");
        assert!(last("\x1b[?2004l") > last("\x1b[?2004h"), "pastes are plain again");
        assert!(last("\x1b[?1000l") > last("\x1b[?1000h"), "the mouse is the terminal's again");
        assert!(last("\x1b[?25h") > last("\x1b[?25l"), "the cursor is back");
        written
    }
}

pub(crate) fn home_with_leads() -> Home {
    let home = Home::new();
    let options = DemoOptions { leads: 60, seed: 7, now: Clock::System.now() };
    fill(&mut home.store(), &options, &mut |_, _| {}).unwrap();
    home
}

#[test]
fn keys_are_answered_and_q_gives_the_terminal_back() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Priya Natarajan");
    // A meeting that took place: no guard has a say in it, whatever the hour.
    terminal.press("t2");
    terminal.wait_for("meeting logged: held · Priya Natarajan");
    terminal.press("?");
    terminal.wait_for("Getting around");
    terminal.press("\x1b");
    terminal.wait_for("TRIAL");
    terminal.press("q");
    terminal.ends_restored(0);
}

#[test]
fn an_empty_desk_offers_made_up_leads_and_every_key_after_that_counts() {
    let home = Home::new();
    drop(home.store());
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("No leads yet");
    terminal.press("D");
    terminal.wait_for("Priya Natarajan");
    terminal.press("t2");
    terminal.wait_for("meeting logged");
    terminal.press("q");
    terminal.ends_restored(0);
    assert_eq!(home.store().check().unwrap().leads, 0, "one's own file stays empty");
}

#[test]
fn keys_typed_in_one_go_act_on_one_lead_after_another() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Priya Natarajan");
    terminal.press("x1x1x1");
    terminal.wait(|text| text.contains("Tom Baker · saved"));
    terminal.press("q");
    terminal.ends_restored(0);
    let shown = |email: &str| {
        home.store().lead(crate::support::one(home.store().find(email).unwrap())).unwrap()
    };
    let priya = shown("priya.natarajan@example.com").unwrap();
    assert_eq!(priya.lead.status(), leadclock::domain::funnel::Status::Dismissed);
    let events = rusqlite::Connection::open(home.db())
        .unwrap()
        .query_row("SELECT count(DISTINCT record) FROM events WHERE actor = 'rep'", [], |row| {
            row.get::<_, i64>(0)
        })
        .unwrap();
    assert_eq!(events, 3, "three leads, not one thrice");
}

#[test]
fn what_another_process_decides_appears_by_itself() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Priya Natarajan");
    let mut store = home.store();
    let key = crate::support::one(store.find("priya.natarajan@example.com").unwrap());
    let wish = triage::Wish::command(leadclock::domain::command::Command::Dismiss {
        reason: leadclock::domain::funnel::DismissReason::Spam,
    });
    let started = Instant::now();
    let (now, practice) = (Clock::System.now(), Practice::default());
    triage::carry_out(&mut store, "ben", now, &[key], &wish, &practice).unwrap();
    terminal.wait(|text| !text.contains("Priya Natarajan"));
    assert!(started.elapsed() < Duration::from_secs(4), "it took {:?}", started.elapsed());
    terminal.press("q");
    terminal.ends_restored(0);
}

#[test]
fn clicks_are_heard_unless_the_settings_leave_the_mouse_to_the_terminal() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Priya Natarajan");
    // The second lead of the list, twice; then a notch of the wheel.
    terminal.press("\x1b[<0;20;5M\x1b[<0;20;5m\x1b[<0;20;5M\x1b[<0;20;5m");
    terminal.wait_for(" Lead");
    terminal.wait_for("李伟");
    terminal.press("\x1b[<65;20;9M");
    terminal.wait(|text| !text.contains("李伟"));
    terminal.press("q");
    terminal.wait_for("TRIAL");
    terminal.press("q");
    let written = terminal.ends_restored(0);
    assert!(written.contains("\x1b[?1000h") && !written.contains("\x1b[?1003h"));

    let settings = home.folder.path().join(".config/leadclock");
    std::fs::create_dir_all(&settings).unwrap();
    std::fs::write(settings.join("config.toml"), "mouse = false\n").unwrap();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Priya Natarajan");
    terminal.press("q");
    let (code, written) = terminal.end();
    assert_eq!(code, 0);
    assert!(!written.contains("\x1b[?1000h"));
}

/// Puts a program into a folder of the home, and returns the folder.
fn program(home: &Home, name: &str, script: &str) -> String {
    let folder = home.folder.path().join("bin");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder.display().to_string()
}

/// Waits until a program that runs beside us has written a file.
fn wait_for_text(path: &Path, wanted: &str) {
    let started = Instant::now();
    while !std::fs::read_to_string(path).is_ok_and(|text| text == wanted) {
        assert!(started.elapsed() < PATIENCE, "{wanted} was not written");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_address_is_opened_and_copied_as_it_is_though_the_screen_is_masked() {
    let home = home_with_leads();
    let taken = home.folder.path().join("taken");
    let path = program(&home, "xdg-open", &format!("printf %s \"$1\" > '{}'", taken.display()));
    let mut terminal = Terminal::open(&home, &[("PATH", &path)]);
    terminal.wait_for("Priya Natarajan");
    terminal.press("p");
    terminal.wait(|text| text.contains("masked") && !text.contains("Priya"));
    terminal.press("om");
    terminal.wait_for("the address is in your mail program; e logs what comes of it");
    wait_for_text(&taken, "mailto:priya.natarajan@example.com");
    terminal.press("op");
    terminal.wait_for("the number is in your phone program");
    wait_for_text(&taken, "tel:+912205550142");
    terminal.press("Ym");
    terminal.wait_for("the address is in the clipboard, if this terminal has one");
    terminal.press("q");
    let written = terminal.ends_restored(0);
    assert!(written.contains("\x1b]52;c;cHJpeWEubmF0YXJhamFuQGV4YW1wbGUuY29t"), "OSC 52");
}

#[test]
fn where_nothing_can_be_copied_it_says_why_and_nothing_is_written() {
    let home = home_with_leads();
    let path = program(&home, "tmux", "echo external");
    let mut terminal = Terminal::open(&home, &[("PATH", &path), ("TMUX", "/tmp/x,1,0")]);
    terminal.wait_for("Priya Natarajan");
    terminal.press("Yn");
    terminal.wait_for("tmux set -s set-clipboard on");
    terminal.press("om");
    terminal.wait_for("no program took it: set one for mailto: links");
    terminal.press("q");
    assert!(!terminal.ends_restored(0).contains("\x1b]52;"));

    let settings = home.folder.path().join(".config/leadclock");
    std::fs::create_dir_all(&settings).unwrap();
    std::fs::write(settings.join("config.toml"), "clipboard = \"off\"\n").unwrap();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Priya Natarajan");
    terminal.press("Yn");
    terminal.wait_for("the settings say clipboard");
    terminal.press("q");
    assert!(!terminal.ends_restored(0).contains("\x1b]52;"));
}

#[test]
fn digits_typed_ahead_tick_the_checklist() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("TRIAL");
    terminal.press("jjy12");
    terminal.wait_for("2 ✓ budget");
    terminal.wait_for("1 ✓ need");
    terminal.press("\x03");
    terminal.ends_restored(0);
}

#[test]
fn without_colours_the_selected_row_is_still_told_apart() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[("NO_COLOR", "1")]);
    terminal.wait_for("Priya Natarajan");
    terminal.press("j");
    terminal.wait_for("TRIAL");
    terminal.press("q");
    let written = terminal.ends_restored(0);
    assert!(
        written.contains("\x1b[7m") || written.contains(";7m") || written.contains("[7;"),
        "reverse video is used"
    );
    for colour in ["\x1b[31m", "\x1b[38;", "\x1b[48;"] {
        assert!(!written.contains(colour), "{colour:?}");
    }
}

/// What a terminal is asked, and how one with a light ground answers.
const QUESTION: &str = "\x1b]11;?\x07";
const LIGHT: &str = "\x1b]11;rgb:fefe/fbfb/f1f1\x1b\\";

/// How the current view's tab is written on a dark and on a light ground.
const ON_DARK: &str = "38;5;110;";
const ON_LIGHT: &str = "38;5;25;";

impl Terminal {
    /// Waits for something that is written but not shown.
    fn wait_until_written(&mut self, sequence: &str) {
        let started = Instant::now();
        while !String::from_utf8_lossy(&self.raw).contains(sequence) {
            assert!(started.elapsed() < PATIENCE, "not written: {sequence:?}");
            if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(20)) {
                self.screen.process(&bytes);
                self.raw.extend(bytes);
            }
        }
    }
}

#[test]
fn the_colours_follow_the_ground_that_the_terminal_tells() {
    let home = home_with_leads();
    let dark = "\x1b]11;rgb:1e1e/1e1e/2e2e\x07";
    for (answer, colour, other) in [(LIGHT, ON_LIGHT, ON_DARK), (dark, ON_DARK, ON_LIGHT)] {
        let mut terminal = Terminal::open(&home, &[]);
        terminal.wait_until_written(QUESTION);
        // Keys that are typed ahead stand before and behind it.
        terminal.press(&format!("4{answer}1?"));
        terminal.wait_for("Getting around");
        terminal.press("\x1b");
        terminal.wait_for("TRIAL");
        terminal.wait_until_written(colour);
        terminal.press("q");
        let written = terminal.ends_restored(0);
        let last = |sequence: &str| written.rfind(sequence);
        assert!(last(colour) > last(other), "{answer:?}");
        assert_eq!(written.matches(QUESTION).count(), 1, "it is asked once");
    }
}

#[test]
fn no_letter_of_a_late_or_broken_answer_is_taken_for_a_key() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Priya Natarajan");
    terminal.wait_until_written(ON_DARK);
    let (first, rest) = LIGHT.split_at(12);
    terminal.press(first);
    terminal.press(rest);
    terminal.wait_until_written(ON_LIGHT);
    terminal.press("\x1b]11;rgb:xx/c1/z2\x07");
    terminal.press("\x1b]11;rgb:c1/c1\x07?");
    terminal.wait_for("Getting around");
    terminal.press("\x1b");
    terminal.wait_for("TRIAL");
    terminal.press("q");
    terminal.ends_restored(0);
    let made = rusqlite::Connection::open(home.db())
        .unwrap()
        .query_row("SELECT count(*) FROM events WHERE actor = 'rep'", [], |row| {
            row.get::<_, i64>(0)
        })
        .unwrap();
    assert_eq!(made, 0);
}

#[test]
fn a_terminal_is_not_asked_where_the_answer_would_change_nothing() {
    let home = home_with_leads();
    let settings = home.folder.path().join(".config/leadclock");
    for (theme, environment) in
        [("light", None), ("auto", Some(("NO_COLOR", "1"))), ("auto", Some(("TERM", "linux")))]
    {
        std::fs::create_dir_all(&settings).unwrap();
        std::fs::write(settings.join("config.toml"), format!("theme = \"{theme}\"")).unwrap();
        let mut terminal = Terminal::open(&home, environment.as_slice());
        terminal.wait_for("Priya Natarajan");
        terminal.press("q");
        assert!(!terminal.ends_restored(0).contains("]11;"), "{theme} {environment:?}");
    }
    std::fs::write(settings.join("config.toml"), "").unwrap();
    let mut terminal = Terminal::open(&home, &[("COLORFGBG", "0;15")]);
    terminal.wait_for("Priya Natarajan");
    terminal.wait_until_written(ON_LIGHT);
    terminal.press("q");
    assert!(!terminal.ends_restored(0).contains(ON_DARK), "nothing was asked in vain");
}

#[test]
fn the_plain_mode_prints_no_escape_into_a_terminal() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[("ACCESSIBLE", "1")]);
    terminal.wait_for("leadclock>");
    terminal.press("next\n");
    terminal.wait_for("Why now: overdue");
    terminal.press("meeting held\n");
    terminal.wait_for("Saved: meeting logged: held");
    terminal.press("quit\n");
    let (code, written) = terminal.end();
    assert_eq!(code, 0);
    assert!(!written.contains('\x1b'), "{written:?}");
}

/// A home with a feed that brings the files of a folder.
fn home_with_a_folder() -> (Home, PathBuf) {
    let home = Home::new();
    drop(home.store());
    let folder = home.folder.path().join("inbox");
    std::fs::create_dir(&folder).unwrap();
    let settings = home.folder.path().join(".config/leadclock");
    std::fs::create_dir_all(&settings).unwrap();
    let config = format!(
        "[[feeds]]\nname = \"downloads\"\nkind = \"folder\"\npath = {:?}\n",
        folder.display().to_string()
    );
    std::fs::write(settings.join("config.toml"), config).unwrap();
    (home, folder)
}

fn put(folder: &Path, email: &str) {
    let path = folder.join(format!("{email}.csv"));
    std::fs::write(&path, format!("Email,Name,Action\n{email},Zoe Byron,PLT\n")).unwrap();
    let file = std::fs::File::options().append(true).open(path).unwrap();
    let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(1_736_164_800);
    file.set_modified(modified).unwrap();
}

#[test]
fn leads_arrive_by_themselves_while_the_dashboard_is_open() {
    let (home, folder) = home_with_a_folder();
    put(&folder, "zoe@example.org");
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Zoe Byron");
    terminal.wait_for("synced just now");
    put(&folder, "second@example.org");
    terminal.press("s");
    terminal.wait_for("2 open");
    terminal.press("4");
    terminal.wait_for("2 in 30d");
    std::fs::remove_dir_all(&folder).unwrap();
    terminal.press("?");
    terminal.wait_for("Getting around");
    terminal.press("4s");
    terminal.wait_for("make the folder");
    terminal.wait_for("! 1 feed wants a look");
    terminal.press("1q");
    assert_eq!(terminal.end().0, 0);
}

#[test]
fn programs_that_are_started_see_no_secret() {
    let (home, folder) = home_with_a_folder();
    put(&folder, "zoe@example.org");
    let told = home.folder.path().join("told");
    let environment = [
        ("LEADCLOCK_SECRET_WEBSITE", "canary"),
        ("VISITOR", "seen"),
        ("EDITOR", "sh -c 'env >$HOME/told' #"),
    ];
    let mut terminal = Terminal::open(&home, &environment);
    terminal.wait_for("Zoe Byron");
    terminal.press("ge");
    terminal.wait_for("draft: first interest");
    terminal.press("i");
    terminal.wait_for("edit");
    terminal.press("v");
    let started = Instant::now();
    let seen = || std::fs::read_to_string(&told).is_ok_and(|told| told.contains("VISITOR=seen"));
    while !seen() {
        assert!(started.elapsed() < PATIENCE, "the editor was not started:\n{}", terminal.text());
        let _ = terminal.output.recv_timeout(Duration::from_millis(50));
    }
    assert!(!std::fs::read_to_string(&told).unwrap().contains("canary"));
}

#[test]
fn the_terminal_is_told_where_an_address_leads_and_only_where_it_is_shown() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("TRIAL");
    terminal.press("\r");
    terminal.wait_for("priya.natarajan@example.com");
    terminal.wait_until_written("\x1b]8;;mailto:priya.natarajan@example.com\x1b\\");
    terminal.press("\x1b");
    terminal.wait_for("TRIAL");
    terminal.press("j\r");
    // The next one's address begins another link, though some letters stay where they were.
    let lead = "li.wei@example.com";
    terminal.wait_for(lead);
    terminal.wait_until_written(&format!("\x1b]8;;mailto:{lead}\x1b\\"));
    terminal.press("\x03");
    let written = terminal.ends_restored(0);
    let (begun, ended) =
        (written.matches("\x1b]8;;mailto:").count(), written.matches("\x1b]8;;\x1b\\").count());
    assert_eq!(begun, ended, "what begins ends");

    for environment in [&[("TERM", "linux")][..], &[("LEADCLOCK_CONFIG", "off.toml")]] {
        let settings = home.folder.path().join("off.toml");
        std::fs::write(&settings, "links = false\n").unwrap();
        let named = settings.display().to_string();
        let environment: Vec<(&str, &str)> = environment
            .iter()
            .map(|(name, value)| (*name, if *value == "off.toml" { named.as_str() } else { value }))
            .collect();
        let mut terminal = Terminal::open(&home, &environment);
        terminal.wait_for("TRIAL");
        terminal.press("\r");
        terminal.wait_for("priya.natarajan@example.com");
        terminal.press("\x03");
        assert!(!terminal.ends_restored(0).contains("\x1b]8;"), "{environment:?}");
    }

    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("TRIAL");
    terminal.press("p\r");
    terminal.wait_for("P•••••");
    terminal.press("\x03");
    assert!(!terminal.ends_restored(0).contains("mailto:"), "nothing that is masked is told");
}
