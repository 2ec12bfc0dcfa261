//! The statements of the page that no other feature has.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Bool, Date, Text, Timestamptz};
use diesel::{OptionalExtension as _, PgConnection, QueryResult, RunQueryDsl as _};

use super::model::{Happening, Profile};
use crate::domain::CustomerId;
use crate::history::queries::FAVOURITES;
use crate::invoices::queries::{BILLED, OWED};
use crate::segments::queries::CUSTOMER_FIGURES;
use crate::value::queries::outlook_part;

const FAVOURITES_SHOWN: i64 = 3;

/// Figures and favourites are taken in whole from where they are defined, so that the page cannot disagree with them.
static PROFILE: LazyLock<String> = LazyLock::new(|| {
    let outlook = outlook_part(["c.id", "held.day"]);
    format!(
        "
    SELECT c.id, c.full_name, c.legal_name, c.kind, c.status, c.email, c.phone, c.phone_e164, c.tax_id, c.birth_date, c.address,
           c.city, c.region, c.country, c.sector, c.website, c.segment_label, c.credit_limit, c.source, c.notes, c.tags, c.custom, c.created_at,
           c.erased_at,
           owner.name AS owner, figures.*,
           ARRAY(SELECT reason FROM suppressions WHERE channel = 'email' AND address = lower(btrim(c.email))
                 ORDER BY reason) AS suppressions,
           held.r3_days, held.r2_days, held.f3, held.f2, held.m3, held.m2,
           (SELECT count(*) FROM service_history WHERE customer_id = c.id AND date > held.day) AS upcoming,
           ({outlook}) AS outlook, ({BILLED}) AS invoices, ({OWED}) AS owed,
           coalesce((SELECT jsonb_agg(favourite) FROM ({FAVOURITES}) AS favourite), '[]') AS favourites,
           coalesce((
               SELECT jsonb_agg(visited) FROM (
                   SELECT month_of(date) AS month, count(DISTINCT date) AS visits FROM service_history
                   WHERE customer_id = c.id AND date <= held.day
                     AND date >= (month_of(held.day) - interval '23 months')::date
                   GROUP BY 1 ORDER BY 1
               ) AS visited
           ), '[]') AS months,
           coalesce((
               SELECT jsonb_agg(newest) FROM (
                   SELECT h.id, h.date, h.name, services.category, h.price
                   FROM service_history h JOIN services ON services.id = h.service_id
                   WHERE h.customer_id = c.id AND h.date <= held.day ORDER BY h.date DESC, h.id DESC LIMIT 10
               ) AS newest
           ), '[]') AS newest,
           coalesce((
               SELECT jsonb_agg(latest) FROM (
                   SELECT DISTINCT ON (channel) channel, state, at FROM consents
                   WHERE customer_id = c.id ORDER BY channel, id DESC
               ) AS latest
           ), '[]') AS consents,
           coalesce((
               SELECT jsonb_agg(line) FROM (
                   SELECT id, kind, value, value_key, is_primary, verified_at IS NOT NULL AS is_verified
                   FROM contact_points WHERE customer_id = c.id ORDER BY is_primary DESC, id
               ) AS line
           ), '[]') AS channels,
           coalesce((
               SELECT jsonb_agg(line) FROM (
                   SELECT id, name, role, email, phone, phone_e164, notes
                   FROM contacts WHERE customer_id = c.id ORDER BY name COLLATE names, id
               ) AS line
           ), '[]') AS people,
           coalesce((
               SELECT jsonb_agg(open) FROM (
                   SELECT id, title, stage, value, currency, probability FROM opportunities
                   WHERE customer_id = c.id AND deleted_at IS NULL AND closed_at IS NULL ORDER BY id DESC LIMIT 5
               ) AS open
           ), '[]') AS opportunities
    FROM customers c CROSS JOIN business_day held
    LEFT JOIN users owner ON owner.id = c.owner_id
    LEFT JOIN LATERAL ({CUSTOMER_FIGURES}) AS figures ON true
    WHERE c.id = $1 AND c.deleted_at IS NULL"
    )
});

/// `None` where there is no such customer, or it was deleted.
pub fn find_profile(conn: &mut PgConnection, customer: CustomerId) -> QueryResult<Option<Profile>> {
    diesel::sql_query(PROFILE.as_str())
        .bind::<BigInt, _>(customer)
        .bind::<BigInt, _>(FAVOURITES_SHOWN)
        .get_result(conn)
        .optional()
}

