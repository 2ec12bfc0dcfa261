//! Invoices, payments and credit notes as they are typed. Every field's error is reported at once.

mod credit;
mod draft;
mod filling;
mod line;
mod list;
mod payment;

use serde::Deserialize;

pub use self::credit::CreditForm;
pub use self::draft::{InvoiceErrors, InvoiceForm, Op};
pub use self::line::LineForm;
pub use self::list::ListQuery;
pub use self::payment::{PaymentForm, ReasonForm};
use super::model::{Series, TaxRate};
use super::queries::setup::Issuer;
use crate::domain::{Currency, Locale, MoneyError};
use crate::services::Service;

const REASON_MAX: usize = 300;
const REFERENCE_MAX: usize = 120;
/// In whole units of the currency: what nothing costs.
const PRICE_MAX: i64 = 1_000_000_000_000;

/// What there is to choose from.
#[derive(Debug, Clone, Deserialize)]
pub struct Choices {
    /// Those of our own that number invoices.
    pub series: Vec<Series>,
    pub taxes: Vec<TaxRate>,
    pub services: Vec<Service>,
    pub issuer: Issuer,
}

impl Choices {
    /// The tax that a new line carries, in basis points.
    pub fn default_tax(&self) -> i32 {
        let default = self.taxes.iter().find(|tax| tax.is_default);
        default.map_or(0, |tax| tax.basis_points)
    }
}

/// An amount, which may be negative: a line can be a discount.
fn read_price(typed: &str, currency: Currency, locale: &Locale) -> Result<i64, &'static str> {
    match locale.parse_money(typed, currency) {
        Ok(price) if price.abs() / currency.unit() > PRICE_MAX => Err("invoice-error-too-large"),
        Ok(price) => Ok(price),
        Err(MoneyError::TooLarge) => Err("invoice-error-too-large"),
        Err(MoneyError::TooPrecise) => Err("invoice-error-decimals"),
        Err(MoneyError::NotAnAmount) => Err("error-amount"),
    }
}

fn read_required(typed: &str, most: usize) -> Result<String, &'static str> {
    match read_text(typed, most)? {
        text if text.is_empty() => Err("field-required"),
        text => Ok(text),
    }
}

fn read_text(typed: &str, most: usize) -> Result<String, &'static str> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > most {
        return Err("field-too-long");
    }
    Ok(text)
}
