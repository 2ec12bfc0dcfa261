use actix_web::{HttpRequest, HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::followers::TagFollowers;
use super::forms::{BatchForm, Selection};
use super::plan::ActionName;
use super::views::{IndexPage, NewPage, ShowPage};
use super::{actions, queries};
use crate::auth::SignedIn;
use crate::customers::filters::{Filters, with_list};
use crate::customers::forms::FromList;
use crate::customers::queries as customers;
use crate::db::Db;
use crate::domain::{Capability, CustomerBatchId, OwnField, UserId};
use crate::users::{self, User};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, NoFields, conflict, html, redirect, redirect_with,
    unprocessable,
};

/// So many are listed, the newest.
const LISTED: i64 = 50;
/// So many are named of those who are meant.
const NAMED: i64 = 8;
/// So many are named of those who were left alone.
const LEFT_ALONE: i64 = 50;

/// What was done to many: by whoever asks, and for administrators by anybody.
pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let author = author_for(&user);
    let (batches, users) = db
        .run(move |conn| {
            let batches = queries::list_batches(conn, author, LISTED)?;
            Ok((batches, users::queries::list_users(conn)?))
        })
        .await?;
    html(&IndexPage {
        page: user.page(),
        batches,
        users,
    })
}

/// Whose batches somebody may see and undo: `None` is everybody's.
fn author_for(user: &SignedIn) -> Option<UserId> {
    Some(user.id()).filter(|_| !user.may(Capability::Settings))
}

/// Who is meant, and what could be done with them.
pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let form = BatchForm::of(&Selection::of_query(request.query_string()));
    html(&review(&user, &db, form, FieldErrors::default()).await?)
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    followers: web::Data<TagFollowers>,
    Form(form): Form<BatchForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let owners = db.run(users::queries::list_users).await?;
    let owners: Vec<UserId> = owners.iter().map(|owner| owner.id).collect();
    let order = match form.read(&owners) {
        Ok(order) => order,
        Err(errors) => return unprocessable(&review(&user, &db, form, errors).await?),
    };
    if order.action.name() == ActionName::Delete {
        user.require(Capability::Erase)?;
    }
    let (actor, by, list) = (user.actor(), user.id(), form.query.clone());
    let begun = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::begin(conn, &actor, by, &order, **followers)
        })
        .await;
    match begun {
        Ok(id) => {
            let flash = Flash::ok(user.frame().t("batch-begun"));
            Ok(redirect_with(&keys, &with_list(&path(id), &list), flash))
        }
        // The form again, with whom it would be now.
        Err(AppError::Conflict(actions::OTHER_COUNT)) => {
            let page = review(&user, &db, form, FieldErrors::default()).await?;
            conflict(&NewPage {
                is_other_count: true,
                ..page
            })
        }
        Err(error) => Err(error),
    }
}

async fn review(
    user: &SignedIn,
    db: &Db,
    form: BatchForm,
    errors: FieldErrors,
) -> Result<NewPage, AppError> {
    let (selection, by) = (form.selection(), user.id());
    let own = user.organisation().customer_fields.clone();
    let (count, names, owners) = db
        .run(move |conn| find_meant(conn, &selection, by, &own))
        .await?;
    Ok(NewPage {
        page: user.page(),
        form,
        errors,
        count,
        is_other_count: false,
        names,
        owners,
    })
}

fn find_meant(
    conn: &mut PgConnection,
    selection: &Selection,
    by: UserId,
    own: &[OwnField],
) -> QueryResult<(i64, Vec<String>, Vec<User>)> {
    let owners = users::queries::list_users(conn)?;
    if !selection.is_all {
        let named = customers::list_named(conn, &selection.ids, NAMED)?;
        let there = customers::count_there(conn, &selection.ids)?;
        return Ok((there, named, owners));
    }
    let filters = Filters::of_query(&selection.query, by, own);
    let count = customers::count::count_whole(conn, &filters)?;
    let ids = customers::list_ids(conn, &filters, NAMED)?;
    Ok((count, customers::list_named(conn, &ids, NAMED)?, owners))
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<CustomerBatchId>,
    query: web::Query<FromList>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let (id, author) = (id.into_inner(), author_for(&user));
    let sees_deleted = user.may(Capability::Erase);
    let (batch, counts, left_alone, still_tagged, users) = db
        .run(move |conn| {
            let batch = queries::find_batch(conn, id, author)?;
            let (counts, left_alone) = match batch.state.is_moving() {
                true => (Vec::new(), Vec::new()),
                false => (
                    queries::count_outcomes(conn, id)?,
                    queries::list_left_alone(conn, id, sees_deleted, LEFT_ALONE)?,
                ),
            };
            let still_tagged = match batch.emptied_tag() {
                Some(tag) => queries::count_tagged(conn, &tag)?,
                None => 0,
            };
            let users = users::queries::list_users(conn)?;
            Ok((batch, counts, left_alone, still_tagged, users))
        })
        .await?;
    html(&ShowPage {
        page: user.page(),
        batch,
        users,
        counts,
        left_alone,
        still_tagged,
        reader: user.id(),
        list: query.into_inner().list,
    })
}

pub async fn undo(
    user: SignedIn,
    db: web::Data<Db>,
    followers: web::Data<TagFollowers>,
    id: web::Path<CustomerBatchId>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let (id, actor) = (id.into_inner(), user.actor());
    let by = (user.id(), author_for(&user));
    db.transaction::<_, AppError, _>(move |conn| actions::undo(conn, &actor, id, by, **followers))
        .await?;
    Ok(redirect(&path(id)))
}

pub fn path(id: CustomerBatchId) -> String {
    format!("/customers/batches/{id}")
}
