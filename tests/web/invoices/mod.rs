//! Invoices: numbered without gaps, kept as issued, paid and credited to the unit.

mod api;
mod credit_notes;
mod delivery;
mod events;
mod issuing;
mod lists;
mod pages;
mod payments;
mod setup;
mod statements;
mod tallies;

use diesel::PgConnection;
use vinculo::audit::Actor;
use vinculo::domain::{Currency, CustomerId, InvoiceId, Organisation, SeriesId};
use vinculo::invoices::actions::{self, Draft, DraftLine, Moment, NewPayment, Numbering};
use vinculo::invoices::{BillingError, Invoice, PaymentMethod};

use crate::support::data::date;

pub fn actor() -> Actor {
    Actor::program("a test")
}

/// The business date of the tests.
pub fn moment() -> Moment {
    moment_on("2025-10-26")
}

pub fn moment_on(day: &str) -> Moment {
    Moment {
        today: date(day),
        organisation: Organisation::default(),
    }
}

pub fn line(description: &str, quantity: i64, unit_price: i64) -> DraftLine {
    DraftLine {
        description: description.into(),
        quantity,
        unit_price,
        tax_basis_points: 1900,
    }
}

/// A massage for 100,000 and half an hour of sauna for 50,000 an hour: with taxes 148,750.
pub fn draft_of(customer: CustomerId) -> Draft {
    Draft {
        customer_id: customer,
        series_id: SeriesId::from(1),
        currency: Currency::CLP,
        due_on: None,
        notes: String::new(),
        lines: vec![line("Masaje", 1000, 100_000), line("Sauna", 500, 50_000)],
    }
}

pub fn issue(
    conn: &mut PgConnection,
    draft: &Draft,
    moment: &Moment,
) -> Result<Invoice, BillingError> {
    use diesel::Connection as _;
    conn.transaction(|conn| {
        let invoice = actions::create(conn, &actor(), draft)?;
        let (id, version) = (invoice.id, invoice.version);
        actions::issue(conn, &actor(), id, version, &Numbering::Own, moment)
    })
}

pub fn an_invoice(conn: &mut PgConnection, customer: CustomerId) -> Invoice {
    issue(conn, &draft_of(customer), &moment()).unwrap()
}

pub fn a_draft(conn: &mut PgConnection, customer: CustomerId) -> Invoice {
    actions::create(conn, &actor(), &draft_of(customer)).unwrap()
}

pub fn pay(conn: &mut PgConnection, id: InvoiceId, amount: i64) -> Result<(), BillingError> {
    use diesel::Connection as _;
    let new = NewPayment {
        amount,
        paid_on: date("2025-10-26"),
        method: PaymentMethod::Cash,
        reference: "recibo 7".into(),
    };
    conn.transaction(|conn| actions::pay(conn, &actor(), id, &new, &moment()).map(|_| ()))
}
