//! What asks for an option beside customers and their lists, or would give one back, belongs to features lower in the list: they
//! let it follow, in the transaction of the change. Wired in `app/`.

use diesel::{PgConnection, QueryResult};

use crate::audit::Actor;
use crate::domain::OwnKey;

/// An option and what it is called from now on.
pub type Renamed = (String, String);

/// Lets what asks for a first option ask for the second.
type FollowDrafts = fn(&mut PgConnection, &Actor, OwnKey, &[Renamed]) -> QueryResult<()>;

/// Lets what would give back a first option give back the second.
type FollowTraces = fn(&mut PgConnection, OwnKey, &[Renamed]) -> QueryResult<()>;

/// Sees to it that no import is at work before the end of the transaction; `false`: one is.
type HoldImportsOff = fn(&mut PgConnection) -> QueryResult<bool>;

#[derive(Debug, Clone, Copy)]
pub struct FieldFollowers {
    /// The drafts of campaigns.
    pub drafts: FollowDrafts,
    /// What imports and merges changed.
    pub traces: [FollowTraces; 2],
    /// An import reads the fields once, and nobody sees what it brings before its end.
    pub hold_imports_off: HoldImportsOff,
}
