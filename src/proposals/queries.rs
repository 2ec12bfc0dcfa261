use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{auto_type, exists, not, now};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::engine::{Draft, EngineName, Fallback, Recommendation};
use super::model::{
    Edit, Failure, Head, Item, Listed, OfCampaign, Proposal, Recipient, Shown, State, Today,
};
use super::offers::Terms;
use super::templates;
use crate::db;
use crate::db::schema::{
    campaign_members, campaigns, customers, engine_settings, jobs, mail_template_versions,
    mail_templates, messages, proposal_events, proposal_items, proposals, segment_offers, services,
    settings, users,
};
use crate::domain::{
    CustomerId, CustomerMove, ItemId, JobId, Language, MessageId, ProposalId, TemplateId, TemplateVersionId,
    UserId,
};
use crate::segments::Segment;

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

pub(super) fn insert_proposal(
    conn: &mut PgConnection,
    customer: CustomerId,
    engine: EngineName,
    language: Language,
    by: Option<UserId>,
) -> QueryResult<ProposalId> {
    diesel::insert_into(proposals::table)
        .values((
            proposals::customer_id.eq(customer),
            proposals::state.eq(State::Generating),
            proposals::engine_asked.eq(engine),
            // What is known when it is written replaces both.
            proposals::segment.eq(Segment::NoHistory),
            proposals::offer_limit.eq(0),
            proposals::language.eq(language),
            proposals::created_by.eq(by.map(UserId::get)),
        ))
        .returning(proposals::id)
        .get_result(conn)
}

pub(super) fn update_job(
    conn: &mut PgConnection,
    id: ProposalId,
    job: Option<JobId>,
) -> QueryResult<usize> {
    diesel::update(proposals::table.find(id))
        .set(proposals::job_id.eq(job))
        .execute(conn)
}

/// Moves a proposal from one state to another; 0 when it is in neither.
pub(super) fn update_state(
    conn: &mut PgConnection,
    id: ProposalId,
    (from, to): (State, State),
    failure: Option<Failure>,
) -> QueryResult<usize> {
    let in_state = proposals::table.find(id).filter(proposals::state.eq(from));
    diesel::update(in_state)
        .set((
            proposals::state.eq(to),
            proposals::error.eq(failure),
            proposals::version.eq(proposals::version + 1),
        ))
        .execute(conn)
}

/// What a written proposal has besides its draft.
pub(super) struct Written<'a> {
    pub draft: &'a Draft,
    pub segment: Segment,
    pub limit: i32,
    pub milliseconds: i32,
}

/// The columns of what was written.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = proposals)]
struct WrittenRow<'a> {
    state: State,
    engine: EngineName,
    fallback_reason: Option<Fallback>,
    segment: Segment,
    insights: serde_json::Value,
    offer_percent: i32,
    offer_limit: i32,
    offer_title: &'a str,
    offer_valid_until: NaiveDate,
    offer_was_lowered: bool,
    subject: &'a str,
    body: &'a str,
    milliseconds: i32,
    model: Option<&'a str>,
    input_tokens: Option<i32>,
    output_tokens: Option<i32>,
    cost_micros: Option<i64>,
    model_milliseconds: Option<i32>,
    grounds: Option<serde_json::Value>,
}

impl<'a> From<&Written<'a>> for WrittenRow<'a> {
    fn from(written: &Written<'a>) -> Self {
        let draft = written.draft;
        let call = draft.call.as_ref();
        let tokens = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            state: State::Ready,
            engine: draft.engine,
            fallback_reason: draft.fallback_reason,
            segment: written.segment,
            insights: serde_json::json!(draft.insights),
            offer_percent: draft.offer.percent,
            offer_limit: written.limit,
            offer_title: &draft.offer.title,
            offer_valid_until: draft.offer.valid_until,
            offer_was_lowered: draft.offer.was_lowered,
            subject: &draft.subject,
            body: &draft.body,
            milliseconds: written.milliseconds,
            model: call.map(|call| call.model.as_str()),
            input_tokens: call.map(|call| tokens(call.input_tokens)),
            output_tokens: call.map(|call| tokens(call.output_tokens)),
            cost_micros: call.map(|call| call.cost_micros),
            model_milliseconds: call.map(|call| call.milliseconds),
            grounds: draft
                .grounds
                .as_ref()
                .map(|grounds| serde_json::json!(grounds)),
        }
    }
}

pub(super) fn update_written(
    conn: &mut PgConnection,
    id: ProposalId,
    written: &Written<'_>,
) -> QueryResult<usize> {
    diesel::update(proposals::table.find(id))
        .set((
            WrittenRow::from(written),
            proposals::ready_at.eq(now),
            proposals::version.eq(proposals::version + 1),
        ))
        .execute(conn)
}

/// A proposal that is written as it is asked for.
pub(super) fn insert_written(
    conn: &mut PgConnection,
    (customer, language): (CustomerId, Language),
    (asked, by): (EngineName, UserId),
    written: &Written<'_>,
    template: Option<TemplateId>,
) -> QueryResult<ProposalId> {
    diesel::insert_into(proposals::table)
        .values((
            proposals::customer_id.eq(customer),
            proposals::language.eq(language),
            proposals::engine_asked.eq(asked),
            proposals::created_by.eq(by.get()),
            proposals::ready_at.eq(now),
            proposals::template_id.eq(template),
            WrittenRow::from(written),
        ))
        .returning(proposals::id)
        .get_result(conn)
}

