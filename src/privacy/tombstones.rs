//! The tombstones outside the database: a backup that is older than an erasure knows nothing of it, so that they lie in
//! the data folder as well, and a restore reads them there.
//!
//! `tombstones.jsonl`, mode 0600: a line for each hash, with the number of the customer and the moment at which their row
//! was made; those two tell the row in an older copy of the same database. The hashes are worth nothing without the key in
//! the database. The file is written anew from the database after each erasure, at each start and with each backup; a line
//! that the database lacks stays.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::PgConnection;
use serde::{Deserialize, Serialize};

use super::actions;
use super::erasers::Erasers;
use crate::audit::Actor;
use crate::config::Config;
use crate::customers::queries::{self, Tombstone};
use crate::db::Db;
use crate::domain::CustomerId;

const FILE: &str = "tombstones.jsonl";

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Line {
    erased_at: DateTime<Utc>,
    customer: CustomerId,
    created_at: DateTime<Utc>,
    kind: String,
    hash: String,
}

/// Where they lie.
pub fn file_in(data_dir: &Path) -> PathBuf {
    data_dir.join(FILE)
}

/// Writes what the database knows beside it. The erasure is done and stays done: where the disk is full the next start
/// tries again.
pub async fn keep_beside(db: &Db, config: &Config) {
    let file = file_in(&config.server.data_dir);
    let kept = db.run(move |conn| Ok(keep(conn, &file))).await;
    match kept {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(
            error = format!("{error:#}"),
            "The tombstones were not written"
        ),
        Err(error) => tracing::error!(%error, "The tombstones were not written"),
    }
}

/// Adds the database's tombstones to a file; without any there is none.
pub fn keep(conn: &mut PgConnection, file: &Path) -> anyhow::Result<()> {
    let known = read(file)?;
    let stored = queries::list_tombstones(conn)?.into_iter().map(Line::from);
    let all: BTreeSet<Line> = known.iter().cloned().chain(stored).collect();
    if all.len() == known.len() {
        return Ok(());
    }
    write(file, &all).with_context(|| format!("Failed to write {}", file.display()))
}

fn write(file: &Path, lines: &BTreeSet<Line>) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = file.with_extension(crate::web::random_token());
    let mut open = fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&part)?;
    for line in lines {
        writeln!(open, "{}", serde_json::to_string(line)?)?;
    }
    open.sync_all()?;
    fs::rename(&part, file)?;
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<BTreeSet<Line>> {
    if !file.exists() {
        return Ok(BTreeSet::new());
    }
    let text =
        fs::read_to_string(file).with_context(|| format!("Failed to read {}", file.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.map(serde_json::from_str).collect::<Result<_, _>>();
    lines.with_context(|| format!("{} holds no tombstones", file.display()))
}

/// Erases in a restored database whoever was erased since, and has it know the tombstones. Says who that was.
pub fn apply(
    conn: &mut PgConnection,
    erasers: &Erasers,
    file: &Path,
    replacement: &str,
) -> anyhow::Result<Vec<CustomerId>> {
    let lines = read(file)?;
    let buried: BTreeSet<_> = lines
        .iter()
        .map(|line| (line.customer, line.created_at))
        .collect();
    let buried: Vec<_> = buried.into_iter().collect();
    let actor = Actor::program("restore");
    let risen = actions::erase_risen(conn, &actor, erasers, &buried, replacement)?;
    for line in lines {
        queries::insert_tombstone(conn, &line.into())?;
    }
    Ok(risen)
}

impl From<Tombstone> for Line {
    fn from(stone: Tombstone) -> Self {
        Self {
            erased_at: stone.erased_at,
            customer: stone.customer_id,
            created_at: stone.customer_created_at,
            kind: stone.kind,
            hash: stone.hash,
        }
    }
}

impl From<Line> for Tombstone {
    fn from(line: Line) -> Self {
        Self {
            customer_id: line.customer,
            customer_created_at: line.created_at,
            erased_at: line.erased_at,
            kind: line.kind,
            hash: line.hash,
        }
    }
}
