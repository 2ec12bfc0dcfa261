//! Drafts whose audience names a tag of customers: they follow where it is called otherwise. What was started stays as it is:
//! who is in it was stored then.

use diesel::{PgConnection, QueryResult};

use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers::retagged;
use crate::domain::CampaignId;

/// Lets the drafts that name the one tag name the other, whoever's they are; whoever has one open reads it again before they
/// save. Returns which did; `among` are the only ones that may.
pub fn follow(
    conn: &mut PgConnection,
    actor: &Actor,
    (from, to): (&str, &str),
    among: Option<&[CampaignId]>,
) -> QueryResult<Vec<CampaignId>> {
    let mut followed = Vec::new();
    for draft in queries::lock_tagged_drafts(conn)? {
        let may = among.is_none_or(|ids| ids.contains(&draft.id));
        let Some(audience) = retagged(&draft.audience, from, to).filter(|_| may) else {
            continue;
        };
        queries::update_audience(conn, draft.id, &audience)?;
        let change = Change::new("campaign.updated", "campaign", draft.id).field(
            "audience",
            &draft.audience,
            &audience,
        );
        audit::record(conn, actor, &change)?;
        followed.push(draft.id);
    }
    Ok(followed)
}
