//! Who may be written to, and who has left.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::schema::{consents, customers, messages, settings, suppressions};
use crate::domain::{CustomerId, Language, MessageId};
use crate::messages::eligibility::{CustomerFacts, Facts};
use crate::messages::model::SuppressionReason;

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
        bool,
    );
    let because = |reasons: &'static [SuppressionReason]| {
        exists(
            suppressions::table
                .filter(suppressions::channel.eq("email"))
                .filter(suppressions::address.eq(address_key))
                .filter(suppressions::reason.eq_any(reasons)),
        )
    };
    let (mail_when_unknown, found, status, deleted_at, consent, is_suppressed, has_unsubscribed) =
        settings::table
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
                because(&[SuppressionReason::Bounced, SuppressionReason::Complained]),
                because(&[SuppressionReason::Unsubscribed]),
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
        has_unsubscribed,
        mail_when_unknown,
    })
}

/// Whose list an unsubscribe link leaves.
#[derive(Debug, Clone)]
pub(in crate::messages) struct Subscription {
    pub message: MessageId,
    pub customer: Option<CustomerId>,
    pub address: String,
    pub language: Option<Language>,
    /// Where the customer's consent was withdrawn, if it is.
    pub withdrawn_by: Option<String>,
    /// Whether a link was followed from this address.
    pub has_unsubscribed: bool,
}

impl Subscription {
    /// Nothing commercial is sent to them.
    pub fn has_left(&self) -> bool {
        self.withdrawn_by.is_some() || self.has_unsubscribed
    }
}

/// What the link of `token` is about.
pub(in crate::messages) fn find_subscription(
    conn: &mut PgConnection,
    token: &str,
) -> QueryResult<Option<Subscription>> {
    type Found = (i64, Option<i64>, String, Option<Language>, bool);
    let found: Option<Found> = messages::table
        .left_join(customers::table)
        .filter(messages::unsubscribe_token.eq(token))
        .select((
            messages::id,
            messages::customer_id,
            messages::recipient,
            customers::language.nullable(),
            exists(
                suppressions::table
                    .filter(suppressions::channel.eq("email"))
                    .filter(suppressions::address.eq(lower(messages::recipient)))
                    .filter(suppressions::reason.eq(SuppressionReason::Unsubscribed)),
            ),
        ))
        .first(conn)
        .optional()?;
    let Some((message, customer, address, language, has_unsubscribed)) = found else {
        return Ok(None);
    };
    let customer = customer.map(CustomerId::from);
    Ok(Some(Subscription {
        message: message.into(),
        customer,
        address,
        language,
        withdrawn_by: find_withdrawal(conn, customer)?,
        has_unsubscribed,
    }))
}

/// How the consent for e-mail was withdrawn, if that is the last word.
pub(in crate::messages) fn find_withdrawal(
    conn: &mut PgConnection,
    customer: Option<CustomerId>,
) -> QueryResult<Option<String>> {
    let newest = consents::table
        .filter(
            consents::customer_id
                .nullable()
                .eq(customer.map(CustomerId::get)),
        )
        .filter(consents::channel.eq("email"))
        .order(consents::id.desc())
        .select((consents::state, consents::how))
        .first::<(String, String)>(conn)
        .optional()?;
    Ok(newest.and_then(|(state, how)| (state == "withdrawn").then_some(how)))
}
