//! What the job does to a campaign that runs: proposals are written, answers taken, mails handed over, and it ends.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{PgConnection, QueryResult};

use super::change_state;
use crate::audit::Actor;
use crate::auth;
use crate::campaigns::assignment::Arm;
use crate::campaigns::eligibility::{self, LeftOut};
use crate::campaigns::jobs::WORK;
use crate::campaigns::model::{Campaign, Member, MemberState, State};
use crate::campaigns::queries;
use crate::config::Config;
use crate::domain::{CampaignId, CustomerId};
use crate::messages;
use crate::proposals::actions::{Delivery, OFFER_OVER, Sending, deliver};
use crate::proposals::batch::{self, Order, Question, Reply};
use crate::proposals::engine::EngineName;
use crate::web::AppError;

/// So often a vendor that cannot be reached is asked again for a customer; then the builtin engine's text is taken.
const MOST_TRIES: i32 = 3;

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
    let orders = orders(conn, &campaign, &reachable)?;
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

fn orders(
    conn: &mut PgConnection,
    campaign: &Campaign,
    members: &[Member],
) -> QueryResult<Vec<Order>> {
    let fixed = queries::list_templates(conn, campaign.id)?;
    let order = |member: &Member| {
        let variant = campaign.variant_of(member.arm.unwrap_or(Arm::A));
        Order {
            customer: member.customer,
            templates: fixed.get(&variant.template).cloned(),
            variant,
        }
    };
    Ok(members.iter().map(order).collect())
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
            let orders = orders(conn, &campaign, &reachable)?;
            return batch::questions(conn, campaign.engine, orders);
        }
    }
}

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
