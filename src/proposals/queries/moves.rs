use diesel::dsl::exists;
use diesel::prelude::*;

use crate::db;
use crate::db::schema::proposals;
use crate::domain::{CustomerId, CustomerMove};
use crate::proposals::model::State;

/// Hands over what was proposed to a customer. Nothing may be under way: see [`is_generating`].
pub fn move_proposals(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE proposals SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}

/// Whether a proposal for the customer is being written just now.
pub fn is_generating(conn: &mut PgConnection, customer: CustomerId) -> QueryResult<bool> {
    let written = proposals::table
        .filter(proposals::customer_id.eq(customer))
        .filter(proposals::state.eq(State::Generating));
    diesel::select(exists(written)).get_result(conn)
}
