//! An invoice in a line: in lists, on the profile, beside a new one.

use super::model::{Invoice, InvoiceState, InvoiceType};
use crate::web::Page;

/// What a row shows, already written.
#[derive(Debug, Clone)]
pub struct Summary {
    pub id: String,
    pub href: String,
    /// `F-17`, or the word for a draft.
    pub number: String,
    pub customer: String,
    /// Empty on a draft.
    pub issued_on: String,
    pub due_on: String,
    pub badge: Badge,
    pub total: String,
    pub open: String,
    /// Minor units, for whoever reads the page by program.
    pub raw_total: i64,
    pub raw_open: i64,
}

/// The state as a coloured word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// As in addresses: `overdue`.
    pub word: &'static str,
    pub text: String,
    pub kind: &'static str,
    pub icon: &'static str,
}

impl Badge {
    pub fn of(page: &Page, invoice: &Invoice) -> Self {
        let (word, kind, icon) = match (invoice.kind, invoice.state) {
            (_, InvoiceState::Draft) => ("draft", "plain", "pencil"),
            (InvoiceType::CreditNote, _) => ("credit_note", "plain", "rotate"),
            _ if invoice.is_overdue(page.today) => ("overdue", "bad", "alert-circle"),
            (_, InvoiceState::Issued) => ("issued", "info", "clock"),
            (_, InvoiceState::PartlyPaid) => ("partly_paid", "wait", "clock"),
            (_, InvoiceState::Paid) => ("paid", "ok", "circle-check"),
            (_, InvoiceState::Cancelled) => ("cancelled", "plain", "ban"),
        };
        Self {
            word,
            text: page.t(&format!("invoice-state-{word}")),
            kind,
            icon,
        }
    }
}

impl Summary {
    pub fn of(page: &Page, invoice: &Invoice) -> Self {
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| page.date(&day));
        let money = |minor| page.organisation.locale.money(minor, invoice.currency);
        Self {
            id: invoice.id.to_string(),
            href: format!("/invoices/{}", invoice.id),
            number: number(page, invoice),
            customer: invoice.customer_name.clone(),
            issued_on: day(invoice.issued_on).unwrap_or_default(),
            due_on: match invoice.kind {
                InvoiceType::CreditNote => String::new(),
                _ => day(invoice.due_on).unwrap_or_default(),
            },
            badge: Badge::of(page, invoice),
            total: money(invoice.total),
            open: money(invoice.open),
            raw_total: invoice.total,
            raw_open: invoice.open,
        }
    }
}

impl Summary {
    pub fn is_open(&self) -> bool {
        self.raw_open > 0
    }
}

/// How people call it.
pub fn number(page: &Page, invoice: &Invoice) -> String {
    match &invoice.full_number {
        Some(number) => number.clone(),
        None => page.tv("invoice-draft-number", "id", invoice.id),
    }
}
