use std::time::Duration;

use lapin::options::ExchangeDeclareOptions;
use lapin::types::FieldTable;
use lapin::{Channel, Connection, ConnectionProperties, ExchangeKind};

use crate::config::Secret;

/// A broker that takes longer to say hello is not there.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// For a step of the conversation; a broker short of disk or memory blocks who publishes.
pub(super) const STEP_LIMIT: Duration = Duration::from_secs(30);
/// So much shorter is the answer to a button.
const CHECK_LIMIT: Duration = Duration::from_secs(5);

/// What went wrong on the line. The text is for administrators; it holds no password.
#[derive(Debug, thiserror::Error)]
pub enum BrokerError {
    #[error("the broker took too long")]
    TimedOut,
    #[error("the broker did not take a message")]
    Refused,
    #[error("the broker ended the line")]
    Ended,
    #[error("{0}")]
    Line(String),
}

impl From<lapin::Error> for BrokerError {
    fn from(error: lapin::Error) -> Self {
        Self::Line(error.to_string())
    }
}

/// Ends with the step's own error, or because it took too long.
pub(super) async fn limited<T>(
    limit: Duration,
    step: impl Future<Output = lapin::Result<T>>,
) -> Result<T, BrokerError> {
    match tokio::time::timeout(limit, step).await {
        Ok(outcome) => Ok(outcome?),
        Err(_) => Err(BrokerError::TimedOut),
    }
}

/// A line with one channel. It mends nothing by itself: who holds it makes a new one, so that nothing that was under way
/// is taken for done.
pub(super) async fn connect(
    url: &Secret,
    name: &str,
) -> Result<(Connection, Channel), BrokerError> {
    let properties = ConnectionProperties::default().with_connection_name(name.into());
    let connection = limited(CONNECT_LIMIT, Connection::connect(url.expose(), properties)).await?;
    let channel = limited(STEP_LIMIT, connection.create_channel()).await?;
    Ok((connection, channel))
}

/// An exchange that survives the broker; one that is there already is taken as it is.
pub(super) async fn topic_exchange(connection: &Connection, name: &str) -> Result<(), BrokerError> {
    // A refused question ends its channel.
    let asking = limited(STEP_LIMIT, connection.create_channel()).await?;
    let passive = ExchangeDeclareOptions {
        passive: true,
        ..ExchangeDeclareOptions::default()
    };
    let there = asking.exchange_declare(
        name.into(),
        ExchangeKind::Topic,
        passive,
        FieldTable::default(),
    );
    if limited(STEP_LIMIT, there).await.is_ok() {
        asking.close(200, "done".into()).await.ok();
        return Ok(());
    }
    let making = limited(STEP_LIMIT, connection.create_channel()).await?;
    let durable = ExchangeDeclareOptions {
        durable: true,
        ..ExchangeDeclareOptions::default()
    };
    let made = making.exchange_declare(
        name.into(),
        ExchangeKind::Topic,
        durable,
        FieldTable::default(),
    );
    limited(STEP_LIMIT, made).await?;
    making.close(200, "done".into()).await.ok();
    Ok(())
}

/// Whether the broker lets us in and opens a channel.
pub async fn check(url: &Secret) -> Result<(), BrokerError> {
    let checked = async {
        let (connection, channel) = connect(url, "vinculo check").await?;
        channel.close(200, "done".into()).await.ok();
        connection.close(200, "done".into()).await.ok();
        Ok(())
    };
    match tokio::time::timeout(CHECK_LIMIT, checked).await {
        Ok(outcome) => outcome,
        Err(_) => Err(BrokerError::TimedOut),
    }
}
