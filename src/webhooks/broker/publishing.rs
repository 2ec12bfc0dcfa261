//! What is told to the broker. An event is marked once the broker has confirmed it; a program that dies in between
//! publishes it again, with the same `message_id`.

use std::time::Instant;

use super::leader::Leader;
use super::waves::waves;
use super::{Line, LineError, SIGN_OF_LIFE, STANDBY, keep, note_connected};
use crate::config::OWN_EXCHANGE;
use crate::domain::WireEventId;
use crate::integrations::rabbitmq::{BrokerError, Outgoing, Publisher};
use crate::webhooks::model::{BrokerRole, WireEvent};
use crate::webhooks::outside::Stop;
use crate::webhooks::queries;

/// Events that are read at once.
const BATCH: i64 = 200;

pub async fn publish(line: Line, stop: Stop) {
    keep(&line, BrokerRole::Publisher, stop, |stop| hold(&line, stop)).await;
}

async fn hold(line: &Line, mut stop: Stop) -> Result<(), LineError> {
    let Some(mut leader) = elected(line, &mut stop).await? else {
        return Ok(());
    };
    let publisher = Publisher::connect(&line.url, OWN_EXCHANGE).await?;
    let mut said = None;
    while !stop.is_wished() {
        if said.is_none_or(|at: Instant| at.elapsed() > SIGN_OF_LIFE) {
            note_connected(line, BrokerRole::Publisher).await;
            said = Some(Instant::now());
        }
        let batch = leader
            .run(|conn| queries::list_unpublished(conn, BATCH))
            .await?;
        if !publisher.is_connected() {
            return Err(BrokerError::Ended.into());
        }
        if batch.is_empty() {
            stop.pause(line.settings.publish).await;
        }
        for wave in waves(batch, |event| event.customer_key) {
            send(&mut leader, &publisher, wave).await?;
            if stop.is_wished() {
                break;
            }
        }
    }
    publisher.close().await;
    Ok(())
}

/// Waits until no other program publishes; `None`: somebody wished to stop first.
async fn elected(line: &Line, stop: &mut Stop) -> Result<Option<Leader>, LineError> {
    while !stop.is_wished() {
        if let Some(leader) = Leader::elect(&line.db).await? {
            return Ok(Some(leader));
        }
        stop.pause(STANDBY).await;
    }
    Ok(None)
}

/// Marks what was confirmed, also where something else was not.
async fn send(
    leader: &mut Leader,
    publisher: &Publisher,
    wave: Vec<WireEvent>,
) -> Result<(), LineError> {
    let messages: Vec<Outgoing> = wave.iter().map(outgoing).collect();
    let outcomes = publisher.publish(&messages).await;
    let mut confirmed: Vec<WireEventId> = Vec::new();
    let mut failure = None;
    for (event, outcome) in wave.iter().zip(outcomes) {
        match outcome {
            Ok(()) => confirmed.push(event.id),
            Err(error) => failure = Some(error),
        }
    }
    if !confirmed.is_empty() {
        leader
            .run(move |conn| queries::mark_published(conn, &confirmed))
            .await?;
    }
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(()),
    }
}

fn outgoing(event: &WireEvent) -> Outgoing {
    Outgoing {
        message_id: event.event_id.to_string(),
        routing_key: event.kind.clone(),
        body: event.body.clone(),
        at: event.created_at,
    }
}
