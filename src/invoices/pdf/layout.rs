//! Pure: where each word stands on the page. Points from the lower left, as PDF counts them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::FontFlags;
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use super::font::{self, Font, encoded};
use super::paper::{Paper, Row};
use crate::domain::Language;

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 50.0;
/// The lowest that a line of the table may stand.
const BOTTOM: f32 = 80.0;
const SIZE: f32 = 9.5;
const LEADING: f32 = 13.0;
/// Between the text of a row and its rule.
const ROW_GAP: f32 = 7.0;
/// Right edges of the four columns of figures.
const EDGES: [f32; 4] = [335.0, 418.0, 470.0, WIDTH - MARGIN];
/// The description ends where the quantity begins.
const DESCRIPTION_WIDTH: f32 = 240.0;
/// Who issues stands left of the title.
const ISSUER_WIDTH: f32 = 250.0;
const CUSTOMER_WIDTH: f32 = 320.0;
/// The names that pages call the fonts by.
const REGULAR: Name<'static> = Name(b"R");
const SEMIBOLD: Name<'static> = Name(b"S");

const INK: f32 = 0.11;
const QUIET: f32 = 0.40;
const RULE: f32 = 0.80;

/// The whole file.
pub fn write(paper: &Paper, language: Language) -> Vec<u8> {
    let mut sheet = Sheets::new();
    sheet.head(paper);
    sheet.table(paper);
    sheet.sums(paper);
    sheet.notes(paper);
    sheet.numbered(paper);
    let (regular, semibold) = (sheet.regular, sheet.semibold);
    let pages = sheet.pages.into_iter().map(Content::finish);
    let pages = pages.map(|content| content.to_vec()).collect::<Vec<_>>();
    assembled(&pages, [&regular, &semibold], paper, language)
}

/// The pages as they are filled, from the top down.
struct Sheets {
    regular: Font,
    semibold: Font,
    pages: Vec<Content>,
    y: f32,
}

impl Sheets {
    fn new() -> Self {
        Self {
            regular: Font::regular(),
            semibold: Font::semibold(),
            pages: vec![Content::new()],
            y: HEIGHT - MARGIN,
        }
    }

    fn head(&mut self, paper: &Paper) {
        let top = self.y;
        self.heading(&paper.issuer, 12.0, ISSUER_WIDTH);
        for line in &paper.issuer_details {
            self.paragraph(line, ISSUER_WIDTH, QUIET);
        }
        let below = self.y;
        self.y = top;
        self.right(&encoded(&paper.title), SEMIBOLD, 14.0, INK, EDGES[3]);
        self.y -= 4.0;
        for (label, value) in &paper.facts {
            self.down(LEADING);
            self.right_at(
                &encoded(&format!("{label}: {value}")),
                REGULAR,
                SIZE,
                QUIET,
                EDGES[3],
            );
        }
        self.y = below.min(self.y) - 24.0;
        self.left(&encoded(&paper.customer_label), REGULAR, 8.0, QUIET);
        self.heading(&paper.customer, 10.5, CUSTOMER_WIDTH);
        for line in &paper.customer_details {
            self.paragraph(line, CUSTOMER_WIDTH, QUIET);
        }
        self.y -= 18.0;
    }

    fn table(&mut self, paper: &Paper) {
        self.heads(paper);
        for row in &paper.rows {
            let lines = self
                .regular
                .wrapped(&row.description, SIZE, DESCRIPTION_WIDTH);
            let height = LEADING * lines.len() as f32 + ROW_GAP;
            if self.y - height < BOTTOM {
                self.next_page();
                self.heads(paper);
            }
            self.row(row, &lines);
        }
    }

    fn heads(&mut self, paper: &Paper) {
        self.down(LEADING);
        let y = self.y;
        self.text(&encoded(&paper.heads[0]), SEMIBOLD, 8.0, QUIET, MARGIN, y);
        for (head, edge) in paper.heads[1..].iter().zip(EDGES) {
            self.right_at(&encoded(head), SEMIBOLD, 8.0, QUIET, edge);
        }
        self.rule();
    }

