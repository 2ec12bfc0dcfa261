//! Erasing a person, in one transaction with its trace in the audit log.

use diesel::{PgConnection, QueryResult};

use super::erasers::Erasers;
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers::queries::erasing;
use crate::customers::queries::{find_customer, insert_tombstones, list_risen};
use crate::domain::{CustomerId, Erasure, fold};
use crate::messages::queries::erasing::is_sending;
use crate::proposals::queries::is_generating;
use crate::web::AppError;

/// Erases a person for good. `typed` is their name, as somebody typed it who means them and nobody else.
pub fn erase(
    conn: &mut PgConnection,
    actor: &Actor,
    erasers: &Erasers,
    id: CustomerId,
    typed: &str,
    replacement: &str,
) -> Result<(), AppError> {
    queries::begin_long_work(conn)?;
    find_customer(conn, id)?;
    let rows = erasing::lock_with_merged(conn, id)?;
    if rows[0].erased_at.is_some() {
        return Err(AppError::Conflict("privacy-erased-already"));
    }
    if !is_same_name(typed, &rows[0].full_name) {
        return Err(AppError::Conflict("privacy-name-differs"));
    }
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.id).collect();
    for one in &ids {
        if is_generating(conn, *one)? {
            return Err(AppError::Conflict("privacy-busy"));
        }
    }
    if is_sending(conn, &ids)? {
        return Err(AppError::Conflict("privacy-busy"));
    }
    carry_out(conn, actor, erasers, ids, replacement)?;
    Ok(())
}

/// Erases again whoever an older backup brought back, with everybody who was merged into them; says who that was.
pub fn erase_risen(
    conn: &mut PgConnection,
    actor: &Actor,
    erasers: &Erasers,
    buried: &[(CustomerId, chrono::DateTime<chrono::Utc>)],
    replacement: &str,
) -> QueryResult<Vec<CustomerId>> {
    let risen = list_risen(conn, buried)?;
    for id in &risen {
        let rows = erasing::lock_with_merged(conn, *id)?;
        let ids = rows.iter().map(|row| row.id).collect();
        carry_out(conn, actor, erasers, ids, replacement)?;
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
