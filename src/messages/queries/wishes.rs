//! How often somebody wants to hear from us, and why they left.

use diesel::dsl::{count_star, now};
use diesel::prelude::*;

use crate::db::schema::{message_preferences, unsubscribe_reasons};
use crate::domain::{CustomerId, MessageId};
use crate::messages::model::{Frequency, LeaveReason};

/// Keeps the newest wish of an address; `None`: as often as we like.
pub(in crate::messages) fn update_frequency(
    conn: &mut PgConnection,
    address_key: &str,
    customer: Option<CustomerId>,
    frequency: Option<Frequency>,
) -> QueryResult<usize> {
    let Some(frequency) = frequency else {
        return diesel::delete(message_preferences::table.find(address_key)).execute(conn);
    };
    let row = (
        message_preferences::customer_id.eq(customer.map(CustomerId::get)),
        message_preferences::frequency.eq(frequency),
        message_preferences::at.eq(now),
    );
    diesel::insert_into(message_preferences::table)
        .values((message_preferences::address.eq(address_key), row))
        .on_conflict(message_preferences::address)
        .do_update()
        .set(row)
        .execute(conn)
}

/// Keeps why somebody left; what they say later replaces it.
pub(in crate::messages) fn upsert_leave_reason(
    conn: &mut PgConnection,
    message: MessageId,
    reason: LeaveReason,
    note: &str,
) -> QueryResult<usize> {
    let said = (
        unsubscribe_reasons::reason.eq(reason),
        unsubscribe_reasons::note.eq(note),
        unsubscribe_reasons::at.eq(now),
    );
    diesel::insert_into(unsubscribe_reasons::table)
        .values((unsubscribe_reasons::message_id.eq(message.get()), said))
        .on_conflict(unsubscribe_reasons::message_id)
        .do_update()
        .set(said)
        .execute(conn)
}

/// How many left for which reason, the most frequent first.
pub fn count_leave_reasons(conn: &mut PgConnection) -> QueryResult<Vec<(LeaveReason, i64)>> {
    unsubscribe_reasons::table
        .group_by(unsubscribe_reasons::reason)
        .select((unsubscribe_reasons::reason, count_star()))
        .order((count_star().desc(), unsubscribe_reasons::reason))
        .load(conn)
}
