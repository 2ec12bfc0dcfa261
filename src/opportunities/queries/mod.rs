//! Every statement of the feature: of one opportunity here, of many in `list` and `figures`, of the board and a card's place
//! on it in `board`.

pub(in crate::opportunities) mod board;
pub mod figures;
pub(in crate::opportunities) mod list;

use chrono::{DateTime, Utc};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Timestamptz};

use super::model::{Ending, Entry, OfProposal, Opportunity, Origin, Shown, Stage, Step};
use crate::db::schema::{
    activities, customers, opportunities, opportunity_stages, proposal_items, proposals, users,
};
use crate::domain::{ActivityId, CustomerId, OpportunityId, ProposalId, UserId};

/// One with its customer and owner; `NotFound` for what was deleted.
pub fn find_shown(conn: &mut PgConnection, id: OpportunityId) -> QueryResult<Shown> {
    opportunities::table
        .inner_join(customers::table)
        .left_join(users::table.on(users::id.nullable().eq(opportunities::owner_id)))
        .filter(opportunities::id.eq(id))
        .filter(opportunities::deleted_at.is_null())
        .filter(customers::deleted_at.is_null())
        .select((
            Opportunity::as_select(),
            customers::full_name,
            users::name.nullable(),
        ))
        .first(conn)
}

/// Every stage that it came to, with who moved it, the first one first.
pub fn list_steps(
    conn: &mut PgConnection,
    id: OpportunityId,
) -> QueryResult<Vec<(Step, Option<String>)>> {
    opportunity_stages::table
        .left_join(users::table)
        .filter(opportunity_stages::opportunity_id.eq(id))
        .order(opportunity_stages::id)
        .select((Step::as_select(), users::name.nullable()))
        .load(conn)
}

/// One that is there; nobody else changes it before the transaction ends.
pub fn lock_opportunity(conn: &mut PgConnection, id: OpportunityId) -> QueryResult<Opportunity> {
    opportunities::table
        .find(id)
        .filter(opportunities::deleted_at.is_null())
        .select(Opportunity::as_select())
        .for_no_key_update()
        .first(conn)
}

/// One of this customer; `NotFound` for any other.
pub fn find_of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: OpportunityId,
) -> QueryResult<Opportunity> {
    opportunities::table
        .find(id)
        .filter(opportunities::customer_id.eq(customer))
        .filter(opportunities::deleted_at.is_null())
        .select(Opportunity::as_select())
        .first(conn)
}

/// More of one customer than any program reads at once.
const MOST_TOLD: i64 = 1_000;

/// A customer's, the newest first.
pub fn list_of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> QueryResult<Vec<Opportunity>> {
    opportunities::table
        .filter(opportunities::customer_id.eq(customer))
        .filter(opportunities::deleted_at.is_null())
        .order(opportunities::id.desc())
        .select(Opportunity::as_select())
        .limit(MOST_TOLD)
        .load(conn)
}

/// The one that began with this proposal.
pub fn find_of_proposal(
    conn: &mut PgConnection,
    id: ProposalId,
) -> QueryResult<Option<OpportunityId>> {
    opportunities::table
        .filter(opportunities::proposal_id.eq(id))
        .filter(opportunities::deleted_at.is_null())
        .select(opportunities::id)
        .first(conn)
        .optional()
}

/// The one that began with this activity.
pub fn find_of_activity(
    conn: &mut PgConnection,
    id: ActivityId,
) -> QueryResult<Option<OpportunityId>> {
    opportunities::table
        .filter(opportunities::activity_id.eq(id))
        .filter(opportunities::deleted_at.is_null())
        .select(opportunities::id)
        .first(conn)
        .optional()
}

/// A proposal with what it recommends; `NotFound` where the customer was deleted.
pub fn find_proposal(conn: &mut PgConnection, id: ProposalId) -> QueryResult<OfProposal> {
    let (customer_id, subject, valid_until) = proposals::table
        .inner_join(customers::table)
        .filter(proposals::id.eq(id))
        .filter(customers::deleted_at.is_null())
        .select((
            proposals::customer_id,
            proposals::subject,
            proposals::offer_valid_until,
        ))
        .first(conn)?;
    let items = proposal_items::table
        .filter(proposal_items::proposal_id.eq(id))
        .order(proposal_items::position)
        .select((proposal_items::service_name, proposal_items::price))
        .load(conn)?;
    Ok(OfProposal {
        customer_id,
        subject,
        valid_until,
        items,
    })
}

/// Title and text of an activity, with whose it is; `NotFound` where the customer was deleted.
pub fn find_activity(
    conn: &mut PgConnection,
    id: ActivityId,
) -> QueryResult<(CustomerId, String, String)> {
    activities::table
        .inner_join(customers::table)
        .filter(activities::id.eq(id))
        .filter(customers::deleted_at.is_null())
        .select((activities::customer_id, activities::title, activities::body))
        .first(conn)
}

