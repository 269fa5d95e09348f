//! The rows: programs take turns, and a line says how they compare.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::terminal::{Program, Session, Stroke};
use super::{Outcome, SMALL, data, rivals};

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Each row once, to see that it works.
    Smoke,
    /// Until the median stands.
    Full,
}

/// The key that turns a page.
const PAGE: &str = "\x06";

/// Programs that take turns.
pub(crate) struct Rounds {
    effort: Effort,
    words: Vec<String>,
    file: PathBuf,
    small: PathBuf,
    csv: PathBuf,
}

impl Rounds {
    /// Makes what is missing and prints the heading. Only rows whose name holds one of the words run.
    pub(crate) fn begin(effort: Effort, words: Vec<String>, size: u64) -> Outcome<Self> {
        let (file, small) = (data::leads(size)?, data::leads(SMALL)?);
        let csv = rivals::csv(&file)?;
        let mut out = stdout();
        writeln!(out, "{size} leads, 120x40, times in ms: median and 99th percentile")?;
        writeln!(
            out,
            "{:<44} {:>8} {:>8}   {:<10} {:>8} {:>8} {:>7} {:>7} {:>7}",
            "", "median", "p99", "against", "median", "p99", "ratio", "of p99", "goal"
        )?;
        Ok(Self { effort, words, file, small, csv })
    }

    fn wants(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }

    fn times(&self, full: usize) -> usize {
        if self.effort == Effort::Full { full } else { 1 }
    }

    /// From the start to the first page with its counts and clocks.
    pub(crate) fn start(&mut self) -> Outcome<()> {
        let name = "first screen";
        if !self.wants(name) {
            return Ok(());
        }
        let ours = rivals::leadclock(&self.file);
        if let Some(shell) = rivals::shell(&self.file, 40) {
            let (ours, theirs) = self.starts(&ours, &shell)?;
            row(name, &ours, "sqlite3", &theirs, "1.4")?;
        } else {
            missing("sqlite3")?;
        }
        let (ours, theirs) = self.starts(&ours, &rivals::bare(&self.file)?)?;
        row(name, &ours, "bare", &theirs, "")
    }

    fn starts(&self, one: &Program, other: &Program) -> Outcome<(Vec<f64>, Vec<f64>)> {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..=self.times(15) {
            let pair = (Session::start(one)?.1, Session::start(other)?.1);
            // The first reads the file from the disk.
            if round > 0 || self.effort == Effort::Smoke {
                ours.push(ms(pair.0));
                theirs.push(ms(pair.1));
            }
        }
        Ok((ours, theirs))
    }

    /// Many leads are no slower than few.
    pub(crate) fn flat(&mut self) -> Outcome<()> {
        let (many, few) = (rivals::leadclock(&self.file), rivals::leadclock(&self.small));
        if self.wants("flat: first screen") {
            let (ours, theirs) = self.starts(&many, &few)?;
            row("flat: first screen", &ours, "1 thousand", &theirs, "1.15")?;
        }
        self.pair("flat: next row", (&many, "j", 40), "1 thousand", (&few, "j", 40), "1.25")?;
        self.pair("flat: next page", (&many, PAGE, 15), "1 thousand", (&few, PAGE, 15), "1.25")
    }

    /// One row on, one page on.
    pub(crate) fn keys(&mut self) -> Outcome<()> {
        let ours = rivals::leadclock(&self.file);
        let bare = rivals::bare(&self.file)?;
        self.pair("next row", (&ours, "j", 40), "bare", (&bare, "j", 40), "")?;
        self.pair("next page", (&ours, PAGE, 15), "bare", (&bare, " ", 15), "")?;
        match rivals::less(&self.csv) {
            Some(less) => {
                self.pair("next row", (&ours, "j", 40), "less", (&less, "j", 40), "2.5, 3")?;
                self.pair("next page", (&ours, PAGE, 15), "less", (&less, " ", 15), "1.3, 2")?;
            }
            None => missing("less")?,
        }
        match rivals::csvlens(&self.csv) {
            Some(csvlens) => {
                self.pair("next row", (&ours, "j", 40), "csvlens", (&csvlens, "j", 40), "0.9")
            }
            None => missing("csvlens"),
        }
    }

