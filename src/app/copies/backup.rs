use std::fs::{self, File, TryLockError};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use diesel::PgConnection;

use super::Site;
use crate::app::database::reach;
use crate::config::Config;
use crate::db::{self, Tools};
use crate::privacy::tombstones;

/// What came of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub bytes: u64,
    /// Links are signed with a secret of the environment, which is in no backup.
    pub lacks_secret: bool,
    /// The version of `pg_dump`, where it is newer than the server: only a server of that version takes the backup back.
    pub newer_tools: Option<u32>,
}

/// Writes the whole database to a file of mode 0600: all of it, or the file is as before. What is there already is replaced
/// only if `replaces` says so: it may be the one backup that is still good.
pub fn backup(config: &Config, file: &Path, replaces: bool) -> anyhow::Result<Backup> {
    let (url, _cluster) = reach(config)?;
    let mut site = Site::at(&url, Tools::find)?;
    ensure!(
        db::has_schema(&mut site.conn)?,
        "There is nothing to back up: the database has no tables yet"
    );
    db::refuse_half_restored(&mut site.conn)?;
    let bytes = write(&site, file, replaces)?;
    keep_tombstones(&mut site.conn, config);
    Ok(Backup {
        bytes,
        lacks_secret: config.server.secret.is_some(),
        newer_tools: (site.tools.major > site.server_major).then_some(site.tools.major),
    })
}

/// Those of an erasure whose own writing failed: a backup is when they are needed. It is whole without them.
fn keep_tombstones(conn: &mut PgConnection, config: &Config) {
    if !db::list_pending(conn).is_ok_and(|steps| steps.is_empty()) {
        return;
    }
    let kept = tombstones::file_in(&config.server.data_dir);
    if let Err(error) = tombstones::keep(conn, &kept) {
        tracing::warn!(
            error = format!("{error:#}"),
            "The backup is made, but the tombstones were not written beside the database"
        );
    }
}

fn write(site: &Site, file: &Path, replaces: bool) -> anyhow::Result<u64> {
    let path = part_of(file)?;
    let part = take_part(&path)?;
    // Looked at under the lock of the part: one who has just finished is not written over either.
    let free = refuse_existing(file, replaces);
    let written = free.and_then(|()| fill(site, &part)).and_then(|bytes| {
        fs::rename(&path, file).with_context(|| format!("Failed to write {}", file.display()))?;
        sync_folder(file)?;
        Ok(bytes)
    });
    if written.is_err() {
        fs::remove_file(&path).ok();
    }
    written
}

fn refuse_existing(file: &Path, replaces: bool) -> anyhow::Result<()> {
    let is_there = fs::symlink_metadata(file).is_ok();
    ensure!(
        replaces || !is_there,
        "{} is there already and is left as it is: name another file, or replace it with --force",
        file.display()
    );
    Ok(())
}

/// `FILE.part`: always the same, so that a backup that was killed leaves one, and the next takes it over.
fn part_of(file: &Path) -> anyhow::Result<PathBuf> {
    let name = file.file_name();
    let mut name = name
        .with_context(|| format!("{} names no file", file.display()))?
        .to_owned();
    name.push(".part");
    Ok(file.with_file_name(name))
}

/// Opens it for this program alone, empty and of mode 0600. The lock goes with the program, however that ends.
fn take_part(path: &Path) -> anyhow::Result<File> {
    let failed = || format!("Failed to create {}", path.display());
    let part = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(libc::O_NOFOLLOW)
        .open(path)
        .with_context(failed)?;
    match part.try_lock() {
        // One who has just finished may have renamed it meanwhile: then it is a backup, and not ours to empty.
        Ok(()) if is_at(&part, path) => {}
        Ok(()) | Err(TryLockError::WouldBlock) => {
            bail!("Another backup is writing {}", path.display())
        }
        Err(TryLockError::Error(error)) => return Err(error).with_context(failed),
    }
    part.set_permissions(fs::Permissions::from_mode(0o600))
        .and_then(|()| part.set_len(0))
        .with_context(failed)?;
    Ok(part)
}

fn is_at(open: &File, path: &Path) -> bool {
    let (open, there) = (open.metadata(), fs::symlink_metadata(path));
    let both = open.ok().zip(there.ok());
    both.is_some_and(|(open, there)| (open.dev(), open.ino()) == (there.dev(), there.ino()))
}

fn fill(site: &Site, part: &File) -> anyhow::Result<u64> {
    site.tools.dump_to(&site.info, part)?;
    part.sync_all().context("Failed to write the backup")?;
    let written = part.metadata().context("Failed to look at the backup")?;
    Ok(written.len())
}

/// A file that was renamed is there after a power cut only once its folder is written too.
fn sync_folder(file: &Path) -> anyhow::Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.with_context(|| format!("Failed to write {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_backup_left_is_taken_over_and_what_another_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = part_of(&folder.path().join("daily.dump")).unwrap();
        assert!(path.ends_with("daily.dump.part"));
        fs::write(&path, "half of one, readable by all").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let part = take_part(&path).unwrap();
        let found = part.metadata().unwrap();
        assert_eq!((found.len(), found.mode() & 0o777), (0, 0o600));
        let refusal = take_part(&path).unwrap_err().to_string();
        assert!(refusal.contains("Another backup"), "{refusal}");
        drop(part);
        take_part(&path).unwrap();
        assert!(part_of(Path::new("/")).is_err());
    }

    #[test]
    fn what_is_there_is_replaced_only_if_that_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("daily.dump");
        refuse_existing(&file, false).unwrap();
        fs::write(&file, "yesterday's").unwrap();
        let refusal = refuse_existing(&file, false).unwrap_err().to_string();
        assert!(refusal.contains("--force"), "{refusal}");
        refuse_existing(&file, true).unwrap();
    }

    #[test]
    fn a_finished_backup_is_not_taken_for_a_half_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daily.dump.part");
        let part = take_part(&path).unwrap();
        assert!(is_at(&part, &path));
        fs::rename(&path, folder.path().join("daily.dump")).unwrap();
        assert!(!is_at(&part, &path));
    }
}