/// A new one; `None` where its proposal or activity has one already.
pub fn insert_opportunity(
    conn: &mut PgConnection,
    origin: &Origin,
    entry: &Entry,
    position: i64,
) -> QueryResult<Option<Opportunity>> {
    diesel::insert_into(opportunities::table)
        .values((origin, entry, opportunities::position.eq(position)))
        .on_conflict_do_nothing()
        .returning(Opportunity::as_returning())
        .get_result(conn)
        .optional()
}

pub fn insert_step(
    conn: &mut PgConnection,
    id: OpportunityId,
    stage: Stage,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::insert_into(opportunity_stages::table)
        .values((
            opportunity_stages::opportunity_id.eq(id),
            opportunity_stages::stage.eq(stage),
            opportunity_stages::user_id.eq(by),
        ))
        .execute(conn)
}

/// Writes the row over `version`, and counts that up; `None` if somebody was faster.
pub fn update_entry(
    conn: &mut PgConnection,
    id: OpportunityId,
    version: i32,
    entry: &Entry,
    by: Option<UserId>,
) -> QueryResult<Option<Opportunity>> {
    let read = opportunities::table
        .find(id)
        .filter(opportunities::deleted_at.is_null())
        .filter(opportunities::version.eq(version));
    diesel::update(read)
        .set((
            entry,
            opportunities::version.eq(opportunities::version + 1),
            opportunities::updated_at.eq(now),
            opportunities::updated_by.eq(by),
        ))
        .returning(Opportunity::as_returning())
        .get_result(conn)
        .optional()
}

/// Another stage, with what that brings along.
pub struct Move<'a> {
    pub stage: Stage,
    pub probability: i32,
    pub closed_at: Option<DateTime<Utc>>,
    pub ending: &'a Ending,
    pub position: i64,
}

pub fn update_stage(
    conn: &mut PgConnection,
    id: OpportunityId,
    to: &Move,
    by: Option<UserId>,
) -> QueryResult<Opportunity> {
    diesel::update(opportunities::table.find(id))
        .set((
            opportunities::stage.eq(to.stage),
            opportunities::probability.eq(to.probability),
            opportunities::closed_at.eq(to.closed_at),
            opportunities::lost_reason.eq(to.ending.reason),
            opportunities::close_note.eq(&to.ending.note),
            opportunities::position.eq(to.position),
            opportunities::version.eq(opportunities::version + 1),
            opportunities::updated_at.eq(now),
            opportunities::updated_by.eq(by),
        ))
        .returning(Opportunity::as_returning())
        .get_result(conn)
}

/// Says anew why it was lost.
pub fn update_ending(
    conn: &mut PgConnection,
    id: OpportunityId,
    ending: &Ending,
    by: Option<UserId>,
) -> QueryResult<Opportunity> {
    diesel::update(opportunities::table.find(id))
        .set((
            opportunities::lost_reason.eq(ending.reason),
            opportunities::close_note.eq(&ending.note),
            opportunities::version.eq(opportunities::version + 1),
            opportunities::updated_at.eq(now),
            opportunities::updated_by.eq(by),
        ))
        .returning(Opportunity::as_returning())
        .get_result(conn)
}

/// It came to its stages then, each by its place, and not when that was entered.
pub fn update_happened(
    conn: &mut PgConnection,
    id: OpportunityId,
    at: &[DateTime<Utc>],
) -> QueryResult<usize> {
    let (Some(first), Some(last)) = (at.first(), at.last()) else {
        return Ok(0);
    };
    diesel::sql_query(
        "UPDATE opportunity_stages SET at = ($2::timestamptz[])[told.place]
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM opportunity_stages WHERE opportunity_id = $1) AS told
         WHERE opportunity_stages.id = told.id",
    )
    .bind::<BigInt, _>(id)
    .bind::<Array<Timestamptz>, _>(at)
    .execute(conn)?;
    diesel::sql_query(
        "UPDATE opportunities SET created_at = $2, updated_at = $3, closed_at = CASE WHEN closed_at IS NOT NULL THEN $3 END
         WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Timestamptz, _>(first)
    .bind::<Timestamptz, _>(last)
    .execute(conn)
}

/// Hides it; `None` where it was gone.
pub fn update_deleted(conn: &mut PgConnection, id: OpportunityId) -> QueryResult<usize> {
    let there = opportunities::table
        .find(id)
        .filter(opportunities::deleted_at.is_null());
    diesel::update(there)
        .set((
            opportunities::deleted_at.eq(now),
            opportunities::version.eq(opportunities::version + 1),
        ))
        .execute(conn)
}

/// Shows it again; nothing where it is there.
pub fn update_restored(conn: &mut PgConnection, id: OpportunityId) -> QueryResult<usize> {
    let gone = opportunities::table
        .find(id)
        .filter(opportunities::deleted_at.is_not_null());
    diesel::update(gone)
        .set((
            opportunities::deleted_at.eq(None::<DateTime<Utc>>),
            opportunities::version.eq(opportunities::version + 1),
        ))
        .execute(conn)
}
