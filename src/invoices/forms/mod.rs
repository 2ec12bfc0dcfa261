//! Invoices, payments and credit notes as they are typed. Every field's error is reported at once.

mod credit;
mod list;
mod payment;

use serde::Deserialize;

pub use self::credit::CreditForm;
pub use self::list::ListQuery;
pub use self::payment::{PaymentForm, ReasonForm};
use super::actions::{Draft, DraftLine};
use super::model::{Invoice, Line, Series, TaxRate};
use super::quantity;
use super::queries::Sale;
use super::queries::setup::Issuer;
use super::totals::{self, Amounts};
use crate::activities::read_day;
use crate::domain::{Currency, CustomerId, Locale, MoneyError, Organisation, SeriesId, fold};
use crate::services::Service;
use crate::web::FieldErrors;

/// A line is a line on paper.
const DESCRIPTION_MAX: usize = 300;
const NOTES_MAX: usize = 2_000;
const REASON_MAX: usize = 300;
const REFERENCE_MAX: usize = 120;
/// More than anybody bills at once; less than what would make a page slow.
pub const MOST_LINES: usize = 100;
/// In whole units of the currency: what nothing costs.
const PRICE_MAX: i64 = 1_000_000_000_000;
/// A new form begins with so many empty lines.
const FIRST_LINES: usize = 2;

/// What there is to choose from.
#[derive(Debug, Clone, Deserialize)]
pub struct Choices {
    /// Those of our own that number invoices.
    pub series: Vec<Series>,
    pub taxes: Vec<TaxRate>,
    pub services: Vec<Service>,
    pub issuer: Issuer,
}

impl Choices {
    /// The tax that a new line carries, in basis points.
    pub fn default_tax(&self) -> i32 {
        let default = self.taxes.iter().find(|tax| tax.is_default);
        default.map_or(0, |tax| tax.basis_points)
    }
}

/// What the button says that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Save,
    Issue,
    AddLine,
    /// Bill somebody else; what is typed stays.
    OtherCustomer,
    /// Counted from 0.
    RemoveLine(usize),
    /// Reckon again.
    Refresh,
}

impl Op {
    fn read(typed: &str) -> Self {
        match (typed, typed.strip_prefix("remove-")) {
            ("issue", _) => Self::Issue,
            ("add", _) => Self::AddLine,
            ("customer", _) => Self::OtherCustomer,
            ("refresh", _) => Self::Refresh,
            (_, Some(index)) => index.parse().map_or(Self::Refresh, Self::RemoveLine),
            _ => Self::Save,
        }
    }
}

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
    fn blank(choices: &Choices) -> Self {
        Self {
            quantity: "1".to_owned(),
            tax: choices.default_tax().to_string(),
            ..Self::default()
        }
    }

    /// Lines carry prices without tax; what customers are told may include it.
    fn net_of(&self, price: i64, choices: &Choices, organisation: &Organisation) -> i64 {
        let rate = self.tax.trim().parse().ok();
        match rate.filter(|rate| (0..=10_000).contains(rate)) {
            Some(rate) if choices.issuer.prices_include_tax(&organisation.country) => {
                totals::net_of(price, rate)
            }
            _ => price,
        }
    }

    fn is_blank(&self) -> bool {
        self.description.trim().is_empty() && self.price.trim().is_empty()
    }
}

/// An invoice as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceForm {
    pub version: i32,
    pub customer: Option<CustomerId>,
    /// Who is meant, while nobody is chosen.
    pub customer_name: String,
    pub series: String,
    pub currency: String,
    pub due_on: String,
    pub notes: String,
    pub lines: Vec<LineForm>,
    pub op: Op,
}

/// What is wrong, by field and by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvoiceErrors {
    pub fields: FieldErrors,
    /// As many as the form has lines.
    pub lines: Vec<FieldErrors>,
}

