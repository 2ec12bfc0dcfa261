use actix_web::{HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::forms::Pair;
use super::queries::Taken;
use super::views::{MergesPage, PreviewPage};
use super::{Moves, actions, queries, rule};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, ServiceId, ServiceMergeId};
use crate::services::followers::CategoryFollowers;
use crate::services::model::Service;
use crate::services::queries::find_service;
use crate::web::{AppError, Flash, Form, Keys, NoFields, html, redirect, redirect_with};

const PATH: &str = "/services/merges";

pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Services)?;
    // Many names are compared: that takes its time beside the statements, where no other page waits for it.
    let (suggested, merges) = db
        .run(|conn| {
            let suggested = rule::suggestions(&queries::list_names(conn)?);
            Ok((suggested, queries::list_merges(conn)?))
        })
        .await?;
    html(&MergesPage {
        page: user.page(),
        suggested,
        merges,
    })
}

/// What would move.
pub async fn preview(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<Pair>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Services)?;
    // Where nobody was chosen yet, the suggestions help.
    let Some((loser, winner)) = query.ids() else {
        return Ok(redirect(PATH));
    };
    if loser == winner {
        return Err(AppError::Conflict("service-merge-same"));
    }
    let (loser, winner) = db
        .run(move |conn| {
            Ok((
                find_with_history(conn, loser)?,
                find_with_history(conn, winner)?,
            ))
        })
        .await?;
    if loser.0.merged_into.is_some() || winner.0.merged_into.is_some() {
        return Err(AppError::Conflict("service-merge-gone"));
    }
    html(&PreviewPage {
        page: user.page(),
        loser,
        winner,
    })
}

fn find_with_history(conn: &mut PgConnection, id: ServiceId) -> QueryResult<(Service, Taken)> {
    Ok((find_service(conn, id)?, queries::find_taken(conn, id)?))
}

pub async fn merge(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    moves: web::Data<Moves>,
    followers: web::Data<CategoryFollowers>,
    Form(form): Form<Pair>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Services)?;
    let (actor, by) = (user.actor(), user.id());
    let (moves, followers) = (*moves.as_ref(), *followers.as_ref());
    let pair = form.ids().ok_or(AppError::NotFound)?;
    let (name, followed) = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::merge(conn, &actor, pair, by, (moves, followers))
        })
        .await?;
    let done = user.frame().tv("service-merge-done", "name", name);
    let text = followed.told_after(done, user.frame());
    Ok(redirect_with(&keys, PATH, Flash::ok(text)))
}

pub async fn undo(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    moves: web::Data<Moves>,
    followers: web::Data<CategoryFollowers>,
    id: web::Path<ServiceMergeId>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Services)?;
    let (id, actor, by) = (id.into_inner(), user.actor(), user.id());
    let (moves, followers) = (*moves.as_ref(), *followers.as_ref());
    db.transaction::<_, AppError, _>(move |conn| {
        actions::undo(conn, &actor, id, by, (moves, followers))
    })
    .await?;
    let text = user.frame().t("service-merge-back");
    Ok(redirect_with(&keys, PATH, Flash::ok(text)))
}
