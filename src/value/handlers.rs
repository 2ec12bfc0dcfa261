use actix_web::{HttpResponse, web};
use chrono::Utc;

use super::actions::{self, Noted, Turn, back_on};
use super::forms::{ListQuery, Shown, TurnForm};
use super::model::{Outcome, Summary};
use super::queries;
use super::views::{IndexPage, Refused, last_page};
use crate::auth::SignedIn;
use crate::db::{Db, Json};
use crate::domain::{CallPauseId, Capability, CustomerId};
use crate::web::{AppError, Flash, Form, Keys, NoFields, html, redirect_with, unprocessable};

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    html(&list_page(&user, &db, query.read(), None).await?)
}

async fn list_page(
    user: &SignedIn,
    db: &Db,
    asked: Shown,
    refused: Option<Refused>,
) -> Result<IndexPage, AppError> {
    let narrowing = asked.narrowing(user.id());
    let (model, total, shown, rows) = db
        .run(move |conn| {
            let Summary { model, total } = queries::find_summary(conn, &narrowing)?;
            let model = model.map(|Json(model)| model);
            let page = asked.page.clamp(1, last_page(total));
            let rows = match total {
                0 => Vec::new(),
                _ => queries::list_to_call(conn, &narrowing, page)?,
            };
            Ok((model, total, Shown { page, ..asked }, rows))
        })
        .await?;
    Ok(IndexPage::new(
        user.page(),
        model,
        rows,
        (shown, total),
        refused,
    ))
}

/// Notes what came of a customer's turn: the list goes on without her for some days.
pub async fn note(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerId>,
    query: web::Query<ListQuery>,
    Form(form): Form<TurnForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (customer, shown) = (id.into_inner(), query.read());
    let (outcome, note) = match form.read() {
        Ok(read) => read,
        Err(error) => {
            let refused = Some(Refused {
                customer,
                note: form.note,
                error,
            });
            return unprocessable(&list_page(&user, &db, shown, refused).await?);
        }
    };
    let page = user.frame();
    let until = back_on(outcome, user.today());
    let turn = Turn {
        customer,
        outcome,
        title: match outcome {
            Outcome::Called => page.t("call-list-called-title"),
            Outcome::NotNow => page.tv("call-list-not-now-title", "date", page.date(&until)),
            Outcome::NoAnswer => page.t("call-list-no-answer-title"),
        },
        note,
        today: user.today(),
        now: Utc::now(),
    };
    let actor = user.actor();
    let noted = db
        .transaction::<_, AppError, _>(move |conn| actions::note_turn(conn, &actor, &turn))
        .await?;
    let flash = match noted {
        Noted::Paused(id) => {
            let key = format!("call-list-noted-{outcome}");
            let text = page.tv(&key, "date", page.date(&until));
            Flash::ok(text).with_undo(shown.below(&format!("/call-list/pauses/{id}/reversal")))
        }
        Noted::Beside => Flash::warn(page.t("call-list-already")),
        Noted::Before => Flash::warn(page.t("call-list-twice")),
    };
    Ok(redirect_with(&keys, &shown.address(), flash))
}

pub async fn take_back(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CallPauseId>,
    query: web::Query<ListQuery>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (id, by, actor) = (id.into_inner(), user.id(), user.actor());
    db.transaction::<_, AppError, _>(move |conn| actions::take_back(conn, &actor, id, by))
        .await?;
    let flash = Flash::ok(user.frame().t("call-list-taken-back"));
    Ok(redirect_with(&keys, &query.read().address(), flash))
}
