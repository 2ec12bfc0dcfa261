use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::PgConnection;

use super::super::errors::BillingError;
use super::super::model::{
    Invoice, InvoiceState, InvoiceType, Line, NewInvoice, NewRefund, PaymentMethod, SeriesKind,
};
use super::super::queries;
use super::super::states::Step;
use super::super::totals::{self, Taken};
use super::{Moment, Numbering, joined, note, numbered, of_invoice, require, settle, total_of};
use crate::activities::ActivityKind;
use crate::audit::{self, Actor, Change};
use crate::domain::InvoiceId;

/// What a credit note takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credited {
    /// Of lines, by position, so many thousandths.
    Lines(Vec<(i32, i64)>),
    /// All that is left of every line.
    Rest,
}

/// What a credit note is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditOrder {
    pub credited: Credited,
    pub reason: String,
    /// How the part goes back that was paid already; `None`: nothing goes back, and no more than what is open is credited.
    pub refund: Option<Refunding>,
}

/// How money goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refunding {
    pub refunded_on: NaiveDate,
    pub method: PaymentMethod,
    pub reference: String,
}

/// Like [`credit`], by whoever read the invoice in this version: what came in meanwhile may be the same credit note.
pub fn credit_as_read(
    conn: &mut PgConnection,
    actor: &Actor,
    id: InvoiceId,
    version: i32,
    order: &CreditOrder,
    moment: &Moment,
) -> Result<Invoice, BillingError> {
    if queries::lock_invoice(conn, id)?.version != version {
        return Err(BillingError::Changed);
    }
    credit(conn, actor, id, order, moment)
}

/// Takes an issued invoice back, or a part of it, by a credit note that is issued at once. What it takes back beyond what is
/// open was paid, and is noted as given back.
pub fn credit(
    conn: &mut PgConnection,
    actor: &Actor,
    id: InvoiceId,
    order: &CreditOrder,
    moment: &Moment,
) -> Result<Invoice, BillingError> {
    let invoice = queries::lock_invoice(conn, id)?;
    require(&invoice, Step::Credit)?;
    let (note, now) = issue_credit_note(conn, actor, &invoice, order, moment)?;
    let change = Change::new("invoice.credited", "invoice", id)
        .set("credit_note", &note.full_number)
        .set("total", note.total)
        .set("reason", &order.reason);
    audit::record(conn, actor, &change)?;
    record_cancellation(conn, actor, &now, &note)?;
    Ok(note)
}

/// Takes all of an issued invoice back of which nothing is paid; a payment has to be taken back before.
pub fn cancel(
    conn: &mut PgConnection,
    actor: &Actor,
    id: InvoiceId,
    reason: &str,
    moment: &Moment,
) -> Result<Invoice, BillingError> {
    let invoice = queries::lock_invoice(conn, id)?;
    require(&invoice, Step::Cancel)?;
    let order = CreditOrder {
        credited: Credited::Rest,
        reason: reason.to_owned(),
        refund: None,
    };
    let (note, now) = issue_credit_note(conn, actor, &invoice, &order, moment)?;
    record_cancellation(conn, actor, &now, &note)?;
    Ok(note)
}

/// By whichever button: an invoice of which nothing is left is cancelled.
fn record_cancellation(
    conn: &mut PgConnection,
    actor: &Actor,
    invoice: &Invoice,
    note: &Invoice,
) -> Result<(), BillingError> {
    if invoice.state == InvoiceState::Cancelled {
        let change = Change::new("invoice.cancelled", "invoice", invoice.id)
            .set("credit_note", &note.full_number)
            .set("reason", &note.notes);
        audit::record(conn, actor, &change)?;
    }
    Ok(())
}

