//! Every statement of the proposals themselves: what pages, mails and rules read is here, what is written in `writing`.

pub mod erasing;
mod moves;
mod restored;
mod writing;

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{auto_type, exists, not};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::engine::EngineName;
use super::model::{Head, Item, Listed, OfCampaign, Proposal, Recipient, Shown, State, Today};
use super::offers::Terms;
use super::templates;
use crate::db::schema::{
    campaign_members, campaigns, customers, engine_settings, jobs, mail_template_versions,
    mail_templates, messages, proposal_items, proposals, segment_offers, services, settings, users,
};
use crate::domain::{CustomerId, ProposalId, UserId};

pub use moves::{is_generating, move_proposals};
pub use restored::follow_restored;
pub(super) use writing::*;

/// Rows of a page of the list.
pub const PAGE: i64 = 50;

/// Where counting stops, and a page says "more than".
pub const COUNT_LIMIT: i64 = 10_000;

/// `NotFound` for one of a customer who was deleted.
pub fn find_proposal(conn: &mut PgConnection, id: ProposalId) -> QueryResult<Proposal> {
    proposals::table
        .inner_join(customers::table)
        .filter(proposals::id.eq(id).and(customers::deleted_at.is_null()))
        .select(Proposal::as_select())
        .first(conn)
}

/// Waits until nobody else is changing the proposal.
pub(super) fn lock_proposal(conn: &mut PgConnection, id: ProposalId) -> QueryResult<Proposal> {
    proposals::table
        .find(id)
        .select(Proposal::as_select())
        .for_no_key_update()
        .first(conn)
}

/// A proposal with everything that its page and its mail say around it.
pub fn find_shown(conn: &mut PgConnection, id: ProposalId) -> QueryResult<Shown> {
    let (proposal, customer, created_by, job, message, mail, template, terms): (
        _,
        _,
        _,
        _,
        _,
        _,
        _,
        Option<Terms>,
    ) = proposals::table
        .inner_join(customers::table)
        .inner_join(settings::table.on(settings::id.eq(true)))
        .inner_join(engine_settings::table.on(engine_settings::id.eq(true)))
        .left_join(
            mail_template_versions::table.on(mail_template_versions::id
                .nullable()
                .eq(templates::queries::version_of_proposal())),
        )
        .left_join(
            mail_templates::table.on(mail_templates::id
                .nullable()
                .eq(mail_template_versions::template_id.nullable())),
        )
        .left_join(segment_offers::table.on(segment_offers::segment.eq(proposals::segment)))
        .left_join(users::table.on(users::id.nullable().eq(proposals::created_by)))
        .left_join(jobs::table)
        .left_join(messages::table.on(messages::id.nullable().eq(proposals::message_id)))
        .filter(proposals::id.eq(id).and(customers::deleted_at.is_null()))
        .select((
            Proposal::as_select(),
            (
                customers::full_name,
                customers::greeting,
                customers::kind,
                customers::email,
            ),
            users::name.nullable(),
            (jobs::state, jobs::created_at).nullable(),
            (
                messages::id,
                messages::state,
                messages::reason,
                messages::recipient,
                messages::not_before,
                messages::created_by,
            )
                .nullable(),
            (
                settings::is_demo,
                settings::booking_url,
                settings::mail_footer_address,
                engine_settings::signature,
            ),
            (
                mail_template_versions::id,
                mail_template_versions::template_id,
                mail_template_versions::number,
                mail_templates::name,
                mail_template_versions::subject,
                mail_template_versions::body,
            )
                .nullable(),
            Option::<Terms>::as_select(),
        ))
        .first(conn)?;
    Ok(Shown {
        proposal,
        customer,
        created_by,
        job,
        message,
        mail,
        template,
        terms: terms.unwrap_or_default(),
    })
}

/// The recommendations, the surest first.
pub fn list_items(conn: &mut PgConnection, id: ProposalId) -> QueryResult<Vec<Item>> {
    proposal_items::table
        .filter(proposal_items::proposal_id.eq(id))
        .order(proposal_items::position)
        .select(Item::as_select())
        .load(conn)
}

/// The same, each with what the catalogue says of it by now.
pub fn list_items_today(
    conn: &mut PgConnection,
    id: ProposalId,
) -> QueryResult<Vec<(Item, Today)>> {
    proposal_items::table
        .left_join(services::table)
        .filter(proposal_items::proposal_id.eq(id))
        .order(proposal_items::position)
        .select((
            Item::as_select(),
            (services::price, services::active).nullable(),
        ))
        .load(conn)
}

