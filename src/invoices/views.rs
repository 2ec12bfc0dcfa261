use askama::Template;
use serde::Deserialize;

use super::document::Document;
use super::figures;
use super::forms::{
    Choices, CreditForm, InvoiceErrors, InvoiceForm, LineForm, ListQuery, PaymentForm,
};
use super::model::{Delivery, Invoice, InvoiceType, Line, PaymentMethod};
use super::quantity;
use super::queries::figures::OpenBalance;
use super::queries::list::{Age, LAST_PAGE, PAGE, Shown, Sort};
use super::states::Step;
use super::summary::{self, Badge, Summary};
use super::totals::{self, Amounts};
use crate::activities::Activity;
use crate::customers::Picker;
use crate::customers::queries::Row;
use crate::domain::{Capability, Currency, CustomerId, UserId};
use crate::messages;
use crate::web::{FieldErrors, Int, Page, query};

/// Currencies that businesses of the countries we know bill in; the organisation's own stands first.
const CURRENCIES: [Currency; 4] = [Currency::CLP, Currency::EUR, Currency::USD, Currency::MXN];

#[derive(Template)]
#[template(path = "invoices/index.html")]
pub struct IndexPage {
    pub page: Page,
    pub query: ListQuery,
    pub rows: Vec<Summary>,
    /// For who sees sums of money.
    pub balances: Option<Vec<OpenBalance>>,
    pub number: i64,
    pub total: i64,
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

    fn last(&self) -> i64 {
        ((self.total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE)
    }

    fn has_more(&self) -> bool {
        self.total > PAGE * LAST_PAGE
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

    fn range(&self) -> String {
        let from = (self.number - 1) * PAGE + 1;
        let to = from + self.rows.len() as i64 - 1;
        self.page.tv3(
            "invoices-range",
            ("from", self.page.number(from)),
            ("to", self.page.number(to)),
            ("total", self.page.number(self.total)),
        )
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
        self.page.t(&format!("payment-method-{method}"))
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

fn methods(page: &Page) -> Vec<(String, String)> {
    let named = |method: &PaymentMethod| {
        let text = page.t(&format!("payment-method-{method}"));
        (method.to_string(), text)
    };
    PaymentMethod::ALL.iter().map(named).collect()
}

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
