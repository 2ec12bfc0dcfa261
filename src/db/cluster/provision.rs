//! What the cluster must hold: our role and our database, and what PostgreSQL must be able to do.

use anyhow::{Context, Result, ensure};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::initdb::SUPERUSER;
use super::layout::Layout;

/// Both the role that we work as and the database that it owns.
pub const NAME: &str = "vinculo";
const EXTENSIONS: [&str; 2] = ["pg_trgm", "unaccent"];

/// Creates the role and the database where they are missing. Repeating it after an interruption completes it.
pub fn provision(layout: &Layout, password: &str) -> Result<()> {
    let mut conn = PgConnection::establish(&layout.url(SUPERUSER, password, "postgres"))
        .with_context(|| {
            format!(
                "Failed to sign in to the database cluster with the password in {}",
                layout.password.display()
            )
        })?;
    check_features(&mut conn)?;
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

/// Says in one line what this PostgreSQL lacks: an extension's files, or ICU.
pub fn check_features(conn: &mut PgConnection) -> Result<()> {
    for name in EXTENSIONS {
        let statement = format!(
            "SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = '{name}') AS yes"
        );
        ensure!(
            exists(conn, &statement)?,
            "PostgreSQL lacks the extension {name}: install its contributed modules (Debian, Ubuntu: \
             `apt install postgresql`; Fedora: `dnf install postgresql-contrib`)"
        );
    }
    ensure!(
        exists(
            conn,
            "SELECT EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i') AS yes"
        )?,
        "This PostgreSQL was built without ICU, which sorts names: install one with it, such as Debian's or Homebrew's"
    );
    Ok(())
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

fn exists(conn: &mut PgConnection, statement: &str) -> Result<bool> {
    let answer: Answer = diesel::sql_query(statement)
        .get_result(conn)
        .context("Failed to look at the cluster")?;
    Ok(answer.yes)
}
