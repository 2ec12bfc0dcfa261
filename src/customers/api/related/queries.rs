use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Date, Double, Integer, Nullable, Text, Timestamptz};

use crate::domain::{ActivityId, Currency, CustomerId, OpportunityId};

/// So many of the newest activities stand beside a customer.
const ACTIVITIES: i64 = 5;
/// So many of the newest opportunities.
const OPPORTUNITIES: i64 = 50;

#[derive(Debug, QueryableByName)]
pub struct ActivityRow {
    #[diesel(sql_type = BigInt)]
    pub id: ActivityId,
    #[diesel(sql_type = BigInt)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Timestamptz)]
    pub occurred_at: DateTime<Utc>,
    /// What was never due is done.
    #[diesel(sql_type = Bool)]
    pub is_done: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub responsible: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub notes: Option<String>,
}

/// The newest few of each customer.
pub fn list_activities(
    conn: &mut PgConnection,
    customers: &[CustomerId],
) -> QueryResult<Vec<ActivityRow>> {
    sql_query(
        "SELECT a.id, a.customer_id, a.kind, a.title, a.body, a.occurred_at, a.due_at IS NULL OR a.done_at IS NOT NULL AS is_done,
                coalesce(a.responsible, users.name) AS responsible, a.notes
         FROM unnest($1) AS asked (id) CROSS JOIN LATERAL (
             SELECT * FROM activities WHERE customer_id = asked.id ORDER BY occurred_at DESC, id DESC LIMIT $2
         ) AS a LEFT JOIN users ON users.id = a.assignee_id
         ORDER BY a.customer_id, a.occurred_at DESC, a.id DESC",
    )
    .bind::<Array<BigInt>, _>(customers)
    .bind::<BigInt, _>(ACTIVITIES)
    .load(conn)
}

#[derive(Debug, QueryableByName)]
pub struct OpportunityRow {
    #[diesel(sql_type = BigInt)]
    pub id: OpportunityId,
    #[diesel(sql_type = BigInt)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub description: String,
    #[diesel(sql_type = Text)]
    pub stage: String,
    #[diesel(sql_type = BigInt)]
    pub value: i64,
    #[diesel(sql_type = Text)]
    pub currency: Currency,
    #[diesel(sql_type = Integer)]
    pub probability: i32,
    #[diesel(sql_type = Nullable<Date>)]
    pub expected_close_on: Option<NaiveDate>,
    #[diesel(sql_type = Array<Text>)]
    pub products: Vec<String>,
    #[diesel(sql_type = Text)]
    pub notes: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub updated_at: DateTime<Utc>,
}

/// The newest of each customer.
pub fn list_opportunities(
    conn: &mut PgConnection,
    customers: &[CustomerId],
) -> QueryResult<Vec<OpportunityRow>> {
    sql_query(
        "SELECT o.id, o.customer_id, o.title, o.description, o.stage, o.value, o.currency, o.probability,
                o.expected_close_on, o.products, o.notes, o.created_at, o.updated_at
         FROM unnest($1) AS asked (id) CROSS JOIN LATERAL (
             SELECT * FROM opportunities WHERE customer_id = asked.id AND deleted_at IS NULL ORDER BY id DESC LIMIT $2
         ) AS o ORDER BY o.customer_id, o.id DESC",
    )
    .bind::<Array<BigInt>, _>(customers)
    .bind::<BigInt, _>(OPPORTUNITIES)
    .load(conn)
}

#[derive(Debug, QueryableByName)]
pub struct BilledRow {
    #[diesel(sql_type = BigInt)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = BigInt)]
    pub billed: i64,
    #[diesel(sql_type = BigInt)]
    pub invoices: i64,
    #[diesel(sql_type = BigInt)]
    pub owed: i64,
    #[diesel(sql_type = BigInt)]
    pub settled: i64,
    #[diesel(sql_type = BigInt)]
    pub in_time: i64,
}

