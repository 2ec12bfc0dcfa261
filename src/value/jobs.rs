//! The nightly work: learning from the base, then telling every customer theirs, a set at a time.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Context as _;
use diesel::{PgConnection, QueryResult};

use super::fit::Fit;
use super::learn::{category_rhythms, learn, worth_a_call};
use super::model::{Base, Model, NewModel, Past};
use super::queries::{self, Told};
use super::rhythm::Rhythms;
use super::worth::Worth;
use crate::db::{self, Db};
use crate::domain::CustomerId;
use crate::jobs::{self, JobError, JobRun, NewJob, Registry, schedule};

const COMPUTE: &str = "value.compute";
/// Computed once for each business day; looking whether that has been done is one row.
const CHECK: Duration = Duration::from_secs(300);
/// More would not tell more: the parameters of twenty thousand customers are known to a percent or two.
pub const MOST_SAMPLED: i64 = 20_000;
/// Told theirs in one transaction: what is lost when the program is killed, and what is in memory at once.
const CHUNK: i64 = 2_000;

/// Adds the handlers of this feature.
pub fn register(registry: Registry, db: &Db) -> Registry {
    let db = db.clone();
    registry
        .on(COMPUTE, move |run| compute(db.clone(), run))
        .recurring(COMPUTE, schedule::every(CHECK))
}

/// Computes anew when the history has changed by more than a visit or two: after an import.
pub fn enqueue_computing(conn: &mut PgConnection) -> QueryResult<()> {
    jobs::enqueue(conn, NewJob::new(COMPUTE, &"changed")).map(|_| ())
}

/// The recurring run has no payload, and goes on where an earlier one was cut off.
async fn compute(db: Db, run: JobRun) -> Result<(), JobError> {
    let is_recurring = run.payload.is_null();
    let model = match db.run(find_begun).await? {
        Begun::Unscored(model) if is_recurring => Some(*model),
        Begun::Done if is_recurring => None,
        _ => make_model(&db, is_recurring).await?,
    };
    let Some((model, fit)) = model.and_then(|model| model.fit().map(|fit| (model, fit))) else {
        return Ok(());
    };
    let medians = db.run(queries::list_medians).await?;
    while !run.cancelled.is_raised() {
        let (model, medians) = (model.clone(), medians.clone());
        let tell = move |conn: &mut PgConnection| -> Result<bool, db::Error> {
            Ok(tell_next(conn, &model, &fit, &medians)?)
        };
        if !db.transaction(tell).await? {
            break;
        }
    }
    Ok(())
}

/// What there is for the business day.
enum Begun {
    Nothing,
    Unscored(Box<Model>),
    /// Told, or known to be impossible.
    Done,
}

fn find_begun(conn: &mut PgConnection) -> QueryResult<Begun> {
    let day = queries::find_business_day(conn)?;
    if let Some(model) = queries::find_unscored(conn)?.filter(|model| model.day == day) {
        return Ok(Begun::Unscored(Box::new(model)));
    }
    let newest = queries::find_newest(conn)?;
    Ok(match newest.is_some_and(|model| model.day == day) {
        true => Begun::Done,
        false => Begun::Nothing,
    })
}

/// Learns anew; `None` where the base teaches nothing, or somebody else has learnt meanwhile and `once` is enough.
async fn make_model(db: &Db, once: bool) -> Result<Option<Model>, JobError> {
    let read = |conn: &mut PgConnection| -> Result<(Base, Vec<Past>), db::Error> {
        let base = queries::find_base(conn)?;
        let sample = queries::list_sample(conn, base.customers / MOST_SAMPLED)?;
        Ok((base, sample))
    };
    let (base, sample) = db.transaction(read).await?;
    // Without a connection: it takes seconds, and others want one.
    let work = tokio::task::spawn_blocking(move || {
        let learnt = learn(&sample, base.day);
        let sampled = i64::try_from(sample.len()).unwrap_or(i64::MAX);
        (
            NewModel::of(&base, sampled, learnt, worth_a_call(&sample)),
            category_rhythms(&sample),
        )
    });
    let (new, rhythms) = work.await.context("Failed to fit the models")?;
    let store = move |conn: &mut PgConnection| -> Result<Option<Model>, db::Error> {
        queries::lock_models(conn)?;
        let newest = queries::find_newest(conn)?;
        if once && newest.is_some_and(|newest| newest.day == base.day) {
            return Ok(None);
        }
        queries::replace_category_rhythms(conn, &rhythms)?;
        if !new.is_told() {
            queries::delete_values(conn)?;
        }
        Ok(Some(queries::insert_model(conn, &new)?))
    };
    let model = db.transaction(store).await?;
    if let Some(model) = &model {
        tracing::info!(state = %model.state, sampled = model.sampled, "Customer value was learnt");
    }
    Ok(model.filter(Model::is_told))
}

/// Tells the next customers theirs; `false` when there is nobody left, or somebody else has taken over.
fn tell_next(
    conn: &mut PgConnection,
    model: &Model,
    fit: &Fit,
    medians: &HashMap<String, i64>,
) -> QueryResult<bool> {
    let Some(after) = queries::lock_scoring(conn, model.id)? else {
        return Ok(false);
    };
    let chunk = queries::list_chunk(conn, after, CHUNK)?;
    let Some(last) = chunk.last().map(|past| past.customer) else {
        return finish(conn, model, after);
    };
    let told = chunk.into_iter().filter_map(|past| {
        let case = past.case(model.day)?;
        Some(Told {
            worth: Worth::of(fit, &case),
            rhythms: Rhythms::of(&past.visited.0, medians),
            past,
        })
    });
    queries::upsert_values(conn, model, &told.collect::<Vec<_>>())?;
    queries::update_scored(conn, model.id, last)?;
    Ok(true)
}

fn finish(conn: &mut PgConnection, model: &Model, after: CustomerId) -> QueryResult<bool> {
    queries::finish_model(conn, model.id)?;
    tracing::info!(last = after.get(), "Every customer's value was stored");
    Ok(false)
}
