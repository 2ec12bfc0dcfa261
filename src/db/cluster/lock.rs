//! One program per data folder. The kernel frees the lock with the program, however that ends.

use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};

const FILE: &str = "cluster.lock";

/// Held as long as it lives.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "closing the file releases the lock")] File);

impl FolderLock {
    /// Takes the folder, or says who has it.
    pub fn take(folder: &Path) -> Result<Self> {
        match Self::try_take(folder)? {
            Ok(lock) => Ok(lock),
            Err(Held { by }) => bail!(
                "Another Vínculo{by} already uses the data folder {}: stop it, or give this one a folder of its own \
                 with VINCULO_DATA_DIR",
                folder.display()
            ),
        }
    }

    pub fn try_take(folder: &Path) -> Result<Result<Self, Held>> {
        let path = folder.join(FILE);
        let failed = || format!("Failed to lock {}", path.display());
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Ok(Err(Held {
                    by: holder(&mut file),
                }));
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(failed),
        }
        file.set_len(0)
            .and_then(|()| write!(file, "{}", std::process::id()))
            .with_context(failed)?;
        Ok(Ok(Self(file)))
    }
}

/// Another program has the folder.
#[derive(Debug)]
pub struct Held {
    /// ` (process 4711)`, as far as it is known.
    by: String,
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    match file.read_to_string(&mut text) {
        Ok(_) if text.parse::<u32>().is_ok() => format!(" (process {text})"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_until_its_holder_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let first = FolderLock::take(folder.path()).unwrap();
        let refusal = FolderLock::take(folder.path()).unwrap_err().to_string();
        assert!(
            refusal.contains(&folder.path().display().to_string()),
            "{refusal}"
        );
        assert!(
            refusal.contains(&std::process::id().to_string()),
            "{refusal}"
        );
        drop(first);
        FolderLock::take(folder.path()).unwrap();
    }
}
