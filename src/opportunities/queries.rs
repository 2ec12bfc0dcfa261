use chrono::{DateTime, Utc};
use diesel::dsl::{now, sql};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text, Timestamptz};

use super::forms::{Filter, SortKey};
use super::model::{
    Card, Ending, Entry, MonthSum, OfProposal, Opportunity, Origin, Shown, Stage, StageSum, Step,
};
use super::pipeline::GAP;
use crate::db::schema::{
    activities, customers, opportunities, opportunity_stages, proposal_items, proposals, users,
};
use crate::domain::{ActivityId, CustomerId, OpportunityId, ProposalId, UserId};

/// What is expected to close within so many days closes soon.
pub const CLOSING_DAYS: i64 = 30;
const CLOSING: &str = "soon.is_closing";
/// What was closed longer ago than so many days has left the board; the list has it.
pub const BOARD_DAYS: u64 = 90;
/// Cards of a column of the board; the list has the rest.
pub const COLUMN: i64 = 50;
/// Rows of a page of the list.
pub const PAGE: i64 = 50;
/// Where counting stops, and a page says "more than".
pub const COUNT_LIMIT: i64 = 10_000;

/// The cards of every column, the top of each; in no order across columns. Of one owner, or of all; of what was closed,
/// what was closed since an instant.
pub fn list_board(
    conn: &mut PgConnection,
    owner: Option<UserId>,
    since: DateTime<Utc>,
) -> QueryResult<Vec<Card>> {
    let stages: Vec<String> = Stage::ALL
        .iter()
        .map(|stage| format!("('{stage}')"))
        .collect();
    let sql = format!(
        "SELECT card.* FROM (VALUES {}) AS columns (stage) CROSS JOIN LATERAL (
             SELECT o.id, o.customer_id, c.full_name AS customer_name, o.title, o.stage, o.value, o.currency,
                    o.probability, o.expected_close_on, users.name AS owner, o.position
             FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL
             LEFT JOIN users ON users.id = o.owner_id
             WHERE o.stage = columns.stage AND o.deleted_at IS NULL AND (o.closed_at IS NULL OR o.closed_at >= $2) AND {}
             ORDER BY o.position, o.id LIMIT {COLUMN}
         ) AS card",
        stages.join(", "),
        of_owner(owner),
    );
    diesel::sql_query(sql)
        .bind::<BigInt, _>(owner.map_or(0, UserId::get))
        .bind::<Timestamptz, _>(since)
        .load(conn)
}

/// `$1` is the owner, where there is one.
fn of_owner(owner: Option<UserId>) -> &'static str {
    match owner {
        Some(_) => "o.owner_id = $1",
        None => "$1 = 0",
    }
}

/// What each stage holds, by currency; of what was closed, what was closed since an instant.
pub fn sum_stages(
    conn: &mut PgConnection,
    owner: Option<UserId>,
    since: DateTime<Utc>,
) -> QueryResult<Vec<StageSum>> {
    let sql = format!(
        "SELECT o.stage, o.currency, count(*) AS count, sum(o.value)::bigint AS value,
                sum(round(o.value * o.probability / 100.0))::bigint AS weighted
         FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL
         WHERE o.deleted_at IS NULL AND (o.closed_at IS NULL OR o.closed_at >= $2) AND {} GROUP BY 1, 2 ORDER BY 1, 2",
        of_owner(owner),
    );
    diesel::sql_query(sql)
        .bind::<BigInt, _>(owner.map_or(0, UserId::get))
        .bind::<Timestamptz, _>(since)
        .load(conn)
}

