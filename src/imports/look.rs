//! A look at the whole of a file before anything is done with it: its form, its columns, its first rows.

use serde::{Deserialize, Serialize};

use super::bookings::{is_of_booking, is_status};
use super::dates::DayOrder;
use super::mapping::{Column, Usual};
use super::numbers::Decimal;
use super::sheet::{Bytes, FileError, Format, Sheet};
use super::xlsx::{self, Tab};
use crate::domain::Organisation;

/// Rows that a person is shown.
pub const SAMPLE: usize = 20;
/// The longest text that a sample keeps of a cell.
const LONGEST: usize = 500;
/// So often whoever waits is told.
pub const TELL_EVERY: i64 = 4096;
/// More columns no table of people has.
const MOST_COLUMNS: usize = 500;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    pub format: Format,
    pub columns: Vec<Column>,
    pub rows: i64,
    pub sample: Vec<Sample>,
    /// The sheets of a workbook that have rows.
    #[serde(default)]
    pub tabs: Vec<Tab>,
    /// Where the header stands, if not at the top.
    #[serde(default)]
    pub header_line: Option<i64>,
}

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub line: i64,
    pub cells: Vec<String>,
}

impl Look {
    /// Reads all of it, of a workbook one sheet: the one that is asked for, else the first that has rows. `go_on` hears how many
    /// rows were read and may end it.
    pub fn at(
        mut bytes: Box<dyn Bytes>,
        tab: Option<&str>,
        go_on: &mut dyn FnMut(i64) -> bool,
    ) -> Result<Option<Self>, FileError> {
        let Some((format, tabs)) = find_form(&mut *bytes, tab, go_on)? else {
            return Ok(None);
        };
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
            tabs,
            header_line: sheet.header_line,
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
        if let [only] = &mut look.tabs[..] {
            only.rows = look.rows;
        }
        Ok(Some(look))
    }

    /// The sheet of a workbook that was read.
    pub fn tab(&self) -> Option<&str> {
        match &self.format {
            Format::Tab { name } => Some(name),
            _ => None,
        }
    }

    pub fn has_tab(&self, name: &str) -> bool {
        self.tabs.iter().any(|tab| tab.name == name)
    }

    pub fn names(&self) -> Vec<String> {
        let names = self.columns.iter().map(|column| column.name.clone());
        names.collect()
    }
}

fn find_form(
    bytes: &mut dyn Bytes,
    asked: Option<&str>,
    go_on: &mut dyn FnMut(i64) -> bool,
) -> Result<Option<(Format, Vec<Tab>)>, FileError> {
    let format = Format::find(bytes)?;
    if format != Format::Xlsx {
        return match asked {
            Some(_) => Err(FileError::NoWorkbook),
            None => Ok(Some((format, Vec::new()))),
        };
    }
    let Some(tabs) = xlsx::tabs(bytes, go_on)? else {
        return Ok(None);
    };
    let name = choose(&tabs, asked)?.name.clone();
    Ok(Some((Format::Tab { name }, tabs)))
}

fn choose<'a>(tabs: &'a [Tab], asked: Option<&str>) -> Result<&'a Tab, FileError> {
    let first = tabs.first().ok_or(FileError::Empty)?;
    let Some(asked) = asked else {
        return Ok(first);
    };
    let found = tabs.iter().find(|tab| tab.name == asked);
    found.ok_or_else(|| {
        let names: Vec<&str> = tabs.iter().map(|tab| tab.name.as_str()).collect();
        FileError::NoTab {
            asked: asked.to_owned(),
            there: names.join(", "),
        }
    })
}

fn note(column: &mut Column, cell: &str) {
    if cell.is_empty() {
        return;
    }
    column.filled += 1;
    column.digits += i64::from(cell.bytes().all(|byte| byte.is_ascii_digit()));
    let is_status = is_status(cell);
    column.statuses += i64::from(is_status);
    column.bookings += i64::from(is_status && is_of_booking(cell));
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
        let own = organisation.customer_fields.iter();
        let asked = own.filter(|own| !own.is_retired);
        Self {
            order: match is_month_first {
                true => DayOrder::MonthFirst,
                false => DayOrder::DayFirst,
            },
            has_states: STATES.contains(&organisation.country.as_str()),
            own: asked.cloned().collect(),
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
        Look::at(bytes, None, &mut |_| true).map(Option::unwrap)
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
        let mapping = Mapping::guess(&look.columns, &Usual::of(&Organisation::default()), None);
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

    fn look_at(file: &str, tab: Option<&str>) -> Result<Look, FileError> {
        let path = format!("{}/tests/data/import/{file}", env!("CARGO_MANIFEST_DIR"));
        let bytes = Box::new(std::fs::File::open(path).unwrap());
        Look::at(bytes, tab, &mut |_| true).map(Option::unwrap)
    }

    fn tabs(look: &Look) -> Vec<(&str, i64)> {
        let tabs = look.tabs.iter();
        tabs.map(|tab| (tab.name.as_str(), tab.rows)).collect()
    }

    #[test]
    fn of_a_workbook_the_first_sheet_with_rows_is_read_or_the_one_that_is_asked_for() {
        let there = [("Clientes", 67), ("Servicios 2021", 78)];
        for (asked, read, rows, column) in [
            (None, "Clientes", 67, "name"),
            (Some("Clientes"), "Clientes", 67, "name"),
            (Some("Servicios 2021"), "Servicios 2021", 78, "customer_id"),
        ] {
            let look = look_at("workbook.xlsx", asked).unwrap();
            assert_eq!((look.tab(), look.rows), (Some(read), rows), "{asked:?}");
            assert_eq!(look.columns[1].name, column, "{asked:?}");
            assert_eq!(tabs(&look), there, "{asked:?}");
        }
        let only = look_at("services.xlsx", None).unwrap();
        assert_eq!(tabs(&only), [(only.tab().unwrap(), 78)]);
    }

    #[test]
    fn a_sheet_that_is_not_there_is_told_with_those_that_are() {
        for asked in ["Portada", "Gráfico", "servicios"] {
            let error = look_at("workbook.xlsx", Some(asked)).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "it has no sheet \"{asked}\" with rows; the sheets with rows are: Clientes, Servicios 2021"
                )
            );
        }
        assert!(matches!(
            look_at("services_plain.csv", Some("Clientes")),
            Err(FileError::NoWorkbook)
        ));
    }

    #[test]
    fn whoever_waits_can_end_the_counting_of_sheets() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/data/import/workbook.xlsx"
        );
        let bytes = Box::new(std::fs::File::open(path).unwrap());
        let mut heard = Vec::new();
        let mut go_on = |rows| {
            heard.push(rows);
            heard.len() < 2
        };
        assert_eq!(Look::at(bytes, None, &mut go_on).unwrap(), None);
        assert_eq!(
            heard,
            [1, 69],
            "the cover, then the customers with their header"
        );
    }

    #[test]
    fn a_look_of_before_sheets_could_be_chosen_is_still_read() {
        let stored = r#"{"format": "xlsx", "columns": [], "rows": 1, "sample": []}"#;
        let look: Look = serde_json::from_str(stored).unwrap();
        assert_eq!((look.format.clone(), look.tab()), (Format::Xlsx, None));
    }
}
