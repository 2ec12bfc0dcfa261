use actix_web::{HttpRequest, HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::fields::{ActividadCambios, ActividadNueva, Rules};
use super::payload::Actividad;
use super::{NO_ACTIVITY, NO_CUSTOMER, not_found};
use crate::activities::model::{Activity, Entry};
use crate::activities::{actions, queries};
use crate::api_keys::{ApiKey, once};
use crate::auth;
use crate::customers::queries::find_standing;
use crate::db::Db;
use crate::domain::{ActivityId, CustomerId, Organisation, Scope};
use crate::web::api::document::{Common, Detalle, OnceKey, VersionMeant, Wrong};
use crate::web::api::{Answer, ApiError, IfMatch, JsonBody, id_of};

/// A customer's activities, the newest first, 1,000 at most
#[utoipa::path(
    get, path = "/api/crm/clientes/{id}/actividades", tag = "actividades", operation_id = "listar_actividades",
    params(("id" = String, Path, description = "`cli_7` or `7`")),
    responses(Common, (status = 200, body = Vec<Actividad>), (status = 404, body = Detalle)),
)]
pub async fn list(
    key: ApiKey,
    db: web::Data<Db>,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmRead)?;
    let id: CustomerId = id_of(&id, NO_CUSTOMER)?;
    let found = db
        .run(move |conn| {
            let id = find_standing(conn, id)?.id;
            let organisation = auth::queries::find_organisation(conn)?;
            Ok((organisation, queries::list_of_customer(conn, id)?))
        })
        .await;
    let (organisation, rows) = found.map_err(|error| not_found(error.into(), NO_CUSTOMER))?;
    let rows = rows.into_iter();
    let told: Vec<_> = rows
        .map(|(activity, assignee)| Actividad::of(activity, assignee, &organisation))
        .collect();
    Ok(Answer::ok(&told)?.into())
}

/// A new activity
#[utoipa::path(
    post, path = "/api/crm/clientes/{id}/actividades", tag = "actividades", operation_id = "crear_actividad",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        OnceKey,
    ),
    request_body = ActividadNueva,
    responses(Common, Wrong, (status = 201, body = Actividad), (status = 404, body = Detalle)),
)]
pub async fn create(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    id: web::Path<String>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmWrite)?;
    let id: CustomerId = id_of(&id, NO_CUSTOMER)?;
    let (actor, digest) = (key.actor(), body.digest().to_vec());
    let answer = once(&db, &key, &request, &digest, move |conn| {
        let id = find_standing(conn, id)?.id;
        let rules = Rules::find(conn)?;
        let entry = ActividadNueva::read(&body, &rules)?.into_entry(&rules);
        let activity = actions::create(conn, &actor, id, &entry)?;
        let version = activity.version;
        let told = told(conn, activity, &rules.organisation)?;
        Ok(Answer::created(&told)?.with_version(version))
    })
    .await;
    answer.map_err(|error| not_found(error, NO_CUSTOMER))
}

/// Changes the fields of an activity that are given
#[utoipa::path(
    put, path = "/api/crm/clientes/{id}/actividades/{activity}", tag = "actividades", operation_id = "actualizar_actividad",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        ("activity" = String, Path, description = "`act_7` or `7`"),
        VersionMeant,
    ),
    request_body = ActividadCambios,
    responses(
        Common,
        Wrong,
        (status = 200, body = Actividad),
        (status = 404, body = Detalle),
        (status = 412, body = Detalle, description = "Somebody changed it meanwhile"),
    ),
)]
pub async fn update(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    ids: web::Path<(String, String)>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmWrite)?;
    let (customer, id) = read_ids(&ids)?;
    let (actor, meant) = (key.actor(), IfMatch::of(&request));
    let answer = db
        .transaction::<_, ApiError, _>(move |conn| {
            let customer = standing(conn, customer)?;
            let rules = Rules::find(conn)?;
            let before = queries::lock_of_customer(conn, customer, id)?;
            meant.check(before.version)?;
            let entry = ActividadCambios::read(&body, &rules)?.applied(&before, &rules);
            let after = match entry == Entry::of(&before) {
                true => before,
                false => actions::update(conn, &actor, &before, before.version, &entry)?,
            };
            let version = after.version;
            let told = told(conn, after, &rules.organisation)?;
            Ok(Answer::ok(&told)?.with_version(version))
        })
        .await;
    Ok(answer
        .map_err(|error| not_found(error, NO_ACTIVITY))?
        .into())
}

/// Deletes an activity
#[utoipa::path(
    delete, path = "/api/crm/clientes/{id}/actividades/{activity}", tag = "actividades", operation_id = "eliminar_actividad",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        ("activity" = String, Path, description = "`act_7` or `7`"),
        VersionMeant,
    ),
    responses(
        Common,
        (status = 204, description = "It is gone"),
        (status = 404, body = Detalle),
        (status = 412, body = Detalle, description = "Somebody changed it meanwhile"),
    ),
)]
pub async fn delete(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    ids: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmWrite)?;
    let (actor, meant) = (key.actor(), IfMatch::of(&request));
    let (customer, id) = read_ids(&ids)?;
    let gone = db
        .transaction::<_, ApiError, _>(move |conn| {
            let customer = standing(conn, customer)?;
            let before = queries::lock_of_customer(conn, customer, id)?;
            meant.check(before.version)?;
            Ok(actions::delete_of_customer(conn, &actor, customer, id)?)
        })
        .await;
    gone.map_err(|error| not_found(error, NO_ACTIVITY))?;
    Ok(HttpResponse::NoContent().finish())
}

/// One activity
#[utoipa::path(
    get, path = "/api/crm/clientes/{id}/actividades/{activity}", tag = "actividades", operation_id = "obtener_actividad",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        ("activity" = String, Path, description = "`act_7` or `7`"),
    ),
    responses(
        Common,
        (status = 200, body = Actividad, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Detalle),
    ),
)]
pub async fn show(
    key: ApiKey,
    db: web::Data<Db>,
    ids: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmRead)?;
    let (customer, id) = read_ids(&ids)?;
    let answer = db
        .transaction::<_, ApiError, _>(move |conn| {
            let customer = standing(conn, customer)?;
            let organisation = auth::queries::find_organisation(conn)?;
            let activity = queries::find_of_customer(conn, customer, id)?;
            let version = activity.version;
            let told = told(conn, activity, &organisation)?;
            Ok(Answer::ok(&told)?.with_version(version))
        })
        .await;
    Ok(answer
        .map_err(|error| not_found(error, NO_ACTIVITY))?
        .into())
}

/// The customer who stands for an id.
fn standing(conn: &mut PgConnection, id: CustomerId) -> Result<CustomerId, ApiError> {
    match find_standing(conn, id) {
        Ok(customer) => Ok(customer.id),
        Err(error) => Err(not_found(error.into(), NO_CUSTOMER)),
    }
}

fn told(
    conn: &mut PgConnection,
    activity: Activity,
    organisation: &Organisation,
) -> QueryResult<Actividad> {
    let assignee = match activity.assignee_id {
        Some(user) => Some(crate::users::queries::find_user(conn, user)?.name),
        None => None,
    };
    Ok(Actividad::of(activity, assignee, organisation))
}

fn read_ids((customer, id): &(String, String)) -> Result<(CustomerId, ActivityId), ApiError> {
    Ok((id_of(customer, NO_CUSTOMER)?, id_of(id, NO_ACTIVITY)?))
}
