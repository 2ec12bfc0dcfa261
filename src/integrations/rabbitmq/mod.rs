//! RabbitMQ: a line to the broker on which events are published and confirmed, and one on which they are read.
//!
//! What is declared: the durable topic exchange of our own events; for reading, a durable queue with a way back (a queue
//! in which a message waits for its next try) and a way out (the exchange and queue of dead letters).

mod connection;
mod consumer;
mod publisher;

pub use connection::{BrokerError, check};
pub use consumer::{Consumer, Incoming, Queues};
pub use publisher::{Outgoing, Publisher};
