use std::time::Duration;

use futures_util::StreamExt as _;
use lapin::message::Delivery;
use lapin::options::{
    BasicAckOptions, BasicConsumeOptions, BasicPublishOptions, BasicQosOptions, BasicRejectOptions,
    ConfirmSelectOptions, QueueBindOptions, QueueDeclareOptions,
};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{BasicProperties, Channel, Confirmation, Connection, ExchangeKind};

use super::connection::{BrokerError, STEP_LIMIT, connect, limited, topic_exchange};
use crate::config::Secret;

/// Messages on the way to us that are not acknowledged yet.
const PREFETCH: u16 = 50;
/// How often a message has been tried, in a header of our own: the broker's counts the times that a line broke too.
const TRIES: &str = "x-vinculo-tries";

/// What is read, and where it goes that cannot be used.
#[derive(Debug, Clone, Copy)]
pub struct Queues {
    pub queue: &'static str,
    /// Messages wait here for their next try.
    pub waiting: &'static str,
    pub dead_exchange: &'static str,
    pub dead: &'static str,
    /// What is asked of the other system's exchange.
    pub routing_keys: &'static [&'static str],
}

/// A line on which messages come and are acknowledged one by one.
pub struct Consumer {
    connection: Connection,
    channel: Channel,
    queues: Queues,
    stream: lapin::Consumer,
}

/// A message that waits for its verdict. Dropped without one, it comes again once the line has ended.
#[derive(Debug)]
pub struct Incoming {
    pub message_id: Option<String>,
    pub routing_key: String,
    pub body: Vec<u8>,
    /// This one among them.
    pub tries: i64,
    delivery: Delivery,
}

impl Consumer {
    pub async fn connect(
        url: &Secret,
        exchange: &str,
        queues: Queues,
    ) -> Result<Self, BrokerError> {
        let (connection, channel) = connect(url, "vinculo consumer").await?;
        topic_exchange(&connection, exchange).await?;
        limited(STEP_LIMIT, declare(&channel, exchange, queues)).await?;
        let stream = channel.basic_consume(
            queues.queue.into(),
            "".into(),
            BasicConsumeOptions::default(),
            FieldTable::default(),
        );
        let stream = limited(STEP_LIMIT, stream).await?;
        Ok(Self {
            connection,
            channel,
            queues,
            stream,
        })
    }

    /// The next message, however long it takes.
    pub async fn next(&mut self) -> Result<Incoming, BrokerError> {
        match self.stream.next().await {
            Some(delivery) => Ok(Incoming::read(delivery?)),
            None => Err(BrokerError::Ended),
        }
    }

    /// It has taken effect and must not come again.
    pub async fn acknowledge(&self, message: Incoming) -> Result<(), BrokerError> {
        let taken = message.delivery.ack(BasicAckOptions::default());
        limited(STEP_LIMIT, taken).await.map(|_| ())
    }

    /// It will never be of use: it goes to the dead letters.
    pub async fn bury(&self, message: Incoming) -> Result<(), BrokerError> {
        let options = BasicRejectOptions { requeue: false };
        limited(STEP_LIMIT, message.delivery.reject(options))
            .await
            .map(|_| ())
    }

    /// It comes again after `wait`. Its copy is safe with the broker before it is acknowledged, so that a program that
    /// dies in between leaves two and not none; a copy that no queue takes comes back, and the message stays.
    pub async fn put_off(&self, message: Incoming, wait: Duration) -> Result<(), BrokerError> {
        let copied = async {
            let confirm = self.channel.basic_publish(
                "".into(),
                self.queues.waiting.into(),
                BasicPublishOptions {
                    mandatory: true,
                    ..Default::default()
                },
                &message.body,
                message.properties_of_copy(wait),
            );
            confirm.await?.await
        };
        match limited(STEP_LIMIT, copied).await? {
            Confirmation::Ack(None) => self.acknowledge(message).await,
            _ => Err(BrokerError::Refused),
        }
    }

    /// What came and has no verdict comes again.
    pub async fn close(self) {
        limited(STEP_LIMIT, self.connection.close(200, "done".into()))
            .await
            .ok();
    }
}

impl Incoming {
    fn read(delivery: Delivery) -> Self {
        let properties = &delivery.properties;
        let id = properties.message_id().as_ref().map(|id| id.to_string());
        let headers = properties.headers().as_ref();
        let tried = headers.and_then(|headers| headers.inner().get(TRIES));
        let tried = match tried {
            Some(AMQPValue::LongLongInt(tried)) => *tried,
            _ => 0,
        };
        // What waited comes by the name of the queue; its own key travels as the type.
        let routing_key = match tried {
            0 => delivery.routing_key.to_string(),
            _ => properties
                .kind()
                .as_ref()
                .map_or_else(String::new, |kind| kind.to_string()),
        };
        Self {
            message_id: id.filter(|id| !id.is_empty()),
            routing_key,
            body: delivery.data.clone(),
            tries: tried.saturating_add(1),
            delivery,
        }
    }

    fn properties_of_copy(&self, wait: Duration) -> BasicProperties {
        let mut headers = self
            .delivery
            .properties
            .headers()
            .clone()
            .unwrap_or_default();
        headers.insert(TRIES.into(), AMQPValue::LongLongInt(self.tries));
        self.delivery
            .properties
            .clone()
            .with_headers(headers)
            .with_type(self.routing_key.as_str().into())
            .with_delivery_mode(2)
            .with_expiration(wait.as_millis().to_string().into())
    }
}

async fn declare(channel: &Channel, exchange: &str, queues: Queues) -> lapin::Result<()> {
    let durable_exchange = lapin::options::ExchangeDeclareOptions {
        durable: true,
        ..Default::default()
    };
    let dead = (queues.dead_exchange, ExchangeKind::Fanout);
    channel
        .exchange_declare(
            dead.0.into(),
            dead.1,
            durable_exchange,
            FieldTable::default(),
        )
        .await?;
    queue(channel, queues.dead, &[]).await?;
    bind(channel, queues.dead, queues.dead_exchange, "").await?;
    queue(
        channel,
        queues.queue,
        &[("x-dead-letter-exchange", queues.dead_exchange)],
    )
    .await?;
    // Its time over, a message goes back through the exchange without a name to the queue of this name.
    let back = [
        ("x-dead-letter-exchange", ""),
        ("x-dead-letter-routing-key", queues.queue),
    ];
    queue(channel, queues.waiting, &back).await?;
    for key in queues.routing_keys {
        bind(channel, queues.queue, exchange, key).await?;
    }
    channel
        .confirm_select(ConfirmSelectOptions::default())
        .await?;
    channel
        .basic_qos(PREFETCH, BasicQosOptions::default())
        .await
}

async fn queue(channel: &Channel, name: &str, arguments: &[(&str, &str)]) -> lapin::Result<()> {
    let mut table = FieldTable::default();
    for (key, value) in arguments {
        table.insert((*key).into(), AMQPValue::LongString((*value).into()));
    }
    let options = QueueDeclareOptions {
        durable: true,
        ..QueueDeclareOptions::default()
    };
    channel
        .queue_declare(name.into(), options, table)
        .await
        .map(|_| ())
}

async fn bind(channel: &Channel, queue: &str, exchange: &str, key: &str) -> lapin::Result<()> {
    channel
        .queue_bind(
            queue.into(),
            exchange.into(),
            key.into(),
            QueueBindOptions::default(),
            FieldTable::default(),
        )
        .await
}
