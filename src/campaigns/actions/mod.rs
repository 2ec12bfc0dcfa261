//! What people do to a campaign, each in the caller's transaction; what the job does in `work`.

pub mod work;

use std::collections::BTreeSet;

use diesel::{PgConnection, QueryResult};

use super::assignment::Arm;
use super::eligibility::{self, LeftOut};
use super::jobs::{WORK, Work};
use super::model::{Campaign, Plan, State};
use super::queries::{self, Assigned};
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::customers;
use crate::domain::{CampaignId, CustomerId, Language, TemplateId, UserId};
use crate::jobs::{self, NewJob};
use crate::proposals::batch;
use crate::segments::Segment;
use crate::web::AppError;

/// A filter that names more people asks to be narrowed, or for a number at most: a campaign is read by people.
const AUDIENCE_MOST: i64 = 20_000;
/// Of a larger audience so many are drawn by lot for each who is to be in.
const DRAWN_FOR_ONE: i64 = 10;

pub fn create(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    plan: &Plan,
) -> QueryResult<CampaignId> {
    let id = queries::insert_campaign(conn, plan, (rand::random(), by))?;
    let change = Change::new("campaign.created", "campaign", id).set("name", &plan.name);
    audit::record(conn, actor, &change)?;
    Ok(id)
}

/// Changes a draft over the version that the person read.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    version: i32,
    plan: &Plan,
) -> Result<(), AppError> {
    let before = queries::lock_campaign(conn, id)?;
    if queries::update_draft(conn, id, version, plan)? == 0 {
        return Err(AppError::Conflict("campaign-changed-meanwhile"));
    }
    let change = Change::new("campaign.updated", "campaign", id)
        .field("name", &before.name, &plan.name)
        .field("audience", &before.audience, &plan.audience)
        .field("engine", before.engine, plan.engine)
        .field(
            "holdout_percent",
            before.holdout_percent,
            plan.holdout_percent,
        )
        .field("most", before.most, plan.most)
        .field("send_from", before.send_from, plan.send_from)
        .field("from_hour", before.from_hour, plan.from_hour)
        .field("to_hour", before.to_hour, plan.to_hour)
        .field("per_hour", before.per_hour, plan.per_hour)
        .field("needs_approval", before.needs_approval, plan.needs_approval)
        .field(
            "variants",
            before.variants.to_string(),
            serde_json::json!(plan.variants).to_string(),
        );
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Deletes a draft; `false`: it was started or deleted meanwhile.
pub fn delete(conn: &mut PgConnection, actor: &Actor, id: CampaignId) -> QueryResult<bool> {
    let found = queries::delete_draft(conn, id)? > 0;
    if found {
        audit::record(
            conn,
            actor,
            &Change::new("campaign.deleted", "campaign", id),
        )?;
    }
    Ok(found)
}

/// What a campaign would do with everybody whom it names.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    pub assigned: Vec<Assigned>,
    /// There are more than a campaign takes.
    pub is_too_large: bool,
}

impl Selection {
    pub fn count(&self, arm: Arm) -> usize {
        let found = self.assigned.iter().filter(|(_, found)| *found == Ok(arm));
        found.count()
    }

    /// How many get a proposal.
    pub fn sent(&self) -> usize {
        self.count(Arm::A) + self.count(Arm::B)
    }

    pub fn left_out(&self, reason: LeftOut) -> usize {
        let found = self
            .assigned
            .iter()
            .filter(|(_, found)| *found == Err(reason));
        found.count()
    }
}

/// Looks at everybody whom the campaign names: who is in, and who is left out why.
pub fn select(conn: &mut PgConnection, campaign: &Campaign) -> QueryResult<Selection> {
    let limit = AUDIENCE_MOST + 1;
    let organisation = auth::queries::find_organisation(conn)?;
    let Some(filters) = campaign.filters(&organisation.customer_fields) else {
        return Ok(Selection::default());
    };
    let mut ids = customers::queries::list_ids(conn, &filters, limit)?;
    let is_large = ids.len() as i64 == limit;
    if let (true, Some(most)) = (is_large, campaign.most) {
        // Many cannot be written to: of so many as this enough are left.
        let drawn = i64::from(most)
            .saturating_mul(DRAWN_FOR_ONE)
            .min(AUDIENCE_MOST);
        ids = customers::queries::draw_ids(conn, &filters, campaign.seed, drawn)?;
    } else if is_large {
        return Ok(Selection {
            is_too_large: true,
            ..Default::default()
        });
    }
    let candidates = queries::list_audience(conn, &ids)?;
    let division = campaign.division();
    let most = campaign.most.and_then(|most| usize::try_from(most).ok());
    let selected = eligibility::select(&candidates, &division, most).into_iter();
    let assign = |(customer, found): (CustomerId, Result<(), LeftOut>)| {
        (customer, found.map(|()| division.arm(customer)))
    };
    Ok(Selection {
        assigned: selected.map(assign).collect(),
        is_too_large: false,
    })
}

