use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use super::Site;
use crate::app::database::reach;
use crate::config::Config;
use crate::db;
use crate::privacy::tombstones;
use crate::web::random_token;

/// What came of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub bytes: u64,
    /// Links are signed with a secret of the environment, which is in no backup.
    pub lacks_secret: bool,
}

/// Writes the whole database to a file of mode 0600: all of it, or the file is as before.
pub fn backup(config: &Config, file: &Path) -> anyhow::Result<Backup> {
    let (url, _cluster) = reach(config)?;
    let mut site = Site::at(&url)?;
    ensure!(
        db::has_schema(&mut site.conn)?,
        "There is nothing to back up: the database has no tables yet"
    );
    let part = file.with_extension(format!("part-{}", random_token()));
    let written = write(&site, &part).and_then(|bytes| {
        fs::rename(&part, file).with_context(|| format!("Failed to write {}", file.display()))?;
        sync_folder(file)?;
        Ok(bytes)
    });
    if written.is_err() {
        fs::remove_file(&part).ok();
    }
    // Those of an erasure whose own writing failed: a backup is when they are needed.
    if db::list_pending(&mut site.conn).is_ok_and(|steps| steps.is_empty()) {
        let kept = tombstones::file_in(&config.server.data_dir);
        tombstones::keep(&mut site.conn, &kept)?;
    }
    Ok(Backup {
        bytes: written?,
        lacks_secret: config.server.secret.is_some(),
    })
}

fn write(site: &Site, part: &PathBuf) -> anyhow::Result<u64> {
    let mut open = fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(part)
        .with_context(|| format!("Failed to create {}", part.display()))?;
    let bytes = site.tools.dump(&site.info)?.write_to(&mut open)?;
    open.sync_all().context("Failed to write the backup")?;
    Ok(bytes)
}

/// A file that was renamed is there after a power cut only once its folder is written too.
fn sync_folder(file: &Path) -> anyhow::Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.with_context(|| format!("Failed to write {}", folder.display()))
}
