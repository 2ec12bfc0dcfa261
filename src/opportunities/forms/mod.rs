//! An opportunity as it is typed; the state of the pages in their addresses in `list`, the small forms of a card in `card`.

pub(super) mod card;
pub(super) mod list;

use std::collections::BTreeSet;

use serde::Deserialize;

use super::model::{Entry, Opportunity, Stage};
use crate::activities::read_day;
use crate::domain::{Currency, MoneyError, Organisation, UserId};
use crate::web::FieldErrors;

/// A title is a line of a card.
const TITLE_MAX: usize = 200;
/// Of a text; far more than anybody reads.
const TEXT_MAX: usize = 10_000;
/// Of the list of products.
const PRODUCTS_MAX: usize = 50;
/// In whole units of the currency: what nobody sells.
const VALUE_MAX: i64 = 10_000_000_000;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OpportunityForm {
    pub customer_id: String,
    pub customer_name: String,
    pub title: String,
    pub description: String,
    /// Of a new one; later it is moved.
    pub stage: String,
    /// As people type money.
    pub value: String,
    pub currency: String,
    /// In percent; empty for what is usual in its stage.
    pub probability: String,
    pub expected_close_on: String,
    /// One a line.
    pub products: String,
    pub notes: String,
    /// A user's id, or empty.
    pub owner: String,
    /// Of the row that is changed.
    pub version: i32,
}

/// What the form is read with.
pub struct Rules<'a> {
    pub organisation: &'a Organisation,
    /// Who may own one.
    pub people: &'a BTreeSet<UserId>,
    /// Its stage, where that is not the form's to say.
    pub stage: Option<Stage>,
}

impl OpportunityForm {
    /// What is stored, as it would be typed.
    pub fn of(opportunity: &Opportunity, organisation: &Organisation) -> Self {
        let text = |value: Option<String>| value.unwrap_or_default();
        let currency = opportunity.currency;
        Self {
            title: opportunity.title.clone(),
            description: opportunity.description.clone(),
            value: organisation.locale.money(opportunity.value, currency),
            currency: currency.to_string(),
            probability: opportunity.probability.to_string(),
            expected_close_on: text(opportunity.expected_close_on.map(|day| day.to_string())),
            products: opportunity.products.0.join("\n"),
            notes: opportunity.notes.clone(),
            owner: text(opportunity.owner_id.map(|id| id.to_string())),
            version: opportunity.version,
            ..Self::default()
        }
    }

    /// Every wrong field is named at once.
    pub fn read(&self, rules: &Rules) -> Result<(Stage, Entry), FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = errors.check("title", read_title(&self.title));
        let stage = errors.check("stage", self.read_stage(rules.stage));
        let currency = errors.check("currency", self.read_currency(rules.organisation));
        let value = currency.and_then(|currency| {
            errors.check(
                "value",
                read_value(&self.value, currency, rules.organisation),
            )
        });
        let usual = stage.unwrap_or_default().usual_probability();
        let probability = errors.check("probability", read_percent(&self.probability, usual));
        let close = errors.check("expected_close_on", read_day(&self.expected_close_on));
        let description = errors.check("description", read_text(&self.description));
        let notes = errors.check("notes", read_text(&self.notes));
        let products = errors.check("products", read_products(&self.products));
        let owner = errors.check("owner", self.read_owner(rules.people));
        let (Some(title), Some(stage), Some(currency), true) =
            (title, stage, currency, errors.is_empty())
        else {
            return Err(errors);
        };
        let entry = Entry {
            title,
            description: description.unwrap_or_default(),
            value: value.unwrap_or_default(),
            currency,
            probability: probability.unwrap_or(usual),
            expected_close_on: close.flatten(),
            products: products.unwrap_or_default(),
            notes: notes.unwrap_or_default(),
            owner_id: owner.flatten(),
        };
        Ok((stage, entry))
    }

    fn read_stage(&self, fixed: Option<Stage>) -> Result<Stage, &'static str> {
        match (fixed, self.stage.as_str()) {
            (Some(stage), _) => Ok(stage),
            (None, "") => Ok(Stage::default()),
            (None, typed) => {
                let open = typed.parse().ok().filter(|stage: &Stage| stage.is_open());
                open.ok_or("field-choice")
            }
        }
    }

    fn read_currency(&self, organisation: &Organisation) -> Result<Currency, &'static str> {
        match self.currency.trim() {
            "" => Ok(organisation.currency),
            typed => typed.parse().map_err(|_| "field-choice"),
        }
    }

    fn read_owner(&self, people: &BTreeSet<UserId>) -> Result<Option<UserId>, &'static str> {
        match self.owner.trim() {
            "" => Ok(None),
            typed => {
                let known = typed.parse().ok().filter(|id| people.contains(id));
                known.map(Some).ok_or("field-choice")
            }
        }
    }
}

