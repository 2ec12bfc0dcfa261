use diesel::prelude::*;

use crate::db::schema::messages;
use crate::messages::model::{Reason, State};

/// After a restore nobody knows whether what waited then has gone since: a person decides, nothing is sent twice.
pub fn doubt_unsent(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::update(messages::table.filter(messages::state.eq_any([State::Queued, State::Sending])))
        .set((
            messages::state.eq(State::Uncertain),
            messages::reason.eq(Reason::Lost),
        ))
        .execute(conn)
}
