//! What names a tag beside customers and their lists belongs to features lower in the list: they let it follow, in the
//! transaction of the change. Wired in `app/`.

use diesel::{PgConnection, QueryResult};

use crate::audit::Actor;
use crate::domain::CampaignId;

/// Lets what names the first tag name the second; the last are the only ones that may. Returns which did.
type FollowDrafts = fn(
    &mut PgConnection,
    &Actor,
    (&str, &str),
    Option<&[CampaignId]>,
) -> QueryResult<Vec<CampaignId>>;

#[derive(Debug, Clone, Copy)]
pub struct TagFollowers {
    /// The drafts of campaigns.
    pub drafts: FollowDrafts,
}
