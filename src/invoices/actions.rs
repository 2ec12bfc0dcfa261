//! Changes of invoices, each in the caller's transaction and with its trace in the audit log. Every one of them locks the
//! invoice's row first and a series after it, so that no two of them wait for each other.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, Offset as _, TimeZone as _};
use chrono_tz::Tz;
use diesel::PgConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::errors::BillingError;
use super::model::{
    Invoice, InvoiceState, InvoiceType, Line, NewInvoice, NewPaymentRow, NewRefund, Payment,
    PaymentMethod, SeriesKind, Snapshot,
};
use super::numbers;
use super::queries::{self, IssuedAs};
use super::states::{Step, settled};
use super::totals::{self, Amounts, Taken};
use crate::activities::{self, ActivityKind};
use crate::audit::{self, Actor, Change};
use crate::customers;
use crate::domain::{Currency, CustomerId, InvoiceId, Organisation, PaymentId, SeriesId};

/// What an invoice is to say.
#[derive(Debug, Clone)]
pub struct Draft {
    pub customer_id: CustomerId,
    pub series_id: SeriesId,
    pub currency: Currency,
    /// `None`: after the term of the settings, counted from the day of issue.
    pub due_on: Option<NaiveDate>,
    pub notes: String,
    pub lines: Vec<DraftLine>,
}

/// A line that is not yet reckoned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    pub description: String,
    /// Thousandths.
    pub quantity: i64,
    /// Minor units.
    pub unit_price: i64,
    pub tax_basis_points: i32,
}

/// The business's day and place; the instant comes from the database.
#[derive(Debug, Clone)]
pub struct Moment {
    pub today: NaiveDate,
    pub organisation: Organisation,
}

impl Moment {
    fn zone(&self) -> Tz {
        self.organisation.time_zone
    }

    fn money(&self, minor: i64, currency: Currency) -> String {
        self.organisation.locale.money(minor, currency)
    }
}

/// Which number a document gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Numbering {
    /// The next of its series.
    Own,
    /// As another system gave it, on the day it says.
    External { number: String, day: NaiveDate },
}

pub fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    draft: &Draft,
) -> Result<Invoice, BillingError> {
    let (new, lines) = reckoned(conn, actor, draft)?;
    let invoice = queries::insert_invoice(conn, &new)?;
    queries::replace_lines(conn, invoice.id, &of_invoice(lines, invoice.id))?;
    let change = Change::new("invoice.created", "invoice", invoice.id)
        .set("customer_id", invoice.customer_id)
        .set("total", invoice.total)
        .set("currency", invoice.currency);
    audit::record(conn, actor, &change)?;
    Ok(invoice)
}

/// Writes a draft anew over the version that was read.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    id: InvoiceId,
    version: i32,
    draft: &Draft,
) -> Result<Invoice, BillingError> {
    let before = locked(conn, id, version, Step::Draft)?;
    let (mut new, lines) = reckoned(conn, actor, draft)?;
    new.created_by = before.created_by;
    let lines = of_invoice(lines, id);
    let lines_before = queries::list_lines(conn, id)?;
    let invoice = queries::update_draft(conn, id, &new)?;
    queries::replace_lines(conn, id, &lines)?;
    let change = Change::new("invoice.updated", "invoice", id)
        .field("customer_id", before.customer_id, invoice.customer_id)
        .field("due_on", before.due_on, invoice.due_on)
        .field("currency", before.currency, invoice.currency)
        .field("total", before.total, invoice.total)
        .field("notes", &before.notes, &invoice.notes)
        .field("lines", &lines_before, &lines);
    audit::record(conn, actor, &change)?;
    Ok(invoice)
}

