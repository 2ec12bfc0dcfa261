use std::collections::HashMap;

use serde::Deserialize;

use super::actions::Order;
use super::model::PairState;
use super::plan::{Choices, FIELDS, Side};
use crate::domain::{CustomerId, OwnKey};
use crate::web::AppError;

/// The state of the list, from its address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub state: String,
    pub page: String,
}

impl ListQuery {
    /// An unknown state is the first.
    pub fn state(&self) -> PairState {
        self.state.parse().unwrap_or_default()
    }

    pub fn page(&self) -> i64 {
        self.page.parse().unwrap_or(1)
    }
}

/// How two who are compared were come upon.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CompareQuery {
    queue: String,
}

impl CompareQuery {
    /// Whether by the queue, so that its next two follow.
    pub fn is_queue(&self) -> bool {
        self.queue == "on"
    }
}

/// Who is to be compared with whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PickQuery {
    /// The one; its id.
    pub customer: String,
    /// The other, chosen or by name.
    pub customer_id: String,
    pub customer_name: String,
}

impl PickQuery {
    /// Whether the form was sent.
    pub fn is_asked(&self) -> bool {
        !self.customer_id.is_empty() || !self.customer_name.is_empty()
    }
}

/// What the page of two customers sends: `keep`, their versions, and a side for each field in which they differ.
pub type MergeForm = HashMap<String, String>;

/// Reads what was chosen; a page of ours sends nothing else.
pub fn read_order(form: &MergeForm, (a, b): (CustomerId, CustomerId)) -> Result<Order, AppError> {
    let invalid = || AppError::Invalid("error-invalid");
    let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let version = |name: &str| text(name).parse().map_err(|_| invalid());
    let winner = match text("keep") {
        "a" => Side::A,
        "b" => Side::B,
        _ => return Err(invalid()),
    };
    let mut choices = Choices::new();
    for field in &FIELDS {
        let Some(typed) = form.get(field.name) else {
            continue;
        };
        match typed.parse() {
            Ok(Side::Both) if !field.joins => return Err(invalid()),
            Ok(side) => choices.insert(field.name.to_owned(), side),
            Err(_) => return Err(invalid()),
        };
    }
    for (name, typed) in form.iter().filter(|(name, _)| is_own(name)) {
        match typed.parse() {
            Ok(side @ (Side::A | Side::B)) => choices.insert(name.clone(), side),
            _ => return Err(invalid()),
        };
    }
    Ok(Order {
        a,
        b,
        winner,
        choices,
        versions: (version("version_a")?, version("version_b")?),
    })
}

/// Whether it is the key of a field that the business added.
fn is_own(name: &str) -> bool {
    name.parse::<OwnKey>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Order, AppError> {
        let form = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        read_order(&form.collect(), (CustomerId::from(1), CustomerId::from(2)))
    }

    #[test]
    fn a_side_is_read_for_each_field() {
        let order = read(&[
            ("keep", "b"),
            ("version_a", "3"),
            ("version_b", "1"),
            ("email", "a"),
            ("notes", "both"),
            ("x12", "b"),
            ("seen_x12", "0f"),
        ])
        .unwrap();
        assert_eq!((order.winner, order.versions), (Side::B, (3, 1)));
        assert_eq!(order.choices["email"], Side::A);
        assert_eq!(order.choices["notes"], Side::Both);
        assert_eq!(order.choices["x12"], Side::B);
        assert_eq!(order.choices.len(), 3);
    }

    #[test]
    fn what_no_page_of_ours_sends_is_refused() {
        let good = [("keep", "a"), ("version_a", "1"), ("version_b", "1")];
        for bad in [
            ("keep", "both"),
            ("version_b", "x"),
            ("email", "both"),
            ("email", "c"),
            ("x1", "both"),
            ("x1", "c"),
        ] {
            let mut pairs: Vec<_> = good
                .iter()
                .copied()
                .filter(|(name, _)| *name != bad.0)
                .collect();
            pairs.push(bad);
            assert!(read(&pairs).is_err(), "{bad:?}");
        }
    }
}
