//! A program in a pseudo-terminal, timed from outside.
//!
//! While a clock runs, what the program writes is only read and stamped; what it means for the screen
//! is worked out afterwards.

use std::fs;
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::Outcome;

/// The size of all terminals.
pub(crate) const SIZE: (u16, u16) = (120, 40);
/// The silence that ends what a key caused.
const SETTLED: Duration = Duration::from_millis(40);
/// Longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// A program that shows a clock paints on the whole second: no key is sent so near to one.
const TICK: Duration = Duration::from_millis(90);

/// A program to be started.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The program and its arguments.
    pub(crate) command: Vec<String>,
    /// What stands on the screen when it is ready; empty: when it has ended.
    pub(crate) ready: String,
}

impl Program {
    /// Makes one of words.
    pub(crate) fn new(ready: &str, command: &[&str]) -> Self {
        let command = command.iter().map(|&word| word.to_owned()).collect();
        Self { command, ready: ready.to_owned() }
    }
}

/// What came of keys.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stroke {
    /// Until the first byte.
    pub(crate) first: Duration,
    /// Until the last byte before silence.
    pub(crate) paint: Duration,
    /// How many bytes were written.
    pub(crate) bytes: usize,
}

/// What the system knows of a process, from its start on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// The most memory it ever held, in KiB.
    pub(crate) peak_kib: u64,
    /// Memory that is no page of a file, in KiB, now.
    pub(crate) own_kib: u64,
    /// The time it computed, over all threads.
    pub(crate) cpu: Duration,
    /// How often its threads were woken.
    pub(crate) wakeups: u64,
}

/// A running program.
pub(crate) struct Session {
    screen: vt100::Parser,
    output: Receiver<(Instant, Vec<u8>)>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Session {
    /// Starts a program and waits until it is ready. Returns how long that took.
    pub(crate) fn start(program: &Program) -> Outcome<(Self, Duration)> {
        let (cols, rows) = SIZE;
        let pair = native_pty_system()
            .openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 })
            .map_err(|error| error.to_string())?;
        let (name, arguments) = program.command.split_first().ok_or("no program")?;
        let mut command = CommandBuilder::new(name);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("LESS", "-S");
        command.env("TZ", "UTC");
        command.env("LANG", "C.UTF-8");
        // The settings of whoever measures are no part of it.
        command.env("XDG_CONFIG_HOME", super::data::folder()?.join("no-settings"));
        command.cwd(std::env::current_dir()?);
        let mut reader = pair.master.try_clone_reader().map_err(|error| error.to_string())?;
        let keys = pair.master.take_writer().map_err(|error| error.to_string())?;
        let keys = Arc::new(Mutex::new(keys));
        let answers = Arc::clone(&keys);
        let (sender, output) = channel();
        let began = Instant::now();
        let child = pair.slave.spawn_command(command).map_err(|error| error.to_string())?;
        drop(pair.slave);
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(read) = reader.read(&mut buffer) {
                let at = Instant::now();
                let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
                    break;
                };
                answer(bytes, &answers);
                if sender.send((at, bytes.to_vec())).is_err() {
                    break;
                }
            }
        });
        let screen = vt100::Parser::new(
            rows.try_into().map_err(|_| "no rows")?,
            cols.try_into().map_err(|_| "no columns")?,
            0,
        );
        let mut session = Self { screen, output, keys, child, _master: pair.master };
        let ready = session.until(&program.ready)? - began;
        Ok((session, ready))
    }

    /// Waits until words stand on the screen. Returns when the last byte came that brought them.
    pub(crate) fn until(&mut self, words: &str) -> Outcome<Instant> {
        let began = Instant::now();
        let mut last = began;
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok((at, bytes)) => {
                    last = at;
                    self.screen.process(&bytes);
                    if !words.is_empty() && self.text().contains(words) {
                        return Ok(at);
                    }
                }
                Err(RecvTimeoutError::Disconnected) if words.is_empty() => return Ok(last),
                Err(_) => return Err(format!("`{words}` is not shown:\n{}", self.text()).into()),
            }
        }
    }

    /// Returns what stands on the screen.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Writes keys at once, and waits until what they cause has come to its end.
    pub(crate) fn press(&mut self, keys: &str) -> Outcome<Stroke> {
        self.calm();
        let began = self.write(keys)?;
        let mut stroke = Stroke::default();
        let mut wait = PATIENCE / 20;
        while let Ok((at, bytes)) = self.output.recv_timeout(wait) {
            if stroke.bytes == 0 {
                stroke.first = at - began;
            }
            stroke.paint = at - began;
            stroke.bytes += bytes.len();
            self.screen.process(&bytes);
            wait = SETTLED;
        }
        Ok(stroke)
    }

    fn write(&self, keys: &str) -> Outcome<Instant> {
        let mut writer = self.keys.lock().map_err(|_| "a thread of the bench panicked")?;
        let began = Instant::now();
        writer.write_all(keys.as_bytes())?;
        writer.flush()?;
        Ok(began)
    }

    /// Takes in what is still on its way, and waits until no clock is about to tick.
    fn calm(&mut self) {
        while let Ok((_, bytes)) = self.output.recv_timeout(Duration::from_millis(1)) {
            self.screen.process(&bytes);
        }
        let within = Duration::from_nanos(u64::from(super::wall().timestamp_subsec_nanos()));
        let left = Duration::from_secs(1).saturating_sub(within);
        if left < TICK {
            thread::sleep(left + TICK);
        } else if within < TICK {
            thread::sleep(TICK - within);
        }
        while let Ok((_, bytes)) = self.output.try_recv() {
            self.screen.process(&bytes);
        }
    }

    /// Lets it be for so long. Returns how many bytes it wrote meanwhile.
    pub(crate) fn rest(&mut self, span: Duration) -> usize {
        let end = Instant::now() + span;
        let mut written = 0;
        while let Ok((_, bytes)) = self.output.recv_timeout(end - Instant::now().min(end)) {
            written += bytes.len();
            self.screen.process(&bytes);
        }
        written
    }

    /// Asks the system what the process has used so far.
    pub(crate) fn usage(&self) -> Outcome<Usage> {
        let pid = self.child.process_id().ok_or("it has ended")?;
        let field = |text: &str, name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok())
                .unwrap_or(0)
        };
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        let mut usage = Usage {
            peak_kib: field(&status, "VmHWM:"),
            own_kib: field(&status, "RssAnon:"),
            ..Usage::default()
        };
        for task in fs::read_dir(format!("/proc/{pid}/task"))? {
            let task = task?.path();
            let status = fs::read_to_string(task.join("status"))?;
            usage.wakeups += field(&status, "voluntary_ctxt_switches:");
            let spent = fs::read_to_string(task.join("schedstat"))?;
            let spent = spent.split_whitespace().next().and_then(|spent| spent.parse().ok());
            usage.cpu += Duration::from_nanos(spent.unwrap_or(0));
        }
        Ok(usage)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Answers what programs ask a terminal: what it is, where the cursor stands, and its background.
fn answer(bytes: &[u8], keys: &Mutex<Box<dyn Write + Send>>) {
    let text = String::from_utf8_lossy(bytes);
    for (asked, answer) in [
        ("\x1b[c", "\x1b[?62;22c"),
        ("\x1b[6n", "\x1b[1;1R"),
        ("\x1b]11;?", "\x1b]11;rgb:0000/0000/0000\x1b\\"),
    ] {
        if text.contains(asked)
            && let Ok(mut keys) = keys.lock()
        {
            let _ = keys.write_all(answer.as_bytes());
            let _ = keys.flush();
        }
    }
}
