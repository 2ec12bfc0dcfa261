//! Taking back what an import did to the history; works as `customers::undoing` does. The triggers keep every figure in step.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::{ImportId, TakenBack};

fn create_list(import: ImportId) -> String {
    format!(
        "DROP TABLE IF EXISTS pg_temp.undone_history;
         CREATE TEMPORARY TABLE undone_history ON COMMIT DROP AS
         SELECT unnest(ids) AS id FROM import_created WHERE import_id = {import} AND table_name = 'service_history';
         ANALYZE undone_history"
    )
}

const KEEP_EDITED: &str = "
    INSERT INTO kept_rows (table_name, record_id, reason)
    SELECT 'service_history', h.id, 'edited' FROM undone_history undone JOIN service_history h USING (id)
    WHERE h.version <> 1 AND h.version <> version_unless_edited('service_history', h.id, 1)
    UNION ALL
    SELECT 'service_history', h.id, 'edited' FROM import_changed changed JOIN service_history h ON h.id = changed.record_id
    WHERE changed.import_id = $1 AND changed.table_name = 'service_history' AND NOT changed.is_restored
      AND h.version <> changed.version AND h.version <> version_unless_edited('service_history', h.id, changed.version)";

/// What its customer or service was is there no more.
const KEEP_LOST: &str = "
    INSERT INTO kept_rows (table_name, record_id, reason)
    SELECT 'service_history', record_id, 'lost' FROM import_changed
    WHERE import_id = $1 AND table_name = 'service_history' AND NOT is_restored
      AND (before ? 'service_id'
             AND NOT EXISTS (SELECT FROM services WHERE id = (before ->> 'service_id')::bigint)
           OR before ? 'customer_id'
             AND NOT EXISTS (SELECT FROM customers WHERE id = (before ->> 'customer_id')::bigint))
    ON CONFLICT DO NOTHING";

const DELETE_CREATED: &str = "
    DELETE FROM service_history AS h USING undone_history undone
    WHERE h.id = undone.id AND NOT EXISTS (
        SELECT FROM kept_rows WHERE table_name = 'service_history' AND record_id = h.id)";

const RESTORE_CHANGED: &str = "
    UPDATE service_history AS h
    SET (customer_id, service_id, category, name, date, price, imported) = (
            SELECT was.customer_id, was.service_id, was.category, was.name, was.date, was.price, was.imported
            FROM jsonb_populate_record(h, changed.before) AS was),
        version = h.version + 1
    FROM import_changed changed
    WHERE changed.import_id = $1 AND changed.table_name = 'service_history' AND NOT changed.is_restored
      AND h.id = changed.record_id
      AND NOT EXISTS (SELECT FROM kept_rows WHERE table_name = 'service_history' AND record_id = h.id)";

pub fn take_back(
    conn: &mut PgConnection,
    import: ImportId,
    edited_too: bool,
) -> QueryResult<TakenBack> {
    conn.batch_execute(&create_list(import))?;
    if !edited_too {
        run(conn, KEEP_EDITED, import)?;
    }
    run(conn, KEEP_LOST, import)?;
    let deleted = diesel::sql_query(DELETE_CREATED).execute(conn)?;
    let restored = run(conn, RESTORE_CHANGED, import)?;
    Ok(TakenBack { deleted, restored })
}

fn run(conn: &mut PgConnection, statement: &str, import: ImportId) -> QueryResult<usize> {
    diesel::sql_query(statement)
        .bind::<BigInt, _>(import)
        .execute(conn)
}