    /// Presses a key so often in each of two programs, which take turns round by round.
    fn pair(
        &self,
        name: &str,
        (one, key, times): (&Program, &str, usize),
        against: &str,
        (other, other_key, other_times): (&Program, &str, usize),
        goal: &str,
    ) -> Outcome<()> {
        if !self.wants(name) {
            return Ok(());
        }
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..self.times(7) {
            let (mut one, _) = Session::start(one)?;
            let (mut other, _) = Session::start(other)?;
            // What is read behind the first screen is not the key's.
            one.rest(Duration::from_millis(300));
            other.rest(Duration::from_millis(300));
            ours.extend(strokes(&mut one, key, self.times(times))?.iter().map(paint));
            theirs
                .extend(strokes(&mut other, other_key, self.times(other_times))?.iter().map(paint));
        }
        row(name, &ours, against, &theirs, goal)
    }

    /// Two hundred keys in one write.
    pub(crate) fn flood(&mut self) -> Outcome<()> {
        let name = "200 keys in one write";
        if !self.wants(name) {
            return Ok(());
        }
        let Some(less) = rivals::less(&self.csv) else { return missing("less") };
        let (mut ours, mut theirs, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.times(9) {
            for (program, times) in
                [(&rivals::leadclock(&self.file), &mut ours), (&less, &mut theirs)]
            {
                let (mut session, _) = Session::start(program)?;
                session.rest(Duration::from_millis(300));
                let stroke = session.press(&"j".repeat(200))?;
                times.push(paint(&stroke));
                bytes.push(stroke.bytes as f64 / 1_000.0);
            }
        }
        row(name, &ours, "less", &theirs, "0.3")?;
        let ours: Vec<f64> = bytes.into_iter().step_by(2).collect();
        remark(&format!("{:.1} KB written, goal 12", median(&ours)))
    }

    /// A call is logged: from the key to the page with what was saved.
    pub(crate) fn decision(&mut self) -> Outcome<()> {
        let name = "a decision, saved and painted";
        if !self.wants(name) {
            return Ok(());
        }
        let (_folder, copy) = data::copy(&self.file)?;
        let (mut decisions, mut rows) = (Vec::new(), Vec::new());
        for _ in 0..self.times(5) {
            let (mut session, _) = Session::start(&rivals::leadclock(&copy))?;
            session.rest(Duration::from_millis(300));
            for _ in 0..self.times(20) {
                rows.push(paint(&session.press("j")?));
                session.press("x")?;
                decisions.push(paint(&session.press("1")?));
            }
        }
        row(name, &decisions, "next row", &rows, "1.8, 4")
    }

    /// Letters of the filter, with hits and without.
    pub(crate) fn filter(&mut self) -> Outcome<()> {
        let name = "filter: a letter's echo";
        if !self.wants(name) {
            return Ok(());
        }
        let Some(less) = rivals::less(&self.csv) else { return missing("less") };
        let (mut ours, mut theirs, mut all) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..self.times(7) {
            let word = ["zebrafinch", "okafor", "contoso", "thabo"][round % 4];
            let (mut one, _) = Session::start(&rivals::leadclock(&self.file))?;
            let (mut other, _) = Session::start(&less)?;
            one.rest(Duration::from_millis(300));
            one.press("/")?;
            other.press("/")?;
            for letter in word.chars() {
                let stroke = one.press(&letter.to_string())?;
                ours.push(ms(stroke.first));
                all.push(paint(&stroke));
                theirs.push(ms(other.press(&letter.to_string())?.first));
            }
        }
        row(name, &ours, "less", &theirs, "6")?;
        row("filter: a letter's hits", &all, "less", &theirs, "")
    }

    /// The most memory after some use.
    pub(crate) fn memory(&mut self) -> Outcome<()> {
        let name = "memory";
        if !self.wants(name) {
            return Ok(());
        }
        let (mut session, _) = Session::start(&rivals::leadclock(&self.file))?;
        strokes(&mut session, "j", 30)?;
        strokes(&mut session, PAGE, 15)?;
        session.press("/zebra")?;
        let usage = session.usage()?;
        remark(&format!(
            "{name}: {:.1} MiB at most, goal 16; of it {:.1} its own, the rest pages of its file",
            usage.peak_kib as f64 / 1_024.0,
            usage.own_kib as f64 / 1_024.0
        ))
    }

    /// A minute in which nobody presses a key, and every countdown in sight ticks.
    pub(crate) fn idle(&mut self) -> Outcome<()> {
        let name = "idle";
        if !self.wants(name) {
            return Ok(());
        }
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("leads.db");
        data::fill(&file, SMALL, super::wall())?;
        let span = Duration::from_secs(if self.effort == Effort::Full { 60 } else { 1 });
        let ours = idle_of(&rivals::leadclock(&file), span)?;
        remark(&format!("{name}: {ours}; goal 65 wake-ups, 25 KB"))?;
        match rivals::csvlens(&self.csv) {
            Some(csvlens) => remark(&format!(
                "{name}, csvlens: {}; goal a fifth of its time",
                idle_of(&csvlens, span)?
            )),
            None => missing("csvlens"),
        }
    }

    /// Rows and decisions while another process writes batches of records into the same file.
    pub(crate) fn beside_an_import(&mut self) -> Outcome<()> {
        let name = "next row, beside an import";
        if !self.wants(name) {
            return Ok(());
        }
        let (folder, copy) = data::copy(&self.file)?;
        let records = folder.path().join("records.csv");
        data::write_csv(&records, if self.effort == Effort::Full { 400_000 } else { 500 })?;
        let (mut quiet, mut busy, mut calm_decisions, mut decisions) =
            (vec![], vec![], vec![], vec![]);
        let (mut session, _) = Session::start(&rivals::leadclock(&copy))?;
        session.rest(Duration::from_millis(300));
        for (rows, saved, import) in
            [(&mut quiet, &mut calm_decisions, false), (&mut busy, &mut decisions, true)]
        {
            let import = if import { Some(Import::start(&copy, &records)?) } else { None };
            for _ in 0..self.times(120) {
                rows.push(paint(&session.press("j")?));
            }
            for _ in 0..self.times(40) {
                session.press("x")?;
                saved.push(paint(&session.press("1")?));
            }
            drop(import);
        }
        row(name, &busy, "quiet", &quiet, "1.2, 3")?;
        row("a decision, beside an import", &decisions, "quiet", &calm_decisions, "2")
    }

    /// The whole process of a list for another program.
    pub(crate) fn list(&mut self) -> Outcome<()> {
        let name = "list --json --limit 50";
        if !self.wants(name) {
            return Ok(());
        }
        let Some(shell) = rivals::shell_json(&self.file, 50) else { return missing("sqlite3") };
        let file = self.file.display().to_string();
        let list = ["--db", &file, "list", "--json", "--limit", "50"];
        let ours = Program::new("", &[&[env!("CARGO_BIN_EXE_leadclock")][..], &list].concat());
        let (ours, theirs) = self.starts(&ours, &shell)?;
        row(name, &ours, "sqlite3", &theirs, "2")
    }
}

/// Another process that takes records in, until it is dropped.
struct Import(Child);

impl Import {
    fn start(file: &Path, records: &Path) -> Outcome<Self> {
        let mut import = Command::new(env!("CARGO_BIN_EXE_leadclock"));
        import.arg("--db").arg(file).arg("import").arg(records);
        import.stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self(import.spawn()?))
    }
}