    fn row(&mut self, row: &Row, lines: &[Vec<u8>]) {
        for (index, line) in lines.iter().enumerate() {
            self.down(LEADING);
            let y = self.y;
            self.text(line, REGULAR, SIZE, INK, MARGIN, y);
            if index == 0 {
                for (figure, edge) in row.figures.iter().zip(EDGES) {
                    self.right_at(&encoded(figure), REGULAR, SIZE, INK, edge);
                }
            }
        }
        self.rule();
    }

    fn sums(&mut self, paper: &Paper) {
        if self.y - LEADING * (paper.sums.len() as f32 + 2.0) < BOTTOM {
            self.next_page();
        }
        self.y -= 6.0;
        for (label, amount, is_result) in &paper.sums {
            let font = if *is_result { SEMIBOLD } else { REGULAR };
            self.down(LEADING + 2.0);
            self.right_at(
                &encoded(label),
                font,
                SIZE,
                if *is_result { INK } else { QUIET },
                EDGES[1],
            );
            self.right_at(&encoded(amount), font, SIZE, INK, EDGES[3]);
        }
        self.y -= 20.0;
    }

    fn notes(&mut self, paper: &Paper) {
        for line in paper.notes.lines() {
            self.paragraph(line, WIDTH - 2.0 * MARGIN, QUIET);
        }
    }

    /// "Página 1/2" at the foot, where there is more than one.
    fn numbered(&mut self, paper: &Paper) {
        let count = self.pages.len();
        if count == 1 {
            return;
        }
        for index in 0..count {
            let text = encoded(&format!("{} {}/{count}", paper.page_word, index + 1));
            let width = self.regular.width(&text, 8.0);
            draw(
                &mut self.pages[index],
                &text,
                REGULAR,
                8.0,
                QUIET,
                EDGES[3] - width,
                40.0,
            );
        }
    }

    /// A name, which may be as long as a company's.
    fn heading(&mut self, text: &str, size: f32, width: f32) {
        for line in self.semibold.wrapped(text, size, width) {
            self.left(&line, SEMIBOLD, size, INK);
        }
    }

    fn paragraph(&mut self, text: &str, width: f32, grey: f32) {
        for line in self.regular.wrapped(text, SIZE, width) {
            if self.y - LEADING < BOTTOM - 30.0 {
                self.next_page();
            }
            self.down(LEADING);
            let y = self.y;
            self.text(&line, REGULAR, SIZE, grey, MARGIN, y);
        }
    }

    fn left(&mut self, text: &[u8], font: Name<'static>, size: f32, grey: f32) {
        self.down(size * 1.35);
        let y = self.y;
        self.text(text, font, size, grey, MARGIN, y);
    }

    fn right(&mut self, text: &[u8], font: Name<'static>, size: f32, grey: f32, edge: f32) {
        self.down(size * 1.35);
        self.right_at(text, font, size, grey, edge);
    }

    fn right_at(&mut self, text: &[u8], font: Name<'static>, size: f32, grey: f32, edge: f32) {
        let of = if font == SEMIBOLD {
            &self.semibold
        } else {
            &self.regular
        };
        let x = edge - of.width(text, size);
        let y = self.y;
        self.text(text, font, size, grey, x, y);
    }

    fn text(&mut self, text: &[u8], font: Name<'static>, size: f32, grey: f32, x: f32, y: f32) {
        if let Some(page) = self.pages.last_mut() {
            draw(page, text, font, size, grey, x, y);
        }
    }

    fn rule(&mut self) {
        self.y -= ROW_GAP - 1.0;
        let y = self.y;
        if let Some(page) = self.pages.last_mut() {
            page.set_stroke_gray(RULE);
            page.set_line_width(0.5);
            page.move_to(MARGIN, y);
            page.line_to(WIDTH - MARGIN, y);
            page.stroke();
        }
        self.y -= 1.0;
    }

    fn down(&mut self, points: f32) {
        self.y -= points;
    }

    fn next_page(&mut self) {
        self.pages.push(Content::new());
        self.y = HEIGHT - MARGIN;
    }
}

