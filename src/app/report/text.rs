//! The report for a terminal: aligned columns, no colour.

use super::{COLUMNS, DAYS, cells, funnel, headline, period};
use crate::app::numbers::{Count, EXPLAINED, Numbers, Row};
use crate::domain::count::thousands;
use crate::domain::text::{Text, columns, cut};
use crate::domain::zone::Zone;

/// The columns of a name.
const NAME: usize = 28;
/// From nothing to the most: the marks of the heat map.
const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];

pub(super) fn write(numbers: &Numbers, zone: &Zone) -> String {
    let mut out = format!("{}\n{}\n", period(numbers, zone), headline(numbers));
    if numbers.all.requests == 0 {
        return out;
    }
    table(&mut out, "WEEK OF", &numbers.weeks);
    for part in &numbers.parts {
        table(&mut out, &part.by.to_uppercase(), &part.rows);
    }
    out.push_str("\nFUNNEL\n");
    for (name, count, share) in funnel(numbers) {
        let share = share.unwrap_or_default();
        out.push_str(&format!("{}{:>9}{share:>9}\n", padded(name), thousands(count)));
    }
    out.push_str("\nWHEN THEY ASK        0     3     6     9     12    15    18    21\n");
    let most = numbers.hours.iter().flatten().copied().max().unwrap_or(0);
    for (day, hours) in DAYS.iter().zip(&numbers.hours) {
        let cells: String = hours.iter().flat_map(|count| [shade(*count, most); 2]).collect();
        out.push_str(&format!("{day:<21}{cells}  {}\n", hours.iter().sum::<u64>()));
    }
    counts(&mut out, "DISMISSED", &numbers.dismissed);
    counts(&mut out, "GUARDS OVERRIDDEN", &numbers.guards);
    out.push('\n');
    for (name, sentence) in EXPLAINED {
        out.push_str(&format!("{name}: {sentence}\n"));
    }
    out
}

fn table(out: &mut String, head: &str, rows: &[Row]) {
    out.push_str(&format!("\n{}", padded(head)));
    for column in COLUMNS {
        out.push_str(&format!("{:>9}", column.to_uppercase()));
    }
    out.push('\n');
    for row in rows {
        out.push_str(&padded(&name(&row.name)));
        for cell in cells(&row.figures) {
            out.push_str(&format!("{cell:>9}"));
        }
        out.push('\n');
    }
}

fn counts(out: &mut String, head: &str, counts: &[Count]) {
    out.push_str(&format!("\n{head}\n"));
    for count in counts {
        out.push_str(&format!("{}{:>9}\n", padded(&count.label), thousands(count.count)));
    }
    if counts.is_empty() {
        out.push_str("none\n");
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

fn padded(shown: &str) -> String {
    let cut = cut(shown, NAME - 2);
    format!("{cut}{}", " ".repeat(NAME - columns(&cut)))
}
