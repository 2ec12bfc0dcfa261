//! Tables for spreadsheets: CSV as those of our countries open it with a double click. Pure.

/// Without it accents are read as something else.
pub const BOM: &str = "\u{feff}";

/// Words of people: what a spreadsheet would run as a formula is marked as text.
pub fn harmless(words: &str) -> String {
    let is_formula = words.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if is_formula { "'" } else { "" };
    format!("{mark}{words}")
}

/// What parts the cells: where the comma is the sign of decimals, a spreadsheet expects another.
pub fn separator(decimal: char) -> u8 {
    match decimal {
        ',' => b';',
        _ => b',',
    }
}

/// The rows as lines of the table.
pub fn lines<'a>(
    rows: impl IntoIterator<Item = &'a [String]>,
    separator: u8,
) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::WriterBuilder::new()
        .delimiter(separator)
        .from_writer(Vec::new());
    for row in rows {
        table.write_record(row)?;
    }
    table
        .into_inner()
        .map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_is_text() {
        for (words, expected) in [
            ("=1+1", "'=1+1"),
            ("+56 9", "'+56 9"),
            ("@Ñandú", "'@Ñandú"),
            ("Ana; \"la\" Peña", "Ana; \"la\" Peña"),
        ] {
            assert_eq!(harmless(words), expected);
        }
    }

    #[test]
    fn separators_within_a_cell_stay_there() {
        let rows = [vec!["a;b".to_owned(), "c,d\ne".to_owned()]];
        for (decimal, expected) in [(',', "\"a;b\";\"c,d\ne\"\n"), ('.', "a;b,\"c,d\ne\"\n")] {
            let table = lines(rows.iter().map(Vec::as_slice), separator(decimal)).unwrap();
            assert_eq!(String::from_utf8(table).unwrap(), expected);
        }
    }
}
