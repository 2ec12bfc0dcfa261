//! The password of the cluster's two roles: made up once, kept in a file that only we can read.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result, ensure};

const BYTES: usize = 24;

/// Reads the password in `file`, or makes one up where there is none.
pub fn read_or_create(file: &Path) -> Result<String> {
    match file.try_exists() {
        Ok(false) => create(file).with_context(|| format!("Failed to write {}", file.display())),
        _ => read(file),
    }
}

pub fn read(file: &Path) -> Result<String> {
    let text =
        fs::read_to_string(file).with_context(|| format!("Failed to read {}", file.display()))?;
    let password = text.trim();
    ensure!(
        is_well_formed(password),
        "{} does not hold the password that Vínculo wrote there",
        file.display()
    );
    Ok(password.to_owned())
}

/// Writes `text` to a new file of mode 0600.
pub fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut out = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()
}

/// A name or secret that nobody can guess: 48 hexadecimal digits.
pub fn random() -> String {
    rand::random::<[u8; BYTES]>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Written beside its place and renamed, so that a program killed half-way leaves no half password.
fn create(file: &Path) -> io::Result<String> {
    let password = random();
    let part = file.with_extension("part");
    match fs::remove_file(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => write_secret(&part, &password)?,
    }
    fs::rename(&part, file)?;
    Ok(password)
}

/// Hexadecimal, so that it stands in SQL and in a URL without escapes.
fn is_well_formed(text: &str) -> bool {
    text.len() == 2 * BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_password_is_made_once_and_only_we_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        let password = read_or_create(&file).unwrap();
        assert!(is_well_formed(&password));
        assert_eq!(read_or_create(&file).unwrap(), password);
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_damaged_password_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        fs::write(&file, "abc'; drop").unwrap();
        assert!(
            read_or_create(&file)
                .unwrap_err()
                .to_string()
                .contains(&file.display().to_string())
        );
    }
}
