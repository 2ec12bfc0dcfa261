use chrono::{DateTime, Utc};
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{Activity, Entry, NewActivity};
use crate::db;
use crate::db::schema::{activities, audit_log, audit_values, customers, opportunities, users};
use crate::domain::{ActivityId, CustomerId, CustomerMove, OpportunityId, UserId};

/// Who wants to change one.
#[derive(Debug, Clone, Copy)]
pub struct Editor {
    pub user: UserId,
    /// Whether they may change what others wrote, too.
    pub is_admin: bool,
}

/// Whether a person may say something else of one: what is still to be done is everybody's, what was written stays with who
/// wrote it or is in charge.
#[auto_type(no_type_alias)]
fn may_change(user: UserId) -> _ {
    let is_to_be_done = activities::due_at
        .is_not_null()
        .and(activities::done_at.is_null());
    activities::created_by
        .eq(user)
        .or(activities::assignee_id.eq(user))
        .or(is_to_be_done)
}

/// One that this person may change; `NotFound` for any other, also of a deleted customer, and for what billing noted.
pub fn find_changeable(
    conn: &mut PgConnection,
    id: ActivityId,
    editor: Editor,
) -> QueryResult<(Activity, String)> {
    let mut found = activities::table
        .inner_join(customers::table)
        .filter(activities::id.eq(id))
        .filter(activities::invoice_id.is_null())
        .filter(customers::deleted_at.is_null())
        .select((Activity::as_select(), customers::full_name))
        .into_boxed();
    if !editor.is_admin {
        found = found.filter(may_change(editor.user));
    }
    found.first(conn)
}

/// One that is or was to be done, with its customer's name; `NotFound` for any other, also of a deleted customer.
pub fn find_planned(conn: &mut PgConnection, id: ActivityId) -> QueryResult<(Activity, String)> {
    activities::table
        .inner_join(customers::table)
        .filter(activities::id.eq(id))
        .filter(activities::due_at.is_not_null())
        .filter(customers::deleted_at.is_null())
        .select((Activity::as_select(), customers::full_name))
        .first(conn)
}

/// One that is or was to be done, also of a deleted customer; nobody else changes it before the transaction ends.
pub fn lock_planned(conn: &mut PgConnection, id: ActivityId) -> QueryResult<Activity> {
    activities::table
        .find(id)
        .filter(activities::due_at.is_not_null())
        .select(Activity::as_select())
        .for_no_key_update()
        .first(conn)
}

/// What a person has to do, as the work list shows it: of customers who are there.
const OPEN_OF: &str = "assignee_id = $1 AND due_at IS NOT NULL AND done_at IS NULL
    AND EXISTS (SELECT FROM customers c WHERE c.id = activities.customer_id AND c.deleted_at IS NULL)";

/// How many a person has to do.
pub fn count_assigned(conn: &mut PgConnection, user: UserId) -> QueryResult<i64> {
    let found: Counted = diesel::sql_query(format!(
        "SELECT count(*) AS n FROM activities WHERE {OPEN_OF}"
    ))
    .bind::<BigInt, _>(user)
    .get_result(conn)?;
    Ok(found.n)
}

/// Hands over all that a person has to do.
pub fn update_assignee(
    conn: &mut PgConnection,
    from: UserId,
    to: UserId,
) -> QueryResult<Vec<ActivityId>> {
    let sql = format!(
        "UPDATE activities SET assignee_id = $2, version = version + 1 WHERE {OPEN_OF} RETURNING id"
    );
    let moved: Vec<Moved> = diesel::sql_query(sql)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .load(conn)?;
    Ok(moved.into_iter().map(|row| row.id).collect())
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Moved {
    #[diesel(sql_type = BigInt)]
    id: ActivityId,
}

/// One of this customer; `NotFound` for any other.
pub fn find_of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: ActivityId,
) -> QueryResult<Activity> {
    activities::table
        .find(id)
        .filter(activities::customer_id.eq(customer))
        .select(Activity::as_select())
        .first(conn)
}

/// Like [`find_of_customer`], one that a person or a program wrote, and nobody else changes it before the transaction ends:
/// what billing notes stays as it is.
pub fn lock_of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: ActivityId,
) -> QueryResult<Activity> {
    activities::table
        .find(id)
        .filter(activities::customer_id.eq(customer))
        .filter(activities::invoice_id.is_null())
        .select(Activity::as_select())
        .for_no_key_update()
        .first(conn)
}

/// More of one customer than any program reads at once.
const MOST_TOLD: i64 = 1_000;

