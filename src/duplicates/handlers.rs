use actix_web::{HttpResponse, web};
use diesel::PgConnection;

use super::actions;
use super::forms::{CompareQuery, ListQuery, MergeForm, PickQuery, read_order};
use super::model::PairState;
use super::moves::Moves;
use super::queries;
use super::views::{ComparePage, IndexPage, PickPage, Rows, Shown, pair_address};
use crate::auth::SignedIn;
use crate::customers::{self, Picker, lookup};
use crate::db::Db;
use crate::domain::{Capability, CustomerId, MergeId};
use crate::web::{
    AppError, Flash, Form, Keys, NoFields, Pages, conflict, html, redirect, redirect_with,
};

type Pair = web::Path<(CustomerId, CustomerId)>;

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Merge)?;
    html(&list_page(&user, &db, query.state(), query.page(), None).await?)
}

async fn list_page(
    user: &SignedIn,
    db: &Db,
    state: PairState,
    asked: i64,
    notice: Option<&'static str>,
) -> Result<IndexPage, AppError> {
    let (rows, pages) = db
        .run(move |conn| {
            let total = match state {
                PairState::Merged => queries::count_merges(conn)?,
                state => queries::count_pairs(conn, state)?,
            };
            let pages = Pages::new(asked, total);
            let rows = match state {
                PairState::Merged => Rows::Merges(queries::list_merges(conn, pages)?),
                state => Rows::Pairs(queries::list_pairs(conn, state, pages)?),
            };
            Ok((rows, pages))
        })
        .await?;
    Ok(IndexPage {
        page: user.page(),
        state,
        rows,
        pages,
        notice,
    })
}

/// Asks with whom a customer is to be compared, where a person knows that two are one.
pub async fn pick(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<PickQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Merge)?;
    let (query, by) = (query.into_inner(), user.id());
    let one: CustomerId = query.customer.parse().map_err(|_| AppError::NotFound)?;
    let (asked, id, name) = (query.is_asked(), query.customer_id, query.customer_name);
    let (one, picker) = db
        .run(move |conn| {
            let one = customers::queries::find_named(conn, one)?;
            Ok((one, lookup::pick(conn, &id, &name, by)?))
        })
        .await?;
    let one = one.ok_or(AppError::NotFound)?;
    let error = match &picker.chosen {
        Some(other) if other.id != one.id => {
            return Ok(redirect(&page_of(ordered((one.id, other.id))?)));
        }
        Some(_) => Some("duplicates-same"),
        None => picker.error().filter(|_| asked),
    };
    let picker = Picker {
        chosen: None,
        ..picker
    };
    html(&PickPage {
        page: user.page(),
        one,
        picker,
        error,
    })
}

pub async fn compare(
    user: SignedIn,
    db: web::Data<Db>,
    path: Pair,
    query: web::Query<CompareQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Merge)?;
    let ((a, b), is_queue) = (path.into_inner(), query.is_queue());
    if a > b {
        return Ok(redirect(&pair_address((b, a), is_queue)));
    }
    html(&compare_page(&user, &db, ordered((a, b))?, None, is_queue).await?)
}

