use diesel::prelude::*;

use super::model::{Contact, ContactFields};
use crate::db::schema::{audit_log, audit_values, contacts};
use crate::domain::{ContactId, CustomerId, UserId};

/// How many a customer has.
pub fn count_contacts(conn: &mut PgConnection, customer: CustomerId) -> QueryResult<i64> {
    contacts::table
        .filter(contacts::customer_id.eq(customer))
        .count()
        .get_result(conn)
}

/// `NotFound` for one of another customer.
pub fn find_contact(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: ContactId,
) -> QueryResult<Contact> {
    contacts::table
        .find(id)
        .filter(contacts::customer_id.eq(customer))
        .select(Contact::as_select())
        .first(conn)
}

pub fn insert_contact(
    conn: &mut PgConnection,
    customer: CustomerId,
    fields: &ContactFields,
    by: Option<UserId>,
) -> QueryResult<Contact> {
    diesel::insert_into(contacts::table)
        .values((
            contacts::customer_id.eq(customer),
            contacts::created_by.eq(by),
            fields,
        ))
        .returning(Contact::as_returning())
        .get_result(conn)
}

/// `None` where the row has another version.
pub fn update_contact(
    conn: &mut PgConnection,
    id: ContactId,
    version: i32,
    fields: &ContactFields,
) -> QueryResult<Option<Contact>> {
    let known = contacts::table
        .find(id)
        .filter(contacts::version.eq(version));
    diesel::update(known)
        .set((fields, contacts::version.eq(contacts::version + 1)))
        .returning(Contact::as_returning())
        .get_result(conn)
        .optional()
}

/// Deletes one of this customer and says what it was.
pub fn delete_contact(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: ContactId,
) -> QueryResult<Contact> {
    let own = contacts::table
        .find(id)
        .filter(contacts::customer_id.eq(customer));
    diesel::delete(own)
        .returning(Contact::as_returning())
        .get_result(conn)
}

/// What a deleted row was, if this person deleted it: the audit log keeps it.
pub fn find_deleted(
    conn: &mut PgConnection,
    id: ContactId,
    by: UserId,
) -> QueryResult<Option<serde_json::Value>> {
    let value: Option<Option<serde_json::Value>> = audit_log::table
        .inner_join(audit_values::table)
        .filter(audit_log::record_type.eq("contact"))
        .filter(audit_log::record_id.eq(id.get()))
        .filter(audit_log::action.eq("contact.deleted"))
        .filter(audit_log::user_id.eq(by))
        .filter(audit_values::field_name.eq("row"))
        .order(audit_log::id.desc())
        .select(audit_values::before)
        .first(conn)
        .optional()?;
    Ok(value.flatten())
}

/// Puts a deleted row back as it was; nothing if it is there.
pub fn restore_contact(conn: &mut PgConnection, row: &Contact) -> QueryResult<usize> {
    diesel::insert_into(contacts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
}
