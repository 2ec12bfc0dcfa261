//! Drafts whose audience names a tag of customers, or an option of a field of the business: they follow where it is called
//! otherwise. What was started stays as it is:
//! who is in it was stored then.

use diesel::{PgConnection, QueryResult};

use super::queries;
use crate::audit::{self, Actor, Change};
use crate::campaigns::model::Campaign;
use crate::customers::{retagged, with_options};
use crate::domain::{CampaignId, OwnKey};

/// Lets the drafts that name the one tag name the other, whoever's they are; whoever has one open reads it again before they
/// save. Returns which did; `among` are the only ones that may.
pub fn follow(
    conn: &mut PgConnection,
    actor: &Actor,
    (from, to): (&str, &str),
    among: Option<&[CampaignId]>,
) -> QueryResult<Vec<CampaignId>> {
    let mut followed = Vec::new();
    for draft in queries::lock_drafts_with(conn, "tag")? {
        let may = among.is_none_or(|ids| ids.contains(&draft.id));
        let Some(audience) = retagged(&draft.audience, from, to).filter(|_| may) else {
            continue;
        };
        store(conn, actor, &draft, &audience)?;
        followed.push(draft.id);
    }
    Ok(followed)
}

/// Lets the drafts that ask for an option ask for what it is called by now.
pub fn follow_options(
    conn: &mut PgConnection,
    actor: &Actor,
    key: OwnKey,
    renamed: &[(String, String)],
) -> QueryResult<()> {
    for draft in queries::lock_drafts_with(conn, &key.to_string())? {
        if let Some(audience) = with_options(&draft.audience, key, renamed) {
            store(conn, actor, &draft, &audience)?;
        }
    }
    Ok(())
}

fn store(
    conn: &mut PgConnection,
    actor: &Actor,
    draft: &Campaign,
    audience: &str,
) -> QueryResult<()> {
    queries::update_audience(conn, draft.id, audience)?;
    let change = Change::new("campaign.updated", "campaign", draft.id).field(
        "audience",
        draft.audience.as_str(),
        audience,
    );
    audit::record(conn, actor, &change).map(|_| ())
}
