//! The list's state in its address, and what is said of a customer on it.

use serde::Deserialize;

use super::model::Outcome;
use crate::web::query;

pub const PATH: &str = "/call-list";
/// A note of a call, not a report.
pub const NOTE_MAX: usize = 1_000;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub page: String,
}

impl ListQuery {
    pub fn page(&self) -> i64 {
        self.page.parse().unwrap_or(1)
    }
}

/// Where a page of the list is.
pub fn address(page: i64) -> String {
    match page {
        ..=1 => PATH.to_owned(),
        page => query(PATH, &[("page", &page.to_string())]),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TurnForm {
    /// `called`, `not_now` or `no_answer`
    pub outcome: String,
    /// What was said; may be empty.
    pub note: String,
    /// The page that it was said on.
    pub page: String,
}

impl TurnForm {
    /// The error is the key of a text.
    pub fn read(&self) -> Result<(Outcome, String), &'static str> {
        let outcome = self.outcome.parse().map_err(|_| "field-choice")?;
        // Browsers send CR LF.
        let note = self.note.replace("\r\n", "\n").trim().to_owned();
        match note.chars().count() <= NOTE_MAX {
            true => Ok((outcome, note)),
            false => Err("field-too-long"),
        }
    }

    pub fn back(&self) -> String {
        address(self.page.parse().unwrap_or(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_needs_an_outcome_and_a_short_note() {
        let read = |outcome: &str, note: &str| {
            let form = TurnForm {
                outcome: outcome.into(),
                note: note.into(),
                page: "2".into(),
            };
            form.read()
        };
        let called = Ok((Outcome::Called, "Viene\nel martes".to_owned()));
        assert_eq!(read("called", " Viene\r\nel martes "), called);
        assert_eq!(read("later", ""), Err("field-choice"));
        let long = "x".repeat(NOTE_MAX + 1);
        assert_eq!(read("not_now", &long), Err("field-too-long"));
    }

    #[test]
    fn a_page_stands_in_its_address() {
        assert_eq!(address(1), "/call-list");
        assert_eq!(address(3), "/call-list?page=3");
        let form = TurnForm {
            page: "//evil.example".into(),
            ..TurnForm::default()
        };
        assert_eq!(form.back(), "/call-list");
    }
}
