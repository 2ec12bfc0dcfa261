//! The demo business and who may sign in to it.

use std::fmt::Write as _;
use std::fs;

use diesel::{Connection as _, PgConnection};

use super::private_file::write_private;
use crate::auth::{self, Clock};
use crate::config::Config;
use crate::demo::{self, Large, Loaded};
use crate::history::metrics;

/// In the data folder, for the operator alone: passwords are shown there and nowhere else.
const FILE: &str = "demo-users.txt";

/// Loads the demo business, and tells the operator who may sign in.
pub fn load_demo(
    conn: &mut PgConnection,
    config: &Config,
    large: Option<Large>,
) -> anyhow::Result<()> {
    let clock = Clock {
        pinned: config.server.today,
    };
    let path = config.server.data_dir.join(FILE);
    // Written before the commit: passwords that are stored and known to nobody would lock everybody out.
    let (loaded, text) = conn.transaction(|conn| -> anyhow::Result<_> {
        let loaded = demo::load(conn, clock, large)?;
        let text = sign_ins(&loaded, &config.server.link("/login"));
        write_private(&path, &text)?;
        Ok((loaded, text))
    })?;
    println!("Customers: {}", loaded.customers);
    println!("History: {}", loaded.history);
    println!("\n{text}\n({})\n", path.display());
    metrics::compact(conn)?;
    Ok(())
}

/// For `serve --demo`: loads it into an embedded database that is new; later starts show the sign-ins again.
pub fn load_demo_at_first_start(conn: &mut PgConnection, config: &Config) -> anyhow::Result<()> {
    if config.server.database_url.is_some() {
        tracing::warn!(
            "--demo is for the embedded database only; `vinculo demo` loads into the one that DATABASE_URL names"
        );
    } else if demo::is_empty(conn)? {
        println!("Loading the demo business …");
        load_demo(conn, config, None)?;
    } else if auth::queries::find_is_demo(conn)?
        && let Ok(text) = fs::read_to_string(config.server.data_dir.join(FILE))
    {
        println!("\n{text}");
    }
    Ok(())
}

fn sign_ins(loaded: &Loaded, address: &str) -> String {
    let mut text = format!("  {address}\n");
    for person in &loaded.sign_ins {
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "\n    {:8} {:26} {}",
            person.role, person.email, person.password
        );
    }
    text
}
