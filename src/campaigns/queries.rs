use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Bool, Date, Integer, Nullable, Text, Timestamptz};

use super::assignment::Arm;
use super::eligibility::{Candidate, LeftOut};
use super::model::{Campaign, Head, Listed, Member, MemberState, Outcome, Plan, State};
use super::pacing::Handed;
use crate::db;
use crate::db::schema::{campaign_members, campaigns, messages, proposals, settings, users};
use crate::domain::{CampaignId, CustomerId, CustomerMove, MemberId, ProposalId, UserId};
use crate::messages::{Contact, CustomerFacts, Frequency, RecipientFacts};
use crate::proposals::engine::EngineName;

/// Rows of a page of a list.
pub const PAGE: i64 = 50;

pub fn find_campaign(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Campaign> {
    campaigns::table
        .find(id)
        .select(Campaign::as_select())
        .first(conn)
}

/// Waits until nobody else is changing the campaign or working for it.
pub fn lock_campaign(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Campaign> {
    campaigns::table
        .find(id)
        .select(Campaign::as_select())
        .for_no_key_update()
        .first(conn)
}

/// Held by the one campaign that hands over, and by the one that starts. Arbitrary numbers.
const HAND_OVER_LOCK: i64 = 0x7669_6e63_756c_6f02;
const START_LOCK: i64 = 0x7669_6e63_756c_6f03;

/// Waits until no other campaign is starting.
pub fn lock_start(conn: &mut PgConnection) -> QueryResult<usize> {
    sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(START_LOCK)
        .execute(conn)
}

/// Waits until no other campaign is handing over. Two at once would not see each other's messages, and both write to
/// somebody whom the pause keeps for one.
pub fn lock_hand_over(conn: &mut PgConnection) -> QueryResult<usize> {
    sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(HAND_OVER_LOCK)
        .execute(conn)
}

/// The newest first, each with whose it is.
pub fn list_campaigns(conn: &mut PgConnection, page: i64) -> QueryResult<Vec<(Campaign, String)>> {
    campaigns::table
        .inner_join(users::table.on(users::id.eq(campaigns::created_by)))
        .order(campaigns::id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
        .select((Campaign::as_select(), users::name))
        .load(conn)
}

pub fn count_campaigns(conn: &mut PgConnection) -> QueryResult<i64> {
    campaigns::table.count().get_result(conn)
}

pub fn list_running(conn: &mut PgConnection) -> QueryResult<Vec<CampaignId>> {
    campaigns::table
        .filter(campaigns::state.eq(State::Running))
        .order(campaigns::id)
        .select(campaigns::id)
        .load(conn)
}

pub fn insert_campaign(
    conn: &mut PgConnection,
    plan: &Plan,
    (seed, by): (i64, UserId),
) -> QueryResult<CampaignId> {
    diesel::insert_into(campaigns::table)
        .values((
            PlanRow::from(plan),
            campaigns::seed.eq(seed),
            campaigns::created_by.eq(by.get()),
        ))
        .returning(campaigns::id)
        .get_result(conn)
}

/// Changes a draft over the version that was read; 0 when somebody was faster, or it was started.
pub fn update_draft(
    conn: &mut PgConnection,
    id: CampaignId,
    version: i32,
    plan: &Plan,
) -> QueryResult<usize> {
    let draft = campaigns::table
        .find(id)
        .filter(campaigns::state.eq(State::Draft))
        .filter(campaigns::version.eq(version));
    diesel::update(draft)
        .set((PlanRow::from(plan), campaigns::version.eq(version + 1)))
        .execute(conn)
}

/// The columns of a plan.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = campaigns, treat_none_as_null = true)]
struct PlanRow<'a> {
    name: &'a str,
    audience: &'a str,
    most: Option<i32>,
    engine: EngineName,
    variants: serde_json::Value,
    holdout_percent: i32,
    send_from: Option<NaiveDate>,
    from_hour: i32,
    to_hour: i32,
    per_hour: i32,
    needs_approval: bool,
}

impl<'a> From<&'a Plan> for PlanRow<'a> {
    fn from(plan: &'a Plan) -> Self {
        Self {
            name: &plan.name,
            audience: &plan.audience,
            most: plan.most,
            engine: plan.engine,
            variants: serde_json::json!(plan.variants),
            holdout_percent: plan.holdout_percent,
            send_from: plan.send_from,
            from_hour: plan.from_hour,
            to_hour: plan.to_hour,
            per_hour: plan.per_hour,
            needs_approval: plan.needs_approval,
        }
    }
}

pub fn delete_draft(conn: &mut PgConnection, id: CampaignId) -> QueryResult<usize> {
    let draft = campaigns::table
        .find(id)
        .filter(campaigns::state.eq(State::Draft));
    diesel::delete(draft).execute(conn)
}

/// Moves a campaign from one state to another; 0 when it is in another.
pub fn update_state(
    conn: &mut PgConnection,
    id: CampaignId,
    from: &[State],
    to: State,
) -> QueryResult<usize> {
    let in_state = campaigns::table
        .find(id)
        .filter(campaigns::state.eq_any(from));
    let finished_at = to.is_over().then(Utc::now);
    diesel::update(in_state)
        .set((
            campaigns::state.eq(to),
            campaigns::finished_at.eq(finished_at),
        ))
        .execute(conn)
}

pub fn update_started(
    conn: &mut PgConnection,
    id: CampaignId,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::update(campaigns::table.find(id))
        .set((
            campaigns::state.eq(State::Running),
            campaigns::started_at.eq(now),
            campaigns::started_by.eq(by.map(UserId::get)),
        ))
        .execute(conn)
}

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

/// A member as it is assigned.
pub type Assigned = (CustomerId, Result<Arm, LeftOut>);

/// Stores the assignment of a whole audience, of which nothing is changed any more.
pub fn insert_members(
    conn: &mut PgConnection,
    id: CampaignId,
    assigned: &[Assigned],
    day: NaiveDate,
) -> QueryResult<usize> {
    let customers: Vec<i64> = assigned
        .iter()
        .map(|(customer, _)| customer.get())
        .collect();
    let arms: Vec<Option<&str>> = assigned
        .iter()
        .map(|(_, arm)| arm.ok().map(Arm::as_str))
        .collect();
    let reasons: Vec<Option<&str>> = assigned
        .iter()
        .map(|(_, arm)| arm.err().map(LeftOut::as_str))
        .collect();
    sql_query(
        "INSERT INTO campaign_members (campaign_id, customer_id, arm, reason, state, assigned_on)
         SELECT $1, customer, arm, reason,
                CASE WHEN arm IS NULL THEN 'left_out' WHEN arm = 'held' THEN 'held_out' ELSE 'waiting' END, $5
         FROM unnest($2, $3, $4) AS assigned (customer, arm, reason)",
    )
    .bind::<BigInt, _>(id)
    .bind::<Array<BigInt>, _>(customers)
    .bind::<Array<Nullable<Text>>, _>(arms)
    .bind::<Array<Nullable<Text>>, _>(reasons)
    .bind::<Date, _>(day)
    .execute(conn)
}

/// The next members in a state.
pub fn list_members(
    conn: &mut PgConnection,
    id: CampaignId,
    state: MemberState,
    limit: i64,
) -> QueryResult<Vec<Member>> {
    campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq(state))
        .order(campaign_members::id)
        .limit(limit)
        .select(Member::as_select())
        .load(conn)
}

