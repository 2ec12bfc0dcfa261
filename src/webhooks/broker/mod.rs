//! The lines to RabbitMQ: one on which events are published, one on which a billing system's are read. Each is tied
//! again when it breaks, with a growing wait; the program works without.

mod incoming;
mod leader;
mod publishing;
mod reading;
mod receiving;
mod waves;

use std::time::{Duration, Instant};

use uuid::Uuid;

pub(super) use publishing::publish;
pub use reading::IncomingTimes;
pub(super) use reading::consume;

use super::model::BrokerRole;
use super::outside::{Settings, Stop};
use super::queries;
use crate::config::Secret;
use crate::db::{self, Db};
use crate::integrations::rabbitmq::{self, BrokerError};

/// What both lines need.
#[derive(Clone)]
pub(super) struct Line {
    pub db: Db,
    /// Of this program, as long as it runs.
    pub holder: Uuid,
    pub url: Secret,
    pub settings: Settings,
}

/// Why a line broke. The text is for administrators.
#[derive(Debug, thiserror::Error)]
pub(super) enum LineError {
    #[error("RabbitMQ: {0}")]
    Broker(#[from] BrokerError),
    #[error("PostgreSQL: {0}")]
    Database(String),
}

impl From<db::Error> for LineError {
    fn from(error: db::Error) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<diesel::result::Error> for LineError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// Whether the broker lets us in now.
pub async fn check(url: &Secret) -> Result<(), BrokerError> {
    rabbitmq::check(url).await
}

/// Holds a line until somebody wishes to stop: `hold` ties it and returns when the wish came, or why it broke.
async fn keep<Fut>(line: &Line, role: BrokerRole, mut stop: Stop, hold: impl Fn(Stop) -> Fut)
where
    Fut: Future<Output = Result<(), LineError>>,
{
    let (first, longest) = line.settings.reconnect;
    let mut wait = first;
    let mut is_told = false;
    while !stop.is_wished() {
        let begun = Instant::now();
        let Err(error) = hold(stop.clone()).await else {
            break;
        };
        // A line that held for a while begins anew with the short wait.
        if begun.elapsed() > longest {
            (wait, is_told) = (first, false);
        }
        if !is_told {
            is_told = true;
            tracing::warn!(%error, %role, "The line to the broker broke; it is tied again");
        }
        note_error(line, role, false, &error.to_string()).await;
        stop.pause(wait).await;
        wait = (wait * 2).min(longest);
    }
    note_ended(line, role).await;
}

async fn note_connected(line: &Line, role: BrokerRole) {
    let holder = line.holder;
    let noted = line
        .db
        .run(move |conn| queries::note_connected(conn, role, holder));
    // What a page says of the line is worth no more than a try.
    noted.await.ok();
}

async fn note_error(line: &Line, role: BrokerRole, is_connected: bool, error: &str) {
    let text = error
        .replace('\0', "")
        .chars()
        .take(500)
        .collect::<String>();
    let holder = line.holder;
    let noted = line
        .db
        .run(move |conn| queries::note_error(conn, role, holder, is_connected, &text));
    noted.await.ok();
}

async fn note_ended(line: &Line, role: BrokerRole) {
    let holder = line.holder;
    let noted = line
        .db
        .run(move |conn| queries::note_ended(conn, role, holder));
    noted.await.ok();
}

/// How often who holds a line says so.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// How long a line with nothing to do waits before it looks whether it may work.
const STANDBY: Duration = Duration::from_secs(2);
