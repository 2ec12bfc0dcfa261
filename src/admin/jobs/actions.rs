use diesel::PgConnection;

use crate::audit::{self, Actor, Change};
use crate::domain::JobId;
use crate::jobs::{self, Registry};
use crate::web::AppError;

/// What a person may do to a job.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    TryAgain,
    Cancel,
}

impl Step {
    fn action(self) -> &'static str {
        match self {
            Self::TryAgain => "job.retried",
            Self::Cancel => "job.cancelled",
        }
    }
}

/// `false`: the job has moved on in the meantime. One with a record of its own is refused.
pub fn take(
    conn: &mut PgConnection,
    actor: &Actor,
    registry: &Registry,
    id: JobId,
    step: Step,
) -> Result<bool, AppError> {
    let kind = jobs::queries::find_job(conn, id)?.kind;
    if registry.has_owner(&kind) {
        return Err(AppError::Conflict("jobs-has-owner"));
    }
    let taken = match step {
        Step::TryAgain => jobs::try_again(conn, id)?,
        Step::Cancel => jobs::cancel(conn, id)?,
    };
    if taken {
        let change = Change::new(step.action(), "job", id).set("kind", &kind);
        audit::record(conn, actor, &change)?;
    }
    Ok(taken)
}
