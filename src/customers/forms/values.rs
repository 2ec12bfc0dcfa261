//! How each value is read that is typed about a customer, its neighbours' forms too. Pure.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Rules;
use crate::customers::reading;
use crate::domain::tax_id::TaxIdError;
use crate::domain::{EmailAddress, MoneyError, TaxId, UserId};
use crate::web::api::values::MOST_MINOR;

/// Longer than any name or address of a person.
pub(in crate::customers) const LINE_MAX: usize = 200;
pub(in crate::customers) const NOTES_MAX: usize = 10_000;
pub(in crate::customers) const TAGS_MAX: usize = 20;
pub(in crate::customers) const TAG_MAX: usize = 40;

/// Nobody alive was born before.
const FIRST_BIRTH_YEAR: i32 = 1900;

pub(in crate::customers) fn short(text: &str, most: usize) -> Result<String, &'static str> {
    match text.chars().count() {
        length if length > most => Err("field-too-long"),
        _ => Ok(text.to_owned()),
    }
}

pub(in crate::customers) fn read_email(text: &str) -> Result<String, &'static str> {
    EmailAddress::parse(text)
        .map(|address| address.as_str().to_owned())
        .map_err(|_| "field-email")
}

pub(super) fn read_tax_id(
    text: &str,
    (country, own): (Option<&str>, &str),
) -> Result<TaxId, &'static str> {
    short(text, LINE_MAX)?;
    reading::tax_id(text, country, own).map_err(|error| match error {
        TaxIdError::Malformed => "field-tax-id",
        TaxIdError::WrongCheckDigit => "field-tax-id-check",
        TaxIdError::Placeholder => "field-tax-id-placeholder",
    })
}

pub(super) fn read_birth_date(text: &str, today: NaiveDate) -> Result<NaiveDate, &'static str> {
    use chrono::Datelike as _;
    let date: NaiveDate = text.parse().map_err(|_| "field-date")?;
    match date.year() >= FIRST_BIRTH_YEAR && date <= today {
        true => Ok(date),
        false => Err("field-birth-date"),
    }
}

pub(super) fn read_owner(text: &str, owners: &[UserId]) -> Result<UserId, &'static str> {
    let owner = text.parse().ok();
    owner
        .filter(|owner| owners.contains(owner))
        .ok_or("field-choice")
}

pub(super) fn read_credit(text: &str, rules: &Rules) -> Result<i64, &'static str> {
    let organisation = &rules.organisation;
    match organisation.locale.parse_money(text, organisation.currency) {
        Ok(limit) if limit < 0 => Err("customer-credit-negative"),
        Ok(limit) if limit > MOST_MINOR => Err("customer-credit-large"),
        Ok(limit) => Ok(limit),
        Err(MoneyError::TooLarge) => Err("customer-credit-large"),
        Err(MoneyError::TooPrecise) => Err("customer-credit-decimals"),
        Err(MoneyError::NotAnAmount) => Err("customer-credit-amount"),
    }
}

/// Words between commas, each once, in the order typed. Files have semicolons between them too, so that no new tag has one;
/// one that was there `before` is older and stays whole.
pub(super) fn read_tags(text: &str, before: &str) -> Result<Vec<String>, &'static str> {
    let known: BTreeSet<&str> = before.split(',').map(str::trim).collect();
    let mut seen = BTreeSet::new();
    let tags: Vec<String> = text
        .split([',', '\n'])
        .flat_map(|part| match known.contains(part.trim()) {
            true => vec![part],
            false => part.split(';').collect(),
        })
        .map(str::trim)
        .filter(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase()))
        .map(str::to_owned)
        .collect();
    let too_long = tags.iter().any(|tag| tag.chars().count() > TAG_MAX);
    match too_long || tags.len() > TAGS_MAX {
        true => Err("field-tags"),
        false => Ok(tags),
    }
}
