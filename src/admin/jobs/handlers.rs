use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::actions::{self, Step};
use super::views::{JobsFragment, JobsPage, Queue, address};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, JobId};
use crate::jobs::{self, Registry, State};
use crate::web::{AppError, Flash, Form, Fragment, Keys, html, redirect_with};

/// Rows of a page.
const PAGE_SIZE: i64 = 50;

#[derive(Deserialize)]
pub struct JobsQuery {
    #[serde(default)]
    state: String,
    /// The last job of the page above.
    before: Option<JobId>,
}

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    registry: web::Data<Registry>,
    Fragment(is_fragment): Fragment,
    query: web::Query<JobsQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Jobs)?;
    let (state, before) = (query.state.parse().ok(), query.before);
    let (jobs, counts, depths) = db
        .run(move |conn| {
            Ok((
                jobs::queries::list_jobs(conn, state, before, PAGE_SIZE + 1)?,
                jobs::queries::count_by_state(conn)?,
                jobs::queries::list_depths(conn)?,
            ))
        })
        .await?;
    let queue = Queue::new(state, before, jobs, PAGE_SIZE, counts, depths, &registry);
    let page = user.page();
    if is_fragment {
        html(&JobsFragment { page, queue })
    } else {
        html(&JobsPage { page, queue })
    }
}

/// The tab from which a button was pressed.
#[derive(Deserialize)]
pub struct Tab {
    #[serde(default)]
    state: String,
}

pub async fn try_again(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    registry: web::Data<Registry>,
    path: web::Path<JobId>,
    Form(tab): Form<Tab>,
) -> Result<HttpResponse, AppError> {
    take(
        user,
        db,
        keys,
        registry,
        path.into_inner(),
        tab,
        Step::TryAgain,
    )
    .await
}

pub async fn cancel(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    registry: web::Data<Registry>,
    path: web::Path<JobId>,
    Form(tab): Form<Tab>,
) -> Result<HttpResponse, AppError> {
    take(
        user,
        db,
        keys,
        registry,
        path.into_inner(),
        tab,
        Step::Cancel,
    )
    .await
}

async fn take(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    registry: web::Data<Registry>,
    id: JobId,
    tab: Tab,
    step: Step,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Jobs)?;
    let actor = user.actor();
    let taken = db
        .transaction::<_, AppError, _>(move |conn| actions::take(conn, &actor, &registry, id, step))
        .await?;
    let text = |key| user.frame().t(key);
    let flash = match (taken, step) {
        (true, Step::TryAgain) => Flash::ok(text("jobs-retried")),
        (true, Step::Cancel) => Flash::ok(text("jobs-cancelled")),
        (false, _) => Flash::warn(text("jobs-moved-on")),
    };
    let state: Option<State> = tab.state.parse().ok();
    Ok(redirect_with(&keys, &address(state, None), flash))
}