/// Cancels those that have no message; those it was true of.
pub(super) fn update_withdrawn(
    conn: &mut PgConnection,
    ids: &[ProposalId],
) -> QueryResult<Vec<ProposalId>> {
    let unsent = [State::Generating, State::Ready, State::Approved];
    let waiting = proposals::table
        .filter(proposals::id.eq_any(ids))
        .filter(proposals::state.eq_any(unsent));
    diesel::update(waiting)
        .set((
            proposals::state.eq(State::Cancelled),
            proposals::version.eq(proposals::version + 1),
        ))
        .returning(proposals::id)
        .get_results(conn)
}

/// Those of the ids that waited for a person wait for their turn from here on; they.
pub(super) fn update_approved(
    conn: &mut PgConnection,
    ids: &[ProposalId],
) -> QueryResult<Vec<ProposalId>> {
    let ready = proposals::table
        .filter(proposals::id.eq_any(ids))
        .filter(proposals::state.eq(State::Ready));
    diesel::update(ready)
        .set((
            proposals::state.eq(State::Approved),
            proposals::version.eq(proposals::version + 1),
        ))
        .returning(proposals::id)
        .get_results(conn)
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

pub(super) fn insert_items(
    conn: &mut PgConnection,
    id: ProposalId,
    items: &[Recommendation],
) -> QueryResult<usize> {
    let small = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    let rows: Vec<_> = (1..)
        .zip(items)
        .map(|(position, item): (i32, _)| {
            (
                proposal_items::proposal_id.eq(id),
                proposal_items::position.eq(position),
                proposal_items::service_id.eq(item.service),
                proposal_items::service_name.eq(&item.name),
                proposal_items::category.eq(&item.category),
                proposal_items::confidence.eq(item.confidence),
                proposal_items::k.eq(item.evidence.map(|evidence| small(evidence.k))),
                proposal_items::n.eq(item.evidence.map(|evidence| small(evidence.n))),
                proposal_items::reason.eq(serde_json::json!(item.reason)),
                proposal_items::price.eq(item.price),
                proposal_items::engine.eq(item.engine),
            )
        })
        .collect();
    diesel::insert_into(proposal_items::table)
        .values(rows)
        .execute(conn)
}

pub(super) fn update_edited(
    conn: &mut PgConnection,
    id: ProposalId,
    edit: &Edit,
) -> QueryResult<usize> {
    diesel::update(proposals::table.find(id))
        .set((
            proposals::subject.eq(&edit.subject),
            proposals::body.eq(&edit.body),
            proposals::offer_percent.eq(edit.percent),
            proposals::offer_title.eq(&edit.title),
            proposals::offer_valid_until.eq(edit.valid_until),
            proposals::edited_at.eq(now),
            proposals::version.eq(proposals::version + 1),
        ))
        .execute(conn)
}

pub(super) fn delete_item(
    conn: &mut PgConnection,
    id: ProposalId,
    item: ItemId,
) -> QueryResult<usize> {
    let of_proposal = proposal_items::table
        .find(item)
        .filter(proposal_items::proposal_id.eq(id));
    diesel::delete(of_proposal).execute(conn)
}

/// The proposal goes where its message goes.
pub(super) fn update_message(
    conn: &mut PgConnection,
    id: ProposalId,
    state: State,
    message: Option<MessageId>,
) -> QueryResult<usize> {
    diesel::update(proposals::table.find(id))
        .set((
            proposals::state.eq(state),
            proposals::message_id.eq(message),
            proposals::version.eq(proposals::version + 1),
        ))
        .execute(conn)
}

/// What the mail was made with; `None` is the program's own.
pub(super) fn update_template_used(
    conn: &mut PgConnection,
    id: ProposalId,
    version: Option<TemplateVersionId>,
    failed: bool,
) -> QueryResult<usize> {
    diesel::update(proposals::table.find(id))
        .set((
            proposals::template_version_id.eq(version),
            proposals::template_failed.eq(failed),
        ))
        .execute(conn)
}

/// Sets the state of the proposal of a message, if it has one and is not there yet.
pub(super) fn update_state_of_message(
    conn: &mut PgConnection,
    message: MessageId,
    state: State,
    failure: Option<Failure>,
) -> QueryResult<Option<ProposalId>> {
    let elsewhere = proposals::table
        .filter(proposals::message_id.eq(message))
        .filter(proposals::state.ne(state));
    diesel::update(elsewhere)
        .set((proposals::state.eq(state), proposals::error.eq(failure)))
        .returning(proposals::id)
        .get_result(conn)
        .optional()
}

/// An event of each of the proposals.
pub(super) fn insert_events(
    conn: &mut PgConnection,
    ids: &[ProposalId],
    kind: &str,
    user: Option<UserId>,
) -> QueryResult<usize> {
    let row = |id: &ProposalId| {
        (
            proposal_events::proposal_id.eq(*id),
            proposal_events::type_.eq(kind),
            proposal_events::user_id.eq(user.map(UserId::get)),
        )
    };
    let rows: Vec<_> = ids.iter().map(row).collect();
    diesel::insert_into(proposal_events::table)
        .values(&rows)
        .execute(conn)
}

pub(super) fn insert_event(
    conn: &mut PgConnection,
    id: ProposalId,
    kind: &str,
    user: Option<UserId>,
) -> QueryResult<usize> {
    diesel::insert_into(proposal_events::table)
        .values((
            proposal_events::proposal_id.eq(id),
            proposal_events::type_.eq(kind),
            proposal_events::user_id.eq(user.map(UserId::get)),
        ))
        .execute(conn)
}

/// Hands over what was proposed to a customer. Nothing may be under way: see [`is_generating`].
pub fn move_proposals(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE proposals SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}

/// Whether a proposal for the customer is being written just now.
pub fn is_generating(conn: &mut PgConnection, customer: CustomerId) -> QueryResult<bool> {
    let written = proposals::table
        .filter(proposals::customer_id.eq(customer))
        .filter(proposals::state.eq(State::Generating));
    diesel::select(exists(written)).get_result(conn)
}
