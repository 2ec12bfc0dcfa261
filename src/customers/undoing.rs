//! Taking back what an import did to customers, in the caller's transaction. What it did is in `import_created` and
//! `import_changed`; whom it leaves as they are, and why, is noted in the caller's temporary table `kept_rows`.
//!
//! A customer who was edited since is left, unless a person says otherwise: then only the columns that the import changed go
//! back. One to whom something belongs by now is never deleted.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::bulk::COLUMNS;
use crate::domain::{ImportId, TakenBack};

/// The import's own consents are no reason to keep a customer.
const CONSENTS: &str = "consents";

fn create_lists(import: ImportId) -> String {
    format!(
        "DROP TABLE IF EXISTS pg_temp.undone_customers, pg_temp.undone_consents;
         CREATE TEMPORARY TABLE undone_customers ON COMMIT DROP AS
         SELECT unnest(ids) AS id FROM import_created WHERE import_id = {import} AND table_name = 'customers';
         CREATE TEMPORARY TABLE undone_consents ON COMMIT DROP AS
         SELECT unnest(ids) AS id FROM import_created WHERE import_id = {import} AND table_name = 'consents';
         ANALYZE undone_customers; ANALYZE undone_consents"
    )
}

const KEEP_EDITED: &str = "
    INSERT INTO kept_rows (table_name, record_id, reason)
    SELECT 'customers', c.id, 'edited' FROM undone_customers undone JOIN customers c USING (id)
    WHERE c.version <> 1 AND c.version <> version_unless_edited('customers', c.id, 1)
    UNION ALL
    SELECT 'customers', c.id, 'edited' FROM import_changed changed JOIN customers c ON c.id = changed.record_id
    WHERE changed.import_id = $1 AND changed.table_name = 'customers' AND NOT changed.is_restored
      AND c.version <> changed.version AND c.version <> version_unless_edited('customers', c.id, changed.version)";

/// The tax id that would come back is another's by now.
const KEEP_TAKEN: &str = "
    INSERT INTO kept_rows (table_name, record_id, reason)
    SELECT 'customers', changed.record_id, 'tax_id_taken' FROM import_changed changed
    JOIN customers holder ON holder.tax_id_key = changed.before ->> 'tax_id_key' AND holder.deleted_at IS NULL
    WHERE changed.import_id = $1 AND changed.table_name = 'customers' AND NOT changed.is_restored
      AND holder.id <> changed.record_id
    ON CONFLICT DO NOTHING";

const DELETE_CONSENTS: &str = "
    DELETE FROM consents USING undone_consents undone
    WHERE consents.id = undone.id AND NOT EXISTS (
        SELECT FROM kept_rows WHERE table_name = 'customers' AND record_id = consents.customer_id)";

const DELETE_CREATED: &str = "
    DELETE FROM customers USING undone_customers undone
    WHERE customers.id = undone.id AND NOT EXISTS (
        SELECT FROM kept_rows WHERE table_name = 'customers' AND record_id = customers.id)";

/// Of what the business asks besides, the keys that the import changed go back and the others stay.
const OWN_VALUES: &str = "
    (c.custom - ARRAY(
        SELECT said.key FROM jsonb_each(changed.after -> 'custom') AS said
        WHERE said.value IS DISTINCT FROM changed.before -> 'custom' -> said.key))
    || coalesce((
        SELECT jsonb_object_agg(had.key, had.value) FROM jsonb_each(changed.before -> 'custom') AS had
        WHERE had.value IS DISTINCT FROM changed.after -> 'custom' -> had.key), '{}')";

/// The columns that the import changed, each as it was.
fn restore_changed() -> String {
    let besides = ["phone_e164", "tax_id_key", "imported", "updated_by"];
    let columns: Vec<&str> = COLUMNS.iter().copied().chain(besides).collect();
    format!(
        "UPDATE customers AS c
         SET ({}, custom) = (
                SELECT was.{}, {OWN_VALUES} FROM jsonb_populate_record(c, changed.before) AS was),
            version = c.version + 1, updated_at = now()
         FROM import_changed changed
         WHERE changed.import_id = $1 AND changed.table_name = 'customers' AND NOT changed.is_restored
           AND c.id = changed.record_id AND c.erased_at IS NULL
           AND NOT EXISTS (SELECT FROM kept_rows WHERE table_name = 'customers' AND record_id = c.id)",
        columns.join(", "),
        columns.join(", was.")
    )
}

/// Those for whom something stands in a table of these besides what the import made.
fn keep_used(table: &str) -> String {
    let besides = match table {
        CONSENTS => {
            "AND NOT EXISTS (SELECT FROM undone_consents WHERE undone_consents.id = belonging.id)"
        }
        _ => "",
    };
    format!(
        "INSERT INTO kept_rows (table_name, record_id, reason)
         SELECT 'customers', undone.id, 'used_{table}' FROM undone_customers undone
         WHERE EXISTS (SELECT FROM {table} belonging WHERE belonging.customer_id = undone.id {besides})
         ON CONFLICT DO NOTHING"
    )
}

const KEEP_MERGED: &str = "
    INSERT INTO kept_rows (table_name, record_id, reason)
    SELECT 'customers', undone.id, 'used_customer_merges' FROM undone_customers undone
    WHERE EXISTS (SELECT FROM customer_merges WHERE undone.id IN (winner_id, loser_id))
    ON CONFLICT DO NOTHING";

/// `tables` are all those whose rows belong to a customer; the import's history has been taken back before.
pub fn take_back(
    conn: &mut PgConnection,
    import: ImportId,
    edited_too: bool,
    tables: &[&str],
) -> QueryResult<TakenBack> {
    conn.batch_execute(&create_lists(import))?;
    if !edited_too {
        run(conn, KEEP_EDITED, import)?;
    }
    for table in tables {
        conn.batch_execute(&keep_used(table))?;
    }
    conn.batch_execute(KEEP_MERGED)?;
    conn.batch_execute("ANALYZE kept_rows")?;
    conn.batch_execute(DELETE_CONSENTS)?;
    let deleted = diesel::sql_query(DELETE_CREATED).execute(conn)?;
    run(conn, KEEP_TAKEN, import)?;
    let restored = run(conn, &restore_changed(), import)?;
    Ok(TakenBack { deleted, restored })
}

fn run(conn: &mut PgConnection, statement: &str, import: ImportId) -> QueryResult<usize> {
    diesel::sql_query(statement)
        .bind::<BigInt, _>(import)
        .execute(conn)
}
