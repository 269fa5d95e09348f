//! The report as one page: no script, no file beside it, light and dark.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;

use super::{COLUMNS, DAYS, ReportError, cells, funnel, headline, period};
use crate::app::numbers::{EXPLAINED, Numbers, Row};
use crate::domain::count::thousands;
use crate::domain::text::plain;
use crate::domain::zone::Zone;

const PAGE: &str = include_str!("../../../assets/report.html");

#[derive(Serialize)]
struct TableRow {
    name: String,
    cells: [String; 6],
    /// The share in time, 0 to 100, for the bar, where it is known.
    bar: u64,
    has_bar: bool,
    small: bool,
}

#[derive(Serialize)]
struct Cell {
    count: u64,
    /// How dark, 0 to 100.
    shade: u64,
}

pub(super) fn write(numbers: &Numbers, zone: &Zone) -> Result<String, ReportError> {
    let mut page = Environment::new();
    page.set_auto_escape_callback(|_| AutoEscape::Html);
    page.add_template("page", PAGE)?;
    let mut tables = vec![("Week of".to_owned(), rows(&numbers.weeks))];
    tables.extend(numbers.parts.iter().map(|part| (format!("By {}", part.by), rows(&part.rows))));
    let most = numbers.hours.iter().flatten().copied().max().unwrap_or(0).max(1);
    let heat: Vec<(&str, Vec<Cell>)> = DAYS
        .into_iter()
        .zip(&numbers.hours)
        .map(|(day, hours)| {
            let cell = |count: &u64| Cell { count: *count, shade: (count * 100).div_ceil(most) };
            (day, hours.iter().map(cell).collect())
        })
        .collect();
    let asked = numbers.funnel.asked.max(1);
    let steps: Vec<_> = funnel(numbers)
        .into_iter()
        .map(|(name, count, share)| {
            context! {
                name, count => thousands(count), share, bar => count * 100 / asked,
            }
        })
        .collect();
    Ok(page.get_template("page")?.render(context! {
        period => period(numbers, zone),
        headline => headline(numbers),
        zone => numbers.zone.as_str(),
        columns => COLUMNS,
        tables => Value::from(Serde(&tables)),
        steps,
        hours => (0..24).collect::<Vec<_>>(),
        heat => Value::from(Serde(&heat)),
        dismissed => Value::from(Serde(&numbers.dismissed)),
        guards => Value::from(Serde(&numbers.guards)),
        explained => EXPLAINED,
    })?)
}

fn rows(rows: &[Row]) -> Vec<TableRow> {
    rows.iter()
        .map(|row| TableRow {
            name: plain(row.name.raw()),
            cells: cells(&row.figures),
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share is between 0 and 1"
            )]
            bar: row.figures.in_time.map_or(0, |share| (share * 100.0).round() as u64),
            has_bar: row.figures.in_time.is_some(),
            small: row.figures.small,
        })
        .collect()
}
