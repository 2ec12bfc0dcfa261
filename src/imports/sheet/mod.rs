//! A file as lines of cells, read as they are asked for: CSV with any separator and encoding, plain or gzip, or XLSX.
//!
//! How a file is to be read is found out in `format`; `packed` unpacks it, `text` makes rows of CSV, and `header` finds the row
//! that names the columns.

mod format;
mod header;
mod packed;
mod text;

pub use format::Format;
pub use header::Header;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use csv::StringRecord;

use super::xlsx;
use packed::unpacked;

const BUFFER: usize = 1 << 18;

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
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn lines(bytes: &[u8]) -> Vec<(i64, Option<Vec<String>>)> {
        let sheet = Sheet::read(io::Cursor::new(bytes.to_vec())).unwrap();
        let cells = |row: StringRecord| row.iter().map(str::to_owned).collect();
        sheet
            .lines
            .map(|line| line.unwrap())
            .map(|line| (line.number, line.cells.map(cells)))
            .collect()
    }
}
