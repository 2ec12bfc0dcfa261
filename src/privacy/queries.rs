use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};
use serde_json::Value;

use super::actions::BUSY;
use crate::customers::queries::erasing::{ERASURE, erasure_key};
use crate::domain::CustomerId;
use crate::jobs::State;

/// A text in a file of millions is looked for longer than a page may take.
pub fn begin_long_work(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("SET LOCAL statement_timeout = '15min'")
}

/// How far the erasure of a person is that was asked for.
#[derive(Debug, Clone, Default)]
pub struct Erasing {
    pub is_under_way: bool,
    /// When it is tried again, after an attempt that came to nothing.
    pub again_at: Option<DateTime<Utc>>,
    /// It was tried and given up.
    pub has_failed: bool,
    /// Given up because something was being written or sent all the time.
    pub was_busy: bool,
}

#[derive(QueryableByName)]
struct ErasureJob {
    #[diesel(sql_type = Text)]
    state: State,
    #[diesel(sql_type = Integer)]
    attempts: i32,
    #[diesel(sql_type = Timestamptz)]
    run_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    last_error: Option<String>,
}

/// Of the customer or somebody who was merged into them: what is under way, else the last one.
pub fn find_erasing(conn: &mut PgConnection, ids: &[CustomerId]) -> QueryResult<Erasing> {
    let job = match find_job(conn, ids, "state IN ('queued', 'running')")? {
        None => find_job(conn, ids, &format!("unique_key LIKE '{ERASURE}:%'"))?,
        found => found,
    };
    Ok(job.map(Erasing::from).unwrap_or_default())
}

/// The newest one, as one of the partial indexes has it.
fn find_job(
    conn: &mut PgConnection,
    ids: &[CustomerId],
    condition: &str,
) -> QueryResult<Option<ErasureJob>> {
    let keys: Vec<String> = ids.iter().map(|id| erasure_key(*id)).collect();
    diesel::sql_query(format!(
        "SELECT state, attempts, run_at, last_error FROM jobs WHERE unique_key = ANY($1) AND {condition} ORDER BY id DESC LIMIT 1"
    ))
    .bind::<Array<Text>, _>(keys)
    .get_result(conn)
    .optional()
}

impl From<ErasureJob> for Erasing {
    fn from(job: ErasureJob) -> Self {
        let is_again = job.state == State::Queued && job.attempts > 0;
        let has_failed = job.state == State::Failed;
        Self {
            is_under_way: matches!(job.state, State::Queued | State::Running),
            again_at: is_again.then_some(job.run_at),
            has_failed,
            was_busy: has_failed && job.last_error.as_deref() == Some(BUSY),
        }
    }
}

