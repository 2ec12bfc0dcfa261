//! Which column of a file is what: guessed from the cells in `guess` and by its name in `names`, chosen by a person in
//! `chosen`, and kept for the next file with the same header in `remembered`. Pure.

mod chosen;
mod guess;
mod names;
mod remembered;

pub use remembered::Remembered;

use serde::{Deserialize, Serialize};

use super::dates::{DateSigns, DayOrder};
use super::fields::Field;
use super::model::Kind;
use super::numbers::{Decimal, NumberSigns};
use crate::domain::OwnField;

/// What is known of a column from all its cells.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub filled: i64,
    /// Cells of nothing but digits.
    pub digits: i64,
    /// Cells that say what became of a booking.
    #[serde(default)]
    pub statuses: i64,
    /// Of these: cells that are said of bookings alone.
    #[serde(default)]
    pub bookings: i64,
    pub dates: DateSigns,
    pub numbers: NumberSigns,
}

/// What a column is, and in which form its cells are where there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub field: Field,
    pub order: DayOrder,
    pub decimal: Decimal,
}

/// Which column is what; `None`: it is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub kind: Kind,
    pub columns: Vec<Option<Choice>>,
    /// The file is one of ours, changed: what looked like a formula has a mark.
    #[serde(default)]
    pub is_returned: bool,
}

/// How the place writes, where a column does not say, and what the business asks besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usual {
    pub order: DayOrder,
    pub decimal: Decimal,
    /// "Estado" is a part of the country.
    pub has_states: bool,
    /// Those that are asked still.
    pub own: Vec<OwnField>,
}

impl Mapping {
    /// The column of the file that a field stands for, by the field's name.
    pub fn column_of<'a>(&self, field: &str, columns: &'a [Column]) -> Option<&'a Column> {
        let is_it = |choice: &Option<Choice>| {
            choice.is_some_and(|choice| choice.field.to_string() == field)
        };
        let place = self.columns.iter().position(is_it)?;
        columns.get(place)
    }

    pub fn has(&self, field: Field) -> bool {
        self.columns
            .iter()
            .flatten()
            .any(|choice| choice.field == field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OwnKey, OwnKind};

    pub const USUAL: Usual = Usual {
        order: DayOrder::DayFirst,
        decimal: Decimal::Comma,
        has_states: false,
        own: Vec::new(),
    };

    pub fn guessed(columns: &[(&str, &str)]) -> (Kind, Vec<String>) {
        guessed_in(USUAL, columns)
    }

    pub fn guessed_in(usual: Usual, columns: &[(&str, &str)]) -> (Kind, Vec<String>) {
        let column = |(name, cell): &(&str, &str)| {
            let mut column = Column {
                name: (*name).to_owned(),
                filled: 1,
                digits: i64::from(cell.bytes().all(|byte| byte.is_ascii_digit())),
                statuses: i64::from(crate::imports::bookings::is_status(cell)),
                bookings: i64::from(crate::imports::bookings::is_of_booking(cell)),
                ..Column::default()
            };
            column.dates.note(cell);
            column
        };
        let columns: Vec<Column> = columns.iter().map(column).collect();
        let mapping = Mapping::guess(&columns, &usual, None);
        let name = |choice: &Option<Choice>| {
            choice.map_or_else(|| "-".to_owned(), |choice| choice.field.to_string())
        };
        (mapping.kind, mapping.columns.iter().map(name).collect())
    }

    pub fn own(key: u16, name: &str) -> OwnField {
        OwnField {
            key: OwnKey(key),
            name: name.into(),
            kind: OwnKind::Text,
            options: Vec::new(),
            is_retired: false,
            was: Vec::new(),
        }
    }
}
