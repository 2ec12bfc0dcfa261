use chrono::NaiveDate;
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text};

use crate::campaigns::assignment::Arm;
use crate::campaigns::eligibility::LeftOut;
use crate::campaigns::model::{Member, MemberState};
use crate::campaigns::pacing::Handed;
use crate::db::schema::{campaign_members, messages, proposals};
use crate::domain::{CampaignId, CustomerId, MemberId, ProposalId};

/// A member as it is assigned.
pub type Assigned = (CustomerId, Result<Arm, LeftOut>);

/// Stores the assignment of a whole audience, of which nothing is changed any more.
pub fn insert_members(
    conn: &mut PgConnection,
    id: CampaignId,
    assigned: &[Assigned],
    day: NaiveDate,
) -> QueryResult<usize> {
    let customers: Vec<i64> = assigned
        .iter()
        .map(|(customer, _)| customer.get())
        .collect();
    let arms: Vec<Option<&str>> = assigned
        .iter()
        .map(|(_, arm)| arm.ok().map(Arm::as_str))
        .collect();
    let reasons: Vec<Option<&str>> = assigned
        .iter()
        .map(|(_, arm)| arm.err().map(LeftOut::as_str))
        .collect();
    sql_query(
        "INSERT INTO campaign_members (campaign_id, customer_id, arm, reason, state, assigned_on)
         SELECT $1, customer, arm, reason,
                CASE WHEN arm IS NULL THEN 'left_out' WHEN arm = 'held' THEN 'held_out' ELSE 'waiting' END, $5
         FROM unnest($2, $3, $4) AS assigned (customer, arm, reason)",
    )
    .bind::<BigInt, _>(id)
    .bind::<Array<BigInt>, _>(customers)
    .bind::<Array<Nullable<Text>>, _>(arms)
    .bind::<Array<Nullable<Text>>, _>(reasons)
    .bind::<Date, _>(day)
    .execute(conn)
}

/// The next members in a state.
pub fn list_members(
    conn: &mut PgConnection,
    id: CampaignId,
    state: MemberState,
    limit: i64,
) -> QueryResult<Vec<Member>> {
    campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq(state))
        .order(campaign_members::id)
        .limit(limit)
        .select(Member::as_select())
        .load(conn)
}

/// A member that still waits for its proposal; `None` when somebody was faster.
pub fn find_waiting(
    conn: &mut PgConnection,
    id: CampaignId,
    customer: CustomerId,
) -> QueryResult<Option<Member>> {
    campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::customer_id.eq(customer))
        .filter(campaign_members::state.eq(MemberState::Waiting))
        .select(Member::as_select())
        .first(conn)
        .optional()
}

/// Its engine could not be reached once more.
pub fn update_tries(conn: &mut PgConnection, id: MemberId) -> QueryResult<usize> {
    diesel::update(campaign_members::table.find(id))
        .set(campaign_members::tries.eq(campaign_members::tries + 1))
        .execute(conn)
}

/// How many members are in a state.
pub fn count_members(
    conn: &mut PgConnection,
    id: CampaignId,
    state: MemberState,
) -> QueryResult<i64> {
    campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq(state))
        .count()
        .get_result(conn)
}

/// How many of the campaign's messages have yet to leave.
pub fn count_queued(conn: &mut PgConnection, id: CampaignId) -> QueryResult<i64> {
    campaign_members::table
        .inner_join(proposals::table.inner_join(messages::table))
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq(MemberState::Handed))
        .filter(messages::state.eq(crate::messages::State::Queued))
        .count()
        .get_result(conn)
}

/// The members whose proposal waits for a person, of the ids or all.
pub fn list_ready(
    conn: &mut PgConnection,
    id: CampaignId,
    members: Option<&[MemberId]>,
) -> QueryResult<Vec<(MemberId, ProposalId)>> {
    let mut ready = campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq(MemberState::Ready))
        .into_boxed();
    if let Some(members) = members {
        ready = ready.filter(campaign_members::id.eq_any(members));
    }
    ready
        .order(campaign_members::id)
        .select((
            campaign_members::id,
            campaign_members::proposal_id.assume_not_null(),
        ))
        .load(conn)
}

/// Where a member is, and why.
pub fn update_member(
    conn: &mut PgConnection,
    id: MemberId,
    state: MemberState,
    reason: Option<LeftOut>,
) -> QueryResult<usize> {
    diesel::update(campaign_members::table.find(id))
        .set((
            campaign_members::state.eq(state),
            campaign_members::reason.eq(reason.map(LeftOut::as_str)),
        ))
        .execute(conn)
}

/// The same of many.
pub fn update_members(
    conn: &mut PgConnection,
    ids: &[MemberId],
    state: MemberState,
    reason: Option<LeftOut>,
) -> QueryResult<usize> {
    diesel::update(campaign_members::table.filter(campaign_members::id.eq_any(ids)))
        .set((
            campaign_members::state.eq(state),
            campaign_members::reason.eq(reason.map(LeftOut::as_str)),
        ))
        .execute(conn)
}

pub fn update_proposal(
    conn: &mut PgConnection,
    id: MemberId,
    proposal: ProposalId,
    state: MemberState,
) -> QueryResult<usize> {
    diesel::update(campaign_members::table.find(id))
        .set((
            campaign_members::state.eq(state),
            campaign_members::proposal_id.eq(proposal),
        ))
        .execute(conn)
}

pub fn update_handed(conn: &mut PgConnection, id: MemberId, day: NaiveDate) -> QueryResult<usize> {
    diesel::update(campaign_members::table.find(id))
        .set((
            campaign_members::state.eq(MemberState::Handed),
            campaign_members::handed_at.eq(now),
            campaign_members::handed_on.eq(day),
        ))
        .execute(conn)
}

/// Gives up whoever is not in the outbox; their proposals.
pub fn update_cancelled(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Vec<ProposalId>> {
    let open = [
        MemberState::Waiting,
        MemberState::Ready,
        MemberState::Approved,
    ];
    let members = campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq_any(open));
    let proposals: Vec<Option<ProposalId>> = diesel::update(members)
        .set(campaign_members::state.eq(MemberState::Cancelled))
        .returning(campaign_members::proposal_id)
        .get_results(conn)?;
    Ok(proposals.into_iter().flatten().collect())
}

#[derive(QueryableByName)]
struct HandedRow {
    #[diesel(sql_type = BigInt)]
    last_hour: i64,
    #[diesel(sql_type = BigInt)]
    last_minute: i64,
}

/// What a campaign handed over lately. The minute is the clock's, in which the campaign looks once.
pub fn find_handed(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Handed> {
    let row: HandedRow = sql_query(
        "SELECT count(*) AS last_hour, count(*) FILTER (WHERE handed_at >= date_trunc('minute', now())) AS last_minute
         FROM campaign_members WHERE campaign_id = $1 AND handed_at > now() - interval '1 hour'",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)?;
    Ok(Handed {
        last_hour: row.last_hour,
        last_minute: row.last_minute,
    })
}
