//! A file as lines of cells, read as they are asked for: CSV with any separator and encoding, plain or gzip, or XLSX.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use csv::{ByteRecord, StringRecord};
use encoding_rs::{Encoding, UTF_8};
use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};

use super::encoding::{self, Decoded};
use super::fields::Field;
use super::xlsx;

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
/// Of the spreadsheets before 2007.
const OLD_MAGIC: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
/// How other texts begin: documents, and pages that are named as spreadsheets.
const NO_TABLES: [&[u8]; 5] = [b"%pdf-", b"{\\rtf", b"<!doctype", b"<html", b"<?xml"];
/// With the white space before it.
const LONGEST_MARK: usize = 64;
const BUFFER: usize = 1 << 18;
/// A packed text may be so many times as long; more is made to fill a disk.
const MOST_EXPANSION: u64 = 200;
/// So much of a text is looked at for its separator.
const BEGINNING: u64 = 1 << 17;
/// A header stands within so many rows that are not empty.
const HEADER_WITHIN: usize = 20;
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Something to be read more than once.
pub trait Bytes: Read + Seek + Send {}

impl<T: Read + Seek + Send> Bytes for T {}

/// Why a file is none that can be imported.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("it unpacks to far more than its size; save it as CSV")]
    Expands,
    #[error("it is a spreadsheet of an old form; save it as XLSX or CSV")]
    OldSpreadsheet,
    #[error("it is neither CSV nor XLSX")]
    Unknown,
    #[error("it has no rows")]
    Empty,
    #[error("it is no workbook, so there are no sheets to choose from")]
    NoWorkbook,
    #[error("it has no sheet {asked:?} with rows; the sheets with rows are: {there}")]
    NoTab { asked: String, there: String },
    #[error("it is damaged: {0}")]
    Broken(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl FileError {
    /// The key of its text.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Expands => "import-file-expands",
            Self::OldSpreadsheet => "import-file-old",
            Self::Unknown => "import-file-unknown",
            Self::Empty => "import-file-empty",
            Self::NoWorkbook | Self::NoTab { .. } => "import-file-no-sheet",
            Self::Broken(_) | Self::Io(_) => "import-file-broken",
        }
    }
}

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

/// Where each column stands.
#[derive(Debug, Clone)]
pub struct Header {
    names: Vec<String>,
    places: HashMap<String, usize>,
    width: usize,
}

/// One row of the file.
pub struct Line {
    /// Where it begins in the file; the header is line 1.
    pub number: i64,
    /// `None` for what is not UTF-8.
    pub cells: Option<StringRecord>,
    /// Then as much of it as is text.
    pub damaged: Option<StringRecord>,
}

pub struct Sheet {
    pub header: Header,
    /// Where the header stands, if not at the top.
    pub header_line: Option<i64>,
    pub lines: Box<dyn Iterator<Item = csv::Result<Line>>>,
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

impl Sheet {
    pub fn open(path: &Path) -> Result<Self, FileError> {
        Self::read(File::open(path)?)
    }

    /// Finds out by itself how to read.
    pub fn read(bytes: impl Bytes + 'static) -> Result<Self, FileError> {
        let mut bytes = Box::new(bytes);
        let format = Format::find(&mut *bytes)?;
        Self::with(bytes, &format)
    }

    pub fn with(mut bytes: Box<dyn Bytes>, format: &Format) -> Result<Self, FileError> {
        bytes.seek(SeekFrom::Start(0))?;
        match format {
            Format::Text {
                encoding,
                separator,
                is_told,
            } => Self::of_text(unpacked(bytes)?, encoding, *separator, *is_told),
            Format::Xlsx => Self::of_lines(Box::new(xlsx::rows(bytes, None).into_iter())),
            Format::Tab { name } => {
                let rows = xlsx::rows(bytes, Some(name.clone()));
                Self::of_lines(Box::new(rows.into_iter()))
            }
        }
    }

    /// Rows that a program writes while they are read: CSV as it is meant to be.
    pub fn of_csv(bytes: impl Read + 'static) -> Result<Self, FileError> {
        Self::of_text(bytes, "utf-8", ',', false)
    }

    /// The first rows may be a title, a period, a logo's place: the header is the first that fills more than half as many
    /// columns as the fullest of the beginning, or of which we know every name.
    fn of_lines(mut lines: Box<dyn Iterator<Item = csv::Result<Line>>>) -> Result<Self, FileError> {
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

    fn of_text(
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

/// Spreadsheets save empty rows as separators alone.
fn is_blank(row: &ByteRecord) -> bool {
    row.len() > 1 && row.iter().all(|cell| cell.trim_ascii().is_empty())
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

fn unpacked<'a>(bytes: impl Read + Seek + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut bytes = bytes;
    let packed = bytes.seek(SeekFrom::End(0))?;
    bytes.rewind()?;
    let mut bytes = BufReader::with_capacity(BUFFER, bytes);
    Ok(match bytes.fill_buf()?.starts_with(GZIP_MAGIC) {
        true => Box::new(Bounded {
            inner: MultiGzDecoder::new(bytes),
            left: packed.saturating_mul(MOST_EXPANSION),
        }),
        false => Box::new(bytes),
    })
}

/// Ends with an error where more comes than may.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(FileError::Expands))?;
        Ok(read)
    }
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
    fn a_packed_file_is_unpacked_on_the_way() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"id\n7\n").unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(lines(&packed), [(2, Some(vec!["7".to_owned()]))]);
    }

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
    fn rows_of_separators_alone_are_none() {
        let numbers: Vec<_> = lines(b"id;name\n1;Ana\n;\n ; \n2;Eva\n")
            .iter()
            .map(|(number, _)| *number)
            .collect();
        assert_eq!(numbers, [2, 5]);
    }

    #[test]
    fn a_title_above_the_header_is_left_out() {
        let read = |text: &str| {
            let sheet = Sheet::read(io::Cursor::new(text.as_bytes().to_vec())).unwrap();
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
    fn what_is_no_table_is_refused() {
        let refused = |bytes: &[u8]| Sheet::read(io::Cursor::new(bytes.to_vec())).err().unwrap();
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

    #[test]
    fn columns_are_found_by_name_in_any_order_and_case() {
        let header = Header::new([" Name", "customer_id"].into_iter());
        assert_eq!((header.place("name"), header.width()), (Some(0), 2));
        assert_eq!(header.place("price"), None);
    }
}
