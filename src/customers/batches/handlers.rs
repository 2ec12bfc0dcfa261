use actix_web::{HttpRequest, HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::forms::{BatchForm, Selection};
use super::plan::{Action, ActionName};
use super::views::{NewPage, ShowPage};
use super::{actions, queries};
use crate::auth::SignedIn;
use crate::customers::filters::Filters;
use crate::customers::params::ListParams;
use crate::customers::queries::{self as customers, Count};
use crate::db::Db;
use crate::domain::{Capability, CustomerBatchId, UserId};
use crate::users::{self, User};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, html, redirect, redirect_with, unprocessable,
};

/// A button without fields; its token is checked all the same.
type NoFields = Form<Vec<(String, String)>>;

/// So many are named of those who are meant.
const NAMED: i64 = 8;
/// So many are named of those who were left alone.
const LEFT_ALONE: i64 = 50;

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
    let (actor, by) = (user.actor(), user.id());
    let id = db
        .transaction::<_, AppError, _>(move |conn| actions::begin(conn, &actor, by, &order))
        .await?;
    Ok(redirect_with(
        &keys,
        &path(id),
        Flash::ok(user.frame().t("batch-begun")),
    ))
}

async fn review(
    user: &SignedIn,
    db: &Db,
    form: BatchForm,
    errors: FieldErrors,
) -> Result<NewPage, AppError> {
    let (selection, by) = (form.selection(), user.id());
    let (count, names, owners) = db.run(move |conn| find_meant(conn, &selection, by)).await?;
    Ok(NewPage {
        page: user.page(),
        form,
        errors,
        count,
        names,
        owners,
    })
}

fn find_meant(
    conn: &mut PgConnection,
    selection: &Selection,
    by: UserId,
) -> QueryResult<(Count, Vec<String>, Vec<User>)> {
    let owners = users::queries::list_users(conn)?;
    if !selection.is_all {
        let named = customers::list_named(conn, &selection.ids, NAMED)?;
        let there = customers::count_there(conn, &selection.ids)?;
        return Ok((Count::Exactly(there), named, owners));
    }
    let filters = Filters::read(ListParams::of_query(&selection.query), by);
    let count = customers::count_customers(conn, &filters)?;
    let ids = customers::list_ids(conn, &filters, NAMED)?;
    Ok((count, customers::list_named(conn, &ids, NAMED)?, owners))
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<CustomerBatchId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let id = id.into_inner();
    let (batch, counts, left_alone, users) = db
        .run(move |conn| {
            let batch = queries::find_batch(conn, id)?;
            let (counts, left_alone) = match batch.state.is_moving() {
                true => (Vec::new(), Vec::new()),
                false => (
                    queries::count_outcomes(conn, id)?,
                    queries::list_left_alone(conn, id, LEFT_ALONE)?,
                ),
            };
            Ok((batch, counts, left_alone, users::queries::list_users(conn)?))
        })
        .await?;
    let name = |id: UserId| {
        let found = users.iter().find(|user| user.id == id);
        found.map(|user| user.name.clone())
    };
    let owner = match batch.what() {
        Some(Action::Assign { owner: Some(owner) }) => name(owner),
        _ => None,
    };
    html(&ShowPage {
        page: user.page(),
        author: name(batch.created_by).unwrap_or_default(),
        owner,
        batch,
        counts,
        left_alone,
        reader: user.id(),
    })
}

pub async fn undo(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<CustomerBatchId>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let (id, actor, by) = (id.into_inner(), user.actor(), user.id());
    let is_admin = user.may(Capability::Settings);
    db.transaction::<_, AppError, _>(move |conn| actions::undo(conn, &actor, id, by, is_admin))
        .await?;
    Ok(redirect(&path(id)))
}

fn path(id: CustomerBatchId) -> String {
    format!("/customers/batches/{id}")
}
