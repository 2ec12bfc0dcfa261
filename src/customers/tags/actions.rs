//! Begins what is done to a tag, as a batch over everybody who has it.

use diesel::PgConnection;
use uuid::Uuid;

use super::queries;
use crate::audit::Actor;
use crate::customers::batches::{self, Action, Order, TagFollowers, Whom};
use crate::domain::{CustomerBatchId, UserId};
use crate::web::AppError;

/// The key under which a conflict says that the new name is a tag by now.
pub const IS_MERGE: &str = "tags-merge-by-now";

/// A tag that is to be called otherwise.
#[derive(Debug, Clone)]
pub struct Renaming {
    pub token: Uuid,
    pub from: String,
    pub to: String,
    /// Whether whoever asks was told that there are customers with that name.
    pub knows_merge: bool,
}

/// `NotFound` where nobody has the tag by now, and a conflict where it would be a merge by now and nobody said so. Only how it
/// is when it begins counts: a job looks later who is in it, and asks nobody again.
pub fn rename(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    renaming: &Renaming,
    followers: TagFollowers,
) -> Result<CustomerBatchId, AppError> {
    if let Some(begun) = batches::find_begun(conn, renaming.token, by)? {
        return Ok(begun);
    }
    let (from, to) = (renaming.from.clone(), renaming.to.clone());
    let shares = queries::count_shares(conn, &from, &to)?;
    if shares.one == 0 {
        return Err(AppError::NotFound);
    }
    if shares.other > 0 && !renaming.knows_merge {
        return Err(AppError::Conflict(IS_MERGE));
    }
    let whom = everybody_with(&from);
    let action = Action::Retag { from, to };
    begin(conn, actor, by, (renaming.token, whom, action), followers)
}

/// Takes the tag, written just so, off everybody who has it; `NotFound` where nobody does.
pub fn remove(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    (token, tag): (Uuid, &str),
    followers: TagFollowers,
) -> Result<CustomerBatchId, AppError> {
    if let Some(begun) = batches::find_begun(conn, token, by)? {
        return Ok(begun);
    }
    if queries::count_shares(conn, tag, tag)?.one == 0 {
        return Err(AppError::NotFound);
    }
    let tag = tag.to_owned();
    let whom = everybody_with(&tag);
    let action = Action::Untag {
        tag,
        is_exact: true,
    };
    begin(conn, actor, by, (token, whom, action), followers)
}

fn begin(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    (token, whom, action): (Uuid, Whom, Action),
    followers: TagFollowers,
) -> Result<CustomerBatchId, AppError> {
    let order = Order {
        token,
        whom,
        action,
        expected: None,
    };
    batches::begin(conn, actor, by, &order, followers)
}

fn everybody_with(tag: &str) -> Whom {
    Whom::AllOf(serde_urlencoded::to_string([("tag", tag)]).unwrap_or_default())
}
