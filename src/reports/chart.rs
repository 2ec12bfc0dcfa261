//! A report's columns, made of the table that stands below them.

use chrono::Datelike as _;

use super::forms::By;
use super::tables::{Figure, Line, Subject, Table};
use super::views::name;
use crate::domain::period::month_start;
use crate::web::Page;
use crate::web::charts::{Bars, Column};

/// More columns than these have no room for a name each.
const NAMED_COLUMNS: usize = 14;
/// More services than these make no chart.
const MOST_COLUMNS: usize = 15;

pub fn chart(page: &Page, table: &Table, by: By) -> Option<Bars> {
    if by == By::Cohort {
        return retention(page, table);
    }
    if table.lines.is_empty() || table.chart.is_empty() {
        return None;
    }
    let most = match by {
        By::Service | By::Category => MOST_COLUMNS,
        _ => usize::MAX,
    };
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
    let columns = table.lines.iter().zip(&table.chart).take(most).map(column);
    Some(Bars::new(columns.collect(), |value| {
        page.money_short(value)
    }))
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
        Subject::Service(_, name) | Subject::Category(name) => shortened(name),
        subject => name(page, subject),
    }
}

/// Room for some letters under each column.
fn shortened(name: &str) -> String {
    const LETTERS: usize = 9;
    match name.chars().count() > LETTERS {
        true => format!(
            "{}…",
            name.chars()
                .take(LETTERS - 1)
                .collect::<String>()
                .trim_end()
        ),
        false => name.to_owned(),
    }
}
