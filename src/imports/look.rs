//! A look at the whole of a file before anything is done with it: its form, its columns, its first rows.

use serde::{Deserialize, Serialize};

use super::dates::DayOrder;
use super::fields::is_status;
use super::mapping::{Column, Usual};
use super::numbers::Decimal;
use super::sheet::{Bytes, FileError, Format, Sheet};
use crate::domain::Organisation;

/// Rows that a person is shown.
pub const SAMPLE: usize = 20;
/// The longest text that a sample keeps of a cell.
const LONGEST: usize = 500;
/// So often whoever waits is told.
const TELL_EVERY: i64 = 4096;
/// More columns no table of people has.
const MOST_COLUMNS: usize = 500;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    pub format: Format,
    pub columns: Vec<Column>,
    pub rows: i64,
    pub sample: Vec<Sample>,
}

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub line: i64,
    pub cells: Vec<String>,
}

impl Look {
    /// Reads all of it; `go_on` hears how many rows were read and may end it.
    pub fn at(
        mut bytes: Box<dyn Bytes>,
        go_on: &mut dyn FnMut(i64) -> bool,
    ) -> Result<Option<Self>, FileError> {
        let format = Format::find(&mut *bytes)?;
        let sheet = Sheet::with(bytes, &format)?;
        let names = sheet.header.names().iter().take(MOST_COLUMNS);
        let column = |name: &String| Column {
            name: told(name),
            ..Column::default()
        };
        let mut look = Self {
            format,
            columns: names.map(column).collect(),
            rows: 0,
            sample: Vec::new(),
        };
        for line in sheet.lines {
            let line = line.map_err(|error| FileError::Broken(error.to_string()))?;
            look.rows += 1;
            if look.rows % TELL_EVERY == 0 && !go_on(look.rows) {
                return Ok(None);
            }
            let Some(cells) = line.cells else {
                continue;
            };
            for (column, cell) in look.columns.iter_mut().zip(&cells) {
                note(column, cell.trim());
            }
            if look.sample.len() < SAMPLE {
                let cells = cells.iter().map(told).collect();
                look.sample.push(Sample {
                    line: line.number,
                    cells,
                });
            }
        }
        if look.rows == 0 {
            return Err(FileError::Empty);
        }
        Ok(Some(look))
    }

    pub fn names(&self) -> Vec<String> {
        let names = self.columns.iter().map(|column| column.name.clone());
        names.collect()
    }
}

fn note(column: &mut Column, cell: &str) {
    if cell.is_empty() {
        return;
    }
    column.filled += 1;
    column.digits += i64::from(cell.bytes().all(|byte| byte.is_ascii_digit()));
    column.statuses += i64::from(is_status(cell));
    column.dates.note(cell);
    column.numbers.note(cell);
}

/// As it can be stored and shown.
fn told(text: impl AsRef<str>) -> String {
    let text = text.as_ref().chars().filter(|c| *c != '\0');
    text.take(LONGEST).collect()
}

/// Countries whose parts are states.
const STATES: [&str; 4] = ["BR", "MX", "US", "VE"];

impl Usual {
    /// How the organisation's place writes.
    pub fn of(organisation: &Organisation) -> Self {
        let locale = &organisation.locale;
        let day = chrono::NaiveDate::from_ymd_opt(2025, 10, 26).unwrap_or_default();
        let is_month_first = locale.date(day).starts_with("10");
        let is_point = locale.decimal(0.5, 1).contains('.');
        Self {
            order: match is_month_first {
                true => DayOrder::MonthFirst,
                false => DayOrder::DayFirst,
            },
            has_states: STATES.contains(&organisation.country.as_str()),
            decimal: match is_point {
                true => Decimal::Point,
                false => Decimal::Comma,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::imports::fields::Field;
    use crate::imports::mapping::Mapping;
    use crate::imports::model::Kind;

    fn look(text: &str) -> Result<Look, FileError> {
        let bytes = Box::new(Cursor::new(text.to_owned().into_bytes()));
        Look::at(bytes, &mut |_| true).map(Option::unwrap)
    }

    #[test]
    fn the_whole_column_decides_and_the_first_rows_are_kept() {
        let rows: String = (1..=40)
            .map(|row| format!("{row};0{}/0{}/2021;1.500\n", row % 9 + 1, row % 7 + 1))
            .collect();
        let look = look(&format!("ID;Fecha;Monto\n{rows}41;25/01/2021;9.990,50\n")).unwrap();
        assert_eq!((look.rows, look.sample.len()), (41, SAMPLE));
        assert_eq!(look.columns[0].digits, 41);
        assert!(!look.columns[1].dates.is_ambiguous());
        let mapping = Mapping::guess(&look.columns, Usual::of(&Organisation::default()), None);
        assert_eq!(mapping.kind, Kind::History);
        let choice = mapping.columns[1].unwrap();
        assert_eq!(
            (choice.field, choice.order),
            (Field::Date, DayOrder::DayFirst)
        );
        assert_eq!(mapping.columns[2].unwrap().decimal, Decimal::Comma);
    }

    #[test]
    fn a_file_without_rows_is_refused() {
        assert!(matches!(look("id;name\n"), Err(FileError::Empty)));
    }
}
