//! Learning from the history, and generating a proposal.

use std::time::Duration;

use diesel::{PgConnection, QueryResult};
use serde::{Deserialize as _, Serialize};
use tokio::time::{Instant, timeout};

use super::actions::{self, Outcome, TIME_LIMIT};
use super::asking::{Assignment, Engines, assign};
use super::engine::queries::{Shelf, find_facts_of};
use super::engine::words::Writer;
use super::engine::{self, builtin, learn};
use super::model::{Failure, State};
use super::queries;
use crate::auth;
use crate::customers;
use crate::db::{self, Db};
use crate::domain::{CustomerId, Language, Organisation, ProposalId};
use crate::jobs::{self, Job, JobError, JobRun, NewJob, Registry, schedule};

pub(super) const GENERATE: &str = "proposals.generate";
const LEARN: &str = "proposals.learn";
/// Learnt once for each business day; looking whether that has been done is one row.
const LEARN_CHECK: Duration = Duration::from_secs(900);
/// After this much of the time limit the attempt ends by itself, so that its end can still be written.
const ATTEMPT_LIMIT: Duration = TIME_LIMIT.saturating_sub(Duration::from_secs(1));

#[derive(Debug, Serialize, serde::Deserialize)]
pub(super) struct Generate {
    pub proposal: ProposalId,
}

/// Adds the handlers of this feature.
pub fn register(registry: Registry, db: &Db, engines: Engines) -> Registry {
    let for_learning = db.clone();
    let desk = Desk {
        db: db.clone(),
        engines,
    };
    registry
        .on(LEARN, move |run| learn_job(for_learning.clone(), run))
        .recurring(LEARN, schedule::every(LEARN_CHECK))
        .on(GENERATE, move |run| generate(desk.clone(), run))
        .on_failed(GENERATE, note_failure)
}

/// Learns anew when the history has changed by more than a visit or two: after an import.
pub fn enqueue_learning(conn: &mut PgConnection) -> QueryResult<()> {
    jobs::enqueue(conn, NewJob::new(LEARN, &"changed")).map(|_| ())
}

/// The recurring run has no payload, and nothing to do once it has learnt for the business day.
async fn learn_job(db: Db, run: JobRun) -> Result<(), JobError> {
    let is_recurring = run.payload.is_null();
    let work = move |conn: &mut PgConnection| -> Result<(), db::Error> {
        let learnt_for = engine::queries::find_learnt(conn)?;
        let is_done = learnt_for == Some(auth::queries::find_business_day(conn)?);
        if !(is_recurring && is_done) {
            learn::learn(conn)?;
        }
        Ok(())
    };
    Ok(db.transaction(work).await?)
}

#[derive(Clone)]
struct Desk {
    db: Db,
    engines: Engines,
}

async fn generate(desk: Desk, mut run: JobRun) -> Result<(), JobError> {
    let id = run.payload::<Generate>()?.proposal;
    let begun = Instant::now();
    let work = async {
        let Some(assignment) = desk.read(id).await? else {
            return Ok(());
        };
        let draft = desk.engines.write(&assignment).await;
        let outcome = Outcome {
            draft,
            segment: assignment.facts.segment,
            limit: assignment.facts.offer_limit(),
            milliseconds: i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX),
        };
        desk.store(id, outcome).await
    };
    tokio::select! {
        () = run.cancelled.raised() => Ok(()),
        done = timeout(ATTEMPT_LIMIT, work) => match done {
            Ok(done) => Ok(done?),
            Err(_) => Err(JobError::Fail { error: anyhow::anyhow!("the time limit has passed") }),
        },
    }
}

impl Desk {
    /// `None` when nobody waits any more.
    async fn read(&self, id: ProposalId) -> Result<Option<Assignment>, db::Error> {
        self.db
            .transaction(move |conn| Ok(read_assignment(conn, id)?))
            .await
    }

    async fn store(&self, id: ProposalId, outcome: Outcome) -> Result<(), db::Error> {
        let work = move |conn: &mut PgConnection| -> Result<(), db::Error> {
            actions::finish(conn, id, &outcome)?;
            Ok(())
        };
        self.db.transaction(work).await
    }
}

fn read_assignment(conn: &mut PgConnection, id: ProposalId) -> QueryResult<Option<Assignment>> {
    let proposal = queries::find_proposal(conn, id)?;
    if proposal.state != State::Generating {
        return Ok(None);
    }
    learn_if_never(conn)?;
    let customer = customers::queries::find_customer(conn, proposal.customer_id)?;
    let organisation = auth::queries::find_organisation(conn)?;
    let engine = (proposal.engine_asked, proposal.language);
    assign(conn, engine, customer, organisation).map(Some)
}

/// The first proposal of a new business cannot wait for the night.
fn learn_if_never(conn: &mut PgConnection) -> QueryResult<()> {
    match engine::queries::find_learnt(conn)? {
        Some(_) => Ok(()),
        None => learn::learn(conn),
    }
}

/// What the builtin engine writes, without a job: it asks nobody but the database.
pub(super) fn write_at_once(
    conn: &mut PgConnection,
    customer: CustomerId,
    language: Language,
    organisation: &Organisation,
    shelf: &mut Shelf,
) -> QueryResult<Outcome> {
    let begun = Instant::now();
    learn_if_never(conn)?;
    let facts = find_facts_of(conn, customer, organisation, shelf)?;
    Ok(Outcome {
        draft: builtin::draft(&facts, Writer::new(language, organisation)),
        segment: facts.segment,
        limit: facts.offer_limit(),
        milliseconds: i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX),
    })
}

/// A job can fail without its handler being asked.
fn note_failure(conn: &mut PgConnection, job: &Job) -> QueryResult<()> {
    let Ok(Generate { proposal }) = Generate::deserialize(&job.payload) else {
        return Ok(());
    };
    let soon = db::now(conn)? + chrono::TimeDelta::seconds(1);
    let is_late = job.deadline.is_some_and(|deadline| deadline <= soon);
    let failure = if is_late {
        Failure::Deadline
    } else {
        Failure::Internal
    };
    actions::fail(conn, proposal, failure)
}
