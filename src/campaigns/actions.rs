//! What people and the job do to a campaign, each in the caller's transaction.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{PgConnection, QueryResult};

use super::assignment::Arm;
use super::eligibility::{self, LeftOut};
use super::jobs::{WORK, Work};
use super::model::{Campaign, Member, MemberState, Plan, State};
use super::queries::{self, Assigned};
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::config::Config;
use crate::customers;
use crate::domain::{CampaignId, CustomerId, UserId};
use crate::jobs::{self, NewJob};
use crate::messages;
use crate::proposals::actions::{Delivery, OFFER_OVER, Sending, deliver};
use crate::proposals::batch::{self, Order, Question, Reply};
use crate::proposals::engine::EngineName;
use crate::web::AppError;

/// A filter that names more people asks to be narrowed, or for a number at most: a campaign is read by people.
pub const AUDIENCE_MOST: i64 = 20_000;
/// Of a larger audience so many are drawn by lot for each who is to be in.
const DRAWN_FOR_ONE: i64 = 10;

pub fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    plan: &Plan,
) -> QueryResult<CampaignId> {
    let id = queries::insert_campaign(conn, plan, (rand::random(), by))?;
    let change = Change::new("campaign.created", "campaign", id).set("name", &plan.name);
    audit::record(conn, actor, &change)?;
    Ok(id)
}

/// Changes a draft over the version that the person read.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    version: i32,
    plan: &Plan,
) -> Result<(), AppError> {
    let before = queries::lock_campaign(conn, id)?;
    if queries::update_draft(conn, id, version, plan)? == 0 {
        return Err(AppError::Conflict("campaign-changed-meanwhile"));
    }
    let change = Change::new("campaign.updated", "campaign", id)
        .field("name", &before.name, &plan.name)
        .field("audience", &before.audience, &plan.audience)
        .field("engine", before.engine, plan.engine)
        .field(
            "holdout_percent",
            before.holdout_percent,
            plan.holdout_percent,
        )
        .field("most", before.most, plan.most)
        .field("send_from", before.send_from, plan.send_from)
        .field("from_hour", before.from_hour, plan.from_hour)
        .field("to_hour", before.to_hour, plan.to_hour)
        .field("per_hour", before.per_hour, plan.per_hour)
        .field("needs_approval", before.needs_approval, plan.needs_approval)
        .field(
            "variants",
            before.variants.to_string(),
            serde_json::json!(plan.variants).to_string(),
        );
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Deletes a draft; `false`: it was started or deleted meanwhile.
pub fn delete(conn: &mut PgConnection, actor: &Actor, id: CampaignId) -> QueryResult<bool> {
    let found = queries::delete_draft(conn, id)? > 0;
    if found {
        audit::record(
            conn,
            actor,
            &Change::new("campaign.deleted", "campaign", id),
        )?;
    }
    Ok(found)
}

/// What a campaign would do with everybody whom it names.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    pub assigned: Vec<Assigned>,
    /// There are more than a campaign takes.
    pub is_too_large: bool,
}

impl Selection {
    pub fn count(&self, arm: Arm) -> usize {
        let found = self.assigned.iter().filter(|(_, found)| *found == Ok(arm));
        found.count()
    }

    /// How many get a proposal.
    pub fn sent(&self) -> usize {
        self.count(Arm::A) + self.count(Arm::B)
    }

    pub fn left_out(&self, reason: LeftOut) -> usize {
        let found = self
            .assigned
            .iter()
            .filter(|(_, found)| *found == Err(reason));
        found.count()
    }
}

