use actix_web::{HttpResponse, web};

use super::actions;
use super::forms::PointForm;
use super::model::{ContactPoint, PointFields};
use super::queries;
use super::views::FormPage;
use crate::auth::SignedIn;
use crate::customers::queries::find_customer;
use crate::db::Db;
use crate::domain::{Capability, ContactPointId, CustomerId};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, redirect_with, unprocessable,
};

type Ids = web::Path<(CustomerId, ContactPointId)>;

pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<CustomerId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let id = id.into_inner();
    let customer = db.run(move |conn| find_customer(conn, id)).await?;
    html(&FormPage {
        page: user.page(),
        customer: (id, customer.full_name),
        point: None,
        now: None,
        form: PointForm::default(),
        errors: FieldErrors::default(),
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerId>,
    Form(form): Form<PointForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let id = id.into_inner();
    let customer = db.run(move |conn| find_customer(conn, id)).await?;
    let fields = match form.read(&user.organisation().country) {
        Ok(fields) => fields,
        Err(errors) => {
            return unprocessable(&FormPage {
                page: user.page(),
                customer: (id, customer.full_name),
                point: None,
                now: None,
                form,
                errors,
            });
        }
    };
    let actor = user.actor();
    db.transaction::<_, AppError, _>(move |conn| actions::add(conn, &actor, id, &fields))
        .await?;
    Ok(back(&keys, &user, id, "point-created"))
}

pub async fn edit(user: SignedIn, db: web::Data<Db>, ids: Ids) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let ids = ids.into_inner();
    let (point, name) = find(&db, ids).await?;
    let form = PointForm {
        kind: point.kind.to_string(),
        value: point.value.clone(),
        primary: if point.is_primary { "on" } else { "" }.to_owned(),
        version: point.version,
    };
    html(&FormPage {
        page: user.page(),
        customer: (ids.0, name),
        point: Some(ids.1),
        now: None,
        form,
        errors: FieldErrors::default(),
    })
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    ids: Ids,
    Form(form): Form<PointForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let ids = ids.into_inner();
    let (_, name) = find(&db, ids).await?;
    let page = |form, errors| FormPage {
        page: user.page(),
        customer: (ids.0, name),
        point: Some(ids.1),
        now: None,
        form,
        errors,
    };
    let fields = match form.read(&user.organisation().country) {
        Ok(fields) => fields,
        Err(errors) => return unprocessable(&page(form, errors)),
    };
    let (actor, version) = (user.actor(), form.version);
    let stored = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::update(conn, &actor, ids, Some(version), |before| {
                kept_verified(before, fields.clone())
            })
        })
        .await;
    match stored {
        Err(AppError::Conflict(_)) => {
            let (now, _) = find(&db, ids).await?;
            let form = PointForm {
                version: now.version,
                ..form
            };
            conflict(&FormPage {
                now: Some(now.value),
                ..page(form, FieldErrors::default())
            })
        }
        stored => {
            stored?;
            Ok(back(&keys, &user, ids.0, "changes-saved"))
        }
    }
}

/// A value that stays is as verified as it was.
fn kept_verified(before: &ContactPoint, fields: PointFields) -> PointFields {
    let is_same = before.kind == fields.kind && before.value == fields.value;
    PointFields {
        verified_at: before.verified_at.filter(|_| is_same),
        ..fields
    }
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    ids: Ids,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let (actor, (customer, point)) = (user.actor(), ids.into_inner());
    db.transaction::<_, AppError, _>(move |conn| actions::delete(conn, &actor, (customer, point)))
        .await?;
    let undo = format!("/customers/{customer}/channels/{point}/restoration");
    let flash = Flash::ok(user.frame().t("point-deleted")).with_undo(undo);
    Ok(redirect_with(&keys, &panel_of(customer), flash))
}

pub async fn restore(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    ids: Ids,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let (actor, by, ids) = (user.actor(), user.id(), ids.into_inner());
    db.transaction::<_, AppError, _>(move |conn| actions::restore(conn, &actor, ids, by))
        .await?;
    Ok(back(&keys, &user, ids.0, "point-restored"))
}

async fn find(
    db: &Db,
    (customer, point): (CustomerId, ContactPointId),
) -> Result<(ContactPoint, String), AppError> {
    Ok(db
        .run(move |conn| {
            let name = find_customer(conn, customer)?.full_name;
            Ok((queries::find_point(conn, customer, point)?, name))
        })
        .await?)
}

fn back(keys: &Keys, user: &SignedIn, customer: CustomerId, key: &str) -> HttpResponse {
    redirect_with(keys, &panel_of(customer), Flash::ok(user.frame().t(key)))
}

fn panel_of(customer: CustomerId) -> String {
    format!("/customers/{customer}#channels")
}
