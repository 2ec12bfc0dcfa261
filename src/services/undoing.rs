//! Taking back what an import added to the catalogue; works as `customers::undoing` does.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::domain::ImportId;

const CREATED: &str = "
    SELECT service.id, service.version FROM import_created, unnest(ids) AS created (id) JOIN services service USING (id)
    WHERE import_id = $1 AND table_name = 'services'";

const KEEP_EDITED: &str = "
    INSERT INTO kept_rows (table_name, record_id, reason)
    SELECT 'services', id, 'edited' FROM ({created}) AS created WHERE version <> 1";

const DELETE_CREATED: &str = "
    DELETE FROM services USING ({created}) AS created
    WHERE services.id = created.id AND NOT EXISTS (
        SELECT FROM kept_rows WHERE table_name = 'services' AND record_id = services.id)";

/// Every column that names a service and would be left pointing at nothing.
const NAMING: &str = "
    SELECT con.conrelid::regclass::text AS table_name, att.attname::text AS column_name
    FROM pg_constraint con JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
    WHERE con.contype = 'f' AND con.confrelid = 'services'::regclass AND con.confdeltype IN ('a', 'r')
    ORDER BY 1, 2";

#[derive(QueryableByName)]
struct Naming {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
}

/// Deletes the services that the import brought, as far as nothing names them; a service that somebody edited stays.
pub fn take_back(conn: &mut PgConnection, import: ImportId) -> QueryResult<usize> {
    run(conn, KEEP_EDITED, import)?;
    let naming: Vec<Naming> = diesel::sql_query(NAMING).load(conn)?;
    for Naming {
        table_name,
        column_name,
    } in naming
    {
        let keep = format!(
            "INSERT INTO kept_rows (table_name, record_id, reason)
             SELECT 'services', created.id, 'used_{table_name}' FROM ({{created}}) AS created
             WHERE EXISTS (SELECT FROM {table_name} naming WHERE naming.{column_name} = created.id)
             ON CONFLICT DO NOTHING"
        );
        run(conn, &keep, import)?;
    }
    run(conn, DELETE_CREATED, import)
}

fn run(conn: &mut PgConnection, statement: &str, import: ImportId) -> QueryResult<usize> {
    diesel::sql_query(statement.replace("{created}", CREATED))
        .bind::<BigInt, _>(import)
        .execute(conn)
}
