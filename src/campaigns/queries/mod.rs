//! Every statement of the feature: the campaigns themselves here, their audience before they start, their members on the
//! way to the outbox, what became of each, and what they did in the days that are compared.

mod audience;
pub mod erasing;
mod heads;
mod members;
mod moves;
mod outcomes;
mod restored;
mod tagged;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDate, Utc};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;

use super::model::{Campaign, Plan, State};
use crate::db::schema::{campaign_templates, campaigns, users};
use crate::domain::{CampaignId, Language, TemplateId, TemplateVersionId, UserId};
use crate::proposals::batch::FixedTemplates;
use crate::proposals::engine::EngineName;
use crate::segments::Segment;
use crate::web::Pages;

pub use audience::*;
pub use heads::*;
pub use members::*;
pub use moves::*;
pub use outcomes::*;
pub use restored::pause_all;
pub use tagged::*;

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
pub fn list_campaigns(
    conn: &mut PgConnection,
    pages: Pages,
) -> QueryResult<Vec<(Campaign, String)>> {
    campaigns::table
        .inner_join(users::table.on(users::id.eq(campaigns::created_by)))
        .order(campaigns::id.desc())
        .offset(pages.offset())
        .limit(Pages::ROWS)
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

/// Settles what the mails of a segment and language are made with.
pub fn insert_template(
    conn: &mut PgConnection,
    id: CampaignId,
    (asked, segment, language): (Option<TemplateId>, Segment, Language),
    version: Option<TemplateVersionId>,
) -> QueryResult<usize> {
    diesel::insert_into(campaign_templates::table)
        .values((
            campaign_templates::campaign_id.eq(id),
            campaign_templates::asked.eq(asked),
            campaign_templates::segment.eq(segment),
            campaign_templates::language.eq(language),
            campaign_templates::version_id.eq(version),
        ))
        .execute(conn)
}

/// What was settled at the start, by what a variant asks for; nothing of a campaign that began before anything was.
pub fn list_templates(
    conn: &mut PgConnection,
    id: CampaignId,
) -> QueryResult<HashMap<Option<TemplateId>, Arc<FixedTemplates>>> {
    type Row = (
        Option<TemplateId>,
        Segment,
        Language,
        Option<TemplateVersionId>,
    );
    let rows: Vec<Row> = campaign_templates::table
        .filter(campaign_templates::campaign_id.eq(id))
        .select((
            campaign_templates::asked,
            campaign_templates::segment,
            campaign_templates::language,
            campaign_templates::version_id,
        ))
        .load(conn)?;
    let mut fixed: HashMap<Option<TemplateId>, FixedTemplates> = HashMap::new();
    for (asked, segment, language, version) in rows {
        let of_asked = fixed.entry(asked).or_default();
        of_asked.insert((segment, language), version);
    }
    let shared = |(asked, fixed)| (asked, Arc::new(fixed));
    Ok(fixed.into_iter().map(shared).collect())
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
