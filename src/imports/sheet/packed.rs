//! What a packed file holds, unpacked as it is read; others are read as they are.

use std::io::{self, BufRead as _, BufReader, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;

use super::{BUFFER, FileError};

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
/// A packed text may be so many times as long; more is made to fill a disk.
const MOST_EXPANSION: u64 = 200;

pub(super) fn unpacked<'a>(bytes: impl Read + Seek + 'a) -> io::Result<Box<dyn Read + 'a>> {
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

    use super::super::tests::lines;

    #[test]
    fn a_packed_file_is_unpacked_on_the_way() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"id\n7\n").unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(lines(&packed), [(2, Some(vec!["7".to_owned()]))]);
    }
}
