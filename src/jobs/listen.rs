//! The ear: a connection outside the pool that hears `NOTIFY`, on a thread of its own.
//!
//! Nothing depends on it but speed: a lost notification is made up for by the poll and the heartbeat.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use super::worker::Worker;
use crate::domain::JobId;

/// A job became due.
pub(super) const QUEUED: &str = "jobs_queued";
/// Somebody wants a running job stopped; the payload is its id.
pub(super) const CANCELLED: &str = "jobs_cancelled";

/// How often the socket is looked at; diesel has no waiting call. No traffic, a system call.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// A silent connection is tried so often, so that firewalls keep it and a dead one is noticed.
const PROBE_EVERY: Duration = Duration::from_secs(30);
/// Waits between attempts to connect: the first, and what it doubles up to.
const RECONNECT_WAIT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// The thread ends when the worker is gone.
pub(super) fn spawn(worker: &Arc<Worker>) {
    let (url, worker) = (worker.db.url().to_owned(), Arc::downgrade(worker));
    let thread = std::thread::Builder::new()
        .name("jobs-listen".into())
        .spawn(move || listen(&url, &worker));
    if let Err(error) = thread {
        tracing::warn!(%error, "The job queue cannot listen and only polls");
    }
}

fn listen(url: &str, worker: &Weak<Worker>) {
    let (first, longest) = RECONNECT_WAIT;
    let (mut wait, mut told) = (first, false);
    while worker.strong_count() > 0 {
        match connect(url) {
            Ok(mut conn) => {
                (wait, told) = (first, false);
                if let Err(error) = hear(&mut conn, worker) {
                    tracing::debug!(%error, "The job queue's listening connection broke");
                }
            }
            Err(error) if !told => {
                told = true;
                tracing::warn!(%error, "The job queue cannot listen and only polls; it keeps trying");
            }
            Err(_) => {}
        }
        std::thread::sleep(wait);
        wait = (wait * 2).min(longest);
    }
}

fn connect(url: &str) -> anyhow::Result<PgConnection> {
    let mut conn = PgConnection::establish(url)?;
    conn.batch_execute(&format!("LISTEN {QUEUED}; LISTEN {CANCELLED}"))?;
    Ok(conn)
}

fn hear(conn: &mut PgConnection, worker: &Weak<Worker>) -> anyhow::Result<()> {
    let mut probed = Instant::now();
    // What was enqueued while nobody listened.
    let mut wake = true;
    while let Some(worker) = worker.upgrade() {
        for notification in conn.notifications_iter() {
            let notification = notification?;
            match notification.payload.parse::<JobId>() {
                Ok(cancelled) if notification.channel == CANCELLED => {
                    worker.raise(|id, _| id == cancelled)
                }
                _ => wake = true,
            }
        }
        if std::mem::take(&mut wake) {
            worker.wake.notify_one();
        }
        drop(worker);
        if probed.elapsed() > PROBE_EVERY {
            conn.batch_execute("SELECT 1")?;
            probed = Instant::now();
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(())
}
