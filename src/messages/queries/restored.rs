use diesel::dsl::now;
use diesel::prelude::*;

use crate::db::schema::messages;
use crate::messages::model::{Reason, State};

/// Not gone when the backup was made.
const UNSENT: [State; 3] = [State::Queued, State::Sending, State::Held];

/// After a restore nobody knows whether what waited or was held then has gone since: a person decides, nothing is sent twice.
pub fn doubt_unsent(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::update(messages::table.filter(messages::state.eq_any(UNSENT)))
        .set((
            messages::state.eq(State::Uncertain),
            messages::reason.eq(Reason::Lost),
        ))
        .execute(conn)
}

/// After a restore the links in secret messages lead nowhere: they are not sent, and their text goes. Says how many had not
/// gone.
pub fn refuse_secret(conn: &mut PgConnection) -> QueryResult<usize> {
    let unsent = messages::table.filter(messages::is_secret.eq(true)).filter(
        messages::state
            .eq_any(UNSENT)
            .or(messages::state.eq(State::Uncertain)),
    );
    diesel::update(unsent)
        .set((
            messages::state.eq(State::Refused),
            messages::reason.eq(Reason::Deadline),
            messages::html.eq(""),
            messages::body_text.eq(""),
            messages::finished_at.eq(now),
        ))
        .execute(conn)
}
