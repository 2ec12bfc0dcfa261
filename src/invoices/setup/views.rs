use askama::Template;

use super::forms::{IssuerForm, SeriesForm, TaxForm};
use crate::domain::{SeriesId, TaxRateId};
use crate::invoices::model::{Series, SeriesKind, TaxRate};
use crate::invoices::{numbers, quantity};
use crate::web::{FieldErrors, Page};

/// Which of the page's forms has errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Nothing,
    Issuer,
    Series,
    Tax,
}

#[derive(Template)]
#[template(path = "invoices/setup/show.html")]
pub struct SetupPage {
    pub page: Page,
    pub issuer: IssuerForm,
    pub series: Vec<Series>,
    pub taxes: Vec<TaxRate>,
    pub new_series: SeriesForm,
    pub new_tax: TaxForm,
    pub wrong: Wrong,
    pub errors: FieldErrors,
}

impl SetupPage {
    fn err_of(&self, form: &str, field: &str) -> String {
        let asked = match form {
            "issuer" => Wrong::Issuer,
            "series" => Wrong::Series,
            _ => Wrong::Tax,
        };
        match asked == self.wrong {
            true => self.page.err(&self.errors, field),
            false => String::new(),
        }
    }

    fn next(&self, series: &Series) -> String {
        numbers::written(&series.prefix, series.digits, series.next_number)
    }

    fn percent(&self, tax: &TaxRate) -> String {
        quantity::percent(tax.basis_points, &self.page.organisation.locale)
    }

    fn kinds(&self) -> Vec<(String, String)> {
        kinds(&self.page)
    }
}

#[derive(Template)]
#[template(path = "invoices/setup/series.html")]
pub struct SeriesPage {
    pub page: Page,
    pub id: SeriesId,
    /// As it is stored.
    pub stored: Series,
    pub form: SeriesForm,
    pub errors: FieldErrors,
}

impl SeriesPage {
    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }

    fn kinds(&self) -> Vec<(String, String)> {
        kinds(&self.page)
    }
}

#[derive(Template)]
#[template(path = "invoices/setup/tax.html")]
pub struct TaxPage {
    pub page: Page,
    pub id: TaxRateId,
    /// As it is stored.
    pub stored: TaxRate,
    pub form: TaxForm,
    pub errors: FieldErrors,
}

impl TaxPage {
    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }
}

fn kinds(page: &Page) -> Vec<(String, String)> {
    let named = |kind: &SeriesKind| (kind.to_string(), page.t(&format!("series-kind-{kind}")));
    SeriesKind::ALL.iter().map(named).collect()
}
