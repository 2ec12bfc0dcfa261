use chrono::NaiveDate;
use diesel::PgConnection;

use super::super::errors::BillingError;
use super::super::model::{InvoiceType, NewPaymentRow, Payment, PaymentMethod};
use super::super::queries;
use super::super::states::Step;
use super::{Moment, joined, note, require, settle};
use crate::activities::ActivityKind;
use crate::audit::{self, Actor, Change};
use crate::domain::{InvoiceId, PaymentId};

/// Money that came in.
#[derive(Debug, Clone)]
pub struct NewPayment {
    pub amount: i64,
    pub paid_on: NaiveDate,
    pub method: PaymentMethod,
    pub reference: String,
}

/// Like [`pay`], by whoever read the invoice in this version: what came in meanwhile may be the same payment.
pub fn pay_as_read(
    conn: &mut PgConnection,
    actor: &Actor,
    id: InvoiceId,
    version: i32,
    new: &NewPayment,
    moment: &Moment,
) -> Result<Payment, BillingError> {
    if queries::lock_invoice(conn, id)?.version != version {
        return Err(BillingError::Changed);
    }
    pay(conn, actor, id, new, moment)
}

/// Notes a payment, of all that is open or a part of it.
pub fn pay(
    conn: &mut PgConnection,
    actor: &Actor,
    id: InvoiceId,
    new: &NewPayment,
    moment: &Moment,
) -> Result<Payment, BillingError> {
    let invoice = queries::lock_invoice(conn, id)?;
    if invoice.is_draft() || invoice.kind == InvoiceType::CreditNote {
        return Err(BillingError::NotAllowed);
    }
    if new.amount > invoice.open || new.amount <= 0 {
        return Err(BillingError::MoreThanOpen);
    }
    if new.paid_on > moment.today {
        return Err(BillingError::InFuture);
    }
    let payment = queries::insert_payment(
        conn,
        &NewPaymentRow {
            invoice_id: id,
            amount: new.amount,
            currency: invoice.currency,
            paid_on: new.paid_on,
            method: new.method,
            reference: new.reference.clone(),
            created_by: actor.user_id,
        },
    )?;
    let paid = invoice.paid + new.amount;
    let invoice = settle(conn, &invoice, paid, invoice.credited, None)?;
    let change = Change::new("payment.created", "payment", payment.id)
        .set("invoice_id", id)
        .set("amount", payment.amount)
        .set("currency", payment.currency)
        .set("paid_on", payment.paid_on)
        .set("method", payment.method);
    audit::record(conn, actor, &change)?;
    let money = moment.money(payment.amount, payment.currency);
    note(
        conn,
        actor,
        &invoice,
        ActivityKind::Payment,
        "Pago recibido - Factura #",
        &joined(&money, &payment.reference),
    )?;
    Ok(payment)
}

/// A payment that was entered by mistake, or that the bank took back: it stays, struck out, and is owed again.
pub fn take_payment_back(
    conn: &mut PgConnection,
    actor: &Actor,
    id: InvoiceId,
    payment: PaymentId,
    reason: &str,
    moment: &Moment,
) -> Result<(), BillingError> {
    let invoice = queries::lock_invoice(conn, id)?;
    let payment = queries::find_payment(conn, id, payment)?;
    require(&invoice, Step::TakeBack)?;
    if payment.amount > invoice.paid {
        return Err(BillingError::GivenBack);
    }
    if queries::update_taken_back(conn, payment.id, actor.user_id, reason)? == 0 {
        return Err(BillingError::NotAllowed);
    }
    let paid = invoice.paid - payment.amount;
    let invoice = settle(conn, &invoice, paid, invoice.credited, None)?;
    let change = Change::new("payment.taken_back", "payment", payment.id)
        .set("invoice_id", id)
        .set("amount", payment.amount)
        .set("reason", reason);
    audit::record(conn, actor, &change)?;
    let money = moment.money(payment.amount, payment.currency);
    note(
        conn,
        actor,
        &invoice,
        ActivityKind::Note,
        "Pago anulado - Factura #",
        &joined(&money, reason),
    )?;
    Ok(())
}
