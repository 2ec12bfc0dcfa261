//! One attempt after the other at one endpoint.

use std::time::{Duration, Instant};

use chrono::Utc;
use diesel::{PgConnection, QueryResult};

use super::actions;
use super::model::DeliveryState;
use super::queries::{self, Begun, Ended};
use super::schedule::{self, Next, Outcome};
use crate::audit::Actor;
use crate::config::Config;
use crate::db::{self, Db};
use crate::domain::EndpointId;
use crate::integrations::standard_webhooks::{
    Answer, Client, Receiver, SendError, SigningKey, TimeLimits,
};
use crate::web::AppError;

/// After so long it is another endpoint's turn; the next look goes on.
const TURN: Duration = Duration::from_secs(20);

/// What posts to receivers. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: Client,
    pub(super) allows_private: bool,
}

/// How an endpoint's deliveries fared in a turn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reached {
    pub delivered: usize,
    pub failed: usize,
}

impl Outbound {
    pub fn from_config(config: &Config) -> Self {
        let allows_private = config.outside.allows_private;
        Self {
            client: Client::new(TimeLimits::default(), allows_private),
            allows_private,
        }
    }

    /// Delivers what is due at an endpoint, until nothing is, its receiver wants peace, the turn is over, or `is_stopped`.
    pub async fn deliver_due(
        &self,
        db: &Db,
        endpoint: EndpointId,
        is_stopped: impl Fn() -> bool,
    ) -> Result<Reached, db::Error> {
        let begun = Instant::now();
        let mut reached = Reached::default();
        let mut receiver: Option<(String, Result<Receiver, SendError>)> = None;
        while begun.elapsed() < TURN && !is_stopped() {
            let next = db.transaction::<_, db::Error, _>(move |conn| {
                Ok(queries::begin_attempt(conn, endpoint)?)
            });
            let Some(attempt) = next.await? else { break };
            // Somebody may have changed the address meanwhile.
            let found = match receiver.take() {
                Some((url, found)) if url == attempt.url => found,
                _ => self.client.find(&attempt.url).await,
            };
            let answer = match &found {
                Ok(receiver) => post(receiver, &attempt).await,
                Err(error) => Err(error.clone()),
            };
            receiver = Some((attempt.url.clone(), found));
            let next = db
                .transaction::<_, db::Error, _>(move |conn| Ok(store(conn, &attempt, &answer)?))
                .await?;
            match next {
                Next::Delivered => reached.delivered += 1,
                _ => reached.failed += 1,
            }
        }
        Ok(reached)
    }

    /// Sends a test event and waits for the answer: `Ok` where it was taken, else what was said instead. It is tried
    /// once.
    pub async fn test(
        &self,
        db: &Db,
        actor: &Actor,
        endpoint: EndpointId,
    ) -> Result<Result<(), String>, AppError> {
        let actor = actor.clone();
        let attempt = db
            .transaction::<_, AppError, _>(move |conn| actions::begin_test(conn, &actor, endpoint))
            .await?;
        let answer = match self.client.find(&attempt.url).await {
            Ok(receiver) => post(&receiver, &attempt).await,
            Err(error) => Err(error),
        };
        let said = match &answer {
            Ok(answer) if answer.status.is_success() => Ok(()),
            Ok(answer) => Err(format!("HTTP {}", answer.status.as_u16())),
            Err(error) => Err(error.to_string()),
        };
        db.transaction::<_, db::Error, _>(move |conn| Ok(store_test(conn, &attempt, &answer)?))
            .await?;
        Ok(said)
    }
}

async fn post(receiver: &Receiver, attempt: &Begun) -> Result<Answer, SendError> {
    let keys = attempt
        .secrets
        .iter()
        .map(|secret| SigningKey::parse(secret));
    let keys: Result<Vec<_>, _> = keys.collect();
    let keys = keys.map_err(|error| SendError::Unreachable(error.to_string()))?;
    let now = Utc::now().timestamp();
    receiver
        .post(&attempt.event_id, now, &attempt.body, &keys)
        .await
}

fn store(
    conn: &mut PgConnection,
    attempt: &Begun,
    answer: &Result<Answer, SendError>,
) -> QueryResult<Next> {
    let (outcome, ended) = read(answer);
    let Some((made, endpoint)) = queries::end_attempt(conn, attempt, &ended)? else {
        return Ok(Next::GiveUp);
    };
    let next = schedule::next(made, outcome);
    let (state, after) = match next {
        Next::Delivered => (DeliveryState::Delivered, Duration::ZERO),
        Next::Again(after) => (DeliveryState::Waiting, after),
        Next::GiveUp | Next::Gone => (DeliveryState::Failed, Duration::ZERO),
    };
    queries::update_delivery(conn, attempt.delivery, state, &ended, after)?;
    match next {
        Next::Delivered => queries::clear_failures(conn, endpoint)?,
        Next::Gone => actions::switch_off(conn, endpoint)?,
        Next::Again(_) | Next::GiveUp => give_rest(conn, endpoint, outcome)?,
    };
    Ok(next)
}

/// A test says whether the receiver answers; nothing follows from a failure, unless it is gone.
fn store_test(
    conn: &mut PgConnection,
    attempt: &Begun,
    answer: &Result<Answer, SendError>,
) -> QueryResult<()> {
    let (outcome, ended) = read(answer);
    let Some((_, endpoint)) = queries::end_attempt(conn, attempt, &ended)? else {
        return Ok(());
    };
    let next = schedule::next(1, outcome);
    let state = match next {
        Next::Delivered => DeliveryState::Delivered,
        Next::Again(_) | Next::GiveUp | Next::Gone => DeliveryState::Failed,
    };
    queries::update_delivery(conn, attempt.delivery, state, &ended, Duration::ZERO)?;
    match next {
        Next::Delivered => queries::clear_failures(conn, endpoint)?,
        Next::Gone => actions::switch_off(conn, endpoint)?,
        Next::Again(_) | Next::GiveUp => 0,
    };
    Ok(())
}

fn give_rest(
    conn: &mut PgConnection,
    endpoint: EndpointId,
    outcome: Outcome,
) -> QueryResult<usize> {
    if schedule::rest(1, outcome).is_none() {
        return Ok(0);
    }
    let failures = queries::count_failure(conn, endpoint)?;
    match schedule::rest(failures, outcome) {
        Some(rest) => queries::update_rest(conn, endpoint, rest),
        None => Ok(0),
    }
}

fn read(answer: &Result<Answer, SendError>) -> (Outcome, Ended) {
    match answer {
        Ok(answer) => {
            let outcome = Outcome {
                status: Some(answer.status.as_u16()),
                retry_after: answer.retry_after,
            };
            let ended = Ended {
                status: Some(answer.status.as_u16().into()),
                error: None,
                answer: Some(answer.excerpt.clone()).filter(|text| !text.trim().is_empty()),
            };
            (outcome, ended)
        }
        Err(error) => {
            let ended = Ended {
                status: None,
                error: Some(error.to_string()),
                answer: None,
            };
            (Outcome::default(), ended)
        }
    }
}
