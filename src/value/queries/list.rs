//! The list of calls, and who is off it for some days.

use std::sync::LazyLock;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text};

use crate::db;
use crate::db::schema::call_pauses;
use crate::domain::{CallPauseId, CustomerId, CustomerMove, UserId};
use crate::value::actions::{DAYS_NO_ANSWER, Turn};
use crate::value::model::{Narrowing, NewPause, Pause, SHORTEST_NUMBER, Summary, ToCall};

/// Rows of a page of the list.
pub const PAGE: i64 = 50;
/// Where counting stops, and a page says "more than".
pub const COUNT_LIMIT: i64 = 10_000;

/// Who is to be called: overdue and good, by F or M, with enough at stake unless `$3`, and not off the list; with `$1` of one
/// owner, with `$2` with a number to dial. Whoever came since the night is not overdue any more; nobody calls whom the house
/// has blocked, who was erased, or who does not want calls. Of the last visit it asks `<=`: the planner takes `=` for far rarer than it is, and
/// would leave the index.
static TO_CALL: LazyLock<String> = LazyLock::new(|| {
    format!(
        "FROM business_day, customer_values told
         JOIN customers c ON c.id = told.customer_id AND c.deleted_at IS NULL AND c.erased_at IS NULL AND c.status <> 'blocked'
         JOIN customer_metrics m ON m.customer_id = told.customer_id AND m.last_date <= told.last_date AND (m.f >= 2 OR m.m >= 2)
         WHERE told.overdue_since IS NOT NULL AND told.at_stake > 0
           AND told.at_stake >= CASE WHEN $3 THEN 1
               ELSE coalesce((SELECT worth_a_call FROM value_models ORDER BY id DESC LIMIT 1), 1) END
           AND ($1 IS NULL OR c.owner_id = $1)
           AND (NOT $2 OR c.phone_e164 IS NOT NULL OR length(digits(c.phone)) >= {SHORTEST_NUMBER})
           AND coalesce((SELECT state FROM consents WHERE customer_id = told.customer_id AND channel = 'call'
                         ORDER BY id DESC LIMIT 1), 'unknown') NOT IN ('refused', 'withdrawn')
           AND NOT EXISTS (SELECT FROM call_pauses pause WHERE pause.customer_id = told.customer_id AND pause.until > day)"
    )
});

/// The calls that a customer of the part `page` did not answer since the last visit and since somebody was reached, and the day
/// of the last one, which its pause follows from.
static TRIED: LazyLock<String> = LazyLock::new(|| {
    let day = format!("pause.until - {DAYS_NO_ANSWER}");
    format!(
        "SELECT count(*) AS attempts, max({day}) AS tried_on FROM call_pauses pause
         WHERE pause.customer_id = page.id AND pause.outcome = 'no_answer' AND {day} > page.last_date
           AND NOT EXISTS (SELECT FROM call_pauses reached
                           WHERE reached.customer_id = page.id AND reached.outcome = 'called' AND reached.id > pause.id)"
    )
});

static LIST: LazyLock<String> = LazyLock::new(|| {
    let (to_call, tried) = (TO_CALL.as_str(), TRIED.as_str());
    format!(
        "SELECT page.*, tried.*,
                (SELECT services.name FROM service_history h JOIN services ON services.id = h.service_id
                 WHERE h.customer_id = page.id AND h.date <= page.day
                 GROUP BY services.id ORDER BY count(*) DESC, max(h.date) DESC, services.id LIMIT 1) AS favourite,
                (SELECT count(DISTINCT h.date) > 1 FROM service_history h JOIN services ON services.id = h.service_id
                 WHERE h.customer_id = page.id AND h.date <= page.day AND services.category = page.category) AS is_own_interval,
                EXISTS (SELECT FROM activities a WHERE a.customer_id = page.id
                        AND a.due_at IS NOT NULL AND a.done_at IS NULL) AS is_planned
         FROM (
             SELECT c.id, c.full_name, c.phone, c.phone_e164, m.segment, told.last_date, told.p_alive, told.year_value,
                    told.at_stake, told.category, told.interval_days, told.overdue_since, day
             {to_call} ORDER BY told.at_stake DESC, told.customer_id LIMIT $4 OFFSET $5
         ) AS page CROSS JOIN LATERAL ({tried}) AS tried
         ORDER BY at_stake DESC, id"
    )
});

