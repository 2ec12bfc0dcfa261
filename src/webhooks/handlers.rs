//! The pages of the webhooks. Everything here needs the capability `connections`.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::actions;
use super::delivery::Outbound;
use super::forms::EndpointForm;
use super::model::{DeliveryState, Endpoint};
use super::queries;
use super::views::{
    DeliveryPage, EndpointFormPage, EndpointPage, EndpointsPage, SecretPage, address,
};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, DeliveryId, EndpointId};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, redirect_with, unprocessable,
};

type Fields = Vec<(String, String)>;

pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let endpoints = db.run(queries::list_with_standing).await?;
    html(&EndpointsPage {
        page: user.page(),
        endpoints,
    })
}

pub async fn new(user: SignedIn) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    html(&EndpointFormPage {
        page: user.page(),
        endpoint: None,
        form: EndpointForm::default(),
        errors: FieldErrors::default(),
        is_overtaken: false,
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    outbound: web::Data<Outbound>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let form = EndpointForm::of(&fields);
    let plan = match form.parse(outbound.allows_private) {
        Ok(plan) => plan,
        Err(errors) => {
            return unprocessable(&EndpointFormPage {
                page: user.page(),
                endpoint: None,
                form,
                errors,
                is_overtaken: false,
            });
        }
    };
    let (actor, name) = (user.actor(), plan.name.clone());
    let (id, secret) = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::create(conn, &actor, &plan)?))
        .await?;
    html(&SecretPage {
        page: user.page(),
        id,
        name,
        secret: secret.expose().to_owned(),
        rotated: None,
    })
}

/// The tab of the log, and its place.
#[derive(Deserialize)]
pub struct LogQuery {
    #[serde(default)]
    state: String,
    before: Option<DeliveryId>,
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<EndpointId>,
    query: web::Query<LogQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let (id, before) = (path.into_inner(), query.before);
    let state: Option<DeliveryState> = query.state.parse().ok();
    let (endpoint, rows) = db
        .run(move |conn| {
            let endpoint = queries::find_endpoint(conn, id)?;
            Ok((endpoint, queries::list_deliveries(conn, id, state, before)?))
        })
        .await?;
    html(&EndpointPage::new(
        user.page(),
        endpoint,
        state,
        before,
        rows,
    ))
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<EndpointId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let id = path.into_inner();
    let endpoint = db.run(move |conn| queries::find_endpoint(conn, id)).await?;
    html(&EndpointFormPage {
        page: user.page(),
        form: EndpointForm::of_endpoint(&endpoint),
        endpoint: Some(endpoint),
        errors: FieldErrors::default(),
        is_overtaken: false,
    })
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    outbound: web::Data<Outbound>,
    path: web::Path<EndpointId>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let id = path.into_inner();
    let form = EndpointForm::of(&fields);
    let endpoint = db.run(move |conn| queries::find_endpoint(conn, id)).await?;
    let plan = match form.parse(outbound.allows_private) {
        Ok(plan) => plan,
        Err(errors) => {
            return unprocessable(&EndpointFormPage {
                page: user.page(),
                endpoint: Some(endpoint),
                form,
                errors,
                is_overtaken: false,
            });
        }
    };
    let (actor, version) = (user.actor(), form.version);
    let updated = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::update(conn, &actor, (id, version), &plan)
        })
        .await;
    match updated {
        Ok(()) => {
            let flash = Flash::ok(user.frame().t("webhooks-saved"));
            Ok(redirect_with(&keys, &address(id, None, None), flash))
        }
        // What was typed stays, over the version of now: a second press means it.
        Err(AppError::Conflict(_)) => conflict(&EndpointFormPage {
            page: user.page(),
            form: EndpointForm {
                version: endpoint.version,
                ..form
            },
            endpoint: Some(endpoint),
            errors: FieldErrors::default(),
            is_overtaken: true,
        }),
        Err(error) => Err(error),
    }
}

pub async fn rotate(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<EndpointId>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let (actor, id) = (user.actor(), path.into_inner());
    let (endpoint, secret) = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::rotate(conn, &actor, id)?))
        .await?;
    html(&SecretPage {
        page: user.page(),
        id,
        name: endpoint.name,
        secret: secret.expose().to_owned(),
        rotated: Some(actions::ROTATION_HOURS),
    })
}

pub async fn pause(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<EndpointId>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let (actor, id) = (user.actor(), path.into_inner());
    let endpoint = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::pause(conn, &actor, id)?))
        .await?;
    Ok(done(&user, &keys, &endpoint, "webhooks-pause-done"))
}

pub async fn resume(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<EndpointId>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let (actor, id) = (user.actor(), path.into_inner());
    let endpoint = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::resume(conn, &actor, id)?))
        .await?;
    Ok(done(&user, &keys, &endpoint, "webhooks-resume-done"))
}

fn done(user: &SignedIn, keys: &Keys, endpoint: &Endpoint, key: &str) -> HttpResponse {
    let flash = Flash::ok(user.frame().tv(key, "name", &endpoint.name));
    redirect_with(keys, &address(endpoint.id, None, None), flash)
}

/// Waits for the answer: whoever presses the button wants to know.
pub async fn test(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    outbound: web::Data<Outbound>,
    path: web::Path<EndpointId>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let id = path.into_inner();
    let flash = match outbound.test(&db, &user.actor(), id).await? {
        Ok(()) => Flash::ok(user.frame().t("webhooks-test-taken")),
        Err(why) => Flash::error(user.frame().tv("webhooks-test-refused", "why", why)),
    };
    Ok(redirect_with(&keys, &address(id, None, None), flash))
}

pub async fn replay_all(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<EndpointId>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let (actor, id) = (user.actor(), path.into_inner());
    let replayed = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::replay_all(conn, &actor, id)?))
        .await?;
    let text = user.frame().tn("webhooks-replayed", replayed as i64);
    let flash = match replayed {
        0 => Flash::warn(text),
        _ => Flash::ok(text),
    };
    Ok(redirect_with(&keys, &address(id, None, None), flash))
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<EndpointId>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let (actor, id) = (user.actor(), path.into_inner());
    let name = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::delete(conn, &actor, id)?))
        .await?;
    let flash = Flash::ok(user.frame().tv("webhooks-delete-done", "name", name));
    Ok(redirect_with(&keys, "/admin/webhooks", flash))
}

pub async fn delivery(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<(EndpointId, DeliveryId)>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let (id, delivery) = path.into_inner();
    let (endpoint, (delivery, event, attempts)) = db
        .run(move |conn| {
            let endpoint = queries::find_endpoint(conn, id)?;
            Ok((endpoint, queries::find_delivery(conn, (id, delivery))?))
        })
        .await?;
    html(&DeliveryPage {
        page: user.page(),
        endpoint,
        delivery,
        event,
        attempts,
    })
}

pub async fn replay(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<(EndpointId, DeliveryId)>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let actor = user.actor();
    let (id, delivery) = path.into_inner();
    let replayed = db
        .transaction::<_, AppError, _>(move |conn| {
            Ok(actions::replay(conn, &actor, (id, delivery))?)
        })
        .await?;
    let flash = match replayed {
        true => Flash::ok(user.frame().tn("webhooks-replayed", 1)),
        false => Flash::warn(user.frame().t("webhooks-under-way")),
    };
    let to = format!("/admin/webhooks/{id}/deliveries/{delivery}");
    Ok(redirect_with(&keys, &to, flash))
}