/// Looks at everybody whom the campaign names: who is in, and who is left out why.
pub fn select(conn: &mut PgConnection, campaign: &Campaign) -> QueryResult<Selection> {
    let limit = AUDIENCE_MOST + 1;
    let Some(filters) = campaign.filters() else {
        return Ok(Selection::default());
    };
    let mut ids = customers::queries::list_ids(conn, &filters, limit)?;
    let is_large = ids.len() as i64 == limit;
    if let (true, Some(most)) = (is_large, campaign.most) {
        // Many cannot be written to: of so many as this enough are left.
        let drawn = i64::from(most)
            .saturating_mul(DRAWN_FOR_ONE)
            .min(AUDIENCE_MOST);
        ids = customers::queries::draw_ids(conn, &filters, campaign.seed, drawn)?;
    } else if is_large {
        return Ok(Selection {
            is_too_large: true,
            ..Default::default()
        });
    }
    let candidates = queries::list_audience(conn, &ids)?;
    let division = campaign.division();
    let most = campaign.most.and_then(|most| usize::try_from(most).ok());
    let selected = eligibility::select(&candidates, &division, most).into_iter();
    let assign = |(customer, found): (CustomerId, Result<(), LeftOut>)| {
        (customer, found.map(|()| division.arm(customer)))
    };
    Ok(Selection {
        assigned: selected.map(assign).collect(),
        is_too_large: false,
    })
}

/// Stores who is in which arm, and lets the work begin. From here on nothing of the plan changes.
pub fn start(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    version: i32,
) -> Result<(), AppError> {
    let campaign = queries::lock_campaign(conn, id)?;
    if campaign.state != State::Draft {
        // A second click; the page shows what the first began.
        return Ok(());
    }
    if campaign.version != version {
        return Err(AppError::Conflict("campaign-changed-meanwhile"));
    }
    // Two that start at once would not see whom the other takes.
    queries::lock_start(conn)?;
    let selection = select(conn, &campaign)?;
    if selection.is_too_large {
        return Err(AppError::Conflict("campaign-too-large"));
    }
    if selection.sent() == 0 {
        return Err(AppError::Conflict("campaign-nobody"));
    }
    let day = auth::queries::find_business_day(conn)?;
    queries::insert_members(conn, id, &selection.assigned, day)?;
    queries::update_started(conn, id, actor.user_id)?;
    let change = Change::new("campaign.started", "campaign", id)
        .set("sent", selection.sent())
        .set("held_out", selection.count(Arm::Held));
    audit::record(conn, actor, &change)?;
    enqueue(conn, id)?;
    Ok(())
}

pub fn enqueue(conn: &mut PgConnection, id: CampaignId) -> QueryResult<()> {
    let job = NewJob::new(WORK, &Work { campaign: Some(id) });
    jobs::enqueue(conn, job.unique_key(format!("{WORK}.{id}"))).map(|_| ())
}

/// Nothing more is written or handed over until it is resumed; what is in the outbox goes its way.
pub fn pause(conn: &mut PgConnection, actor: &Actor, id: CampaignId) -> QueryResult<bool> {
    change_state(
        conn,
        actor,
        id,
        (&[State::Running], State::Paused),
        "campaign.paused",
    )
}

pub fn resume(conn: &mut PgConnection, actor: &Actor, id: CampaignId) -> QueryResult<bool> {
    let states: (&[State], State) = (&[State::Paused], State::Running);
    let found = change_state(conn, actor, id, states, "campaign.resumed")?;
    if found {
        enqueue(conn, id)?;
    }
    Ok(found)
}

/// Gives up whoever is not in the outbox, for good, and their proposals.
pub fn cancel(conn: &mut PgConnection, actor: &Actor, id: CampaignId) -> QueryResult<bool> {
    let states: (&[State], State) = (&[State::Running, State::Paused], State::Cancelled);
    let found = change_state(conn, actor, id, states, "campaign.cancelled")?;
    if found {
        let proposals = queries::update_cancelled(conn, id)?;
        batch::withdraw(conn, actor.user_id, &proposals)?;
    }
    Ok(found)
}

/// `false`: somebody was faster.
fn change_state(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    (from, to): (&[State], State),
    action: &'static str,
) -> QueryResult<bool> {
    let found = queries::update_state(conn, id, from, to)? > 0;
    if found {
        audit::record(conn, actor, &Change::new(action, "campaign", id))?;
    }
    Ok(found)
}

