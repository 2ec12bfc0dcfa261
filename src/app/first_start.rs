//! The way in while there is no user: a set-up link that only the operator sees.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Context as _;
use diesel::PgConnection;

use crate::auth::links;
use crate::config::Config;
use crate::users;

const FILE: &str = "setup-link.txt";

/// Prints a fresh set-up link to standard output and to a file that only the operator may read, if there is no user.
/// It never goes to the log.
pub fn print_setup_link(conn: &mut PgConnection, config: &Config) -> anyhow::Result<()> {
    if users::queries::any_user(conn)? {
        return Ok(());
    }
    let token = links::create_setup(conn)?;
    let link = config.server.link(&format!("/setup/{token}"));
    write_private(&config.server.data_dir.join(FILE), &link)?;
    println!(
        "\n  Abre este enlace para crear el primer usuario (vale una hora, una sola vez):\n  Open this link to create the first user (good for one hour, once):\n\n    {link}\n"
    );
    Ok(())
}

/// A file of mode 0600, made anew.
pub fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("Failed to create {}", folder.display()))?;
    }
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("Failed to write {}", path.display()))?;
    writeln!(file, "{text}").with_context(|| format!("Failed to write {}", path.display()))
}
