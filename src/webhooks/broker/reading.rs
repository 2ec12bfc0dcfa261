//! The line on which messages come. Each is acknowledged after its transaction, so that one whose program died comes
//! again and is known by its `message_id`.

use std::time::Duration;

use super::incoming::{Notice, ROUTING_KEYS, Unusable};
use super::receiving::{self, Received};
use super::{Line, LineError, SIGN_OF_LIFE, keep, note_connected, note_error};
use crate::db;
use crate::integrations::rabbitmq::{Consumer, Incoming, Queues};
use crate::webhooks::model::BrokerRole;
use crate::webhooks::outside::Stop;

const QUEUES: Queues = Queues {
    queue: "crm.billing",
    waiting: "crm.billing.waiting",
    dead_exchange: "crm.dead",
    dead: "crm.billing.dead",
    routing_keys: &ROUTING_KEYS,
};

/// How often a message is tried that names a customer we do not know, before it goes to the dead letters.
#[derive(Debug, Clone, Copy)]
pub struct IncomingTimes {
    /// After the first try; it doubles with each.
    pub first_wait: Duration,
    /// The first one among them.
    pub tries: i64,
}

impl Default for IncomingTimes {
    /// Half a minute and a bit: a customer who is made at the same moment is there by then.
    fn default() -> Self {
        Self {
            first_wait: Duration::from_secs(2),
            tries: 5,
        }
    }
}

/// What becomes of a message.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Done,
    Later(&'static str),
    Never(String),
}

pub async fn consume(line: Line, exchange: String, stop: Stop) {
    keep(&line, BrokerRole::Consumer, stop, |stop| {
        hold(&line, &exchange, stop)
    })
    .await;
}

async fn hold(line: &Line, exchange: &str, mut stop: Stop) -> Result<(), LineError> {
    let mut consumer = Consumer::connect(&line.url, exchange, QUEUES).await?;
    let mut life = tokio::time::interval(SIGN_OF_LIFE);
    loop {
        let message = tokio::select! {
            () = stop.wished() => break,
            _ = life.tick() => {
                note_connected(line, BrokerRole::Consumer).await;
                continue;
            }
            message = consumer.next() => message?,
        };
        let verdict = judge(line, &message).await?;
        carry_out(line, &consumer, message, verdict).await?;
    }
    consumer.close().await;
    Ok(())
}

/// An error leaves the message with the broker and breaks the line: the database is away, and others would fare alike.
async fn judge(line: &Line, message: &Incoming) -> Result<Verdict, LineError> {
    let Some(id) = message.message_id.clone() else {
        return Ok(Verdict::Never(Unusable::NoMessageId.to_string()));
    };
    let event = message.routing_key.clone();
    let notice = match Notice::read(&event, &message.body) {
        Ok(notice) => notice,
        Err(reason) => return Ok(Verdict::Never(reason.to_string())),
    };
    let body = String::from_utf8_lossy(&message.body).replace('\0', "");
    let received = line.db.transaction::<_, db::Error, _>(move |conn| {
        Ok(receiving::receive(conn, &id, &event, &body, &notice)?)
    });
    match received.await {
        Ok(Received::Noted | Received::Known) => Ok(Verdict::Done),
        Ok(Received::NoCustomer) => {
            Ok(Verdict::Later("a message names a customer who is not here"))
        }
        Err(db::Error::Query(error)) => {
            tracing::error!(%error, "A message from the broker could not be stored");
            Ok(Verdict::Later("a message could not be stored"))
        }
        Err(away) => Err(away.into()),
    }
}

async fn carry_out(
    line: &Line,
    consumer: &Consumer,
    message: Incoming,
    verdict: Verdict,
) -> Result<(), LineError> {
    let times = line.settings.incoming;
    let reason = match verdict {
        Verdict::Done => return Ok(consumer.acknowledge(message).await?),
        Verdict::Later(_) if message.tries < times.tries => {
            let doublings = u32::try_from(message.tries - 1).unwrap_or(0).min(20);
            let wait = times.first_wait.saturating_mul(1 << doublings);
            return Ok(consumer.put_off(message, wait).await?);
        }
        Verdict::Later(reason) => reason.to_owned(),
        Verdict::Never(reason) => reason,
    };
    note_error(line, BrokerRole::Consumer, true, &reason).await;
    Ok(consumer.bury(message).await?)
}