impl InvoiceErrors {
    /// Of one thing that concerns all of it.
    pub fn of_form(key: &str) -> Self {
        Self {
            fields: FieldErrors::from([("form", key)]),
            lines: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.lines.iter().all(FieldErrors::is_empty)
    }
}

impl From<Vec<(String, String)>> for InvoiceForm {
    /// Lines are fields that repeat: the first quantity belongs to the first description.
    fn from(pairs: Vec<(String, String)>) -> Self {
        let all = |name: &str| {
            let found = pairs.iter().filter(|(given, _)| given == name);
            found.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        let one = |name: &str| all(name).pop().unwrap_or_default();
        let (quantities, prices, taxes) = (all("quantity"), all("price"), all("tax"));
        let of = |values: &[String], index: usize| values.get(index).cloned().unwrap_or_default();
        let lines = all("description").into_iter().enumerate();
        let lines = lines.map(|(index, description)| LineForm {
            description,
            quantity: of(&quantities, index),
            price: of(&prices, index),
            tax: of(&taxes, index),
        });
        Self {
            version: one("version").parse().unwrap_or_default(),
            customer: one("customer_id").parse().ok(),
            customer_name: one("customer_name"),
            series: one("series"),
            currency: one("currency"),
            due_on: one("due_on"),
            notes: one("notes").replace("\r\n", "\n"),
            lines: lines.take(MOST_LINES + 1).collect(),
            op: Op::read(&one("op")),
        }
    }
}

impl InvoiceForm {
    /// An empty one for a customer.
    pub fn blank(customer: CustomerId, choices: &Choices, organisation: &Organisation) -> Self {
        let mut form = Self {
            version: 0,
            customer: Some(customer),
            customer_name: String::new(),
            series: choices
                .series
                .first()
                .map(|series| series.id.to_string())
                .unwrap_or_default(),
            currency: organisation.currency.to_string(),
            due_on: String::new(),
            notes: String::new(),
            lines: Vec::new(),
            op: Op::Refresh,
        };
        (0..FIRST_LINES).for_each(|_| form.add_line(choices));
        form
    }

    /// The draft as it would be typed.
    pub fn of(invoice: &Invoice, lines: &[Line], locale: &Locale) -> Self {
        let line = |line: &Line| LineForm {
            description: line.description.clone(),
            quantity: quantity::written(line.quantity, locale),
            price: locale.money(line.unit_price, invoice.currency),
            tax: line.tax_basis_points.to_string(),
        };
        Self {
            version: invoice.version,
            customer: Some(invoice.customer_id),
            customer_name: String::new(),
            series: invoice.series_id.to_string(),
            currency: invoice.currency.to_string(),
            due_on: invoice
                .due_on
                .map(|due| due.to_string())
                .unwrap_or_default(),
            notes: invoice.notes.clone(),
            lines: lines.iter().map(line).collect(),
            op: Op::Refresh,
        }
    }

    /// A new invoice like one that there is: the same lines for the same customer, due anew.
    pub fn like(invoice: &Invoice, lines: &[Line], choices: &Choices, locale: &Locale) -> Self {
        let mut form = Self::of(invoice, lines, locale);
        form.version = 0;
        form.due_on = String::new();
        if form.series(choices).is_err() {
            form.series = String::new();
        }
        form
    }

    /// A new invoice of what was sold: a line for each product with the price of the catalogue, or one of its title and value.
    pub fn of_sale(sale: &Sale, choices: &Choices, organisation: &Organisation) -> Self {
        let mut form = Self {
            currency: sale.currency.to_string(),
            lines: Vec::new(),
            ..Self::blank(sale.customer_id, choices, organisation)
        };
        let names = match sale.products.is_empty() {
            true => std::slice::from_ref(&sale.title),
            false => sale.products.as_slice(),
        };
        for name in names.iter().take(MOST_LINES) {
            form.add_line(choices);
            if let Some(line) = form.lines.last_mut() {
                line.description = name.clone();
            }
        }
        form.fill_in_prices(choices, organisation);
        if let [only] = form.lines.as_mut_slice()
            && (only.price.is_empty() || sale.products.is_empty())
            && sale.value > 0
        {
            let net = only.net_of(sale.value, choices, organisation);
            only.price = organisation.locale.money(net, sale.currency);
        }
        form
    }

    pub fn add_line(&mut self, choices: &Choices) {
        if self.lines.len() < MOST_LINES {
            self.lines.push(LineForm::blank(choices));
        }
    }

    /// Does what a button asks that stores nothing.
    pub fn rearrange(&mut self, choices: &Choices, organisation: &Organisation) {
        match self.op {
            Op::AddLine => self.add_line(choices),
            Op::RemoveLine(index) if index < self.lines.len() => {
                self.lines.remove(index);
            }
            _ => {}
        }
        if self.lines.is_empty() {
            self.add_line(choices);
        }
        self.fill_in_prices(choices, organisation);
    }

    /// A line that is named like a service and has no price gets that of the catalogue.
    fn fill_in_prices(&mut self, choices: &Choices, organisation: &Organisation) {
        if self.currency() != Some(organisation.currency) {
            return;
        }
        for line in self
            .lines
            .iter_mut()
            .filter(|line| line.price.trim().is_empty())
        {
            let name = fold(line.description.trim());
            let service = choices
                .services
                .iter()
                .find(|service| fold(&service.name) == name);
            if let Some(price) = service.and_then(|service| service.price) {
                let net = line.net_of(price, choices, organisation);
                line.price = organisation.locale.money(net, organisation.currency);
            }
        }
    }

