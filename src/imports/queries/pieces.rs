//! The body of an uploaded file, in pieces of one size.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};

use crate::db::schema::{import_pieces, imports};
use crate::domain::ImportId;
use crate::imports::queries::outcome::{has_cell, without_cell};

/// Large enough that a file is few rows, small enough to hold.
pub const PIECE: usize = 1 << 20;

pub fn insert_piece(
    conn: &mut PgConnection,
    id: ImportId,
    number: i32,
    body: &[u8],
) -> QueryResult<usize> {
    diesel::insert_into(import_pieces::table)
        .values((
            import_pieces::import_id.eq(id.get()),
            import_pieces::number.eq(number),
            import_pieces::body.eq(body),
        ))
        .execute(conn)
}

pub fn find_piece(conn: &mut PgConnection, id: ImportId, number: i32) -> QueryResult<Vec<u8>> {
    import_pieces::table
        .find((id.get(), number))
        .select(import_pieces::body)
        .first(conn)
}

/// A file that was imported is not read again, and may name who is erased.
pub fn delete_pieces(conn: &mut PgConnection, id: ImportId) -> QueryResult<usize> {
    diesel::delete(import_pieces::table.filter(import_pieces::import_id.eq(id.get()))).execute(conn)
}

/// Deletes the bodies and refused rows of files that came so many days ago, what undoing them would take, and what their trials
/// named; and uploads that broke off. Of a refused row stays why, for the page, without what stood in its cell.
pub fn delete_old(conn: &mut PgConnection, days: i32) -> QueryResult<usize> {
    const OLD: &str = "import_id IN (SELECT id FROM imports WHERE started_at < now() - make_interval(days => $1))";
    let mut deleted = 0;
    for statement in [
        format!("DELETE FROM import_pieces WHERE {OLD}"),
        format!("DELETE FROM import_refused WHERE {OLD}"),
        format!("DELETE FROM import_changed WHERE {OLD}"),
        format!("DELETE FROM import_created WHERE {OLD}"),
        format!(
            "UPDATE import_errors SET reason = {} WHERE {OLD} AND {}",
            without_cell(),
            has_cell()
        ),
        "UPDATE imports SET trial = trial - '{changes,warnings,problems}'::text[]
         WHERE started_at < now() - make_interval(days => $1) AND trial ?| '{changes,warnings,problems}'".to_owned(),
    ] {
        deleted += diesel::sql_query(statement)
            .bind::<Integer, _>(days)
            .execute(conn)?;
    }
    let broken_off = imports::table
        .filter(imports::state.eq("uploading"))
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>(
            "started_at < now() - interval '1 day'",
        ));
    deleted += diesel::delete(broken_off).execute(conn)?;
    Ok(deleted)
}

/// Forgets a file that was never imported.
pub fn delete_import(conn: &mut PgConnection, id: ImportId) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM imports WHERE id = $1 AND finished_at IS NULL
           AND state IN ('uploading', 'mapping', 'checked', 'failed')",
    )
    .bind::<BigInt, _>(id)
    .execute(conn)
}
