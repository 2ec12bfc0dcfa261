//! A line of an invoice.

use super::{Choices, read_price, read_required};
use crate::domain::{Currency, Locale, Organisation};
use crate::invoices::actions::DraftLine;
use crate::invoices::{quantity, totals};
use crate::web::FieldErrors;

/// A line is a line on paper.
const DESCRIPTION_MAX: usize = 300;

/// A line as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineForm {
    pub description: String,
    pub quantity: String,
    pub price: String,
    /// Basis points.
    pub tax: String,
}

impl LineForm {
    pub(super) fn blank(choices: &Choices) -> Self {
        Self {
            quantity: "1".to_owned(),
            tax: choices.default_tax().to_string(),
            ..Self::default()
        }
    }

    /// Lines carry prices without tax; what customers are told may include it.
    pub(super) fn net_of(&self, price: i64, choices: &Choices, organisation: &Organisation) -> i64 {
        match self.rate() {
            Some(rate) if choices.issuer.prices_include_tax(&organisation.country) => {
                totals::net_of(price, rate)
            }
            _ => price,
        }
    }

    fn rate(&self) -> Option<i32> {
        let points = self.tax.trim().parse().ok();
        points.filter(|points| (0..=10_000).contains(points))
    }

    pub(super) fn is_blank(&self) -> bool {
        self.description.trim().is_empty() && self.price.trim().is_empty()
    }
}

pub(super) fn read_line(
    form: &LineForm,
    currency: Currency,
    locale: &Locale,
    errors: &mut FieldErrors,
) -> Option<DraftLine> {
    let description = errors.check(
        "description",
        read_required(&form.description, DESCRIPTION_MAX),
    );
    let quantity = errors.check("quantity", quantity::read(&form.quantity, locale));
    let price = errors.check("price", read_price(&form.price, currency, locale));
    let tax = errors.check("tax", form.rate().ok_or("invoice-error-rate"));
    Some(DraftLine {
        description: description?,
        quantity: quantity?,
        unit_price: price?,
        tax_basis_points: tax?,
    })
}