/// The two as they are now; of a form that could not be stored, why, and what was chosen in it.
async fn compare_page(
    user: &SignedIn,
    db: &Db,
    (a, b): (CustomerId, CustomerId),
    refused: Option<(&'static str, MergeForm)>,
    is_queue: bool,
) -> Result<ComparePage, AppError> {
    let shown = db
        .run(move |conn| Ok([load(conn, a)?, load(conn, b)?]))
        .await?;
    Ok(ComparePage::new(user.page(), shown, refused, is_queue))
}

fn load(conn: &mut PgConnection, id: CustomerId) -> diesel::QueryResult<Shown> {
    let mut standing = queries::list_standings(conn, &[id])?;
    Ok(Shown {
        standing: standing.pop().ok_or(diesel::result::Error::NotFound)?,
        columns: customers::queries::merging::find_columns(conn, id)?,
        consents: customers::queries::list_consents(conn, id)?,
    })
}

pub async fn merge(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    moves: web::Data<Moves>,
    path: Pair,
    query: web::Query<CompareQuery>,
    Form(form): Form<MergeForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Merge)?;
    let (pair, is_queue) = (ordered(path.into_inner())?, query.is_queue());
    let order = read_order(&form, pair)?;
    let actor = user.actor();
    let merged = db
        .transaction::<_, AppError, _>(move |conn| {
            let score = queries::find_score(conn, pair)?;
            let id = actions::merge(conn, &actor, &moves, &order)?;
            let place = match is_queue {
                true => next_in_queue(conn, pair, score)?,
                false => format!("/customers/{}", queries::lock_merge(conn, id)?.winner_id),
            };
            Ok((id, place))
        })
        .await;
    match merged {
        Ok((id, place)) => {
            let flash = Flash::ok(user.frame().t("duplicates-merged"))
                .with_undo(format!("/duplicates/merges/{id}/reversal"));
            Ok(redirect_with(&keys, &place, flash))
        }
        Err(AppError::Conflict(key)) => {
            conflict(&compare_page(&user, &db, pair, Some((key, form)), is_queue).await?)
        }
        Err(other) => Err(other),
    }
}

/// Where the work goes on: with the next two, or with the list that has none left.
fn next_in_queue(
    conn: &mut PgConnection,
    pair: (CustomerId, CustomerId),
    score: Option<i32>,
) -> diesel::QueryResult<String> {
    let next = queries::find_next_pair(conn, pair, score.unwrap_or_default())?;
    Ok(next.map_or_else(|| "/duplicates".to_owned(), |next| pair_address(next, true)))
}

pub async fn undo(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    moves: web::Data<Moves>,
    id: web::Path<MergeId>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Merge)?;
    let (id, actor) = (id.into_inner(), user.actor());
    let undone = db
        .transaction::<_, AppError, _>(move |conn| actions::undo(conn, &actor, &moves, id))
        .await;
    let merge = match undone {
        // Back to the list that offered it, which says why.
        Err(AppError::Conflict(key)) => {
            return conflict(&list_page(&user, &db, PairState::Merged, 1, Some(key)).await?);
        }
        undone => undone?,
    };
    let (a, b) = (
        merge.winner_id.min(merge.loser_id),
        merge.winner_id.max(merge.loser_id),
    );
    let flash = Flash::ok(user.frame().t("duplicates-unmerged"));
    Ok(redirect_with(&keys, &page_of((a, b)), flash))
}

pub async fn dismiss(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: Pair,
    query: web::Query<CompareQuery>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Merge)?;
    let (pair, actor, is_queue) = (ordered(path.into_inner())?, user.actor(), query.is_queue());
    let place = db
        .transaction::<_, AppError, _>(move |conn| {
            let score = queries::find_score(conn, pair)?;
            actions::dismiss(conn, &actor, pair)?;
            match is_queue {
                true => Ok(next_in_queue(conn, pair, score)?),
                false => Ok("/duplicates".to_owned()),
            }
        })
        .await?;
    let flash = Flash::ok(user.frame().t("duplicates-dismissed"))
        .with_undo(format!("{}/reopening", page_of(pair)));
    Ok(redirect_with(&keys, &place, flash))
}

pub async fn reopen(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: Pair,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Merge)?;
    let (pair, actor) = (ordered(path.into_inner())?, user.actor());
    db.transaction::<_, AppError, _>(move |conn| actions::reopen(conn, &actor, pair))
        .await?;
    let flash = Flash::ok(user.frame().t("duplicates-reopened"));
    Ok(redirect_with(&keys, &page_of(pair), flash))
}

/// The two in the order of their ids; nobody is a duplicate of themselves.
fn ordered((a, b): (CustomerId, CustomerId)) -> Result<(CustomerId, CustomerId), AppError> {
    match a == b {
        true => Err(AppError::NotFound),
        false => Ok((a.min(b), a.max(b))),
    }
}

fn page_of(pair: (CustomerId, CustomerId)) -> String {
    pair_address(pair, false)
}
