//! Copies of the whole database: a backup, its way back, and a rehearsal of an upgrade on a copy.
//!
//! All three use PostgreSQL's own programs, of the server's version ([`crate::db::Tools`]), and work with `DATABASE_URL` and
//! with the embedded cluster, whether the program serves meanwhile or not. A backup is one file of `pg_dump`'s custom format;
//! the key that links are signed with and that of the tombstones lie in the database and so in it.

mod backup;
mod rehearsal;
mod restore;

use diesel::{Connection as _, PgConnection};

use anyhow::Context as _;

pub use backup::backup;
pub use rehearsal::rehearse_migrations;
pub use restore::restore;

use crate::db::{self, ConnInfo, Tools};

/// A database and the programs for it.
struct Site {
    conn: PgConnection,
    info: ConnInfo,
    tools: Tools,
}

impl Site {
    fn at(url: &str) -> anyhow::Result<Self> {
        let mut conn = PgConnection::establish(url).context("Failed to reach the database")?;
        let tools = Tools::find(db::server_major(&mut conn)?)?;
        Ok(Self {
            conn,
            info: ConnInfo::parse(url)?,
            tools,
        })
    }
}
