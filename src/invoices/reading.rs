//! What pages need of several statements at once.

use diesel::{PgConnection, QueryResult};

use super::forms::Choices;
use super::model::SeriesKind;
use super::queries;
use super::views::{CustomerContext, Document, Lacks};
use crate::customers;
use crate::domain::{Currency, CustomerId, InvoiceId};
use crate::services;

/// So many of each stand beside a new invoice.
const LATEST: i64 = 5;

pub(super) fn document(conn: &mut PgConnection, id: InvoiceId) -> QueryResult<Document> {
    let invoice = queries::find_invoice(conn, id)?;
    Ok(Document {
        lines: queries::list_lines(conn, id)?,
        payments: queries::list_payments(conn, id)?,
        refunds: queries::list_refunds(conn, id)?,
        credit_notes: queries::list_credit_notes(conn, id)?,
        corrects: match invoice.corrects_id {
            Some(corrected) => Some(queries::find_invoice(conn, corrected)?),
            None => None,
        },
        deliveries: queries::list_deliveries(conn, id)?,
        lacks: match invoice.is_draft() {
            true => Lacks {
                issuer: !queries::setup::find_issuer(conn)?.is_known(),
                customer: queries::find_tax_id(conn, invoice.customer_id)?.is_none(),
            },
            false => Lacks::default(),
        },
        invoice,
    })
}

pub(super) fn choices(conn: &mut PgConnection) -> QueryResult<Choices> {
    let series = queries::list_open_series(conn, SeriesKind::Invoice)?;
    Ok(Choices {
        series: series
            .into_iter()
            .filter(|series| !series.is_external)
            .collect(),
        taxes: queries::setup::list_taxes(conn)?,
        services: services::queries::list_active(conn)?,
        issuer: queries::setup::find_issuer(conn)?,
    })
}

pub(super) fn customer(
    conn: &mut PgConnection,
    id: CustomerId,
    currency: Currency,
) -> QueryResult<CustomerContext> {
    let customer = customers::queries::find_customer(conn, id)?;
    Ok(CustomerContext {
        id,
        name: customer.full_name,
        tax_id: customer.tax_id,
        email: customer.email,
        credit_limit: customer.credit_limit,
        open: queries::find_open_balance(conn, id, currency)?,
        invoices: queries::list_of_customer(conn, id, LATEST)?,
        activities: queries::list_latest_activities(conn, id, LATEST)?,
    })
}
