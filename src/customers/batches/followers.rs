//! What names a tag beside customers and their lists belongs to features lower in the list: they let it follow, in the
//! transaction of the change. Wired in `app/`.

use crate::customers::renaming::FollowDrafts;

#[derive(Debug, Clone, Copy)]
pub struct TagFollowers {
    /// The drafts of campaigns.
    pub drafts: FollowDrafts,
}
