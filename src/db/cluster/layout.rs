//! Where everything of the cluster lies.

use std::fmt::Write;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use super::account::Account;

/// The cluster's home where PostgreSQL's user cannot reach the data folder.
const ELSEWHERE: &str = "/var/lib/vinculo";
/// The note in the data folder that says so. Its last line is the path.
const NOTE: &str = "WHERE-IS-THE-DATABASE.txt";
/// The folder of the cluster itself, within its home.
const DATA: &str = "postgres";
/// A socket's address has room for 103 bytes on macOS and 107 on Linux.
const LONGEST_SOCKET_PATH: usize = 100;
/// Nothing listens on TCP; the number only gives the socket file its name.
pub const PORT: u16 = 5432;

#[derive(Debug, Clone)]
pub struct Layout {
    /// The folder that holds `data`: the data folder of the program, or one elsewhere.
    pub home: PathBuf,
    /// What PostgreSQL calls the data directory.
    pub data: PathBuf,
    pub socket_dir: PathBuf,
    pub password: PathBuf,
    pub log: PathBuf,
}

/// Creates the data folder where it is missing, and gives its path without symbolic links.
pub fn open_folder(folder: &Path) -> Result<PathBuf> {
    let failed = || format!("Failed to open the data folder {}", folder.display());
    fs::create_dir_all(folder.parent().unwrap_or(folder)).with_context(failed)?;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(failed)?;
    fs::canonicalize(folder).with_context(failed)
}

impl Layout {
    /// The cluster that a data folder already has.
    pub fn existing(folder: &Path) -> Option<Self> {
        [folder, &elsewhere(folder)]
            .into_iter()
            .find(|home| home.join(DATA).join("PG_VERSION").exists())
            .map(|home| Self::new(folder, home))
    }

    /// Finds the cluster of a data folder, or decides where it shall lie, and which user runs it.
    pub fn find(folder: &Path) -> Result<(Self, Account)> {
        if let Some(layout) = Self::existing(folder) {
            let account = Account::of_cluster(&layout.data)?;
            ensure!(
                account.reaches(&layout.data),
                "PostgreSQL's user can no longer reach {}: let it enter the folders above (`chmod o+x`)",
                layout.data.display()
            );
            return Ok((layout, account));
        }
        refuse_strange_note(folder)?;
        let account = Account::for_new_cluster()?;
        if account.reaches(folder) || let_in(account, folder) {
            return Ok((Self::new(folder, folder), account));
        }
        let home = elsewhere(folder);
        make_home_elsewhere(folder, &home, account)?;
        Ok((Self::new(folder, &home), account))
    }

    fn new(folder: &Path, home: &Path) -> Self {
        Self {
            home: home.to_owned(),
            data: home.join(DATA),
            socket_dir: socket_dir(home),
            password: folder.join("postgres.password"),
            log: folder.join("postgres.log"),
        }
    }

    /// The files that PostgreSQL makes for its socket.
    pub fn socket_files(&self) -> [PathBuf; 2] {
        let socket = self.socket_dir.join(socket_name());
        let lock = self.socket_dir.join(format!("{}.lock", socket_name()));
        [socket, lock]
    }

    /// Creates the socket's folder. In `/tmp` anybody could have made one under its name before us.
    pub fn prepare_socket_dir(&self, account: Account) -> Result<()> {
        let dir = &self.socket_dir;
        let Ok(found) = fs::symlink_metadata(dir) else {
            return account.create_dir(dir);
        };
        ensure!(
            found.is_dir() && account.is(found.uid()) && found.mode() & 0o077 == 0,
            "{} is not a folder of PostgreSQL's user alone: remove it",
            dir.display()
        );
        Ok(())
    }

    /// Leaves nothing in `/tmp`. The next start makes the folder anew, so a failure is not one.
    pub fn remove_socket_dir_in_tmp(&self) {
        if !self.socket_dir.starts_with(&self.home) {
            let _ = fs::remove_dir(&self.socket_dir);
        }
    }

    /// The address of a database for a role, as libpq and the `url` crate both read it.
    pub fn url(&self, role: &str, password: &str, database: &str) -> String {
        let host = percent_encoded(self.socket_dir.as_os_str().as_bytes());
        format!(
            "postgres://{role}:{password}@{host}:{PORT}/{}",
            percent_encoded(database.as_bytes())
        )
    }
}

/// Opens a data folder that is new, and so ours to open. A folder with things in it keeps its mode.
fn let_in(account: Account, folder: &Path) -> bool {
    let is_new = fs::read_dir(folder).is_ok_and(|entries| entries.count() <= 1); // the lock
    is_new && account.let_pass(folder).is_ok() && account.reaches(folder)
}

