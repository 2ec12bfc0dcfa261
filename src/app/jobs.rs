//! Every kind of job, with its handler.

use std::time::Duration;

use super::{Parts, erasing, merging};
use crate::api_keys;
use crate::auth::{self, Clock};
use crate::campaigns;
use crate::customers;
use crate::db::Db;
use crate::duplicates;
use crate::history::{self, metrics};
use crate::imports;
use crate::jobs::{JobError, Registry, schedule};
use crate::messages;
use crate::privacy;
use crate::proposals;
use crate::segments;
use crate::services;
use crate::settings;
use crate::value;
use crate::webhooks;

const EXPIRE_SESSIONS: &str = "auth.expire";
const FORGET_ANSWERS: &str = "api_keys.forget_answers";
const MOVE_BUSINESS_DAY: &str = "history.move_business_day";
const COMPACT_FIGURES: &str = "history.compact";

const HOUR: Duration = Duration::from_secs(3600);
/// Midnight comes at another instant in each zone, and a settings page can change the zone: looking is cheaper than knowing.
const DAY_CHECK: Duration = Duration::from_secs(60);

pub fn registry(parts: &Parts) -> Registry {
    let (db, clock) = (&parts.db, parts.clock);
    let on = |db: &Db| db.clone();
    let (expire, forget, figures, apply, compact) = (on(db), on(db), on(db), on(db), on(db));
    let registry = Registry::default()
        .on(EXPIRE_SESSIONS, move |_| {
            run(expire.clone(), auth::queries::delete_expired)
        })
        .recurring(EXPIRE_SESSIONS, schedule::every(HOUR))
        .on(FORGET_ANSWERS, move |_| {
            run(forget.clone(), api_keys::forget_answers)
        })
        .recurring(FORGET_ANSWERS, schedule::every(HOUR))
        .on(MOVE_BUSINESS_DAY, move |_| {
            run(figures.clone(), move |conn| {
                bring_figures_up_to_date(conn, clock)
            })
        })
        .recurring(MOVE_BUSINESS_DAY, schedule::every(DAY_CHECK))
        .on(settings::APPLY_JOB, move |_| {
            run(apply.clone(), move |conn| {
                bring_figures_up_to_date(conn, clock)
            })
        })
        .on(COMPACT_FIGURES, move |_| {
            run(compact.clone(), metrics::compact)
        })
        .recurring(COMPACT_FIGURES, schedule::every(HOUR));
    let registry = customers::register(registry, db);
    let registry = segments::register(registry, db);
    let registry = services::register(registry, db, history::queries::service_moves());
    let registry = messages::register(registry, db, parts.office.clone(), parts.listeners.clone());
    let registry = proposals::register(registry, db, parts.engines.clone());
    let registry = value::register(registry, db);
    let registry = campaigns::register(registry, db, &parts.config, parts.engines.clone());
    let registry = webhooks::register(registry, db, parts.outbound.clone());
    let registry = imports::register(registry, db, &merging::moves());
    let registry = privacy::register(registry, db, &parts.config, erasing::erasers());
    duplicates::register(registry, db, merging::moves())
}

async fn run<T: Send + 'static>(
    db: Db,
    work: impl FnOnce(&mut diesel::PgConnection) -> diesel::QueryResult<T> + Send + 'static,
) -> Result<(), JobError> {
    Ok(db.run(work).await.map(|_| ())?)
}

/// Moves the stored figures to the business's own day and its thresholds of now; costs nothing where they hold already.
pub fn bring_figures_up_to_date(
    conn: &mut diesel::PgConnection,
    clock: Clock,
) -> diesel::QueryResult<()> {
    let organisation = auth::queries::find_organisation(conn)?;
    metrics::move_business_day(conn, clock.today(&organisation))?;
    let thresholds = segments::refresh_quantiles(conn)?;
    if metrics::find_held(conn)?.thresholds != thresholds {
        metrics::rescore_all(conn)?;
    }
    Ok(())
}
