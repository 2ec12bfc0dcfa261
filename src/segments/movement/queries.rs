use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Text};
use diesel::{PgConnection, QueryResult, RunQueryDsl as _};

use super::flows::Step;
use crate::segments::members::Member;
use crate::segments::rfm::Segment;

const STEPS: &str = r#"
    SELECT month, from_segment AS "from", to_segment AS "to", sum(customers)::bigint AS customers,
           sum(year_spend)::bigint AS year_spend
    FROM segment_flows GROUP BY 1, 2, 3 HAVING sum(customers) <> 0"#;

/// All steps of all months: at most as many as there are pairs of segments, a month.
pub fn list_steps(conn: &mut PgConnection) -> QueryResult<Vec<Step>> {
    diesel::sql_query(STEPS).load(conn)
}

const MEMBERS: &str = "
    SELECT changes.customer_id AS id, full_name AS name, segment, services, year_spend AS spend, last_date AS last_service
    FROM segment_changes changes JOIN customer_metrics USING (customer_id)
    WHERE month = $1 AND from_segment = $2 AND to_segment = $3
    ORDER BY year_spend DESC, changes.customer_id LIMIT $4 OFFSET $5";

/// So many of those who made a step in a month, after the first `offset`; who spent most in their year first.
pub fn list_members(
    conn: &mut PgConnection,
    month: NaiveDate,
    (from, to): (Segment, Segment),
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<Member>> {
    diesel::sql_query(MEMBERS)
        .bind::<Date, _>(month)
        .bind::<Text, _>(from)
        .bind::<Text, _>(to)
        .bind::<BigInt, _>(limit)
        .bind::<BigInt, _>(offset)
        .load(conn)
}
