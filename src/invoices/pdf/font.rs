//! Pure: the two fonts, and texts in their encoding.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The characters of a simple font: from the space to the last byte.
pub const FIRST: u8 = 32;
/// Widths and heights in PDF are thousandths of the font's size.
const PER_EM: f32 = 1000.0;

/// What stands in Windows-1252 between 0x80 and 0x9f; a space where nothing does.
const UPPER: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// A font as it goes into the file.
pub struct Font {
    /// As PDF names it.
    pub name: &'static [u8],
    pub bytes: &'static [u8],
    /// Of each byte from [`FIRST`] on, in thousandths.
    pub widths: Vec<f32>,
    pub ascent: f32,
    pub descent: f32,
    pub cap_height: f32,
    pub bbox: [f32; 4],
}

impl Font {
    pub fn regular() -> Self {
        Self::read(b"Geist-Regular", include_bytes!("fonts/geist-regular.ttf"))
    }

    pub fn semibold() -> Self {
        Self::read(
            b"Geist-SemiBold",
            include_bytes!("fonts/geist-semibold.ttf"),
        )
    }

    fn read(name: &'static [u8], bytes: &'static [u8]) -> Self {
        // A font that cannot be read has no widths: the file stays valid, and a test fails.
        let face = ttf_parser::Face::parse(bytes, 0).ok();
        let face = face.as_ref();
        let unit = face.map_or(1.0, |face| PER_EM / f32::from(face.units_per_em()));
        let scaled = |value: i16| f32::from(value) * unit;
        let width = |byte: u8| {
            let face = face?;
            let glyph = face.glyph_index(char_of(byte))?;
            face.glyph_hor_advance(glyph)
                .map(|advance| f32::from(advance) * unit)
        };
        Self {
            name,
            bytes,
            widths: (FIRST..=u8::MAX)
                .map(|byte| width(byte).unwrap_or(0.0))
                .collect(),
            ascent: face.map_or(0.0, |face| scaled(face.ascender())),
            descent: face.map_or(0.0, |face| scaled(face.descender())),
            cap_height: face
                .and_then(ttf_parser::Face::capital_height)
                .map_or(0.0, scaled),
            bbox: face.map_or([0.0; 4], |face| {
                let all = face.global_bounding_box();
                [all.x_min, all.y_min, all.x_max, all.y_max].map(scaled)
            }),
        }
    }

    /// How wide a text is in points, at a size.
    pub fn width(&self, text: &[u8], size: f32) -> f32 {
        let of = |byte: &u8| {
            let index = usize::from(byte.saturating_sub(FIRST));
            self.widths.get(index).copied().unwrap_or(0.0)
        };
        text.iter().map(of).sum::<f32>() * size / PER_EM
    }

    /// The text in lines that are no wider than that; a word that is wider is broken.
    pub fn wrapped(&self, text: &str, size: f32, most: f32) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line: Vec<u8> = Vec::new();
            for word in paragraph.split_whitespace().map(encoded) {
                let with_space = [line.as_slice(), b" ", word.as_slice()].concat();
                if !line.is_empty() && self.width(&with_space, size) <= most {
                    line = with_space;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for byte in word {
                    line.push(byte);
                    if self.width(&line, size) > most && line.len() > 1 {
                        line.pop();
                        lines.push(std::mem::replace(&mut line, vec![byte]));
                    }
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// The text in Windows-1252, the encoding of the fonts in the file.
pub fn encoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match byte_of(c) {
            Some(byte) => bytes.push(byte),
            None => {
                let plain = c.nfkd().filter(|c| !is_combining_mark(*c));
                bytes.extend(plain.map(|c| byte_of(c).unwrap_or(b'?')));
            }
        }
    }
    bytes
}

fn byte_of(c: char) -> Option<u8> {
    match c {
        // The minus of typographers, and spaces of all widths.
        '−' => Some(b'-'),
        c if c.is_whitespace() => Some(b' '),
        ' '..='~' | '\u{a1}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        c => {
            let place = UPPER.chars().position(|upper| upper == c)?;
            u8::try_from(0x80 + place).ok()
        }
    }
}

fn char_of(byte: u8) -> char {
    match byte {
        0x80..=0x9f => UPPER.chars().nth(usize::from(byte - 0x80)).unwrap_or(' '),
        byte => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fonts_have_every_letter_that_we_write() {
        for font in [Font::regular(), Font::semibold()] {
            for c in "AZaz09ñÑáéíóúüÁ¿¡€$%.,-–“”ºª".chars() {
                let byte = byte_of(c).unwrap();
                assert!(font.width(&[byte], 10.0) > 0.0, "{c}");
            }
            assert!(font.ascent > 0.0 && font.descent < 0.0 && font.cap_height > 0.0);
        }
    }

    #[test]
    fn letters_that_the_fonts_lack_lose_their_marks() {
        assert_eq!(encoded("Peña €5"), b"Pe\xf1a \x805");
        assert_eq!(encoded("−2\u{a0}500"), b"-2 500");
        assert_eq!(encoded("Čapek 王"), b"Capek ?");
    }

    #[test]
    fn a_long_text_is_broken_where_it_fits() {
        let font = Font::regular();
        let lines = font.wrapped(
            "Masaje con piedras calientes y aceites\nde lavanda",
            10.0,
            90.0,
        );
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| font.width(line, 10.0) <= 90.0));
        let word = font.wrapped(&"x".repeat(100), 10.0, 90.0);
        assert_eq!(word.iter().map(Vec::len).sum::<usize>(), 100);
        assert!(word.iter().all(|line| font.width(line, 10.0) <= 90.0));
    }
}
