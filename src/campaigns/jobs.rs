//! The work of running campaigns. It may be repeated after a crash at any point: every step is one transaction that
//! stores a member together with its proposal or its message, and begins by looking at what is left.

use std::time::{Duration, Instant};

use diesel::PgConnection;
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use super::model::MemberState;
use super::{actions, queries};
use crate::config::Config;
use crate::db::{self, Db};
use crate::domain::CampaignId;
use crate::jobs::{self, JobError, JobRun, NewJob, Registry, schedule};
use crate::proposals::batch::{Engines, Question};
use crate::proposals::engine::EngineName;
use crate::web::AppError;

pub(super) const WORK: &str = "campaigns.work";
/// Outside engines are slow: they have a job of their own, so that they keep nobody else's mails waiting.
const ASK: &str = "campaigns.ask";
/// A rate is kept by the minute.
const LOOK: Duration = Duration::from_secs(60);
/// Proposals in one transaction: a person who pauses the campaign waits for no more than that.
const WRITTEN_AT_ONCE: i64 = 50;
const HANDED_AT_ONCE: i64 = 20;
/// Then it is another campaign's turn; the next look goes on.
const ASKED_AT_A_TIME: Duration = Duration::from_secs(300);

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Work {
    /// `None`: all that are running.
    pub campaign: Option<CampaignId>,
}

/// Adds the handler of this feature.
pub fn register(registry: Registry, db: &Db, config: &Config, engines: Engines) -> Registry {
    let (db, config, for_asking) = (db.clone(), config.clone(), db.clone());
    registry
        .on(WORK, move |run| work(db.clone(), config.clone(), run))
        .on(ASK, move |run| {
            ask(for_asking.clone(), engines.clone(), run)
        })
        .recurring(WORK, schedule::every(LOOK))
}

async fn work(db: Db, config: Config, run: JobRun) -> Result<(), JobError> {
    // The recurring run has no payload. Each campaign has a job of its own: what hinders one hinders no other.
    let asked: Option<Work> = run.payload()?;
    let Some(campaign) = asked.and_then(|work| work.campaign) else {
        let all = |conn: &mut PgConnection| -> Result<(), db::Error> {
            for campaign in queries::list_running(conn)? {
                actions::enqueue(conn, campaign)?;
            }
            Ok(())
        };
        return Ok(db.transaction(all).await?);
    };
    write(&db, &run, campaign).await?;
    db.run(move |conn| enqueue_asking(conn, campaign)).await?;
    hand_over(&db, &config, &run, campaign).await?;
    db.transaction::<_, crate::db::Error, _>(move |conn| {
        Ok(actions::work::finish(conn, campaign)?)
    })
    .await?;
    Ok(())
}

async fn write(db: &Db, run: &JobRun, campaign: CampaignId) -> Result<(), JobError> {
    while !run.cancelled.is_raised() {
        let written = db
            .transaction::<_, crate::db::Error, _>(move |conn| {
                Ok(actions::work::write_some(conn, campaign, WRITTEN_AT_ONCE)?)
            })
            .await?;
        if written == 0 {
            break;
        }
    }
    Ok(())
}

/// Unless it is being done, or needs no outside engine.
fn enqueue_asking(conn: &mut PgConnection, id: CampaignId) -> diesel::QueryResult<()> {
    if queries::find_campaign(conn, id)?.engine == EngineName::Builtin
        || queries::list_members(conn, id, MemberState::Waiting, 1)?.is_empty()
    {
        return Ok(());
    }
    let job = NewJob::new(ASK, &Work { campaign: Some(id) });
    // One at a time of all campaigns: it holds a worker while it waits.
    jobs::enqueue(conn, job.unique_key(ASK)).map(|_| ())
}

/// Asks until everybody has a proposal, the campaign stops, or the vendor is to be left alone until the next look.
async fn ask(db: Db, engines: Engines, run: JobRun) -> Result<(), JobError> {
    let Some(campaign) = run.payload::<Work>()?.campaign else {
        return Ok(());
    };
    let mut run = run;
    let begun = Instant::now();
    while begun.elapsed() < ASKED_AT_A_TIME {
        let next = move |conn: &mut PgConnection| -> Result<Vec<Question>, db::Error> {
            Ok(actions::work::next_questions(conn, campaign)?)
        };
        let questions = db.transaction(next).await?;
        if questions.is_empty() {
            return Ok(());
        }
        let asked = join_all(questions.into_iter().map(|question| question.ask(&engines)));
        let replies = tokio::select! {
            () = run.cancelled.raised() => return Ok(()),
            replies = asked => replies,
        };
        let store = move |conn: &mut PgConnection| -> Result<bool, db::Error> {
            let taken = replies
                .iter()
                .map(|reply| actions::work::take_reply(conn, campaign, reply));
            let taken = taken.collect::<diesel::QueryResult<Vec<bool>>>()?;
            Ok(taken.into_iter().all(|is_welcome| is_welcome))
        };
        if !db.transaction(store).await? {
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
                actions::work::hand_some(conn, &config, campaign, HANDED_AT_ONCE)
            })
            .await
            .map_err(anyhow::Error::from)?;
        if handed == 0 {
            break;
        }
    }
    Ok(())
}
