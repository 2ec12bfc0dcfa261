//! The job that delivers a message. It may run again after a crash at any point: `delivery.rs` keeps the book.

use std::time::Duration;

use anyhow::anyhow;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::delivery::{self, Begun, Prepared};
use super::post_office::{PostOffice, Smtp};
use super::{Listeners, queries, webhook};
use crate::db::{self, Db};
use crate::domain::MessageId;
use crate::jobs::{JobError, JobRun, Registry, schedule};
use crate::mail::{Outcome, Timeouts};

/// Deletes the bodies of old reports.
const FORGET: &str = "messages.forget_reports";
const FORGET_EVERY: Duration = Duration::from_secs(24 * 3600);
pub(super) const DELIVER: &str = "messages.deliver";

/// An answer that cannot be stored is tried again from the first wait on, doubling up to the second: what is known
/// must not become uncertain because the database was away.
const STORE_WAIT: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(15));
/// A stopping worker waits for the server's answer, and so long for it to be stored: cut off in between, a message that
/// arrived would be uncertain.
const ANSWER_STORED: Duration = Duration::from_secs(5);
/// Then the statement itself is to blame.
const STORE_LIMIT: Duration = Duration::from_secs(3600);

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Deliver {
    pub message: MessageId,
}

/// Adds the handler of deliveries. `listeners` hear of each state that a message comes to.
pub fn register(registry: Registry, db: &Db, office: PostOffice, listeners: Listeners) -> Registry {
    let courier = Courier {
        db: db.clone(),
        office,
        listeners: listeners.clone(),
    };
    let forgetful = db.clone();
    registry
        .on(DELIVER, move |run| deliver(courier.clone(), run))
        .on(FORGET, move |_| forget(forgetful.clone()))
        .recurring(FORGET, schedule::every(FORGET_EVERY))
        .stop_limit(DELIVER, Timeouts::default().total + ANSWER_STORED)
        .on_failed(DELIVER, move |conn, job| {
            match Deliver::deserialize(&job.payload) {
                Ok(Deliver { message }) => delivery::give_up(conn, &listeners, message),
                Err(_) => Ok(()),
            }
        })
}

async fn forget(db: Db) -> Result<(), JobError> {
    db.run(webhook::queries::delete_old_bodies).await?;
    Ok(())
}

#[derive(Clone)]
struct Courier {
    db: Db,
    office: PostOffice,
    listeners: Listeners,
}

async fn deliver(courier: Courier, run: JobRun) -> Result<(), JobError> {
    let id = run.payload::<Deliver>()?.message;
    match courier.begin(id).await? {
        Begun::Nothing => Ok(()),
        Begun::Wait(wait) => Err(later(
            anyhow!("nothing is sent for a while: a used-up quota, or a refused account"),
            Some(wait),
        )),
        Begun::Attempt(prepared, smtp) => {
            let outcome = courier.hand_over(&prepared, &smtp).await;
            courier.store(&prepared, &outcome).await?;
            verdict(outcome)
        }
    }
}

impl Courier {
    async fn begin(&self, id: MessageId) -> Result<Begun, db::Error> {
        let (office, listeners) = (self.office.clone(), self.listeners.clone());
        self.db
            .transaction(move |conn| Ok(delivery::begin(conn, &office, &listeners, id)?))
            .await
    }

    async fn hand_over(&self, prepared: &Prepared, smtp: &Smtp) -> Outcome {
        let bytes =
            match self
                .office
                .compose(smtp, &prepared.message, &prepared.files, prepared.dated_at)
            {
                Ok(bytes) => bytes,
                Err(error) => {
                    return Outcome::Malformed {
                        reason: error.to_string(),
                    };
                }
            };
        let (db, attempt) = (self.db.clone(), prepared.attempt);
        let mark = async move || {
            let marked = db
                .run(move |conn| queries::update_handed_over(conn, attempt))
                .await;
            match marked {
                Ok(1) => Ok(()),
                Ok(_) => Err("another worker took the message over".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        };
        let (from, to) = (smtp.from.email.to_string(), &prepared.message.recipient);
        smtp.mailer.send_with(&from, to, &bytes, mark).await
    }

    async fn store(&self, prepared: &Prepared, outcome: &Outcome) -> Result<(), db::Error> {
        let (mut wait, longest) = STORE_WAIT;
        let begun = Instant::now();
        loop {
            let (listeners, prepared, outcome) =
                (self.listeners.clone(), prepared.clone(), outcome.clone());
            let write = self.db.transaction(move |conn| -> Result<_, db::Error> {
                Ok(delivery::settle(conn, &listeners, &prepared, &outcome)?)
            });
            match write.await {
                Err(error) if begun.elapsed() > STORE_LIMIT => return Err(error),
                Err(_) => tokio::time::sleep(wait).await,
                Ok(()) => return Ok(()),
            }
            wait = (wait * 2).min(longest);
        }
    }
}

/// Only what is certainly not delivered runs again.
fn verdict(outcome: Outcome) -> Result<(), JobError> {
    match outcome {
        Outcome::Temporary { reply, retry_after } => Err(later(anyhow!(reply), retry_after)),
        Outcome::Quota { reply, retry_after } => Err(later(anyhow!(reply), Some(retry_after))),
        Outcome::Sent { .. }
        | Outcome::Refused { .. }
        | Outcome::Malformed { .. }
        | Outcome::Misconfigured { .. }
        | Outcome::Uncertain { .. } => Ok(()),
    }
}

fn later(error: anyhow::Error, after: Option<Duration>) -> JobError {
    JobError::Retry { error, after }
}
