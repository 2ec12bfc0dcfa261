//! The query of the list's address, as it comes. Pure.

use std::collections::BTreeMap;

use super::fields::{Field, Filter, Kind, known};
use super::filters::Test;
use crate::domain::Organisation;
use crate::domain::own_field::MOST_DIGITS;

/// The parts of the query as they come: anything may stand in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListParams(BTreeMap<String, String>);

impl ListParams {
    /// Reads an address's query; of a part that comes twice the last counts, but columns add up.
    pub fn of_query(query: &str) -> Self {
        let mut pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(query).unwrap_or_default();
        // PostgreSQL knows no such character in a text.
        pairs
            .iter_mut()
            .for_each(|(_, value)| value.retain(|c| c != '\0'));
        let mut parts: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in pairs {
            match parts.get_mut(&name) {
                Some(columns) if name == "columns" => *columns = format!("{columns},{value}"),
                _ => {
                    parts.insert(name, value);
                }
            }
        }
        Self(parts)
    }

    /// The query of a search.
    pub fn of_words(typed: &str) -> Self {
        Self::default().with("q", typed)
    }

    pub fn with(mut self, part: &str, value: impl Into<String>) -> Self {
        self.0.insert(part.to_owned(), value.into());
        self
    }

    /// Empty where it does not come.
    pub fn part(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Every part that says something, with what it says.
    pub fn said(&self) -> impl Iterator<Item = (&str, &str)> {
        let parts = self
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        parts.filter(|(_, value)| !value.trim().is_empty())
    }

    /// Amounts and numbers come from the form as people of the place write them, under names of their own; addresses of ours
    /// carry minor units, and numbers with a point. What means nothing stays as it was typed.
    pub fn with_figures(mut self, organisation: &Organisation) -> Self {
        let fields = known(&organisation.customer_fields);
        for field in fields.filter(|field| field.filter == Some(Filter::Range)) {
            for test in [Test::From, Test::To] {
                self.read_figure(&field, test, organisation);
            }
        }
        self
    }

    fn read_figure(&mut self, field: &Field, test: Test, organisation: &Organisation) {
        let (input, part) = (test.input(field), test.part(field));
        if input == part {
            return;
        }
        let Some(typed) = self.0.remove(&input) else {
            return;
        };
        match figure(field.kind, typed.trim(), organisation) {
            Some(figure) => self.0.insert(part, figure),
            None => {
                self.0.remove(&part);
                self.0.insert(input, typed)
            }
        };
    }
}

fn figure(kind: Kind, typed: &str, organisation: &Organisation) -> Option<String> {
    let locale = &organisation.locale;
    match kind {
        Kind::Money => {
            let amount = locale.parse_money(typed, organisation.currency).ok();
            let amount = amount.filter(|amount| *amount >= 0);
            amount.map(|amount| amount.to_string())
        }
        _ => locale.read_decimal(typed, MOST_DIGITS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OwnField, OwnKey, OwnKind};

    #[test]
    fn of_a_part_that_comes_twice_the_last_counts_and_columns_add_up() {
        let params =
            ListParams::of_query("status=active&columns=city&columns=source&status=blocked&x=1");
        assert_eq!(
            (params.part("status"), params.part("columns")),
            ("blocked", "city,source")
        );
        assert_eq!(params.part("city"), "");
    }

    #[test]
    fn a_sign_that_cannot_be_asked_for_is_left_out() {
        let params = ListParams::of_query("x5=T%00%C3%A9&q=%00");
        assert_eq!((params.part("x5"), params.part("q")), ("Té", ""));
        assert_eq!(params.said().collect::<Vec<_>>(), [("x5", "Té")]);
    }

    #[test]
    fn figures_are_read_as_people_write_them() {
        let organisation = Organisation {
            customer_fields: vec![OwnField {
                key: OwnKey(3),
                name: "Distancia".into(),
                kind: OwnKind::Number,
                options: Vec::new(),
                is_retired: false,
                was: Vec::new(),
            }],
            ..Organisation::default()
        };
        let query = "spend_min=%24100.000&spend_max=x&spend_to=5&x3_min=1.234%2C50&x3_to=7";
        let params = ListParams::of_query(query).with_figures(&organisation);
        let part = |name| params.part(name);
        assert_eq!((part("spend_from"), part("spend_to")), ("100000", ""));
        assert_eq!((part("spend_min"), part("spend_max")), ("", "x"));
        assert_eq!((part("x3_from"), part("x3_to")), ("1234.5", "7"));
    }
}
