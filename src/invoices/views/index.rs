use askama::Template;

use crate::domain::Capability;
use crate::invoices::figures;
use crate::invoices::forms::ListQuery;
use crate::invoices::queries::figures::OpenBalance;
use crate::invoices::queries::list::{Age, Shown, Sort};
use crate::invoices::summary::Summary;
use crate::web::{Int, Page, Pages, query};

#[derive(Template)]
#[template(path = "invoices/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub query: ListQuery,
    pub rows: Vec<Summary>,
    /// For who sees sums of money.
    pub balances: Option<Vec<OpenBalance>>,
    pub pages: Pages,
}

impl IndexPage {
    fn states(&self) -> Vec<(String, String)> {
        let named = |shown: &Shown| {
            let text = self.page.t(&format!("invoice-state-{shown}"));
            (shown.to_string(), text)
        };
        Shown::ALL.iter().map(named).collect()
    }

    fn may_write(&self) -> bool {
        self.page.may(Capability::InvoicesWrite)
    }

    fn base(&self) -> String {
        let given = self.query.given();
        let end = if given.is_empty() { "?" } else { "&" };
        query("/invoices", &given) + end
    }

    /// What is listed, for a spreadsheet.
    fn download(&self) -> String {
        query("/invoices/export", &self.query.given())
    }

    fn is_narrowed(&self) -> bool {
        !self.query.given().is_empty()
    }

    /// Without one filter, the others as they are.
    fn without(&self, filter: &str) -> String {
        let given = self.query.given().into_iter();
        let others: Vec<_> = given.filter(|(name, _)| *name != filter).collect();
        query("/invoices", &others)
    }

    fn ages(&self) -> Vec<(String, String)> {
        let named = |age: &Age| (age.to_string(), self.page.t(age.key()));
        Age::ALL.iter().map(named).collect()
    }

    fn sorts(&self) -> Vec<(String, String)> {
        vec![(Sort::Due.to_string(), self.page.t("invoices-sort-due"))]
    }

    fn has_chips(&self) -> bool {
        !self.query.customer.is_empty() || !self.query.currency.is_empty()
    }

    fn customer(&self) -> Option<String> {
        let id: i64 = self.query.customer.parse().ok()?;
        let named = self.rows.first().map(|row| row.customer.clone());
        Some(named.unwrap_or_else(|| format!("#{id}")))
    }

    /// The list behind a figure.
    fn owed(&self, filter: &str, balance: &OpenBalance) -> String {
        figures::owed(filter, balance.currency)
    }

    fn money(&self, minor: impl Int, balance: &OpenBalance) -> String {
        self.page
            .organisation
            .locale
            .money(minor.int(), balance.currency)
    }
}
