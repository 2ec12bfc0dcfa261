//! Drafts whose audience names a tag of customers, a category, or an option of a field of the business: they follow where it is
//! called otherwise. What was started stays as it is: who is in it was stored then.

use diesel::{PgConnection, QueryResult};

use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers::renaming::{self, Part, with_options, with_other};
use crate::domain::{CampaignId, OwnKey};

/// Lets the drafts that ask for the one tag or category ask for the other, whoever's they are; whoever has one open reads it again before they
/// save. Returns which did; `among` are the only ones that may.
pub fn follow_part(
    conn: &mut PgConnection,
    actor: &Actor,
    part: Part,
    (from, to): (&str, &str),
    among: Option<&[CampaignId]>,
) -> QueryResult<Vec<CampaignId>> {
    renaming::follow(
        queries::lock_drafts_with(conn, part.as_str())?,
        among,
        |audience| with_other(audience, part, (from, to)),
        |id, before, after| store(conn, actor, id, before, after),
    )
}

/// Lets the drafts that ask for an option ask for what it is called by now.
pub fn follow_options(
    conn: &mut PgConnection,
    actor: &Actor,
    key: OwnKey,
    renamed: &[(String, String)],
) -> QueryResult<()> {
    renaming::follow(
        queries::lock_drafts_with(conn, &key.to_string())?,
        None,
        |audience| with_options(audience, key, renamed),
        |id, before, after| store(conn, actor, id, before, after),
    )
    .map(|_| ())
}

fn store(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    before: &str,
    after: &str,
) -> QueryResult<()> {
    queries::update_audience(conn, id, after)?;
    let change = Change::new("campaign.updated", "campaign", id).field("audience", before, after);
    audit::record(conn, actor, &change).map(|_| ())
}
