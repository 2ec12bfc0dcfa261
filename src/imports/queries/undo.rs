//! What is left of an import that was taken back. Rows in the tables of others are theirs to take back; they note in the
//! temporary table `kept_rows` what they leave.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz};

use crate::domain::{ImportId, UserId};

pub fn create_kept(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(
        "DROP TABLE IF EXISTS pg_temp.kept_rows;
         CREATE TEMPORARY TABLE kept_rows (
             table_name text, record_id bigint, reason text, PRIMARY KEY (table_name, record_id)
         ) ON COMMIT DROP",
    )
}

const FORGET: &str = "DELETE FROM import_leftovers WHERE import_id = $1";
const KEEP: &str = "
    INSERT INTO import_leftovers (import_id, table_name, record_id, reason)
    SELECT $1, table_name, record_id, reason FROM kept_rows";
const MARK_RESTORED: &str = "
    UPDATE import_changed AS changed SET is_restored = true
    WHERE import_id = $1 AND NOT is_restored AND NOT EXISTS (
        SELECT FROM kept_rows kept
        WHERE kept.table_name = changed.table_name AND kept.record_id = changed.record_id)";
const UPDATE: &str = "
    UPDATE imports SET state = 'undone', undone_at = coalesce(undone_at, clock_timestamp()), undone_by = $2,
           rows_undone = rows_undone + $3, failure = NULL,
           rows_left = (SELECT count(*) FROM kept_rows)
    WHERE id = $1";

/// Notes what was left, and that the rest is what it was.
pub fn update_undone(
    conn: &mut PgConnection,
    id: ImportId,
    rows: i64,
    by: Option<UserId>,
) -> QueryResult<usize> {
    for statement in [FORGET, KEEP, MARK_RESTORED] {
        diesel::sql_query(statement)
            .bind::<BigInt, _>(id)
            .execute(conn)?;
    }
    diesel::sql_query(UPDATE)
        .bind::<BigInt, _>(id)
        .bind::<Nullable<BigInt>, _>(by.map(UserId::get))
        .bind::<BigInt, _>(rows)
        .execute(conn)
}

/// A record that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Leftover {
    #[diesel(sql_type = Text)]
    pub table_name: String,
    #[diesel(sql_type = BigInt)]
    pub record_id: i64,
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// Of the customer or service.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Whose page shows it.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub customer_id: Option<i64>,
}

const NAMED: &str = "
    SELECT found.table_name, found.record_id, found.reason,
           coalesce(c.full_name, h.name, s.name, '') AS name, coalesce(c.id, h.customer_id) AS customer_id
    FROM ({found}) AS found
    LEFT JOIN customers c ON found.table_name = 'customers' AND c.id = found.record_id
    LEFT JOIN service_history h ON found.table_name = 'service_history' AND h.id = found.record_id
    LEFT JOIN services s ON found.table_name = 'services' AND s.id = found.record_id
    ORDER BY found.table_name, found.record_id";

pub fn list_leftovers(
    conn: &mut PgConnection,
    id: ImportId,
    limit: i64,
) -> QueryResult<Vec<Leftover>> {
    let found = "SELECT * FROM import_leftovers WHERE import_id = $1 ORDER BY table_name, record_id LIMIT $2";
    diesel::sql_query(NAMED.replace("{found}", found))
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(limit)
        .load(conn)
}

/// Customers and services of customers whom somebody edited since, with the version that the import left: an undo would leave
/// them.
const EDITED: &str = "
    SELECT 'customers' AS table_name, c.id AS record_id, 1 AS version
    FROM import_created, unnest(ids) AS created (id) JOIN customers c USING (id)
    WHERE import_id = $1 AND table_name = 'customers'
      AND c.version <> 1 AND c.version <> version_unless_edited('customers', c.id, 1)
    UNION ALL
    SELECT 'customers', c.id, changed.version FROM import_changed changed JOIN customers c ON c.id = changed.record_id
    WHERE changed.import_id = $1 AND changed.table_name = 'customers' AND NOT changed.is_restored
      AND c.version <> changed.version AND c.version <> version_unless_edited('customers', c.id, changed.version)
    UNION ALL
    SELECT 'service_history', h.id, 1
    FROM import_created, unnest(ids) AS created (id) JOIN service_history h USING (id)
    WHERE import_id = $1 AND table_name = 'service_history'
      AND h.version <> 1 AND h.version <> version_unless_edited('service_history', h.id, 1)
    UNION ALL
    SELECT 'service_history', h.id, changed.version
    FROM import_changed changed JOIN service_history h ON h.id = changed.record_id
    WHERE changed.import_id = $1 AND changed.table_name = 'service_history' AND NOT changed.is_restored
      AND h.version <> changed.version AND h.version <> version_unless_edited('service_history', h.id, changed.version)";

/// What an undo would take back; who has other data by now stays all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, QueryableByName)]
pub struct Extent {
    #[diesel(sql_type = BigInt)]
    pub customers_deleted: i64,
    #[diesel(sql_type = BigInt)]
    pub customers_restored: i64,
    #[diesel(sql_type = BigInt)]
    pub services_deleted: i64,
    #[diesel(sql_type = BigInt)]
    pub services_restored: i64,
}

