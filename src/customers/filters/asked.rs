//! What fields of the registry are asked for: each is a part of the address. Pure.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::TEXT_MAX;
use crate::customers::fields::{FIELDS, Field, Filter, Kind, known};
use crate::customers::params::ListParams;
use crate::domain::own_field::{MOST_DIGITS, kept_day};
use crate::domain::{OwnField, OwnKey};

/// As of a text that is kept.
const EXACT_MAX: usize = 500;

/// How a value is compared with what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    Is,
    From,
    To,
}

impl Test {
    /// The part of the address: `city`, `spend_from`.
    pub fn part(self, field: &Field) -> String {
        match self {
            Self::Is => field.asked_as.to_string(),
            Self::From => format!("{}_from", field.asked_as),
            Self::To => format!("{}_to", field.asked_as),
        }
    }

    /// Its name in the form: what is typed otherwise than addresses have it has one of its own, as `spend_min`.
    pub fn input(self, field: &Field) -> String {
        match (self, field.kind.is_written_by_place()) {
            (Self::From, true) => format!("{}_min", field.asked_as),
            (Self::To, true) => format!("{}_max", field.asked_as),
            _ => self.part(field),
        }
    }
}

impl Filter {
    pub fn tests(self) -> &'static [Test] {
        match self {
            Self::Range => &[Test::From, Test::To],
            _ => &[Test::Is],
        }
    }
}

/// A part of the address that narrows the list by a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub field: Field,
    pub test: Test,
    /// As addresses have it: amounts in minor units, days in ISO, numbers with a point.
    pub value: String,
}

impl Asked {
    /// What it is called in the address.
    pub fn part(&self) -> String {
        self.test.part(&self.field)
    }
}

/// What is asked for, in the order of the registry. A value that means nothing is as if it were absent.
pub fn read(params: &ListParams, own: &[OwnField]) -> Vec<Asked> {
    let parts = known(own).flat_map(|field| tests(&field).iter().map(move |test| (field, *test)));
    parts
        .filter_map(|(field, test)| {
            let value = read_value(&field, params.part(&test.part(&field)))?;
            Some(Asked { field, test, value })
        })
        .collect()
}

/// The fields of the form in which something was typed that means nothing there, with what was typed; then what asks for a
/// field that there is not, or asks otherwise than the field can be asked for.
pub fn unread(params: &ListParams, own: &[OwnField]) -> Vec<(String, String)> {
    let short = |typed: &str| -> String { typed.chars().take(TEXT_MAX).collect() };
    let mut told = Vec::new();
    let mut parts = BTreeSet::new();
    for field in known(own) {
        for test in tests(&field) {
            let (input, part) = (test.input(&field), test.part(&field));
            let typed = [input.as_str(), part.as_str()].map(|name| params.part(name));
            let typed = typed.into_iter().find(|typed| !typed.trim().is_empty());
            let is_read = read_value(&field, params.part(&part)).is_some();
            told.extend(
                typed
                    .filter(|_| !is_read)
                    .map(|typed| (input.clone(), short(typed))),
            );
            parts.insert(part);
        }
    }
    let others = params
        .said()
        .filter(|(name, _)| is_part(name) && !parts.contains(*name));
    told.extend(others.map(|(name, typed)| (name.to_owned(), short(typed))));
    told
}

/// Whether a part of an address asks for a field, be it one that a business may have.
pub fn is_part(name: &str) -> bool {
    let bare = name
        .strip_suffix("_from")
        .or_else(|| name.strip_suffix("_to"))
        .unwrap_or(name);
    let is_ours = |field: &Field| tests(field).iter().any(|test| test.part(field) == name);
    bare.parse::<OwnKey>().is_ok() || FIELDS.iter().any(is_ours)
}

fn tests(field: &Field) -> &'static [Test] {
    field.filter.map(Filter::tests).unwrap_or_default()
}

fn read_value(field: &Field, text: &str) -> Option<String> {
    let text = text.trim();
    let line = |most| text.chars().take(most).collect::<String>();
    match (field.filter?, field.kind) {
        _ if text.is_empty() => None,
        (Filter::Text | Filter::Part, _) => Some(line(TEXT_MAX)),
        (Filter::Exact, _) => Some(line(EXACT_MAX)),
        (Filter::Choice(values), _) => values.contains(&text).then(|| text.to_owned()),
        (Filter::Given, _) => (text == "yes").then(|| text.to_owned()),
        (Filter::Range, Kind::Date | Kind::Moment) => {
            let day: Option<NaiveDate> = text.parse().ok();
            day.and_then(kept_day)
        }
        (Filter::Range, Kind::Decimal) => is_plain(text).then(|| text.to_owned()),
        (Filter::Range, Kind::Money) => whole(text).map(|minor| minor.to_string()),
        (Filter::Range, _) => {
            let count = whole(text).filter(|count| *count >= 0);
            count.map(|count| count.to_string())
        }
    }
}

