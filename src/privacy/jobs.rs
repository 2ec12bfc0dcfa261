//! The erasure looks for the person's words in every text that names nobody by a key, in tables of millions: longer than a
//! request may take. Its transaction is one all the same, so that a program that dies in it leaves the person whole, and the
//! job begins anew.

use std::sync::Arc;

use diesel::{PgConnection, QueryResult};
use serde::{Deserialize, Serialize};

use super::actions::{self, EraseError};
use super::erasers::Erasers;
use super::tombstones;
use crate::audit::Actor;
use crate::auth::queries::find_organisation;
use crate::config::Config;
use crate::db::Db;
use crate::domain::{CustomerId, UserId};
use crate::jobs::{self, JobError, JobRun, NewJob, Registry};
use crate::users::queries::find_user;
use crate::web::i18n;

const ERASE: &str = "privacy.erase";

/// Numbers alone: nothing here may name the person.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Task {
    customer: CustomerId,
    /// On whose behalf.
    by: UserId,
}

/// Adds the handler of this feature.
pub fn register(registry: Registry, db: &Db, config: &Config, erasers: Erasers) -> Registry {
    let parts = Arc::new((db.clone(), config.clone(), erasers));
    registry.on(ERASE, move |run| erase(parts.clone(), run))
}

pub fn enqueue(conn: &mut PgConnection, by: UserId, customer: CustomerId) -> QueryResult<()> {
    let task = Task { customer, by };
    let job = NewJob::new(ERASE, &task).unique_key(key(customer));
    jobs::enqueue(conn, job).map(|_| ())
}

/// By which the job of a customer is found.
pub fn key(customer: CustomerId) -> String {
    format!("{ERASE}:{customer}")
}

/// The file beside the database comes after, also where an attempt died between the two.
async fn erase(parts: Arc<(Db, Config, Erasers)>, run: JobRun) -> Result<(), JobError> {
    let task: Task = run.payload()?;
    let (db, config, erasers) = &*parts;
    let erasers = erasers.clone();
    let done = db
        .transaction::<_, EraseError, _>(move |conn| {
            let user = find_user(conn, task.by)?;
            let actor = Actor {
                user_id: Some(user.id),
                name: user.name,
                request_id: None,
            };
            let language = find_organisation(conn)?.language;
            let replacement = i18n::text(language, "privacy-erased-name", &[]);
            actions::erase(conn, &actor, &erasers, task.customer, &replacement)
        })
        .await;
    match done {
        Ok(()) => tombstones::keep_beside(db, config).await,
        Err(EraseError::Database(error)) => return Err(error.into()),
        Err(error @ EraseError::Busy) => return Err(anyhow::Error::from(error).into()),
        Err(error @ EraseError::Merged) => {
            return Err(JobError::Fail {
                error: error.into(),
            });
        }
    }
    Ok(())
}
