//! The spa of `demo/`, its dates moved to today.

use std::io;

use chrono::{NaiveDate, TimeDelta};
use csv::StringRecord;

use crate::imports::{FileError, Line, Sheet};

const CUSTOMERS: &[u8] = include_bytes!("../../demo/customers.csv.gz");
const HISTORY: &[u8] = include_bytes!("../../demo/service_history.csv.gz");

/// The day of the newest service in the file.
const NEWEST: NaiveDate = NaiveDate::from_ymd_opt(2025, 10, 25).unwrap();

pub fn customers(newest: NaiveDate) -> Result<Sheet, FileError> {
    Ok(moved(unpacked(CUSTOMERS)?, "created_at", &[], newest))
}

/// Season and year belong to the dates of the file.
pub fn history(newest: NaiveDate) -> Result<Sheet, FileError> {
    let sheet = unpacked(HISTORY)?;
    Ok(moved(sheet, "service_date", &["season", "year"], newest))
}

fn unpacked(file: &'static [u8]) -> Result<Sheet, FileError> {
    Sheet::read(io::Cursor::new(file))
}

/// The sheet with each date of `column` moved by as much as the newest service, and with `emptied` columns empty.
fn moved(sheet: Sheet, column: &str, emptied: &[&str], newest: NaiveDate) -> Sheet {
    let by = newest - NEWEST;
    let place = sheet.header.place(column);
    let emptied: Vec<_> = emptied
        .iter()
        .filter_map(|column| sheet.header.place(column))
        .collect();
    let move_line = move |line: Line| {
        let cell = |(index, cell): (usize, &str)| match Some(index) {
            index if index == place => moved_date(cell, by),
            Some(index) if emptied.contains(&index) => String::new(),
            _ => cell.to_owned(),
        };
        let cells = line.cells.map(|cells| {
            let cells = cells.iter().enumerate().map(cell);
            StringRecord::from(cells.collect::<Vec<_>>())
        });
        Line { cells, ..line }
    };
    Sheet {
        header: sheet.header,
        header_line: sheet.header_line,
        lines: Box::new(sheet.lines.map(move |line| line.map(&move_line))),
    }
}

fn moved_date(cell: &str, by: TimeDelta) -> String {
    cell.parse::<NaiveDate>()
        .map_or_else(|_| cell.to_owned(), |date| (date + by).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(sheet: Sheet, column: &str) -> Vec<NaiveDate> {
        let place = sheet.header.place(column).unwrap();
        let date = |line: Line| line.cells.unwrap()[place].parse().unwrap();
        sheet.lines.map(|line| date(line.unwrap())).collect()
    }

    #[test]
    fn the_newest_service_is_of_the_day_that_was_asked_for() {
        let day = NaiveDate::from_ymd_opt(2031, 3, 1).unwrap();
        let moved = dates(history(day).unwrap(), "service_date");
        assert_eq!(moved.iter().max(), Some(&day));
        let as_in_the_file = dates(history(NEWEST).unwrap(), "service_date");
        assert_eq!(as_in_the_file.iter().max(), Some(&NEWEST));
        assert_eq!(moved.len(), as_in_the_file.len());
    }

    #[test]
    fn nobody_becomes_a_customer_after_the_newest_service() {
        let created = dates(customers(NEWEST).unwrap(), "created_at");
        assert!(created.iter().max() <= Some(&NEWEST));
    }
}
