//! What ends the program from outside, stops it, or moves the ground under it: the terminal is given back,
//! and nothing that was shown as saved is lost. LEADCLOCK_LONG=1 tries as often as the promise says.

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use crate::faults::times;
use crate::pty::{PATIENCE, Terminal, home_with_leads};

#[test]
fn signals_give_the_terminal_back() {
    let home = home_with_leads();
    for round in 0..times(1, 100) {
        for (signal, code) in [("-TERM", 143), ("-INT", 130), ("-QUIT", 131), ("-HUP", 129)] {
            let mut terminal = Terminal::open(&home, &[]);
            // Once in good order, then at any moment from the first letter on.
            terminal.wait_for(if round == 0 { "Priya Natarajan" } else { "leadclock" });
            let began = Instant::now();
            terminal.signal(signal);
            terminal.ends_restored(code);
            assert!(began.elapsed() < Duration::from_secs(2), "{signal}: {:?}", began.elapsed());
        }
    }
}

#[test]
fn a_stop_from_the_shell_gives_the_terminal_back_until_it_goes_on() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Priya Natarajan");
    for _ in 0..times(2, 100) {
        terminal.press("\x1a");
        terminal.wait(|text| !text.contains("Priya Natarajan"));
        // Going on before it has stopped would leave it stopped.
        terminal.wait_until_stopped();
        terminal.signal("-CONT");
        terminal.wait_for("Priya Natarajan");
    }
    terminal.press("q");
    terminal.ends_restored(0);
}

#[test]
fn a_panic_in_any_thread_gives_the_terminal_back_and_tells_no_lead() {
    let home = home_with_leads();
    for (point, key) in
        [("draw", ""), ("writer", "y"), ("reader", "j"), ("keys", "j"), ("signals", "")]
    {
        let mut terminal = Terminal::open(&home, &[("LEADCLOCK_FAULT", point)]);
        if !key.is_empty() {
            terminal.wait_for("Priya Natarajan");
            terminal.press(key);
        }
        let written = terminal.ends_restored(255);
        let said = written.rsplit("\x1b[?1049l").next().unwrap();
        assert!(said.contains("leadclock stopped on a fault of its own"), "{point}: {said}");
        assert!(!said.contains("Priya"), "{point}: {said}");
    }
}

#[test]
fn a_terminal_that_goes_away_ends_the_program() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("Priya Natarajan");
    // Nobody holds the other end any more.
    let pid = terminal.child.process_id().unwrap();
    drop(terminal.master.take());
    terminal.keys = Box::new(std::io::sink());
    // The thread that reads lets go when it can not hand on what it reads next.
    terminal.output = channel().1;
    let started = Instant::now();
    while std::path::Path::new(&format!("/proc/{pid}")).exists()
        && terminal.child.try_wait().unwrap().is_none()
    {
        assert!(started.elapsed() < PATIENCE, "still running");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_was_shown_as_saved_outlives_a_killed_program() {
    let home = home_with_leads();
    for round in 1..=times(8, 300) {
        let mut terminal = Terminal::open(&home, &[]);
        terminal.wait_for("TRIAL");
        terminal.press("nkept\r");
        terminal.wait_for("saved");
        terminal.signal("-KILL");
        terminal.end();
        let store = home.store();
        let made: i64 = rusqlite::Connection::open(home.db())
            .unwrap()
            .query_row("SELECT count(*) FROM events WHERE actor = 'rep'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(made, round as i64);
        assert_eq!(store.check().unwrap().faults, Vec::<String>::new());
    }
}

#[test]
fn a_key_that_follows_a_resize_is_heard_at_once() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("TRIAL");
    for (rows, cols, keys, shown) in
        [(30, 100, "2", "NURTURING"), (24, 80, "1", "TRIAL"), (20, 90, "3", "FIRST TOUCH")]
    {
        terminal.resize(rows, cols);
        // The frame of the new size is there before the key is pressed.
        terminal.wait_for("leadclock");
        terminal.press(keys);
        terminal.wait_for(shown);
    }
}

#[test]
fn a_storm_of_resizes_ends_in_the_right_frame() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("TRIAL");
    let mut rng = fastrand::Rng::with_seed(7);
    for _ in 0..times(200, 1_000) {
        terminal.resize(rng.u16(1..60), rng.u16(1..200));
        std::thread::sleep(Duration::from_micros(rng.u64(0..5_000)));
    }
    terminal.resize(24, 80);
    terminal.wait(|text| text.contains("Priya Natarajan") && text.contains("? help"));
    terminal.press("2");
    terminal.wait_for("NURTURING");
    terminal.press("q");
    terminal.ends_restored(0);
}

#[test]
fn every_size_is_borne_and_the_usual_one_is_whole_again() {
    let home = home_with_leads();
    let mut terminal = Terminal::open(&home, &[]);
    terminal.wait_for("TRIAL");
    for (rows, cols) in [(1, 1), (5, 20), (1, 500), (200, 1), (200, 500), (24, 80)] {
        terminal.resize(rows, cols);
        for keys in ["j", "2", "3", "4", "1", "?", "\x1b", "/a", "\x1b", "k"] {
            terminal.press(keys);
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    terminal.wait_for("TRIAL");
    terminal.press("q");
    terminal.ends_restored(0);
}
