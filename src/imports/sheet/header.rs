//! The row that names the columns, which may have others above it.

use std::collections::{HashMap, VecDeque};

use csv::StringRecord;

use super::{FileError, Line, Sheet};
use crate::imports::fields::Field;

/// A header stands within so many rows that are not empty.
const HEADER_WITHIN: usize = 20;

/// Where each column stands.
#[derive(Debug, Clone)]
pub struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
    width: usize,
}

impl Header {
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let names: Vec<String> = names.map(|name| name.trim().to_owned()).collect();
        let mut places = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            places.entry(name.to_lowercase()).or_insert(place);
        }
        Self {
            width: names.len(),
            names,
            places,
        }
    }

    /// As they stand in the file.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn place(&self, column: &str) -> Option<usize> {
        self.places.get(column).copied()
    }

    /// How many cells a row has.
    pub fn width(&self) -> usize {
        self.width
    }
}

impl Sheet {
    /// The first rows may be a title, a period, a logo's place: the header is the first that fills more than half as many
    /// columns as the fullest of the beginning, or of which we know every name.
    pub(super) fn of_lines(
        mut lines: Box<dyn Iterator<Item = csv::Result<Line>>>,
    ) -> Result<Self, FileError> {
        let mut beginning: VecDeque<_> = lines.by_ref().take(HEADER_WITHIN).collect();
        let widest = beginning.iter().flatten().map(Line::filled).max();
        let widest = widest.unwrap_or_default();
        let is_title = |line: &Line| line.filled() * 2 <= widest && !line.names_fields();
        let mut has_title = false;
        while let Some(Ok(line)) = beginning.front()
            && is_title(line)
        {
            has_title = true;
            beginning.pop_front();
        }
        let header = beginning.pop_front().ok_or(FileError::Empty)?;
        let header = header.map_err(|error| FileError::Broken(error.to_string()))?;
        Ok(Self {
            header: Header::new(header.as_text().iter().flat_map(|cells| cells.iter())),
            header_line: has_title.then_some(header.number),
            lines: Box::new(beginning.into_iter().chain(lines)),
        })
    }
}

impl Line {
    fn as_text(&self) -> Option<&StringRecord> {
        self.cells.as_ref().or(self.damaged.as_ref())
    }

    /// How many of its cells have something in them.
    fn filled(&self) -> usize {
        let cells = self.as_text().into_iter().flat_map(|cells| cells.iter());
        cells.filter(|cell| !cell.trim().is_empty()).count()
    }

    /// Whether all that stands in it are names of columns: "RUT: 76.123.456-7" above a table is none.
    fn names_fields(&self) -> bool {
        let cells = self.as_text().into_iter().flat_map(|cells| cells.iter());
        let mut filled = cells.filter(|cell| !cell.trim().is_empty());
        filled.all(|cell| Field::named(cell).is_some())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_title_above_the_header_is_left_out() {
        let read = |text: &str| {
            let sheet = Sheet::read(Cursor::new(text.as_bytes().to_vec())).unwrap();
            let numbers: Vec<_> = sheet.lines.map(|line| line.unwrap().number).collect();
            (sheet.header.names().join("|"), numbers)
        };
        for (text, header, first) in [
            (
                "Clientes, octubre\n\nid;name;email\n1;Ana;a@b.cl\n2;Eva;\n",
                "id|name|email",
                4,
            ),
            (
                "Reservas;;;\nFecha;01/10;;\nid;name;x;y\n1;Ana;1;2\n",
                "id|name|x|y",
                4,
            ),
            // A name that we know, and one column alone.
            ("name;\nAna;1\n", "name|", 2),
            ("list\nAna\n", "list", 2),
        ] {
            let (names, numbers) = read(text);
            assert_eq!((names.as_str(), numbers[0]), (header, first), "{text}");
        }
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_and_case() {
        let header = Header::new([" Name", "customer_id"].into_iter());
        assert_eq!((header.place("name"), header.width()), (Some(0), 2));
        assert_eq!(header.place("price"), None);
    }
}
