use chrono::{DateTime, Utc};
use diesel::dsl::{exists, max, now};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};

use super::eligibility::{CustomerFacts, Facts};
use super::model::{Attempt, AttemptOutcome, Message, NewMessage, Reason, State, kind_key};
use crate::db::schema::{
    consents, customers, message_attempts, messages, settings, suppressions, users,
};
use crate::domain::{AttemptId, CustomerId, Language, MessageId, UserId};

/// Why an address is suppressed that a link was followed from.
pub(super) const UNSUBSCRIBED: &str = "unsubscribed";
/// Why one is that a server does not know.
pub(super) const BOUNCED: &str = "bounced";

diesel::define_sql_function! { fn lower(value: Text) -> Text; }

pub(super) fn insert_message(
    conn: &mut PgConnection,
    new: &NewMessage,
    message_id: &str,
    unsubscribe_token: Option<&str>,
    queued_at: DateTime<Utc>,
) -> QueryResult<MessageId> {
    diesel::insert_into(messages::table)
        .values((
            messages::customer_id.eq(new.customer_id.map(CustomerId::get)),
            messages::purpose.eq(new.purpose),
            messages::kind.eq(new.kind),
            messages::recipient.eq(&new.recipient),
            messages::recipient_name.eq(&new.recipient_name),
            messages::subject.eq(&new.subject),
            messages::html.eq(&new.html),
            messages::body_text.eq(&new.text),
            messages::message_id.eq(message_id),
            messages::unsubscribe_token.eq(unsubscribe_token),
            messages::state.eq(State::Queued),
            messages::not_before.eq(new.not_before),
            messages::queued_at.eq(queued_at),
            messages::created_by.eq(new.created_by.map(i64::from)),
            messages::is_secret.eq(new.is_secret),
        ))
        .returning(messages::id)
        .get_result::<i64>(conn)
        .map(MessageId::from)
}

pub fn find_message(conn: &mut PgConnection, id: MessageId) -> QueryResult<Message> {
    messages::table
        .find(id.get())
        .select(Message::as_select())
        .first(conn)
}

/// Whose messages somebody may see, release and discard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    All,
    Own(UserId),
}

type Visible<'a> = messages::BoxedQuery<'a, diesel::pg::Pg>;

fn visible(reader: Reader) -> Visible<'static> {
    let all = messages::table.into_boxed();
    match reader {
        Reader::All => all,
        Reader::Own(user) => all.filter(messages::created_by.eq(user.get())),
    }
}

/// Waits until nobody else is changing the message; not found if the reader may not see it.
pub(super) fn lock_visible(
    conn: &mut PgConnection,
    reader: Reader,
    id: MessageId,
) -> QueryResult<Message> {
    let seen = visible(reader)
        .filter(messages::id.eq(id.get()))
        .select(messages::id)
        .first::<i64>(conn)?;
    lock_message(conn, seen.into())
}

pub fn find_visible(
    conn: &mut PgConnection,
    reader: Reader,
    id: MessageId,
) -> QueryResult<Message> {
    visible(reader)
        .filter(messages::id.eq(id.get()))
        .select(Message::as_select())
        .first(conn)
}

/// A message as its page shows it, with its customer's name and its author's.
#[derive(Debug, Clone)]
pub struct Details {
    pub message: Message,
    pub customer_name: Option<String>,
    pub author: Option<String>,
    pub attempts: Vec<Attempt>,
}

pub fn find_details(
    conn: &mut PgConnection,
    reader: Reader,
    id: MessageId,
) -> QueryResult<Details> {
    let (message, customer_name, author) = visible(reader)
        .filter(messages::id.eq(id.get()))
        .select((
            Message::as_select(),
            customers::table
                .filter(customers::id.nullable().eq(messages::customer_id))
                .filter(customers::deleted_at.is_null())
                .select(customers::full_name)
                .single_value(),
            author(),
        ))
        .first(conn)?;
    Ok(Details {
        message,
        customer_name,
        author,
        attempts: list_attempts(conn, id)?,
    })
}

#[diesel::dsl::auto_type(no_type_alias)]
fn author() -> _ {
    users::table
        .filter(users::id.nullable().eq(messages::created_by))
        .select(users::name)
        .single_value()
}

/// A row of the list.
#[derive(Debug, Clone, Queryable)]
pub struct Row {
    pub id: MessageId,
    pub kind: String,
    pub recipient: String,
    pub recipient_name: String,
    pub subject: String,
    pub state: State,
    pub reason: Option<Reason>,
    pub last_error: Option<String>,
    pub not_before: DateTime<Utc>,
    pub queued_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub author: Option<String>,
    pub attempts: i64,
}

impl Row {
    /// The key of what it is.
    pub fn kind_key(&self) -> String {
        kind_key(&self.kind)
    }

    /// When it last became what it is, as far as it is known.
    pub fn at(&self) -> DateTime<Utc> {
        self.finished_at
            .unwrap_or_else(|| self.queued_at.max(self.not_before))
    }
}

