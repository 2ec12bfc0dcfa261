//! What customers said in a field belongs to features lower in the list: they let it follow, in the transaction of the change.
//! Wired in `app/`.

use diesel::{PgConnection, QueryResult};

use crate::audit::Actor;
use crate::domain::{OwnKey, UserId};

/// An option and what it is called from now on.
pub type Renamed = (String, String);

/// Lets whoever has a first option have the second. Returns how many they were.
type Rename = fn(&mut PgConnection, &Actor, UserId, OwnKey, &[Renamed]) -> QueryResult<usize>;

#[derive(Debug, Clone, Copy)]
pub struct FieldFollowers {
    pub rename: Rename,
}
