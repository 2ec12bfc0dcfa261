//! The board, a card that is moved on it, and why a sale was lost.

use actix_web::{HttpResponse, web};
use chrono::Days;

use super::page_of;
use crate::activities::work::way_back;
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, OpportunityId};
use crate::opportunities::actions;
use crate::opportunities::forms::card::{LossForm, MoveForm, Target};
use crate::opportunities::forms::list::ListQuery;
use crate::opportunities::model::Stage;
use crate::opportunities::queries;
use crate::opportunities::views::{Board, BoardPage, BoardPart, LossPage};
use crate::users;
use crate::web::{
    AppError, FieldErrors, Flash, Form, Fragment, Keys, html, lead_on, redirect_with, unprocessable,
};

pub async fn board(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let query = query.into_inner();
    let board = load_board(&user, &db, &query.owner, None).await?;
    html(&BoardPage {
        page: user.page(),
        board,
    })
}

/// The board of one owner, or of all; `moved` is the card that gets the focus.
async fn load_board(
    user: &SignedIn,
    db: &Db,
    owner: &str,
    moved: Option<OpportunityId>,
) -> Result<Board, AppError> {
    let query = ListQuery {
        owner: owner.to_owned(),
        ..ListQuery::default()
    };
    let of = query.owner(user.id());
    let since = user.today() - Days::new(queries::board::BOARD_DAYS);
    let since = user.organisation().start_of(since);
    let (cards, sums, people) = db
        .run(move |conn| {
            Ok((
                queries::board::list_board(conn, of, since)?,
                queries::board::sum_stages(conn, of, since)?,
                users::queries::list_users(conn)?,
            ))
        })
        .await?;
    Ok(Board::new(
        user.frame(),
        query,
        (cards, sums),
        &people,
        moved,
    ))
}

/// Moves a card. A loss is asked for its reason first.
pub async fn change_stage(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<OpportunityId>,
    Fragment(is_fragment): Fragment,
    Form(form): Form<MoveForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let id = id.into_inner();
    let target = form.target().ok_or(AppError::Invalid("error-invalid"))?;
    let query = ListQuery {
        owner: form.owner.clone(),
        ..ListQuery::default()
    };
    let back = way_back(&form.back, &query.address("/opportunities", &[]));
    if matches!(target, Target::Stage(Stage::Lost, _)) && !is_lost(&db, id).await? {
        let loss = crate::web::query(&loss_of(id), &[("back", &back)]);
        return Ok(lead_on(&loss, is_fragment));
    }
    let ending = form.ending().map_err(AppError::Invalid)?;
    let actor = user.actor();
    let after = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::move_to(conn, &actor, id, target, &ending)
        })
        .await?;
    let text = moved_words(&user, after.stage, &after.title);
    if is_fragment {
        let board = load_board(&user, &db, &form.owner, Some(id)).await?;
        let mut answer = html(&BoardPart {
            page: user.page(),
            board,
        })?;
        let toast = serde_json::json!({ "toast": { "text": text, "kind": "ok" } });
        crate::web::trigger(&mut answer, &toast);
        return Ok(answer);
    }
    Ok(redirect_with(&keys, &back, Flash::ok(text)))
}

async fn is_lost(db: &Db, id: OpportunityId) -> Result<bool, AppError> {
    let shown = db.run(move |conn| queries::find_shown(conn, id)).await?;
    Ok(shown.opportunity.stage == Stage::Lost)
}

fn moved_words(user: &SignedIn, stage: Stage, title: &str) -> String {
    let name = user.frame().t(&stage.key());
    user.frame()
        .tv2("opportunity-moved", "title", title, "stage", name)
}

pub async fn show_loss(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<OpportunityId>,
    query: web::Query<LossForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let id = id.into_inner();
    let shown = db.run(move |conn| queries::find_shown(conn, id)).await?;
    html(&LossPage {
        page: user.page(),
        shown,
        form: LossForm {
            back: query.into_inner().back,
            ..LossForm::default()
        },
        errors: FieldErrors::default(),
    })
}

/// Says why it was lost; said again, the new reason goes over the old.
pub async fn lose(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<OpportunityId>,
    Form(form): Form<LossForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let id = id.into_inner();
    let shown = db.run(move |conn| queries::find_shown(conn, id)).await?;
    let ending = match form.read() {
        Ok(ending) => ending,
        Err(errors) => {
            return unprocessable(&LossPage {
                page: user.page(),
                shown,
                form,
                errors,
            });
        }
    };
    let actor = user.actor();
    let after = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::lose(conn, &actor, id, &ending)?))
        .await?;
    let flash = Flash::ok(moved_words(&user, after.stage, &after.title));
    let back = way_back(&form.back, &page_of(id));
    Ok(redirect_with(&keys, &back, flash))
}

fn loss_of(id: OpportunityId) -> String {
    format!("/opportunities/{id}/loss")
}
