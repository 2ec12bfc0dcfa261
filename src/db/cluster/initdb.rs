//! Makes a new cluster. `initdb` works in a folder of its own, and only a finished cluster is moved to its place, so
//! that one killed half-way is never taken for a whole one.

use std::fs::{self, File};
use std::io::Write;

use anyhow::{Context, Result, ensure};

use super::account::Account;
use super::binaries::Binaries;
use super::layout::Layout;
use super::password;

/// The role that makes ours. Nobody signs in with it but this launcher.
pub const SUPERUSER: &str = "postgres";
/// The names of half-made clusters start with this.
const PART: &str = "postgres.part-";

/// Settings for a machine with an SSD that PostgreSQL shares with us. They stand in `postgresql.conf`, where an owner may
/// change them; what the launcher relies on is passed on the command line.
const SETTINGS: &str = "
max_connections = 100
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
wal_compression = on
random_page_cost = 1.1
jit = off
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
";

/// Creates the cluster of `layout` with `password` for its superuser.
pub fn create(
    binaries: &Binaries,
    account: Account,
    layout: &Layout,
    password: &str,
    durable: bool,
) -> Result<()> {
    remove_half_made(layout);
    let part = layout.home.join(format!("{PART}{}", password::random()));
    account.create_dir(&part)?;
    let pwfile = part.join("pwfile");
    password::write_secret(&pwfile, password)
        .and_then(|()| account.own(&pwfile, 0o600))
        .with_context(|| format!("Failed to write {}", pwfile.display()))?;

    let data = part.join("data");
    let mut initdb = account.command(binaries.program("initdb"), libc::SIGTERM);
    initdb
        .arg("--pgdata")
        .arg(&data)
        .arg("--username")
        .arg(SUPERUSER)
        .arg("--pwfile")
        .arg(&pwfile);
    initdb.args([
        "--auth-local=scram-sha-256",
        "--auth-host=scram-sha-256",
        "--locale=C",
        "--encoding=UTF8",
    ]);
    initdb.args(["--data-checksums", "--no-instructions"]);
    if !durable {
        initdb.arg("--no-sync");
    }
    let output = initdb.output().context("Failed to start initdb")?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "initdb could not make the database cluster: {}",
        last_line(&complaint)
    );

    File::options()
        .append(true)
        .open(data.join("postgresql.conf"))
        .and_then(|mut conf| {
            writeln!(conf, "\n# Vínculo's choices; yours to change.{SETTINGS}")?;
            writeln!(conf, "{}", for_memory(megabytes_of_memory()))?;
            conf.sync_all()
        })
        .context("Failed to write postgresql.conf")?;
    fs::rename(&data, &layout.data)
        .and_then(|()| File::open(&layout.home)?.sync_all())
        .with_context(|| {
            format!(
                "Failed to move the new cluster to {}",
                layout.data.display()
            )
        })?;
    remove_half_made(layout);
    Ok(())
}

/// A sixteenth of the memory holds pages of the database, within reason; half of it, with the system's own cache, is what
/// the planner may reckon with.
fn for_memory(megabytes: u64) -> String {
    let shared = (megabytes / 16).clamp(128, 4096);
    let cached = (megabytes / 2).max(512);
    format!("shared_buffers = {shared}MB\neffective_cache_size = {cached}MB")
}

/// Of the machine, or of the container that we are confined to; 4 GB where neither says.
fn megabytes_of_memory() -> u64 {
    // SAFETY: `sysconf` reads and answers a number, -1 for what it does not know.
    let [pages, size] =
        [libc::_SC_PHYS_PAGES, libc::_SC_PAGE_SIZE].map(|name| unsafe { libc::sysconf(name) });
    let machine = u64::try_from(pages)
        .ok()
        .zip(u64::try_from(size).ok())
        .map(|(pages, size)| pages.saturating_mul(size));
    let container = fs::read_to_string("/sys/fs/cgroup/memory.max")
        .ok()
        .and_then(|limit| limit.trim().parse().ok());
    let bytes = machine.into_iter().chain(container).min();
    bytes.unwrap_or(4 << 30) >> 20
}

/// What a killed start left behind. A remainder harms nobody, so a failure is not one of the start.
fn remove_half_made(layout: &Layout) {
    for entry in fs::read_dir(&layout.home).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(PART) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn last_line(text: &str) -> &str {
    text.lines()
        .rfind(|line| line.contains("error:") || line.contains("FATAL"))
        .unwrap_or_else(|| text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_takes_its_share_of_the_memory_and_no_more_than_it_can_use() {
        for (megabytes, shared, cached) in [
            (512, 128, 512),
            (4096, 256, 2048),
            (24_000, 1500, 12_000),
            (512_000, 4096, 256_000),
        ] {
            let expected =
                format!("shared_buffers = {shared}MB\neffective_cache_size = {cached}MB");
            assert_eq!(for_memory(megabytes), expected);
        }
    }

    #[test]
    fn the_machine_says_how_much_memory_it_has() {
        assert!((128..64 << 20).contains(&megabytes_of_memory()));
    }
}
