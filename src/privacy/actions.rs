//! Erasing a person: asked for in one transaction, done by a job in another, with its trace in the audit log.

use diesel::result::Error as DieselError;
use diesel::{PgConnection, QueryResult};

use super::erasers::Erasers;
use super::{jobs, queries};
use crate::audit::{self, Actor, Change};
use crate::customers::queries::erasing::{self, Erasable};
use crate::customers::queries::{find_person, insert_tombstones, list_risen};
use crate::db::{self, RetryHint};
use crate::domain::{CustomerId, Erasure, UserId, fold};
use crate::messages::queries::erasing::is_sending;
use crate::proposals::queries::is_generating;
use crate::web::AppError;

/// Has a person erased for good. `typed` is their name, as somebody typed it who means them and nobody else. Asked twice it
/// is done once. Who asked is written down at once, without anything by which the person could be known.
pub fn ask(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    id: CustomerId,
    typed: &str,
) -> Result<(), AppError> {
    // Whoever is being erased is locked, perhaps for minutes.
    if erasing::is_being_erased(conn, id)? {
        return Ok(());
    }
    find_person(conn, id)?;
    let rows = erasing::lock_with_merged(conn, id)?;
    if rows[0].erased_at.is_some() {
        return Err(AppError::Conflict("privacy-erased-already"));
    }
    if !is_same_name(typed, &rows[0].full_name) {
        return Err(AppError::Conflict("privacy-name-differs"));
    }
    let ids = ids_of(&rows);
    if is_busy(conn, &ids)? {
        return Err(AppError::Conflict("privacy-busy"));
    }
    if jobs::enqueue(conn, by, id, ids)? {
        let change = Change::new("customer.erasure_requested", "customer", id);
        audit::record(conn, actor, &change)?;
    }
    Ok(())
}

/// What the job says by which the page knows why it was given up.
pub const BUSY: &str = "something is being written or sent to the person";

#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    #[error("{}", BUSY)]
    Busy,
    /// More than was confirmed is not erased, nor less.
    #[error("the customer was merged, or a merge was undone, after this was asked for")]
    Merged,
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<DieselError> for EraseError {
    fn from(error: DieselError) -> Self {
        Self::Database(error.into())
    }
}

impl RetryHint for EraseError {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Self::Database(error) if error.asks_for_retry())
    }
}

/// Does it, all of it or nothing; who was erased already stays so. `confirmed`: who they were when it was asked for.
pub fn erase(
    conn: &mut PgConnection,
    actor: &Actor,
    erasers: &Erasers,
    (id, confirmed): (CustomerId, &[CustomerId]),
    replacement: &str,
) -> Result<(), EraseError> {
    queries::begin_long_work(conn)?;
    let rows = erasing::lock_with_merged(conn, id)?;
    if rows[0].erased_at.is_some() {
        return Ok(());
    }
    // Asked once the row is locked, against which a merge waits.
    match find_person(conn, id) {
        Err(DieselError::NotFound) => return Err(EraseError::Merged),
        found => found?,
    };
    let ids = ids_of(&rows);
    if ids != confirmed {
        return Err(EraseError::Merged);
    }
    if is_busy(conn, &ids)? {
        return Err(EraseError::Busy);
    }
    Ok(carry_out(conn, actor, erasers, ids, replacement)?)
}

fn ids_of(rows: &[Erasable]) -> Vec<CustomerId> {
    rows.iter().map(|row| row.id).collect()
}

/// Whether something is being written or sent to them; what waits to be sent is locked.
fn is_busy(conn: &mut PgConnection, ids: &[CustomerId]) -> QueryResult<bool> {
    for id in ids {
        if is_generating(conn, *id)? {
            return Ok(true);
        }
    }
    is_sending(conn, ids)
}

/// Erases again whoever an older backup brought back, and says who that was. Every row that was erased has a tombstone of its own:
/// the merges that the backup knows may have been undone since, and say nothing of who was erased.
pub fn erase_risen(
    conn: &mut PgConnection,
    actor: &Actor,
    erasers: &Erasers,
    buried: &[(CustomerId, chrono::DateTime<chrono::Utc>)],
    replacement: &str,
) -> QueryResult<Vec<CustomerId>> {
    let risen = list_risen(conn, buried)?;
    if !risen.is_empty() {
        erasing::lock_customers(conn, &risen)?;
        carry_out(conn, actor, erasers, risen.clone(), replacement)?;
    }
    Ok(risen)
}

fn carry_out(
    conn: &mut PgConnection,
    actor: &Actor,
    erasers: &Erasers,
    ids: Vec<CustomerId>,
    replacement: &str,
) -> QueryResult<()> {
    let words = erasing::list_words(conn, &ids)?;
    let erasure = Erasure::new(ids, &words, replacement);
    insert_tombstones(conn, &erasure)?;
    erasers.carry_out(conn, &erasure)?;
    erasing::update_erased_by(conn, &erasure.customers, actor.user_id)?;
    for id in &erasure.customers {
        let change = Change::new("customer.erased", "customer", *id);
        audit::record(conn, actor, &change)?;
    }
    Ok(())
}

/// Accents, case and spaces are no reason to refuse.
fn is_same_name(typed: &str, name: &str) -> bool {
    let words =
        |text: &str| -> Vec<String> { fold(text).split_whitespace().map(str::to_owned).collect() };
    words(typed) == words(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_typed_without_its_accents_and_not_without_a_word() {
        assert!(is_same_name(" maria  peña", "María Peña"));
        assert!(!is_same_name("maria", "María Peña"));
        assert!(!is_same_name("", "María Peña"));
    }
}