/// A member that still waits for its proposal; `None` when somebody was faster.
pub fn find_waiting(
    conn: &mut PgConnection,
    id: CampaignId,
    customer: CustomerId,
) -> QueryResult<Option<Member>> {
    campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::customer_id.eq(customer))
        .filter(campaign_members::state.eq(MemberState::Waiting))
        .select(Member::as_select())
        .first(conn)
        .optional()
}

/// Its engine could not be reached once more.
pub fn update_tries(conn: &mut PgConnection, id: MemberId) -> QueryResult<usize> {
    diesel::update(campaign_members::table.find(id))
        .set(campaign_members::tries.eq(campaign_members::tries + 1))
        .execute(conn)
}

/// How many members are in a state.
pub fn count_members(
    conn: &mut PgConnection,
    id: CampaignId,
    state: MemberState,
) -> QueryResult<i64> {
    campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq(state))
        .count()
        .get_result(conn)
}

/// How many of the campaign's messages have yet to leave.
pub fn count_queued(conn: &mut PgConnection, id: CampaignId) -> QueryResult<i64> {
    campaign_members::table
        .inner_join(proposals::table.inner_join(messages::table))
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq(MemberState::Handed))
        .filter(messages::state.eq(crate::messages::State::Queued))
        .count()
        .get_result(conn)
}

