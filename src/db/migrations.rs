//! The schema's history, compiled into the program.

use anyhow::{Context as _, bail};
use diesel::{Connection as _, PgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Two programs that start at once migrate one after the other. Any number of our own will do.
const MIGRATION_LOCK: i64 = 0x7669_6e63_756c_6f00;

/// Brings the database to this program's schema and returns how many steps that took.
///
/// A database with steps that this program does not know belongs to a newer version, and is left alone.
pub fn migrate(url: &str) -> anyhow::Result<usize> {
    super::keep_openssl_until_the_end();
    let mut conn = PgConnection::establish(url).context("Failed to reach the database")?;
    super::requirements::check_server(&mut conn)?;
    diesel::sql_query("SELECT pg_advisory_lock($1)")
        .bind::<diesel::sql_types::BigInt, _>(MIGRATION_LOCK)
        .execute(&mut conn)
        .context("Failed to take the migration lock")?;
    refuse_a_newer_database(&mut conn)?;
    let applied = conn
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("Failed to migrate the database")?;
    Ok(applied.len())
}

/// The steps that this program has and the database has not; changes nothing.
pub fn list_pending(conn: &mut PgConnection) -> anyhow::Result<Vec<String>> {
    use diesel::migration::Migration;
    let names = |steps: Vec<Box<dyn Migration<diesel::pg::Pg>>>| -> Vec<String> {
        steps.iter().map(|step| step.name().to_string()).collect()
    };
    if !super::requirements::has_schema(conn)? {
        return Ok(names(known()?));
    }
    refuse_a_newer_database(conn)?;
    let pending = conn
        .pending_migrations(MIGRATIONS)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(names(pending))
}

/// The newest step that this program knows.
pub fn newest_step() -> anyhow::Result<String> {
    let versions = known()?
        .iter()
        .map(|step| step.name().version().to_string())
        .max();
    Ok(versions.unwrap_or_default())
}

fn known() -> anyhow::Result<Vec<Box<dyn diesel::migration::Migration<diesel::pg::Pg>>>> {
    use diesel::migration::MigrationSource as _;
    MIGRATIONS
        .migrations()
        .map_err(|error| anyhow::anyhow!("{error}"))
}

fn refuse_a_newer_database(conn: &mut PgConnection) -> anyhow::Result<()> {
    let newest = newest_step()?;
    let applied = conn
        .applied_migrations()
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    match applied.iter().map(ToString::to_string).max() {
        Some(theirs) if theirs > newest => bail!(
            "The database was made by a newer version of Vínculo (step {theirs}; this program knows up to {newest}). \
             Install that version, or point DATABASE_URL at another database."
        ),
        _ => Ok(()),
    }
}
