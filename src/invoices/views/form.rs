use askama::Template;
use serde::Deserialize;

use crate::activities::Activity;
use crate::customers::Picker;
use crate::customers::queries::Row;
use crate::domain::{Currency, CustomerId};
use crate::invoices::forms::{Choices, InvoiceErrors, InvoiceForm, LineForm};
use crate::invoices::model::Invoice;
use crate::invoices::quantity;
use crate::invoices::summary::{self, Summary};
use crate::invoices::totals::Amounts;
use crate::web::{FieldErrors, Int, Page};

/// Currencies that businesses of the countries we know bill in; the organisation's own stands first.
const CURRENCIES: [Currency; 4] = [Currency::CLP, Currency::EUR, Currency::USD, Currency::MXN];

/// Whom to bill.
#[derive(Template)]
#[template(path = "invoices/pick.html")]
pub struct PickPage {
    pub page: Page,
    pub q: String,
    /// `None` while nothing is looked for.
    pub rows: Option<Vec<Row>>,
}

/// What one should know of a customer before billing them.
#[derive(Debug, Clone, Deserialize)]
pub struct CustomerContext {
    pub id: CustomerId,
    pub name: String,
    pub tax_id: Option<String>,
    pub email: Option<String>,
    pub credit_limit: Option<i64>,
    /// In the organisation's currency.
    pub open: i64,
    pub invoices: Vec<Invoice>,
    pub activities: Vec<Activity>,
}

#[derive(Template)]
#[template(path = "invoices/form.html")]
pub struct FormPage {
    pub page: Page,
    /// `None` for a new one.
    pub invoice: Option<Invoice>,
    pub picker: Picker,
    /// `None` while nobody is chosen.
    pub customer: Option<CustomerContext>,
    pub choices: Choices,
    pub form: InvoiceForm,
    pub errors: InvoiceErrors,
    /// Whether the last line is new and waits to be typed.
    pub is_line_new: bool,
}

/// A line of the form with what it comes to.
struct LineView<'a> {
    number: usize,
    form: &'a LineForm,
    amounts: Option<Amounts>,
    errors: Option<&'a FieldErrors>,
}

impl FormPage {
    fn title(&self) -> String {
        match &self.invoice {
            Some(invoice) => summary::number(&self.page, invoice),
            None => self.page.t("invoices-new"),
        }
    }

    fn action(&self) -> String {
        match &self.invoice {
            Some(invoice) => format!("/invoices/{}/edit", invoice.id),
            None => "/invoices/new".to_owned(),
        }
    }

    fn back(&self) -> String {
        match &self.invoice {
            Some(invoice) => format!("/invoices/{}", invoice.id),
            None => "/invoices".to_owned(),
        }
    }

    fn lines(&self) -> Vec<LineView<'_>> {
        let (amounts, _) = self.form.preview(&self.page.organisation.locale);
        let lines = self.form.lines.iter().zip(amounts).enumerate();
        lines
            .map(|(index, (form, amounts))| LineView {
                number: index + 1,
                form,
                amounts,
                errors: self.errors.lines.get(index),
            })
            .collect()
    }

    fn sum(&self) -> Option<Amounts> {
        self.form.preview(&self.page.organisation.locale).1
    }

    fn line_error(&self, line: &LineView<'_>, field: &str) -> String {
        line.errors
            .map(|errors| self.page.err(errors, field))
            .unwrap_or_default()
    }

    fn is_new_line(&self, line: &LineView<'_>) -> bool {
        self.is_line_new && line.number == self.form.lines.len()
    }

    fn money(&self, minor: impl Int) -> String {
        let currency = self.form.currency().unwrap_or(self.page.currency());
        self.page.organisation.locale.money(minor.int(), currency)
    }

    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors.fields, field)
    }

    /// Basis points and the name; also what the form has, where the settings no longer do.
    fn taxes(&self, line: &LineView<'_>) -> Vec<(String, String)> {
        let locale = &self.page.organisation.locale;
        let active = self.choices.taxes.iter().filter(|tax| tax.active);
        let mut taxes: Vec<_> = active
            .map(|tax| (tax.basis_points.to_string(), tax.name.clone()))
            .collect();
        let mut add = |points: i32, name: String| {
            if taxes.iter().all(|(given, _)| *given != points.to_string()) {
                taxes.push((points.to_string(), name));
            }
        };
        add(0, self.page.t("invoice-no-tax"));
        if let Ok(points) = line.form.tax.parse() {
            add(points, format!("{}%", quantity::percent(points, locale)));
        }
        taxes
    }

    fn series(&self) -> Vec<(String, String)> {
        let series = self.choices.series.iter();
        series
            .map(|series| (series.id.to_string(), series.name.clone()))
            .collect()
    }

    fn currencies(&self) -> Vec<(String, String)> {
        let own = self.page.currency();
        let mut codes = vec![own];
        codes.extend(CURRENCIES.into_iter().filter(|currency| *currency != own));
        if let Some(chosen) = self
            .form
            .currency()
            .filter(|chosen| !codes.contains(chosen))
        {
            codes.push(chosen);
        }
        let named = |currency: Currency| (currency.to_string(), currency.to_string());
        codes.into_iter().map(named).collect()
    }

    /// Who issues has no tax id, or taxes are none of what there is to choose.
    fn lacks_issuer(&self) -> bool {
        !self.choices.issuer.is_known()
    }

    fn lacks_tax(&self) -> bool {
        !self.choices.taxes.iter().any(|tax| tax.active)
    }

    fn due_help(&self) -> String {
        self.page
            .tn("invoice-due-help", self.choices.issuer.term_days)
    }

    /// What may still be billed on credit; `None` where there is no limit.
    fn available(&self) -> Option<i64> {
        let customer = self.customer.as_ref()?;
        customer.credit_limit.map(|limit| limit - customer.open)
    }

    /// Whether this invoice goes over the limit.
    fn is_over_limit(&self) -> bool {
        let is_own = self.form.currency() == Some(self.page.currency());
        let total = self.sum().filter(|_| is_own).map_or(0, Amounts::total);
        self.available().is_some_and(|available| total > available)
    }

    fn invoices(&self) -> Vec<Summary> {
        let rows = self.customer.iter().flat_map(|customer| &customer.invoices);
        rows.map(|invoice| Summary::of(&self.page, invoice))
            .collect()
    }

    fn activity_title(&self, activity: &Activity) -> String {
        if activity.title.is_empty() {
            self.page.t(&format!("activity-{}", activity.kind))
        } else {
            activity.title.clone()
        }
    }
}
