use diesel::{PgConnection, QueryResult};

use super::model::Merge;

/// How the history's rows change their service; the history lends it, because its rows are its own.
#[derive(Clone, Copy)]
pub struct Moves {
    /// Moves so many at most to the winner; how many there were.
    pub forth: fn(&mut PgConnection, &Merge, i64) -> QueryResult<i64>,
    /// Looks at so many at most of those that moved; how many there were, and how many of them went back.
    pub back: fn(&mut PgConnection, &Merge, i64) -> QueryResult<(i64, i64)>,
}
