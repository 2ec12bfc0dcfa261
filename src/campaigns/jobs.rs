//! The work of running campaigns. It may be repeated after a crash at any point: every step is one transaction that
//! stores a member together with its proposal or its message, and begins by looking at what is left.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{actions, queries};
use crate::config::Config;
use crate::db::Db;
use crate::domain::CampaignId;
use crate::jobs::{JobError, JobRun, Registry, schedule};
use crate::web::AppError;

pub(super) const WORK: &str = "campaigns.work";
/// A rate is kept by the minute.
const LOOK: Duration = Duration::from_secs(60);
/// Proposals in one transaction: a person who pauses the campaign waits for no more than that.
const WRITTEN_AT_ONCE: i64 = 50;
const HANDED_AT_ONCE: i64 = 20;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Work {
    /// `None`: all that are running.
    pub campaign: Option<CampaignId>,
}

/// Adds the handler of this feature.
pub fn register(registry: Registry, db: &Db, config: &Config) -> Registry {
    let (db, config) = (db.clone(), config.clone());
    registry
        .on(WORK, move |run| work(db.clone(), config.clone(), run))
        .recurring(WORK, schedule::every(LOOK))
}

async fn work(db: Db, config: Config, run: JobRun) -> Result<(), JobError> {
    // The recurring run has no payload.
    let asked: Option<Work> = run.payload()?;
    let campaigns = match asked.and_then(|work| work.campaign) {
        Some(campaign) => vec![campaign],
        None => db.run(queries::list_running).await?,
    };
    for campaign in campaigns {
        write(&db, &run, campaign).await?;
        hand_over(&db, &config, &run, campaign).await?;
        db.transaction::<_, crate::db::Error, _>(move |conn| Ok(actions::finish(conn, campaign)?))
            .await?;
    }
    Ok(())
}

async fn write(db: &Db, run: &JobRun, campaign: CampaignId) -> Result<(), JobError> {
    while !run.cancelled.is_raised() {
        let written = db
            .transaction::<_, crate::db::Error, _>(move |conn| {
                Ok(actions::write_some(conn, campaign, WRITTEN_AT_ONCE)?)
            })
            .await?;
        if written == 0 {
            break;
        }
    }
    Ok(())
}

async fn hand_over(
    db: &Db,
    config: &Config,
    run: &JobRun,
    campaign: CampaignId,
) -> Result<(), JobError> {
    while !run.cancelled.is_raised() {
        let config = config.clone();
        let handed = db
            .transaction::<_, AppError, _>(move |conn| {
                actions::hand_some(conn, &config, campaign, HANDED_AT_ONCE)
            })
            .await
            .map_err(anyhow::Error::from)?;
        if handed == 0 {
            break;
        }
    }
    Ok(())
}
