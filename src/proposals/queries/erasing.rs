//! What of this feature goes when a person is erased: every text. What was offered for how much and how sure the engine was
//! stays, for the funnel and for what campaigns brought in.

use diesel::{PgConnection, QueryResult};

use crate::db;
use crate::domain::Erasure;

/// Empties the texts; what has not gone is cancelled. Nothing may be under way: see [`super::is_generating`].
pub fn erase_proposals(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE proposals SET subject = '', body = '', insights = '[]', offer_title = NULL, error = NULL, grounds = NULL,
            state = CASE WHEN state IN ('ready', 'approved', 'scheduled', 'queued', 'held', 'uncertain') THEN 'cancelled' ELSE state END,
            version = version + 1
        WHERE customer_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}

/// An outside engine's reasons are free text.
pub fn erase_items(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE proposal_items SET reason = jsonb_set(reason, '{text}', '\"\"') FROM proposals
        WHERE proposals.id = proposal_items.proposal_id AND proposals.customer_id = ANY($1) AND reason ? 'text'";
    db::erase_rows(conn, ERASE, erasure)
}

pub fn erase_events(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE proposal_events SET detail = '{}' FROM proposals
        WHERE proposals.id = proposal_events.proposal_id AND proposals.customer_id = ANY($1) AND detail <> '{}'";
    db::erase_rows(conn, ERASE, erasure)
}

/// Models are not told any more how a person rewrote a text about them.
pub fn erase_examples(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        DELETE FROM proposal_examples USING proposals
        WHERE proposals.id = proposal_examples.proposal_id AND proposals.customer_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}