fn whole(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// `1234.5`, `-3`
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits.len() <= MOST_DIGITS + 1 && are_digits(whole) && are_digits(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::OwnKind;

    fn own() -> Vec<OwnField> {
        let kinds = OwnKind::ALL.iter().zip(1..);
        kinds
            .map(|(kind, number)| OwnField {
                key: OwnKey(number),
                name: format!("Campo {number}"),
                kind: *kind,
                options: vec!["Seca".into()],
                is_retired: false,
                was: Vec::new(),
            })
            .collect()
    }

    fn shown(query: &str) -> Vec<String> {
        let asked = read(&ListParams::of_query(query), &own());
        let shown = asked
            .iter()
            .map(|asked| format!("{}={}", asked.part(), asked.value));
        shown.collect()
    }

    fn untold(query: &str) -> Vec<(String, String)> {
        unread(&ListParams::of_query(query), &own())
    }

    #[test]
    fn what_narrows_is_read_in_the_order_of_the_registry() {
        let query = "city=Puerto+Varas&spend_from=100000&services_to=3&last_from=2025-01-01&late=yes&r=3&status=active";
        let expected = [
            "services_to=3",
            "spend_from=100000",
            "last_from=2025-01-01",
            "r=3",
            "late=yes",
            "status=active",
            "city=Puerto Varas",
        ];
        assert_eq!(shown(query), expected);
    }

    #[test]
    fn the_fields_of_the_business_are_read_by_their_kind() {
        // Text, number, date, yes or no, choice.
        let query = "x1=Prefiere+la+tarde&x2_from=-1.5&x2_to=12&x3_from=2025-02-01&x4=yes&x5=Seca";
        let expected = query.replace('+', " ");
        let expected: Vec<&str> = expected.split('&').collect();
        assert_eq!(shown(query), expected);
        assert_eq!(shown("x5=Antes+se+ofrec%C3%ADa"), ["x5=Antes se ofrecía"]);
        assert!(shown("x9=Seca").is_empty(), "there is no such field");
    }

    #[test]
    fn what_means_nothing_is_absent() {
        for query in [
            "spend_from=much",
            "services_from=-1",
            "last_to=2025-02-30",
            "last_to=%2B99999-01-01",
            "late=no",
            "status=x",
            "r=4",
            "city=+",
            "x2_from=doce",
            "x2_from=1.2.3",
            "x2_from=12345678901234567",
            "x2=3",
            "x3_to=hoy",
            "x4=quiz%C3%A1s",
        ] {
            assert!(shown(query).is_empty(), "{query}");
        }
    }

    #[test]
    fn what_was_typed_and_means_nothing_is_told_at_its_field() {
        let told =
            untold("spend_min=muchos&services_to=x&x2_max=doce&x3_from=2025-02-30&city=Osorno");
        let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["services_to", "spend_min", "x2_max", "x3_from"]);
        assert_eq!(
            untold("x2_from=doce"),
            [("x2_min".to_owned(), "doce".to_owned())]
        );
        assert!(untold("spend_from=5&x2_from=1.5&services_from=+").is_empty());
    }

    #[test]
    fn what_asks_for_no_field_or_for_no_choice_is_told_too() {
        for query in [
            "x9=Seca",
            "x4=quizás",
            "x2=3",
            "x1_from=a",
            "late=no",
            "r=4",
        ] {
            let (name, typed) = query.split_once('=').unwrap();
            let told = untold(query);
            assert_eq!(told, [(name.to_owned(), typed.to_owned())], "{query}");
        }
        assert!(untold("x4=-&x5=Antes&x1=algo&x9=+&evil=1&status=active").is_empty());
    }

    #[test]
    fn a_part_of_an_address_that_asks_for_a_field_is_known_without_the_business() {
        for name in ["city", "spend_from", "last_to", "status", "x12", "x3_to"] {
            assert!(is_part(name), "{name}");
        }
        for name in [
            "city_from",
            "spend",
            "email",
            "columns",
            "last_date",
            "x",
            "x03",
        ] {
            assert!(!is_part(name), "{name}");
        }
    }
}
