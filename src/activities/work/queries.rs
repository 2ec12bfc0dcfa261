use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};

use super::model::{Filter, Tally, Task, View};
use crate::activities::model::Activity;
use crate::db::schema::{activities, customers, users};
use crate::domain::{OpportunityId, UserId};

/// Rows of a page of the list.
pub const PAGE: i64 = 50;
/// Where counting stops, and a page says "more than".
pub const COUNT_LIMIT: i64 = 10_000;

/// A page of the list: what is due first comes first; of what was done, the last.
pub fn list_tasks(conn: &mut PgConnection, filter: &Filter, page: i64) -> QueryResult<Vec<Task>> {
    let mut query = activities::table
        .inner_join(customers::table)
        .left_join(users::table.on(users::id.nullable().eq(activities::assignee_id)))
        .filter(customers::deleted_at.is_null())
        .select((
            Activity::as_select(),
            customers::full_name,
            users::name.nullable(),
        ))
        .into_boxed();
    if let Some(user) = filter.of {
        query = query.filter(activities::assignee_id.eq(user));
    }
    query = match filter.view {
        View::Done => query
            .filter(activities::done_at.is_not_null())
            .filter(activities::due_at.is_not_null())
            .order((activities::done_at.desc(), activities::id.desc())),
        _ => query
            .filter(activities::done_at.is_null())
            .filter(activities::due_at.is_not_null())
            .order((activities::due_at, activities::id)),
    };
    let (today, tomorrow) = filter.day;
    if matches!(filter.view, View::Today | View::Next) {
        let from = if filter.view == View::Today {
            today
        } else {
            tomorrow
        };
        query = query.filter(activities::due_at.ge(from));
    }
    if matches!(filter.view, View::Overdue | View::Today) {
        let to = if filter.view == View::Overdue {
            today
        } else {
            tomorrow
        };
        query = query.filter(activities::due_at.lt(to));
    }
    query.limit(PAGE).offset((page - 1) * PAGE).load(conn)
}

/// What was planned for a sale, and what was done: what is still to be done comes first.
pub fn list_of_sale(conn: &mut PgConnection, sale: OpportunityId) -> QueryResult<Vec<Task>> {
    activities::table
        .inner_join(customers::table)
        .left_join(users::table.on(users::id.nullable().eq(activities::assignee_id)))
        .filter(customers::deleted_at.is_null())
        .filter(activities::opportunity_id.eq(sale))
        .order((
            activities::done_at.is_not_null(),
            activities::due_at,
            activities::id,
        ))
        .select((
            Activity::as_select(),
            customers::full_name,
            users::name.nullable(),
        ))
        .limit(PAGE)
        .load(conn)
}

const TALLY: &str = "
    SELECT count(*) FILTER (WHERE is_mine AND due_at < $2) AS my_overdue,
           count(*) FILTER (WHERE is_mine AND due_at >= $2 AND due_at < $3) AS my_today,
           count(*) FILTER (WHERE is_mine AND due_at >= $3) AS my_next,
           count(*) FILTER (WHERE due_at < $2) AS overdue,
           count(*) FILTER (WHERE due_at >= $2 AND due_at < $3) AS today,
           count(*) FILTER (WHERE due_at >= $3) AS next
    FROM (
        SELECT a.due_at, coalesce(a.assignee_id = $1, false) AS is_mine
        FROM activities a JOIN customers c ON c.id = a.customer_id
        WHERE a.done_at IS NULL AND a.due_at IS NOT NULL AND c.deleted_at IS NULL
    ) AS open";

/// How many there are to do; `day` has the first instants of today and of tomorrow.
pub fn count_open(
    conn: &mut PgConnection,
    user: UserId,
    day: (DateTime<Utc>, DateTime<Utc>),
) -> QueryResult<Tally> {
    diesel::sql_query(TALLY)
        .bind::<BigInt, _>(user)
        .bind::<Timestamptz, _>(day.0)
        .bind::<Timestamptz, _>(day.1)
        .get_result(conn)
}

/// How many were done, up to just over [`COUNT_LIMIT`].
pub fn count_done(conn: &mut PgConnection, of: Option<UserId>) -> QueryResult<i64> {
    let mut done = activities::table
        .inner_join(customers::table)
        .filter(customers::deleted_at.is_null())
        .filter(activities::done_at.is_not_null())
        .filter(activities::due_at.is_not_null())
        .select(activities::id)
        .limit(COUNT_LIMIT + 1)
        .into_boxed();
    if let Some(user) = of {
        done = done.filter(activities::assignee_id.eq(user));
    }
    let found: Vec<i64> = done.load(conn)?;
    Ok(found.len() as i64)
}

/// What one person has to do before an instant, each with how many there are in all: a part of another statement, which
/// says where user, instant and limit stand.
pub fn due_part([user, end, most]: [&str; 3]) -> String {
    format!(
        "SELECT to_jsonb(a) AS activity, c.full_name AS customer_name, users.name AS assignee, count(*) OVER () AS total
         FROM activities a JOIN customers c ON c.id = a.customer_id AND c.deleted_at IS NULL
         LEFT JOIN users ON users.id = a.assignee_id
         WHERE a.assignee_id = {user} AND a.done_at IS NULL AND a.due_at < {end} ORDER BY a.due_at, a.id LIMIT {most}"
    )
}
