use actix_web::{HttpResponse, web};
use chrono::{DateTime, Days, Utc};

use super::forms::{BackForm, ListQuery, PostponeForm, address};
use super::model::{Filter, View};
use super::queries::{self, PAGE};
use super::views::{IndexPage, LAST_PAGE, due_words};
use super::way_back;
use crate::activities::actions;
use crate::activities::queries::find_planned;
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{ActivityId, Capability};
use crate::web::{AppError, Flash, Form, Keys, Page, html, redirect_with};

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (me, asked) = (user.id(), query.page());
    let (view, is_mine) = (query.view(), query.is_mine());
    let filter = Filter {
        view,
        of: is_mine.then_some(me),
        day: day_of(user.frame()),
    };
    let (tally, total, number, tasks) = db
        .run(move |conn| {
            let tally = queries::count_open(conn, me, filter.day)?;
            let total = match tally.of(view, is_mine) {
                Some(total) => total,
                None => queries::count_done(conn, filter.of)?,
            };
            let last = ((total + PAGE - 1) / PAGE).clamp(1, LAST_PAGE);
            let number = asked.clamp(1, last);
            let tasks = queries::list_tasks(conn, &filter, number)?;
            Ok((tally, total, number, tasks))
        })
        .await?;
    html(&IndexPage::new(
        user.page(),
        (view, is_mine),
        tally,
        tasks,
        (number, total),
    ))
}

/// The first instants of today and of tomorrow.
pub(super) fn day_of(page: &Page) -> (DateTime<Utc>, DateTime<Utc>) {
    let (organisation, today) = (&page.organisation, page.today);
    let start = |days| organisation.start_of(today + Days::new(days));
    (start(0), start(1))
}

pub async fn complete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ActivityId>,
    Form(form): Form<BackForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (id, by, actor) = (id.into_inner(), user.id(), user.actor());
    let (activity, _) = db.run(move |conn| find_planned(conn, id)).await?;
    db.transaction::<_, AppError, _>(move |conn| actions::complete(conn, &actor, id, by))
        .await?;
    let back = way_back(&form.back, &list());
    let undo = crate::web::query(&format!("/activities/{id}/reopening"), &[("back", &back)]);
    let text = user
        .frame()
        .tv("activity-done", "title", activity.in_words());
    Ok(redirect_with(&keys, &back, Flash::ok(text).with_undo(undo)))
}

pub async fn reopen(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ActivityId>,
    query: web::Query<BackForm>,
    Form(form): Form<BackForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (id, actor) = (id.into_inner(), user.actor());
    db.transaction::<_, AppError, _>(move |conn| actions::reopen(conn, &actor, id))
        .await?;
    let back = way_back(&form.back, &way_back(&query.back, &list()));
    let text = user.frame().t("activity-reopened");
    Ok(redirect_with(&keys, &back, Flash::ok(text)))
}

pub async fn postpone(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ActivityId>,
    Form(form): Form<PostponeForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let back = way_back(&form.back, &list());
    let to = match form.read() {
        Ok(to) => to,
        Err(key) => {
            let flash = Flash::error(user.frame().t(key));
            return Ok(redirect_with(&keys, &back, flash));
        }
    };
    let (id, actor) = (id.into_inner(), user.actor());
    let (organisation, today) = (user.organisation().clone(), user.today());
    let due = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::postpone(conn, &actor, id, to, (&organisation, today))
        })
        .await?;
    let words = due_words(user.frame(), &due);
    let text = user.frame().tv("activity-postponed", "due", words);
    Ok(redirect_with(&keys, &back, Flash::ok(text)))
}

fn list() -> String {
    address(View::default(), true)
}