/// The campaign's messages are those of whose campaign it is.
fn on_behalf(campaign: &Campaign) -> Actor {
    Actor {
        user_id: Some(campaign.created_by),
        ..Actor::program(WORK)
    }
}

/// Has the builtin engine write the next proposals; how many members that settled, 0 when there is nothing to do.
pub fn write_some(conn: &mut PgConnection, id: CampaignId, most: i64) -> QueryResult<usize> {
    let campaign = queries::lock_campaign(conn, id)?;
    if campaign.state != State::Running || campaign.engine != EngineName::Builtin {
        return Ok(0);
    }
    let most = most.min(room(conn, &campaign)?);
    let waiting = queries::list_members(conn, id, MemberState::Waiting, most)?;
    let reachable = skip_unreachable(conn, &waiting)?;
    let orders = orders(&campaign, &reachable);
    let actor = on_behalf(&campaign);
    let written = batch::write_all(conn, &actor, campaign.created_by, &orders)?;
    for (member, proposal) in reachable.iter().zip(written) {
        queries::update_proposal(conn, member.id, proposal, campaign.written_state())?;
    }
    Ok(waiting.len())
}

/// How many more may be written now. What people are to read is written at once.
fn room(conn: &mut PgConnection, campaign: &Campaign) -> QueryResult<i64> {
    if campaign.needs_approval {
        return Ok(i64::MAX);
    }
    let written = queries::count_members(conn, campaign.id, MemberState::Approved)?;
    Ok((campaign.pace().ahead(local_time(conn)?) - written).max(0))
}

fn local_time(conn: &mut PgConnection) -> QueryResult<NaiveDateTime> {
    let organisation = auth::queries::find_organisation(conn)?;
    let now = crate::db::now(conn)?;
    Ok(now.with_timezone(&organisation.time_zone).naive_local())
}

fn orders(campaign: &Campaign, members: &[Member]) -> Vec<Order> {
    let order = |member: &Member| Order {
        customer: member.customer,
        variant: campaign.variant_of(member.arm.unwrap_or(Arm::A)),
        templates_of: campaign.started_at,
    };
    members.iter().map(order).collect()
}

