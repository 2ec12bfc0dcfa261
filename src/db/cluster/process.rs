//! One run of the postmaster, from its start to its end.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::account::Account;
use super::binaries::Binaries;
use super::layout::{Layout, PORT};
use super::leftovers::{self, FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN};

/// Replaying the log after a crash may take long; a postmaster that lives is given this much.
const PATIENCE_TO_START: Duration = Duration::from_secs(600);
/// How long backends of a killed postmaster may hold its shared memory.
const PATIENCE_WITH_PREDECESSOR: Duration = Duration::from_secs(60);
/// After this long we end them.
const MERCY: Duration = Duration::from_secs(3);
/// A log larger than this is set aside at a start.
const LOG_LIMIT: u64 = 8 * 1024 * 1024;
const POLL: Duration = Duration::from_millis(25);

/// What every start of the postmaster needs.
#[derive(Debug)]
pub struct Launch {
    pub binaries: Binaries,
    pub account: Account,
    pub layout: Layout,
    pub durable: bool,
}

enum Outcome {
    Ready(Child),
    /// Processes of the one before still hold the shared memory; it passes.
    PredecessorLives,
}

impl Launch {
    /// Starts the postmaster and waits until it takes connections, or until nobody wants it any more.
    pub fn bring_up(&self, is_unwanted: &dyn Fn() -> bool) -> Result<Child> {
        let begin = Instant::now();
        loop {
            leftovers::clear(&self.layout)?;
            self.layout.prepare_socket_dir(self.account)?;
            match self.attempt(is_unwanted)? {
                Outcome::Ready(child) => return Ok(child),
                Outcome::PredecessorLives if begin.elapsed() > PATIENCE_WITH_PREDECESSOR => {
                    bail!(
                        "Processes of an earlier PostgreSQL on {} do not end",
                        self.layout.data.display()
                    )
                }
                Outcome::PredecessorLives if begin.elapsed() > MERCY => {
                    leftovers::end_stragglers(&self.layout.data)
                }
                Outcome::PredecessorLives => {}
            }
            thread::sleep(Duration::from_millis(250));
        }
    }

    fn attempt(&self, is_unwanted: &dyn Fn() -> bool) -> Result<Outcome> {
        let mut log = open_log(&self.layout.log)?;
        let begin_of_ours = log.seek(SeekFrom::End(0))?;
        let mut child = self.spawn(&log)?;
        let deadline = Instant::now() + PATIENCE_TO_START;
        while Instant::now() < deadline {
            if child
                .try_wait()
                .context("Failed to watch PostgreSQL")?
                .is_some()
            {
                return self.why_ended(begin_of_ours);
            }
            if is_ready(&self.layout.data, child.id()) {
                return Ok(Outcome::Ready(child));
            }
            if is_unwanted() {
                stop(&mut child)?;
                bail!("PostgreSQL was told to stop while it started");
            }
            thread::sleep(POLL);
        }
        stop(&mut child)?;
        bail!(
            "PostgreSQL is not ready after {} s; its log is {}",
            PATIENCE_TO_START.as_secs(),
            self.layout.log.display()
        )
    }

    fn spawn(&self, log: &File) -> Result<Child> {
        let mut postgres = self
            .account
            .command(self.binaries.program("postgres"), libc::SIGINT);
        postgres.arg("-D").arg(&self.layout.data);
        let mut set = |name: &str, value: &str| {
            postgres.arg("-c").arg(format!("{name}={value}"));
        };
        set("listen_addresses", "");
        set("port", &PORT.to_string());
        set(
            "unix_socket_directories",
            &quoted_list_item(&self.layout.socket_dir)?,
        );
        set("unix_socket_permissions", "0700");
        set("ssl", "off");
        set("logging_collector", "off");
        set("log_destination", "stderr");
        set("lc_messages", "C");
        if !self.durable {
            set("fsync", "off");
            set("synchronous_commit", "off");
            set("full_page_writes", "off");
            set("max_wal_size", "256MB");
        }
        postgres.stdout(log.try_clone()?).stderr(log.try_clone()?);
        postgres.spawn().context("Failed to start PostgreSQL")
    }

