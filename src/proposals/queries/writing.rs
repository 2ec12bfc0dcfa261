use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::now;
use diesel::prelude::*;

use crate::db::schema::{proposal_events, proposal_items, proposals};
use crate::domain::{
    CustomerId, ItemId, JobId, Language, MessageId, ProposalId, TemplateId, TemplateVersionId,
    UserId,
};
use crate::proposals::engine::{Draft, EngineName, Fallback, Recommendation};
use crate::proposals::model::{Edit, Failure, State};
use crate::segments::Segment;

pub(in crate::proposals) fn insert_proposal(
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

pub(in crate::proposals) fn update_job(
    conn: &mut PgConnection,
    id: ProposalId,
    job: Option<JobId>,
) -> QueryResult<usize> {
    diesel::update(proposals::table.find(id))
        .set(proposals::job_id.eq(job))
        .execute(conn)
}

/// Moves a proposal from one state to another; 0 when it is in neither.
pub(in crate::proposals) fn update_state(
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
pub(in crate::proposals) struct Written<'a> {
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

pub(in crate::proposals) fn update_written(
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
pub(in crate::proposals) fn insert_written(
    conn: &mut PgConnection,
    (customer, language): (CustomerId, Language),
    (asked, by): (EngineName, UserId),
    written: &Written<'_>,
    (template, templates_of): (Option<TemplateId>, Option<DateTime<Utc>>),
) -> QueryResult<ProposalId> {
    diesel::insert_into(proposals::table)
        .values((
            proposals::customer_id.eq(customer),
            proposals::language.eq(language),
            proposals::engine_asked.eq(asked),
            proposals::created_by.eq(by.get()),
            proposals::ready_at.eq(now),
            proposals::template_id.eq(template),
            proposals::templates_of.eq(templates_of),
            WrittenRow::from(written),
        ))
        .returning(proposals::id)
        .get_result(conn)
}

/// Cancels those that have no message; those it was true of.
pub(in crate::proposals) fn update_withdrawn(
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
pub(in crate::proposals) fn update_approved(
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

pub(in crate::proposals) fn insert_items(
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

pub(in crate::proposals) fn update_edited(
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

pub(in crate::proposals) fn delete_item(
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
pub(in crate::proposals) fn update_message(
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
pub(in crate::proposals) fn update_template_used(
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
pub(in crate::proposals) fn update_state_of_message(
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
pub(in crate::proposals) fn insert_events(
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

pub(in crate::proposals) fn insert_event(
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
