//! What a row of a file says, as rows to be stored: of the customer in `customers`, of a service in `services`. Pure. A cell
//! without anything but white space is an absent one.

mod customers;
mod services;

use std::collections::HashMap;

use chrono::NaiveDate;
use csv::StringRecord;

use super::dates;
use super::fields::Field;
use super::mapping::{Choice, Mapping};
use super::model::{Problem, reason};
use super::stage::Reading;
use crate::web::spreadsheet::unmarked;

/// Where each field stands, and in which form.
#[derive(Debug, Clone)]
pub struct Layout {
    places: HashMap<Field, (usize, Choice)>,
    pub width: usize,
    is_returned: bool,
}

impl Layout {
    pub fn new(mapping: &Mapping) -> Self {
        let known = mapping.columns.iter().enumerate();
        Self {
            places: known
                .filter_map(|(place, choice)| choice.map(|choice| (choice.field, (place, choice))))
                .collect(),
            width: mapping.columns.len(),
            is_returned: mapping.is_returned,
        }
    }

    pub fn has(&self, field: Field) -> bool {
        self.places.contains_key(&field)
    }

    /// Which cell of a row has it, counted from 0.
    pub fn place(&self, field: Field) -> Option<usize> {
        self.places.get(&field).map(|(place, _)| *place)
    }
}

/// One row under examination: what is wrong with it gathers here.
pub struct Row<'a> {
    reading: &'a Reading<'a>,
    cells: &'a StringRecord,
    line: i64,
    pub problems: Vec<Problem>,
    /// What is stored as it is typed and hardly means what it should, or is not stored while the rest of its row is.
    pub doubts: Vec<Problem>,
}

impl<'a> Row<'a> {
    pub fn new(reading: &'a Reading<'a>, cells: &'a StringRecord, line: i64) -> Self {
        Self {
            reading,
            cells,
            line,
            problems: Vec::new(),
            doubts: Vec::new(),
        }
    }

    fn text(&self, field: Field) -> Option<&'a str> {
        let (place, _) = self.reading.layout.places.get(&field)?;
        let text = self.cells.get(*place)?.trim();
        let text = match self.reading.layout.is_returned {
            true => unmarked(text),
            false => text,
        };
        (!text.is_empty()).then_some(text)
    }

    fn choice(&self, field: Field) -> Option<Choice> {
        self.reading
            .layout
            .places
            .get(&field)
            .map(|(_, choice)| *choice)
    }

    fn owned(&self, field: Field) -> Option<String> {
        self.text(field).map(str::to_owned)
    }

    fn required(&mut self, field: Field) -> Option<String> {
        let text = self.owned(field);
        if text.is_none() {
            self.refuse(field, "missing", &[]);
        }
        text
    }

    /// A day, or an instant with its offset, whose day is the organisation's.
    fn date(&mut self, field: Field) -> Option<NaiveDate> {
        let typed = self.text(field)?;
        let order = self.choice(field)?.order;
        let date = dates::read(typed, order, self.reading.organisation.time_zone);
        if date.is_none() {
            self.refuse(field, "date", &[typed]);
        }
        date
    }

    fn doubt(&mut self, field: Field, word: &str, typed: &str) {
        self.doubts.push(Problem {
            line: self.line,
            column: field.to_string(),
            reason: reason(word, &[typed]),
        });
    }

    fn refuse(&mut self, field: Field, word: &str, about: &[&str]) {
        self.problems.push(Problem {
            line: self.line,
            column: field.to_string(),
            reason: reason(word, about),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Organisation;
    use crate::imports::dates::DayOrder;
    use crate::imports::mapping::Usual;
    use crate::imports::model::Kind;
    use crate::imports::numbers::Decimal;
    use crate::imports::owners::Owners;

    pub fn with_row<T>(header: &str, row: &str, read: impl Fn(&mut Row) -> T) -> (T, Vec<String>) {
        with_row_at(&Organisation::default(), header, row, read)
    }

    /// The same for this business.
    pub fn with_row_at<T>(
        organisation: &Organisation,
        header: &str,
        row: &str,
        read: impl Fn(&mut Row) -> T,
    ) -> (T, Vec<String>) {
        with_row_in((organisation, Decimal::Comma), header, row, read)
    }

    /// The same of a file that writes its decimals so.
    pub fn with_row_in<T>(
        (organisation, decimal): (&Organisation, Decimal),
        header: &str,
        row: &str,
        read: impl Fn(&mut Row) -> T,
    ) -> (T, Vec<String>) {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        let usual = Usual {
            order: DayOrder::DayFirst,
            decimal,
            has_states: false,
            own: organisation.customer_fields.clone(),
        };
        let layout = Layout::new(&Mapping::by_name(&names, Kind::Both, &usual));
        let cells = StringRecord::from(row.split('|').collect::<Vec<_>>());
        let reading = Reading {
            kind: Kind::Both,
            layout: &layout,
            organisation,
            owners: &Owners::default(),
            today: NaiveDate::from_ymd_opt(2025, 10, 26).unwrap(),
            rows: 1,
        };
        let mut row = Row::new(&reading, &cells, 2);
        let read = read(&mut row);
        (read, row.problems.iter().map(Problem::to_string).collect())
    }
}
