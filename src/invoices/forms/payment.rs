use chrono::NaiveDate;
use serde::Deserialize;

use super::{REASON_MAX, REFERENCE_MAX, read_price, read_required, read_text};
use crate::activities::read_day;
use crate::domain::{Currency, Locale};
use crate::invoices::actions::NewPayment;
use crate::invoices::model::{Invoice, PaymentMethod};
use crate::web::FieldErrors;

/// A payment as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PaymentForm {
    /// Of the invoice, as it was read.
    pub version: i32,
    pub amount: String,
    pub paid_on: String,
    pub method: String,
    pub reference: String,
}

impl PaymentForm {
    /// All that is open, today.
    pub fn of(invoice: &Invoice, today: NaiveDate, locale: &Locale) -> Self {
        Self {
            version: invoice.version,
            amount: locale.money(invoice.open, invoice.currency),
            paid_on: today.to_string(),
            method: PaymentMethod::default().to_string(),
            reference: String::new(),
        }
    }

    pub fn read(&self, currency: Currency, locale: &Locale) -> Result<NewPayment, FieldErrors> {
        let mut errors = FieldErrors::default();
        let amount = match read_price(&self.amount, currency, locale) {
            Ok(amount) if amount <= 0 => Err("invoice-error-not-positive"),
            amount => amount,
        };
        let amount = errors.check("amount", amount);
        let day = read_day(&self.paid_on).and_then(|day| day.ok_or("field-required"));
        let day = errors.check("paid_on", day);
        let method = errors.check("method", self.method.parse().map_err(|_| "field-choice"));
        let reference = errors.check("reference", read_text(&self.reference, REFERENCE_MAX));
        match (amount, day, method, reference) {
            (Some(amount), Some(paid_on), Some(method), Some(reference)) => Ok(NewPayment {
                amount,
                paid_on,
                method,
                reference,
            }),
            _ => Err(errors),
        }
    }
}

/// Why something is taken back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReasonForm {
    pub reason: String,
}

impl ReasonForm {
    pub fn read(&self) -> Result<String, &'static str> {
        read_required(&self.reason, REASON_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_positive_and_has_its_day() {
        let form = |amount: &str, day: &str| PaymentForm {
            version: 1,
            amount: amount.into(),
            paid_on: day.into(),
            method: "cash".into(),
            reference: String::new(),
        };
        let read = |form: PaymentForm| form.read(Currency::CLP, &Locale::default());
        assert_eq!(read(form("$1.190", "2025-10-26")).unwrap().amount, 1_190);
        let errors = read(form("-5", "ayer")).unwrap_err();
        assert_eq!(errors.get("amount"), Some("invoice-error-not-positive"));
        assert_eq!(errors.get("paid_on"), Some("field-date"));
    }
}
