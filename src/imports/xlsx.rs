//! The first sheet of an XLSX file, cell by cell on a thread of its own, so that no sheet is ever held in memory.

use std::io::{self, Read, Seek};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, Reader as _, Xlsx, XlsxCellReader};
use csv::StringRecord;

use super::sheet::{Bytes, FileError, Line};

/// A file that unpacks to more than so many times its size is refused: it was made to fill a disk.
const MOST_EXPANSION: u64 = 20;
/// The texts of a workbook are held in memory while it is read; more than that is for CSV.
const MOST_TEXTS: u64 = 256 << 20;
const TEXTS: &str = "xl/sharedStrings.xml";
/// Rows on their way from the thread.
const AHEAD: usize = 1024;

/// Refuses what is no workbook and what unpacks to too much. What the archive says of its sizes is not believed.
pub fn check(bytes: impl Read + Seek) -> Result<(), FileError> {
    let mut bytes = bytes;
    let packed = bytes.seek(io::SeekFrom::End(0))?;
    bytes.rewind()?;
    let mut archive = zip::ZipArchive::new(bytes).map_err(broken)?;
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(FileError::Unknown);
    }
    let mut left = packed.saturating_mul(MOST_EXPANSION);
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(broken)?;
        let is_texts = entry.name().is_ok_and(|name| name == TEXTS);
        let most = if is_texts { left.min(MOST_TEXTS) } else { left };
        let read = io::copy(&mut entry.take(most + 1), &mut io::sink()).map_err(broken)?;
        if read > most {
            return Err(FileError::Expands);
        }
        left -= read;
    }
    Ok(())
}

/// The rows of the first sheet that has any, the header first.
pub fn rows(bytes: Box<dyn Bytes>) -> Receiver<csv::Result<Line>> {
    let (send, receive) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        let on_failure = send.clone();
        if let Err(error) = read(bytes, &send) {
            let error = io::Error::new(io::ErrorKind::InvalidData, error.to_string());
            on_failure.send(Err(error.into())).ok();
        }
    });
    receive
}

fn read(bytes: Box<dyn Bytes>, send: &SyncSender<csv::Result<Line>>) -> Result<(), FileError> {
    let mut book = Xlsx::new(bytes).map_err(broken)?;
    for name in book.sheet_names() {
        let cells = book.worksheet_cells_reader(&name).map_err(broken)?;
        if read_sheet(cells, send)? {
            break;
        }
    }
    Ok(())
}

/// Whether there was anything in it.
fn read_sheet<R: Read + Seek>(
    mut cells: XlsxCellReader<'_, R>,
    send: &SyncSender<csv::Result<Line>>,
) -> Result<bool, FileError> {
    let mut rows = Rows {
        send,
        width: None,
        number: 0,
        row: Vec::new(),
    };
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.trim().is_empty() {
            continue;
        }
        if i64::from(row) + 1 != rows.number && !rows.send_row() {
            return Ok(true);
        }
        rows.number = i64::from(row) + 1;
        let column = column as usize;
        if rows.row.len() <= column {
            rows.row.resize(column + 1, String::new());
        }
        rows.row[column] = text;
    }
    rows.send_row();
    Ok(rows.width.is_some())
}

struct Rows<'a> {
    send: &'a SyncSender<csv::Result<Line>>,
    /// Of the header.
    width: Option<usize>,
    number: i64,
    row: Vec<String>,
}

impl Rows<'_> {
    /// `false`: nobody listens any more.
    fn send_row(&mut self) -> bool {
        if self.row.is_empty() {
            return true;
        }
        let mut row = std::mem::take(&mut self.row);
        let width = *self.width.get_or_insert(row.len());
        // A row ends with its last filled cell.
        if row.len() < width {
            row.resize(width, String::new());
        }
        let line = Line {
            number: self.number,
            cells: Some(StringRecord::from(row)),
            damaged: None,
        };
        self.send.send(Ok(line)).is_ok()
    }
}

/// A cell as its text would stand in a CSV file: figures with a point, days as `2025-10-26`.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(moment) => match moment.as_datetime() {
            Some(moment) if moment.time() == chrono::NaiveTime::MIN => moment.date().to_string(),
            Some(moment) => moment.format("%Y-%m-%d %H:%M:%S").to_string(),
            None => moment.as_f64().to_string(),
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

fn broken(error: impl std::fmt::Display) -> FileError {
    FileError::Broken(error.to_string())
}
