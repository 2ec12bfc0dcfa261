//! The user under which PostgreSQL's programs run. They refuse root, so root hands them to `postgres` or `nobody`.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

const ROOT: u32 = 0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// We are an ordinary user, and so is PostgreSQL.
    Ourselves,
    /// We are root; PostgreSQL runs as this user.
    Other { uid: u32, gid: u32 },
}

impl Account {
    /// The account for a cluster that does not exist yet.
    pub fn for_new_cluster() -> Result<Self> {
        if effective_user() != ROOT {
            return Ok(Self::Ourselves);
        }
        ["postgres", "nobody"].into_iter().find_map(lookup).context(
            "PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor `nobody`: run \
             Vínculo as an ordinary user",
        )
    }

    /// The account that owns the cluster in `data`.
    pub fn of_cluster(data: &Path) -> Result<Self> {
        let owner =
            fs::metadata(data).with_context(|| format!("Failed to look at {}", data.display()))?;
        let us = effective_user();
        match owner.uid() {
            uid if us == ROOT && uid != ROOT => Ok(Self::Other {
                uid,
                gid: owner.gid(),
            }),
            uid if us == uid && uid != ROOT => Ok(Self::Ourselves),
            uid => bail!(
                "The database cluster {} belongs to user {uid}, but Vínculo runs as user {us}: start it as the user \
                 who made the cluster, or as root",
                data.display()
            ),
        }
    }

    /// A command that runs as this account: out of reach of the terminal's Ctrl-C, without the caller's `PG…`
    /// variables, from a folder that every user can enter.
    pub fn command(self, program: impl AsRef<OsStr>, at_our_death: i32) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir("/")
            .stdin(Stdio::null())
            .process_group(0)
            .env("LC_ALL", "C");
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG"))
        {
            command.env_remove(name);
        }
        if let Self::Other { uid, gid } = self {
            command.uid(uid).gid(gid);
        }
        signal_at_our_death(&mut command, at_our_death);
        command
    }

    /// Makes `path` a thing of this account's alone.
    pub fn own(self, path: &Path, mode: u32) -> io::Result<()> {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid } => chown(path, Some(uid), Some(gid)),
        }
    }

    /// Creates a folder of this account's alone.
    pub fn create_dir(self, path: &Path) -> Result<()> {
        fs::create_dir(path)
            .and_then(|()| self.own(path, 0o700))
            .with_context(|| format!("Failed to create {}", path.display()))
    }

    /// Lets this account pass through a folder of ours, without letting it list the folder.
    pub fn let_pass(self, folder: &Path) -> io::Result<()> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { gid, .. } => {
                chown(folder, None, Some(gid))?;
                fs::set_permissions(folder, fs::Permissions::from_mode(0o710))
            }
        }
    }

    /// Whether this account can enter `folder`. The attempt is made, because ACLs and mounts have their say too.
    pub fn reaches(self, folder: &Path) -> bool {
        let mut command = self.command("/bin/sh", libc::SIGKILL);
        command
            .args(["-c", ":"])
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// Whether `uid` is this account.
    pub fn is(self, uid: u32) -> bool {
        match self {
            Self::Ourselves => uid == effective_user(),
            Self::Other { uid: ours, .. } => uid == ours,
        }
    }
}

/// Asks the kernel to signal the child when we die, so that even `kill -9` leaves no server behind. The signal is tied
/// to the thread that starts the child, which therefore has to outlive it. Elsewhere than on Linux the next start
/// takes over what was left.
#[cfg(target_os = "linux")]
fn signal_at_our_death(command: &mut Command, signal: i32) {
    // SAFETY: prctl is async-signal-safe and touches nothing of ours.
    unsafe {
        command.pre_exec(move || {
            libc::prctl(libc::PR_SET_PDEATHSIG, signal);
            Ok(())
        });
    }
}

#[cfg(not(target_os = "linux"))]
fn signal_at_our_death(_command: &mut Command, _signal: i32) {}

pub fn effective_user() -> u32 {
    // SAFETY: geteuid cannot fail and has no preconditions.
    unsafe { libc::geteuid() }
}

/// Asks `id`, which knows every source of users that the machine has.
fn lookup(name: &str) -> Option<Account> {
    let number = |flag: &str| -> Option<u32> {
        let output = Command::new("id").args([flag, name]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    let account = Account::Other {
        uid: number("-u")?,
        gid: number("-g")?,
    };
    (!account.is(ROOT)).then_some(account)
}
