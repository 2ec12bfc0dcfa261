//! Which characters a file's bytes stand for, found out from all of them.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

const BUFFER: usize = 1 << 16;

/// The encoding that fits: the one of a byte-order mark, UTF-8 where the bytes are that (but for a line or two that are
/// damaged), else the one that their frequencies speak for.
pub fn find(mut bytes: impl Read) -> io::Result<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut signs = Utf8Signs::default();
    let mut buffer = vec![0; BUFFER];
    let mut is_first = true;
    loop {
        let length = fill(&mut bytes, &mut buffer)?;
        let read = &buffer[..length];
        if is_first && let Some((encoding, _)) = Encoding::for_bom(read) {
            return Ok(encoding);
        }
        if is_first && let Some(wide) = without_mark(read) {
            return Ok(wide);
        }
        is_first = false;
        let is_last = length < buffer.len();
        detector.feed(read, is_last);
        signs.note(read);
        if is_last {
            break;
        }
    }
    Ok(match signs.is_utf8() {
        true => UTF_8,
        false => detector.guess(None, Utf8Detection::Deny),
    })
}

/// UTF-16 without its mark: every other byte of a text in our letters is zero.
fn without_mark(read: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| {
        let bytes = read.iter().skip(from).step_by(2);
        bytes.filter(|byte| **byte == 0).count() * 4
    };
    let mostly = read.len() + read.len() / 2;
    if zeros(1) > mostly && zeros(0) == 0 {
        return Some(UTF_16LE);
    }
    (zeros(0) > mostly && zeros(1) == 0).then_some(UTF_16BE)
}

/// As much as there is room for; less only at the end.
fn fill(bytes: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match bytes.read(&mut buffer[length..])? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}

#[derive(Default)]
struct Utf8Signs {
    /// Letters of several bytes.
    good: u64,
    bad: u64,
    /// What a buffer ended with in the midst of a letter.
    rest: Vec<u8>,
}

impl Utf8Signs {
    fn note(&mut self, read: &[u8]) {
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(read);
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let letters = chunk.valid().bytes().filter(|byte| *byte >= 0xc0);
            self.good += letters.count() as u64;
            let invalid = chunk.invalid();
            if chunks.peek().is_none() && is_cut(invalid) {
                self.rest = invalid.to_vec();
            } else if !invalid.is_empty() {
                self.bad += 1;
            }
        }
    }

    fn is_utf8(&self) -> bool {
        let bad = self.bad + u64::from(!self.rest.is_empty());
        bad == 0 || self.good > bad
    }
}

/// Whether more bytes could make it a letter.
fn is_cut(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Turns what it reads into UTF-8; UTF-8 itself goes through as it is, so that a damaged line is known by itself.
pub struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    is_over: bool,
}

impl<R: Read> Decoded<R> {
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; BUFFER],
            text: Vec::new(),
            at: 0,
            is_over: false,
        }
    }

    fn more(&mut self) -> io::Result<()> {
        let length = fill(&mut self.inner, &mut self.raw)?;
        self.is_over = length < self.raw.len();
        let needed = self.decoder.max_utf8_buffer_length(length);
        self.text
            .resize(needed.unwrap_or(4 * BUFFER).max(4 * BUFFER), 0);
        let (_, _, written, _) =
            self.decoder
                .decode_to_utf8(&self.raw[..length], &mut self.text, self.is_over);
        self.text.truncate(written);
        self.at = 0;
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.is_over {
            self.more()?;
        }
        let length = into.len().min(self.text.len() - self.at);
        into[..length].copy_from_slice(&self.text[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> &'static str {
        find(bytes).unwrap().name()
    }

    #[test]
    fn an_encoding_is_found_by_its_mark_or_its_bytes() {
        assert_eq!(found(b"id,name\n1,Ana\n"), "UTF-8");
        assert_eq!(found("id,Año\n1,Peña".as_bytes()), "UTF-8");
        assert_eq!(found(b"\xef\xbb\xbfid"), "UTF-8");
        assert_eq!(
            found(b"id;Categor\xeda;A\xf1o\r\n1;Meditaci\xf3n;2021\r\n"),
            "windows-1252"
        );
        let wide: Vec<u8> = "id;Año\n1;Peña"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(found(&wide), "UTF-16LE");
        assert_eq!(found(&[&[0xff, 0xfe], &wide[..]].concat()), "UTF-16LE");
    }

    #[test]
    fn a_damaged_line_does_not_make_a_file_another() {
        let text = [
            "Peña\n".repeat(30_000).as_bytes(),
            b"4,\xff\n",
            "é".as_bytes(),
        ]
        .concat();
        assert_eq!(found(&text), "UTF-8");
    }

    #[test]
    fn what_is_decoded_is_the_text() {
        let text = "Categoría;Año\n".repeat(20_000);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut read = String::new();
        Decoded::new(&wide[..], UTF_16LE)
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, text);
    }
}
