//! Sums over invoices, by currency: amounts of different currencies are never added.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Double, Nullable, Text};

use crate::domain::Currency;

/// A credit note counts against what it corrects.
const SIGNED: &str = "CASE WHEN type = 'credit_note' THEN -total ELSE total END";

/// `$1` is today.
const OPEN: &str = "
    SELECT currency, count(*) AS count, sum(open)::bigint AS open,
           coalesce(sum(open) FILTER (WHERE $1 - due_on BETWEEN 1 AND 30), 0)::bigint AS to_30,
           coalesce(sum(open) FILTER (WHERE $1 - due_on BETWEEN 31 AND 60), 0)::bigint AS to_60,
           coalesce(sum(open) FILTER (WHERE $1 - due_on BETWEEN 61 AND 90), 0)::bigint AS to_90,
           coalesce(sum(open) FILTER (WHERE $1 - due_on > 90), 0)::bigint AS beyond_90
    FROM invoices WHERE open > 0 GROUP BY currency";

/// What is owed in one currency, and since when it should have been paid.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct OpenBalance {
    #[diesel(sql_type = Text)]
    pub currency: Currency,
    /// How many invoices are open.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    /// Overdue for up to 30 days.
    #[diesel(sql_type = BigInt)]
    pub to_30: i64,
    #[diesel(sql_type = BigInt)]
    pub to_60: i64,
    #[diesel(sql_type = BigInt)]
    pub to_90: i64,
    /// Overdue for more than 90 days.
    #[diesel(sql_type = BigInt)]
    pub beyond_90: i64,
}

impl OpenBalance {
    pub fn nothing(currency: Currency) -> Self {
        Self {
            currency,
            count: 0,
            open: 0,
            to_30: 0,
            to_60: 0,
            to_90: 0,
            beyond_90: 0,
        }
    }

    pub fn overdue(&self) -> i64 {
        self.to_30 + self.to_60 + self.to_90 + self.beyond_90
    }
}

/// What is open, currency by currency.
pub fn list_open(conn: &mut PgConnection, today: NaiveDate) -> QueryResult<Vec<OpenBalance>> {
    diesel::sql_query(format!("{OPEN} ORDER BY currency"))
        .bind::<Date, _>(today)
        .load(conn)
}

/// How billing goes in one currency.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Billing {
    #[diesel(embed)]
    pub balance: OpenBalance,
    /// Issued in the month up to today, less credit notes.
    #[diesel(sql_type = BigInt)]
    pub invoiced: i64,
    /// Mean days from issue to the payment that settled it, of what was settled within a year; what was paid in advance took
    /// none. `None` where nothing was settled.
    #[diesel(sql_type = Nullable<Double>)]
    pub days_to_pay: Option<f64>,
}

/// The dashboard's figures, currency by currency, each part on its own index.
pub fn list_billing(
    conn: &mut PgConnection,
    month: NaiveDate,
    today: NaiveDate,
) -> QueryResult<Vec<Billing>> {
    diesel::sql_query(format!(
        "WITH owed AS ({OPEN}),
              issued AS (SELECT currency, sum({SIGNED})::bigint AS invoiced FROM invoices
                         WHERE issued_on BETWEEN $2 AND $1 GROUP BY currency),
              settled AS (SELECT currency, avg(greatest(settled_on - issued_on, 0))::float8 AS days_to_pay FROM invoices
                          WHERE settled_on > $1 - 365 AND settled_on <= $1 GROUP BY currency)
         SELECT currency, coalesce(count, 0) AS count, coalesce(open, 0) AS open, coalesce(to_30, 0) AS to_30,
                coalesce(to_60, 0) AS to_60, coalesce(to_90, 0) AS to_90, coalesce(beyond_90, 0) AS beyond_90,
                coalesce(invoiced, 0) AS invoiced, days_to_pay
         FROM owed FULL JOIN issued USING (currency) FULL JOIN settled USING (currency) ORDER BY currency"
    ))
    .bind::<Date, _>(today)
    .bind::<Date, _>(month)
    .load(conn)
}

/// What was invoiced in one currency, less what credit notes took back.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Invoiced {
    #[diesel(sql_type = Text)]
    pub currency: Currency,
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// What was invoiced ever, currency by currency.
pub fn list_invoiced(conn: &mut PgConnection) -> QueryResult<Vec<Invoiced>> {
    diesel::sql_query(
        "SELECT currency, sum(invoiced)::bigint AS total FROM invoice_tallies GROUP BY currency ORDER BY currency",
    )
    .load(conn)
}

/// Mean days from issue to full payment, over all currencies.
#[derive(QueryableByName)]
struct DaysToPay {
    #[diesel(sql_type = Nullable<Double>)]
    days: Option<f64>,
}

/// The mean days from issue to the payment that settled an invoice; `None` where none is settled.
pub fn find_days_to_pay(conn: &mut PgConnection) -> QueryResult<Option<f64>> {
    let mean: DaysToPay = diesel::sql_query(
        "SELECT sum(days_to_pay)::float8 / nullif(sum(settled), 0) AS days FROM invoice_tallies",
    )
    .get_result(conn)?;
    Ok(mean.days)
}