/// Whether the proposal is of a campaign that has still to do with it.
#[auto_type]
pub(super) fn is_campaigns() -> _ {
    let open: [&'static str; 2] = ["ready", "approved"];
    exists(
        campaign_members::table
            .filter(campaign_members::proposal_id.eq(proposals::id.nullable()))
            .filter(campaign_members::state.eq_any(open)),
    )
}

/// Whether its campaign sends the proposal when its turn comes.
#[auto_type]
fn awaits_turn() -> _ {
    exists(
        campaign_members::table
            .filter(campaign_members::proposal_id.eq(proposals::id.nullable()))
            .filter(campaign_members::state.eq("approved")),
    )
}

/// The campaign that the proposal was written for.
pub fn find_campaign(conn: &mut PgConnection, id: ProposalId) -> QueryResult<Option<OfCampaign>> {
    campaign_members::table
        .inner_join(campaigns::table)
        .filter(campaign_members::proposal_id.eq(id))
        .select((
            campaigns::id,
            campaigns::name,
            campaign_members::state.eq("approved"),
        ))
        .first(conn)
        .optional()
}

/// A page of all proposals, the newest first.
pub fn list_proposals(
    conn: &mut PgConnection,
    state: Option<State>,
    page: i64,
) -> QueryResult<Vec<Listed>> {
    let mut query = proposals::table
        .inner_join(customers::table)
        .left_join(users::table.on(users::id.nullable().eq(proposals::created_by)))
        .filter(customers::deleted_at.is_null())
        .order(proposals::id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .select((
            Head::as_select(),
            customers::full_name,
            users::name.nullable(),
            awaits_turn(),
        ))
        .into_boxed();
    query = match state {
        None => query,
        Some(State::Ready) => query
            .filter(proposals::state.eq(State::Ready))
            .filter(not(awaits_turn())),
        Some(State::Scheduled) => query
            .filter(proposals::state.eq_any([State::Ready, State::Approved]))
            .filter(awaits_turn()),
        Some(state) => query.filter(proposals::state.eq(state)),
    };
    query.load(conn)
}

/// A customer's proposals, the newest first.
pub fn list_of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
    limit: i64,
) -> QueryResult<Vec<Listed>> {
    proposals::table
        .inner_join(customers::table)
        .left_join(users::table.on(users::id.nullable().eq(proposals::created_by)))
        .filter(proposals::customer_id.eq(customer))
        .order(proposals::id.desc())
        .limit(limit)
        .select((
            Head::as_select(),
            customers::full_name,
            users::name.nullable(),
            awaits_turn(),
        ))
        .load(conn)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many proposals a list has, up to [`COUNT_LIMIT`] and one more.
pub fn count_proposals(conn: &mut PgConnection, state: Option<State>) -> QueryResult<i64> {
    const TURN: &str = "EXISTS (SELECT FROM campaign_members member
                                WHERE member.proposal_id = proposals.id AND member.state = 'approved')";
    let wanted = match state {
        Some(State::Ready) => format!("state = $1 AND NOT {TURN}"),
        Some(State::Scheduled) => format!("state IN ('ready', 'approved') AND {TURN}"),
        _ => "$1 IS NULL OR state = $1".to_owned(),
    };
    diesel::sql_query(format!(
        "SELECT count(*) FROM (
             SELECT FROM proposals JOIN customers ON customers.id = customer_id AND deleted_at IS NULL
             WHERE {wanted} LIMIT $2) AS counted"
    ))
    .bind::<Nullable<Text>, _>(state.map(State::as_str))
    .bind::<BigInt, _>(COUNT_LIMIT + 1)
    .get_result(conn)
    .map(|Count { count }| count)
}

/// Those of the ids that offer something until a day before `today`.
pub(super) fn list_ended(
    conn: &mut PgConnection,
    ids: &[ProposalId],
    today: NaiveDate,
) -> QueryResult<HashSet<ProposalId>> {
    let ended: Vec<ProposalId> = proposals::table
        .filter(proposals::id.eq_any(ids))
        .filter(proposals::offer_percent.gt(0))
        .filter(proposals::offer_valid_until.lt(today))
        .select(proposals::id)
        .load(conn)?;
    Ok(ended.into_iter().collect())
}

/// Makes a user's requests wait for each other, so that they are counted.
pub(super) fn lock_user(conn: &mut PgConnection, user: UserId) -> QueryResult<i64> {
    users::table
        .find(user.get())
        .select(users::id)
        .for_no_key_update()
        .first(conn)
}

/// How many proposals a user has asked for since then, one by one; those of campaigns have no job.
pub(super) fn count_requested(
    conn: &mut PgConnection,
    user: UserId,
    since: DateTime<Utc>,
) -> QueryResult<i64> {
    proposals::table
        .filter(proposals::created_by.eq(user.get()))
        .filter(proposals::created_at.gt(since))
        .filter(proposals::job_id.is_not_null())
        .count()
        .get_result(conn)
}

pub(super) fn find_generating(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> QueryResult<Option<ProposalId>> {
    proposals::table
        .filter(proposals::customer_id.eq(customer))
        .filter(proposals::state.eq(State::Generating))
        .select(proposals::id)
        .first(conn)
        .optional()
}

/// The engine that the settings page chose; `None` leaves it to the environment.
pub(super) fn find_chosen_engine(conn: &mut PgConnection) -> QueryResult<Option<EngineName>> {
    let chosen: Option<String> = settings::table
        .select(settings::proposals_engine)
        .first(conn)?;
    Ok(chosen.and_then(|engine| engine.parse().ok()))
}

/// Those of the ids that a language model wrote, with whom they are for and where the mail says one can book.
pub(super) fn list_grounded(
    conn: &mut PgConnection,
    ids: &[ProposalId],
) -> QueryResult<Vec<(Proposal, Recipient, Option<String>)>> {
    proposals::table
        .inner_join(customers::table)
        .inner_join(settings::table.on(settings::id.eq(true)))
        .filter(proposals::id.eq_any(ids))
        .filter(proposals::grounds.is_not_null())
        .select((
            Proposal::as_select(),
            (
                customers::full_name,
                customers::greeting,
                customers::kind,
                customers::email,
            ),
            settings::booking_url,
        ))
        .load(conn)
}