pub fn list_messages(
    conn: &mut PgConnection,
    reader: Reader,
    state: Option<State>,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<Row>> {
    let mut query = visible(reader);
    if let Some(state) = state {
        query = query.filter(messages::state.eq(state));
    }
    query
        .order(messages::id.desc())
        .offset(offset)
        .limit(limit)
        .select((
            messages::id,
            messages::kind,
            messages::recipient,
            messages::recipient_name,
            messages::subject,
            messages::state,
            messages::reason,
            messages::last_error,
            messages::not_before,
            messages::queued_at,
            messages::finished_at,
            author(),
            message_attempts::table
                .filter(message_attempts::message_id.eq(messages::id))
                .count()
                .single_value()
                .assume_not_null(),
        ))
        .load(conn)
}

#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct StateCount {
    #[diesel(sql_type = Text)]
    pub state: State,
    /// At most one more than [`COUNT_LIMIT`].
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// Beyond it a page says "more than".
pub const COUNT_LIMIT: i64 = 10_000;

/// How many messages there are of each state.
pub fn count_by_state(conn: &mut PgConnection, reader: Reader) -> QueryResult<Vec<StateCount>> {
    let states: Vec<&str> = State::ALL.iter().map(|state| state.as_str()).collect();
    let owner = match reader {
        Reader::All => None,
        Reader::Own(user) => Some(user.get()),
    };
    diesel::sql_query(
        "SELECT state, (SELECT count(*) FROM (SELECT FROM messages WHERE messages.state = asked.state
             AND ($1 IS NULL OR created_by = $1) LIMIT $2) AS found) AS count
         FROM unnest($3) WITH ORDINALITY AS asked (state, place) ORDER BY place",
    )
    .bind::<Nullable<BigInt>, _>(owner)
    .bind::<BigInt, _>(COUNT_LIMIT + 1)
    .bind::<Array<Text>, _>(states)
    .load(conn)
}

/// Waits until nobody else is changing the message.
pub(super) fn lock_message(conn: &mut PgConnection, id: MessageId) -> QueryResult<Message> {
    messages::table
        .find(id.get())
        .select(Message::as_select())
        .for_no_key_update()
        .first(conn)
}

/// A customer's messages, the newest first.
pub fn list_of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
    limit: i64,
) -> QueryResult<Vec<Message>> {
    messages::table
        .filter(messages::customer_id.eq(customer.get()))
        .order(messages::id.desc())
        .limit(limit)
        .select(Message::as_select())
        .load(conn)
}

pub(super) fn update_state(
    conn: &mut PgConnection,
    id: MessageId,
    state: State,
    reason: Option<Reason>,
    error: Option<&str>,
) -> QueryResult<usize> {
    let finished_at = state.is_final().then(Utc::now);
    diesel::update(messages::table.find(id.get()))
        .set((
            messages::state.eq(state),
            messages::reason.eq(reason.map(Reason::as_str)),
            messages::last_error.eq(error),
            messages::finished_at.eq(finished_at),
        ))
        .execute(conn)
}

/// Sets the `Date` of the first attempt, which all further ones carry.
pub(super) fn update_dated(
    conn: &mut PgConnection,
    id: MessageId,
    date: DateTime<Utc>,
) -> QueryResult<usize> {
    diesel::update(messages::table.find(id.get()))
        .set(messages::dated_at.eq(date))
        .execute(conn)
}

/// Puts a message back to the start. Its date is forgotten, unless somebody may have received it under that date.
pub(super) fn update_queued_again(
    conn: &mut PgConnection,
    id: MessageId,
    at: DateTime<Utc>,
) -> QueryResult<usize> {
    let may_have_arrived = exists(
        message_attempts::table
            .filter(message_attempts::message_id.eq(id.get()))
            .filter(message_attempts::outcome.eq(AttemptOutcome::Uncertain)),
    );
    diesel::update(messages::table.find(id.get()))
        .set((
            messages::state.eq(State::Queued),
            messages::reason.eq(None::<String>),
            messages::queued_at.eq(at),
            messages::not_before.eq(at),
            messages::dated_at.eq(diesel::dsl::case_when(may_have_arrived, messages::dated_at)),
        ))
        .execute(conn)
}

/// Takes a message back that nobody has begun to send; 0 when it is too late.
pub(super) fn update_undone(conn: &mut PgConnection, id: MessageId) -> QueryResult<usize> {
    let waiting = messages::table
        .find(id.get())
        .filter(messages::state.eq(State::Queued))
        .filter(messages::not_before.gt(now));
    diesel::update(waiting)
        .set((
            messages::state.eq(State::Discarded),
            messages::reason.eq(Reason::Undone.as_str()),
            messages::finished_at.eq(now),
        ))
        .execute(conn)
}

