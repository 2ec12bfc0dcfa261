//! How a file is to be read, found out from all of it: a workbook, or a text in an encoding and with a separator.

use std::io::Read as _;

use serde::{Deserialize, Serialize};

use super::packed::unpacked;
use super::{Bytes, FileError};
use crate::imports::encoding::{self, Decoded};
use crate::imports::xlsx;

const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
/// Of the spreadsheets before 2007.
const OLD_MAGIC: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
/// How other texts begin: documents, and pages that are named as spreadsheets.
const NO_TABLES: [&[u8]; 5] = [b"%pdf-", b"{\\rtf", b"<!doctype", b"<html", b"<?xml"];
/// With the white space before it.
const LONGEST_MARK: usize = 64;
/// So much of a text is looked at for its separator.
const BEGINNING: u64 = 1 << 17;
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Text {
        /// By its name on the web.
        encoding: String,
        separator: char,
        /// The first line says which, as spreadsheets want it.
        is_told: bool,
    },
    /// Of a workbook, the first sheet with anything in it.
    Xlsx,
    /// This one.
    Tab { name: String },
}

impl Format {
    /// Looks at the whole of a file.
    pub fn find(bytes: &mut dyn Bytes) -> Result<Self, FileError> {
        let mut magic = [0; 4];
        let length = bytes.read(&mut magic)?;
        bytes.rewind()?;
        if magic[..length] == *OLD_MAGIC {
            return Err(FileError::OldSpreadsheet);
        }
        if magic[..length] == *ZIP_MAGIC {
            xlsx::check(&mut *bytes)?;
            bytes.rewind()?;
            return Ok(Self::Xlsx);
        }
        let encoding = encoding::find(unpacked(&mut *bytes)?)?;
        bytes.rewind()?;
        let mut beginning = Vec::new();
        Decoded::new(unpacked(&mut *bytes)?, encoding)
            .take(BEGINNING)
            .read_to_end(&mut beginning)?;
        bytes.rewind()?;
        if is_no_table(&beginning) {
            return Err(FileError::Unknown);
        }
        let told = told_separator(&beginning);
        Ok(Self::Text {
            encoding: encoding.name().to_owned(),
            separator: char::from(told.unwrap_or_else(|| likeliest_separator(&beginning))),
            is_told: told.is_some(),
        })
    }
}

/// What is no text, and texts that are no tables.
fn is_no_table(beginning: &[u8]) -> bool {
    let is_control = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    // A damaged cell or two are told with their row.
    if beginning.iter().filter(is_control).count() > 4 + beginning.len() / 100 {
        return true;
    }
    let start = &beginning[..beginning.len().min(LONGEST_MARK)];
    let start = start.trim_ascii_start().to_ascii_lowercase();
    NO_TABLES.iter().any(|mark| start.starts_with(mark))
}

/// Of `sep=;` in the first line.
fn told_separator(beginning: &[u8]) -> Option<u8> {
    let mut lines = beginning.split(|byte| matches!(byte, b'\n' | b'\r'));
    let line = lines.next()?.trim_ascii_end();
    match line {
        [b's', b'e', b'p', b'=', separator] => Some(*separator),
        // One that was trimmed away.
        [b's', b'e', b'p', b'='] => Some(b'\t'),
        _ => None,
    }
}

/// The one by which most rows have as many cells as the first with more than one.
fn likeliest_separator(beginning: &[u8]) -> u8 {
    const ROWS: usize = 200;
    let fit = |separator: &u8| {
        let reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(*separator)
            .from_reader(beginning);
        let mut widths: Vec<usize> = reader
            .into_byte_records()
            .map_while(Result::ok)
            .take(ROWS)
            .map(|row| row.len())
            .collect();
        // The last may be cut.
        if widths.len() > 2 {
            widths.pop();
        }
        let Some(width) = widths.iter().copied().find(|width| *width > 1) else {
            return (0, 0);
        };
        let same = widths.iter().filter(|other| **other == width).count();
        (same * 100 / widths.len(), width)
    };
    let best = SEPARATORS
        .iter()
        .rev()
        .max_by_key(|separator| fit(separator));
    best.copied().unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::Sheet;
    use super::super::tests::lines;
    use super::*;

    #[test]
    fn a_separator_is_found_or_told() {
        for text in [
            "id;name;price\n1;Ana, Eva;10,5\n2;Luz;7\n",
            "id\tname\tprice\n1\tAna, Eva\t10,5\n",
            "id|name|price\n1|Ana|10,5\n",
            "sep=;\nid;name;price\n1;Ana;10,5\n",
        ] {
            let found = lines(text.as_bytes());
            let cells = found[0].1.clone().unwrap();
            assert_eq!((cells.len(), cells[2].as_str()), (3, "10,5"), "{text}");
        }
        assert_eq!(lines(b"sep=;\nid;name\n1;Ana\n")[0].0, 3);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let refused = |bytes: &[u8]| Sheet::read(Cursor::new(bytes.to_vec())).err().unwrap();
        assert!(matches!(refused(b""), FileError::Empty));
        assert!(matches!(
            refused(b"\xd0\xcf\x11\xe0rest"),
            FileError::OldSpreadsheet
        ));
        assert!(matches!(refused(b"PK\x03\x04rest"), FileError::Broken(_)));
        assert!(matches!(
            refused(b"\x7fELF\0\0\0\0\0\0"),
            FileError::Unknown
        ));
        for other in [
            &b"%PDF-1.7\nid;name\n1;Ana\n"[..],
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
            b" <!DOCTYPE html><table><tr><td>1,2</td></tr></table>\n",
        ] {
            assert!(matches!(refused(other), FileError::Unknown), "{other:?}");
        }
    }
}
