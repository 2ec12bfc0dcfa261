//! Every statement of the feature: of one invoice here, of many in `list` and `figures`, of what is set up in `setup`, what
//! pages show in `pages`, of money in `received`, after a restore in `restored`.

pub mod figures;
pub mod list;
pub(in crate::invoices) mod pages;
pub(in crate::invoices) mod received;
pub mod restored;
pub mod setup;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{max, now, sql};
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;

use crate::db::schema::{
    customers, invoice_deliveries, invoice_lines, invoice_series, invoices, opportunities,
    payments, refunds,
};
use crate::domain::{
    Currency, CustomerId, InvoiceId, Language, MessageId, OpportunityId, PaymentId, RefundId,
    SeriesId, UserId,
};
use crate::invoices::model::{
    Invoice, InvoiceState, InvoiceType, Line, NewInvoice, NewPaymentRow, NewRefund, Payment,
    Refund, Series, SeriesKind, Snapshot,
};
use crate::invoices::totals::{Amounts, Taken};

pub fn find_invoice(conn: &mut PgConnection, id: InvoiceId) -> QueryResult<Invoice> {
    invoices::table
        .find(id)
        .select(Invoice::as_select())
        .first(conn)
}

/// Like [`find_invoice`], and nobody else changes the row before the transaction ends. Every change begins with it.
pub fn lock_invoice(conn: &mut PgConnection, id: InvoiceId) -> QueryResult<Invoice> {
    invoices::table
        .find(id)
        .select(Invoice::as_select())
        .for_no_key_update()
        .first(conn)
}

pub fn list_lines(conn: &mut PgConnection, id: InvoiceId) -> QueryResult<Vec<Line>> {
    invoice_lines::table
        .filter(invoice_lines::invoice_id.eq(id))
        .order(invoice_lines::position)
        .select(Line::as_select())
        .load(conn)
}

pub(in crate::invoices) fn insert_invoice(
    conn: &mut PgConnection,
    new: &NewInvoice,
) -> QueryResult<Invoice> {
    diesel::insert_into(invoices::table)
        .values(new)
        .returning(Invoice::as_returning())
        .get_result(conn)
}

/// Writes a draft as a person left it, and counts its version up.
pub(in crate::invoices) fn update_draft(
    conn: &mut PgConnection,
    id: InvoiceId,
    new: &NewInvoice,
) -> QueryResult<Invoice> {
    diesel::update(invoices::table.find(id))
        .set((
            new,
            invoices::version.eq(invoices::version + 1),
            invoices::updated_at.eq(now),
        ))
        .returning(Invoice::as_returning())
        .get_result(conn)
}

/// Puts these lines in the place of those that a draft has.
pub(in crate::invoices) fn replace_lines(
    conn: &mut PgConnection,
    id: InvoiceId,
    lines: &[Line],
) -> QueryResult<()> {
    let earlier = invoice_lines::table.filter(invoice_lines::invoice_id.eq(id));
    diesel::delete(earlier).execute(conn)?;
    diesel::insert_into(invoice_lines::table)
        .values(lines)
        .execute(conn)?;
    Ok(())
}

/// Deletes a draft with its lines.
pub(in crate::invoices) fn delete_draft(
    conn: &mut PgConnection,
    id: InvoiceId,
) -> QueryResult<usize> {
    let draft = invoices::table
        .find(id)
        .filter(invoices::state.eq(InvoiceState::Draft));
    diesel::delete(draft).execute(conn)
}

/// The next number of a series and the instant at which it was given.
#[derive(Debug, Queryable)]
pub(in crate::invoices) struct NumberTaken {
    pub prefix: String,
    pub digits: i32,
    pub number: i64,
    pub at: DateTime<Utc>,
}

/// Takes the next number of a series. Whoever has it holds the series until the end of the transaction, so a number that is
/// not used in the end goes back, and the instants follow the numbers. `None` where the series gives none on that day.
pub(in crate::invoices) fn take_number(
    conn: &mut PgConnection,
    series: SeriesId,
    kind: SeriesKind,
    day: NaiveDate,
) -> QueryResult<Option<NumberTaken>> {
    let open = invoice_series::table
        .find(series)
        .filter(invoice_series::kind.eq(kind))
        .filter(invoice_series::active)
        .filter(invoice_series::is_external.eq(false))
        .filter(
            invoice_series::last_issued_on
                .is_null()
                .or(invoice_series::last_issued_on.le(day)),
        );
    diesel::update(open)
        .set((
            invoice_series::next_number.eq(invoice_series::next_number + 1),
            invoice_series::last_issued_on.eq(day),
        ))
        .returning((
            invoice_series::prefix,
            invoice_series::digits,
            invoice_series::next_number - 1,
            sql::<Timestamptz>("clock_timestamp()"),
        ))
        .get_result(conn)
        .optional()
}

