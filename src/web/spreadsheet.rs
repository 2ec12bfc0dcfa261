//! Tables for spreadsheets: CSV as those of our countries open it with a double click.

use std::future::{Future, ready};

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use anyhow::Context as _;
use chrono::NaiveDate;
use csv::Terminator;
use futures_util::{StreamExt as _, stream};

use super::{AppError, Flash, Keys, Page, attachment, redirect_with};
use crate::domain::{Currency, amount};

/// Without it accents are read as something else.
const BOM: &str = "\u{feff}";
const TYPE: &str = "text/csv; charset=utf-8";
/// So many rows at most in a table that is made at once: half a table whose sums are wrong is worse than none.
const MOST: i64 = 20_000;
/// As many as are asked for, to see whether there are more.
pub const ASKED: i64 = MOST + 1;

pub type Row = Vec<Cell>;

/// What stands in one place of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell(Value);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    Money(i64, Currency),
    Decimal(String),
}

impl Cell {
    /// Words of people: what a spreadsheet would run as a formula is marked as text.
    pub fn text(words: &str) -> Self {
        Self(Value::Text(marked(words)))
    }

    /// What is no formula: a figure as the database writes it, a text that has its mark.
    pub fn as_is(text: impl Into<String>) -> Self {
        Self(Value::Text(text.into()))
    }

    pub fn empty() -> Self {
        Self::as_is("")
    }

    pub fn day(day: Option<NaiveDate>) -> Self {
        day.map_or_else(Self::empty, |day| Self::as_is(day.to_string()))
    }

    /// A count.
    pub fn number(n: i64) -> Self {
        Self::as_is(n.to_string())
    }

    pub fn money(minor: i64, currency: Currency) -> Self {
        Self(Value::Money(minor, currency))
    }

    /// A number that is kept as `1234.5`.
    pub fn decimal(kept: &str) -> Self {
        Self(Value::Decimal(kept.to_owned()))
    }

    /// A figure has the decimal sign of the place and nothing else.
    fn written(self, decimal: &str) -> String {
        match self.0 {
            Value::Text(text) => text,
            Value::Decimal(kept) => kept.replace('.', decimal),
            Value::Money(minor, currency) => amount::money(minor, currency)
                .to_string()
                .replace('.', decimal),
        }
    }
}

/// Marks as text what a spreadsheet would run as a formula, in a way that [`unmarked`] takes back.
pub fn marked(text: &str) -> String {
    let is_formula = text
        .trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if is_formula { "'" } else { "" };
    format!("{mark}{text}")
}

/// The text of a cell whose table comes back.
pub fn unmarked(text: &str) -> &str {
    let rest = text.strip_prefix('\'').unwrap_or(text);
    match rest.len() < text.len() && marked(rest) == text {
        true => rest,
        false => text,
    }
}

/// How a table is written.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// What parts the cells.
    separator: u8,
    decimal: &'static str,
    line_end: Terminator,
}

impl Style {
    /// As spreadsheets of the place expect it: where the comma is the sign of decimals, another sign parts the cells.
    pub fn of(page: &Page) -> Self {
        let half = page.organisation.locale.decimal(0.5, 1);
        Self::with_decimal(if half.contains(',') { "," } else { "." })
    }

    fn with_decimal(decimal: &'static str) -> Self {
        Self {
            separator: if decimal == "," { b';' } else { b',' },
            decimal,
            line_end: Terminator::Any(b'\n'),
        }
    }

    /// For a table that goes back to where a file came from, with the separator of that one.
    pub fn returned(self, separator: u8) -> Self {
        Self {
            separator,
            line_end: Terminator::CRLF,
            ..self
        }
    }

    /// The rows as lines, behind what is there already.
    fn written(self, begun: &str, rows: impl IntoIterator<Item = Row>) -> anyhow::Result<Vec<u8>> {
        let mut table = csv::WriterBuilder::new()
            .delimiter(self.separator)
            .terminator(self.line_end)
            .from_writer(begun.as_bytes().to_vec());
        for row in rows {
            let cells = row.into_iter().map(|cell| cell.written(self.decimal));
            table.write_record(cells).context("Failed to write a row")?;
        }
        table.into_inner().context("Failed to flush a table")
    }
}