/// Which part of the timeline is asked for.
#[derive(Debug, Clone)]
pub struct TimelineFilter {
    /// `all`, or the group of one kind: `services`, `notes`, `messages`, `proposals`, `consents`.
    pub show: &'static str,
    /// Only what happened before this day, which begins at this instant in the organisation's zone.
    pub before: (NaiveDate, DateTime<Utc>),
    /// Proposals are shown to those alone who work with them.
    pub with_proposals: bool,
    /// Of each kind; the caller merges them.
    pub limit: i64,
}

const TIMELINE: &str = "
    (SELECT 'service' AS kind, h.id, h.date AS day, NULL::timestamptz AS at, h.name AS title,
            services.category AS detail, '' AS state, NULL::bigint AS author_id, NULL AS author, h.price AS amount,
            NULL::bigint AS assignee_id, NULL::bigint AS invoice_id
     FROM business_day, service_history h JOIN services ON services.id = h.service_id
     WHERE $2 IN ('all', 'services') AND h.customer_id = $1 AND h.date <= business_day.day AND h.date < $3
     ORDER BY h.date DESC, h.id DESC LIMIT $5)
    UNION ALL
    (SELECT a.kind, a.id, NULL, a.occurred_at, a.title, a.body,
            CASE WHEN a.due_at IS NULL THEN '' WHEN a.done_at IS NULL THEN 'open' ELSE 'done' END,
            a.created_by, users.name, NULL, a.assignee_id, a.invoice_id
     FROM activities a LEFT JOIN users ON users.id = coalesce(a.created_by, a.noted_by)
     WHERE $2 IN ('all', 'notes') AND a.customer_id = $1 AND a.occurred_at < $4
     ORDER BY a.occurred_at DESC, a.id DESC LIMIT $5)
    UNION ALL
    (SELECT 'message', m.id, NULL, m.queued_at, m.subject, m.channel, m.state, m.created_by, users.name, NULL, NULL, NULL
     FROM messages m LEFT JOIN users ON users.id = m.created_by
     WHERE $2 IN ('all', 'messages') AND m.customer_id = $1 AND m.queued_at < $4
     ORDER BY m.id DESC LIMIT $5)
    UNION ALL
    (SELECT 'event', m.id, NULL, min(e.at), m.subject, '', e.type, m.created_by, NULL, NULL, NULL, NULL
     FROM messages m JOIN message_events e ON e.message_id = m.id
     WHERE $2 IN ('all', 'messages') AND m.customer_id = $1
       AND (e.type IN ('delivered', 'bounced', 'complained') OR (e.type IN ('opened', 'clicked') AND e.by = 'person'))
     GROUP BY m.id, e.type HAVING min(e.at) < $4
     ORDER BY min(e.at) DESC LIMIT $5)
    UNION ALL
    (SELECT 'proposal', p.id, NULL, p.created_at, p.subject, '', p.state, p.created_by, users.name, NULL, NULL, NULL
     FROM proposals p LEFT JOIN users ON users.id = p.created_by
     WHERE $6 AND $2 IN ('all', 'proposals') AND p.customer_id = $1 AND p.created_at < $4
     ORDER BY p.id DESC LIMIT $5)
    UNION ALL
    (SELECT 'consent', k.id, NULL, k.at, k.channel, k.how || coalesce(E'\n' || k.proof, ''), k.state, k.recorded_by, users.name, NULL, NULL, NULL
     FROM consents k LEFT JOIN users ON users.id = k.recorded_by
     WHERE $2 IN ('all', 'consents') AND k.customer_id = $1 AND k.at < $4
     ORDER BY k.at DESC, k.id DESC LIMIT $5)";

/// What happened, the newest of each kind; in no order across kinds.
pub fn list_timeline(
    conn: &mut PgConnection,
    customer: CustomerId,
    filter: &TimelineFilter,
) -> QueryResult<Vec<Happening>> {
    diesel::sql_query(TIMELINE)
        .bind::<BigInt, _>(customer)
        .bind::<Text, _>(filter.show)
        .bind::<Date, _>(filter.before.0)
        .bind::<Timestamptz, _>(filter.before.1)
        .bind::<BigInt, _>(filter.limit)
        .bind::<Bool, _>(filter.with_proposals)
        .load(conn)
}
