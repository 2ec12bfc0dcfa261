//! What the pages show, to those who may see it.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text};

use crate::db::Json;
use crate::db::schema::{customers, message_attempts, messages, users};
use crate::domain::{MessageId, UserId};
use crate::messages::model::{Attempt, Message, Reason, State, kind_key};
use crate::messages::tracking::{self, Event, Pair};

/// Whose messages somebody may see, release and discard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    All,
    Own(UserId),
}

impl Reader {
    fn owner(self) -> Option<i64> {
        match self {
            Self::All => None,
            Self::Own(user) => Some(user.get()),
        }
    }
}

pub(super) type Visible<'a> = messages::BoxedQuery<'a, diesel::pg::Pg>;

pub(super) fn visible(reader: Reader) -> Visible<'static> {
    let all = messages::table.into_boxed();
    match reader {
        Reader::All => all,
        Reader::Own(user) => all.filter(messages::created_by.eq(user.get())),
    }
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
    /// What a preview shows instead of the tokens.
    pub links: Vec<Pair>,
    pub events: Vec<Event>,
}

/// A message has a handful; a scanner's hundreds say no more.
const EVENTS_SHOWN: i64 = 50;

/// Token and address of each link of a message.
const LINKS: &str = "coalesce((SELECT jsonb_agg(jsonb_build_array(token, url)) FROM message_links
    WHERE message_links.message_id = messages.id), '[]')";

pub fn find_details(
    conn: &mut PgConnection,
    reader: Reader,
    id: MessageId,
) -> QueryResult<Details> {
    let (message, customer_name, author, links) = visible(reader)
        .filter(messages::id.eq(id.get()))
        .select((
            Message::as_select(),
            customers::table
                .filter(customers::id.nullable().eq(messages::customer_id))
                .filter(customers::deleted_at.is_null())
                .select(customers::full_name)
                .single_value(),
            author(),
            sql::<Jsonb>(LINKS),
        ))
        .first::<(Message, Option<String>, Option<String>, Json<Vec<Pair>>)>(conn)?;
    Ok(Details {
        message,
        customer_name,
        author,
        links: links.0,
        events: tracking::queries::list_events(conn, id, EVENTS_SHOWN)?,
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

pub fn list_attempts(conn: &mut PgConnection, id: MessageId) -> QueryResult<Vec<Attempt>> {
    message_attempts::table
        .filter(message_attempts::message_id.eq(id.get()))
        .order(message_attempts::id)
        .select(Attempt::as_select())
        .load(conn)
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
    diesel::sql_query(
        "SELECT state, (SELECT count(*) FROM (SELECT FROM messages WHERE messages.state = asked.state
             AND ($1 IS NULL OR created_by = $1) LIMIT $2) AS found) AS count
         FROM unnest($3) WITH ORDINALITY AS asked (state, place) ORDER BY place",
    )
    .bind::<Nullable<BigInt>, _>(reader.owner())
    .bind::<BigInt, _>(COUNT_LIMIT + 1)
    .bind::<Array<Text>, _>(states)
    .load(conn)
}

/// How many messages wait for a person, by reason.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct HeldCount {
    #[diesel(sql_type = Text)]
    pub reason: Reason,
    /// All reasons together at most one more than [`COUNT_LIMIT`].
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// The most frequent reason first.
pub fn count_held(conn: &mut PgConnection, reader: Reader) -> QueryResult<Vec<HeldCount>> {
    diesel::sql_query(
        "SELECT reason, count(*) AS count FROM (
             SELECT reason FROM messages
             WHERE state = 'held' AND reason IS NOT NULL AND ($1 IS NULL OR created_by = $1) LIMIT $2
         ) AS held GROUP BY reason ORDER BY count(*) DESC, reason",
    )
    .bind::<Nullable<BigInt>, _>(reader.owner())
    .bind::<BigInt, _>(COUNT_LIMIT + 1)
    .load(conn)
}

/// What is held for `reason`, the oldest first.
pub fn list_held(
    conn: &mut PgConnection,
    reader: Reader,
    reason: Reason,
    limit: i64,
) -> QueryResult<Vec<MessageId>> {
    visible(reader)
        .filter(messages::state.eq(State::Held))
        .filter(messages::reason.eq(reason.as_str()))
        .order(messages::id)
        .limit(limit)
        .select(messages::id)
        .load(conn)
}
