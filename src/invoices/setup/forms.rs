//! What invoices are made with, as it is typed. Every field's error is reported at once.

use serde::Deserialize;

use crate::domain::{Locale, TaxId};
use crate::invoices::model::{Series, SeriesKind, TaxRate};
use crate::invoices::numbers;
use crate::invoices::quantity;
use crate::invoices::queries::setup::{Issuer, SeriesEntry, TaxEntry};
use crate::web::FieldErrors;

const LONGEST_NAME: usize = 120;
const LONGEST_CODE: usize = 12;
const LONGEST_ADDRESS: usize = 400;
/// Nobody waits longer for money.
const MOST_DAYS: i32 = 365;
const MOST_DIGITS: i32 = 12;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct IssuerForm {
    pub version: i32,
    pub legal_name: String,
    pub tax_id: String,
    pub address: String,
    pub term_days: String,
    pub prices_include_tax: String,
}

impl IssuerForm {
    pub fn of(issuer: &Issuer, version: i32, country: &str) -> Self {
        Self {
            version,
            legal_name: issuer.legal_name.clone(),
            tax_id: issuer.tax_id.clone(),
            address: issuer.address.clone(),
            term_days: issuer.term_days.to_string(),
            prices_include_tax: ticked(issuer.prices_include_tax(country)),
        }
    }

    pub fn includes_tax(&self) -> bool {
        !self.prices_include_tax.is_empty()
    }

