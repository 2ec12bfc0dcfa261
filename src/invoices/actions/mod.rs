//! Changes of invoices, each in the caller's transaction and with its trace in the audit log. Every one of them locks the
//! invoice's row first and a series after it, so that no two of them wait for each other. What is paid is in `payments`, what
//! is taken back in `credit`.

mod credit;
mod payments;

use chrono::{Days, NaiveDate, Offset as _, TimeZone as _};
use chrono_tz::Tz;
use diesel::PgConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

pub use self::credit::{CreditOrder, Credited, Refunding, cancel, credit, credit_as_read};
pub use self::payments::{NewPayment, pay, pay_as_read, take_payment_back};
use super::errors::BillingError;
use super::model::{Invoice, InvoiceState, InvoiceType, Line, NewInvoice, SeriesKind, Snapshot};
use super::numbers;
use super::queries::{self, IssuedAs};
use super::states::{Step, settled};
use super::totals::{self, Amounts};
use crate::activities::{self, ActivityKind};
use crate::audit::{self, Actor, Change};
use crate::customers;
use crate::domain::{Currency, CustomerId, InvoiceId, Organisation, SeriesId};

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
