use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::{BasicProperties, Channel, Connection};

use super::connection::{BrokerError, STEP_LIMIT, connect, limited, topic_exchange};
use crate::config::Secret;

/// Survives the broker, in a queue that does.
const PERSISTENT: u8 = 2;
const SENDER: &str = "vinculo";

/// An event as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// By which a consumer knows an event that comes twice.
    pub message_id: String,
    /// The type of the event.
    pub routing_key: String,
    pub body: String,
    pub at: DateTime<Utc>,
}

/// A line on which every message is confirmed.
pub struct Publisher {
    connection: Connection,
    channel: Channel,
    exchange: String,
}

impl Publisher {
    pub async fn connect(url: &Secret, exchange: &str) -> Result<Self, BrokerError> {
        let (connection, channel) = connect(url, "vinculo publisher").await?;
        topic_exchange(&connection, exchange).await?;
        let confirms = channel.confirm_select(ConfirmSelectOptions::default());
        limited(STEP_LIMIT, confirms).await?;
        Ok(Self {
            connection,
            channel,
            exchange: exchange.to_owned(),
        })
    }

    pub fn is_connected(&self) -> bool {
        self.connection.status().connected()
    }

    /// Publishes all, and says of each whether the broker has it for good. What it did not confirm may have arrived.
    pub async fn publish(&self, messages: &[Outgoing]) -> Vec<Result<(), BrokerError>> {
        join_all(messages.iter().map(|message| self.publish_one(message))).await
    }

    async fn publish_one(&self, message: &Outgoing) -> Result<(), BrokerError> {
        let properties = BasicProperties::default()
            .with_content_type("application/json".into())
            .with_delivery_mode(PERSISTENT)
            .with_message_id(message.message_id.as_str().into())
            .with_type(message.routing_key.as_str().into())
            .with_timestamp(message.at.timestamp().unsigned_abs())
            .with_app_id(SENDER.into());
        let published = async {
            let confirm = self.channel.basic_publish(
                self.exchange.as_str().into(),
                message.routing_key.as_str().into(),
                BasicPublishOptions::default(),
                message.body.as_bytes(),
                properties,
            );
            confirm.await?.await
        };
        match limited(STEP_LIMIT, published).await?.is_ack() {
            true => Ok(()),
            false => Err(BrokerError::Refused),
        }
    }

    pub async fn close(self) {
        limited(STEP_LIMIT, self.connection.close(200, "done".into()))
            .await
            .ok();
    }
}
