//! What the cluster must hold: our role and our database.

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::initdb::SUPERUSER;
use super::layout::Layout;
use crate::db::requirements::{check_server, exists};

/// Both the role that we work as and the database that it owns.
pub const NAME: &str = "vinculo";

/// Creates the role and the database where they are missing. Repeating it after an interruption completes it.
pub fn provision(layout: &Layout, password: &str) -> Result<()> {
    let mut conn = PgConnection::establish(&layout.url(SUPERUSER, password, "postgres"))
        .with_context(|| {
            format!(
                "Failed to sign in to the database cluster with the password in {}",
                layout.password.display()
            )
        })?;
    check_server(&mut conn)?;
    if !exists(
        &mut conn,
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vinculo') AS yes",
    )? {
        // A failing statement is logged in full, and this one holds the password.
        conn.batch_execute(&format!(
            "SET log_min_error_statement = panic; CREATE ROLE {NAME} LOGIN CREATEDB PASSWORD '{password}'"
        ))
        .context("Failed to create the role")?;
    }
    if !exists(
        &mut conn,
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'vinculo') AS yes",
    )? {
        conn.batch_execute(&format!("CREATE DATABASE {NAME} OWNER {NAME}"))
            .context("Failed to create the database")?;
    }
    Ok(())
}

/// Whether the database takes our role's connections now.
pub fn answers(layout: &Layout, password: &str) -> bool {
    PgConnection::establish(&layout.url(NAME, password, NAME)).is_ok()
}
