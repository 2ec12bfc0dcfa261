//! What of this feature goes when a person is erased. Who was merged into whom stays: old addresses and ids lead by it.

use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// The rows as they were before a merge; without them it cannot be undone.
pub fn erase_merges(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE customer_merges SET winner_before = '{}', winner_after = '{}', loser_before = '{}', moved = '{}', added = '{}'
        WHERE winner_id = ANY($1) OR loser_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}

pub fn erase_keys(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "DELETE FROM duplicate_keys WHERE customer_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}

pub fn erase_pairs(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "DELETE FROM duplicate_pairs WHERE a_id = ANY($1) OR b_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}

pub fn erase_checks(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "DELETE FROM duplicate_checks WHERE customer_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}
