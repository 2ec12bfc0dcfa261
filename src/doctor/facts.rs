//! What is looked at, from the database and from the machine.

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use chrono::{NaiveDate, Utc};
use diesel::PgConnection;

use super::queries;
use super::rules::{Finding, State};
use crate::auth::{self, Clock};
use crate::config::Config;
use crate::db::{self, Tools};

/// Everything that the rules judge.
#[derive(Debug, Clone)]
pub struct Facts {
    pub server_major: u32,
    pub server_version: String,
    pub database_bytes: i64,
    pub missing_extensions: Vec<String>,
    pub collations: Vec<Collation>,
    /// A backup is being read into it, or that was broken off.
    pub is_half_restored: bool,
    /// Copies that rehearsals left.
    pub left_copies: Vec<String>,
    /// Steps that the database lacks; why it is another program's.
    pub pending: Result<usize, String>,
    /// By how much the database's clock is ahead of the program's.
    pub clock_apart_ms: i64,
    /// Where the data folder lies; `None` where the system does not say.
    pub free_bytes: Option<u64>,
    /// The version of `pg_dump`, or why there is none.
    pub tools_major: Result<u32, String>,
    /// Only of a database that is up to date.
    pub figures: Option<Figures>,
    pub queue: Option<Queue>,
    /// The day that `VINCULO_TODAY` pins.
    pub pinned: Option<NaiveDate>,
}

/// Rules to sort by, in the version that the indexes were built with and the one that the system has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collation {
    pub name: String,
    pub stored: Option<String>,
    pub actual: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The day that the stored figures hold for.
    pub day: NaiveDate,
    pub today: NaiveDate,
    /// Whether they were made with the thresholds of the settings.
    pub has_thresholds: bool,
    /// Customers row by row, and as the running count has them.
    pub customers_counted: i64,
    pub customers_kept: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    pub failed: i64,
    pub waiting: i64,
    /// How long the longest has been due; 0 where none is.
    pub oldest_due_seconds: i64,
}

/// Looks at everything but the connections to the outside. Changes nothing.
pub fn gather(conn: &mut PgConnection, config: &Config) -> anyhow::Result<Facts> {
    let server = queries::find_server(conn)?;
    let now = Utc::now();
    let clock_apart_ms = (db::now(conn)? - now).num_milliseconds();
    let pending = db::list_pending(conn)
        .map(|steps| steps.len())
        .map_err(|error| format!("{error:#}"));
    let is_half_restored = db::is_restoring(conn)?;
    let is_ready = pending == Ok(0) && !is_half_restored;
    let tools = Tools::find(server.major);
    Ok(Facts {
        server_major: server.major,
        server_version: server.version,
        database_bytes: server.bytes,
        missing_extensions: queries::list_missing_extensions(conn)?,
        collations: queries::list_collations(conn)?,
        is_half_restored,
        left_copies: db::list_left_copies(conn)?,
        pending,
        clock_apart_ms,
        free_bytes: free_bytes(&config.server.data_dir),
        tools_major: tools
            .map(|tools| tools.major)
            .map_err(|error| format!("{error:#}")),
        figures: match is_ready {
            true => Some(figures(conn, config)?),
            false => None,
        },
        queue: match is_ready {
            true => Some(queries::find_queue(conn)?),
            false => None,
        },
        pinned: config.server.today,
    })
}

fn figures(conn: &mut PgConnection, config: &Config) -> diesel::QueryResult<Figures> {
    let clock = Clock {
        pinned: config.server.today,
    };
    let organisation = auth::queries::find_organisation(conn)?;
    let held = queries::find_held(conn)?;
    Ok(Figures {
        today: clock.today(&organisation),
        ..held
    })
}

/// Whether the program could work on it as it is.
pub fn is_ready(conn: &mut PgConnection) -> anyhow::Result<bool> {
    Ok(!db::is_restoring(conn)? && db::list_pending(conn)?.is_empty())
}

/// What there is to say where the connections could not be asked.
pub fn unasked(error: &anyhow::Error) -> Finding {
    Finding {
        name: "connections".to_owned(),
        state: State::Bad,
        text: "doctor-connections-unasked",
        given: vec![("why", format!("{error:#}").into())],
    }
}

/// What there is to say where the database cannot be reached.
pub fn unreachable(error: &anyhow::Error) -> Finding {
    Finding {
        name: "server".to_owned(),
        state: State::Bad,
        text: "doctor-server-away",
        given: vec![("why", format!("{error:#}").into())],
    }
}

/// Free on the disk of a folder, or of the one in which it will be made.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|path| path.exists());
    let path = match there {
        Some(path) if !path.as_os_str().is_empty() => path,
        _ => Path::new("."),
    };
    let path = CString::new(path.as_os_str().as_bytes()).ok()?;
    // SAFETY: a plain structure that the system fills in; the path ends with NUL.
    let found = unsafe {
        let mut found: libc::statvfs = std::mem::zeroed();
        (libc::statvfs(path.as_ptr(), &mut found) == 0).then_some(found)
    }?;
    #[allow(clippy::unnecessary_cast, reason = "the widths differ between systems")]
    let (blocks, size) = (found.f_bavail as u64, found.f_frsize as u64);
    blocks.checked_mul(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_yet_has_the_space_of_the_one_above() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_bytes(&folder.path().join("var/data")).unwrap() > 0);
    }
}