/// How selling goes, currency by currency, a row a currency: a part of another statement, which says where today and the
/// first instant of the month stand.
pub fn pipeline_part([today, month]: [&str; 2]) -> String {
    format!(
        "SELECT o.currency, count(*) FILTER (WHERE o.closed_at IS NULL) AS count,
                coalesce(sum(o.value) FILTER (WHERE o.closed_at IS NULL), 0)::bigint AS value,
                coalesce(sum(round(o.value * o.probability / 100.0)) FILTER (WHERE o.closed_at IS NULL), 0)::bigint AS weighted,
                count(*) FILTER (WHERE {CLOSING}) AS closing_count,
                coalesce(sum(o.value) FILTER (WHERE {CLOSING}), 0)::bigint AS closing,
                count(*) FILTER (WHERE o.closed_at IS NOT NULL) AS won_count,
                coalesce(sum(o.value) FILTER (WHERE o.closed_at IS NOT NULL), 0)::bigint AS won
         FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL,
              LATERAL (SELECT o.closed_at IS NULL AND o.expected_close_on BETWEEN {today} AND {today} + {CLOSING_DAYS}) AS soon (is_closing)
         WHERE o.deleted_at IS NULL AND (o.closed_at IS NULL OR (o.closed_at >= {month} AND o.stage = 'won'))
         GROUP BY o.currency ORDER BY o.currency"
    )
}

/// What is open, by the month in which it is expected to close.
pub fn sum_months(conn: &mut PgConnection, owner: Option<UserId>) -> QueryResult<Vec<MonthSum>> {
    let sql = format!(
        "SELECT month_of(o.expected_close_on) AS month, o.currency, count(*) AS count, sum(o.value)::bigint AS value,
                sum(round(o.value * o.probability / 100.0))::bigint AS weighted
         FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL
         WHERE o.deleted_at IS NULL AND o.closed_at IS NULL AND {} GROUP BY 1, 2 ORDER BY 1, 2",
        of_owner(owner),
    );
    diesel::sql_query(sql)
        .bind::<BigInt, _>(owner.map_or(0, UserId::get))
        .load(conn)
}

