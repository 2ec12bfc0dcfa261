use askama::Template;

use super::{method_name, methods};
use crate::domain::{Capability, UserId};
use crate::invoices::document::Document;
use crate::invoices::forms::PaymentForm;
use crate::invoices::model::{Delivery, Invoice, InvoiceType, Line, PaymentMethod};
use crate::invoices::states::Step;
use crate::invoices::summary::{self, Badge, Summary};
use crate::invoices::{quantity, totals};
use crate::messages;
use crate::web::{FieldErrors, Int, Page};

#[derive(Template)]
#[template(path = "invoices/show.html")]
pub struct ShowPage {
    pub page: Page,
    pub document: Document,
    pub payment: PaymentForm,
    /// Typed into one of the dialogs.
    pub reason: String,
    pub recipient: String,
    pub errors: FieldErrors,
}

impl ShowPage {
    pub fn new(page: Page, document: Document) -> Self {
        let locale = &page.organisation.locale;
        let payment = PaymentForm::of(&document.invoice, page.today, locale);
        let recipient = document.invoice.customer_email.clone();
        Self {
            page,
            document,
            payment,
            reason: String::new(),
            recipient,
            errors: FieldErrors::default(),
        }
    }

    fn invoice(&self) -> &Invoice {
        &self.document.invoice
    }

    fn number(&self) -> String {
        summary::number(&self.page, self.invoice())
    }

    /// "Factura F-17"
    fn title(&self) -> String {
        let key = match self.invoice().kind {
            InvoiceType::CreditNote => "invoice-title-credit-note",
            _ => "invoice-title",
        };
        self.page.tv(key, "number", self.number())
    }

    fn badge(&self) -> Badge {
        Badge::of(&self.page, self.invoice())
    }

    fn may(&self, step: &str) -> bool {
        let step = match step {
            "copy" => {
                return self.page.may(Capability::InvoicesWrite) && !self.is_credit_note();
            }
            "draft" => Step::Draft,
            "pay" => Step::Pay,
            "take_back" => Step::TakeBack,
            "credit" => Step::Credit,
            "cancel" => Step::Cancel,
            _ => Step::Send,
        };
        self.page.may(Capability::InvoicesWrite) && self.invoice().allows(step)
    }

    fn is_issued(&self) -> bool {
        !self.invoice().is_draft()
    }

    fn is_credit_note(&self) -> bool {
        self.invoice().kind == InvoiceType::CreditNote
    }

    fn money(&self, minor: impl Int) -> String {
        let locale = &self.page.organisation.locale;
        locale.money(minor.int(), self.invoice().currency)
    }

    fn quantity(&self, line: &Line) -> String {
        quantity::written(line.quantity, &self.page.organisation.locale)
    }

    fn percent(&self, basis_points: &i32) -> String {
        quantity::percent(*basis_points, &self.page.organisation.locale)
    }

    fn rates(&self) -> Vec<totals::RateTotal> {
        totals::by_rate(&self.document.lines)
    }

    /// "IVA 19%", as the settings call it.
    fn tax_label(&self, basis_points: &i32) -> String {
        let rate = self.percent(basis_points);
        match self.document.tax_name(*basis_points) {
            Some(name) if name.contains('%') => name.to_owned(),
            Some(name) => format!("{name} {rate}%"),
            None => self.page.tv("invoice-tax-of", "rate", rate),
        }
    }

    fn credit_notes(&self) -> Vec<Summary> {
        let notes = self.document.credit_notes.iter();
        notes.map(|note| Summary::of(&self.page, note)).collect()
    }

    fn corrects(&self) -> Option<Summary> {
        let corrected = self.document.corrects.as_ref();
        corrected.map(|invoice| Summary::of(&self.page, invoice))
    }

    fn methods(&self) -> Vec<(String, String)> {
        methods(&self.page)
    }

    fn method(&self, method: &PaymentMethod) -> String {
        method_name(&self.page, method)
    }

    /// Who noted it; empty where a program did.
    fn author(&self, id: &Option<UserId>) -> String {
        self.document.author(*id).unwrap_or_default().to_owned()
    }

    fn refunded(&self) -> i64 {
        let refunds = self.document.refunds.iter();
        refunds.map(|refund| refund.amount).sum()
    }

    /// What came in, before anything went back.
    fn received(&self) -> i64 {
        self.invoice().paid + self.refunded()
    }

    fn delivery_state(&self, delivery: &Delivery) -> String {
        self.page.t(&delivery.state.key())
    }

    /// Where the reader may look at the mail.
    fn delivery_href(&self, delivery: &Delivery) -> Option<String> {
        messages::opens_for(&self.page, delivery.author_id)
            .then(|| format!("/messages/{}", delivery.message_id))
    }

    fn err(&self, field: &str) -> String {
        self.page.err(&self.errors, field)
    }
}
