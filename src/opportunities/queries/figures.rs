//! Sums of what is open and of what was won, currency by currency.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::UserId;
use crate::opportunities::model::MonthSum;

/// What is expected to close within so many days closes soon.
pub const CLOSING_DAYS: i64 = 30;
const CLOSING: &str = "soon.is_closing";

/// How selling goes, currency by currency, a row a currency: a part of another statement, which says where today and the
/// first instant of the month stand.
pub fn pipeline_part([today, month]: [&str; 2]) -> String {
    format!(
        "SELECT o.currency, count(*) FILTER (WHERE o.closed_at IS NULL) AS count,
                coalesce(sum(o.value) FILTER (WHERE o.closed_at IS NULL), 0)::bigint AS value,
                coalesce(sum(round(o.value * o.probability / 100.0)) FILTER (WHERE o.closed_at IS NULL), 0)::bigint AS weighted,
                count(*) FILTER (WHERE {CLOSING}) AS closing_count,
                coalesce(sum(o.value) FILTER (WHERE {CLOSING}), 0)::bigint AS closing,
                count(*) FILTER (WHERE o.closed_at IS NOT NULL) AS won_count,
                coalesce(sum(o.value) FILTER (WHERE o.closed_at IS NOT NULL), 0)::bigint AS won
         FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL,
              LATERAL (SELECT o.closed_at IS NULL AND o.expected_close_on BETWEEN {today} AND {today} + {CLOSING_DAYS}) AS soon (is_closing)
         WHERE o.deleted_at IS NULL AND (o.closed_at IS NULL OR (o.closed_at >= {month} AND o.stage = 'won'))
         GROUP BY o.currency ORDER BY o.currency"
    )
}

/// What is open, by the month in which it is expected to close.
pub fn sum_months(conn: &mut PgConnection, owner: Option<UserId>) -> QueryResult<Vec<MonthSum>> {
    let sql = format!(
        "SELECT month_of(o.expected_close_on) AS month, o.currency, count(*) AS count, sum(o.value)::bigint AS value,
                sum(round(o.value * o.probability / 100.0))::bigint AS weighted
         FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL
         WHERE o.deleted_at IS NULL AND o.closed_at IS NULL AND {} GROUP BY 1, 2 ORDER BY 1, 2",
        of_owner(owner),
    );
    diesel::sql_query(sql)
        .bind::<BigInt, _>(owner.map_or(0, UserId::get))
        .load(conn)
}

/// `$1` is the owner, where there is one.
pub(super) fn of_owner(owner: Option<UserId>) -> &'static str {
    match owner {
        Some(_) => "o.owner_id = $1",
        None => "$1 = 0",
    }
}
