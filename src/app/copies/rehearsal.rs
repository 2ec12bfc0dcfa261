use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::{Site, queries};
use crate::app::database::reach;
use crate::config::Config;
use crate::db::cluster::Cluster;
use crate::db::{self, Tools};
use crate::doctor;
use crate::web::random_token;

/// Beyond the size of the database: what the new steps write, and room for the program that serves meanwhile.
const SPARE_BYTES: u64 = 512 << 20;

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
    let (url, cluster) = reach(config)?;
    let mut site = Site::at(&url, Tools::find_exact)?;
    db::refuse_half_restored(&mut site.conn)?;
    drop_left_copies(&mut site.conn);
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
    create_copy(&mut site.conn, cluster.as_ref(), &name)?;
    let tried = on_copy(&site, &name, &mut rehearsal);
    let dropped = drop_copy(&mut site.conn, &name);
    match (tried, dropped) {
        (Err(tried), Err(dropped)) => Err(anyhow!("{tried:#}. {dropped:#}")),
        (tried, dropped) => tried.and(dropped).map(|()| rehearsal),
    }
}

/// Copies that a killed rehearsal left are as large as the database. One that cannot be dropped is told and left.
pub fn drop_left_copies(conn: &mut PgConnection) {
    let left = db::list_left_copies(conn).unwrap_or_default();
    for name in left {
        // Without FORCE: somebody may have connected just now.
        match conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")) {
            Ok(()) => tracing::info!(name, "Dropped a copy that a rehearsal left"),
            Err(error) => tracing::warn!(name, %error, "A copy that a rehearsal left stays"),
        }
    }
}

/// An empty database like ours. `template1` may hold what a copy would run into.
fn create_copy(
    conn: &mut PgConnection,
    cluster: Option<&Cluster>,
    name: &str,
) -> anyhow::Result<()> {
    let make = queries::find_make(conn).context("Failed to look at the database")?;
    // Where a server of another machine keeps its files is not ours to see.
    if let Some(free) = cluster.and_then(|cluster| doctor::free_bytes(cluster.folder())) {
        refuse_a_full_disk(u64::try_from(make.bytes).unwrap_or_default(), free)?;
    }
    conn.batch_execute(&format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}",
        make.encoding, make.collate, make.ctype
    ))
    .context("Failed to create a database for the copy; the role needs CREATEDB")
}

fn refuse_a_full_disk(needed: u64, free: u64) -> anyhow::Result<()> {
    let megabytes = |bytes: u64| bytes >> 20;
    ensure!(
        free >= needed.saturating_add(SPARE_BYTES),
        "A copy of the database takes {} MB and {} MB are free on its disk: make room for it and {} MB more",
        megabytes(needed),
        megabytes(free),
        megabytes(SPARE_BYTES)
    );
    Ok(())
}

fn on_copy(site: &Site, name: &str, rehearsal: &mut Rehearsal) -> anyhow::Result<()> {
    let copy = site.info.with_database(name);
    // Held until the end: a copy to which nobody is connected is taken for one that was left.
    let _held = PgConnection::establish(&copy.address()).context("Failed to reach the copy")?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_not_begun_on_a_disk_that_it_would_fill() {
        let refusal = refuse_a_full_disk(3 << 30, 3 << 30)
            .unwrap_err()
            .to_string();
        assert!(
            refusal.contains("3072 MB are free") && refusal.contains("512 MB more"),
            "{refusal}"
        );
        refuse_a_full_disk(3 << 30, 4 << 30).unwrap();
    }
}