    fn why_ended(&self, since: u64) -> Result<Outcome> {
        let text = read_from(&self.layout.log, since).unwrap_or_default();
        if text.contains("pre-existing shared memory block") {
            return Ok(Outcome::PredecessorLives);
        }
        bail!(
            "PostgreSQL ended at once: {}. Its log is {}",
            cause(&text),
            self.layout.log.display()
        )
    }
}

/// Fast shutdown: open transactions are rolled back, everything is written. Only what does not answer is pressed.
pub fn stop(child: &mut Child) -> Result<()> {
    let pid = i32::try_from(child.id()).context("A process number does not fit")?;
    for (request, patience) in [
        (libc::SIGINT, FAST_SHUTDOWN),
        (libc::SIGQUIT, IMMEDIATE_SHUTDOWN),
    ] {
        leftovers::signal(pid, request);
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if child
                .try_wait()
                .context("Failed to watch PostgreSQL")?
                .is_some()
            {
                return Ok(());
            }
            thread::sleep(POLL);
        }
    }
    child
        .kill()
        .and_then(|()| child.wait())
        .context("Failed to end PostgreSQL")?;
    bail!("PostgreSQL did not stop in time and was killed; it recovers at the next start")
}

/// The eighth line of `postmaster.pid` is the postmaster's state; `pg_ctl` waits for it too.
fn is_ready(data: &Path, pid: u32) -> bool {
    let text = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let mut lines = text.lines().map(str::trim);
    lines.next() == Some(&pid.to_string()) && lines.nth(6) == Some("ready")
}

fn open_log(file: &Path) -> Result<File> {
    let failed = || format!("Failed to open {}", file.display());
    if fs::metadata(file).is_ok_and(|found| found.len() > LOG_LIMIT) {
        fs::rename(file, file.with_extension("log.1")).with_context(failed)?;
    }
    File::options()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(file)
        .with_context(failed)
}

fn read_from(file: &Path, begin: u64) -> std::io::Result<String> {
    let mut file = File::open(file)?;
    file.seek(SeekFrom::Start(begin))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn cause(log: &str) -> &str {
    let fatal = log
        .lines()
        .find(|line| line.contains("FATAL:") || line.contains("PANIC:"));
    fatal
        .or(log.lines().last())
        .unwrap_or("it said nothing")
        .trim()
}

/// An item of a list setting, in which commas and spaces would part it.
fn quoted_list_item(path: &Path) -> Result<String> {
    let path = path
        .to_str()
        .context("The path of the socket is not UTF-8")?;
    Ok(format!("\"{}\"", path.replace('"', "\"\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_postmaster_that_we_started_counts_as_ready() {
        let data = tempfile::tempdir().unwrap();
        let write = |pid: u32, state: &str| {
            let text = format!("{pid}\n/data\n1760000000\n5432\n/socket\n\n 5243 12\n{state}\n");
            fs::write(data.path().join("postmaster.pid"), text).unwrap();
        };
        assert!(!is_ready(data.path(), 7));
        write(7, "starting");
        assert!(!is_ready(data.path(), 7));
        write(7, "ready   ");
        assert!(is_ready(data.path(), 7));
        assert!(!is_ready(data.path(), 8));
    }

    #[test]
    fn a_large_log_is_set_aside_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("postgres.log");
        open_log(&file).unwrap().set_len(LOG_LIMIT + 1).unwrap();
        assert_eq!(open_log(&file).unwrap().metadata().unwrap().len(), 0);
        assert!(folder.path().join("postgres.log.1").exists());
    }

    #[test]
    fn the_cause_of_an_early_end_is_the_fatal_line() {
        assert_eq!(
            cause("LOG:  starting\nFATAL:  no space left\nLOG:  shut down\n"),
            "FATAL:  no space left"
        );
        assert_eq!(cause("postgres: not found\n"), "postgres: not found");
        assert_eq!(cause(""), "it said nothing");
    }

    #[test]
    fn a_path_stays_one_item_of_a_list() {
        assert_eq!(
            quoted_list_item(Path::new("/a b,\"c\"")).unwrap(),
            "\"/a b,\"\"c\"\"\""
        );
    }
}
