//! Begins a batch, and begins its undo.

use anyhow::Context as _;
use diesel::{OptionalExtension as _, PgConnection, QueryResult};
use serde_json::{Value, json};
use uuid::Uuid;

use super::followers::TagFollowers;
use super::jobs;
use super::model::{Batch, Order, Whom};
use super::plan::Action;
use super::queries;
use super::work::{self, Way};
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::customers::filters::Filters;
use crate::customers::queries::count::count_whole;
use crate::customers::renaming::Part;
use crate::customers::saved::retagging;
use crate::domain::{CustomerBatchId, UserId};
use crate::web::AppError;

/// So many are done while whoever asked waits; more by a job.
const AT_ONCE: i64 = work::SET;
/// The key under which a conflict says that the list has others by now.
pub const OTHER_COUNT: &str = "batch-count-changed";

/// Stores the batch and does it, or leaves it to a job. The same form again is the same batch.
pub fn begin(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    order: &Order,
    followers: TagFollowers,
) -> Result<CustomerBatchId, AppError> {
    let params = params_of(order)?;
    let Some(batch) = queries::insert_batch(conn, order, &params, by)? else {
        return Ok(queries::find_by_token(conn, order.token, by)?.id);
    };
    let note = Change::new("batch.created", "batch", batch.id).set("action", batch.action);
    audit::record(conn, actor, &note)?;
    if let Action::Retag { from, to } = &order.action {
        let views = retagging::follow_part(conn, actor, Part::Tag, (from, to), None)?;
        let drafts = (followers.drafts)(conn, actor, Part::Tag, (from, to), None)?;
        queries::update_followers(conn, batch.id, &views, &drafts)?;
    }
    match &order.whom {
        Whom::These(ids) => {
            let total = queries::insert_these(conn, batch.id, ids)?;
            queries::update_collected(conn, batch.id, total)?;
            while work::work_at_next(conn, actor, batch.id, Way::Forth)? {}
        }
        Whom::AllOf(query) => {
            if order.action.is_for_counted() {
                refuse_other_count(conn, query, by, order.expected)?;
            }
            jobs::enqueue(conn, batch.id, Way::Forth, actor)?;
        }
    }
    Ok(batch.id)
}

/// The action; where it is for those counted also how many were shown, for the job that looks later who they are.
fn params_of(order: &Order) -> anyhow::Result<Value> {
    let mut params = serde_json::to_value(&order.action).context("Failed to keep an action")?;
    if order.action.is_for_counted() {
        params["expected"] = json!(order.expected);
    }
    Ok(params)
}

/// The batch that this person began with the form of this token.
pub fn find_begun(
    conn: &mut PgConnection,
    token: Uuid,
    by: UserId,
) -> QueryResult<Option<CustomerBatchId>> {
    let begun = queries::find_by_token(conn, token, by).optional()?;
    Ok(begun.map(|batch| batch.id))
}

/// Nobody deletes others than those whom they saw counted, nor notes a consent of others.
fn refuse_other_count(
    conn: &mut PgConnection,
    query: &str,
    by: UserId,
    expected: Option<i64>,
) -> Result<(), AppError> {
    let organisation = auth::queries::find_organisation(conn)?;
    let filters = Filters::of_query(query, by, &organisation.customer_fields);
    match expected == Some(count_whole(conn, &filters)?) {
        true => Ok(()),
        false => Err(AppError::Conflict(OTHER_COUNT)),
    }
}

/// Puts back what a batch changed, and stops one that is still worked at: one of the author's, or of anybody.
pub fn undo(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CustomerBatchId,
    (by, author): (UserId, Option<UserId>),
    followers: TagFollowers,
) -> Result<Batch, AppError> {
    queries::find_batch(conn, id, author)?;
    let batch = queries::lock_batch(conn, id)?;
    // Pressed twice.
    if !batch.can_be_undone() {
        return Ok(batch);
    }
    queries::update_undoing(conn, id, by)?;
    let note = Change::new("batch.undone", "batch", id).set("action", batch.action);
    audit::record(conn, actor, &note)?;
    if let Some(Action::Retag { from, to }) = batch.what() {
        let back = (to.as_str(), from.as_str());
        let (views, drafts) = (batch.followers(), batch.followed_drafts());
        retagging::follow_part(conn, actor, Part::Tag, back, Some(&views))?;
        (followers.drafts)(conn, actor, Part::Tag, back, Some(&drafts))?;
    }
    match batch.total <= AT_ONCE {
        true => while work::work_at_next(conn, actor, id, Way::Back)? {},
        false => jobs::enqueue(conn, id, Way::Back, actor)?,
    }
    Ok(queries::find_batch(conn, id, author)?)
}
