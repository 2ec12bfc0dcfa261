//! The erasure looks for the person's words in every text that names nobody by a key, in tables of millions: longer than a
//! request may take. Its transaction is one all the same, so that a program that dies in it leaves the person whole, and the
//! job begins anew.

use std::sync::Arc;
use std::time::Duration;

use diesel::{PgConnection, QueryResult};
use serde::{Deserialize, Serialize};

use super::actions::{self, EraseError};
use super::erasers::Erasers;
use super::tombstones;
use crate::audit::Actor;
use crate::auth::queries::find_organisation;
use crate::config::Config;
use crate::customers::queries::erasing::{ERASURE, erasure_key};
use crate::db::Db;
use crate::domain::{CustomerId, UserId};
use crate::jobs::{self, JobError, JobRun, NewJob, Registry};
use crate::users::queries::find_user;
use crate::web::i18n;

/// What is written or sent is over soon, and so often it is looked again.
const BUSY_WAIT: Duration = Duration::from_secs(30);
const BUSY_ATTEMPTS: i32 = 10;

/// Numbers alone: nothing here may name the person.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Task {
    customer: CustomerId,
    /// The customer, and who was merged into them when it was asked for: these and no others.
    confirmed: Vec<CustomerId>,
    /// On whose behalf.
    by: UserId,
}

/// Adds the handler of this feature.
pub fn register(registry: Registry, db: &Db, config: &Config, erasers: Erasers) -> Registry {
    let parts = Arc::new((db.clone(), config.clone(), erasers));
    registry.on(ERASURE, move |run| erase(parts.clone(), run))
}

/// `false`: somebody else asked at the same moment.
pub fn enqueue(
    conn: &mut PgConnection,
    by: UserId,
    customer: CustomerId,
    confirmed: Vec<CustomerId>,
) -> QueryResult<bool> {
    let task = Task {
        customer,
        confirmed,
        by,
    };
    let job = NewJob::new(ERASURE, &task).unique_key(erasure_key(customer));
    jobs::enqueue(conn, job).map(|queued| queued.is_some())
}

/// The file beside the database comes after, also where an attempt died between the two: it is done once both are.
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
            let meant = (task.customer, task.confirmed.as_slice());
            actions::erase(conn, &actor, &erasers, meant, &replacement)
        })
        .await;
    match done {
        Ok(()) => Ok(tombstones::keep_beside(db, config).await?),
        Err(EraseError::Database(error)) => Err(error.into()),
        Err(error @ EraseError::Busy) if run.attempt < BUSY_ATTEMPTS => Err(JobError::Retry {
            error: error.into(),
            after: Some(BUSY_WAIT),
        }),
        Err(error @ (EraseError::Busy | EraseError::Merged)) => Err(JobError::Fail {
            error: error.into(),
        }),
    }
}
