//! A report's columns or bars, made of the table that stands below them.

use chrono::Datelike as _;

use super::forms::By;
use super::tables::{Figure, Line, Subject, Table};
use super::views::name;
use crate::domain::period::month_start;
use crate::web::Page;
use crate::web::charts::{self, Bars, Column, Rank};

/// More columns than these have no room for a name each.
const NAMED_COLUMNS: usize = 14;
/// More names than these make no chart.
const MOST_NAMES: usize = 15;

pub fn chart(page: &Page, table: &Table, by: By) -> Option<Bars> {
    if by == By::Cohort {
        return retention(page, table);
    }
    if table.lines.is_empty() || table.chart.is_empty() || is_of_names(by) {
        return None;
    }
    let are_named = table.lines.len() <= NAMED_COLUMNS;
    let column = |(line, (value, beside)): (&Line, &(i64, Option<i64>))| Column {
        label: label(page, &line.subject, are_named),
        value: *value,
        previous: *beside,
        short: page.money_short(*value),
        text: page.money(*value),
        title: title(page, &line.subject, *value, *beside),
        now: is_running(page, &line.subject),
        ..Column::default()
    };
    let columns = table.lines.iter().zip(&table.chart).map(column);
    Some(Bars::new(columns.collect(), |value| {
        page.money_short(value)
    }))
}

/// The first lines of a report whose names have no room under columns: what each brought in.
pub fn names(page: &Page, table: &Table, by: By) -> Vec<Rank> {
    if !is_of_names(by) {
        return Vec::new();
    }
    let lines = table.lines.iter().zip(&table.chart).take(MOST_NAMES);
    let row = |(line, (value, _)): (&Line, &(i64, Option<i64>))| {
        let text = page.money_short(*value);
        (name(page, &line.subject), *value, text)
    };
    charts::ranks(lines.map(row).collect())
}

fn is_of_names(by: By) -> bool {
    matches!(by, By::Service | By::Category)
}

/// Whether the column is the month that is not over.
fn is_running(page: &Page, subject: &Subject) -> bool {
    matches!(subject, Subject::Month(month, _) if *month == month_start(page.today))
}

/// What the pointer reads of a column: its whole name and its figures.
fn title(page: &Page, subject: &Subject, value: i64, beside: Option<i64>) -> String {
    let (name, amount) = (name(page, subject), page.money(value));
    match beside {
        None => format!("{name}: {amount}"),
        Some(new) => {
            let returning = page.t("reports-returning-revenue");
            let (key, new) = (page.t("reports-new-revenue"), page.money(new));
            format!("{name}: {returning} {amount} · {key} {new}")
        }
    }
}

/// Who came back after a month, after two and so on, of all cohorts that have completed that month; in thousandths.
fn retention(page: &Page, table: &Table) -> Option<Bars> {
    let shares = table.total.iter().filter_map(|figure| match figure {
        Figure::Share(share) => *share,
        _ => None,
    });
    let column = |(months, share): (usize, f64)| Column {
        label: page.number(months as i64),
        value: (share * 1000.0).round() as i64,
        short: page.percent(share),
        text: page.percent(share),
        ..Column::default()
    };
    let columns: Vec<Column> = (1..).zip(shares).map(column).collect();
    let percent = |thousandths: i64| page.percent(thousandths as f64 / 1000.0);
    (!columns.is_empty()).then(|| Bars::new(columns, percent))
}

/// Under a column: short, and of many months only the year at its beginning.
fn label(page: &Page, subject: &Subject, are_named: bool) -> String {
    match subject {
        Subject::Month(month, _) if are_named => page.month_short(month),
        Subject::Month(month, _) if month.month() == 1 => month.year().to_string(),
        Subject::Month(..) => String::new(),
        subject => name(page, subject),
    }
}
