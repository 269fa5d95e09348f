//! The report for a terminal: aligned columns, no colour.

use super::{cells, days, funnel, headline, heads, part_name, period};
use crate::app::numbers::{Count, Numbers, Row, explained};
use crate::domain::count::thousands;
use crate::domain::text::{Text, columns, cut};
use crate::domain::zone::Zone;
use crate::language::Messages;

/// The columns of a name.
const NAME: usize = 28;
/// The columns of a figure.
const FIGURE: usize = 9;
/// The columns before the heat map.
const HEAT: usize = 21;
/// From nothing to the most: the marks of the heat map.
const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];

pub(super) fn write(numbers: &Numbers, zone: &Zone, say: &Messages) -> String {
    let mut out = format!("{}\n{}\n", period(numbers, zone, say), headline(numbers, say));
    if numbers.all.requests == 0 {
        return out;
    }
    table(&mut out, &say.numbers_week_of(), &numbers.weeks, say);
    for part in &numbers.parts {
        table(&mut out, &part_name(part.by, say), &part.rows, say);
    }
    out.push_str(&format!("\n{}\n", say.report_funnel().to_uppercase()));
    for (name, count, share) in funnel(numbers, say) {
        let share = share.unwrap_or_default();
        out.push_str(&format!("{}{:>9}{share:>9}\n", padded(&name, NAME), thousands(count)));
    }
    out.push_str(&format!(
        "\n{}0     3     6     9     12    15    18    21\n",
        padded(&say.numbers_hours(), HEAT)
    ));
    let most = numbers.hours.iter().flatten().copied().max().unwrap_or(0);
    for (day, hours) in days(say).iter().zip(&numbers.hours) {
        let cells: String = hours.iter().flat_map(|count| [shade(*count, most); 2]).collect();
        out.push_str(&format!("{}{cells}  {}\n", padded(day, HEAT), hours.iter().sum::<u64>()));
    }
    counts(&mut out, &say.numbers_dismissed(), &numbers.dismissed, say);
    counts(&mut out, &say.numbers_guards(), &numbers.guards, say);
    out.push('\n');
    for (name, means) in explained(say) {
        out.push_str(&say.report_figure(name, means));
        out.push('\n');
    }
    out
}

fn table(out: &mut String, head: &str, rows: &[Row], say: &Messages) {
    out.push_str(&format!("\n{}", padded(&head.to_uppercase(), NAME)));
    for column in heads(say) {
        out.push_str(&ending(&column.to_uppercase(), FIGURE));
    }
    out.push('\n');
    for row in rows {
        out.push_str(&padded(&name(&row.name), NAME));
        for cell in cells(&row.figures) {
            out.push_str(&ending(&cell, FIGURE));
        }
        out.push('\n');
    }
}

fn counts(out: &mut String, head: &str, counts: &[Count], say: &Messages) {
    out.push_str(&format!("\n{head}\n"));
    for count in counts {
        out.push_str(&format!("{}{:>9}\n", padded(&count.label, NAME), thousands(count.count)));
    }
    if counts.is_empty() {
        out.push_str(&say.numbers_none());
        out.push('\n');
    }
}

/// Returns how dark a number is beside the greatest; anything at all is seen.
pub(super) fn shade(count: u64, most: u64) -> char {
    let steps = SHADES.len() as u64 - 1;
    let step = if count == 0 { 0 } else { (count * steps).div_ceil(most.max(1)).clamp(1, steps) };
    usize::try_from(step).ok().and_then(|step| SHADES.get(step)).copied().unwrap_or(' ')
}

pub(super) fn name(name: &Text) -> String {
    name.shown().into_owned()
}

/// A text in exactly so many columns, with two at least behind it.
fn padded(shown: &str, width: usize) -> String {
    let cut = cut(shown, width - 2);
    format!("{cut}{}", " ".repeat(width - columns(&cut)))
}

/// A text that ends where so many columns do.
fn ending(shown: &str, width: usize) -> String {
    format!("{}{shown}", " ".repeat(width.saturating_sub(columns(shown))))
}
