//! The customers with history in a row, and who of them would have another segment.

use std::sync::LazyLock;

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Integer, Text};
use diesel::{PgConnection, QueryResult, QueryableByName, RunQueryDsl as _};

use super::quantiles::AtCuts;
use crate::domain::RfmThresholds;
use crate::segments::members::Member;
use crate::segments::rfm::Segment;

#[derive(QueryableByName)]
struct BaseRow {
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    customers: i64,
}

/// The business day and how many customers have history up to it.
pub fn find_base(conn: &mut PgConnection) -> QueryResult<(NaiveDate, i64)> {
    let row: BaseRow = diesel::sql_query(
        "SELECT day, (SELECT coalesce(sum(customers), 0)::bigint FROM rfm_cells) AS customers FROM business_day",
    )
    .get_result(conn)?;
    Ok((row.day, row.customers))
}

#[derive(QueryableByName)]
struct CutRow {
    #[diesel(sql_type = BigInt)]
    recency: i64,
    #[diesel(sql_type = BigInt)]
    services: i64,
    #[diesel(sql_type = BigInt)]
    spend: i64,
}

/// Each from an index in that order.
const AT_CUTS: &str = "
    SELECT (day - (SELECT last_date FROM customer_metrics ORDER BY last_date DESC, customer_id
                   OFFSET place - 1 LIMIT 1))::bigint AS recency,
           (SELECT services FROM customer_metrics ORDER BY services DESC, customer_id OFFSET place - 1 LIMIT 1)::bigint AS services,
           (SELECT spend FROM customer_metrics ORDER BY spend DESC, customer_id OFFSET place - 1 LIMIT 1) AS spend
    FROM business_day, unnest(ARRAY[$1, $2]) WITH ORDINALITY AS cut (place, number)
    ORDER BY number";

/// The figures of the customers at two places, the best first; the places are there.
pub fn find_at_cuts(conn: &mut PgConnection, places: [i64; 2]) -> QueryResult<AtCuts> {
    let rows: Vec<CutRow> = diesel::sql_query(AT_CUTS)
        .bind::<BigInt, _>(places[0])
        .bind::<BigInt, _>(places[1])
        .load(conn)?;
    let [best, next] = rows.as_slice() else {
        return Err(diesel::result::Error::NotFound);
    };
    Ok(AtCuts {
        recency: [best.recency, next.recency],
        services: [best.services, next.services],
        spend: [best.spend, next.spend],
    })
}

/// Who would go from one segment to another.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Move {
    #[diesel(sql_type = Text)]
    pub from: Segment,
    #[diesel(sql_type = Text)]
    pub to: Segment,
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    /// All that they ever spent, in minor units.
    #[diesel(sql_type = BigInt)]
    pub spend: i64,
}

/// The segment that the thresholds `$1` to `$6` give.
const PROPOSED: &str =
    "rfm_segment(rfm_r(day - last_date, $1, $2), rfm_f(services, $3, $4), rfm_m(spend, $5, $6))";

static MOVES: LazyLock<String> = LazyLock::new(|| {
    format!(
        r#"SELECT segment AS "from", proposed AS "to", count(*) AS customers, sum(spend)::bigint AS spend
    FROM (SELECT segment, spend, {PROPOSED} AS proposed FROM customer_metrics, business_day) AS scored
    WHERE segment <> proposed GROUP BY 1, 2"#
    )
});

/// All who would change, the largest groups first. Reads every customer with history.
pub fn list_moves(conn: &mut PgConnection, thresholds: &RfmThresholds) -> QueryResult<Vec<Move>> {
    let mut moves: Vec<Move> = bound(MOVES.as_str(), thresholds).load(conn)?;
    moves.sort_by_key(|step| (-step.customers, step.from, step.to));
    Ok(moves)
}

static MEMBERS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT customer_id AS id, full_name AS name, segment, services, spend, last_date AS last_service
    FROM customer_metrics, business_day WHERE segment = $7 AND {PROPOSED} = $8
    ORDER BY spend DESC, customer_id LIMIT $9 OFFSET $10"
    )
});

/// So many of those who would go from one segment to another, after the first `offset`; who spent most first.
pub fn list_members(
    conn: &mut PgConnection,
    thresholds: &RfmThresholds,
    (from, to): (Segment, Segment),
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<Member>> {
    bound(MEMBERS.as_str(), thresholds)
        .bind::<Text, _>(from)
        .bind::<Text, _>(to)
        .bind::<BigInt, _>(limit)
        .bind::<BigInt, _>(offset)
        .load(conn)
}

type Bound =
    diesel::query_builder::BoxedSqlQuery<'static, diesel::pg::Pg, diesel::query_builder::SqlQuery>;

fn bound(statement: &'static str, thresholds: &RfmThresholds) -> Bound {
    let services = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    diesel::sql_query(statement)
        .into_boxed()
        .bind::<Integer, _>(thresholds.r3_days)
        .bind::<Integer, _>(thresholds.r2_days)
        .bind::<Integer, _>(services(thresholds.f3))
        .bind::<Integer, _>(services(thresholds.f2))
        .bind::<BigInt, _>(thresholds.m3)
        .bind::<BigInt, _>(thresholds.m2)
}
