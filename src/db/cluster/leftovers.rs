//! Clears what a killed predecessor left: a postmaster without a program, its backends, files that name the dead.
//! Called only under the folder's lock, so that nothing found here belongs to a program that lives.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::layout::Layout;

/// How long a shutdown with a checkpoint may take before we press harder.
pub const FAST_SHUTDOWN: Duration = Duration::from_secs(60);
/// How long one without may take.
pub const IMMEDIATE_SHUTDOWN: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(50);

/// Stops an orphaned postmaster and removes stale files, so that a new postmaster can start.
///
/// An orphan is stopped rather than adopted: only a child can be watched without gaps, and it runs with the options of
/// its own day.
pub fn clear(layout: &Layout) -> Result<()> {
    let pidfile = layout.data.join("postmaster.pid");
    if let Some(pid) = recorded_pid(&pidfile) {
        if is_postgres_of(pid, &layout.data) {
            tracing::info!(
                pid,
                "Stopping the PostgreSQL that an earlier run left behind"
            );
            stop_orphan(pid, &layout.data)?;
        } else if exists(pid) {
            // The number went to another process (or to a zombie). PostgreSQL would take it for a living postmaster.
            remove(&pidfile)?;
        }
    }
    // Their lock file names a pid as well, and the folder is ours alone.
    layout
        .socket_files()
        .iter()
        .try_for_each(|file| remove(file))
}

/// Ends the backends of a postmaster that was killed. They notice by themselves only when their statement ends.
pub fn end_stragglers(data: &Path) {
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        if let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
            && is_postgres_of(pid, data)
        {
            signal(pid, libc::SIGQUIT);
        }
    }
}

pub fn signal(pid: i32, signal: i32) -> bool {
    // SAFETY: kill has no memory effects; pid is positive, so that no group is meant.
    pid > 0 && unsafe { libc::kill(pid, signal) } == 0
}

fn stop_orphan(pid: i32, data: &Path) -> Result<()> {
    let steps = [
        (libc::SIGINT, FAST_SHUTDOWN),
        (libc::SIGQUIT, IMMEDIATE_SHUTDOWN),
        (libc::SIGKILL, IMMEDIATE_SHUTDOWN),
    ];
    for (request, patience) in steps {
        signal(pid, request);
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if !is_postgres_of(pid, data) {
                return Ok(());
            }
            thread::sleep(POLL);
        }
    }
    bail!("A PostgreSQL of an earlier run (process {pid}) does not stop: end it by hand")
}

fn recorded_pid(pidfile: &Path) -> Option<i32> {
    fs::read_to_string(pidfile)
        .ok()?
        .lines()
        .next()?
        .trim()
        .parse()
        .ok()
        .filter(|pid| *pid > 0)
}

fn exists(pid: i32) -> bool {
    signal(pid, 0) || io::Error::last_os_error().raw_os_error() == Some(libc::EPERM)
}

/// Whether the process is a living PostgreSQL on this data directory: it stands in it, or was started with it.
fn is_postgres_of(pid: i32, data: &Path) -> bool {
    let proc = Path::new("/proc").join(pid.to_string());
    if !Path::new("/proc/self").exists() {
        return ps_names(pid, data);
    }
    let name = fs::read_to_string(proc.join("comm")).unwrap_or_default();
    let stands_there = || fs::read_link(proc.join("cwd")).is_ok_and(|cwd| cwd == data);
    let started_with = || {
        let line = fs::read(proc.join("cmdline")).unwrap_or_default();
        line.split(|byte| *byte == 0)
            .any(|argument| argument == data.as_os_str().as_encoded_bytes())
    };
    name.trim() == "postgres" && (stands_there() || started_with())
}

/// The same without `/proc`.
fn ps_names(pid: i32, data: &Path) -> bool {
    let output = Command::new("ps")
        .args(["-ww", "-o", "command=", "-p", &pid.to_string()])
        .output();
    output.is_ok_and(|output| {
        let line = String::from_utf8_lossy(&output.stdout);
        line.contains("postgres") && line.contains(&data.display().to_string())
    })
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("Failed to remove {}", file.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_is_not_postgres_is_not_taken_for_one() {
        let us = i32::try_from(std::process::id()).unwrap();
        assert!(exists(us));
        assert!(!is_postgres_of(us, &std::env::current_dir().unwrap()));
    }

    #[test]
    fn a_damaged_pid_file_names_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("postmaster.pid");
        for text in ["", "\n", "abc\n", "-1\n", "0\n"] {
            fs::write(&file, text).unwrap();
            assert_eq!(recorded_pid(&file), None, "{text:?}");
        }
        fs::write(&file, "4711\n/data\n").unwrap();
        assert_eq!(recorded_pid(&file), Some(4711));
    }
}