/// Another row that may be the same person's, living or deleted.
#[derive(Debug, Clone, QueryableByName)]
pub struct Alike {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// By what rows are compared: the expressions that the indexes have.
const COMPARED: [&str; 3] = ["lower(email)", "phone_e164", "tax_id_key"];
/// A placeholder may be the address of thousands.
const ALIKE: i64 = 20;

/// Who else is known by the same address, phone or tax id as these; for one who was merged, whom they became.
pub fn list_alike(conn: &mut PgConnection, ids: &[CustomerId]) -> QueryResult<Vec<Alike>> {
    let lookups = COMPARED.iter().flat_map(|known| {
        [
            "deleted_at IS NULL",
            "deleted_at IS NOT NULL AND erased_at IS NULL",
        ]
        .map(|which| {
            format!(
                "(SELECT id FROM customers WHERE {which} AND id <> ALL($1)
                  AND {known} IN (SELECT {known} FROM customers WHERE id = ANY($1)) LIMIT {ALIKE})"
            )
        })
    });
    let lookups = lookups.collect::<Vec<_>>().join(" UNION ");
    diesel::sql_query(format!(
        "SELECT DISTINCT c.id, c.full_name, c.deleted_at
         FROM ({lookups}) AS found JOIN customers c ON c.id = surviving_customer(found.id)
         WHERE c.id <> ALL($1) AND c.erased_at IS NULL ORDER BY c.full_name, c.id LIMIT {ALIKE}"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
}

/// A part of what is held of a person: its name, and the rows of `$1`, whose ids these are.
pub struct Section {
    pub name: &'static str,
    pub statement: &'static str,
}

/// Everything that is held, table by table. Left out: what is computed (hashes, keys to search by), and secrets of links.
pub const SECTIONS: &[Section] = &[
    Section {
        name: "customer",
        statement: "
            SELECT c.id AS number, full_name, greeting, legal_name, kind, status, c.email, c.phone, phone_e164, tax_id, birth_date,
                   address, city, region, country, c.language, time_zone, sector, website, source, notes, users.name AS owner,
                   tags, custom, credit_limit, segment_label, is_tracked, external_source, external_id, imported,
                   c.created_at, c.updated_at, c.deleted_at
            FROM customers c LEFT JOIN users ON users.id = c.owner_id WHERE c.id = ANY($1) ORDER BY c.id",
    },
    Section {
        name: "figures",
        statement: "
            SELECT services, days, spend, first_date, last_date, r, f, m, segment
            FROM customer_metrics WHERE customer_id = ANY($1) ORDER BY customer_id",
    },
    Section {
        name: "outlook",
        statement: "
            SELECT p_alive, visits_90d, visits_year, year_value, category, interval_days, overdue_since
            FROM customer_values WHERE customer_id = ANY($1) ORDER BY customer_id",
    },
    Section {
        name: "calls",
        statement: "
            SELECT outcome, at, until, users.name AS created_by
            FROM call_pauses LEFT JOIN users ON users.id = call_pauses.by WHERE customer_id = ANY($1) ORDER BY call_pauses.id",
    },
    Section {
        name: "channels",
        statement: "
            SELECT kind, value, is_primary, verified_at, created_at
            FROM contact_points WHERE customer_id = ANY($1) ORDER BY id",
    },
    Section {
        name: "people",
        statement: "
            SELECT name, role, email, phone, notes, created_at FROM contacts WHERE customer_id = ANY($1) ORDER BY id",
    },
    Section {
        name: "consents",
        statement: "
            SELECT channel, state, at, how, proof, text_version, users.name AS recorded_by
            FROM consents LEFT JOIN users ON users.id = recorded_by WHERE customer_id = ANY($1) ORDER BY consents.id",
    },
    Section {
        name: "services",
        statement: "
            SELECT date, category, name, price, external_source, external_id, imported, created_at
            FROM service_history WHERE customer_id = ANY($1) ORDER BY date, id",
    },
    Section {
        name: "activities",
        statement: "
            SELECT kind, title, body, occurred_at, due_at, done_at, responsible, notes, users.name AS created_by
            FROM activities LEFT JOIN users ON users.id = activities.created_by
            WHERE customer_id = ANY($1) ORDER BY occurred_at, activities.id",
    },
    Section {
        name: "opportunities",
        statement: "
            SELECT title, description, stage, value, currency, probability, expected_close_on, products, notes, lost_reason,
                   close_note, closed_at, created_at, deleted_at,
                   (SELECT json_agg(json_build_object('stage', step.stage, 'at', step.at) ORDER BY step.id)
                    FROM opportunity_stages step WHERE opportunity_id = o.id) AS stages
            FROM opportunities o WHERE customer_id = ANY($1) ORDER BY id",
    },
    Section {
        name: "proposals",
        statement: "
            SELECT created_at, state, segment, language, subject, body, insights, offer_title, offer_percent, offer_valid_until,
                   engine, model, grounds, error,
                   (SELECT json_agg(json_build_object('service', service_name, 'category', category, 'price', price,
                        'confidence', confidence, 'reason', reason) ORDER BY position)
                    FROM proposal_items WHERE proposal_id = p.id) AS items,
                   (SELECT json_agg(json_build_object('type', type, 'at', at, 'detail', detail) ORDER BY id)
                    FROM proposal_events WHERE proposal_id = p.id) AS events,
                   (SELECT json_build_object('before', before, 'after', after)
                    FROM proposal_examples WHERE proposal_id = p.id) AS example
            FROM proposals p WHERE customer_id = ANY($1) ORDER BY id",
    },
    Section {
        name: "campaigns",
        statement: "
            SELECT campaigns.name, arm, member.state, reason, assigned_on, handed_at
            FROM campaign_members member JOIN campaigns ON campaigns.id = campaign_id
            WHERE customer_id = ANY($1) ORDER BY member.id",
    },
    Section {
        name: "messages",
        statement: "
            SELECT channel, purpose, kind, recipient, recipient_name, subject, body_text, html, state, reason, last_error, queued_at,
                   finished_at,
                   (SELECT json_agg(json_build_object('at', started_at, 'outcome', outcome, 'reply', reply) ORDER BY id)
                    FROM message_attempts WHERE message_id = m.id) AS attempts,
                   (SELECT json_agg(json_build_object('type', type, 'at', at, 'by', by) ORDER BY id)
                    FROM message_events WHERE message_id = m.id) AS events,
                   (SELECT json_agg(json_build_object('label', label, 'url', url) ORDER BY position)
                    FROM message_links WHERE message_id = m.id) AS links,
                   (SELECT json_agg(json_build_object('name', file_name, 'type', content_type, 'bytes', length(content)) ORDER BY position)
                    FROM message_attachments WHERE message_id = m.id) AS attachments,
                   (SELECT json_build_object('reason', reason, 'note', note, 'at', at)
                    FROM unsubscribe_reasons WHERE message_id = m.id) AS leaving,
                   (SELECT json_agg(json_build_object('event', event, 'at', received_at, 'body', body) ORDER BY id)
                    FROM webhook_events WHERE message_id = m.id) AS reports
            FROM messages m WHERE customer_id = ANY($1) ORDER BY id",
    },
    Section {
        name: "preferences",
        statement: "
            SELECT address, frequency, at FROM message_preferences
            WHERE customer_id = ANY($1) OR address IN (SELECT lower(email) FROM customers WHERE id = ANY($1)) ORDER BY address",
    },
    Section {
        name: "suppressions",
        statement: "
            SELECT channel, address, reason, at FROM suppressions
            WHERE address IN (SELECT lower(email) FROM customers WHERE id = ANY($1)
                UNION SELECT lower(recipient) FROM messages WHERE customer_id = ANY($1)) ORDER BY id",
    },
    Section {
        name: "invoices",
        statement: "
            SELECT full_number, type, state, currency, issued_on, due_on, net, tax, total, paid, credited, open, customer_name,
                   customer_tax_id, customer_address, customer_email, notes, created_at,
                   (SELECT json_agg(json_build_object('description', description, 'quantity', quantity / 1000.0, 'unit_price', unit_price,
                        'net', net, 'tax', tax, 'total', total) ORDER BY position)
                    FROM invoice_lines WHERE invoice_id = i.id) AS lines,
                   (SELECT json_agg(json_build_object('paid_on', paid_on, 'amount', amount, 'method', method, 'reference', reference,
                        'taken_back_at', taken_back_at, 'taken_back_reason', taken_back_reason) ORDER BY id)
                    FROM payments WHERE invoice_id = i.id) AS payments,
                   (SELECT json_agg(json_build_object('refunded_on', refunded_on, 'amount', amount, 'method', method,
                        'reference', reference) ORDER BY id)
                    FROM refunds WHERE refunds.invoice_id = i.id) AS refunds,
                   (SELECT json_agg(queued_at ORDER BY messages.id)
                    FROM invoice_deliveries sent JOIN messages ON messages.id = sent.message_id
                    WHERE sent.invoice_id = i.id) AS sent_at
            FROM invoices i WHERE customer_id = ANY($1) ORDER BY id",
    },
    Section {
        name: "merges",
        statement: "
            SELECT merged_at, undone_at, winner_id, loser_id, winner_before, winner_after, loser_before
            FROM customer_merges WHERE undone_at IS NULL AND winner_id = ANY($1) AND loser_id = ANY($1) ORDER BY id",
    },
    Section {
        name: "duplicates",
        statement: "
            SELECT score, reasons, state
            FROM duplicate_pairs WHERE a_id = ANY($1) OR b_id = ANY($1) ORDER BY a_id, b_id",
    },
    Section {
        name: "events",
        statement: "
            SELECT type, created_at, body FROM wire_events WHERE customer_key = ANY($1) ORDER BY id",
    },
    Section {
        name: "changes",
        statement: "
            WITH theirs (record_type, record_id) AS (
                SELECT 'customer', unnest($1)
                UNION SELECT 'contact_point', id FROM contact_points WHERE customer_id = ANY($1)
                UNION SELECT 'contact', id FROM contacts WHERE customer_id = ANY($1)
                UNION SELECT 'activity', id FROM activities WHERE customer_id = ANY($1)
                UNION SELECT 'opportunity', id FROM opportunities WHERE customer_id = ANY($1)
                UNION SELECT 'proposal', id FROM proposals WHERE customer_id = ANY($1)
                UNION SELECT 'message', id FROM messages WHERE customer_id = ANY($1)
                UNION SELECT 'service_history', id FROM service_history WHERE customer_id = ANY($1)
                UNION SELECT 'invoice', id FROM invoices WHERE customer_id = ANY($1)
            )
            SELECT at, actor, action, entry.record_type AS record,
                   (SELECT json_agg(json_build_object('field', field_name, 'before', before, 'after', after) ORDER BY field_name)
                    FROM audit_values WHERE audit_id = entry.id) AS fields
            FROM theirs JOIN audit_log entry ON entry.record_type = theirs.record_type AND entry.record_id = theirs.record_id
            ORDER BY entry.id",
    },
];

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = Text)]
    rows: String,
}

/// The rows of a section as JSON, each an object.
pub fn list_section(
    conn: &mut PgConnection,
    section: &Section,
    ids: &[CustomerId],
) -> QueryResult<Vec<Value>> {
    let found: Rows = diesel::sql_query(format!(
        "SELECT coalesce(json_agg(held), '[]')::text AS rows FROM ({}) AS held",
        section.statement
    ))
    .bind::<Array<BigInt>, _>(ids)
    .get_result(conn)?;
    serde_json::from_str(&found.rows)
        .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: CustomerId,
}

/// The customer and everybody who was merged into them.
pub fn list_merged(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Vec<CustomerId>> {
    let rows: Vec<Id> = diesel::sql_query(
        "WITH RECURSIVE one (id) AS (
             SELECT $1
             UNION SELECT loser_id FROM customer_merges JOIN one ON winner_id = one.id WHERE undone_at IS NULL
         )
         SELECT id FROM one ORDER BY id",
    )
    .bind::<BigInt, _>(id)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
