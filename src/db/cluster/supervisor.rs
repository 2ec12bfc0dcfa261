//! The thread that holds the postmaster: starts it, starts it again when it dies, stops it in the end.

use std::process::Child;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use super::process::{self, Launch};

const WATCH: Duration = Duration::from_millis(200);
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Ends its thread and the postmaster when `stop` is called or it is dropped.
#[derive(Debug)]
pub struct Supervisor {
    requests: Option<Sender<()>>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl Supervisor {
    /// Returns when the postmaster takes connections, or says why it does not.
    pub fn start(launch: Launch) -> Result<Self> {
        let (requests, stop) = mpsc::channel();
        let (report, first_start) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("postgresql".to_owned())
            .spawn(move || run(&launch, &report, &stop))
            .context("Failed to start the thread that watches PostgreSQL")?;
        first_start
            .recv()
            .context("The thread that watches PostgreSQL ended")??;
        Ok(Self {
            requests: Some(requests),
            thread: Some(thread),
        })
    }

    pub fn stop(&mut self) -> Result<()> {
        self.requests = None;
        match self.thread.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(end) => {
                end.unwrap_or_else(|_| Err(anyhow!("The thread that watches PostgreSQL panicked")))
            }
        }
    }
}

/// The postmaster's whole life. It is started from this thread and no other, because its death signal is tied to the
/// thread that starts it.
fn run(launch: &Launch, report: &Sender<Result<()>>, stop: &Receiver<()>) -> Result<()> {
    let mut child = match launch.bring_up(&|| is_over(stop)) {
        Ok(child) => child,
        Err(error) => {
            report.send(Err(error)).ok();
            return Ok(());
        }
    };
    report.send(Ok(())).ok();
    loop {
        if stop.recv_timeout(WATCH) != Err(RecvTimeoutError::Timeout) {
            return process::stop(&mut child);
        }
        if let Ok(Some(status)) = child.try_wait() {
            tracing::error!(%status, "PostgreSQL ended; starting it again");
            match revive(launch, stop) {
                Some(successor) => child = successor,
                None => return Ok(()),
            }
        }
    }
}

/// Tries until it runs, with growing pauses; none when asked to stop meanwhile.
fn revive(launch: &Launch, stop: &Receiver<()>) -> Option<Child> {
    let mut pause = FIRST_PAUSE;
    loop {
        match launch.bring_up(&|| is_over(stop)) {
            Ok(child) => {
                tracing::info!("PostgreSQL runs again");
                return Some(child);
            }
            Err(_) if is_over(stop) => return None,
            Err(error) => tracing::error!(
                error = format!("{error:#}"),
                "PostgreSQL does not start; trying again"
            ),
        }
        if stop.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return None;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// The other end is dropped when the cluster shall stop.
fn is_over(stop: &Receiver<()>) -> bool {
    stop.try_recv() != Err(TryRecvError::Empty)
}
