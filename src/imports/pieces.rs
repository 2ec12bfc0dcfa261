//! An uploaded file, read out of the database at any place.

use std::io::{self, Read, Seek, SeekFrom};

use super::queries::pieces::{self, PIECE};
use crate::db::Db;
use crate::domain::ImportId;

pub struct Pieces {
    db: Db,
    import: ImportId,
    size: u64,
    at: u64,
    /// The piece that was read last.
    held: Option<(u64, Vec<u8>)>,
}

impl Pieces {
    pub fn new(db: Db, import: ImportId, size: i64) -> Self {
        Self {
            db,
            import,
            size: u64::try_from(size).unwrap_or_default(),
            at: 0,
            held: None,
        }
    }

    fn piece(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.held.as_ref().map(|(held, _)| *held) != Some(number) {
            let mut conn = self.db.connection().map_err(io::Error::other)?;
            let number_there = i32::try_from(number).map_err(io::Error::other)?;
            let body = pieces::find_piece(&mut conn, self.import, number_there);
            self.held = Some((number, body.map_err(io::Error::other)?));
        }
        Ok(self.held.as_ref().map_or(&[], |(_, body)| body))
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