    pub fn currency(&self) -> Option<Currency> {
        self.currency.parse().ok()
    }

    /// What can be reckoned of what is typed so far: each line, and all of them.
    pub fn preview(&self, locale: &Locale) -> (Vec<Option<Amounts>>, Option<Amounts>) {
        let currency = self.currency();
        let amounts = |line: &LineForm| {
            let line = read_line(line, currency?, locale, &mut FieldErrors::default())?;
            totals::of_line(line.quantity, line.unit_price, line.tax_basis_points)
        };
        let lines: Vec<Option<Amounts>> = self.lines.iter().map(amounts).collect();
        let sum = totals::sum(lines.iter().flatten().copied());
        (lines, sum)
    }

    /// The draft to store.
    pub fn read(
        &self,
        choices: &Choices,
        organisation: &Organisation,
    ) -> Result<Draft, InvoiceErrors> {
        let mut errors = InvoiceErrors::default();
        let fields = &mut errors.fields;
        let currency = fields.check("currency", self.currency().ok_or("error-currency"));
        let series = fields.check("series", self.series(choices));
        let due_on = fields.check("due_on", read_day(&self.due_on));
        let notes = fields.check("notes", read_text(&self.notes, NOTES_MAX));
        if self.customer.is_none() {
            fields.add("customer_name", "field-required");
        }
        if self.lines.len() > MOST_LINES {
            fields.add("form", "invoice-error-many-lines");
        }
        let mut lines = Vec::new();
        for form in &self.lines {
            let mut wrong = FieldErrors::default();
            if !form.is_blank()
                && let Some(line) = read_line(
                    form,
                    currency.unwrap_or(organisation.currency),
                    &organisation.locale,
                    &mut wrong,
                )
            {
                lines.push(line);
            }
            errors.lines.push(wrong);
        }
        if self.lines.iter().all(LineForm::is_blank) {
            errors.fields.add("form", "invoice-error-nothing");
        }
        match (errors.is_empty(), self.customer, currency, series) {
            (true, Some(customer_id), Some(currency), Some(series_id)) => Ok(Draft {
                customer_id,
                series_id,
                currency,
                due_on: due_on.flatten(),
                notes: notes.unwrap_or_default(),
                lines,
            }),
            _ => Err(errors),
        }
    }

    fn series(&self, choices: &Choices) -> Result<SeriesId, &'static str> {
        let chosen = choices
            .series
            .iter()
            .find(|series| series.id.to_string() == self.series)
            .or(choices.series.first().filter(|_| self.series.is_empty()));
        chosen
            .map(|series| series.id)
            .ok_or("invoice-error-no-series")
    }
}

fn read_line(
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
    let tax = form.tax.trim().parse::<i32>().ok();
    let tax = tax.filter(|points| (0..=10_000).contains(points));
    let tax = errors.check("tax", tax.ok_or("invoice-error-rate"));
    Some(DraftLine {
        description: description?,
        quantity: quantity?,
        unit_price: price?,
        tax_basis_points: tax?,
    })
}

/// An amount, which may be negative: a line can be a discount.
fn read_price(typed: &str, currency: Currency, locale: &Locale) -> Result<i64, &'static str> {
    match locale.parse_money(typed, currency) {
        Ok(price) if price.abs() / currency.unit() > PRICE_MAX => Err("invoice-error-too-large"),
        Ok(price) => Ok(price),
        Err(MoneyError::TooLarge) => Err("invoice-error-too-large"),
        Err(MoneyError::TooPrecise) => Err("invoice-error-decimals"),
        Err(MoneyError::NotAnAmount) => Err("error-amount"),
    }
}

fn read_required(typed: &str, most: usize) -> Result<String, &'static str> {
    match read_text(typed, most)? {
        text if text.is_empty() => Err("field-required"),
        text => Ok(text),
    }
}

