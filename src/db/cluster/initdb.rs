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

/// Settings for a small machine with an SSD that PostgreSQL shares with us. They stand in `postgresql.conf`, where an
/// owner may change them; what the launcher relies on is passed on the command line.
const SETTINGS: &str = "
# Vínculo's choices; yours to change.
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
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
            conf.write_all(SETTINGS.as_bytes())
                .and_then(|()| conf.sync_all())
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
