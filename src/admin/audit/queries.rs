use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::QueryFragment;
use diesel::query_dsl::methods::LoadQuery;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use serde_json::Value;

use super::forms::{Filter, Who};
use crate::db::schema::{audit_log, audit_values};
use crate::domain::AuditId;

#[derive(Debug, Queryable)]
pub struct Entry {
    pub id: AuditId,
    pub at: DateTime<Utc>,
    /// Nobody's where a part of the program acted.
    pub user_id: Option<i64>,
    pub actor: String,
    pub action: String,
    pub record_type: String,
    pub record_id: Option<i64>,
    pub field_names: Vec<Option<String>>,
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
    let mut query = audit_log::table
        .select((
            audit_log::id,
            audit_log::at,
            audit_log::user_id,
            audit_log::actor,
            audit_log::action,
            audit_log::record_type,
            audit_log::record_id,
            audit_log::field_names,
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

/// A record by its kind and number, and what it is called today.
#[derive(Debug, QueryableByName)]
pub struct Named {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub currency: Option<String>,
    #[diesel(sql_type = Bool)]
    pub is_gone: bool,
    /// Whose it is.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub customer_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub customer: Option<String>,
    #[diesel(sql_type = Bool)]
    pub is_customer_gone: bool,
}

/// Of the records that are asked for by kind and number those that are still there.
pub fn list_named(
    conn: &mut PgConnection,
    kinds: &[String],
    ids: &[i64],
) -> QueryResult<Vec<Named>> {
    sql_query(
        "WITH asked AS MATERIALIZED (SELECT * FROM unnest($1::text[], $2::bigint[]) AS asked (kind, id))
         SELECT found.kind, found.id, found.name, found.currency, found.is_gone, found.customer_id,
                customers.full_name AS customer, customers.deleted_at IS NOT NULL AS is_customer_gone
         FROM (SELECT a.kind, id, full_name AS name, NULL AS currency, deleted_at IS NOT NULL AS is_gone,
                      NULL::bigint AS customer_id FROM asked a JOIN customers USING (id) WHERE a.kind = 'customer'
         UNION ALL SELECT a.kind, id, name, NULL, false, NULL FROM asked a JOIN users USING (id) WHERE a.kind = 'user'
         UNION ALL SELECT a.kind, id, title, NULL, false, customer_id FROM asked a JOIN activities USING (id) WHERE a.kind = 'activity'
         UNION ALL SELECT a.kind, id, title, currency, deleted_at IS NOT NULL, customer_id
                   FROM asked a JOIN opportunities USING (id) WHERE a.kind = 'opportunity'
         UNION ALL SELECT a.kind, id, full_number, currency, false, customer_id FROM asked a JOIN invoices USING (id) WHERE a.kind = 'invoice'
         UNION ALL SELECT a.kind, id, NULL, currency, false, NULL FROM asked a JOIN payments USING (id) WHERE a.kind = 'payment'
         UNION ALL SELECT a.kind, id, NULL, currency, false, NULL FROM asked a JOIN refunds USING (id) WHERE a.kind = 'refund'
         UNION ALL SELECT a.kind, id, NULL, NULL, false, customer_id FROM asked a JOIN proposals USING (id) WHERE a.kind = 'proposal'
         UNION ALL SELECT a.kind, id, subject, NULL, false, customer_id FROM asked a JOIN messages USING (id) WHERE a.kind = 'message'
         UNION ALL SELECT a.kind, id, name, NULL, false, customer_id FROM asked a JOIN contacts USING (id) WHERE a.kind = 'contact'
         UNION ALL SELECT a.kind, id, value, NULL, false, customer_id FROM asked a JOIN contact_points USING (id) WHERE a.kind = 'contact_point'
         UNION ALL SELECT a.kind, id, name, NULL, false, customer_id FROM asked a JOIN service_history USING (id) WHERE a.kind = 'service_history'
         UNION ALL SELECT a.kind, id, name, NULL, false, NULL FROM asked a JOIN services USING (id) WHERE a.kind = 'service'
         UNION ALL SELECT a.kind, id, name, NULL, false, NULL FROM asked a JOIN campaigns USING (id) WHERE a.kind = 'campaign'
         UNION ALL SELECT a.kind, id, name, NULL, false, NULL FROM asked a JOIN mail_templates USING (id) WHERE a.kind = 'template'
         UNION ALL SELECT a.kind, id, name, NULL, deleted_at IS NOT NULL, NULL FROM asked a JOIN customer_views USING (id) WHERE a.kind = 'view'
         UNION ALL SELECT a.kind, id, name, NULL, false, NULL FROM asked a JOIN api_keys USING (id) WHERE a.kind = 'key'
         UNION ALL SELECT a.kind, id, name, NULL, false, NULL FROM asked a JOIN webhook_endpoints USING (id) WHERE a.kind = 'webhook'
         UNION ALL SELECT a.kind, id, file_name, NULL, false, NULL FROM asked a JOIN imports USING (id) WHERE a.kind = 'import'
         ) AS found LEFT JOIN customers ON customers.id = found.customer_id",
    )
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<BigInt>, _>(ids)
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
