use actix_web::{HttpResponse, web};
use diesel::OptionalExtension as _;

use super::actions::{self, By};
use super::forms::{DefaultForm, ViewForm};
use super::model::SavedView;
use super::queries;
use crate::auth::SignedIn;
use crate::customers::filters::PATH;
use crate::db::Db;
use crate::domain::{Capability, CustomerViewId};
use crate::web::{AppError, Flash, Form, Keys, NoFields, redirect_with};

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<ViewForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let own = &user.organisation().customer_fields;
    let fields = match form.read(user.id(), user.may(Capability::ShareViews), own) {
        Ok(fields) => fields,
        Err(key) => return Ok(refuse(&keys, &user, &form, key)),
    };
    let by = by(&user);
    let saved = db
        .transaction::<_, AppError, _>(move |conn| actions::save(conn, &by, &fields))
        .await;
    match saved {
        Ok(view) => Ok(to(&keys, &view.href(), done(&user, "view-saved"))),
        Err(AppError::Conflict(key)) => Ok(refuse(&keys, &user, &form, key)),
        Err(error) => Err(error),
    }
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerViewId>,
    Form(form): Form<ViewForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let id = id.into_inner();
    let own = &user.organisation().customer_fields;
    let changes = match form.read_changes(user.id(), user.may(Capability::ShareViews), own) {
        Ok(changes) => changes,
        Err(key) => return Ok(refuse(&keys, &user, &form, key)),
    };
    let (by, shown) = (by(&user), form.shown.clone());
    let saved = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::update(conn, &by, id, &changes, shown.as_deref())?;
            Ok(queries::find_view(conn, id, by.user).optional()?)
        })
        .await;
    match saved {
        Ok(view) => Ok(to(&keys, &address(view), done(&user, "view-saved"))),
        Err(AppError::Conflict(key)) => Ok(refuse(&keys, &user, &form, key)),
        Err(error) => Err(error),
    }
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerViewId>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let (id, by) = (id.into_inner(), by(&user));
    db.transaction::<_, AppError, _>(move |conn| actions::delete(conn, &by, id))
        .await?;
    let undo = format!("{PATH}/views/{id}/restoration");
    let flash = done(&user, "view-deleted").with_undo(undo);
    Ok(to(&keys, PATH, flash))
}

pub async fn restore(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerViewId>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let (id, by) = (id.into_inner(), by(&user));
    let view = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::restore(conn, &by, id)?;
            Ok(queries::find_view(conn, id, by.user).optional()?)
        })
        .await?;
    Ok(to(&keys, &address(view), done(&user, "view-restored")))
}

/// Makes a view the beginning of one's own list, or no longer.
pub async fn choose(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerViewId>,
    Form(form): Form<DefaultForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let (id, by, is_on) = (id.into_inner(), user.id(), !form.on.is_empty());
    let view = db
        .transaction::<_, AppError, _>(move |conn| {
            let view = queries::find_view(conn, id, by)?;
            match is_on {
                true => queries::upsert_default(conn, by, id)?,
                false => queries::delete_default(conn, by)?,
            };
            Ok(view)
        })
        .await?;
    let key = if is_on {
        "view-default-on"
    } else {
        "view-default-off"
    };
    Ok(to(&keys, &view.href(), done(&user, key)))
}

fn by(user: &SignedIn) -> By {
    By {
        user: user.id(),
        actor: user.actor(),
        is_admin: user.may(Capability::Settings),
    }
}

/// The list, or everybody's where an administrator changed what is somebody else's own by now.
fn address(view: Option<SavedView>) -> String {
    view.map_or_else(|| PATH.to_owned(), |view| view.href())
}

fn done(user: &SignedIn, key: &str) -> Flash {
    Flash::ok(user.frame().t(key))
}

fn to(keys: &Keys, address: &str, flash: Flash) -> HttpResponse {
    redirect_with(keys, address, flash)
}

/// Back to the list, which says what is wrong: nothing but a name was typed.
fn refuse(keys: &Keys, user: &SignedIn, form: &ViewForm, key: &str) -> HttpResponse {
    let address = match form.back.is_empty() {
        true => PATH.to_owned(),
        false => format!("{PATH}?{}", form.back),
    };
    redirect_with(keys, &address, Flash::error(user.frame().t(key)))
}
