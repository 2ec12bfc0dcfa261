//! An uploaded file, read out of the database at any place.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::result::Error::NotFound;

use super::queries::pieces::{self, PIECE};
use crate::db::Db;
use crate::domain::ImportId;

/// Whether a piece did not come because of the database. Who reads a file tells only the text of an error on, or takes it for
/// the end: so it is noted beside them.
#[derive(Debug, Clone, Default)]
pub struct Outage(Arc<AtomicBool>);

impl Outage {
    pub fn is_noted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn note(&self, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
        self.0.store(true, Ordering::Relaxed);
        io::Error::other(error)
    }
}

pub struct Pieces {
    db: Db,
    outage: Outage,
    import: ImportId,
    size: u64,
    at: u64,
    /// The piece that was read last.
    held: Option<(u64, Vec<u8>)>,
}

impl Pieces {
    pub fn new(db: Db, outage: Outage, import: ImportId, size: i64) -> Self {
        Self {
            db,
            outage,
            import,
            size: u64::try_from(size).unwrap_or_default(),
            at: 0,
            held: None,
        }
    }

    fn piece(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.held.as_ref().map(|(held, _)| *held) != Some(number) {
            let number_there = i32::try_from(number).map_err(io::Error::other)?;
            self.held = Some((number, self.fetch(number_there)?));
        }
        Ok(self.held.as_ref().map_or(&[], |(_, body)| body))
    }

    fn fetch(&self, number: i32) -> io::Result<Vec<u8>> {
        let conn = self.db.connection();
        let mut conn = conn.map_err(|error| self.outage.note(error))?;
        match pieces::find_piece(&mut conn, self.import, number) {
            // It was deleted; it will not come later either.
            Err(NotFound) => Err(io::ErrorKind::UnexpectedEof.into()),
            found => found.map_err(|error| self.outage.note(error)),
        }
    }
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size || into.is_empty() {
            return Ok(0);
        }
        let size = PIECE as u64;
        let (number, from) = (self.at / size, (self.at % size) as usize);
        let piece = self.piece(number)?;
        let rest = piece.get(from..).unwrap_or_default();
        let length = rest.len().min(into.len());
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        into[..length].copy_from_slice(&rest[..length]);
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for Pieces {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