/// A page of the list: where most is at stake comes first.
pub fn list_to_call(
    conn: &mut PgConnection,
    narrowing: &Narrowing,
    page: i64,
) -> QueryResult<Vec<ToCall>> {
    diesel::sql_query(LIST.as_str())
        .bind::<Nullable<BigInt>, _>(narrowing.owner)
        .bind::<Bool, _>(narrowing.has_phone)
        .bind::<Bool, _>(narrowing.is_cheap_too)
        .bind::<BigInt, _>(PAGE)
        .bind::<BigInt, _>((page - 1) * PAGE)
        .load(conn)
}

static SUMMARY: LazyLock<String> = LazyLock::new(|| {
    let to_call = TO_CALL.as_str();
    format!(
        "SELECT (SELECT to_jsonb(model) FROM value_models model ORDER BY id DESC LIMIT 1) AS model,
                (SELECT count(*) FROM (SELECT told.customer_id {to_call} LIMIT $4) AS counted) AS total"
    )
});

/// The newest model, and how many are to be called, up to just over [`COUNT_LIMIT`].
pub fn find_summary(conn: &mut PgConnection, narrowing: &Narrowing) -> QueryResult<Summary> {
    diesel::sql_query(SUMMARY.as_str())
        .bind::<Nullable<BigInt>, _>(narrowing.owner)
        .bind::<Bool, _>(narrowing.has_phone)
        .bind::<Bool, _>(narrowing.is_cheap_too)
        .bind::<BigInt, _>(COUNT_LIMIT + 1)
        .get_result(conn)
}

/// Whether a customer is off the list on a day.
pub fn is_paused(
    conn: &mut PgConnection,
    customer: CustomerId,
    day: NaiveDate,
) -> QueryResult<bool> {
    let active = call_pauses::table
        .filter(call_pauses::customer_id.eq(customer))
        .filter(call_pauses::until.gt(day));
    diesel::select(diesel::dsl::exists(active)).get_result(conn)
}

/// Whether this person noted the very same since the customer is off the list.
pub fn is_noted(conn: &mut PgConnection, turn: &Turn, by: Option<UserId>) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Bool)]
        is_noted: bool,
    }
    let found: Found = diesel::sql_query(
        "SELECT EXISTS (
             SELECT FROM call_pauses pause JOIN activities a ON a.customer_id = pause.customer_id
             WHERE pause.customer_id = $1 AND pause.until > $2 AND a.created_at >= pause.at
                 AND a.created_by = $3 AND a.title = $4 AND a.body = $5
         ) AS is_noted",
    )
    .bind::<BigInt, _>(turn.customer)
    .bind::<Date, _>(turn.today)
    .bind::<Nullable<BigInt>, _>(by)
    .bind::<Text, _>(&turn.title)
    .bind::<Text, _>(&turn.note)
    .get_result(conn)?;
    Ok(found.is_noted)
}

pub fn insert_pause(conn: &mut PgConnection, new: &NewPause) -> QueryResult<CallPauseId> {
    diesel::insert_into(call_pauses::table)
        .values(new)
        .returning(call_pauses::id)
        .get_result(conn)
}

/// One that this person made.
pub fn find_own_pause(conn: &mut PgConnection, id: CallPauseId, by: UserId) -> QueryResult<Pause> {
    call_pauses::table
        .find(id)
        .filter(call_pauses::by.eq(by))
        .select((
            call_pauses::id,
            call_pauses::customer_id,
            call_pauses::activity_id,
        ))
        .for_update()
        .first(conn)
}

pub fn delete_pause(conn: &mut PgConnection, id: CallPauseId) -> QueryResult<usize> {
    diesel::delete(call_pauses::table.find(id)).execute(conn)
}

/// Hands over what became of a customer's calls.
pub fn move_pauses(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE call_pauses SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}