/// Deletes a draft; its number is not taken yet, so nothing is missing.
pub fn delete(conn: &mut PgConnection, actor: &Actor, id: InvoiceId) -> Result<(), BillingError> {
    let invoice = queries::lock_invoice(conn, id)?;
    require(&invoice, Step::Draft)?;
    queries::delete_draft(conn, id)?;
    let change = Change::new("invoice.deleted", "invoice", id)
        .field("customer_id", Some(invoice.customer_id), None)
        .field("total", Some(invoice.total), None);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// The draft becomes an invoice: it gets its number, names the customer as they are now, and stays as it is from here on.
pub fn issue(
    conn: &mut PgConnection,
    actor: &Actor,
    id: InvoiceId,
    version: i32,
    numbering: &Numbering,
    moment: &Moment,
) -> Result<Invoice, BillingError> {
    let draft = locked(conn, id, version, Step::Draft)?;
    if draft.total <= 0 {
        return Err(BillingError::NothingToBill);
    }
    let invoice = numbered(conn, &draft, numbering, moment)?;
    let change = Change::new("invoice.issued", "invoice", id)
        .set("number", &invoice.full_number)
        .set("total", invoice.total)
        .set("currency", invoice.currency)
        .set("due_on", invoice.due_on);
    audit::record(conn, actor, &change)?;
    let lines = queries::list_lines(conn, id)?;
    let names: Vec<&str> = lines.iter().map(|line| line.description.as_str()).collect();
    let money = moment.money(invoice.total, invoice.currency);
    note(
        conn,
        actor,
        &invoice,
        ActivityKind::Sale,
        "Factura #",
        &format!("{money} · {}", names.join(", ")),
    )?;
    Ok(invoice)
}

/// People do not issue under nobody's tax id: the document could never be put right. Programs of other systems may, as they
/// always could.
pub fn require_issuer(conn: &mut PgConnection) -> Result<(), BillingError> {
    match queries::setup::find_issuer(conn)?.is_known() {
        true => Ok(()),
        false => Err(BillingError::NoIssuer),
    }
}

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

/// Gives a draft its number and makes it an issued document.
fn numbered(
    conn: &mut PgConnection,
    draft: &Invoice,
    numbering: &Numbering,
    moment: &Moment,
) -> Result<Invoice, BillingError> {
    let issuer = queries::setup::find_issuer(conn)?;
    // A credit note names the customer as its invoice does, and so may one of a customer who was deleted.
    let customer = match draft.kind {
        InvoiceType::CreditNote => snapshot_of(draft),
        _ => Snapshot::of(&customers::queries::find_customer(conn, draft.customer_id)?),
    };
    let (number, full_number, issued_at, day) = match numbering {
        Numbering::Own => own_number(conn, draft, moment.today)?,
        Numbering::External { number, day } => {
            external_series(conn, draft)?;
            if *day > moment.today {
                return Err(BillingError::InFuture);
            }
            let at = queries::find_instant(conn)?;
            (None, number.clone(), at, *day)
        }
    };
    let offset = moment
        .zone()
        .offset_from_utc_datetime(&issued_at.naive_utc());
    let term = Days::new(u64::try_from(issuer.term_days).unwrap_or(0));
    let due = draft.due_on.or(day.checked_add_days(term)).unwrap_or(day);
    let issued = IssuedAs {
        series_id: draft.series_id,
        number,
        full_number,
        issuer_name: match issuer.legal_name.is_empty() {
            true => moment.organisation.name.clone(),
            false => issuer.legal_name,
        },
        issuer_tax_id: issuer.tax_id,
        issuer_address: issuer.address,
        state: InvoiceState::Issued,
        issued_at,
        issue_offset_minutes: offset.fix().local_minus_utc() / 60,
        issued_on: day,
        due_on: due.max(day),
    };
    queries::update_issued(conn, draft.id, &issued, &customer).map_err(|error| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            BillingError::NumberTaken
        }
        error => error.into(),
    })
}

type Number = (
    Option<i64>,
    String,
    chrono::DateTime<chrono::Utc>,
    NaiveDate,
);

fn own_number(
    conn: &mut PgConnection,
    draft: &Invoice,
    day: NaiveDate,
) -> Result<Number, BillingError> {
    let kind = series_kind(draft.kind);
    let Some(taken) = queries::take_number(conn, draft.series_id, kind, day)? else {
        let series = queries::find_series(conn, draft.series_id)?;
        let is_later = series
            .is_some_and(|series| series.kind == kind && series.active && !series.is_external);
        return Err(if is_later {
            BillingError::DateGoesBack
        } else {
            BillingError::NoSeries
        });
    };
    let written = numbers::written(&taken.prefix, taken.digits, taken.number);
    Ok((Some(taken.number), written, taken.at, day))
}

fn external_series(conn: &mut PgConnection, draft: &Invoice) -> Result<(), BillingError> {
    let series = queries::find_series(conn, draft.series_id)?;
    let kind = series_kind(draft.kind);
    match series.filter(|series| series.is_external && series.active && series.kind == kind) {
        Some(_) => Ok(()),
        None => Err(BillingError::NoSeries),
    }
}

fn series_kind(kind: InvoiceType) -> SeriesKind {
    match kind {
        InvoiceType::CreditNote => SeriesKind::CreditNote,
        InvoiceType::Invoice | InvoiceType::Rectification => SeriesKind::Invoice,
    }
}

