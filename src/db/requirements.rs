//! What PostgreSQL must be able to do, told in one line where it is not.

use anyhow::{Context, Result, ensure};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer};

/// The oldest version that the statements are written for and tested with.
const OLDEST_MAJOR: u32 = 15;
const EXTENSIONS: [&str; 2] = ["pg_trgm", "unaccent"];

/// Says what this PostgreSQL lacks: years, an extension's files, or ICU.
pub fn check_server(conn: &mut PgConnection) -> Result<()> {
    let major = server_major(conn)?;
    ensure!(
        major >= OLDEST_MAJOR,
        "This is PostgreSQL {major}; Vínculo needs {OLDEST_MAJOR} or newer"
    );
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

/// Whether anybody has taken a step here yet.
pub fn has_schema(conn: &mut PgConnection) -> Result<bool> {
    exists(
        conn,
        "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS yes",
    )
}

/// The version of the server that answers.
pub fn server_major(conn: &mut PgConnection) -> Result<u32> {
    let version: Version =
        diesel::sql_query("SELECT current_setting('server_version_num')::int / 10000 AS major")
            .get_result(conn)
            .context("Failed to ask for the version of PostgreSQL")?;
    u32::try_from(version.major).context("PostgreSQL tells no version")
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Integer)]
    major: i32,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// What `statement` answers as `yes`.
pub(super) fn exists(conn: &mut PgConnection, statement: &str) -> Result<bool> {
    let answer: Answer = diesel::sql_query(statement)
        .get_result(conn)
        .context("Failed to look at the database server")?;
    Ok(answer.yes)
}