/// A customer's, the newest first, with who is in charge.
pub fn list_of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> QueryResult<Vec<(Activity, Option<String>)>> {
    activities::table
        .left_join(users::table.on(users::id.nullable().eq(activities::assignee_id)))
        .filter(activities::customer_id.eq(customer))
        .order((activities::occurred_at.desc(), activities::id.desc()))
        .select((Activity::as_select(), users::name.nullable()))
        .limit(MOST_TOLD)
        .load(conn)
}

pub fn insert_activity(conn: &mut PgConnection, new: &NewActivity) -> QueryResult<Activity> {
    diesel::insert_into(activities::table)
        .values(new)
        .returning(Activity::as_returning())
        .get_result(conn)
}

/// It happened then, and not when it was noted.
pub fn update_happened(
    conn: &mut PgConnection,
    id: ActivityId,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(activities::table.find(id))
        .set(activities::occurred_at.eq(at))
        .execute(conn)
}

/// One that has happened and needs nobody's attention any more.
pub fn insert_done(conn: &mut PgConnection, new: &NewActivity) -> QueryResult<Activity> {
    diesel::insert_into(activities::table)
        .values((new, activities::done_at.eq(diesel::dsl::now)))
        .returning(Activity::as_returning())
        .get_result(conn)
}

/// Whether there is such a sale of this customer.
pub fn is_sale_of(
    conn: &mut PgConnection,
    id: OpportunityId,
    customer: CustomerId,
) -> QueryResult<bool> {
    let found = opportunities::table
        .filter(opportunities::id.eq(id))
        .filter(opportunities::customer_id.eq(customer))
        .filter(opportunities::deleted_at.is_null());
    diesel::select(diesel::dsl::exists(found)).get_result(conn)
}

pub fn insert_entry(
    conn: &mut PgConnection,
    (customer, opportunity): (CustomerId, Option<OpportunityId>),
    by: Option<UserId>,
    entry: &Entry,
) -> QueryResult<Activity> {
    diesel::insert_into(activities::table)
        .values((
            activities::customer_id.eq(customer),
            activities::opportunity_id.eq(opportunity),
            activities::created_by.eq(by),
            entry,
        ))
        .returning(Activity::as_returning())
        .get_result(conn)
}

/// Writes the row over `version`, and counts that up; `None` if somebody was faster.
pub fn update_entry(
    conn: &mut PgConnection,
    id: ActivityId,
    version: i32,
    entry: &Entry,
) -> QueryResult<Option<Activity>> {
    let read = activities::table
        .find(id)
        .filter(activities::version.eq(version));
    diesel::update(read)
        .set((entry, activities::version.eq(activities::version + 1)))
        .returning(Activity::as_returning())
        .get_result(conn)
        .optional()
}

/// Notes that it is done, or that it is not.
pub fn update_done(
    conn: &mut PgConnection,
    id: ActivityId,
    done_at: Option<DateTime<Utc>>,
    occurred_at: DateTime<Utc>,
    assignee: Option<UserId>,
) -> QueryResult<usize> {
    diesel::update(activities::table.find(id))
        .set((
            activities::done_at.eq(done_at),
            activities::assignee_id.eq(assignee),
            activities::occurred_at.eq(occurred_at),
            activities::version.eq(activities::version + 1),
        ))
        .execute(conn)
}

pub fn update_due(
    conn: &mut PgConnection,
    id: ActivityId,
    due_at: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(activities::table.find(id))
        .set((
            activities::due_at.eq(due_at),
            activities::occurred_at.eq(due_at),
            activities::version.eq(activities::version + 1),
        ))
        .execute(conn)
}

/// Deletes one that this person wrote, or any for an admin, and says what it was.
pub fn delete_own(
    conn: &mut PgConnection,
    id: ActivityId,
    editor: Editor,
) -> QueryResult<Activity> {
    let one = activities::table
        .find(id)
        .filter(activities::invoice_id.is_null());
    match editor.is_admin {
        true => diesel::delete(one)
            .returning(Activity::as_returning())
            .get_result(conn),
        false => diesel::delete(one.filter(activities::created_by.eq(editor.user)))
            .returning(Activity::as_returning())
            .get_result(conn),
    }
}

pub fn delete_of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: ActivityId,
) -> QueryResult<Activity> {
    let theirs = activities::table
        .find(id)
        .filter(activities::customer_id.eq(customer))
        .filter(activities::invoice_id.is_null());
    diesel::delete(theirs)
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
