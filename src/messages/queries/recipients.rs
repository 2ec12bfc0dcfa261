//! Who may be written to, and who has left.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::schema::{consents, customers, messages, settings, suppressions};
use crate::domain::{CustomerId, Language, MessageId};
use crate::messages::eligibility::{CustomerFacts, Facts};

/// Why an address is suppressed that a link was followed from.
pub(in crate::messages) const UNSUBSCRIBED: &str = "unsubscribed";

/// Why one is that a server does not know.
pub(in crate::messages) const BOUNCED: &str = "bounced";

diesel::define_sql_function! { fn lower(value: Text) -> Text; }

/// The postal address under commercial mail.
pub(in crate::messages) fn find_footer_address(
    conn: &mut PgConnection,
) -> QueryResult<Option<String>> {
    settings::table
        .select(settings::mail_footer_address)
        .first(conn)
}

/// All that decides whether somebody may be written to, in one statement.
pub(in crate::messages) fn find_facts(
    conn: &mut PgConnection,
    customer: Option<CustomerId>,
    address_key: &str,
) -> QueryResult<Facts> {
    let id = customer.map(CustomerId::get);
    type Row = (
        bool,
        Option<i64>,
        Option<String>,
        Option<DateTime<Utc>>,
        Option<String>,
        bool,
    );
    let (mail_when_unknown, found, status, deleted_at, consent, is_suppressed) = settings::table
        .left_join(customers::table.on(customers::id.nullable().eq(id)))
        .select((
            settings::mail_when_consent_unknown,
            customers::id.nullable(),
            customers::status.nullable(),
            customers::deleted_at.nullable(),
            consents::table
                .filter(consents::customer_id.nullable().eq(id))
                .filter(consents::channel.eq("email"))
                .order(consents::id.desc())
                .select(consents::state)
                .limit(1)
                .single_value(),
            exists(
                suppressions::table
                    .filter(suppressions::channel.eq("email"))
                    .filter(suppressions::address.eq(address_key)),
            ),
        ))
        .first::<Row>(conn)?;
    let known = CustomerFacts {
        // A customer who is no more counts as deleted.
        is_deleted: found.is_none() || deleted_at.is_some(),
        is_blocked: status.as_deref() == Some("blocked"),
        consent,
    };
    Ok(Facts {
        customer: customer.map(|_| known),
        is_suppressed,
        mail_when_unknown,
    })
}

pub(in crate::messages) fn insert_suppression(
    conn: &mut PgConnection,
    address_key: &str,
    reason: &str,
    message: MessageId,
) -> QueryResult<usize> {
    diesel::insert_into(suppressions::table)
        .values((
            suppressions::address.eq(address_key),
            suppressions::reason.eq(reason),
            suppressions::message_id.eq(message.get()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
}

/// Whose list an unsubscribe link leaves.
#[derive(Debug, Clone)]
pub(in crate::messages) struct Subscription {
    pub message: MessageId,
    pub customer: Option<CustomerId>,
    pub address: String,
    pub language: Option<Language>,
    /// Nothing commercial is sent to them.
    pub has_left: bool,
}

/// What the link of `token` is about. A customer has left when their consent is withdrawn; who is none, when the
/// address is suppressed.
pub(in crate::messages) fn find_subscription(
    conn: &mut PgConnection,
    token: &str,
) -> QueryResult<Option<Subscription>> {
    type Found = (
        i64,
        Option<i64>,
        String,
        Option<Language>,
        Option<String>,
        bool,
    );
    let found: Option<Found> = messages::table
        .left_join(customers::table)
        .filter(messages::unsubscribe_token.eq(token))
        .select((
            messages::id,
            messages::customer_id,
            messages::recipient,
            customers::language.nullable(),
            consents::table
                .filter(consents::customer_id.nullable().eq(messages::customer_id))
                .filter(consents::channel.eq("email"))
                .order(consents::id.desc())
                .select(consents::state)
                .limit(1)
                .single_value(),
            exists(
                suppressions::table
                    .filter(suppressions::channel.eq("email"))
                    .filter(suppressions::address.eq(lower(messages::recipient))),
            ),
        ))
        .first(conn)
        .optional()?;
    Ok(found.map(
        |(message, customer, address, language, consent, is_suppressed)| Subscription {
            message: message.into(),
            customer: customer.map(CustomerId::from),
            address,
            language,
            has_left: match customer {
                Some(_) => consent.as_deref() == Some("withdrawn"),
                None => is_suppressed,
            },
        },
    ))
}

/// Only what the link itself caused; an address that bounced stays suppressed.
pub(in crate::messages) fn delete_own_suppression(
    conn: &mut PgConnection,
    address_key: &str,
) -> QueryResult<usize> {
    let own = suppressions::table
        .filter(suppressions::channel.eq("email"))
        .filter(suppressions::address.eq(address_key))
        .filter(suppressions::reason.eq(UNSUBSCRIBED));
    diesel::delete(own).execute(conn)
}