    /// A tax id is checked by the rules of the organisation's country.
    pub fn read(&self, country: &str) -> Result<Issuer, FieldErrors> {
        let mut errors = FieldErrors::default();
        let tax_id = match self.tax_id.trim() {
            "" => Ok(String::new()),
            typed => TaxId::parse(typed, country)
                .map(|tax_id| tax_id.typed)
                .map_err(|_| "billing-error-tax-id"),
        };
        let legal_name = errors.check("legal_name", text(&self.legal_name, LONGEST_NAME));
        let tax_id = errors.check("tax_id", tax_id);
        let address = errors.check("address", text(&self.address, LONGEST_ADDRESS));
        let days = errors.check("term_days", number(&self.term_days, 0, MOST_DAYS));
        match (legal_name, tax_id, address, days) {
            (Some(legal_name), Some(tax_id), Some(address), Some(term_days)) => Ok(Issuer {
                legal_name,
                tax_id,
                address,
                term_days,
                prices_include_tax: Some(self.includes_tax()),
            }),
            _ => Err(errors),
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SeriesForm {
    pub version: i32,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub is_external: String,
    pub prefix: String,
    pub digits: String,
    pub next_number: String,
    pub active: String,
}

impl SeriesForm {
    pub fn blank() -> Self {
        Self {
            kind: SeriesKind::Invoice.to_string(),
            digits: "1".to_owned(),
            next_number: "1".to_owned(),
            active: "on".to_owned(),
            ..Self::default()
        }
    }

    pub fn of(series: &Series) -> Self {
        Self {
            version: series.version,
            code: series.code.clone(),
            name: series.name.clone(),
            kind: series.kind.to_string(),
            is_external: ticked(series.is_external),
            prefix: series.prefix.clone(),
            digits: series.digits.to_string(),
            next_number: series.next_number.to_string(),
            active: ticked(series.active),
        }
    }

    pub fn is_active(&self) -> bool {
        !self.active.is_empty()
    }

    pub fn numbers_elsewhere(&self) -> bool {
        !self.is_external.is_empty()
    }

    pub fn read(&self) -> Result<SeriesEntry, FieldErrors> {
        let mut errors = FieldErrors::default();
        let code = errors.check("code", required(&self.code, LONGEST_CODE));
        let name = errors.check("name", required(&self.name, LONGEST_NAME));
        let kind = errors.check("kind", self.kind.parse().map_err(|_| "field-choice"));
        let prefix = numbers::read_prefix(&self.prefix).ok_or("billing-error-prefix");
        let prefix = errors.check("prefix", prefix);
        let digits = errors.check("digits", number(&self.digits, 1, MOST_DIGITS));
        let next = self
            .next_number
            .trim()
            .parse()
            .ok()
            .filter(|next| *next > 0);
        let next = errors.check("next_number", next.ok_or("error-number"));
        match (code, name, kind, prefix, digits, next) {
            (Some(code), Some(name), Some(kind), Some(prefix), Some(digits), Some(next_number)) => {
                Ok(SeriesEntry {
                    code,
                    name,
                    kind,
                    is_external: self.numbers_elsewhere(),
                    prefix,
                    digits,
                    next_number,
                    active: self.is_active(),
                })
            }
            _ => Err(errors),
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TaxForm {
    pub version: i32,
    pub name: String,
    pub rate: String,
    pub is_default: String,
    pub active: String,
}

impl TaxForm {
    pub fn blank() -> Self {
        Self {
            active: "on".to_owned(),
            ..Self::default()
        }
    }

    pub fn of(tax: &TaxRate, locale: &Locale) -> Self {
        Self {
            version: tax.version,
            name: tax.name.clone(),
            rate: quantity::percent(tax.basis_points, locale),
            is_default: ticked(tax.is_default),
            active: ticked(tax.active),
        }
    }

    pub fn is_default(&self) -> bool {
        !self.is_default.is_empty()
    }

    pub fn is_active(&self) -> bool {
        !self.active.is_empty()
    }

    pub fn read(&self, locale: &Locale) -> Result<TaxEntry, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", required(&self.name, LONGEST_NAME));
        let rate = errors.check("rate", quantity::read_percent(&self.rate, locale));
        match (name, rate) {
            (Some(name), Some(basis_points)) => Ok(TaxEntry {
                name,
                basis_points,
                // What nobody can choose is no default.
                is_default: self.is_default() && self.is_active(),
                active: self.is_active(),
            }),
            _ => Err(errors),
        }
    }
}

fn ticked(on: bool) -> String {
    if on { "on".to_owned() } else { String::new() }
}

fn text(typed: &str, most: usize) -> Result<String, &'static str> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    match text.chars().count() {
        length if length > most => Err("field-too-long"),
        _ => Ok(text),
    }
}

fn required(typed: &str, most: usize) -> Result<String, &'static str> {
    match text(typed, most)? {
        text if text.is_empty() => Err("field-required"),
        text => Ok(text),
    }
}

fn number(typed: &str, least: i32, most: i32) -> Result<i32, &'static str> {
    let number: i32 = typed.trim().parse().map_err(|_| "error-number")?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err("error-number-range")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_of_a_series_is_named() {
        let form = SeriesForm {
            code: " ".into(),
            prefix: "<b>".into(),
            digits: "13".into(),
            next_number: "0".into(),
            ..SeriesForm::blank()
        };
        let errors = form.read().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["code", "digits", "name", "next_number", "prefix"]);
    }

    #[test]
    fn a_tax_that_is_not_in_use_is_no_default() {
        let form = TaxForm {
            name: "IVA".into(),
            rate: "19%".into(),
            is_default: "on".into(),
            ..TaxForm::default()
        };
        let entry = form.read(&Locale::default()).unwrap();
        assert_eq!((entry.basis_points, entry.is_default), (1900, false));
    }

    #[test]
    fn the_issuers_tax_id_is_right_or_absent() {
        let form = |tax_id: &str| IssuerForm {
            tax_id: tax_id.into(),
            term_days: "30".into(),
            ..IssuerForm::default()
        };
        assert_eq!(
            form("41.950.470-K").read("CL").unwrap().tax_id,
            "41.950.470-K"
        );
        assert!(form("").read("CL").is_ok());
        let errors = form("41.950.470-1").read("CL").unwrap_err();
        assert_eq!(errors.get("tax_id"), Some("billing-error-tax-id"));
    }
}