/// Rows that are there still: an undo that left some may be repeated.
const EXTENT: &str = "
    SELECT (SELECT count(*) FROM import_created, unnest(ids) AS created (id) JOIN customers USING (id)
            WHERE import_id = $1 AND table_name = 'customers') AS customers_deleted,
           (SELECT count(*) FROM import_changed
            WHERE import_id = $1 AND table_name = 'customers' AND NOT is_restored AND after - 'imported' <> '{}') AS customers_restored,
           (SELECT count(*) FROM import_created, unnest(ids) AS created (id) JOIN service_history USING (id)
            WHERE import_id = $1 AND table_name = 'service_history') AS services_deleted,
           (SELECT count(*) FROM import_changed
            WHERE import_id = $1 AND table_name = 'service_history' AND NOT is_restored AND after - 'imported' <> '{}') AS services_restored";

pub fn count_extent(conn: &mut PgConnection, id: ImportId) -> QueryResult<Extent> {
    diesel::sql_query(EXTENT)
        .bind::<BigInt, _>(id)
        .get_result(conn)
}

/// A record that somebody edited since the import, and the last that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Edited {
    #[diesel(sql_type = Text)]
    pub table_name: String,
    #[diesel(sql_type = BigInt)]
    pub record_id: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub customer_id: Option<i64>,
    /// Her name.
    #[diesel(sql_type = Text)]
    pub customer: String,
    /// Of a service that she took, its name and day.
    #[diesel(sql_type = Nullable<Text>)]
    pub service: Option<String>,
    #[diesel(sql_type = Nullable<Date>)]
    pub date: Option<NaiveDate>,
    /// What was done last since the import, by whom and when, where the audit log has it.
    #[diesel(sql_type = Nullable<Text>)]
    pub action: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    pub actor: String,
    #[diesel(sql_type = Bool)]
    pub is_person: bool,
    #[diesel(sql_type = Array<Text>)]
    pub fields: Vec<String>,
    /// A later import that changed it, and when.
    #[diesel(sql_type = Nullable<Text>)]
    pub file_name: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub imported_at: Option<DateTime<Utc>>,
    /// How many there are, itself among them.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

/// More are only said to be more.
pub const EDITED_COUNTED: i64 = 5000;

/// Found once, counted up to one more than [`EDITED_COUNTED`]; only of those that are shown, anything is looked up.
const LIST_EDITED: &str = "
    WITH edited AS MATERIALIZED (SELECT * FROM ({edited}) AS found LIMIT $2),
    shown AS (SELECT * FROM edited ORDER BY table_name, record_id LIMIT $3)
    SELECT shown.table_name, shown.record_id, c.id AS customer_id, coalesce(c.full_name, '') AS customer,
           h.name AS service, h.date, log.action, log.at, coalesce(log.actor, '') AS actor,
           log.user_id IS NOT NULL AS is_person, coalesce(log.field_names, '{}') AS fields,
           later.file_name, later.finished_at AS imported_at, (SELECT count(*) FROM edited) AS total
    FROM shown
    LEFT JOIN service_history h ON shown.table_name = 'service_history' AND h.id = shown.record_id
    LEFT JOIN customers c ON c.id = CASE shown.table_name WHEN 'customers' THEN shown.record_id ELSE h.customer_id END
    LEFT JOIN LATERAL (
        SELECT action, at, actor, user_id, field_names FROM audit_log
        WHERE record_type = CASE shown.table_name WHEN 'customers' THEN 'customer' ELSE 'service_history' END
          AND record_id = shown.record_id AND at > (SELECT finished_at FROM imports WHERE id = $1)
        ORDER BY id DESC LIMIT 1) AS log ON true
    LEFT JOIN LATERAL (
        SELECT file_name, finished_at FROM import_changed changed JOIN imports ON imports.id = changed.import_id
        WHERE changed.table_name = shown.table_name AND changed.record_id = shown.record_id AND changed.import_id <> $1
          AND NOT changed.is_restored AND changed.version > shown.version
        ORDER BY changed.version DESC LIMIT 1) AS later ON true
    ORDER BY shown.table_name, c.full_name, c.id, h.date, shown.record_id";

/// The first of those that were edited since; each knows how many they are, up to one more than [`EDITED_COUNTED`].
pub fn list_edited(conn: &mut PgConnection, id: ImportId, limit: i64) -> QueryResult<Vec<Edited>> {
    diesel::sql_query(LIST_EDITED.replace("{edited}", EDITED))
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(EDITED_COUNTED + 1)
        .bind::<BigInt, _>(limit)
        .load(conn)
}

/// Whether there is anything to take back: nothing is noted of imports of long ago.
pub fn has_traces(conn: &mut PgConnection, id: ImportId) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = Bool)]
        answer: bool,
    }
    let found: Answer = diesel::sql_query(
        "SELECT EXISTS (SELECT FROM import_created WHERE import_id = $1)
             OR EXISTS (SELECT FROM import_changed WHERE import_id = $1) AS answer",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)?;
    Ok(found.answer)
}
