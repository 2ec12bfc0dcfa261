//! What every import needs, from its lock to its end.

pub mod changes;
pub mod outcome;
pub mod pieces;
pub mod steps;
pub mod undo;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Jsonb, Nullable, Text};

use super::actions::Order;
use super::model::{Report, State};
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

/// The same for whoever must not wait; `false`: another import is at work.
pub fn try_begin(conn: &mut PgConnection) -> QueryResult<bool> {
    conn.batch_execute("SET LOCAL statement_timeout = 0")?;
    try_lock(conn)
}

/// Whether no import is at work; then none begins before the end of the transaction.
pub fn try_lock(conn: &mut PgConnection) -> QueryResult<bool> {
    let lock = format!("pg_try_advisory_xact_lock({LOCK})");
    diesel::select(diesel::dsl::sql::<Bool>(&lock)).get_result(conn)
}

#[derive(QueryableByName)]
struct Backend {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// The process of the server that serves this connection.
pub fn find_backend(conn: &mut PgConnection) -> QueryResult<i32> {
    let backend: Backend = diesel::sql_query("SELECT pg_backend_pid() AS pid").get_result(conn)?;
    Ok(backend.pid)
}

/// Stops the statement of an import in the midst, and of nobody else: the process holds the lock of imports.
pub fn cancel_statement(conn: &mut PgConnection, pid: i32) -> QueryResult<usize> {
    diesel::sql_query(format!(
        "SELECT pg_cancel_backend(pid) FROM pg_locks
         WHERE pid = $1 AND locktype = 'advisory' AND objsubid = 1
           AND (classid::bigint << 32 | objid::bigint) = {LOCK}"
    ))
    .bind::<Integer, _>(pid)
    .execute(conn)
}

/// The currency stays what it is until the import is over: its amounts are read in it. Everything else may change.
pub fn lock_currency(conn: &mut PgConnection) -> QueryResult<()> {
    settings::table
        .select(settings::id)
        .for_key_share()
        .first::<bool>(conn)
        .map(|_| ())
}

/// From now to the end of the transaction the tables note what is done to them on behalf of this import; `None` ends that.
pub fn trace(conn: &mut PgConnection, id: Option<ImportId>) -> QueryResult<()> {
    diesel::sql_query("SELECT set_config('vinculo.import', coalesce($1, ''), true)")
        .bind::<Nullable<Text>, _>(id.map(|id| id.to_string()))
        .execute(conn)
        .map(|_| ())
}

pub fn insert_import(
    conn: &mut PgConnection,
    order: &Order,
    sheet: Option<&str>,
) -> QueryResult<ImportId> {
    diesel::insert_into(imports::table)
        .values((
            imports::kind.eq(order.kind),
            imports::source.eq(&order.source),
            imports::file_name.eq(&order.file_name),
            imports::sheet.eq(sheet),
            imports::state.eq(State::Importing),
            imports::created_by.eq(order.actor.user_id.map(UserId::get)),
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
            imports::rows_created.eq(report.created + report.customers_created),
            imports::rows_updated.eq(report.updated + report.customers_updated),
            imports::customers_created.eq(report.customers_created),
            imports::customers_updated.eq(report.customers_updated),
            imports::rows_unchanged.eq(report.unchanged),
            imports::rows_kept.eq(report.kept),
            imports::rows_rejected.eq(report.rejected),
            imports::state.eq(State::Done),
            imports::failure.eq(None::<String>),
            // Its first rows have been looked at, and may name who was erased.
            imports::look.eq(diesel::dsl::sql::<Nullable<Jsonb>>(
                "jsonb_set(look, '{sample}', '[]')",
            )),
            imports::finished_at.eq(diesel::dsl::sql("clock_timestamp()")),
        ))
        .execute(conn)
}

/// After many rows the planner's idea of the tables is old, and nothing would mend it before the first page.
pub fn analyze(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(
        "ANALYZE customers, consents, services, service_history, customer_metrics, service_days, service_months",
    )
}
