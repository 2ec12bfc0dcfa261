//! Who may be written to, and who has left.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, max};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz};

use crate::db::schema::{
    consents, customers, message_preferences, messages, settings, suppressions, unsubscribe_reasons,
};
use crate::domain::{CustomerId, Language, MessageId};
use crate::messages::eligibility::{CAP_WINDOW, Contact, CustomerFacts, Facts};
use crate::messages::model::{Frequency, LeaveReason, Purpose, State, SuppressionReason};

diesel::define_sql_function! { fn lower(value: Text) -> Text; }
diesel::define_sql_function! {
    /// How the address of somebody who was erased is kept.
    fn hidden_address(address: Text) -> Nullable<Text>;
}
diesel::define_sql_function! { fn greatest(one: Timestamptz, other: Nullable<Timestamptz>) -> Timestamptz; }

/// The postal address under commercial mail.
pub(in crate::messages) fn find_footer_address(
    conn: &mut PgConnection,
) -> QueryResult<Option<String>> {
    settings::table
        .select(settings::mail_footer_address)
        .first(conn)
}

/// All that decides whether somebody may be written to, in one statement. `except`: the message at hand, which counts
/// neither itself nor what stands behind it.
pub(in crate::messages) fn find_facts(
    conn: &mut PgConnection,
    customer: Option<CustomerId>,
    address_key: &str,
    except: Option<MessageId>,
) -> QueryResult<Facts> {
    let id = customer.map(CustomerId::get);
    let now = Utc::now();
    type Row = (
        bool,
        Option<i64>,
        Option<String>,
        Option<DateTime<Utc>>,
        Option<String>,
        bool,
        bool,
        Option<i32>,
        Option<String>,
        i64,
        Option<DateTime<Utc>>,
    );
    let before = except.map_or(i64::MAX, MessageId::get);
    let contacted = || {
        messages::table
            .filter(messages::purpose.eq(Purpose::Commercial))
            .filter(messages::state.ne_all([State::Refused, State::Discarded]))
            .filter(
                lower(messages::recipient)
                    .eq(address_key)
                    .or(messages::customer_id.eq(id)),
            )
            .filter(messages::id.ne(before))
            .filter(messages::id.lt(before).or(messages::state.eq(State::Sent)))
    };
    let at = || greatest(messages::queued_at, messages::finished_at);
    let because = |reasons: &'static [SuppressionReason]| {
        exists(
            suppressions::table
                .filter(suppressions::channel.eq("email"))
                .filter(
                    suppressions::address
                        .nullable()
                        .eq(address_key)
                        .or(suppressions::address
                            .nullable()
                            .eq(hidden_address(address_key))),
                )
                .filter(suppressions::reason.eq_any(reasons)),
        )
    };
    let (
        mail_when_unknown,
        found,
        status,
        deleted_at,
        consent,
        is_suppressed,
        has_unsubscribed,
        cap,
        wish,
        count,
        newest,
    ) = settings::table
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
            settings::commercial_cap,
            // The strictest comes last in the alphabet.
            message_preferences::table
                .filter(
                    message_preferences::address
                        .eq(address_key)
                        .or(message_preferences::customer_id.eq(id)),
                )
                .select(max(message_preferences::frequency))
                .single_value(),
            contacted()
                .filter(at().gt(now - CAP_WINDOW))
                .count()
                .single_value()
                .assume_not_null(),
            contacted().select(max(at())).single_value(),
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
        contact: Contact {
            now,
            count,
            newest,
            cap,
            wish: wish.and_then(|wish| wish.parse().ok()),
        },
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
    /// How often they want to hear from us.
    pub frequency: Option<Frequency>,
    /// Why they left.
    pub reason: Option<LeaveReason>,
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
    type Found = (
        i64,
        Option<i64>,
        String,
        Option<Language>,
        bool,
        Option<Frequency>,
        Option<LeaveReason>,
    );
    let found: Option<Found> = messages::table
        .left_join(customers::table)
        .left_join(unsubscribe_reasons::table)
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
            message_preferences::table
                .filter(message_preferences::address.eq(lower(messages::recipient)))
                .select(message_preferences::frequency)
                .single_value(),
            unsubscribe_reasons::reason.nullable(),
        ))
        .first(conn)
        .optional()?;
    let Some((message, customer, address, language, has_unsubscribed, frequency, reason)) = found
    else {
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
        frequency,
        reason,
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
