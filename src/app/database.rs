//! The database that the configuration names, ready for use.

use std::path::Path;

use diesel::prelude::*;

use crate::config::Config;
use crate::db::cluster::Cluster;
use crate::db::schema::secrets;
use crate::db::{self, Db};
use crate::web::Keys;

/// Requests wait on the database, not on the processor: more of them than there are cores, and enough for the jobs beside.
pub const POOL_SIZE: u32 = 12;

/// An open database; the embedded cluster, if there is one, runs as long as this value lives.
pub struct Database {
    pub db: Db,
    /// `None` with `DATABASE_URL`.
    pub cluster: Option<Cluster>,
}

/// For a command, which may run beside the serving program: joins the embedded cluster of that one, or starts it.
pub fn open(config: &Config) -> anyhow::Result<Database> {
    open_with(config, Cluster::start_or_join)
}

/// For the program that serves: the embedded cluster is its own, and a second one on the data folder is refused.
pub fn open_alone(config: &Config) -> anyhow::Result<Database> {
    open_with(config, Cluster::start)
}

/// For a program that works beside the serving one: it waits for that one's embedded cluster and never starts it, or the
/// serving program would find its folder taken.
pub fn open_beside(config: &Config) -> anyhow::Result<Database> {
    open_with(config, Cluster::wait_to_join)
}

/// The address of the database as it is: nothing is migrated. For commands that copy it or look at it, maybe beside the
/// serving program. The cluster runs as long as that value lives.
pub fn reach(config: &Config) -> anyhow::Result<(String, Option<Cluster>)> {
    reach_with(config, Cluster::start_or_join)
}

fn reach_with(
    config: &Config,
    start: fn(&Path) -> anyhow::Result<Cluster>,
) -> anyhow::Result<(String, Option<Cluster>)> {
    match &config.server.database_url {
        Some(url) => Ok((url.expose().to_owned(), None)),
        None => {
            let cluster = start(&config.server.data_dir)?;
            Ok((cluster.url(), Some(cluster)))
        }
    }
}

/// Starts the embedded cluster if no `DATABASE_URL` is set, and brings the schema up to date.
fn open_with(
    config: &Config,
    start: fn(&Path) -> anyhow::Result<Cluster>,
) -> anyhow::Result<Database> {
    let (url, cluster) = reach_with(config, start)?;
    let applied = db::migrate(&url)?;
    if applied > 0 {
        tracing::info!(steps = applied, "Migrated the database");
    }
    Ok(Database {
        db: Db::connect(&url, POOL_SIZE)?,
        cluster,
    })
}

/// The signing keys: from the environment, else from 32 random bytes that the first start leaves in the database.
pub fn keys(db: &Db, config: &Config) -> anyhow::Result<Keys> {
    if let Some(secret) = &config.server.secret {
        return Ok(Keys::new(secret.expose()));
    }
    let mut conn = db.connection()?;
    let fresh: [u8; 32] = rand::random();
    diesel::insert_into(secrets::table)
        .values((secrets::name.eq("links"), secrets::value.eq(&fresh[..])))
        .on_conflict_do_nothing()
        .execute(&mut conn)?;
    let stored: Vec<u8> = secrets::table
        .find("links")
        .select(secrets::value)
        .first(&mut conn)?;
    Ok(Keys::new(stored))
}
