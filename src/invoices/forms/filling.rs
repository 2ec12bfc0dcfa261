//! What a draft begins with, and what its buttons do that stores nothing.

use super::Choices;
use super::draft::{InvoiceForm, MOST_LINES, Op};
use super::line::LineForm;
use crate::domain::{CustomerId, Locale, Organisation, fold};
use crate::invoices::model::{Invoice, Line};
use crate::invoices::quantity;
use crate::invoices::queries::Sale;

/// A new form begins with so many empty lines.
const FIRST_LINES: usize = 2;

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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoices::forms::draft::tests::{choices, form};

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
}