impl Drop for Import {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn idle_of(program: &Program, span: Duration) -> Outcome<String> {
    let (mut session, _) = Session::start(program)?;
    session.rest(Duration::from_secs(2));
    let before = session.usage()?;
    let bytes = session.rest(span);
    let after = session.usage()?;
    let minute = 60.0 / span.as_secs_f64();
    Ok(format!(
        "{:.0} ms of the processor, {:.0} wake-ups, {:.1} KB a minute",
        ms(after.cpu - before.cpu) * minute,
        (after.wakeups - before.wakeups) as f64 * minute,
        bytes as f64 / 1_000.0 * minute
    ))
}

fn strokes(session: &mut Session, key: &str, times: usize) -> Outcome<Vec<Stroke>> {
    (0..times).map(|_| session.press(key)).collect()
}

fn paint(stroke: &Stroke) -> f64 {
    ms(stroke.paint)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn quantile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get((last * percent).div_ceil(100)).copied().unwrap_or_default()
}

fn median(values: &[f64]) -> f64 {
    quantile(values, 50)
}

fn row(name: &str, ours: &[f64], against: &str, theirs: &[f64], goal: &str) -> Outcome<()> {
    let (one, other) = (median(ours), median(theirs));
    let (one_99, other_99) = (quantile(ours, 99), quantile(theirs, 99));
    Ok(writeln!(
        stdout(),
        "{name:<44} {one:>8.2} {one_99:>8.2}   {against:<10} {other:>8.2} {other_99:>8.2} {:>7.2} {:>7.2} {goal:>7}",
        one / other.max(1e-6),
        one_99 / other_99.max(1e-6),
    )?)
}

fn remark(words: &str) -> Outcome<()> {
    Ok(writeln!(stdout(), "{words}")?)
}

fn missing(program: &str) -> Outcome<()> {
    remark(&format!("(not measured against {program}: it is not installed)"))
}
