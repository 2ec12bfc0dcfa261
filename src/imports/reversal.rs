//! Taking an import back, in one transaction: the rows that it made go, the columns that it changed are what they were. Each
//! table's owner does its part.

use diesel::{Connection as _, OptionalExtension as _, PgConnection};

use super::actions::ImportError;
use super::model::State;
use super::queries::{self, undo as statements};
use super::watch::{Step, Watch};
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::customers;
use crate::domain::ImportId;
use crate::history;
use crate::proposals;
use crate::services;
use crate::value;

/// From so many rows on, the planner is told.
const MANY: usize = 1000;

/// What to take back, and how far.
#[derive(Debug, Clone)]
pub struct Reversal {
    pub import: ImportId,
    /// Also what somebody edited since: the columns that the import changed.
    pub edited_too: bool,
    pub actor: Actor,
}

/// Takes an import back in a transaction of its own, for the command line; returns how many rows went back, and how many were left.
pub fn run(
    conn: &mut PgConnection,
    reversal: &Reversal,
    tables: &[&str],
) -> Result<(i64, i64), ImportError> {
    conn.transaction(|conn| {
        queries::begin(conn)?;
        let import = queries::steps::find_import(conn, reversal.import).optional()?;
        let import = import.ok_or(ImportError::NoSuchImport(reversal.import))?;
        if let (State::Undone, 0, Some(at)) = (import.state, import.rows_left, import.undone_at) {
            let zone = auth::queries::find_organisation(conn)?.time_zone;
            let day = at.with_timezone(&zone).date_naive();
            return Err(ImportError::AlreadyUndone(import.id, day));
        }
        let is_over = matches!(import.state, State::Done | State::Undone);
        if !is_over || !statements::has_traces(conn, import.id)? {
            return Err(ImportError::NotUndone);
        }
        let rows = carry_out(conn, reversal, tables, &mut Watch::none())?;
        let left = queries::steps::find_import(conn, reversal.import)?.rows_left;
        Ok((rows, left))
    })
}

/// In the caller's transaction, which holds the lock of [`queries::begin`]. `tables` are those whose rows belong to a customer.
/// Repeated, it does what is left.
pub fn carry_out(
    conn: &mut PgConnection,
    reversal: &Reversal,
    tables: &[&str],
    watch: &mut Watch,
) -> Result<i64, ImportError> {
    const STEPS: i64 = 3;
    let (id, edited_too) = (reversal.import, reversal.edited_too);
    statements::create_kept(conn)?;
    watch.tell(Step::TakingBack, 0, STEPS)?;
    let services = history::undoing::take_back(conn, id, edited_too)?;
    watch.tell(Step::TakingBack, 1, STEPS)?;
    let catalogue = services::undoing::take_back(conn, id)?;
    watch.tell(Step::TakingBack, 2, STEPS)?;
    let customers = customers::undoing::take_back(conn, id, edited_too, tables)?;
    watch.tell(Step::TakingBack, STEPS, STEPS)?;
    let rows = services.deleted + services.restored + customers.deleted + customers.restored;
    statements::update_undone(conn, id, rows as i64, reversal.actor.user_id)?;
    if rows + catalogue >= MANY {
        queries::analyze(conn)?;
    }
    if services.deleted + services.restored > 0 {
        proposals::enqueue_learning(conn)?;
        value::enqueue_computing(conn)?;
    }
    let change = Change::new("import.undone", "import", id)
        .set("deleted", services.deleted + customers.deleted)
        .set("restored", services.restored + customers.restored);
    audit::record(conn, &reversal.actor, &change)?;
    Ok(rows as i64)
}