/// What was invoiced to each in one currency, less credit notes; drafts do not count.
pub fn list_billed(
    conn: &mut PgConnection,
    customers: &[CustomerId],
    currency: Currency,
) -> QueryResult<Vec<BilledRow>> {
    sql_query(
        "SELECT customer_id,
                sum(CASE WHEN type = 'credit_note' THEN -total ELSE total END)::bigint AS billed,
                count(*) FILTER (WHERE type <> 'credit_note' AND state <> 'cancelled') AS invoices,
                sum(open)::bigint AS owed,
                count(*) FILTER (WHERE settled_on IS NOT NULL AND type <> 'credit_note') AS settled,
                count(*) FILTER (WHERE settled_on <= due_on AND type <> 'credit_note') AS in_time
         FROM invoices WHERE customer_id = ANY($1) AND currency = $2 AND state <> 'draft' GROUP BY customer_id",
    )
    .bind::<Array<BigInt>, _>(customers)
    .bind::<Text, _>(currency)
    .load(conn)
}

#[derive(Debug, QueryableByName)]
pub struct ContactRow {
    #[diesel(sql_type = BigInt)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// When there last was something between each and us: all but notes and tasks, which are among ourselves.
pub fn list_last_contacts(
    conn: &mut PgConnection,
    customers: &[CustomerId],
) -> QueryResult<Vec<ContactRow>> {
    sql_query(
        "SELECT customer_id, max(occurred_at) AS at FROM activities
         WHERE customer_id = ANY($1) AND kind NOT IN ('note', 'task') AND occurred_at <= now()
         GROUP BY customer_id",
    )
    .bind::<Array<BigInt>, _>(customers)
    .load(conn)
}

/// The whole business in figures; amounts in minor units of one currency.
#[derive(Debug, QueryableByName)]
pub struct SummaryRow {
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    #[diesel(sql_type = BigInt)]
    pub active: i64,
    #[diesel(sql_type = BigInt)]
    pub new: i64,
    #[diesel(sql_type = BigInt)]
    pub billed: i64,
    #[diesel(sql_type = Nullable<Double>)]
    pub days_to_pay: Option<f64>,
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
    #[diesel(sql_type = BigInt)]
    pub open_value: i64,
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    #[diesel(sql_type = BigInt)]
    pub closing: i64,
    #[diesel(sql_type = BigInt)]
    pub pending: i64,
}

/// `month` is the instant at which the month of `today` begins.
pub fn find_summary(
    conn: &mut PgConnection,
    currency: Currency,
    today: NaiveDate,
    month: DateTime<Utc>,
) -> QueryResult<SummaryRow> {
    sql_query(
        "SELECT tallied.*, billed.*, owing.overdue, opened.*, pending.pending,
                (SELECT count(*) FROM customers WHERE deleted_at IS NULL AND created_at >= $3) AS new
         FROM (
             SELECT coalesce(sum(customers), 0)::bigint AS customers,
                    coalesce(sum(customers) FILTER (WHERE status = 'active'), 0)::bigint AS active
             FROM customer_tallies
         ) AS tallied, (
             SELECT coalesce(sum(invoiced) FILTER (WHERE currency = $1), 0)::bigint AS billed,
                    sum(days_to_pay)::float8 / nullif(sum(settled), 0) AS days_to_pay
             FROM invoice_tallies
         ) AS billed, (
             SELECT count(DISTINCT customer_id) AS overdue FROM invoices WHERE open > 0 AND due_on < $2
         ) AS owing, (
             SELECT coalesce(sum(value) FILTER (WHERE currency = $1), 0)::bigint AS open_value, count(*) AS open,
                    count(*) FILTER (WHERE expected_close_on BETWEEN $2 AND $2 + 30) AS closing
             FROM opportunities JOIN customers ON customers.id = opportunities.customer_id
             WHERE opportunities.deleted_at IS NULL AND closed_at IS NULL AND customers.deleted_at IS NULL
         ) AS opened, (
             SELECT count(*) AS pending FROM activities JOIN customers ON customers.id = activities.customer_id
             WHERE done_at IS NULL AND due_at IS NOT NULL AND customers.deleted_at IS NULL
         ) AS pending",
    )
    .bind::<Text, _>(currency)
    .bind::<Date, _>(today)
    .bind::<Timestamptz, _>(month)
    .get_result(conn)
}
