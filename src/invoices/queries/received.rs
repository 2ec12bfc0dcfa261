//! Money as it came in and went back, over all invoices. A period always has both ends, and each part its own index.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use crate::domain::{Currency, InvoiceId};
use crate::invoices::model::PaymentMethod;

/// Which of it is asked for.
#[derive(Debug, Clone)]
pub(in crate::invoices) struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub method: Option<PaymentMethod>,
}

/// A payment that counts, or a refund, whose amount is negative.
#[derive(Debug, Clone, QueryableByName)]
pub(in crate::invoices) struct Movement {
    /// `payment` or `refund`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub invoice_id: InvoiceId,
    #[diesel(sql_type = Nullable<Text>)]
    pub number: Option<String>,
    #[diesel(sql_type = Text)]
    pub customer: String,
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = Text)]
    pub method: PaymentMethod,
    #[diesel(sql_type = Text)]
    pub reference: String,
    #[diesel(sql_type = BigInt)]
    pub amount: i64,
    #[diesel(sql_type = Text)]
    pub currency: Currency,
}

/// What came in by one way in one currency, less what went back.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(in crate::invoices) struct Received {
    #[diesel(sql_type = Text)]
    pub currency: Currency,
    #[diesel(sql_type = Text)]
    pub method: PaymentMethod,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    #[diesel(sql_type = BigInt)]
    pub amount: i64,
}

const MOVEMENTS: &str = "
    SELECT 'payment' AS kind, id, invoice_id, paid_on AS day, method, reference, amount, currency FROM payments
    WHERE taken_back_at IS NULL AND paid_on BETWEEN $1 AND $2 AND ($3 IS NULL OR method = $3)
    UNION ALL
    SELECT 'refund', id, invoice_id, refunded_on, method, reference, -amount, currency FROM refunds
    WHERE refunded_on BETWEEN $1 AND $2 AND ($3 IS NULL OR method = $3)";

/// The newest first.
pub(in crate::invoices) fn list_movements(
    conn: &mut PgConnection,
    period: &Period,
    most: i64,
    skipped: i64,
) -> QueryResult<Vec<Movement>> {
    diesel::sql_query(format!(
        "SELECT moved.*, i.full_number AS number, i.customer_name AS customer
         FROM (SELECT * FROM ({MOVEMENTS}) AS every ORDER BY day DESC, kind, id DESC LIMIT $4 OFFSET $5) AS moved
         JOIN invoices i ON i.id = moved.invoice_id ORDER BY day DESC, kind, moved.id DESC"
    ))
    .bind::<Date, _>(period.from)
    .bind::<Date, _>(period.to)
    .bind::<Nullable<Text>, _>(period.method)
    .bind::<BigInt, _>(most)
    .bind::<BigInt, _>(skipped)
    .load(conn)
}

pub(in crate::invoices) fn sum_received(
    conn: &mut PgConnection,
    period: &Period,
) -> QueryResult<Vec<Received>> {
    diesel::sql_query(format!(
        "SELECT currency, method, count(*) AS count, sum(amount)::bigint AS amount FROM ({MOVEMENTS}) AS moved
         GROUP BY currency, method ORDER BY currency, method"
    ))
    .bind::<Date, _>(period.from)
    .bind::<Date, _>(period.to)
    .bind::<Nullable<Text>, _>(period.method)
    .load(conn)
}
