//! Much data at once, and what has to follow it.

use diesel::PgConnection;

use super::{bring_figures_up_to_date, merging};
use crate::auth::Clock;
use crate::config::Config;
use crate::history::metrics;
use crate::imports::reversal::{self, Reversal};
use crate::imports::{self, ImportError, Kind, LocalFile, Order, Report};

/// Imports a file; the stored figures hold for the business day before and after.
pub fn import(
    conn: &mut PgConnection,
    config: &Config,
    order: &Order,
    file: &LocalFile,
) -> Result<Report, ImportError> {
    prepare(conn, config);
    let report = imports::run_file(conn, order, file)?;
    if report.import.is_some() {
        metrics::compact(conn)?;
    }
    Ok(report)
}

/// Imports the old system's database; the stored figures hold as they do for a file.
pub fn import_legacy(
    conn: &mut PgConnection,
    config: &Config,
    order: &Order,
    url: &str,
) -> anyhow::Result<Vec<(Kind, Report)>> {
    prepare(conn, config);
    let reports = imports::legacy::run(conn, order, url)?;
    if !order.dry_run {
        metrics::compact(conn)?;
    }
    Ok(reports)
}

fn prepare(conn: &mut PgConnection, config: &Config) {
    let clock = Clock {
        pinned: config.server.today,
    };
    // Beside an import that runs already the day cannot be moved; the worker tries every minute.
    if let Err(error) = bring_figures_up_to_date(conn, clock) {
        tracing::warn!(%error, "The figures could not be brought up to date before the import");
    }
}

/// Takes an import back; returns how many rows went back, and how many were left as they are.
pub fn undo_import(
    conn: &mut PgConnection,
    reversal: &Reversal,
) -> Result<(i64, i64), ImportError> {
    let done = reversal::run(conn, reversal, &merging::moves().tables())?;
    metrics::compact(conn)?;
    Ok(done)
}
