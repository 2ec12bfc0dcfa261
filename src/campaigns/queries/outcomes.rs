use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};

use crate::campaigns::assignment::Arm;
use crate::campaigns::model::{Listed, Outcome};
use crate::db::schema::{campaign_members, proposals};
use crate::domain::{CampaignId, CustomerId, MemberId, ProposalId};
use crate::proposals::engine::Fallback;
use crate::web::Pages;

/// A member with its proposal and its message, and what became of it.
const OUTCOMES: &str = "campaign_members m
    LEFT JOIN proposals ON proposals.id = m.proposal_id LEFT JOIN messages ON messages.id = proposals.message_id";
const OUTCOME: &str =
    "CASE WHEN m.state = 'handed' THEN coalesce(messages.state, 'discarded') ELSE m.state END";

#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Tally {
    #[diesel(sql_type = Nullable<Text>)]
    pub arm: Option<Arm>,
    #[diesel(sql_type = Text)]
    pub outcome: Outcome,
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// How many members came to what, by arm and reason.
pub fn count_outcomes(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Vec<Tally>> {
    sql_query(format!(
        "SELECT m.arm, {OUTCOME} AS outcome, m.reason, count(*) AS count FROM {OUTCOMES}
         WHERE m.campaign_id = $1 GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 1, 2, 3"
    ))
    .bind::<BigInt, _>(id)
    .load(conn)
}

/// What the members of an arm did with their mails; shown, and no measure of success.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Reactions {
    #[diesel(sql_type = Text)]
    pub arm: Arm,
    #[diesel(sql_type = BigInt)]
    pub sent: i64,
    /// As far as a vendor reports it, or somebody opened.
    #[diesel(sql_type = BigInt)]
    pub delivered: i64,
    #[diesel(sql_type = BigInt)]
    pub opened: i64,
    #[diesel(sql_type = BigInt)]
    pub clicked: i64,
    #[diesel(sql_type = BigInt)]
    pub bounced: i64,
    #[diesel(sql_type = BigInt)]
    pub complained: i64,
    #[diesel(sql_type = BigInt)]
    pub unsubscribed: i64,
}

const REACTIONS: &str = "
    SELECT arm, count(*) FILTER (WHERE is_sent) AS sent, count(*) FILTER (WHERE delivered) AS delivered,
           count(*) FILTER (WHERE opened) AS opened, count(*) FILTER (WHERE clicked) AS clicked,
           count(*) FILTER (WHERE bounced) AS bounced, count(*) FILTER (WHERE complained) AS complained,
           count(*) FILTER (WHERE unsubscribed) AS unsubscribed
    FROM (
        SELECT m.arm, messages.id, messages.state = 'sent' AS is_sent,
               bool_or(e.type = 'delivered' OR e.by = 'person' AND e.type IN ('opened', 'clicked')) AS delivered,
               bool_or(e.by = 'person' AND e.type IN ('opened', 'clicked')) AS opened,
               bool_or(e.by = 'person' AND e.type = 'clicked') AS clicked, bool_or(e.type = 'bounced') AS bounced,
               bool_or(e.type = 'complained') AS complained, bool_or(e.type = 'unsubscribed') AS unsubscribed
        FROM campaign_members m JOIN proposals ON proposals.id = m.proposal_id
        JOIN messages ON messages.id = proposals.message_id LEFT JOIN message_events e ON e.message_id = messages.id
        WHERE m.campaign_id = $1 AND m.state = 'handed' GROUP BY m.arm, messages.id
    ) AS message GROUP BY arm ORDER BY arm";

pub fn list_reactions(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Vec<Reactions>> {
    sql_query(REACTIONS).bind::<BigInt, _>(id).load(conn)
}

/// How many of the campaign's proposals the builtin engine wrote in another's place, by why; the most first.
pub fn count_fallbacks(
    conn: &mut PgConnection,
    id: CampaignId,
) -> QueryResult<Vec<(Fallback, i64)>> {
    campaign_members::table
        .inner_join(proposals::table)
        .filter(campaign_members::campaign_id.eq(id))
        .filter(proposals::fallback_reason.is_not_null())
        .group_by(proposals::fallback_reason)
        .order((count_star().desc(), proposals::fallback_reason))
        .select((proposals::fallback_reason.assume_not_null(), count_star()))
        .load(conn)
}

#[derive(QueryableByName)]
struct ListedRow {
    #[diesel(sql_type = BigInt)]
    id: MemberId,
    #[diesel(sql_type = BigInt)]
    customer: CustomerId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    arm: Option<Arm>,
    #[diesel(sql_type = Text)]
    outcome: Outcome,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    proposal: Option<ProposalId>,
    #[diesel(sql_type = Nullable<Text>)]
    subject: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    body: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    percent: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    offer: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    handed_at: Option<DateTime<Utc>>,
}

/// A page of the members, those that came to one thing or all.
pub fn list_outcomes(
    conn: &mut PgConnection,
    id: CampaignId,
    outcome: Option<Outcome>,
    pages: Pages,
) -> QueryResult<Vec<Listed>> {
    let rows: Vec<ListedRow> = sql_query(format!(
        "SELECT m.id, m.customer_id AS customer, customers.full_name AS name, m.arm, {OUTCOME} AS outcome, m.reason,
                m.proposal_id AS proposal, proposals.subject, m.handed_at,
                CASE WHEN m.state = 'ready' THEN proposals.body END AS body,
                CASE WHEN m.state = 'ready' THEN nullif(proposals.offer_percent, 0) END AS percent,
                CASE WHEN m.state = 'ready' THEN proposals.offer_title END AS offer
         FROM {OUTCOMES} JOIN customers ON customers.id = m.customer_id AND customers.deleted_at IS NULL
         WHERE m.campaign_id = $1 AND ($2 IS NULL OR {OUTCOME} = $2) ORDER BY m.id LIMIT $3 OFFSET $4"
    ))
    .bind::<BigInt, _>(id)
    .bind::<Nullable<Text>, _>(outcome.map(Outcome::as_str))
    .bind::<BigInt, _>(Pages::ROWS)
    .bind::<BigInt, _>(pages.offset())
    .load(conn)?;
    let listed = |row: ListedRow| Listed {
        id: row.id,
        customer: row.customer,
        name: row.name,
        arm: row.arm,
        outcome: row.outcome,
        reason: row.reason,
        proposal: row.proposal,
        subject: row.subject,
        body: row.body,
        percent: row.percent,
        offer: row.offer,
        handed_at: row.handed_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}
