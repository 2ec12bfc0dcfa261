//! An invoice as a PDF: A4, with the fonts inside, in the reader's language, the same bytes each time.
//!
//! [`paper`] says what stands on it, [`layout`] where, [`font`] how wide and in which bytes. The fonts know the letters of
//! Western Europe; others are written without their marks, or as a question mark.

mod font;
mod layout;
mod paper;

use super::document::Document;
use crate::domain::{Language, Organisation};

/// Its name as a file: `F-17.pdf`.
pub fn file_name(document: &Document) -> String {
    let number = document.invoice.full_number.as_deref().unwrap_or("invoice");
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            c
        } else {
            '-'
        }
    };
    format!("{}.pdf", number.chars().map(safe).collect::<String>())
}

pub fn render(document: &Document, language: Language, organisation: &Organisation) -> Vec<u8> {
    let paper = paper::Paper::of(document, language, organisation);
    layout::write(&paper, language)
}