/// Stores who is in which arm, and lets the work begin. From here on nothing of the plan changes.
pub fn start(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    version: i32,
) -> Result<(), AppError> {
    let campaign = queries::lock_campaign(conn, id)?;
    if campaign.state != State::Draft {
        // A second click; the page shows what the first began.
        return Ok(());
    }
    if campaign.version != version {
        return Err(AppError::Conflict("campaign-changed-meanwhile"));
    }
    // Two that start at once would not see whom the other takes.
    queries::lock_start(conn)?;
    let selection = select(conn, &campaign)?;
    if selection.is_too_large {
        return Err(AppError::Conflict("campaign-too-large"));
    }
    if selection.sent() == 0 {
        return Err(AppError::Conflict("campaign-nobody"));
    }
    let day = auth::queries::find_business_day(conn)?;
    queries::insert_members(conn, id, &selection.assigned, day)?;
    fix_templates(conn, &campaign)?;
    queries::update_started(conn, id, actor.user_id)?;
    let change = Change::new("campaign.started", "campaign", id)
        .set("sent", selection.sent())
        .set("held_out", selection.count(Arm::Held));
    audit::record(conn, actor, &change)?;
    enqueue(conn, id)?;
    Ok(())
}

/// What every mail is made with, whatever its customer is by its turn.
fn fix_templates(conn: &mut PgConnection, campaign: &Campaign) -> QueryResult<()> {
    let variants = campaign.variants().into_iter();
    let asked: BTreeSet<Option<TemplateId>> = variants.map(|variant| variant.template).collect();
    for asked in asked {
        for (segment, language) in Segment::ALL
            .iter()
            .flat_map(|segment| Language::ALL.iter().map(|language| (*segment, *language)))
        {
            let version = batch::find_version_in_use(conn, asked, (segment, language))?;
            queries::insert_template(conn, campaign.id, (asked, segment, language), version)?;
        }
    }
    Ok(())
}

pub fn enqueue(conn: &mut PgConnection, id: CampaignId) -> QueryResult<()> {
    let job = NewJob::new(WORK, &Work { campaign: Some(id) });
    jobs::enqueue(conn, job.unique_key(format!("{WORK}.{id}"))).map(|_| ())
}

/// Nothing more is written or handed over until it is resumed; what is in the outbox goes its way.
pub fn pause(conn: &mut PgConnection, actor: &Actor, id: CampaignId) -> QueryResult<bool> {
    change_state(
        conn,
        actor,
        id,
        (&[State::Running], State::Paused),
        "campaign.paused",
    )
}

pub fn resume(conn: &mut PgConnection, actor: &Actor, id: CampaignId) -> QueryResult<bool> {
    let states: (&[State], State) = (&[State::Paused], State::Running);
    let found = change_state(conn, actor, id, states, "campaign.resumed")?;
    if found {
        enqueue(conn, id)?;
    }
    Ok(found)
}

/// Gives up whoever is not in the outbox, for good, and their proposals.
pub fn cancel(conn: &mut PgConnection, actor: &Actor, id: CampaignId) -> QueryResult<bool> {
    let states: (&[State], State) = (&[State::Running, State::Paused], State::Cancelled);
    let found = change_state(conn, actor, id, states, "campaign.cancelled")?;
    if found {
        let proposals = queries::update_cancelled(conn, id)?;
        batch::withdraw(conn, actor.user_id, &proposals)?;
    }
    Ok(found)
}

/// `false`: somebody was faster.
fn change_state(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CampaignId,
    (from, to): (&[State], State),
    action: &'static str,
) -> QueryResult<bool> {
    let found = queries::update_state(conn, id, from, to)? > 0;
    if found {
        audit::record(conn, actor, &Change::new(action, "campaign", id))?;
    }
    Ok(found)
}