/// The instant as the database has it, within a transaction too.
pub(in crate::invoices) fn find_instant(conn: &mut PgConnection) -> QueryResult<DateTime<Utc>> {
    diesel::select(sql::<Timestamptz>("clock_timestamp()")).get_result(conn)
}

pub(in crate::invoices) fn find_series(
    conn: &mut PgConnection,
    id: SeriesId,
) -> QueryResult<Option<Series>> {
    invoice_series::table
        .find(id)
        .select(Series::as_select())
        .first(conn)
        .optional()
}

/// The series in use that number this kind, those of our own first, the oldest first.
pub fn list_open_series(conn: &mut PgConnection, kind: SeriesKind) -> QueryResult<Vec<Series>> {
    invoice_series::table
        .filter(invoice_series::kind.eq(kind))
        .filter(invoice_series::active)
        .order((invoice_series::is_external, invoice_series::id))
        .select(Series::as_select())
        .load(conn)
}

/// What an invoice gets when it is issued.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = invoices)]
pub(in crate::invoices) struct IssuedAs {
    pub series_id: SeriesId,
    pub number: Option<i64>,
    pub full_number: String,
    pub issuer_name: String,
    pub issuer_tax_id: String,
    pub issuer_address: String,
    pub state: InvoiceState,
    pub issued_at: DateTime<Utc>,
    pub issue_offset_minutes: i32,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
}

pub(in crate::invoices) fn update_issued(
    conn: &mut PgConnection,
    id: InvoiceId,
    issued: &IssuedAs,
    customer: &Snapshot,
) -> QueryResult<Invoice> {
    diesel::update(invoices::table.find(id))
        .set((
            issued,
            customer,
            invoices::version.eq(invoices::version + 1),
            invoices::updated_at.eq(now),
        ))
        .returning(Invoice::as_returning())
        .get_result(conn)
}

/// Where an issued invoice stands now.
pub(in crate::invoices) fn update_settlement(
    conn: &mut PgConnection,
    id: InvoiceId,
    paid: i64,
    credited: i64,
    state: InvoiceState,
    settled_on: Option<NaiveDate>,
) -> QueryResult<Invoice> {
    diesel::update(invoices::table.find(id))
        .set((
            invoices::paid.eq(paid),
            invoices::credited.eq(credited),
            invoices::state.eq(state),
            invoices::settled_on.eq(settled_on),
            invoices::version.eq(invoices::version + 1),
            invoices::updated_at.eq(now),
        ))
        .returning(Invoice::as_returning())
        .get_result(conn)
}

pub(in crate::invoices) fn insert_payment(
    conn: &mut PgConnection,
    new: &NewPaymentRow,
) -> QueryResult<Payment> {
    diesel::insert_into(payments::table)
        .values(new)
        .returning(Payment::as_returning())
        .get_result(conn)
}

/// Of one invoice, so that another's payment has no name here.
pub(in crate::invoices) fn find_payment(
    conn: &mut PgConnection,
    invoice: InvoiceId,
    id: PaymentId,
) -> QueryResult<Payment> {
    payments::table
        .find(id)
        .filter(payments::invoice_id.eq(invoice))
        .select(Payment::as_select())
        .first(conn)
}

/// All of them, also those taken back; the oldest first.
pub fn list_payments(conn: &mut PgConnection, invoice: InvoiceId) -> QueryResult<Vec<Payment>> {
    payments::table
        .filter(payments::invoice_id.eq(invoice))
        .order(payments::id)
        .select(Payment::as_select())
        .load(conn)
}

pub(in crate::invoices) fn insert_refund(
    conn: &mut PgConnection,
    new: &NewRefund,
) -> QueryResult<RefundId> {
    diesel::insert_into(refunds::table)
        .values(new)
        .returning(refunds::id)
        .get_result::<i64>(conn)
        .map(RefundId::from)
}

/// What went back to the customer, the oldest first.
pub fn list_refunds(conn: &mut PgConnection, invoice: InvoiceId) -> QueryResult<Vec<Refund>> {
    refunds::table
        .filter(refunds::invoice_id.eq(invoice))
        .order(refunds::id)
        .select(Refund::as_select())
        .load(conn)
}

