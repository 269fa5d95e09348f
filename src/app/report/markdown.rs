//! The report as Markdown tables.

use super::{COLUMNS, DAYS, cells, funnel, headline, period};
use crate::app::numbers::{Count, EXPLAINED, Numbers, Row};
use crate::domain::count::thousands;
use crate::domain::text::{Text, plain};
use crate::domain::zone::Zone;

pub(super) fn write(numbers: &Numbers, zone: &Zone) -> String {
    let mut out = format!("# Leads, {}\n\n{}\n", period(numbers, zone), headline(numbers));
    if numbers.all.requests == 0 {
        return out;
    }
    table(&mut out, "Week of", &numbers.weeks);
    for part in &numbers.parts {
        table(&mut out, &format!("By {}", part.by), &part.rows);
    }
    out.push_str("\n## Funnel\n\n| | people | share |\n|---|---:|---:|\n");
    for (name, count, share) in funnel(numbers) {
        out.push_str(&format!(
            "| {name} | {} | {} |\n",
            thousands(count),
            share.unwrap_or_default()
        ));
    }
    out.push_str("\n## When they ask\n\n| |");
    (0..24).for_each(|hour| out.push_str(&format!(" {hour} |")));
    out.push_str(&format!("\n|---|{}\n", "---:|".repeat(24)));
    for (day, hours) in DAYS.iter().zip(&numbers.hours) {
        out.push_str(&format!("| {day} |"));
        for count in hours {
            let count = if *count == 0 { String::new() } else { thousands(*count) };
            out.push_str(&format!(" {count} |"));
        }
        out.push('\n');
    }
    counts(&mut out, "Dismissed", &numbers.dismissed);
    counts(&mut out, "Guards overridden", &numbers.guards);
    out.push_str("\n## What the figures mean\n\n");
    for (name, sentence) in EXPLAINED {
        out.push_str(&format!("- **{name}**: {sentence}\n"));
    }
    out
}

fn table(out: &mut String, head: &str, rows: &[Row]) {
    out.push_str(&format!("\n## {head}\n\n| | {} |\n|---|", COLUMNS.join(" | ")));
    out.push_str(&"---:|".repeat(COLUMNS.len()));
    out.push('\n');
    for row in rows {
        let cells = cells(&row.figures).join(" | ");
        out.push_str(&format!("| {} | {cells} |\n", escaped(&row.name)));
    }
}

fn counts(out: &mut String, head: &str, counts: &[Count]) {
    out.push_str(&format!("\n## {head}\n\n"));
    if counts.is_empty() {
        out.push_str("None.\n");
        return;
    }
    out.push_str("| | times |\n|---|---:|\n");
    for count in counts {
        out.push_str(&format!("| {} | {} |\n", &count.label, thousands(count.count)));
    }
}

/// A name can not end its cell, begin a link or hide.
fn escaped(name: &Text) -> String {
    let mut escaped = String::new();
    for letter in plain(name.raw()).chars() {
        if letter.is_ascii_punctuation() && !matches!(letter, '-' | '.' | ',' | '\'' | ':' | '/') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