/// The credit note, and its invoice as it stands then.
fn issue_credit_note(
    conn: &mut PgConnection,
    actor: &Actor,
    invoice: &Invoice,
    order: &CreditOrder,
    moment: &Moment,
) -> Result<(Invoice, Invoice), BillingError> {
    let lines = credit_lines(conn, invoice, &order.credited)?;
    let sum = total_of(&lines)?;
    if sum.total() <= 0 {
        return Err(BillingError::NothingToBill);
    }
    let given_back = (sum.total() - invoice.open).max(0);
    let refund = order.refund.as_ref().filter(|_| given_back > 0);
    if given_back > 0 && refund.is_none() {
        return Err(BillingError::MoreThanOpen);
    }
    if refund.is_some_and(|refund| refund.refunded_on > moment.today) {
        return Err(BillingError::InFuture);
    }
    let series = queries::list_open_series(conn, SeriesKind::CreditNote)?;
    let series = series.iter().find(|series| !series.is_external);
    let new = NewInvoice {
        customer_id: invoice.customer_id,
        kind: InvoiceType::CreditNote,
        corrects_id: Some(invoice.id),
        series_id: series.ok_or(BillingError::NoSeries)?.id,
        currency: invoice.currency,
        due_on: Some(moment.today),
        net: sum.net,
        tax: sum.tax,
        total: sum.total(),
        customer_name: invoice.customer_name.clone(),
        customer_tax_id: invoice.customer_tax_id.clone(),
        customer_address: invoice.customer_address.clone(),
        customer_email: invoice.customer_email.clone(),
        notes: order.reason.clone(),
        created_by: actor.user_id,
    };
    let draft = queries::insert_invoice(conn, &new)?;
    queries::replace_lines(conn, draft.id, &of_invoice(lines, draft.id))?;
    let credit_note = numbered(conn, &draft, &Numbering::Own, moment)?;
    if let Some(refund) = refund {
        give_back(conn, actor, &credit_note, refund, given_back)?;
    }
    // What was settled before stays settled on that day.
    let closed_on = match invoice.open > 0 {
        true => Some(moment.today),
        false => invoice.settled_on,
    };
    let now = settle(
        conn,
        invoice,
        invoice.paid - given_back,
        invoice.credited + credit_note.total,
        closed_on,
    )?;
    let money = moment.money(credit_note.total, credit_note.currency);
    let of = invoice.full_number.as_deref().unwrap_or_default();
    note(
        conn,
        actor,
        &credit_note,
        ActivityKind::Note,
        "Nota de crédito #",
        &joined(&format!("{money} · Factura #{of}"), &order.reason),
    )?;
    if let Some(refund) = refund {
        let money = moment.money(given_back, invoice.currency);
        note(
            conn,
            actor,
            &now,
            ActivityKind::Payment,
            "Devolución - Factura #",
            &joined(&money, &refund.reference),
        )?;
    }
    Ok((credit_note, now))
}

/// Notes the money that goes back with a credit note.
fn give_back(
    conn: &mut PgConnection,
    actor: &Actor,
    credit_note: &Invoice,
    refund: &Refunding,
    amount: i64,
) -> Result<(), BillingError> {
    let new = NewRefund {
        invoice_id: credit_note.corrects_id.unwrap_or(credit_note.id),
        credit_note_id: credit_note.id,
        amount,
        currency: credit_note.currency,
        refunded_on: refund.refunded_on,
        method: refund.method,
        reference: refund.reference.clone(),
        created_by: actor.user_id,
    };
    let id = queries::insert_refund(conn, &new)?;
    let change = Change::new("refund.created", "refund", id)
        .set("invoice_id", new.invoice_id)
        .set("credit_note", &credit_note.full_number)
        .set("amount", amount)
        .set("currency", new.currency)
        .set("method", new.method);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// The lines of a credit note: what is chosen of the invoice's, less what other credit notes took.
fn credit_lines(
    conn: &mut PgConnection,
    invoice: &Invoice,
    credited: &Credited,
) -> Result<Vec<Line>, BillingError> {
    let mut taken: BTreeMap<i32, Taken> = BTreeMap::new();
    for (position, part) in queries::list_taken(conn, invoice.id)? {
        let sum = taken.entry(position).or_default();
        sum.quantity += part.quantity;
        sum.amounts.net += part.amounts.net;
        sum.amounts.tax += part.amounts.tax;
    }
    let mut lines = Vec::new();
    for line in queries::list_lines(conn, invoice.id)? {
        let taken = taken.get(&line.position).copied().unwrap_or_default();
        let quantity = match credited {
            Credited::Rest => line.quantity - taken.quantity,
            Credited::Lines(chosen) => chosen
                .iter()
                .filter(|(position, _)| *position == line.position)
                .map(|(_, quantity)| quantity)
                .sum(),
        };
        if quantity <= 0 {
            continue;
        }
        let amounts =
            totals::of_credit(&line, taken, quantity).ok_or(BillingError::MoreThanLine)?;
        lines.push(Line {
            position: lines.len() as i32 + 1,
            corrects_position: Some(line.position),
            quantity,
            net: amounts.net,
            tax: amounts.tax,
            total: amounts.total(),
            ..line
        });
    }
    Ok(lines)
}