fn read_text(typed: &str, most: usize) -> Result<String, &'static str> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > most {
        return Err("field-too-long");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoices::actions::{CreditOrder, Credited};

    fn choices() -> Choices {
        Choices {
            series: vec![Series {
                id: 1.into(),
                code: "F".into(),
                name: "Facturas".into(),
                kind: super::super::model::SeriesKind::Invoice,
                is_external: false,
                prefix: "F-".into(),
                digits: 1,
                next_number: 1,
                last_issued_on: None,
                active: true,
                version: 1,
            }],
            taxes: vec![TaxRate {
                id: 1.into(),
                name: "IVA".into(),
                basis_points: 1900,
                is_default: true,
                active: true,
                version: 1,
            }],
            services: vec![Service {
                id: 1.into(),
                category: "Spa".into(),
                name: "Baño de barro".into(),
                price: Some(49_900),
                active: true,
                version: 1,
                merged_into: None,
            }],
            issuer: Issuer {
                legal_name: String::new(),
                tax_id: String::new(),
                address: String::new(),
                term_days: 30,
                prices_include_tax: None,
            },
        }
    }

    fn form(lines: &[(&str, &str, &str)]) -> InvoiceForm {
        let mut pairs = vec![
            ("customer_id".to_owned(), "7".to_owned()),
            ("currency".to_owned(), "CLP".to_owned()),
        ];
        for (description, quantity, price) in lines {
            for (name, value) in [
                ("description", description),
                ("quantity", quantity),
                ("price", price),
                ("tax", &"1900"),
            ] {
                pairs.push((name.to_owned(), (*value).to_owned()));
            }
        }
        InvoiceForm::from(pairs)
    }

    #[test]
    fn lines_are_read_and_empty_ones_are_left_out() {
        let organisation = Organisation::default();
        let form = form(&[
            ("Masaje", "1,5", "$45.000"),
            (" ", "1", ""),
            ("Descuento", "1", "-5000"),
        ]);
        let draft = form.read(&choices(), &organisation).unwrap();
        let lines: Vec<_> = draft
            .lines
            .iter()
            .map(|line| (line.quantity, line.unit_price))
            .collect();
        assert_eq!(lines, [(1500, 45_000), (1000, -5_000)]);
        let (_, sum) = form.preview(&organisation.locale);
        assert_eq!(sum.unwrap().total(), 74_375);
    }

    #[test]
    fn each_wrong_field_of_each_line_is_named() {
        let organisation = Organisation::default();
        let form = form(&[("Masaje", "1", "45000"), ("", "0", "1.5")]);
        let errors = form.read(&choices(), &organisation).unwrap_err();
        assert!(errors.fields.is_empty() && errors.lines[0].is_empty());
        let wrong: Vec<_> = errors.lines[1].iter().map(|(field, _)| field).collect();
        assert_eq!(wrong, ["description", "price", "quantity"]);
        let nothing = super::tests::form(&[("", "1", "")]);
        let errors = nothing.read(&choices(), &organisation).unwrap_err();
        assert_eq!(errors.fields.get("form"), Some("invoice-error-nothing"));
    }

    #[test]
    fn a_day_is_one_that_a_business_may_mean() {
        let choices = choices();
        for (day, is_fine) in [
            ("2025-10-26", true),
            ("0025-10-26", false),
            ("20251-01-01", false),
        ] {
            let form = InvoiceForm {
                due_on: day.to_owned(),
                ..form(&[("Masaje", "1", "45000")])
            };
            let read = form.read(&choices, &Organisation::default());
            assert_eq!(read.is_ok(), is_fine, "{day}");
        }
    }

    #[test]
    fn buttons_add_and_remove_lines_and_the_catalogue_knows_prices() {
        let organisation = Organisation::default();
        let mut form = form(&[("bano de BARRO", "1", ""), ("Sauna", "1", "")]);
        form.op = Op::RemoveLine(1);
        form.rearrange(&choices(), &organisation);
        assert_eq!(
            (form.lines.len(), form.lines[0].price.as_str()),
            (1, "$41.933")
        );
        form.op = Op::AddLine;
        form.rearrange(&choices(), &organisation);
        assert_eq!((form.lines.len(), form.lines[1].tax.as_str()), (2, "1900"));
        form.op = Op::RemoveLine(9);
        form.rearrange(&choices(), &organisation);
        assert_eq!(form.lines.len(), 2);
    }

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

    #[test]
    fn a_credit_note_needs_a_line_and_a_reason() {
        let form = |typed: &str, reason: &str| {
            CreditForm::from(vec![
                ("take-1".to_owned(), typed.to_owned()),
                ("reason".to_owned(), reason.to_owned()),
            ])
        };
        let read = form("0,5", "Error").read(&Locale::default()).unwrap();
        let expected = CreditOrder {
            credited: Credited::Lines(vec![(1, 500)]),
            reason: "Error".to_owned(),
            refund: None,
        };
        assert_eq!(read, expected);
        let errors = form("0", " ").read(&Locale::default()).unwrap_err();
        assert_eq!(errors.get("reason"), Some("field-required"));
        assert_eq!(errors.get("lines"), Some("invoice-error-no-lines"));
    }
}