/// Narrows a boxed statement over opportunities and customers: those of a page and of its count differ in their type alone.
macro_rules! narrow {
    ($query:ident, $filter:ident) => {
        for word in &$filter.words {
            // Each half by its own index; an OR over two tables has none.
            let found = sql::<Bool>(
                "opportunities.id IN (
                    SELECT o.id FROM opportunities o WHERE fold(o.title) LIKE '%' || like_literal(",
            )
            .bind::<Text, _>(word.clone())
            .sql(
                ") || '%' UNION ALL
                    SELECT o.id FROM opportunities o JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL
                    WHERE c.search_text LIKE '%' || like_literal(",
            )
            .bind::<Text, _>(word.clone())
            .sql(") || '%')");
            $query = $query.filter(found);
        }
        if let Some(stage) = $filter.stage {
            $query = $query.filter(opportunities::stage.eq(stage));
        }
        if $filter.is_open {
            $query = $query.filter(opportunities::closed_at.is_null());
        }
        if let Some((first, last)) = $filter.closes {
            $query = $query.filter(opportunities::expected_close_on.between(first, last));
        }
        if let Some(since) = $filter.closed_since {
            $query = $query.filter(opportunities::closed_at.ge(since));
        }
        if let Some(owner) = $filter.owner {
            $query = $query.filter(opportunities::owner_id.eq(owner));
        }
        if let Some(customer) = $filter.customer {
            $query = $query.filter(opportunities::customer_id.eq(customer));
        }
    };
}

/// A page of the list.
pub fn list_page(conn: &mut PgConnection, filter: &Filter, page: i64) -> QueryResult<Vec<Card>> {
    let mut query = opportunities::table
        .inner_join(customers::table)
        .left_join(users::table.on(users::id.nullable().eq(opportunities::owner_id)))
        .filter(opportunities::deleted_at.is_null())
        .filter(customers::deleted_at.is_null())
        .select((
            opportunities::id,
            opportunities::customer_id,
            customers::full_name,
            opportunities::title,
            opportunities::stage,
            opportunities::value,
            opportunities::currency,
            opportunities::probability,
            opportunities::expected_close_on,
            users::name.nullable(),
            opportunities::position,
        ))
        .into_boxed();
    narrow!(query, filter);
    let id = opportunities::id;
    query = match (filter.sort.key, filter.sort.falling) {
        (SortKey::Updated, true) => query.order((opportunities::updated_at.desc(), id.desc())),
        (SortKey::Updated, false) => query.order((opportunities::updated_at, id)),
        (SortKey::Value, true) => query.order((opportunities::value.desc(), id.desc())),
        (SortKey::Value, false) => query.order((opportunities::value, id)),
        (SortKey::Close, true) => query.order((
            opportunities::expected_close_on.desc().nulls_last(),
            id.desc(),
        )),
        (SortKey::Close, false) => query.order((opportunities::expected_close_on, id)),
    };
    query.limit(PAGE).offset((page - 1) * PAGE).load(conn)
}

/// How many the list shows, up to just over [`COUNT_LIMIT`].
pub fn count_list(conn: &mut PgConnection, filter: &Filter) -> QueryResult<i64> {
    let mut query = opportunities::table
        .inner_join(customers::table)
        .filter(opportunities::deleted_at.is_null())
        .filter(customers::deleted_at.is_null())
        .select(opportunities::id)
        .limit(COUNT_LIMIT + 1)
        .into_boxed();
    narrow!(query, filter);
    let found: Vec<i64> = query.load(conn)?;
    Ok(found.len() as i64)
}

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
        .first::<i64>(conn)
        .optional()
        .map(|found| found.map(OpportunityId::from))
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
        .first::<i64>(conn)
        .optional()
        .map(|found| found.map(OpportunityId::from))
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

/// Another place in the same column; whoever edits the card is not disturbed by that.
pub fn update_position(
    conn: &mut PgConnection,
    id: OpportunityId,
    position: i64,
) -> QueryResult<usize> {
    diesel::update(opportunities::table.find(id))
        .set(opportunities::position.eq(position))
        .execute(conn)
}

/// The position of the card at the top of a column.
pub fn find_top(conn: &mut PgConnection, stage: Stage) -> QueryResult<Option<i64>> {
    opportunities::table
        .filter(opportunities::stage.eq(stage))
        .filter(opportunities::deleted_at.is_null())
        .order((opportunities::position, opportunities::id))
        .select(opportunities::position)
        .first(conn)
        .optional()
}

/// A card of a column, by its position.
pub fn find_position(
    conn: &mut PgConnection,
    stage: Stage,
    id: OpportunityId,
) -> QueryResult<Option<i64>> {
    opportunities::table
        .find(id)
        .filter(opportunities::stage.eq(stage))
        .filter(opportunities::deleted_at.is_null())
        .select(opportunities::position)
        .first(conn)
        .optional()
}

/// The card above another in its column, with its position; `besides` is being moved and counts as gone.
pub fn find_above(
    conn: &mut PgConnection,
    stage: Stage,
    (position, id): (i64, OpportunityId),
    besides: OpportunityId,
) -> QueryResult<Option<(OpportunityId, i64)>> {
    let is_above = opportunities::position
        .lt(position)
        .or(opportunities::position
            .eq(position)
            .and(opportunities::id.lt(id)));
    opportunities::table
        .filter(opportunities::stage.eq(stage))
        .filter(opportunities::deleted_at.is_null())
        .filter(opportunities::id.ne(besides))
        .filter(is_above)
        .order((opportunities::position.desc(), opportunities::id.desc()))
        .select((opportunities::id, opportunities::position))
        .first(conn)
        .optional()
}

/// The card below another in its column, with its position.
pub fn find_below(
    conn: &mut PgConnection,
    stage: Stage,
    (position, id): (i64, OpportunityId),
    besides: OpportunityId,
) -> QueryResult<Option<(OpportunityId, i64)>> {
    let is_below = opportunities::position
        .gt(position)
        .or(opportunities::position
            .eq(position)
            .and(opportunities::id.gt(id)));
    opportunities::table
        .filter(opportunities::stage.eq(stage))
        .filter(opportunities::deleted_at.is_null())
        .filter(opportunities::id.ne(besides))
        .filter(is_below)
        .order((opportunities::position, opportunities::id))
        .select((opportunities::id, opportunities::position))
        .first(conn)
        .optional()
}

/// Makes room again between all cards of a column, in their order.
pub fn spread_column(conn: &mut PgConnection, stage: Stage) -> QueryResult<usize> {
    let sql = format!(
        "UPDATE opportunities SET position = placed.number * {GAP}
         FROM (SELECT id, row_number() OVER (ORDER BY position, id) AS number FROM opportunities
               WHERE stage = '{stage}' AND deleted_at IS NULL) AS placed
         WHERE opportunities.id = placed.id"
    );
    diesel::sql_query(sql).execute(conn)
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