/// The table as it is downloaded, its heads in the reader's language.
pub fn answer(
    page: &Page,
    name: &str,
    heads: &[&str],
    rows: impl Iterator<Item = Row>,
) -> Result<HttpResponse, AppError> {
    let heads = heads.iter().map(|head| page.t(head));
    answer_with(page, name, heads.collect(), rows)
}

/// The same with heads that are texts already.
pub fn answer_with(
    page: &Page,
    name: &str,
    heads: Vec<String>,
    rows: impl Iterator<Item = Row>,
) -> Result<HttpResponse, AppError> {
    let rows = std::iter::once(head(heads)).chain(rows);
    let file = Style::of(page).written(BOM, rows)?;
    Ok(attachment(name, TYPE).body(file))
}

/// A table that is sent while it is read, however long it is: `next` has the next rows and what is left after them. A
/// part that cannot be read ends the download as broken, never as a table that seems whole.
pub fn answer_in_parts<Rest, Next, Read>(
    style: Style,
    name: &str,
    heads: Vec<String>,
    rest: Rest,
    next: Next,
) -> Result<HttpResponse, AppError>
where
    Rest: 'static,
    Next: FnMut(Rest) -> Read + 'static,
    Read: Future<Output = Result<Option<(Vec<Row>, Rest)>, AppError>> + 'static,
{
    let begin = style.written(BOM, [head(heads)])?;
    let parts = stream::try_unfold(rest, next).map(move |rows| -> Result<Bytes, AppError> {
        let part = style.written("", rows?)?;
        Ok(part.into())
    });
    let begin = stream::once(ready(Ok(begin.into())));
    Ok(attachment(name, TYPE).streaming(begin.chain(parts)))
}

/// Where there are more rows than one table takes: back to the list, which says so in the words of `key`.
pub fn refuse_too_many(
    page: &Page,
    keys: &Keys,
    rows: usize,
    (list, key): (&str, &str),
) -> Option<HttpResponse> {
    if i64::try_from(rows).is_ok_and(|rows| rows <= MOST) {
        return None;
    }
    let text = page.tv(key, "most", page.number(MOST));
    Some(redirect_with(keys, list, Flash::error(text)))
}

fn head(heads: Vec<String>) -> Row {
    heads.into_iter().map(Cell::as_is).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(style: Style, rows: impl IntoIterator<Item = Row>) -> String {
        String::from_utf8(style.written(BOM, rows).unwrap()).unwrap()
    }

    #[test]
    fn words_never_become_formulas_and_figures_stay_figures() {
        let heads = head(vec!["Nombre".into(), "Monto".into()]);
        let row = vec![Cell::text("=1+1"), Cell::money(-123_456, Currency::EUR)];
        let comma = table(Style::with_decimal(","), [heads.clone(), row.clone()]);
        assert_eq!(comma, "\u{feff}Nombre;Monto\n'=1+1;-1234,56\n");
        let point = table(Style::with_decimal("."), [heads, row]);
        assert_eq!(point, "\u{feff}Nombre,Monto\n'=1+1,-1234.56\n");
    }

    #[test]
    fn the_heads_and_a_row_have_as_many_cells() {
        let rows = [head(vec!["Uno".into()]), vec![Cell::empty(), Cell::empty()]];
        assert!(Style::with_decimal(",").written("", rows).is_err());
    }

    #[test]
    fn separators_within_a_cell_stay_there() {
        let row = vec![Cell::text("a;b"), Cell::text("c,d\ne")];
        for (decimal, expected) in [(",", "\"a;b\";\"c,d\ne\"\n"), (".", "a;b,\"c,d\ne\"\n")] {
            let written = table(Style::with_decimal(decimal), [row.clone()]);
            assert_eq!(written.trim_start_matches(BOM), expected);
        }
    }

    #[test]
    fn a_table_that_goes_back_has_the_separator_of_the_one_that_came() {
        let style = Style::with_decimal(",").returned(b'\t');
        let row = vec![Cell::as_is("1"), Cell::text("+56")];
        assert_eq!(table(style, [row]), "\u{feff}1\t'+56\r\n");
    }

    #[test]
    fn a_mark_against_formulas_comes_off_again() {
        for text in [
            "=1+1",
            "+56912345678",
            "-5",
            "@a",
            "'=x",
            "''+1",
            "'quoted'",
            "Ana; \"la\" Peña",
            "",
        ] {
            assert_eq!(unmarked(&marked(text)), text);
            assert!(!marked(text).starts_with(['=', '+', '-', '@']));
        }
    }
}
