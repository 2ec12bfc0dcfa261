use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use diesel::PgConnection;

use super::forms::OffersForm;
use super::model::Terms;
use super::queries;
use super::views::OffersPage;
use crate::audit::{self, Actor, Change};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, UserId};
use crate::segments::Segment;
use crate::web::{AppError, Flash, Form, Keys, conflict, html, redirect_with, unprocessable};

const ADDRESS: &str = "/settings/offers";

pub async fn show(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (rows, version) = db
        .run(|conn| Ok((queries::list_terms(conn)?, queries::find_version(conn)?)))
        .await?;
    html(&OffersPage {
        page: user.page(),
        form: OffersForm::of(&rows, version),
        problem: None,
    })
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let form = OffersForm::read(&fields);
    let version = form.version;
    let again = |form, problem| OffersPage {
        page: user.page(),
        form,
        problem,
    };
    let rows = match form.clone().parse(&user.organisation().offer_limits) {
        Ok(rows) => rows,
        Err(form) => return unprocessable(&again(form, None)),
    };
    let (actor, by) = (user.actor(), user.id());
    let stored = db
        .transaction::<_, AppError, _>(move |conn| store(conn, &actor, by, &rows, version))
        .await;
    match stored {
        Ok(()) => {
            let saved = Flash::ok(user.frame().t("saved"));
            Ok(redirect_with(&keys, ADDRESS, saved))
        }
        // What was typed stays; saving again goes over the other change.
        Err(AppError::Conflict(key)) => {
            let version = db.run(queries::find_version).await?;
            conflict(&again(OffersForm { version, ..form }, Some(key)))
        }
        Err(error) => Err(error),
    }
}

fn store(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    rows: &[(Segment, Terms)],
    version: i32,
) -> Result<(), AppError> {
    let before = queries::list_terms(conn)?;
    if queries::update_version(conn, version, by)? == 0 {
        return Err(AppError::Conflict("settings-changed-meanwhile"));
    }
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    for (segment, terms) in rows {
        let stored = before.get(segment).cloned().unwrap_or_default();
        if stored != *terms {
            queries::update_terms(conn, *segment, terms)?;
            old.insert(*segment, stored);
            new.insert(*segment, terms.clone());
        }
    }
    if !new.is_empty() {
        let change = Change::of_all("settings.updated", "settings");
        audit::record(conn, actor, &change.field("segment_offers", old, new))?;
    }
    Ok(())
}
