use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::model::{Activity, ActivityKind, NewActivity};
use crate::db;
use crate::db::schema::{activities, audit_log, audit_values, customers};
use crate::domain::{ActivityId, CustomerMove, UserId};

/// One that this person wrote; `NotFound` for any other, also on a deleted customer.
pub fn find_own(
    conn: &mut PgConnection,
    id: ActivityId,
    author: UserId,
) -> QueryResult<(Activity, String)> {
    activities::table
        .inner_join(customers::table)
        .filter(activities::id.eq(id))
        .filter(activities::created_by.eq(author))
        .filter(customers::deleted_at.is_null())
        .select((Activity::as_select(), customers::full_name))
        .first(conn)
}

pub fn insert_activity(conn: &mut PgConnection, new: &NewActivity) -> QueryResult<Activity> {
    diesel::insert_into(activities::table)
        .values(new)
        .returning(Activity::as_returning())
        .get_result(conn)
}

/// It happened then, and needs nobody's attention any more.
pub fn update_happened(
    conn: &mut PgConnection,
    id: ActivityId,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(activities::table.find(id))
        .set((
            activities::occurred_at.eq(at),
            activities::done_at.eq(diesel::dsl::now),
        ))
        .execute(conn)
}

/// One that has happened and needs nobody's attention any more.
pub fn insert_done(conn: &mut PgConnection, new: &NewActivity) -> QueryResult<Activity> {
    diesel::insert_into(activities::table)
        .values((new, activities::done_at.eq(diesel::dsl::now)))
        .returning(Activity::as_returning())
        .get_result(conn)
}

/// Writes the text over `version`, and counts that up; 0 rows if somebody was faster.
pub fn update_text(
    conn: &mut PgConnection,
    id: ActivityId,
    version: i32,
    kind: ActivityKind,
    body: &str,
) -> QueryResult<usize> {
    diesel::update(
        activities::table
            .find(id)
            .filter(activities::version.eq(version)),
    )
    .set((
        activities::kind.eq(kind),
        activities::body.eq(body),
        activities::version.eq(activities::version + 1),
    ))
    .execute(conn)
}

/// Deletes one that this person wrote and says what it was.
pub fn delete_own(
    conn: &mut PgConnection,
    id: ActivityId,
    author: UserId,
) -> QueryResult<Activity> {
    let own = activities::table
        .find(id)
        .filter(activities::created_by.eq(author));
    diesel::delete(own)
        .returning(Activity::as_returning())
        .get_result(conn)
}

/// What a deleted row was, if this person deleted it: the audit log keeps it.
pub fn find_deleted(
    conn: &mut PgConnection,
    id: ActivityId,
    by: UserId,
) -> QueryResult<Option<serde_json::Value>> {
    let value: Option<Option<serde_json::Value>> = audit_log::table
        .inner_join(audit_values::table)
        .filter(audit_log::record_type.eq("activity"))
        .filter(audit_log::record_id.eq(id.get()))
        .filter(audit_log::action.eq("activity.deleted"))
        .filter(audit_log::user_id.eq(by))
        .filter(audit_values::field_name.eq("row"))
        .order(audit_log::id.desc())
        .select(audit_values::before)
        .first(conn)
        .optional()?;
    Ok(value.flatten())
}

/// Puts a deleted row back as it was; nothing if it is there.
pub fn restore_activity(conn: &mut PgConnection, row: &Activity) -> QueryResult<usize> {
    diesel::insert_into(activities::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
}

/// Hands over what was noted about a customer.
pub fn move_activities(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE activities SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[])) RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}
