use askama::Template;

use super::methods;
use crate::invoices::forms::CreditForm;
use crate::invoices::model::{Invoice, Line};
use crate::invoices::{quantity, summary};
use crate::web::{FieldErrors, Int, Page};

/// How much of each line a credit note takes back.
#[derive(Template)]
#[template(path = "invoices/credit.html")]
pub struct CreditPage {
    pub page: Page,
    pub invoice: Invoice,
    /// Each line with the thousandths that are left of it.
    pub lines: Vec<(Line, i64)>,
    pub form: CreditForm,
    pub errors: FieldErrors,
}

impl CreditPage {
    /// Whether what is credited may have been paid.
    pub fn asks_for_refund(&self) -> bool {
        self.invoice.paid > 0
    }

    fn methods(&self) -> Vec<(String, String)> {
        methods(&self.page)
    }

    fn number(&self) -> String {
        summary::number(&self.page, &self.invoice)
    }

    fn left(&self, quantity: &i64) -> String {
        quantity::written(*quantity, &self.page.organisation.locale)
    }

    fn typed(&self, line: &Line) -> String {
        self.form.quantity(line.position).to_owned()
    }

    fn money(&self, minor: impl Int) -> String {
        let locale = &self.page.organisation.locale;
        locale.money(minor.int(), self.invoice.currency)
    }

    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }
}