/// The members whose proposal waits for a person, of the ids or all.
pub fn list_ready(
    conn: &mut PgConnection,
    id: CampaignId,
    members: Option<&[MemberId]>,
) -> QueryResult<Vec<(MemberId, ProposalId)>> {
    let mut ready = campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq(MemberState::Ready))
        .into_boxed();
    if let Some(members) = members {
        ready = ready.filter(campaign_members::id.eq_any(members));
    }
    ready
        .order(campaign_members::id)
        .select((
            campaign_members::id,
            campaign_members::proposal_id.assume_not_null(),
        ))
        .load(conn)
}

/// Where a member is, and why.
pub fn update_member(
    conn: &mut PgConnection,
    id: MemberId,
    state: MemberState,
    reason: Option<LeftOut>,
) -> QueryResult<usize> {
    diesel::update(campaign_members::table.find(id))
        .set((
            campaign_members::state.eq(state),
            campaign_members::reason.eq(reason.map(LeftOut::as_str)),
        ))
        .execute(conn)
}

/// The same of many.
pub fn update_members(
    conn: &mut PgConnection,
    ids: &[MemberId],
    state: MemberState,
    reason: Option<LeftOut>,
) -> QueryResult<usize> {
    diesel::update(campaign_members::table.filter(campaign_members::id.eq_any(ids)))
        .set((
            campaign_members::state.eq(state),
            campaign_members::reason.eq(reason.map(LeftOut::as_str)),
        ))
        .execute(conn)
}

pub fn update_proposal(
    conn: &mut PgConnection,
    id: MemberId,
    proposal: ProposalId,
    state: MemberState,
) -> QueryResult<usize> {
    diesel::update(campaign_members::table.find(id))
        .set((
            campaign_members::state.eq(state),
            campaign_members::proposal_id.eq(proposal),
        ))
        .execute(conn)
}

pub fn update_handed(conn: &mut PgConnection, id: MemberId, day: NaiveDate) -> QueryResult<usize> {
    diesel::update(campaign_members::table.find(id))
        .set((
            campaign_members::state.eq(MemberState::Handed),
            campaign_members::handed_at.eq(now),
            campaign_members::handed_on.eq(day),
        ))
        .execute(conn)
}

/// Gives up whoever is not in the outbox; their proposals.
pub fn update_cancelled(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Vec<ProposalId>> {
    let open = [
        MemberState::Waiting,
        MemberState::Ready,
        MemberState::Approved,
    ];
    let members = campaign_members::table
        .filter(campaign_members::campaign_id.eq(id))
        .filter(campaign_members::state.eq_any(open));
    let proposals: Vec<Option<ProposalId>> = diesel::update(members)
        .set(campaign_members::state.eq(MemberState::Cancelled))
        .returning(campaign_members::proposal_id)
        .get_results(conn)?;
    Ok(proposals.into_iter().flatten().collect())
}

#[derive(QueryableByName)]
struct HandedRow {
    #[diesel(sql_type = BigInt)]
    last_hour: i64,
    #[diesel(sql_type = BigInt)]
    last_minute: i64,
}

/// What a campaign handed over lately. The minute is the clock's, in which the campaign looks once.
pub fn find_handed(conn: &mut PgConnection, id: CampaignId) -> QueryResult<Handed> {
    let row: HandedRow = sql_query(
        "SELECT count(*) AS last_hour, count(*) FILTER (WHERE handed_at >= date_trunc('minute', now())) AS last_minute
         FROM campaign_members WHERE campaign_id = $1 AND handed_at > now() - interval '1 hour'",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)?;
    Ok(Handed {
        last_hour: row.last_hour,
        last_minute: row.last_minute,
    })
}

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
    page: i64,
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
    .bind::<BigInt, _>(PAGE)
    .bind::<BigInt, _>((page - 1) * PAGE)
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

/// Hands over a customer's places in campaigns. Where the other has one already it stays: nobody is in a campaign twice,
/// and a deleted customer gets nothing.
pub fn move_members(conn: &mut PgConnection, order: &CustomerMove) -> QueryResult<Vec<String>> {
    const MOVE: &str = "
        UPDATE campaign_members AS member SET customer_id = $2
        WHERE customer_id = $1 AND ($3 IS NULL OR id = ANY($3::bigint[]))
          AND NOT EXISTS (SELECT FROM campaign_members other
                          WHERE other.campaign_id = member.campaign_id AND other.customer_id = $2)
        RETURNING id::text AS key";
    db::move_rows(conn, MOVE, order)
}