/// What an outside engine is to be asked next, as many questions as the settings allow at a time.
///
/// Nothing is stored, so that a program that dies asks again: that costs a little, and nobody gets two proposals.
pub fn next_questions(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Vec<Question>> {
    let campaign = queries::lock_campaign(conn, id)?;
    if campaign.state != State::Running || campaign.engine == EngineName::Builtin {
        return Ok(Vec::new());
    }
    let parallel = i64::try_from(batch::find_parallel_calls(conn)?).unwrap_or(1);
    let most = parallel.min(room(conn, &campaign)?);
    // Whoever cannot be written to any more makes room for the next.
    loop {
        let waiting = queries::list_members(conn, id, MemberState::Waiting, most)?;
        let reachable = skip_unreachable(conn, &waiting)?;
        if waiting.is_empty() || !reachable.is_empty() {
            return batch::questions(conn, campaign.engine, orders(&campaign, &reachable));
        }
    }
}

/// So often a vendor that cannot be reached is asked again for a customer; then the builtin engine's text is taken.
const MOST_TRIES: i32 = 3;

/// Stores what the engine said; `false`: the vendor is to be left alone for a while.
///
/// An answer that comes after "pause" is kept, since it was paid for; after "cancel" nobody wants it.
pub fn take_reply(conn: &mut PgConnection, id: CampaignId, reply: &Reply) -> QueryResult<bool> {
    let campaign = queries::lock_campaign(conn, id)?;
    let Some(member) = queries::find_waiting(conn, id, reply.customer())? else {
        return Ok(true);
    };
    if reply.is_worth_another_try() && member.tries + 1 < MOST_TRIES {
        queries::update_tries(conn, member.id)?;
        return Ok(false);
    }
    let proposal = reply.store(conn, &on_behalf(&campaign), campaign.created_by)?;
    queries::update_proposal(conn, member.id, proposal, campaign.written_state())?;
    Ok(!reply.is_worth_another_try())
}

/// Those who may still be written to; the others are skipped.
fn skip_unreachable(conn: &mut PgConnection, members: &[Member]) -> QueryResult<Vec<Member>> {
    let ids: Vec<CustomerId> = members.iter().map(|member| member.customer).collect();
    let candidates = queries::list_audience(conn, &ids)?;
    let mut reachable = Vec::with_capacity(members.len());
    for member in members {
        let found = candidates
            .iter()
            .find(|found| found.customer == member.customer);
        match found.map_or(Err(LeftOut::Deleted), eligibility::check) {
            Ok(_) => reachable.push(*member),
            Err(reason) => {
                queries::update_member(conn, member.id, MemberState::Skipped, Some(reason))?;
            }
        }
    }
    Ok(reachable)
}

/// Hands over to the outbox what the window and the rate allow; how many members that settled.
///
/// A member and its message are stored together, and the campaign is locked: whoever comes second finds it done.
pub fn hand_some(
    conn: &mut PgConnection,
    config: &Config,
    id: CampaignId,
    most: i64,
) -> Result<usize, AppError> {
    let campaign = queries::lock_campaign(conn, id)?;
    if campaign.state != State::Running {
        return Ok(0);
    }
    if messages::is_paused(conn)? {
        return Ok(0);
    }
    let handed = queries::find_handed(conn, id)?;
    let room = campaign.pace().most_queued() - queries::count_queued(conn, id)?;
    let due = campaign.pace().due(local_time(conn)?, handed);
    let due = due.min(most).min(room).max(0);
    let members = queries::list_members(conn, id, MemberState::Approved, due)?;
    queries::lock_hand_over(conn)?;
    let reachable = skip_unreachable(conn, &members)?;
    let actor = on_behalf(&campaign);
    let day = auth::queries::find_business_day(conn)?;
    for member in reachable {
        hand_over(conn, &actor, config, &member, day)?;
    }
    Ok(members.len())
}

fn hand_over(
    conn: &mut PgConnection,
    actor: &Actor,
    config: &Config,
    member: &Member,
    day: NaiveDate,
) -> Result<(), AppError> {
    let Some(proposal) = member.proposal else {
        queries::update_member(conn, member.id, MemberState::Failed, None)?;
        return Ok(());
    };
    match deliver(conn, actor, config, proposal, &Sending::default()) {
        Ok(Delivery::Impossible(reason)) => {
            let reason = Some(reason.into());
            queries::update_member(conn, member.id, MemberState::Skipped, reason)?;
        }
        Ok(Delivery::Queued | Delivery::ToBeHeld | Delivery::Already) => {
            queries::update_handed(conn, member.id, day)?;
        }
        Err(AppError::Conflict(OFFER_OVER)) => {
            let reason = Some(LeftOut::OfferOver);
            queries::update_member(conn, member.id, MemberState::Skipped, reason)?;
        }
        // Back to a person, who can mend the text and approve it.
        Ok(Delivery::Unfounded) => {
            batch::give_back(conn, proposal)?;
            let reason = Some(LeftOut::Unfounded);
            queries::update_member(conn, member.id, MemberState::Ready, reason)?;
        }
        // A person has cancelled it.
        Err(AppError::Conflict(_)) => {
            queries::update_member(conn, member.id, MemberState::Failed, None)?;
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Ends a campaign that has nobody left to write to.
pub fn finish(conn: &mut PgConnection, id: CampaignId) -> QueryResult<()> {
    let campaign = queries::lock_campaign(conn, id)?;
    for state in [
        MemberState::Waiting,
        MemberState::Ready,
        MemberState::Approved,
    ] {
        if !queries::list_members(conn, id, state, 1)?.is_empty() {
            return Ok(());
        }
    }
    let states: (&[State], State) = (&[State::Running], State::Done);
    change_state(conn, &on_behalf(&campaign), id, states, "campaign.finished")?;
    Ok(())
}
