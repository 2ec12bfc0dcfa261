//! PostgreSQL: the pool, transactions, migrations, and the embedded cluster.
//!
//! Diesel is synchronous, so every hop to the database is one closure that runs on a blocking thread: [`Db::run`] for
//! reads, [`Db::transaction`] for writes.

mod clock;
pub mod cluster;
mod conninfo;
mod erasing;
mod json;
mod migrations;
mod moves;
mod pool;
mod requirements;
pub mod schema;
mod tools;

pub use clock::now;
pub use conninfo::ConnInfo;
pub use erasing::erase_rows;
pub use json::Json;
pub use migrations::{MIGRATIONS, list_pending, migrate, newest_step};
pub use moves::move_rows;
pub use pool::{Db, Error, RetryHint, WORD_SIMILARITY, ping};
pub use requirements::{has_schema, server_major};
pub use tools::Tools;

/// To be called before the first connection. OpenSSL would otherwise clear itself away while the program exits, under the
/// feet of a pool's thread that is just signing in, and a command that did its work would end with a segmentation fault.
fn keep_openssl_until_the_end() {
    openssl_sys::init(); // registers no clearing at exit
}
