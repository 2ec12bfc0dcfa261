//! The rows of a text, each with the line where it begins.

use std::io::{self, BufRead as _, BufReader, Read};

use csv::{ByteRecord, StringRecord};
use encoding_rs::{Encoding, UTF_8};

use super::{BUFFER, FileError, Line, Sheet};
use crate::imports::encoding::Decoded;

impl Sheet {
    pub(super) fn of_text(
        bytes: impl Read + 'static,
        encoding: &str,
        separator: char,
        is_told: bool,
    ) -> Result<Self, FileError> {
        let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8);
        let bytes: Box<dyn Read> = match encoding == UTF_8 {
            true => Box::new(bytes),
            false => Box::new(Decoded::new(bytes, encoding)),
        };
        let mut bytes = BufReader::with_capacity(BUFFER, bytes);
        let bytes: Box<dyn Read> = match has_cr_alone(bytes.fill_buf()?) {
            true => Box::new(Broken { inner: bytes }),
            false => Box::new(bytes),
        };
        let mut bytes = BufReader::with_capacity(BUFFER, bytes);
        if is_told {
            bytes.skip_until(b'\n')?;
        }
        let has_cr_lf = ends_with_cr_lf(bytes.fill_buf()?);
        // So that the last row ends as the others do.
        let end: &[u8] = if has_cr_lf { b"" } else { b"\n" };
        let reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(u8::try_from(separator).unwrap_or(b','))
            .from_reader(bytes.chain(end));
        let offset = i64::from(is_told) - i64::from(!has_cr_lf);
        Self::of_lines(Box::new(Rows {
            reader,
            row: ByteRecord::new(),
            offset,
        }))
    }
}

/// The rows of a text that have something in them.
struct Rows<R> {
    reader: csv::Reader<R>,
    row: ByteRecord,
    /// From the line where the reader stands after a row of one line to the line where that row stands.
    offset: i64,
}

impl<R: Read> Rows<R> {
    /// Where the row that was read last begins. Where the reader stood before it says nothing of that: it passes over empty
    /// lines together with the row below them. It stands behind the LF of a row by now, but between CR and LF.
    fn line(&self) -> i64 {
        let stands = i64::try_from(self.reader.position().line()).unwrap_or(i64::MAX);
        let breaks = self.row.as_slice().iter().filter(|byte| **byte == b'\n');
        (stands - breaks.count() as i64 + self.offset).max(1)
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = csv::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.reader.read_byte_record(&mut self.row) {
                Ok(true) if is_blank(&self.row) => {}
                Ok(true) => return Some(Ok(Line::new(self.row.clone(), self.line()))),
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Line {
    fn new(row: ByteRecord, number: i64) -> Self {
        let (cells, damaged) = match StringRecord::from_byte_record(row) {
            Ok(cells) => (Some(cells), None),
            Err(error) => (
                None,
                Some(StringRecord::from_byte_record_lossy(
                    error.into_byte_record(),
                )),
            ),
        };
        Self {
            number,
            cells,
            damaged,
        }
    }
}

/// Spreadsheets save empty rows as separators alone.
fn is_blank(row: &ByteRecord) -> bool {
    row.len() > 1 && row.iter().all(|cell| cell.trim_ascii().is_empty())
}

/// Whether the header does; then the rows do too.
fn ends_with_cr_lf(text: &[u8]) -> bool {
    let end = text.iter().position(|byte| *byte == b'\n');
    end.is_some_and(|end| text[..end].ends_with(b"\r"))
}

/// Whether the lines of a text end as those of the first Macintoshes did.
fn has_cr_alone(text: &[u8]) -> bool {
    text.contains(&b'\r') && !text.contains(&b'\n')
}

/// Ends lines with LF where CR alone does.
struct Broken<R> {
    inner: R,
}

impl<R: Read> Read for Broken<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let ends = into[..read].iter_mut().filter(|byte| **byte == b'\r');
        ends.for_each(|byte| *byte = b'\n');
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lines;

    #[test]
    fn a_line_has_the_number_that_an_editor_shows() {
        let text =
            b"\xef\xbb\xbfid,notes\r\n1,\"two\r\nlines\"\r\n2,\xc3\xb1\xc3\xb1\r\n3,\xff\r\n4\r\n";
        let numbers: Vec<_> = lines(text).iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [2, 4, 5, 6]);
        assert_eq!(
            lines(text)[0].1,
            Some(vec!["1".to_owned(), "two\r\nlines".to_owned()])
        );
        assert_eq!(lines(text)[2].1, None);
    }

    #[test]
    fn lines_are_counted_without_cr_too() {
        let numbers: Vec<_> = lines(b"id,notes\n1,\"two\r\nlines\"\n2,x\n")
            .iter()
            .map(|(number, _)| *number)
            .collect();
        assert_eq!(numbers, [2, 4]);
    }

    #[test]
    fn empty_lines_are_counted_as_an_editor_counts_them() {
        let numbers = |text: &str| -> Vec<i64> {
            let found = lines(text.as_bytes());
            found.into_iter().map(|(number, _)| number).collect()
        };
        for (text, expected) in [
            ("id,notes\n1,a\n\n\n2,b\n", vec![2, 5]),
            ("id,notes\n\n1,a\n2,b", vec![3, 4]),
            (
                "\n\nid,notes\n1,a\n\n2,\"b\n\nc\"\n\n3,d\n\n",
                vec![4, 6, 10],
            ),
            ("sep=,\nid,notes\n\n1,a\n", vec![4]),
        ] {
            assert_eq!(numbers(text), expected, "{text:?}");
            let with_cr = text.replace('\n', "\r\n");
            assert_eq!(numbers(&with_cr), expected, "{with_cr:?}");
        }
    }

    #[test]
    fn lines_that_end_with_cr_alone_are_counted_too() {
        for (text, expected) in [
            ("id,notes\r1,a\r2,\"b\rc\"\r3,d\r", [2, 3, 5]),
            ("sep=;\rid;notes\r1;a\r\r2;b\r3;c", [3, 5, 6]),
        ] {
            let found = lines(text.as_bytes());
            let numbers: Vec<_> = found.iter().map(|(number, _)| *number).collect();
            assert_eq!(numbers, expected, "{text:?}");
            assert_eq!(found[0].1, Some(vec!["1".to_owned(), "a".to_owned()]));
        }
    }

    #[test]
    fn rows_of_separators_alone_are_none() {
        let numbers: Vec<_> = lines(b"id;name\n1;Ana\n;\n ; \n2;Eva\n")
            .iter()
            .map(|(number, _)| *number)
            .collect();
        assert_eq!(numbers, [2, 5]);
    }
}
