use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text};

use super::facts::{Collation, Figures, Queue};

pub struct Server {
    pub major: u32,
    pub version: String,
    pub bytes: i64,
}

#[derive(QueryableByName)]
struct ServerRow {
    #[diesel(sql_type = Integer)]
    major: i32,
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

pub fn find_server(conn: &mut PgConnection) -> QueryResult<Server> {
    let row: ServerRow = sql_query(
        "SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_version') AS version,
                pg_database_size(current_database()) AS bytes",
    )
    .get_result(conn)?;
    Ok(Server {
        major: u32::try_from(row.major).unwrap_or_default(),
        version: row.version,
        bytes: row.bytes,
    })
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Of those that the schema needs: what is neither created here nor could be.
pub fn list_missing_extensions(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    let missing: Vec<Named> = sql_query(
        "SELECT name FROM unnest(ARRAY['pg_trgm', 'unaccent']) AS needed (name)
         WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = name)
           AND (to_regclass('__diesel_schema_migrations') IS NOT NULL
             OR NOT EXISTS (SELECT FROM pg_available_extensions available WHERE available.name = needed.name))",
    )
    .load(conn)?;
    Ok(missing.into_iter().map(|row| row.name).collect())
}

#[derive(QueryableByName)]
struct CollationRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    stored: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    actual: Option<String>,
}

/// The database's own, and the one by which names are sorted.
pub fn list_collations(conn: &mut PgConnection) -> QueryResult<Vec<Collation>> {
    let rows: Vec<CollationRow> = sql_query(
        "SELECT datname::text AS name, datcollversion AS stored, pg_database_collation_actual_version(oid) AS actual
         FROM pg_database WHERE datname = current_database()
         UNION ALL
         SELECT collname::text, collversion, pg_collation_actual_version(oid) FROM pg_collation
         WHERE collname = 'names' AND collnamespace = 'public'::regnamespace",
    )
    .load(conn)?;
    let collations = rows.into_iter().map(|row| Collation {
        name: row.name,
        stored: row.stored,
        actual: row.actual,
    });
    Ok(collations.collect())
}

#[derive(QueryableByName)]
struct HeldRow {
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Bool)]
    has_thresholds: bool,
    #[diesel(sql_type = BigInt)]
    counted: i64,
    #[diesel(sql_type = BigInt)]
    kept: i64,
}

/// What the stored figures hold for; `today` is the caller's to say.
pub fn find_held(conn: &mut PgConnection) -> QueryResult<Figures> {
    let row: HeldRow = sql_query(
        "SELECT day, (r3_days, r2_days, f3, f2, m3, m2)
                     = (rfm_r3_days, rfm_r2_days, rfm_f3, rfm_f2, rfm_m3, rfm_m2) AS has_thresholds,
                (SELECT count(*) FROM customers WHERE deleted_at IS NULL) AS counted,
                (SELECT coalesce(sum(customers), 0)::bigint FROM customer_tallies) AS kept
         FROM business_day, settings",
    )
    .get_result(conn)?;
    Ok(Figures {
        day: row.day,
        today: row.day,
        has_thresholds: row.has_thresholds,
        customers_counted: row.counted,
        customers_kept: row.kept,
    })
}

#[derive(QueryableByName)]
struct QueueRow {
    #[diesel(sql_type = BigInt)]
    failed: i64,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = BigInt)]
    oldest: i64,
}

pub fn find_queue(conn: &mut PgConnection) -> QueryResult<Queue> {
    let row: QueueRow = sql_query(
        "SELECT count(*) FILTER (WHERE state = 'failed') AS failed, count(*) FILTER (WHERE state = 'queued') AS waiting,
                coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE state = 'queued' AND run_at <= now())), 0)::bigint AS oldest
         FROM jobs WHERE state IN ('failed', 'queued')",
    )
    .get_result(conn)?;
    Ok(Queue {
        failed: row.failed,
        waiting: row.waiting,
        oldest_due_seconds: row.oldest,
    })
}
