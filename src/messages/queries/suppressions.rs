//! Addresses that nothing, or nothing commercial, is sent to.

use chrono::{DateTime, Utc};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::pages::COUNT_LIMIT;
use super::recipients::hidden_address;
use crate::db::schema::{customers, messages, suppressions};
use crate::domain::{CustomerId, MessageId, SuppressionId, UserId};
use crate::messages::model::SuppressionReason;

diesel::define_sql_function! { fn strpos(text: Text, part: Text) -> diesel::sql_types::Integer; }

/// A row of the list, with the message that led to it and the customer whom that was for.
#[derive(Debug, Clone, Queryable)]
pub struct Suppression {
    pub id: SuppressionId,
    pub address: String,
    pub reason: SuppressionReason,
    pub at: DateTime<Utc>,
    pub message: Option<MessageId>,
    pub message_author: Option<UserId>,
    pub customer: Option<CustomerId>,
    pub customer_name: Option<String>,
}

/// The newest first; `part` is in lower case, and empty for all.
pub fn list_suppressions(
    conn: &mut PgConnection,
    part: &str,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<Suppression>> {
    suppressions::table
        .left_join(messages::table)
        .left_join(
            customers::table.on(customers::id
                .nullable()
                .eq(messages::customer_id.nullable())
                .and(customers::deleted_at.is_null())),
        )
        .filter(suppressions::channel.eq("email"))
        .filter(strpos(suppressions::address, part).gt(0))
        .order(suppressions::id.desc())
        .offset(offset)
        .limit(limit)
        .select((
            suppressions::id,
            suppressions::address,
            suppressions::reason,
            suppressions::at,
            messages::id.nullable(),
            messages::created_by.nullable(),
            customers::id.nullable(),
            customers::full_name.nullable(),
        ))
        .load(conn)
}

/// At most one more than [`COUNT_LIMIT`].
pub fn count_suppressions(conn: &mut PgConnection, part: &str) -> QueryResult<i64> {
    suppressions::table
        .filter(suppressions::channel.eq("email"))
        .filter(strpos(suppressions::address, part).gt(0))
        .select(suppressions::id)
        .limit(COUNT_LIMIT + 1)
        .load::<i64>(conn)
        .map(|ids| ids.len() as i64)
}

/// Adds a reason to an address that has not got it.
pub(in crate::messages) fn insert_suppression(
    conn: &mut PgConnection,
    address_key: &str,
    reason: SuppressionReason,
    message: Option<MessageId>,
) -> QueryResult<usize> {
    diesel::insert_into(suppressions::table)
        .values((
            suppressions::address.eq(address_key),
            suppressions::reason.eq(reason),
            suppressions::message_id.eq(message.map(MessageId::get)),
            suppressions::at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
}

/// What was lifted, for its trace.
#[derive(Debug, Clone, Queryable)]
pub(in crate::messages) struct Lifted {
    pub id: SuppressionId,
    pub address: String,
    pub reason: SuppressionReason,
}

/// `None`: somebody was faster.
pub(in crate::messages) fn delete_suppression(
    conn: &mut PgConnection,
    id: SuppressionId,
) -> QueryResult<Option<Lifted>> {
    diesel::delete(suppressions::table.find(id.get()))
        .returning((
            suppressions::id,
            suppressions::address,
            suppressions::reason,
        ))
        .get_result(conn)
        .optional()
}

/// Only what an unsubscribe link caused; an address that bounced stays suppressed.
pub(in crate::messages) fn delete_unsubscription(
    conn: &mut PgConnection,
    address_key: &str,
) -> QueryResult<Option<Lifted>> {
    let own = suppressions::table
        .filter(suppressions::channel.eq("email"))
        .filter(
            suppressions::address
                .nullable()
                .eq(address_key)
                .or(suppressions::address
                    .nullable()
                    .eq(hidden_address(address_key))),
        )
        .filter(suppressions::reason.eq(SuppressionReason::Unsubscribed));
    diesel::delete(own)
        .returning((
            suppressions::id,
            suppressions::address,
            suppressions::reason,
        ))
        .get_result(conn)
        .optional()
}
