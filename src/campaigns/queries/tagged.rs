use diesel::prelude::*;

use crate::campaigns::model::State;
use crate::db::schema::campaigns;
use crate::domain::CampaignId;

/// The drafts whose audience may have the part, each with its audience, in the order in which they are locked.
pub fn lock_drafts_with(
    conn: &mut PgConnection,
    part: &str,
) -> QueryResult<Vec<(CampaignId, String)>> {
    campaigns::table
        .filter(campaigns::state.eq(State::Draft))
        .filter(campaigns::audience.like(format!("%{part}=%")))
        .order(campaigns::id)
        .select((campaigns::id, campaigns::audience))
        .for_no_key_update()
        .load(conn)
}

pub fn update_audience(
    conn: &mut PgConnection,
    id: CampaignId,
    audience: &str,
) -> QueryResult<usize> {
    diesel::update(campaigns::table.find(id))
        .set((
            campaigns::audience.eq(audience),
            campaigns::version.eq(campaigns::version + 1),
        ))
        .execute(conn)
}
