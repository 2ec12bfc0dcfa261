//! The tombstones outside the database: a backup that is older than an erasure knows nothing of it, so that they lie in
//! the data folder as well, and a restore reads them there.
//!
//! `tombstones.jsonl`, mode 0600: a line for each hash, with the number of the customer and the moment at which their row
//! was made; those two tell the row in an older copy of the same database. The hashes are worth nothing without the key in
//! the database. The file is written anew from the database after each erasure, at each start and with each backup; a line
//! that the database lacks stays. An erasure whose lines were not written is not over: its job tries again.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use chrono::{DateTime, Utc};
use diesel::{Connection as _, PgConnection, QueryResult};
use serde::{Deserialize, Serialize};

use super::actions;
use super::erasers::Erasers;
use crate::audit::Actor;
use crate::config::Config;
use crate::customers::queries::{self, Tombstone};
use crate::db::Db;
use crate::domain::CustomerId;

const FILE: &str = "tombstones.jsonl";
/// What the table takes.
const KINDS: [&str; 5] = ["customer", "email", "phone", "tax_id", "source"];
/// Of SHA-256, hexadecimal.
const HASH_DIGITS: usize = 64;

/// The lines of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stones(BTreeSet<Line>);

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

/// Writes what the database knows beside it.
pub async fn keep_beside(db: &Db, config: &Config) -> anyhow::Result<()> {
    let file = file_in(&config.server.data_dir);
    db.run(move |conn| Ok(keep(conn, &file))).await?
}

/// Adds the database's tombstones to a file; without any there is none. One at a time, or the slower of two would write
/// what it read before the other.
pub fn keep(conn: &mut PgConnection, file: &Path) -> anyhow::Result<()> {
    conn.transaction(|conn| {
        queries::lock_tombstones(conn)?;
        let Stones(known) = read(file)?.unwrap_or_default();
        let stored = queries::list_tombstones(conn)?.into_iter().map(Line::from);
        let all: BTreeSet<Line> = known.iter().cloned().chain(stored).collect();
        if all.len() == known.len() {
            return Ok(());
        }
        write(file, &all).with_context(|| format!("Failed to write {}", file.display()))
    })
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

/// What a file holds, all of it understood; `None` where there is no file.
pub fn read(file: &Path) -> anyhow::Result<Option<Stones>> {
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        text => text.with_context(|| format!("Failed to read {}", file.display()))?,
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.map(parse).collect::<anyhow::Result<_>>();
    let lines = lines.with_context(|| format!("{} holds no tombstones", file.display()))?;
    Ok(Some(Stones(lines)))
}

/// What the table would refuse is refused here, before anything is restored.
fn parse(text: &str) -> anyhow::Result<Line> {
    let line: Line = serde_json::from_str(text)?;
    let is_hash =
        line.hash.len() == HASH_DIGITS && line.hash.bytes().all(|b| b.is_ascii_hexdigit());
    ensure!(is_hash, "`{}` is no hash", line.hash);
    ensure!(
        KINDS.contains(&line.kind.as_str()),
        "the kind `{}` is unknown",
        line.kind
    );
    Ok(line)
}

impl Stones {
    pub fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Erases in a restored database whoever was erased since, and has it know the tombstones. Says who that was.
    pub fn apply(
        self,
        conn: &mut PgConnection,
        erasers: &Erasers,
        replacement: &str,
    ) -> QueryResult<Vec<CustomerId>> {
        let buried: BTreeSet<_> = self
            .0
            .iter()
            .map(|line| (line.customer, line.created_at))
            .collect();
        let buried: Vec<_> = buried.into_iter().collect();
        // First, so that they keep the moment of the erasure.
        for line in self.0 {
            queries::insert_tombstone(conn, &line.into())?;
        }
        let actor = Actor::program("restore");
        actions::erase_risen(conn, &actor, erasers, &buried, replacement)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn line(hash: &str, kind: &str) -> String {
        format!(
            r#"{{"erased_at":"2025-10-26T12:00:00Z","customer":7,"created_at":"2025-01-01T00:00:00Z","kind":"{kind}","hash":"{hash}"}}"#
        )
    }

    #[test]
    fn a_file_is_understood_whole_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tombstones.jsonl");
        assert_eq!(read(&file).unwrap(), None, "there is none");
        let good = line(&"0a".repeat(32), "email");
        fs::write(&file, format!("{good}\n\n")).unwrap();
        assert_eq!(read(&file).unwrap().unwrap().0.len(), 1);
        for bad in [
            "no line".to_owned(),
            line("0a", "email"),
            line(&"0a".repeat(32), "shoe"),
        ] {
            fs::write(&file, format!("{good}\n{bad}\n")).unwrap();
            let refusal = read(&file).unwrap_err().to_string();
            assert!(refusal.contains("holds no tombstones"), "{refusal}");
        }
        assert!(read(folder.path()).is_err(), "a folder is not no file");
    }
}
