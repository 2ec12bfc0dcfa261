//! An entry of the catalogue as it is typed, and the filters of the list.

use serde::Deserialize;

use super::model::{Entry, Service};
use crate::domain::{MoneyError, Organisation};
use crate::web::FieldErrors;

/// A category or name is a label on a line.
const LABEL_MAX: usize = 120;
/// In whole units of the currency: what no service costs.
pub const PRICE_MAX: i64 = 10_000_000_000;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ServiceForm {
    pub version: i32,
    pub category: String,
    pub name: String,
    /// As people type money; empty for the last price paid.
    pub price: String,
    pub active: String,
    /// Of a new one: that another whose name means the same is another service.
    pub allow_alike: String,
}

impl ServiceForm {
    /// The entry as it would be typed.
    pub fn of(service: &Service, organisation: &Organisation) -> Self {
        let money = |price| organisation.locale.money(price, organisation.currency);
        Self {
            version: service.version,
            category: service.category.clone(),
            name: service.name.clone(),
            price: service.price.map(money).unwrap_or_default(),
            active: if service.active { "on" } else { "" }.to_owned(),
            allow_alike: String::new(),
        }
    }

    pub fn is_active(&self) -> bool {
        !self.active.is_empty()
    }

    /// Every wrong field is named at once.
    pub fn read(&self, organisation: &Organisation) -> Result<Entry, FieldErrors> {
        let mut errors = FieldErrors::default();
        let category = errors.check("category", read_label(&self.category));
        let name = errors.check("name", read_label(&self.name));
        let price = match self.price.trim() {
            "" => Some(None),
            typed => errors
                .check("price", read_price(typed, organisation))
                .map(Some),
        };
        match (category, name, price) {
            (Some(category), Some(name), Some(price)) => Ok(Entry {
                category,
                name,
                price,
                active: self.is_active(),
            }),
            _ => Err(errors),
        }
    }
}

/// A category or a name of the catalogue.
pub fn read_label(typed: &str) -> Result<String, &'static str> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let label = words.join(" ");
    match label.chars().count() {
        0 => Err("field-required"),
        length if length > LABEL_MAX => Err("field-too-long"),
        _ if label.chars().any(char::is_control) => Err("error-invalid"),
        _ => Ok(label),
    }
}

/// The price of one service, in minor units of the organisation's currency.
pub fn read_price(typed: &str, organisation: &Organisation) -> Result<i64, &'static str> {
    let currency = organisation.currency;
    match organisation.locale.parse_money(typed, currency) {
        Ok(price) if price < 0 => Err("history-price-negative"),
        Ok(price) if price / currency.unit() > PRICE_MAX => Err("history-price-large"),
        Ok(price) => Ok(price),
        Err(MoneyError::TooLarge) => Err("history-price-large"),
        Err(MoneyError::TooPrecise) => Err("history-price-decimals"),
        Err(MoneyError::NotAnAmount) => Err("history-price"),
    }
}

/// The filters of `/services`, as they stand in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub q: String,
    /// `active`, `inactive`, or empty for both
    pub state: String,
    pub page: String,
}

impl ListQuery {
    pub fn words(&self) -> Vec<String> {
        let is_shown = |c: &char| !c.is_control();
        let words = self.q.split_whitespace();
        words
            .map(|word| word.chars().filter(is_shown).collect())
            .collect()
    }

    pub fn active(&self) -> Option<bool> {
        match self.state.as_str() {
            "active" => Some(true),
            "inactive" => Some(false),
            _ => None,
        }
    }

    pub fn is_narrowed(&self) -> bool {
        !self.words().is_empty() || self.active().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Service {
        Service {
            id: 1.into(),
            category: "Spa".into(),
            name: "Baño de barro".into(),
            price: Some(49_900),
            active: true,
            version: 3,
            merged_into: None,
        }
    }

    #[test]
    fn what_is_shown_is_read_back_as_it_is_stored() {
        let organisation = Organisation::default();
        let entry = ServiceForm::of(&stored(), &organisation).read(&organisation);
        let expected = Entry {
            category: "Spa".into(),
            name: "Baño de barro".into(),
            price: Some(49_900),
            active: true,
        };
        assert_eq!(entry, Ok(expected));
    }

    #[test]
    fn an_empty_price_is_none_and_everything_wrong_is_named_at_once() {
        let organisation = Organisation::default();
        let form = ServiceForm {
            price: " ".into(),
            ..ServiceForm::of(&stored(), &organisation)
        };
        assert_eq!(form.read(&organisation).map(|entry| entry.price), Ok(None));
        let wrong = ServiceForm {
            category: " ".into(),
            name: "x".repeat(LABEL_MAX + 1),
            price: "-5".into(),
            ..form
        };
        let errors = wrong.read(&organisation).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["category", "name", "price"]);
    }
}
