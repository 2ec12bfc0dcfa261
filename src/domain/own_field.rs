//! A field of a customer that the business added, and how its values are read and kept.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Locale, UnknownValue, clean, fold};
use crate::text_enum;

/// Of a value, in signs.
const LONGEST: usize = 500;
/// More digits than anybody counts to; they fit a `numeric` and an `f64` alike.
pub const MOST_DIGITS: usize = 15;
/// Of a day: what is outside is a slip of the key.
pub const YEARS: RangeInclusive<i32> = 1900..=2200;

/// In addresses it asks for whoever said nothing. No option can be called so.
pub const NOTHING: &str = "-";

text_enum! {
    /// What a value of a field is.
    pub enum OwnKind { Text = "text", Number = "number", Date = "date", YesNo = "yes_no", Choice = "choice" }
}

/// What a field is called in addresses, in forms and among a customer's values: `x1`. Given once and never to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct OwnKey(pub u16);

impl fmt::Display for OwnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "x{}", self.0)
    }
}

impl FromStr for OwnKey {
    type Err = UnknownValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text
            .strip_prefix('x')
            .and_then(|digits| digits.parse().ok());
        let key = number.map(Self).filter(|key| key.to_string() == text);
        key.ok_or_else(|| UnknownValue {
            kind: "OwnKey",
            value: text.to_owned(),
        })
    }
}

impl From<OwnKey> for String {
    fn from(key: OwnKey) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for OwnKey {
    type Error = UnknownValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Kept in the organisation's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnField {
    pub key: OwnKey,
    pub name: String,
    pub kind: OwnKind,
    /// What there is to choose, of a [`OwnKind::Choice`].
    #[serde(default)]
    pub options: Vec<String>,
    /// Not asked any more; what was said stays.
    #[serde(default)]
    pub is_retired: bool,
    /// What options were called before, each with the option that it is by now: files may say the old name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<(String, String)>,
}

/// Why a text is no value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("too long")]
    TooLong,
    #[error("no number")]
    NoNumber,
    #[error("no day")]
    NoDay,
    #[error("neither yes nor no")]
    NeitherYesNorNo,
    #[error("none of what can be chosen")]
    NoOption,
}

impl OwnField {
    /// What was typed, as it is kept: numbers as `1234.5`, days as `2025-10-26`, `yes` or `no`, an option as it is spelt.
    /// `None` for nothing.
    pub fn read(&self, typed: &str, locale: &Locale) -> Result<Option<String>, Unreadable> {
        let typed = clean(typed);
        let typed = typed.as_str();
        if typed.is_empty() {
            return Ok(None);
        }
        let kept = match self.kind {
            OwnKind::Text if typed.chars().count() > LONGEST => return Err(Unreadable::TooLong),
            OwnKind::Text => typed.to_owned(),
            OwnKind::Number => locale
                .read_decimal(typed, MOST_DIGITS)
                .ok_or(Unreadable::NoNumber)?,
            OwnKind::Date => {
                let day = typed.parse().ok().and_then(kept_day);
                day.ok_or(Unreadable::NoDay)?
            }
            OwnKind::YesNo => match yes_or_no(typed).ok_or(Unreadable::NeitherYesNorNo)? {
                true => "yes".to_owned(),
                false => "no".to_owned(),
            },
            OwnKind::Choice => self.option(typed).ok_or(Unreadable::NoOption)?.to_owned(),
        };
        Ok(Some(kept))
    }

    /// The option that is meant, however its accents and capitals are written; what is none may have been one's name before.
    fn option(&self, typed: &str) -> Option<&str> {
        let named = |name: &str| {
            let name = fold(name);
            self.options.iter().find(|option| fold(option) == name)
        };
        let former = || {
            let typed = fold(typed);
            let mut was = self.was.iter();
            let (_, becomes) = was.find(|(was, _)| fold(was) == typed)?;
            named(becomes)
        };
        named(typed).or_else(former).map(String::as_str)
    }
}

/// A day as it is kept; `None` for one that nobody means.
pub fn kept_day(day: NaiveDate) -> Option<String> {
    YEARS.contains(&day.year()).then(|| day.to_string())
}

