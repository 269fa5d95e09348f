//! The report as Markdown tables.

use super::{cells, days, funnel, headline, heads, part_name, period};
use crate::app::numbers::{Count, Numbers, Row, explained};
use crate::domain::count::thousands;
use crate::domain::text::{Text, plain};
use crate::domain::zone::Zone;
use crate::language::Messages;

pub(super) fn write(numbers: &Numbers, zone: &Zone, say: &Messages) -> String {
    let title = say.report_title(period(numbers, zone, say));
    let mut out = format!("# {title}\n\n{}\n", headline(numbers, say));
    if numbers.all.requests == 0 {
        return out;
    }
    table(&mut out, &say.numbers_week_of(), &numbers.weeks, say);
    for part in &numbers.parts {
        table(&mut out, &say.numbers_by(part_name(part.by, say)), &part.rows, say);
    }
    out.push_str(&format!(
        "\n## {}\n\n| | {} | {} |\n|---|---:|---:|\n",
        say.report_funnel(),
        say.report_people(),
        say.report_share()
    ));
    for (name, count, share) in funnel(numbers, say) {
        out.push_str(&format!(
            "| {name} | {} | {} |\n",
            thousands(count),
            share.unwrap_or_default()
        ));
    }
    out.push_str(&format!("\n## {}\n\n| |", say.report_when_they_ask()));
    (0..24).for_each(|hour| out.push_str(&format!(" {hour} |")));
    out.push_str(&format!("\n|---|{}\n", "---:|".repeat(24)));
    for (day, hours) in days(say).iter().zip(&numbers.hours) {
        out.push_str(&format!("| {day} |"));
        for count in hours {
            let count = if *count == 0 { String::new() } else { thousands(*count) };
            out.push_str(&format!(" {count} |"));
        }
        out.push('\n');
    }
    counts(&mut out, &say.report_dismissed(), &numbers.dismissed, say);
    counts(&mut out, &say.report_guards(), &numbers.guards, say);
    out.push_str(&format!("\n## {}\n\n", say.report_figures()));
    for (name, means) in explained(say) {
        out.push_str(&format!("- {}\n", say.report_figure(format!("**{name}**"), means)));
    }
    out
}

fn table(out: &mut String, head: &str, rows: &[Row], say: &Messages) {
    let heads = heads(say);
    out.push_str(&format!("\n## {head}\n\n| | {} |\n|---|", heads.join(" | ")));
    out.push_str(&"---:|".repeat(heads.len()));
    out.push('\n');
    for row in rows {
        let cells = cells(&row.figures).join(" | ");
        out.push_str(&format!("| {} | {cells} |\n", escaped(&row.name)));
    }
}

fn counts(out: &mut String, head: &str, counts: &[Count], say: &Messages) {
    out.push_str(&format!("\n## {head}\n\n"));
    if counts.is_empty() {
        out.push_str(&say.report_none());
        out.push('\n');
        return;
    }
    out.push_str(&format!("| | {} |\n|---|---:|\n", say.report_times()));
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
