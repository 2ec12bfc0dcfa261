use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Date, Integer, Nullable, Text};

use crate::campaigns::assignment::Arm;
use crate::campaigns::model::Head;
use crate::domain::CampaignId;

#[derive(QueryableByName)]
struct HeadRow {
    #[diesel(sql_type = BigInt)]
    campaign: CampaignId,
    #[diesel(sql_type = Text)]
    arm: Arm,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Bool)]
    is_over: bool,
    #[diesel(sql_type = Bool)]
    was_sent: bool,
    #[diesel(sql_type = BigInt)]
    visits: i64,
    #[diesel(sql_type = BigInt)]
    revenue: i64,
}

/// All arms are looked at over the same days: from the campaign's first hand-over to so many days after its last.
const HEADS: &str = "
    SELECT m.campaign_id AS campaign, m.arm, span.last_day AS day, span.is_over,
           coalesce(messages.state = 'sent', false) AS was_sent, count(DISTINCT date) AS visits,
           coalesce(sum(price), 0)::bigint AS revenue
    FROM (
        SELECT campaigns.id, campaigns.state IN ('cancelled', 'done') AS is_over,
               coalesce(min(handed_on), max(assigned_on)) AS first_day, coalesce(max(handed_on), max(assigned_on)) AS last_day
        FROM campaigns JOIN campaign_members ON campaign_members.campaign_id = campaigns.id
        WHERE $1 IS NULL OR campaigns.id = $1 GROUP BY campaigns.id
    ) AS span
    JOIN campaign_members m ON m.campaign_id = span.id AND m.arm IS NOT NULL
    LEFT JOIN proposals ON proposals.id = m.proposal_id LEFT JOIN messages ON messages.id = proposals.message_id
    LEFT JOIN service_history AS history
         ON history.customer_id = m.customer_id AND date > span.first_day AND date <= span.last_day + $2
    GROUP BY m.id, m.campaign_id, m.arm, span.last_day, span.is_over, messages.state";

/// What each head that was assigned did until so many days after the last hand-over; of one campaign, or of all that ever started.
pub fn list_heads(
    conn: &mut PgConnection,
    campaign: Option<CampaignId>,
    days: i32,
) -> QueryResult<Vec<Head>> {
    let rows: Vec<HeadRow> = sql_query(HEADS)
        .bind::<Nullable<BigInt>, _>(campaign.map(CampaignId::get))
        .bind::<Integer, _>(days)
        .load(conn)?;
    let head = |row: HeadRow| Head {
        campaign: row.campaign,
        arm: row.arm,
        day: row.day,
        is_over: row.is_over,
        was_sent: row.was_sent,
        visits: row.visits,
        revenue: row.revenue,
    };
    Ok(rows.into_iter().map(head).collect())
}