/// Deletes the text of a message that carried a secret.
pub(super) fn delete_secret_text(conn: &mut PgConnection, id: MessageId) -> QueryResult<usize> {
    let secret = messages::table
        .find(id.get())
        .filter(messages::is_secret.eq(true));
    diesel::update(secret)
        .set((messages::html.eq(""), messages::body_text.eq("")))
        .execute(conn)
}

pub(super) fn insert_attempt(conn: &mut PgConnection, id: MessageId) -> QueryResult<AttemptId> {
    diesel::insert_into(message_attempts::table)
        .values(message_attempts::message_id.eq(id.get()))
        .returning(message_attempts::id)
        .get_result::<i64>(conn)
        .map(AttemptId::from)
}

/// Marks the moment after which the message may be delivered; 0 when the attempt was given up by another worker.
pub(super) fn update_handed_over(conn: &mut PgConnection, id: AttemptId) -> QueryResult<usize> {
    let open = message_attempts::table
        .find(id.get())
        .filter(message_attempts::finished_at.is_null());
    diesel::update(open)
        .set(message_attempts::handed_over_at.eq(now))
        .execute(conn)
}

/// Ends what a crash left open: uncertain only if it was handed over. The outcomes, if there were any.
pub(super) fn update_abandoned(
    conn: &mut PgConnection,
    id: MessageId,
) -> QueryResult<Vec<AttemptOutcome>> {
    let open = message_attempts::table
        .filter(message_attempts::message_id.eq(id.get()))
        .filter(message_attempts::finished_at.is_null());
    let outcome = diesel::dsl::case_when(
        message_attempts::handed_over_at.is_null(),
        AttemptOutcome::Temporary
            .as_str()
            .into_sql::<diesel::sql_types::Text>(),
    )
    .otherwise(
        AttemptOutcome::Uncertain
            .as_str()
            .into_sql::<diesel::sql_types::Text>(),
    );
    diesel::update(open)
        .set((
            message_attempts::finished_at.eq(now),
            message_attempts::outcome.eq(outcome.nullable()),
            message_attempts::reply.eq("the program stopped in the middle of the attempt"),
        ))
        .returning(message_attempts::outcome.assume_not_null())
        .load(conn)
}

/// Stores what an attempt came to.
pub(super) fn update_attempt(
    conn: &mut PgConnection,
    id: AttemptId,
    outcome: AttemptOutcome,
    reply: &str,
    retry_at: Option<DateTime<Utc>>,
) -> QueryResult<usize> {
    diesel::update(message_attempts::table.find(id.get()))
        .set((
            message_attempts::finished_at.eq(now),
            message_attempts::outcome.eq(outcome),
            message_attempts::reply.eq(reply),
            message_attempts::retry_at.eq(retry_at),
        ))
        .execute(conn)
}

pub(super) fn find_newest_attempt(
    conn: &mut PgConnection,
    id: MessageId,
) -> QueryResult<Option<AttemptId>> {
    message_attempts::table
        .filter(message_attempts::message_id.eq(id.get()))
        .select(max(message_attempts::id))
        .first::<Option<i64>>(conn)
        .map(|id| id.map(AttemptId::from))
}

pub fn list_attempts(conn: &mut PgConnection, id: MessageId) -> QueryResult<Vec<Attempt>> {
    message_attempts::table
        .filter(message_attempts::message_id.eq(id.get()))
        .order(message_attempts::id)
        .select(Attempt::as_select())
        .load(conn)
}

/// Until when the server's quota keeps every message back, if it does.
pub(super) fn find_quota_end(conn: &mut PgConnection) -> QueryResult<Option<DateTime<Utc>>> {
    message_attempts::table
        .filter(message_attempts::outcome.eq(AttemptOutcome::Quota))
        .filter(message_attempts::retry_at.gt(now))
        .select(max(message_attempts::retry_at))
        .first(conn)
}

/// The postal address under commercial mail.
pub(super) fn find_footer_address(conn: &mut PgConnection) -> QueryResult<Option<String>> {
    settings::table
        .select(settings::mail_footer_address)
        .first(conn)
}

/// All that decides whether somebody may be written to, in one statement.
pub(super) fn find_facts(
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

pub(super) fn insert_suppression(
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
pub(super) struct Subscription {
    pub message: MessageId,
    pub customer: Option<CustomerId>,
    pub address: String,
    pub language: Option<Language>,
    /// Nothing commercial is sent to them.
    pub has_left: bool,
}

/// What the link of `token` is about. A customer has left when their consent is withdrawn; who is none, when the
/// address is suppressed.
pub(super) fn find_subscription(
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
pub(super) fn delete_own_suppression(
    conn: &mut PgConnection,
    address_key: &str,
) -> QueryResult<usize> {
    let own = suppressions::table
        .filter(suppressions::channel.eq("email"))
        .filter(suppressions::address.eq(address_key))
        .filter(suppressions::reason.eq(UNSUBSCRIBED));
    diesel::delete(own).execute(conn)
}
