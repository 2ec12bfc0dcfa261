use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::query_dsl::methods::LoadQuery;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use serde_json::Value;

use super::forms::{Filter, Who};
use crate::db::schema::{audit_log, audit_values, customers, users};
use crate::domain::AuditId;

#[derive(Debug, Queryable)]
pub struct Entry {
    pub id: AuditId,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub action: String,
    pub record_type: String,
    pub record_id: Option<i64>,
    pub field_names: Vec<Option<String>>,
    /// Of a record that is a person, while there is one.
    customer: Option<String>,
    user: Option<String>,
}

impl Entry {
    pub fn record_name(&self) -> Option<&str> {
        self.customer.as_deref().or(self.user.as_deref())
    }
}

/// What a field was and became.
#[derive(Debug, Queryable)]
pub struct FieldValue {
    pub audit_id: AuditId,
    pub field_name: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Newest first. The place in the list is an entry's instant and id, read by its id: the address names one number.
pub fn list_entries(
    conn: &mut PgConnection,
    filter: &Filter,
    limit: i64,
) -> QueryResult<Vec<Entry>> {
    entries(filter, limit).load(conn)
}

/// The statement by itself: a test looks at its plan.
pub fn entries(
    filter: &Filter,
    limit: i64,
) -> impl for<'q> LoadQuery<'q, PgConnection, Entry>
+ RunQueryDsl<PgConnection>
+ QueryFragment<Pg>
+ use<> {
    let is_record_of = |kind: &'static str| audit_log::record_type.eq(kind);
    let mut query =
        audit_log::table
            .left_join(customers::table.on(
                is_record_of("customer").and(audit_log::record_id.eq(customers::id.nullable())),
            ))
            .left_join(
                users::table
                    .on(is_record_of("user").and(audit_log::record_id.eq(users::id.nullable()))),
            )
            .select((
                audit_log::id,
                audit_log::at,
                audit_log::actor,
                audit_log::action,
                audit_log::record_type,
                audit_log::record_id,
                audit_log::field_names,
                customers::full_name.nullable(),
                users::name.nullable(),
            ))
            .order((audit_log::at.desc(), audit_log::id.desc()))
            .limit(limit)
            .into_boxed();
    query = match filter.who {
        Some(Who::Person(id)) => query.filter(audit_log::user_id.eq(id.get())),
        Some(Who::Program) => query.filter(audit_log::user_id.is_null()),
        None => query,
    };
    if let Some(record_type) = &filter.record_type {
        query = query.filter(audit_log::record_type.eq(record_type.clone()));
    }
    if let Some(id) = filter.record_id {
        query = query.filter(audit_log::record_id.eq(id));
    }
    if let Some(action) = &filter.action {
        query = query.filter(audit_log::action.eq(action.clone()));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_log::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_log::at.lt(until));
    }
    if let Some(before) = filter.before {
        let key = sql::<Bool>(
            "(audit_log.at, audit_log.id) < (SELECT k.at, k.id FROM audit_log k WHERE k.id = ",
        );
        query = query.filter(key.bind::<BigInt, _>(before).sql(")"));
    }
    query
}

pub fn list_values(conn: &mut PgConnection, entries: &[Entry]) -> QueryResult<Vec<FieldValue>> {
    let ids: Vec<i64> = entries.iter().map(|entry| entry.id.get()).collect();
    audit_values::table
        .filter(audit_values::audit_id.eq_any(ids))
        .order((audit_values::audit_id, audit_values::field_name))
        .select((
            audit_values::audit_id,
            audit_values::field_name,
            audit_values::before,
            audit_values::after,
        ))
        .load(conn)
}

/// Something to filter by: an action, a type of record, or a person.
#[derive(Debug, QueryableByName)]
pub struct Choice {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub value: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
}

/// What occurs in the log, found by jumping from value to value in the indexes, and everybody.
pub fn list_choices(conn: &mut PgConnection) -> QueryResult<Vec<Choice>> {
    sql_query(
        "WITH RECURSIVE actions (value) AS (
             (SELECT action FROM audit_log ORDER BY action LIMIT 1)
             UNION ALL
             SELECT (SELECT action FROM audit_log WHERE action > value ORDER BY action LIMIT 1)
             FROM actions WHERE value IS NOT NULL),
         types (value) AS (
             (SELECT record_type FROM audit_log ORDER BY record_type LIMIT 1)
             UNION ALL
             SELECT (SELECT record_type FROM audit_log WHERE record_type > value ORDER BY record_type LIMIT 1)
             FROM types WHERE value IS NOT NULL)
         SELECT 'action' AS kind, value, NULL AS name FROM actions WHERE value IS NOT NULL
         UNION ALL SELECT 'type', value, NULL FROM types WHERE value IS NOT NULL
         UNION ALL SELECT 'user', id::text, name FROM users",
    )
    .load(conn)
}
