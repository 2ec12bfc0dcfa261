use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Timestamptz};

use super::model::{Dimension, Steps, VISIT_DAYS};

/// What a proposal is counted under, and a name for it.
fn key(dimension: Dimension) -> (&'static str, &'static str) {
    match dimension {
        Dimension::Month => (
            "to_char(p.created_at AT TIME ZONE $3, 'YYYY-MM')",
            "NULL::text",
        ),
        Dimension::Segment => ("p.segment", "NULL::text"),
        Dimension::Engine => ("p.engine", "NULL::text"),
        Dimension::Template => (
            "coalesce(template_version.id::text, '')",
            "template.name || ' · ' || template_version.number",
        ),
        Dimension::Person => ("coalesce(p.created_by::text, '')", "users.name"),
        Dimension::Campaign => ("coalesce(campaigns.id::text, '')", "campaigns.name"),
    }
}

/// A row for each key and one for all, of the proposals that were asked for in `from..to`; one pass.
pub fn list_steps(
    conn: &mut PgConnection,
    dimension: Dimension,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    time_zone: &str,
) -> QueryResult<Vec<Steps>> {
    let (key, label) = key(dimension);
    let sql = format!(
        "WITH proposal AS (
             SELECT {key} AS key, {label} AS label, p.edited_at IS NOT NULL AS is_edited,
                    p.state = 'approved' OR p.message_id IS NOT NULL AND coalesce(campaigns.needs_approval, true)
                        AS is_approved,
                    coalesce(m.state = 'sent', false) AS is_sent,
                    coalesce(heard.delivered, false) AS is_delivered, coalesce(heard.opened, false) AS is_opened,
                    coalesce(heard.clicked, false) AS is_clicked,
                    m.state = 'sent' AND EXISTS (
                        SELECT FROM service_history h, business_day
                        WHERE h.customer_id = p.customer_id AND h.date > (m.finished_at AT TIME ZONE $3)::date
                              AND h.date <= (m.finished_at AT TIME ZONE $3)::date + $4 AND h.date <= day) AS is_visited,
                    extract(epoch FROM m.finished_at - p.ready_at)::float8 AS seconds
             FROM proposals p
             LEFT JOIN messages m ON m.id = p.message_id
             LEFT JOIN users ON users.id = p.created_by
             LEFT JOIN mail_template_versions template_version ON template_version.id = p.template_version_id
             LEFT JOIN mail_templates template ON template.id = template_version.template_id
             LEFT JOIN campaign_members ON campaign_members.proposal_id = p.id
             LEFT JOIN campaigns ON campaigns.id = campaign_members.campaign_id
             LEFT JOIN LATERAL (
                 SELECT bool_or(by = 'person' AND type = 'clicked') AS clicked,
                        bool_or(by = 'person' AND type IN ('opened', 'clicked')) AS opened,
                        bool_or(type = 'delivered' OR by = 'person' AND type IN ('opened', 'clicked')) AS delivered
                 FROM message_events WHERE message_events.message_id = m.id
             ) AS heard ON m.state = 'sent'
             WHERE p.created_at >= $1 AND p.created_at < $2 AND p.ready_at IS NOT NULL
         )
         SELECT key, max(label) AS label, count(*) AS generated, count(*) FILTER (WHERE is_approved) AS approved,
                count(*) FILTER (WHERE is_sent) AS sent, count(*) FILTER (WHERE is_delivered) AS delivered,
                count(*) FILTER (WHERE is_opened) AS opened, count(*) FILTER (WHERE is_clicked) AS clicked,
                count(*) FILTER (WHERE is_visited) AS visited, count(*) FILTER (WHERE is_edited) AS edited,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE is_sent) AS seconds_to_send
         FROM proposal GROUP BY GROUPING SETS ((key), ()) ORDER BY grouping(key) DESC, key DESC"
    );
    diesel::sql_query(sql)
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(to)
        .bind::<Text, _>(time_zone)
        .bind::<Integer, _>(VISIT_DAYS)
        .load(conn)
}