fn draw(
    page: &mut Content,
    text: &[u8],
    font: Name<'static>,
    size: f32,
    grey: f32,
    x: f32,
    y: f32,
) {
    page.begin_text();
    page.set_fill_gray(grey);
    page.set_font(font, size);
    page.next_line(x, y);
    page.show(Str(text));
    page.end_text();
}

/// Catalogue, pages and fonts around the contents.
fn assembled(pages: &[Vec<u8>], fonts: [&Font; 2], paper: &Paper, language: Language) -> Vec<u8> {
    let mut next = Ref::new(1);
    let (catalog, tree, info) = (next.bump(), next.bump(), next.bump());
    let font_ids = [next.bump(), next.bump()];
    let mut pdf = Pdf::new();
    pdf.catalog(catalog)
        .pages(tree)
        .lang(TextStr(language.as_str()));
    pdf.document_info(info)
        .title(TextStr(&paper.title))
        .author(TextStr(&paper.issuer));
    let ids: Vec<(Ref, Ref)> = pages.iter().map(|_| (next.bump(), next.bump())).collect();
    let count = i32::try_from(ids.len()).unwrap_or(i32::MAX);
    pdf.pages(tree)
        .kids(ids.iter().map(|(page, _)| *page))
        .count(count);
    for ((page_id, content_id), content) in ids.iter().zip(pages) {
        let mut page = pdf.page(*page_id);
        page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .parent(tree)
            .contents(*content_id);
        let mut resources = page.resources();
        let mut named = resources.fonts();
        named.pair(REGULAR, font_ids[0]).pair(SEMIBOLD, font_ids[1]);
        named.finish();
        resources.finish();
        page.finish();
        pdf.stream(*content_id, &compressed(content))
            .filter(Filter::FlateDecode);
    }
    for (id, font) in font_ids.into_iter().zip(fonts) {
        embed(&mut pdf, id, [next.bump(), next.bump()], font);
    }
    pdf.finish()
}

/// A simple TrueType font with its file.
fn embed(pdf: &mut Pdf, id: Ref, [descriptor, file]: [Ref; 2], font: &Font) {
    let mut dict = pdf.indirect(id).dict();
    dict.pair(Name(b"Type"), Name(b"Font"))
        .pair(Name(b"Subtype"), Name(b"TrueType"))
        .pair(Name(b"BaseFont"), Name(font.name))
        .pair(Name(b"Encoding"), Name(b"WinAnsiEncoding"))
        .pair(Name(b"FirstChar"), i32::from(font::FIRST))
        .pair(Name(b"LastChar"), i32::from(u8::MAX))
        .pair(Name(b"FontDescriptor"), descriptor);
    dict.insert(Name(b"Widths"))
        .array()
        .items(font.widths.iter().copied());
    dict.finish();
    let [x1, y1, x2, y2] = font.bbox;
    pdf.font_descriptor(descriptor)
        .name(Name(font.name))
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(x1, y1, x2, y2))
        .italic_angle(0.0)
        .ascent(font.ascent)
        .descent(font.descent)
        .cap_height(font.cap_height)
        .stem_v(80.0)
        .font_file2(file);
    let mut stream_bytes = compressed(font.bytes);
    stream_bytes.shrink_to_fit();
    pdf.stream(file, &stream_bytes)
        .filter(Filter::FlateDecode)
        .pair(
            Name(b"Length1"),
            i32::try_from(font.bytes.len()).unwrap_or(0),
        );
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_takes_more_lines_and_stays_in_its_column() {
        let mut sheet = Sheets::new();
        let top = sheet.y;
        sheet.heading("Aremko SpA", 12.0, ISSUER_WIDTH);
        let of_one_line = top - sheet.y;
        let name = "Sociedad Comercial e Inversiones Turísticas del Lago Llanquihue Limitada";
        sheet.heading(name, 12.0, ISSUER_WIDTH);
        assert!(top - sheet.y >= of_one_line * 3.0);
        let lines = sheet.semibold.wrapped(name, 12.0, ISSUER_WIDTH);
        let mut widths = lines.iter().map(|line| sheet.semibold.width(line, 12.0));
        assert!(widths.all(|width| width <= ISSUER_WIDTH));
    }
}
