use diesel::prelude::*;

use crate::campaigns::model::State;
use crate::db::schema::campaigns;

/// After a restore: a campaign goes on when a person has seen what it sent since the backup.
pub fn pause_all(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::update(campaigns::table.filter(campaigns::state.eq(State::Running)))
        .set((
            campaigns::state.eq(State::Paused),
            campaigns::version.eq(campaigns::version + 1),
        ))
        .execute(conn)
}
