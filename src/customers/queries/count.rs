//! How many there are, counted no further than a list is paged.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::conditions::{Conditions, FROM, conditions_with_search, load};
use crate::customers::filters::{COUNT_LIMIT, Filters, Narrowing, SegmentFilter};
use crate::customers::search::Typed;

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Exactly(i64),
    /// More than [`COUNT_LIMIT`].
    Many,
}

impl Count {
    pub fn capped(n: i64) -> Self {
        if n > COUNT_LIMIT {
            Self::Many
        } else {
            Self::Exactly(n)
        }
    }

    /// As far as it was counted.
    pub fn at_least(self) -> i64 {
        match self {
            Self::Exactly(n) => n,
            Self::Many => COUNT_LIMIT + 1,
        }
    }
}

/// How many the filters let through: from the tallies where they know it, else counted up to [`COUNT_LIMIT`].
pub fn count_customers(conn: &mut PgConnection, filters: &Filters) -> QueryResult<Count> {
    if let Some(sql) = stored_count(filters) {
        return count_of(conn, sql, &[]).map(Count::Exactly);
    }
    let conditions = conditions_with_search(filters);
    let sql = format!(
        "SELECT count(*) AS n FROM (SELECT FROM {FROM} WHERE {} LIMIT {}) AS counted",
        conditions.sql,
        COUNT_LIMIT + 1
    );
    count_of(conn, sql, &conditions.binds).map(Count::capped)
}

/// How many the filters let through, to the last of them; a search too short to be one names nobody.
pub fn count_whole(conn: &mut PgConnection, filters: &Filters) -> QueryResult<i64> {
    if filters.typed == Typed::TooShort {
        return Ok(0);
    }
    match stored_count(filters) {
        Some(sql) => count_of(conn, sql, &[]),
        None => count_exactly(conn, &conditions_with_search(filters)),
    }
}

/// The statement that adds up stored tallies, where these filters have some.
pub(super) fn stored_count(filters: &Filters) -> Option<String> {
    const EVERYBODY: &str = "SELECT coalesce(sum(customers), 0)::bigint AS n FROM customer_tallies";
    const SCORED: &str = "SELECT coalesce(sum(customers), 0)::bigint AS n FROM rfm_cells";
    if matches!(filters.typed, Typed::Search(_))
        || filters.owner.is_some()
        || !filters.tag.is_empty()
        || filters.more != Narrowing::default()
    {
        return None;
    }
    let mut scores: Vec<String> = Vec::new();
    let mut status = None;
    // Both are one of the registry's own words, whoever asks.
    for asked in &filters.asked {
        match asked.part().as_str() {
            "status" => status = Some(&asked.value),
            score @ ("r" | "f") => scores.push(format!("{score} = {}", asked.value)),
            _ => return None,
        }
    }
    match (status, filters.segment) {
        (None, None) if scores.is_empty() => Some(EVERYBODY.to_owned()),
        (Some(status), None) if scores.is_empty() => {
            Some(format!("{EVERYBODY} WHERE status = '{status}'"))
        }
        (None, Some(SegmentFilter::NoHistory)) if scores.is_empty() => {
            Some(format!("SELECT ({EVERYBODY}) - ({SCORED}) AS n"))
        }
        (None, Some(SegmentFilter::NoHistory)) => None,
        (None, segment) => {
            let named = segment.filter(|segment| *segment != SegmentFilter::WithHistory);
            let mut all = vec!["true".to_owned()];
            all.extend(scores);
            all.extend(named.map(|segment| format!("segment = '{segment}'")));
            Some(format!("{SCORED} WHERE {}", all.join(" AND ")))
        }
        _ => None,
    }
}

pub(super) fn count_exactly(conn: &mut PgConnection, conditions: &Conditions) -> QueryResult<i64> {
    let sql = format!("SELECT count(*) AS n FROM {FROM} WHERE {}", conditions.sql);
    count_of(conn, sql, &conditions.binds)
}

/// The number that a composed statement gives as `n`.
pub fn count_of(conn: &mut PgConnection, sql: String, binds: &[String]) -> QueryResult<i64> {
    let rows: Vec<Counted> = load(conn, sql, binds)?;
    Ok(rows.first().map_or(0, |row| row.n))
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}
