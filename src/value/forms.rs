//! The list's state in its address, and what is said of a customer on it.

use serde::Deserialize;

use super::model::{Narrowing, Outcome};
use crate::domain::UserId;
use crate::web::query;

pub const PATH: &str = "/call-list";
/// A note of a call, not a report.
pub const NOTE_MAX: usize = 1_000;

/// The owner who asks: in a shared address everybody their own.
const MINE: &str = "me";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub page: String,
    /// `me`, or empty for everybody's.
    pub owner: String,
    /// `yes`: only who has a number to dial.
    pub phone: String,
    /// `any`: also those with little at stake.
    pub stake: String,
}

impl ListQuery {
    pub fn read(&self) -> Shown {
        Shown {
            is_mine: self.owner == MINE,
            has_phone: self.phone == "yes",
            is_cheap_too: self.stake == "any",
            page: self.page.parse().unwrap_or(1),
        }
    }
}

/// What of the list is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub is_mine: bool,
    pub has_phone: bool,
    pub is_cheap_too: bool,
    pub page: i64,
}

impl Shown {
    pub fn narrowing(&self, reader: UserId) -> Narrowing {
        Narrowing {
            owner: self.is_mine.then_some(reader),
            has_phone: self.has_phone,
            is_cheap_too: self.is_cheap_too,
        }
    }

    /// Where it is, below the list or below something that goes back to it.
    pub fn below(&self, path: &str) -> String {
        let page = self.page.to_string();
        let parts = [
            (self.is_mine, ("owner", MINE)),
            (self.has_phone, ("phone", "yes")),
            (self.is_cheap_too, ("stake", "any")),
            (self.page > 1, ("page", page.as_str())),
        ];
        let said = parts.into_iter().filter(|(is_said, _)| *is_said);
        query(path, &said.map(|(_, part)| part).collect::<Vec<_>>())
    }

    pub fn address(&self) -> String {
        self.below(PATH)
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TurnForm {
    /// `called`, `not_now` or `no_answer`
    pub outcome: String,
    /// What was said; may be empty.
    pub note: String,
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
    fn what_is_shown_stands_in_its_address() {
        let first = ListQuery {
            page: "//evil.example".into(),
            owner: "7".into(),
            ..ListQuery::default()
        };
        assert_eq!(first.read().address(), "/call-list");
        let all = ListQuery {
            page: "3".into(),
            owner: "me".into(),
            phone: "yes".into(),
            stake: "any".into(),
        };
        let shown = all.read();
        assert_eq!(
            shown.address(),
            "/call-list?owner=me&phone=yes&stake=any&page=3"
        );
        let narrowing = shown.narrowing(5.into());
        assert_eq!(narrowing.owner, Some(5.into()));
        assert!(narrowing.has_phone && narrowing.is_cheap_too);
    }
}
