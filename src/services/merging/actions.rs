//! Makes one entry of two, and two of one again.

use diesel::{PgConnection, QueryResult};

use super::model::{Merge, State};
use super::{Moves, jobs, queries};
use crate::audit::{self, Actor, Change};
use crate::domain::{ServiceId, ServiceMergeId, UserId};
use crate::services::followers::{CategoryFollowers, Followed};
use crate::web::AppError;

/// As many rows as a transaction moves: the figures of their customers are reckoned anew in it.
const AT_A_TIME: i64 = 2_000;
/// With no more whoever asked waits; the rest is a job's.
const SETS_AT_ONCE: usize = 2;

/// From now on `winner` stands for `loser`, and what asks for its category follows where it was the last of it; returns the
/// winner's name, and what followed.
pub fn merge(
    conn: &mut PgConnection,
    actor: &Actor,
    (loser, winner): (ServiceId, ServiceId),
    by: UserId,
    (moves, followers): (Moves, CategoryFollowers),
) -> Result<(String, Followed), AppError> {
    if loser == winner {
        return Err(AppError::Conflict("service-merge-same"));
    }
    let (loser, winner) = queries::lock_two(conn, loser, winner)?;
    if loser.merged_into.is_some() || winner.merged_into.is_some() {
        return Err(AppError::Conflict("service-merge-gone"));
    }
    let merge = queries::insert_merge(conn, &loser, &winner, by)?;
    queries::update_standing(conn, loser.id, Some(winner.id), false)?;
    let note = Change::new("service.merged", "service", loser.id)
        .set("merged_into", &winner.name)
        .field("active", loser.active, false);
    audit::record(conn, actor, &note)?;
    let categories = (loser.category.as_str(), winner.category.as_str());
    let followed = followers.follow(conn, actor, categories)?;
    queries::update_followed(conn, merge.id, &followed)?;
    go_on(conn, merge.id, moves)?;
    Ok((winner.name, followed))
}

/// Gives back what moved, and what followed; what somebody gave to another service or changed since stays as it is.
pub fn undo(
    conn: &mut PgConnection,
    actor: &Actor,
    id: ServiceMergeId,
    by: UserId,
    (moves, followers): (Moves, CategoryFollowers),
) -> Result<(), AppError> {
    let merge = queries::lock_merge(conn, id)?;
    match merge.state {
        State::Done => {}
        // Pressed twice.
        State::Undoing | State::Undone => return Ok(()),
        State::Moving => return Err(AppError::Conflict("service-merge-moving")),
    }
    let (loser, winner) = queries::lock_two(conn, merge.loser_id, merge.winner_id)?;
    if winner.merged_into.is_some() || loser.merged_into != Some(winner.id) {
        return Err(AppError::Conflict("service-merge-later"));
    }
    queries::update_undone(conn, id, by)?;
    queries::update_standing(conn, loser.id, None, merge.loser_active)?;
    let note = Change::new("service.unmerged", "service", loser.id)
        .field("merged_into", Some(&winner.name), None)
        .field("active", false, merge.loser_active);
    audit::record(conn, actor, &note)?;
    let categories = (loser.category.as_str(), winner.category.as_str());
    followers.come_back(conn, actor, categories, &merge.followed())?;
    go_on(conn, id, moves)?;
    Ok(())
}

/// Some of it at once; what is left is a job's.
fn go_on(conn: &mut PgConnection, id: ServiceMergeId, moves: Moves) -> QueryResult<()> {
    for _ in 0..SETS_AT_ONCE {
        if !work_at_next(conn, id, moves)? {
            return Ok(());
        }
    }
    jobs::enqueue(conn, id)
}

/// Moves the next set; `false` once there is none.
pub fn work_at_next(
    conn: &mut PgConnection,
    id: ServiceMergeId,
    moves: Moves,
) -> QueryResult<bool> {
    let merge = queries::lock_merge(conn, id)?;
    match merge.state {
        State::Moving => move_next(conn, &merge, moves),
        State::Undoing => move_back_next(conn, &merge, moves),
        State::Done | State::Undone => Ok(false),
    }
}

fn move_next(conn: &mut PgConnection, merge: &Merge, moves: Moves) -> QueryResult<bool> {
    let moved = (moves.forth)(conn, merge, AT_A_TIME)?;
    queries::add_moved(conn, merge.id, moved)?;
    if moved == AT_A_TIME {
        return Ok(true);
    }
    queries::update_state(conn, merge.id, State::Done)?;
    Ok(false)
}

fn move_back_next(conn: &mut PgConnection, merge: &Merge, moves: Moves) -> QueryResult<bool> {
    let (seen, back) = (moves.back)(conn, merge, AT_A_TIME)?;
    queries::add_left_alone(conn, merge.id, seen - back)?;
    if seen == AT_A_TIME {
        return Ok(true);
    }
    queries::update_state(conn, merge.id, State::Undone)?;
    Ok(false)
}
