//! A mark in the database while a backup is read into it. What `pg_restore` has written looks whole before it is put in order
//! (messages that went long ago, people who were erased since), and the mark outlives a program that is killed in between.

use anyhow::{Context as _, Result, ensure};
use diesel::connection::SimpleConnection as _;
use diesel::{PgConnection, QueryResult};

use super::requirements::exists;

/// Sets the mark: a schema without anything in it, which `pg_restore` neither needs nor minds.
pub fn begin_restoring(conn: &mut PgConnection) -> Result<()> {
    conn.batch_execute("CREATE SCHEMA IF NOT EXISTS vinculo_restoring")
        .context("Failed to mark the database; the role needs CREATE on it")
}

/// Takes the mark away, in the caller's transaction.
pub fn end_restoring(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("DROP SCHEMA IF EXISTS vinculo_restoring")
}

pub fn is_restoring(conn: &mut PgConnection) -> Result<bool> {
    exists(
        conn,
        "SELECT to_regnamespace('vinculo_restoring') IS NOT NULL AS yes",
    )
}

pub fn refuse_half_restored(conn: &mut PgConnection) -> Result<()> {
    ensure!(
        !is_restoring(conn)?,
        "A backup is being read into this database, or that was broken off: wait for `vinculo restore`, or, where none runs any \
         more, drop the database and restore into a fresh one. As it is it would send old messages again and show who was erased"
    );
    Ok(())
}
