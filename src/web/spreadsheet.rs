//! Lists for a spreadsheet: CSV as the ones of our countries open it with a double click.

use actix_web::HttpResponse;
use actix_web::http::header;
use anyhow::Context as _;
use chrono::NaiveDate;

use super::csv::{BOM, harmless};
use super::{AppError, Page};
use crate::domain::{Currency, amount};

/// What stands in one place of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell(Value);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    Money(i64, Currency),
}

impl Cell {
    /// Words of people: what a spreadsheet would run as a formula is marked as text.
    pub fn text(words: &str) -> Self {
        Self(Value::Text(harmless(words)))
    }

    pub fn day(day: Option<NaiveDate>) -> Self {
        let written = day.map(|day| day.to_string());
        Self(Value::Text(written.unwrap_or_default()))
    }

    /// A count.
    pub fn number(n: i64) -> Self {
        Self(Value::Text(n.to_string()))
    }

    pub fn money(minor: i64, currency: Currency) -> Self {
        Self(Value::Money(minor, currency))
    }

    /// A figure has the decimal sign of the place and nothing else.
    fn written(&self, decimal: &str) -> String {
        match &self.0 {
            Value::Text(text) => text.clone(),
            Value::Money(minor, currency) => {
                let figure = amount::money(*minor, *currency).to_string();
                figure.replace('.', decimal)
            }
        }
    }
}

/// The file as it is downloaded, its heads in the reader's language.
pub fn answer(
    page: &Page,
    name: &str,
    heads: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<HttpResponse, AppError> {
    let heads: Vec<String> = heads.iter().map(|head| page.t(head)).collect();
    answer_with(page, name, &heads, rows)
}

/// The same with heads that are texts already.
pub fn answer_with(
    page: &Page,
    name: &str,
    heads: &[String],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<HttpResponse, AppError> {
    let half = page.organisation.locale.decimal(0.5, 1);
    let decimal = if half.contains(',') { "," } else { "." };
    let file = written(heads, rows, decimal).context("Failed to write a table")?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(file))
}

fn written(
    heads: &[String],
    rows: impl Iterator<Item = Vec<Cell>>,
    decimal: &str,
) -> anyhow::Result<Vec<u8>> {
    let mut table = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(BOM.as_bytes().to_vec());
    table.write_record(heads)?;
    for row in rows {
        table.write_record(row.iter().map(|cell| cell.written(decimal)))?;
    }
    table.into_inner().context("Failed to flush a table")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_become_formulas_and_figures_stay_figures() {
        let row = vec![
            Cell::text("=HYPERLINK(\"x\")"),
            Cell::text("@Ñandú; Hnos."),
            Cell::money(-123_456, Currency::EUR),
            Cell::money(1_190, Currency::CLP),
        ];
        let file = written(&["Uno".into()], [row].into_iter(), ",");
        // The heads and a row must have as many cells.
        assert!(file.is_err());
        let row = vec![Cell::text("=1+1"), Cell::money(-123_456, Currency::EUR)];
        let heads = ["Nombre".to_owned(), "Monto".to_owned()];
        let file = written(&heads, [row].into_iter(), ",").unwrap();
        let text = String::from_utf8(file).unwrap();
        assert_eq!(text, "\u{feff}Nombre;Monto\n'=1+1;-1234,56\n");
    }
}
