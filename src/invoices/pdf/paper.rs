//! Pure: what stands on an invoice, in words.

use crate::domain::{Language, Organisation};
use crate::invoices::document::Document;
use crate::invoices::model::{InvoiceType, Line};
use crate::invoices::{quantity, totals};
use crate::web::i18n;

/// Everything that is written on it.
pub struct Paper {
    pub title: String,
    pub issuer: String,
    pub issuer_details: Vec<String>,
    /// Labels and values: the dates, what it corrects.
    pub facts: Vec<(String, String)>,
    pub customer_label: String,
    pub customer: String,
    pub customer_details: Vec<String>,
    /// The heads of the five columns.
    pub heads: [String; 5],
    pub rows: Vec<Row>,
    /// Labels and amounts, each marked where it is a result.
    pub sums: Vec<(String, String, bool)>,
    pub notes: String,
    pub page_word: String,
}

/// A line: what, how much, at which price, with which tax, for how much.
pub struct Row {
    pub description: String,
    pub figures: [String; 4],
}

impl Paper {
    pub fn of(document: &Document, language: Language, organisation: &Organisation) -> Self {
        let words = Words {
            document,
            language,
            organisation,
        };
        let invoice = &document.invoice;
        let details = [&invoice.customer_tax_id, &invoice.customer_address];
        let issuer = [&invoice.issuer_tax_id, &invoice.issuer_address];
        Self {
            title: words.title(),
            issuer: match invoice.issuer_name.is_empty() {
                true => organisation.name.clone(),
                false => invoice.issuer_name.clone(),
            },
            issuer_details: given(&issuer),
            facts: words.facts(),
            customer_label: words.t("invoice-for"),
            customer: invoice.customer_name.clone(),
            customer_details: given(&details),
            heads: [
                "invoice-description",
                "invoice-quantity",
                "invoice-unit-price",
                "invoice-tax",
                "invoice-net",
            ]
            .map(|key| words.t(key)),
            rows: document.lines.iter().map(|line| words.row(line)).collect(),
            sums: words.sums(),
            notes: invoice.notes.clone(),
            page_word: words.t("invoice-page"),
        }
    }
}

struct Words<'a> {
    document: &'a Document,
    language: Language,
    organisation: &'a Organisation,
}

impl Words<'_> {
    fn t(&self, key: &str) -> String {
        i18n::text(self.language, key, &[])
    }

    fn money(&self, minor: i64) -> String {
        let currency = self.document.invoice.currency;
        self.organisation.locale.money(minor, currency)
    }

    fn title(&self) -> String {
        let invoice = &self.document.invoice;
        let number = invoice.full_number.clone().unwrap_or_default();
        let key = match invoice.kind {
            InvoiceType::CreditNote => "invoice-title-credit-note",
            _ => "invoice-title",
        };
        i18n::text(self.language, key, &[("number", number.into())])
    }

    fn facts(&self) -> Vec<(String, String)> {
        let (document, locale) = (self.document, &self.organisation.locale);
        let invoice = &document.invoice;
        let mut facts = Vec::new();
        if let Some(day) = invoice.issued_on {
            facts.push((self.t("invoice-issued-on"), locale.date(day)));
        }
        if let Some(day) = invoice
            .due_on
            .filter(|_| invoice.kind != InvoiceType::CreditNote)
        {
            facts.push((self.t("invoice-due-on"), locale.date(day)));
        }
        if let Some(corrected) = &document.corrects {
            let number = corrected.full_number.clone().unwrap_or_default();
            facts.push((self.t("invoice-corrects"), number));
        }
        facts
    }

    fn row(&self, line: &Line) -> Row {
        let locale = &self.organisation.locale;
        Row {
            description: line.description.clone(),
            figures: [
                quantity::written(line.quantity, locale),
                self.money(line.unit_price),
                format!("{}%", quantity::percent(line.tax_basis_points, locale)),
                self.money(line.net),
            ],
        }
    }

    fn sums(&self) -> Vec<(String, String, bool)> {
        let invoice = &self.document.invoice;
        let mut sums = vec![(self.t("invoice-net"), self.money(invoice.net), false)];
        for rate in totals::by_rate(&self.document.lines) {
            let percent = quantity::percent(rate.basis_points, &self.organisation.locale);
            let label = i18n::text(self.language, "invoice-tax-of", &[("rate", percent.into())]);
            sums.push((label, self.money(rate.amounts.tax), false));
        }
        sums.push((self.t("invoice-total"), self.money(invoice.total), true));
        sums
    }
}

fn given(texts: &[&String]) -> Vec<String> {
    let given = texts.iter().filter(|text| !text.is_empty());
    given.map(|text| (*text).clone()).collect()
}