/// What people and other programs write for yes and for no.
pub fn yes_or_no(typed: &str) -> Option<bool> {
    match fold(typed).as_str() {
        "yes" | "y" | "si" | "s" | "true" | "t" | "1" | "x" | "verdadero" => Some(true),
        "no" | "n" | "false" | "f" | "0" | "falso" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: OwnKind) -> OwnField {
        OwnField {
            key: OwnKey(1),
            name: "Tipo de piel".into(),
            kind,
            options: vec![
                "Seca".into(),
                "Mixta".into(),
                "Sensible, con alergia".into(),
            ],
            is_retired: false,
            was: Vec::new(),
        }
    }

    #[test]
    fn what_is_typed_is_kept_in_one_form_without_signs_that_nobody_sees() {
        for (kind, typed, kept) in [
            (OwnKind::Text, "  Prefiere la tarde ", "Prefiere la tarde"),
            (OwnKind::Text, "Uno\r\nDos\u{0}tres\t", "Uno\nDos tres"),
            (OwnKind::Number, "\u{7f}12 ", "12"),
            (OwnKind::Number, "1.234,50", "1234.5"),
            (OwnKind::Number, "-3", "-3"),
            (OwnKind::Number, "0,0", "0"),
            (OwnKind::Date, "2025-02-28", "2025-02-28"),
            (OwnKind::YesNo, "Sí", "yes"),
            (OwnKind::YesNo, "no", "no"),
            (
                OwnKind::Choice,
                "sensible, CON alergia",
                "Sensible, con alergia",
            ),
        ] {
            let read = field(kind).read(typed, &Locale::default());
            assert_eq!(read, Ok(Some(kept.to_owned())), "{typed}");
            assert_eq!(field(kind).read(kept, &Locale::default()), read, "{kept}");
        }
    }

    #[test]
    fn an_option_is_known_by_what_it_was_called_before() {
        let skin = OwnField {
            was: vec![
                ("Reseca".into(), "Seca".into()),
                ("Mixta".into(), "Seca".into()),
                ("Grasa".into(), "Aceitosa".into()),
            ],
            ..field(OwnKind::Choice)
        };
        assert_eq!(skin.option("RESECA"), Some("Seca"));
        assert_eq!(skin.option("mixta"), Some("Mixta"), "it is one by now");
        assert_eq!(skin.option("Grasa"), None, "that is none any more");
        let stored = serde_json::to_value(field(OwnKind::Choice)).unwrap();
        assert!(stored.get("was").is_none());
        let read: OwnField = serde_json::from_value(stored).unwrap();
        assert_eq!(read, field(OwnKind::Choice));
    }

    #[test]
    fn a_key_is_written_in_one_way() {
        assert_eq!("x12".parse(), Ok(OwnKey(12)));
        assert_eq!(serde_json::to_string(&OwnKey(12)).unwrap(), "\"x12\"");
        for other in ["x", "x012", "x+1", "12", "X1", "x70000"] {
            assert!(other.parse::<OwnKey>().is_err(), "{other}");
        }
    }

    #[test]
    fn what_is_no_value_says_why() {
        for (kind, typed, why) in [
            (OwnKind::Text, "x".repeat(501).as_str(), Unreadable::TooLong),
            (OwnKind::Number, "doce", Unreadable::NoNumber),
            (OwnKind::Number, "1,2,3", Unreadable::NoNumber),
            (OwnKind::Number, "12345678901234567", Unreadable::NoNumber),
            (OwnKind::Date, "2025-02-30", Unreadable::NoDay),
            (OwnKind::Date, "0202-10-26", Unreadable::NoDay),
            (OwnKind::Date, "20255-10-26", Unreadable::NoDay),
            (OwnKind::YesNo, "quizás", Unreadable::NeitherYesNorNo),
            (OwnKind::Choice, "Grasa", Unreadable::NoOption),
        ] {
            assert_eq!(
                field(kind).read(typed, &Locale::default()),
                Err(why),
                "{typed}"
            );
        }
        assert_eq!(
            field(OwnKind::Date).read("  ", &Locale::default()),
            Ok(None)
        );
    }
}