fn read_title(typed: &str) -> Result<String, &'static str> {
    let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match title.chars().count() {
        0 => Err("field-required"),
        length if length > TITLE_MAX => Err("field-too-long"),
        _ => Ok(title),
    }
}

fn read_text(typed: &str) -> Result<String, &'static str> {
    // Browsers send CR LF.
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    match text.chars().count() {
        length if length > TEXT_MAX => Err("field-too-long"),
        _ => Ok(text),
    }
}

fn read_products(typed: &str) -> Result<Vec<String>, &'static str> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let products: Vec<String> = lines.map(str::to_owned).collect();
    let is_long = |product: &String| product.chars().count() > TITLE_MAX;
    match products.len() > PRODUCTS_MAX || products.iter().any(is_long) {
        true => Err("field-too-long"),
        false => Ok(products),
    }
}

fn read_percent(typed: &str, usual: i32) -> Result<i32, &'static str> {
    match typed.trim().trim_end_matches('%').trim_end() {
        "" => Ok(usual),
        typed => {
            let percent = typed
                .parse()
                .ok()
                .filter(|percent| (0..=100).contains(percent));
            percent.ok_or("opportunity-percent-wrong")
        }
    }
}

/// Minor units of the currency; nothing typed is nothing.
fn read_value(
    typed: &str,
    currency: Currency,
    organisation: &Organisation,
) -> Result<i64, &'static str> {
    if typed.trim().is_empty() {
        return Ok(0);
    }
    match organisation.locale.parse_money(typed, currency) {
        Ok(value) if value < 0 => Err("opportunity-value-negative"),
        Ok(value) if value / currency.unit() > VALUE_MAX => Err("opportunity-value-large"),
        Ok(value) => Ok(value),
        Err(MoneyError::TooLarge) => Err("opportunity-value-large"),
        Err(MoneyError::TooPrecise) => Err("opportunity-value-decimals"),
        Err(MoneyError::NotAnAmount) => Err("opportunity-value-wrong"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &OpportunityForm) -> Result<(Stage, Entry), FieldErrors> {
        form.read(&Rules {
            organisation: &Organisation::default(),
            people: &[UserId::from(1)].into(),
            stage: None,
        })
    }

    fn valid() -> OpportunityForm {
        OpportunityForm {
            title: " Evento   de empresa ".into(),
            stage: "proposal".into(),
            value: "$1.250.000".into(),
            currency: "CLP".into(),
            products: "Masajes\r\n\r\n Almuerzo ".into(),
            owner: "1".into(),
            ..OpportunityForm::default()
        }
    }

    #[test]
    fn a_form_is_read_with_what_is_usual_where_nothing_is_typed() {
        let (stage, entry) = read(&valid()).unwrap();
        assert_eq!((stage, entry.probability), (Stage::Proposal, 50));
        assert_eq!(
            (entry.title.as_str(), entry.value),
            ("Evento de empresa", 1_250_000)
        );
        assert_eq!(entry.products, ["Masajes", "Almuerzo"]);
        assert_eq!(entry.expected_close_on, None);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = OpportunityForm {
            title: " ".into(),
            stage: "won".into(),
            value: "-5".into(),
            probability: "101".into(),
            expected_close_on: "2025-13-01".into(),
            owner: "7".into(),
            ..valid()
        };
        let errors = read(&wrong).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        let expected = [
            "expected_close_on",
            "owner",
            "probability",
            "stage",
            "title",
            "value",
        ];
        assert_eq!(fields, expected);
        let euros = OpportunityForm {
            value: "12,345".into(),
            currency: "EUR".into(),
            ..valid()
        };
        assert_eq!(
            read(&euros).unwrap_err().get("value"),
            Some("opportunity-value-decimals")
        );
    }
}
