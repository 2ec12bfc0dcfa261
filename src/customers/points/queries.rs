use diesel::prelude::*;

use super::model::{ContactPoint, PointFields, PointKind};
use crate::db::schema::{audit_log, audit_values, contact_points};
use crate::domain::{ContactPointId, CustomerId, UserId};

/// Those of each customer in the order in which they came, the primary ones first.
pub fn list_points(
    conn: &mut PgConnection,
    customers: &[CustomerId],
) -> QueryResult<Vec<ContactPoint>> {
    contact_points::table
        .filter(contact_points::customer_id.eq_any(customers))
        .order((
            contact_points::customer_id,
            contact_points::is_primary.desc(),
            contact_points::id,
        ))
        .select(ContactPoint::as_select())
        .load(conn)
}

/// How many a customer has.
pub fn count_points(conn: &mut PgConnection, customer: CustomerId) -> QueryResult<i64> {
    contact_points::table
        .filter(contact_points::customer_id.eq(customer))
        .count()
        .get_result(conn)
}

/// `NotFound` for one of another customer.
pub fn find_point(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: ContactPointId,
) -> QueryResult<ContactPoint> {
    contact_points::table
        .find(id)
        .filter(contact_points::customer_id.eq(customer))
        .select(ContactPoint::as_select())
        .first(conn)
}

pub fn insert_point(
    conn: &mut PgConnection,
    customer: CustomerId,
    fields: &PointFields,
) -> QueryResult<ContactPoint> {
    diesel::insert_into(contact_points::table)
        .values((contact_points::customer_id.eq(customer), fields))
        .returning(ContactPoint::as_returning())
        .get_result(conn)
}

pub fn update_point(
    conn: &mut PgConnection,
    id: ContactPointId,
    fields: &PointFields,
) -> QueryResult<ContactPoint> {
    diesel::update(contact_points::table.find(id))
        .set((
            fields,
            contact_points::version.eq(contact_points::version + 1),
        ))
        .returning(ContactPoint::as_returning())
        .get_result(conn)
}

/// Takes the first place from whoever of the kind has it.
pub fn clear_primary(
    conn: &mut PgConnection,
    customer: CustomerId,
    kind: PointKind,
) -> QueryResult<usize> {
    let primary = contact_points::table
        .filter(contact_points::customer_id.eq(customer))
        .filter(contact_points::kind.eq(kind))
        .filter(contact_points::is_primary);
    diesel::update(primary)
        .set((
            contact_points::is_primary.eq(false),
            contact_points::version.eq(contact_points::version + 1),
        ))
        .execute(conn)
}

/// Deletes one of this customer and says what it was.
pub fn delete_point(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: ContactPointId,
) -> QueryResult<ContactPoint> {
    let own = contact_points::table
        .find(id)
        .filter(contact_points::customer_id.eq(customer));
    diesel::delete(own)
        .returning(ContactPoint::as_returning())
        .get_result(conn)
}

/// What a deleted row was, if this person deleted it: the audit log keeps it.
pub fn find_deleted(
    conn: &mut PgConnection,
    id: ContactPointId,
    by: UserId,
) -> QueryResult<Option<serde_json::Value>> {
    let value: Option<Option<serde_json::Value>> = audit_log::table
        .inner_join(audit_values::table)
        .filter(audit_log::record_type.eq("contact_point"))
        .filter(audit_log::record_id.eq(id.get()))
        .filter(audit_log::action.eq("contact_point.deleted"))
        .filter(audit_log::user_id.eq(by))
        .filter(audit_values::field_name.eq("row"))
        .order(audit_log::id.desc())
        .select(audit_values::before)
        .first(conn)
        .optional()?;
    Ok(value.flatten())
}

/// Puts a deleted row back as it was; nothing if it is there.
pub fn restore_point(conn: &mut PgConnection, row: &ContactPoint) -> QueryResult<usize> {
    diesel::insert_into(contact_points::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
}
