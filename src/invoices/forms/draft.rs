//! A draft, from what the browser sends to what is stored.

use super::line::{LineForm, read_line};
use super::{Choices, read_text};
use crate::activities::read_day;
use crate::domain::{Currency, CustomerId, Locale, Organisation, SeriesId};
use crate::invoices::actions::Draft;
use crate::invoices::totals::{self, Amounts};
use crate::web::FieldErrors;

const NOTES_MAX: usize = 2_000;
/// More than anybody bills at once; less than what would make a page slow.
pub(super) const MOST_LINES: usize = 100;

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

    pub(super) fn series(&self, choices: &Choices) -> Result<SeriesId, &'static str> {
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::invoices::model::{Series, SeriesKind, TaxRate};
    use crate::invoices::queries::setup::Issuer;
    use crate::services::Service;

    pub(in crate::invoices::forms) fn choices() -> Choices {
        Choices {
            series: vec![Series {
                id: 1.into(),
                code: "F".into(),
                name: "Facturas".into(),
                kind: SeriesKind::Invoice,
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

    pub(in crate::invoices::forms) fn form(lines: &[(&str, &str, &str)]) -> InvoiceForm {
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
}