fn snapshot_of(invoice: &Invoice) -> Snapshot {
    Snapshot {
        customer_name: invoice.customer_name.clone(),
        customer_tax_id: invoice.customer_tax_id.clone(),
        customer_address: invoice.customer_address.clone(),
        customer_email: invoice.customer_email.clone(),
    }
}

/// Stores what is paid and credited, and what state follows from that. `closed_on` is the day on which something else than
/// a payment may have settled it.
fn settle(
    conn: &mut PgConnection,
    invoice: &Invoice,
    paid: i64,
    credited: i64,
    closed_on: Option<NaiveDate>,
) -> Result<Invoice, BillingError> {
    let state = settled(invoice.total, paid, credited);
    let settled_on = match state {
        InvoiceState::Paid => queries::find_last_payment(conn, invoice.id)?.max(closed_on),
        _ => None,
    };
    let settled = queries::update_settlement(conn, invoice.id, paid, credited, state, settled_on)?;
    Ok(settled)
}

/// A line on the customer's timeline. It is the program's and not a person's own: nobody edits an invoice there.
fn note(
    conn: &mut PgConnection,
    actor: &Actor,
    invoice: &Invoice,
    kind: ActivityKind,
    title: &str,
    body: &str,
) -> Result<(), BillingError> {
    let number = invoice.full_number.as_deref().unwrap_or_default();
    let title = format!("{title}{number}");
    let about = (invoice.customer_id, invoice.id);
    activities::actions::note_of_invoice(conn, actor, about, kind, &title, body)?;
    Ok(())
}

fn joined(one: &str, other: &str) -> String {
    if other.is_empty() {
        one.to_owned()
    } else {
        format!("{one} · {other}")
    }
}

fn locked(
    conn: &mut PgConnection,
    id: InvoiceId,
    version: i32,
    step: Step,
) -> Result<Invoice, BillingError> {
    let invoice = queries::lock_invoice(conn, id)?;
    require(&invoice, step)?;
    if invoice.version == version {
        Ok(invoice)
    } else {
        Err(BillingError::Changed)
    }
}

fn require(invoice: &Invoice, step: Step) -> Result<(), BillingError> {
    if invoice.allows(step) {
        Ok(())
    } else {
        Err(BillingError::NotAllowed)
    }
}

/// A draft as it is stored, with what it comes to.
fn reckoned(
    conn: &mut PgConnection,
    actor: &Actor,
    draft: &Draft,
) -> Result<(NewInvoice, Vec<Line>), BillingError> {
    let customer = customers::queries::find_customer(conn, draft.customer_id)?;
    let lines = draft.lines.iter().zip(1..).map(|(line, position)| {
        let amounts = totals::of_line(line.quantity, line.unit_price, line.tax_basis_points)?;
        Some(Line {
            invoice_id: InvoiceId::from(0),
            position,
            description: line.description.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            tax_basis_points: line.tax_basis_points,
            net: amounts.net,
            tax: amounts.tax,
            total: amounts.total(),
            corrects_position: None,
        })
    });
    let lines: Option<Vec<Line>> = lines.collect();
    let lines = lines.ok_or(BillingError::TooLarge)?;
    let sum = total_of(&lines)?;
    if lines.is_empty() || sum.total() < 0 {
        return Err(BillingError::NothingToBill);
    }
    let snapshot = Snapshot::of(&customer);
    let new = NewInvoice {
        customer_id: draft.customer_id,
        kind: InvoiceType::Invoice,
        corrects_id: None,
        series_id: draft.series_id,
        currency: draft.currency,
        due_on: draft.due_on,
        net: sum.net,
        tax: sum.tax,
        total: sum.total(),
        customer_name: snapshot.customer_name,
        customer_tax_id: snapshot.customer_tax_id,
        customer_address: snapshot.customer_address,
        customer_email: snapshot.customer_email,
        notes: draft.notes.clone(),
        created_by: actor.user_id,
    };
    Ok((new, lines))
}

fn total_of(lines: &[Line]) -> Result<Amounts, BillingError> {
    let amounts = |line: &Line| Amounts {
        net: line.net,
        tax: line.tax,
    };
    totals::sum(lines.iter().map(amounts)).ok_or(BillingError::TooLarge)
}

fn of_invoice(lines: Vec<Line>, invoice_id: InvoiceId) -> Vec<Line> {
    let own = |line| Line { invoice_id, ..line };
    lines.into_iter().map(own).collect()
}