pub(in crate::invoices) fn update_taken_back(
    conn: &mut PgConnection,
    id: PaymentId,
    by: Option<UserId>,
    reason: &str,
) -> QueryResult<usize> {
    let counted = payments::table
        .find(id)
        .filter(payments::taken_back_at.is_null());
    diesel::update(counted)
        .set((
            payments::taken_back_at.eq(now),
            payments::taken_back_by.eq(by),
            payments::taken_back_reason.eq(reason),
        ))
        .execute(conn)
}

/// The day of the newest payment that counts.
pub(in crate::invoices) fn find_last_payment(
    conn: &mut PgConnection,
    invoice: InvoiceId,
) -> QueryResult<Option<NaiveDate>> {
    payments::table
        .filter(payments::invoice_id.eq(invoice))
        .filter(payments::taken_back_at.is_null())
        .select(max(payments::paid_on))
        .first(conn)
}

/// The credit notes of an invoice, the oldest first.
pub fn list_credit_notes(conn: &mut PgConnection, id: InvoiceId) -> QueryResult<Vec<Invoice>> {
    invoices::table
        .filter(invoices::corrects_id.eq(id))
        .filter(invoices::type_.eq(InvoiceType::CreditNote))
        .order(invoices::id)
        .select(Invoice::as_select())
        .load(conn)
}

/// What the credit notes of an invoice took back, by the position of its line.
pub(in crate::invoices) fn list_taken(
    conn: &mut PgConnection,
    id: InvoiceId,
) -> QueryResult<Vec<(i32, Taken)>> {
    let lines: Vec<(Option<i32>, i64, i64, i64)> = invoice_lines::table
        .inner_join(invoices::table)
        .filter(invoices::corrects_id.eq(id))
        .filter(invoices::type_.eq(InvoiceType::CreditNote))
        .select((
            invoice_lines::corrects_position,
            invoice_lines::quantity,
            invoice_lines::net,
            invoice_lines::tax,
        ))
        .load(conn)?;
    let taken = |(position, quantity, net, tax): (Option<i32>, i64, i64, i64)| {
        let amounts = Amounts { net, tax };
        position.map(|position| (position, Taken { quantity, amounts }))
    };
    Ok(lines.into_iter().filter_map(taken).collect())
}

/// The newest five documents of the customer `c`, as JSON, for a statement that reads more of them.
pub const BILLED: &str = "
    SELECT coalesce(jsonb_agg(billed), '[]') FROM (
        SELECT * FROM invoices WHERE customer_id = c.id ORDER BY id DESC LIMIT 5
    ) AS billed";

/// What the customer `c` owes in the organisation's currency.
pub const OWED: &str = "
    SELECT coalesce(sum(invoices.open), 0)::bigint FROM invoices JOIN settings ON settings.currency = invoices.currency
    WHERE customer_id = c.id AND open > 0";

pub(in crate::invoices) fn insert_delivery(
    conn: &mut PgConnection,
    invoice: InvoiceId,
    message: MessageId,
) -> QueryResult<usize> {
    diesel::insert_into(invoice_deliveries::table)
        .values((
            invoice_deliveries::invoice_id.eq(invoice),
            invoice_deliveries::message_id.eq(message),
        ))
        .execute(conn)
}

/// What an opportunity says of what is to be billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::invoices) struct Sale {
    pub customer_id: CustomerId,
    pub title: String,
    /// Minor units of `currency`.
    pub value: i64,
    pub currency: Currency,
    pub products: Vec<String>,
}

/// Of an opportunity that is there.
pub(in crate::invoices) fn find_sale(
    conn: &mut PgConnection,
    id: OpportunityId,
) -> QueryResult<Sale> {
    let (customer_id, title, value, currency, products): (_, _, _, _, Vec<Option<String>>) =
        opportunities::table
            .find(id)
            .filter(opportunities::deleted_at.is_null())
            .select((
                opportunities::customer_id,
                opportunities::title,
                opportunities::value,
                opportunities::currency,
                opportunities::products,
            ))
            .first(conn)?;
    Ok(Sale {
        customer_id,
        title,
        value,
        currency,
        products: products.into_iter().flatten().collect(),
    })
}

/// The language that a customer reads, where it is known.
pub(in crate::invoices) fn find_language(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> QueryResult<Option<Language>> {
    customers::table
        .find(customer)
        .select(customers::language)
        .first(conn)
}
