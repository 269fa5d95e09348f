//! The report as one page: no script, no file beside it, light and dark.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;

use super::{ReportError, cells, days, funnel, headline, heads, part_name, period};
use crate::app::numbers::{Numbers, Row, explained};
use crate::domain::count::thousands;
use crate::domain::text::plain;
use crate::domain::zone::Zone;
use crate::language::Language;

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

pub(super) fn write(
    numbers: &Numbers,
    zone: &Zone,
    language: Language,
) -> Result<String, ReportError> {
    let say = language.say();
    let mut page = Environment::new();
    page.set_auto_escape_callback(|_| AutoEscape::Html);
    page.add_template("page", PAGE)?;
    let mut tables = vec![(say.numbers_week_of(), rows(&numbers.weeks))];
    tables.extend(
        numbers
            .parts
            .iter()
            .map(|part| (say.numbers_by(part_name(part.by, say)), rows(&part.rows))),
    );
    let most = numbers.hours.iter().flatten().copied().max().unwrap_or(0).max(1);
    let heat: Vec<(String, Vec<Cell>)> = days(say)
        .into_iter()
        .zip(&numbers.hours)
        .map(|(day, hours)| {
            let cell = |count: &u64| Cell { count: *count, shade: (count * 100).div_ceil(most) };
            (day, hours.iter().map(cell).collect())
        })
        .collect();
    let asked = numbers.funnel.asked.max(1);
    let steps: Vec<_> = funnel(numbers, say)
        .into_iter()
        .map(|(name, count, share)| {
            context! {
                name, count => thousands(count), share, bar => count * 100 / asked,
            }
        })
        .collect();
    Ok(page.get_template("page")?.render(context! {
        language => language.to_string(),
        title => say.report_title(period(numbers, zone, say)),
        headline => headline(numbers, say),
        of_zone => say.report_of_zone(numbers.zone.as_str()),
        columns => heads(say),
        funnel => say.report_funnel(),
        when_they_ask => say.report_when_they_ask(),
        counts => Value::from(Serde(&[
            (say.report_dismissed(), &numbers.dismissed),
            (say.report_guards(), &numbers.guards),
        ])),
        none => say.numbers_none(),
        figures => say.report_figures(),
        tables => Value::from(Serde(&tables)),
        steps,
        hours => (0..24).collect::<Vec<_>>(),
        heat => Value::from(Serde(&heat)),
        explained => explained(say),
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
