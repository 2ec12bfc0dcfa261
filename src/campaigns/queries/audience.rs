use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Text, Timestamptz};

use crate::campaigns::eligibility::Candidate;
use crate::db::schema::settings;
use crate::domain::CustomerId;
use crate::messages::{Contact, CustomerFacts, Frequency, RecipientFacts};

/// For how many days after a commercial message a campaign leaves somebody alone.
pub fn find_pause_days(conn: &mut PgConnection) -> QueryResult<i32> {
    settings::table
        .select(settings::commercial_pause_days)
        .first(conn)
}

#[derive(QueryableByName)]
struct CandidateRow {
    #[diesel(sql_type = BigInt)]
    customer: CustomerId,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Bool)]
    is_deleted: bool,
    #[diesel(sql_type = Bool)]
    is_blocked: bool,
    #[diesel(sql_type = Nullable<Text>)]
    consent: Option<String>,
    #[diesel(sql_type = Bool)]
    is_suppressed: bool,
    #[diesel(sql_type = Bool)]
    has_unsubscribed: bool,
    #[diesel(sql_type = Bool)]
    mail_when_unknown: bool,
    #[diesel(sql_type = Bool)]
    was_mailed_lately: bool,
    #[diesel(sql_type = Bool)]
    is_in_another: bool,
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Integer>)]
    cap: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    wish: Option<Frequency>,
    #[diesel(sql_type = BigInt)]
    contacts: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    newest: Option<DateTime<Utc>>,
}

/// Whoever is held out is left alone as long as what she does is compared.
const HELD_OUT_DAYS: i32 = 90;

/// A held or uncertain message counts: a person may yet send it, or it has arrived.
const AUDIENCE: &str = "
    SELECT c.id AS customer, coalesce(c.email, '') AS email, c.deleted_at IS NOT NULL AS is_deleted,
           c.status = 'blocked' AS is_blocked, settings.mail_when_consent_unknown AS mail_when_unknown,
           (SELECT state FROM consents WHERE customer_id = c.id AND channel = 'email'
            ORDER BY id DESC LIMIT 1) AS consent,
           EXISTS (SELECT FROM suppressions WHERE channel = 'email' AND address = lower(btrim(c.email))
                   AND reason <> 'unsubscribed') AS is_suppressed,
           EXISTS (SELECT FROM suppressions WHERE channel = 'email' AND address = lower(btrim(c.email))
                   AND reason = 'unsubscribed') AS has_unsubscribed,
           coalesce(contacted.newest > now() - make_interval(days => settings.commercial_pause_days), false)
               AS was_mailed_lately,
           EXISTS (SELECT FROM campaign_members other JOIN campaigns ON campaigns.id = other.campaign_id, business_day
                   WHERE other.customer_id = c.id AND (
                       other.state = 'held_out' AND campaigns.state <> 'cancelled' AND other.assigned_on > day - $2
                       OR other.state IN ('waiting', 'ready', 'approved') AND campaigns.state IN ('running', 'paused')))
               AS is_in_another,
           now() AS at, settings.commercial_cap AS cap,
           (SELECT max(frequency) FROM message_preferences
            WHERE address = lower(btrim(c.email)) OR customer_id = c.id) AS wish,
           contacted.contacts, contacted.newest
    FROM customers c, settings, LATERAL (
        SELECT count(*) FILTER (WHERE greatest(queued_at, finished_at) > now() - interval '30 days') AS contacts,
               max(greatest(queued_at, finished_at)) AS newest
        FROM messages WHERE (customer_id = c.id OR lower(recipient) = lower(btrim(c.email)))
          AND purpose = 'commercial' AND state NOT IN ('refused', 'discarded')
    ) AS contacted
    WHERE c.id = ANY($1) ORDER BY c.id";

/// All that decides whether these customers may be written to, in one statement.
pub fn list_audience(
    conn: &mut PgConnection,
    customers: &[CustomerId],
) -> QueryResult<Vec<Candidate>> {
    let ids: Vec<i64> = customers.iter().map(|id| id.get()).collect();
    let rows: Vec<CandidateRow> = sql_query(AUDIENCE)
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Integer, _>(HELD_OUT_DAYS)
        .load(conn)?;
    Ok(rows.into_iter().map(candidate).collect())
}

fn candidate(row: CandidateRow) -> Candidate {
    let known = CustomerFacts {
        is_deleted: row.is_deleted,
        is_blocked: row.is_blocked,
        consent: row.consent,
    };
    Candidate {
        customer: row.customer,
        email: row.email,
        facts: RecipientFacts {
            customer: Some(known),
            is_suppressed: row.is_suppressed,
            has_unsubscribed: row.has_unsubscribed,
            mail_when_unknown: row.mail_when_unknown,
            contact: Contact {
                now: row.at,
                count: row.contacts,
                newest: row.newest,
                cap: row.cap,
                wish: row.wish,
            },
        },
        was_mailed_lately: row.was_mailed_lately,
        is_in_another: row.is_in_another,
    }
}
