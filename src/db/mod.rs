//! PostgreSQL: the pool, transactions, migrations, and the embedded cluster.
//!
//! Diesel is synchronous, so every hop to the database is one closure that runs on a blocking thread: [`Db::run`] for
//! reads, [`Db::transaction`] for writes.

pub mod cluster;
mod migrations;
mod pool;
pub mod schema;

pub use migrations::{MIGRATIONS, migrate};
pub use pool::{Db, Error, RetryHint, ping};
