//! What the stored figures hold for, and how they are moved to another day or other thresholds.
//!
//! Triggers keep `customer_metrics`, `service_days` and the tallies in step with every write. They know no clock: time
//! passes when a job calls [`move_business_day`].

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Integer, Nullable};
use diesel::{Connection as _, PgConnection, QueryResult, QueryableByName, RunQueryDsl as _};

use crate::domain::RfmThresholds;

/// A move may recount everybody, so it has longer than a page; waiting for writers is limited in the function itself.
const NO_HURRY: &str = "SET LOCAL statement_timeout = '30min'";

/// What the stored figures hold for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub day: NaiveDate,
    pub thresholds: RfmThresholds,
    /// The newest service up to that day; pages that show recency say so when it is old.
    pub newest_service: Option<NaiveDate>,
}

#[derive(QueryableByName)]
struct HeldRow {
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    newest_service: Option<NaiveDate>,
    #[diesel(sql_type = Integer)]
    r3_days: i32,
    #[diesel(sql_type = Integer)]
    r2_days: i32,
    #[diesel(sql_type = Integer)]
    f3: i32,
    #[diesel(sql_type = Integer)]
    f2: i32,
    #[diesel(sql_type = BigInt)]
    m3: i64,
    #[diesel(sql_type = BigInt)]
    m2: i64,
}

const HELD: &str = "
    SELECT business_day.*, newest_service(day) FROM business_day";

pub fn find_held(conn: &mut PgConnection) -> QueryResult<Held> {
    let row: HeldRow = diesel::sql_query(HELD).get_result(conn)?;
    let thresholds = RfmThresholds {
        r3_days: row.r3_days,
        r2_days: row.r2_days,
        f3: row.f3.into(),
        f2: row.f2.into(),
        m3: row.m3,
        m2: row.m2,
    };
    Ok(Held {
        day: row.day,
        thresholds,
        newest_service: row.newest_service,
    })
}

/// Moves all figures to `day`, forwards or backwards; to the day they hold for already it is one look.
///
/// Fails with PostgreSQL's `lock_not_available` while a long import runs; the caller tries again later.
pub fn move_business_day(conn: &mut PgConnection, day: NaiveDate) -> QueryResult<i64> {
    conn.transaction(|conn| {
        diesel::sql_query(NO_HURRY).execute(conn)?;
        let statement = diesel::sql_query("SELECT move_business_day($1) AS rows");
        statement
            .bind::<Date, _>(day)
            .get_result(conn)
            .map(|Rows { rows }| rows)
    })
}

/// Takes over the thresholds of the settings and returns how many customers score differently by them.
///
/// Fails like [`move_business_day`].
pub fn rescore_all(conn: &mut PgConnection) -> QueryResult<i64> {
    conn.transaction(|conn| {
        diesel::sql_query(NO_HURRY).execute(conn)?;
        let statement = diesel::sql_query("SELECT rescore_all() AS rows");
        statement.get_result(conn).map(|Rows { rows }| rows)
    })
}

/// Merges the differences that writers appended, and returns how many rows that saved. Due each hour: readers
/// sum the rows that wait.
pub fn compact(conn: &mut PgConnection) -> QueryResult<i64> {
    let statement = diesel::sql_query(
        "SELECT compact_service_days() + compact_tallies() + compact_segments() + compact_cohorts()
         AS rows",
    );
    statement.get_result(conn).map(|Rows { rows }| rows)
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}
