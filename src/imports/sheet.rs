//! A file as lines of cells, read as they are asked for. Plain CSV in UTF-8, with or without a byte-order mark, also gzip.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::Path;

use csv::{ByteRecord, StringRecord};
use flate2::read::MultiGzDecoder;

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
const BUFFER: usize = 1 << 18;

/// Where each column stands.
#[derive(Debug, Clone)]
pub struct Header {
    places: HashMap<String, usize>,
    width: usize,
}

/// One row of the file.
pub struct Line {
    /// Where it begins in the file; the header is line 1.
    pub number: i64,
    /// `None` for what is not UTF-8.
    pub cells: Option<StringRecord>,
}

pub struct Sheet {
    pub header: Header,
    pub lines: Box<dyn Iterator<Item = csv::Result<Line>>>,
}

impl Header {
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut places = HashMap::new();
        let mut width = 0;
        for (place, name) in names.enumerate() {
            places.entry(name.trim().to_lowercase()).or_insert(place);
            width = place + 1;
        }
        Self { places, width }
    }

    pub fn place(&self, column: &str) -> Option<usize> {
        self.places.get(column).copied()
    }

    /// How many cells a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    pub fn missing(&self, columns: &[&'static str]) -> Vec<&'static str> {
        let is_missing = |column: &&&str| self.place(column).is_none();
        columns.iter().filter(is_missing).copied().collect()
    }
}

impl Sheet {
    pub fn open(path: &Path) -> csv::Result<Self> {
        Self::read(File::open(path)?)
    }

    pub fn read(bytes: impl Read + 'static) -> csv::Result<Self> {
        let mut bytes = BufReader::with_capacity(BUFFER, unpacked(bytes)?);
        // After CR LF, the reader takes a row to begin at the LF.
        let offset = i64::from(ends_with_cr_lf(bytes.fill_buf()?));
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let header = Header::new(reader.headers()?.iter());
        let rows = reader.into_byte_records();
        let lines = Box::new(rows.map(move |row| row.map(|row| Line::new(row, offset))));
        Ok(Self { header, lines })
    }
}

impl Line {
    fn new(row: ByteRecord, offset: i64) -> Self {
        let line = row.position().map_or(0, csv::Position::line);
        Self {
            number: i64::try_from(line).unwrap_or(i64::MAX) + offset,
            cells: StringRecord::from_byte_record(row).ok(),
        }
    }
}

/// Whether the header does; then the rows do too.
fn ends_with_cr_lf(text: &[u8]) -> bool {
    let end = text.iter().position(|byte| *byte == b'\n');
    end.is_some_and(|end| text[..end].ends_with(b"\r"))
}

fn unpacked(bytes: impl Read + 'static) -> io::Result<Box<dyn Read>> {
    let mut bytes = BufReader::with_capacity(BUFFER, bytes);
    Ok(match bytes.fill_buf()?.starts_with(GZIP_MAGIC) {
        true => Box::new(MultiGzDecoder::new(bytes)),
        false => Box::new(bytes),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn lines(bytes: &[u8]) -> Vec<(i64, Option<Vec<String>>)> {
        let sheet = Sheet::read(io::Cursor::new(bytes.to_vec())).unwrap();
        let cells = |row: StringRecord| row.iter().map(str::to_owned).collect();
        sheet
            .lines
            .map(|line| line.unwrap())
            .map(|line| (line.number, line.cells.map(cells)))
            .collect()
    }

    #[test]
    fn a_line_has_the_number_that_an_editor_shows() {
        let text = b"\xef\xbb\xbfid,notes\r\n1,\"two\r\nlines\"\r\n2,x\r\n3,\xff\r\n4\r\n";
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
    fn a_packed_file_is_unpacked_on_the_way() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"id\n7\n").unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(lines(&packed), [(2, Some(vec!["7".to_owned()]))]);
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_and_case() {
        let header = Header::new([" Name", "customer_id"].into_iter());
        assert_eq!((header.place("name"), header.width()), (Some(0), 2));
        assert_eq!(header.missing(&["customer_id", "price"]), ["price"]);
    }
}
