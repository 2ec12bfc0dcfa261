//! One sheet of an XLSX file, cell by cell on a thread of its own, so that no sheet is ever held in memory; and which sheets
//! it has.

use std::io::{self, Read, Seek};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{DataRef, Reader as _, SheetType, Xlsx, XlsxCellReader};
use csv::StringRecord;
use serde::{Deserialize, Serialize};

use super::look::TELL_EVERY;
use super::sheet::{Bytes, FileError, Line};

/// A file that unpacks to more than so many times its size is refused: it was made to fill a disk.
const MOST_EXPANSION: u64 = 20;
/// The texts of a workbook are held in memory while it is read; more than that is for CSV.
const MOST_TEXTS: u64 = 256 << 20;
const TEXTS: &str = "xl/sharedStrings.xml";
/// Rows on their way from the thread.
const AHEAD: usize = 1024;
/// So many sheets of a workbook are looked at: it may name one long part of the file as many, and each is read.
const MOST_TABS: usize = 20;
/// The longest name of a sheet that is offered; spreadsheets allow 31 characters.
const LONGEST_NAME: usize = 200;

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tab {
    pub name: String,
    /// Below its header; the only sheet of a workbook is counted when it is read.
    pub rows: i64,
}

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

/// The sheets that have rows, in the order of the workbook; `None` where `go_on`, which hears how many rows were counted, ended
/// it. A sheet that cannot be read to its end counts as far as it can: it is damaged for whoever asks for it.
pub fn tabs(
    bytes: &mut dyn Bytes,
    go_on: &mut dyn FnMut(i64) -> bool,
) -> Result<Option<Vec<Tab>>, FileError> {
    let mut book = Xlsx::new(bytes).map_err(broken)?;
    let mut names = names(&book);
    names.truncate(MOST_TABS);
    if let [name] = &mut names[..] {
        let name = std::mem::take(name);
        return Ok(Some(vec![Tab { name, rows: 0 }]));
    }
    let (mut tabs, mut before) = (Vec::new(), 0);
    for name in names {
        let Ok(cells) = book.worksheet_cells_reader(&name) else {
            continue;
        };
        let Some(counted) = count_rows(cells, &mut |rows| go_on(before + rows)) else {
            return Ok(None);
        };
        before += counted;
        if !go_on(before) {
            return Ok(None);
        }
        let rows = counted - 1;
        if rows > 0 {
            tabs.push(Tab { name, rows });
        }
    }
    Ok(Some(tabs))
}

/// Of the sheets with cells, as far as they can be stored and shown.
fn names<R: Read + Seek>(book: &Xlsx<R>) -> Vec<String> {
    let sheets = book.sheets_metadata().iter();
    let names = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names = names.map(|sheet| sheet.name.clone());
    names
        .filter(|name| name.len() <= LONGEST_NAME && !name.contains('\0'))
        .collect()
}

/// The header too.
fn count_rows<R: Read + Seek>(
    mut cells: XlsxCellReader<'_, R>,
    go_on: &mut dyn FnMut(i64) -> bool,
) -> Option<i64> {
    let (mut count, mut last) = (0, None);
    while let Ok(Some(cell)) = cells.next_cell() {
        let (row, _) = cell.get_position();
        if last == Some(row) || text(cell.get_value()).trim().is_empty() {
            continue;
        }
        (count, last) = (count + 1, Some(row));
        if count % TELL_EVERY == 0 && !go_on(count) {
            return None;
        }
    }
    Some(count)
}

/// The rows of a sheet, or of the first that has any, the header first.
pub fn rows(bytes: Box<dyn Bytes>, tab: Option<String>) -> Receiver<csv::Result<Line>> {
    let (send, receive) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        let on_failure = send.clone();
        if let Err(error) = read(bytes, tab, &send) {
            let error = io::Error::new(io::ErrorKind::InvalidData, error.to_string());
            on_failure.send(Err(error.into())).ok();
        }
    });
    receive
}

fn read(
    bytes: Box<dyn Bytes>,
    tab: Option<String>,
    send: &SyncSender<csv::Result<Line>>,
) -> Result<(), FileError> {
    let mut book = Xlsx::new(bytes).map_err(broken)?;
    let wanted = match tab {
        Some(name) => vec![name],
        None => names(&book),
    };
    for name in wanted {
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
        width: 0,
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
    Ok(rows.width > 0)
}

struct Rows<'a> {
    send: &'a SyncSender<csv::Result<Line>>,
    /// Of the widest so far: the header, but for a title above it.
    width: usize,
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
        self.width = self.width.max(row.len());
        // A row ends with its last filled cell.
        row.resize(self.width, String::new());
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
