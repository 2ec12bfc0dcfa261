//! Against a real RabbitMQ, which each test starts on ports of its own: what is told to it, and what is read from it,
//! while brokers stop and programs die.

#[path = "../program/process.rs"]
mod process;
#[path = "../support/mod.rs"]
mod support;

mod incoming;
mod outgoing;
mod rabbit;
