use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;

use super::Site;
use crate::app::database::reach;
use crate::config::Config;
use crate::db;
use crate::web::random_token;

/// What an upgrade would do, tried on a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// The steps, by name; none where the database is up to date.
    pub steps: Vec<String>,
    /// How long the copy took, and how long the steps: as long as the program will not answer.
    pub copied_in: Duration,
    pub migrated_in: Duration,
}

/// Copies the database, takes the pending steps on the copy, and drops it again. The database itself is only read.
pub fn rehearse_migrations(config: &Config) -> anyhow::Result<Rehearsal> {
    let (url, _cluster) = reach(config)?;
    let mut site = Site::at(&url)?;
    let steps = db::list_pending(&mut site.conn)?;
    let mut rehearsal = Rehearsal {
        steps,
        copied_in: Duration::ZERO,
        migrated_in: Duration::ZERO,
    };
    if rehearsal.steps.is_empty() {
        return Ok(rehearsal);
    }
    let name = format!("vinculo_rehearsal_{}", &lowercase(&random_token())[..12]);
    site.conn
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .context("Failed to create a database for the copy; the role needs CREATEDB")?;
    let tried = on_copy(&site, &name, &mut rehearsal);
    let dropped = drop_copy(&mut site.conn, &name);
    tried.and(dropped)?;
    Ok(rehearsal)
}

fn on_copy(site: &Site, name: &str, rehearsal: &mut Rehearsal) -> anyhow::Result<()> {
    let copy = site.info.with_database(name);
    let begun = Instant::now();
    site.tools
        .dump(&site.info)?
        .restore_to(&site.tools, &copy)
        .context("Failed to copy the database")?;
    rehearsal.copied_in = begun.elapsed();
    let begun = Instant::now();
    db::migrate(&copy.address()).context("The upgrade would fail")?;
    rehearsal.migrated_in = begun.elapsed();
    Ok(())
}

fn drop_copy(conn: &mut PgConnection, name: &str) -> anyhow::Result<()> {
    conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        .map_err(|error| anyhow!("The copy {name} stays behind, drop it: {error}"))
}

/// A name that needs no quotes.
fn lowercase(token: &str) -> String {
    let letters = token.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_lowercase()
}