fn elsewhere(folder: &Path) -> PathBuf {
    Path::new(ELSEWHERE).join(hash(folder))
}

fn socket_dir(home: &Path) -> PathBuf {
    let beside = home.join("socket");
    let fits = beside.join(socket_name()).as_os_str().len() <= LONGEST_SOCKET_PATH;
    // A comma parts two hosts, however it is encoded.
    if fits && beside.to_str().is_some_and(|path| !path.contains(',')) {
        return beside;
    }
    Path::new("/tmp").join(format!("vinculo-{}", hash(home)))
}

fn socket_name() -> String {
    format!(".s.PGSQL.{PORT}")
}

/// A data folder that was moved or copied still names the old home; starting anew would seem to have lost everything.
fn refuse_strange_note(folder: &Path) -> Result<()> {
    let note = folder.join(NOTE);
    let text = fs::read_to_string(&note).unwrap_or_default();
    let home = Path::new(text.lines().last().unwrap_or_default());
    if !home.join(DATA).join("PG_VERSION").exists() {
        return Ok(());
    }
    bail!(
        "The data folder {} was moved or copied; its database lies in {}. To use that one: `mv {} {}`. To start with a \
         new one: `rm {}`",
        folder.display(),
        home.display(),
        home.display(),
        elsewhere(folder).display(),
        note.display()
    )
}

fn make_home_elsewhere(folder: &Path, home: &Path, account: Account) -> Result<()> {
    let failed = || format!("Failed to create {}", home.display());
    fs::create_dir_all(home)
        .and_then(|()| fs::set_permissions(ELSEWHERE, fs::Permissions::from_mode(0o711)))
        .and_then(|()| account.own(home, 0o700))
        .with_context(failed)?;
    let note = format!(
        "PostgreSQL refuses to run as root, and the user it runs as cannot enter this folder.\n\
         So the database of {} lies in:\n{}\n",
        folder.display(),
        home.display()
    );
    fs::write(folder.join(NOTE), note).with_context(|| format!("Failed to write {NOTE}"))
}

/// Twelve hexadecimal digits that stand for a path.
fn hash(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_bytes());
    digest.iter().take(6).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn percent_encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, &byte| {
        let _ = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                write!(text, "{}", char::from(byte))
            }
            _ => write!(text, "%{byte:02X}"),
        };
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(home: &str) -> Layout {
        Layout::new(Path::new(home), Path::new(home))
    }

    #[test]
    fn the_socket_lies_in_the_home_while_its_path_is_short_enough() {
        assert_eq!(
            layout("/srv/crm/var").socket_dir,
            Path::new("/srv/crm/var/socket")
        );
        let longest = format!(
            "/{}",
            "d".repeat(LONGEST_SOCKET_PATH - "//socket/.s.PGSQL.5432".len())
        );
        assert_eq!(
            layout(&longest).socket_files()[0].as_os_str().len(),
            LONGEST_SOCKET_PATH
        );
        assert!(layout(&longest).socket_dir.starts_with(&longest));
        let too_long = layout(&format!("{longest}d")).socket_dir;
        assert!(too_long.starts_with("/tmp"), "{}", too_long.display());
        assert!(layout("/srv/crm,2/var").socket_dir.starts_with("/tmp"));
    }

    #[test]
    fn folders_of_different_paths_have_different_hashes() {
        assert_ne!(hash(Path::new("/a")), hash(Path::new("/b")));
        assert_eq!(hash(Path::new("/a")).len(), 12);
    }

    #[test]
    fn an_address_survives_the_parsing_of_urls() {
        let url = layout("/srv/mi spa/ñ:@?").url("vinculo", "secret", "vinculo_1");
        assert_eq!(
            url,
            "postgres://vinculo:secret@%2Fsrv%2Fmi%20spa%2F%C3%B1%3A%40%3F%2Fsocket:5432/vinculo_1"
        );
        let parsed = url::Url::parse(&url).unwrap();
        assert_eq!(
            (parsed.username(), parsed.path(), parsed.port()),
            ("vinculo", "/vinculo_1", Some(5432))
        );
    }

    #[test]
    fn a_socket_folder_made_by_a_stranger_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let layout = layout(&folder.path().display().to_string());
        std::os::unix::fs::symlink("/tmp", &layout.socket_dir).unwrap();
        let refusal = layout
            .prepare_socket_dir(Account::Ourselves)
            .unwrap_err()
            .to_string();
        assert!(refusal.contains("remove it"), "{refusal}");
    }
}
