use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{Kind, Problem, Report};
use crate::db::schema::{imports, settings};
use crate::domain::{ImportId, UserId};

/// Held by the one import that writes. An arbitrary number.
const LOCK: i64 = 0x7669_6e63_756c_6f01;

/// A long import is not a page: it has all the time it needs. Two at once would race for the same rows.
pub fn begin(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(&format!(
        "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({LOCK})"
    ))
}

/// The currency stays what it is until the import is over: its amounts are read in it. Everything else may change.
pub fn lock_currency(conn: &mut PgConnection) -> QueryResult<()> {
    settings::table
        .select(settings::id)
        .for_key_share()
        .first::<bool>(conn)
        .map(|_| ())
}

pub fn insert_import(
    conn: &mut PgConnection,
    kind: Kind,
    source: &str,
    file_name: &str,
    user: Option<UserId>,
) -> QueryResult<ImportId> {
    diesel::insert_into(imports::table)
        .values((
            imports::kind.eq(kind),
            imports::source.eq(source),
            imports::file_name.eq(file_name),
            imports::created_by.eq(user.map(UserId::get)),
        ))
        .returning(imports::id)
        .get_result::<i64>(conn)
        .map(ImportId::from)
}

pub fn update_finished(
    conn: &mut PgConnection,
    id: ImportId,
    report: &Report,
) -> QueryResult<usize> {
    diesel::update(imports::table.find(id.get()))
        .set((
            imports::rows_read.eq(report.read),
            imports::rows_created.eq(report.created),
            imports::rows_updated.eq(report.updated),
            imports::rows_unchanged.eq(report.unchanged),
            imports::rows_kept.eq(report.kept),
            imports::rows_rejected.eq(report.rejected),
            imports::finished_at.eq(diesel::dsl::sql("clock_timestamp()")),
        ))
        .execute(conn)
}

/// Keeps every problem of the staged rows with the import.
pub fn insert_errors(conn: &mut PgConnection, id: ImportId, kind: Kind) -> QueryResult<usize> {
    let statement = format!(
        "INSERT INTO import_errors (import_id, line, column_name, reason)
         SELECT $1, line, problem_column, problem FROM staged_{kind} WHERE problem IS NOT NULL
         ON CONFLICT DO NOTHING"
    );
    diesel::sql_query(statement)
        .bind::<BigInt, _>(id)
        .execute(conn)
}

#[derive(QueryableByName)]
pub struct Refused {
    #[diesel(sql_type = BigInt)]
    pub rows: i64,
    #[diesel(sql_type = BigInt)]
    pub problems: i64,
}

pub fn count_refused(conn: &mut PgConnection, kind: Kind) -> QueryResult<Refused> {
    let statement = format!(
        "SELECT count(DISTINCT line) AS rows, count(*) AS problems FROM staged_{kind} WHERE problem IS NOT NULL"
    );
    diesel::sql_query(statement).get_result(conn)
}

/// The first problems of the staged rows, in the order of the file.
pub fn list_problems(conn: &mut PgConnection, kind: Kind, limit: i64) -> QueryResult<Vec<Problem>> {
    let statement = format!(
        "SELECT line, problem_column AS column, problem AS reason
         FROM staged_{kind} WHERE problem IS NOT NULL ORDER BY line, problem_column LIMIT $1"
    );
    diesel::sql_query(statement)
        .bind::<BigInt, _>(limit)
        .load(conn)
}

/// After many rows the planner's idea of the tables is old, and nothing would mend it before the first page.
pub fn analyze(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(
        "ANALYZE customers, consents, services, service_history, customer_metrics, service_days, service_months",
    )
}
