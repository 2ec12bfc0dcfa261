//! `contactos`: a customer's further channels.

use actix_web::{HttpRequest, HttpResponse, web};
use diesel::PgConnection;

use super::super::points::{actions, queries};
use super::super::queries::{find_standing, lock_customer};
use super::actions::{add_point, change_point};
use super::fields::{ContactoCambios, ContactoNuevo, Rules};
use super::payload::{Contacto, Teller};
use super::{NO_CUSTOMER, NO_POINT, not_found};
use crate::api_keys::{ApiKey, once};
use crate::auth;
use crate::db::Db;
use crate::domain::{ContactPointId, CustomerId, Scope};
use crate::web::api::document::{Common, Detalle, OnceKey, VersionMeant, Wrong};
use crate::web::api::{Answer, ApiError, IfMatch, JsonBody, id_of};

/// A customer's channels
#[utoipa::path(
    get, path = "/api/crm/clientes/{id}/contactos", tag = "contactos", operation_id = "listar_contactos",
    params(("id" = String, Path, description = "`cli_7` or `7`")),
    responses(Common, (status = 200, body = Vec<Contacto>), (status = 404, body = Detalle)),
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
            Ok((organisation, queries::list_points(conn, &[id])?))
        })
        .await;
    let (organisation, points) = found.map_err(|error| not_found(error.into(), NO_CUSTOMER))?;
    let teller = Teller {
        organisation: &organisation,
    };
    let told: Vec<_> = points
        .into_iter()
        .map(|point| teller.point(point))
        .collect();
    Ok(Answer::ok(&told)?.into())
}

/// A new channel
#[utoipa::path(
    post, path = "/api/crm/clientes/{id}/contactos", tag = "contactos", operation_id = "crear_contacto",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        OnceKey,
    ),
    request_body = ContactoNuevo,
    responses(
        Common,
        Wrong,
        (status = 201, body = Contacto),
        (status = 404, body = Detalle),
        (status = 409, body = Detalle, description = "The customer has too many"),
    ),
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
        let rules = Rules::find(conn)?;
        let new = ContactoNuevo::read(&body)?.into_fields(&rules);
        let id = find_standing(conn, id)?.id;
        let point = add_point(conn, &actor, id, &new)?;
        let teller = Teller {
            organisation: &rules.organisation,
        };
        let version = point.version;
        Ok(Answer::created(&teller.point(point))?.with_version(version))
    })
    .await;
    answer.map_err(|error| not_found(error, NO_CUSTOMER))
}

/// Changes the fields of a channel that are given
#[utoipa::path(
    put, path = "/api/crm/clientes/{id}/contactos/{point}", tag = "contactos", operation_id = "actualizar_contacto",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        ("point" = String, Path, description = "`con_7` or `7`"),
        VersionMeant,
    ),
    request_body = ContactoCambios,
    responses(
        Common,
        Wrong,
        (status = 200, body = Contacto),
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
    let ids = read_ids(&ids)?;
    let (actor, meant) = (key.actor(), IfMatch::of(&request));
    let answer = db
        .transaction::<_, ApiError, _>(move |conn| {
            let rules = Rules::find(conn)?;
            let given = ContactoCambios::read(&body)?;
            // Nobody changes it between the look and the change.
            let ids = (lock_standing(conn, ids.0)?, ids.1);
            let before = queries::find_point(conn, ids.0, ids.1)?;
            meant.check(before.version)?;
            let fields = given.applied(&before, &rules);
            let point = change_point(conn, &actor, &before, fields)?;
            let teller = Teller {
                organisation: &rules.organisation,
            };
            let version = point.version;
            Ok(Answer::ok(&teller.point(point))?.with_version(version))
        })
        .await;
    Ok(answer.map_err(|error| not_found(error, NO_POINT))?.into())
}

/// Deletes a channel
#[utoipa::path(
    delete, path = "/api/crm/clientes/{id}/contactos/{point}", tag = "contactos", operation_id = "eliminar_contacto",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        ("point" = String, Path, description = "`con_7` or `7`"),
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
    let (actor, ids, meant) = (key.actor(), read_ids(&ids)?, IfMatch::of(&request));
    let gone = db
        .transaction::<_, ApiError, _>(move |conn| {
            let ids = (lock_standing(conn, ids.0)?, ids.1);
            meant.check(queries::find_point(conn, ids.0, ids.1)?.version)?;
            Ok(actions::delete(conn, &actor, ids)?)
        })
        .await;
    gone.map_err(|error| not_found(error, NO_POINT))?;
    Ok(HttpResponse::NoContent().finish())
}

/// One channel
#[utoipa::path(
    get, path = "/api/crm/clientes/{id}/contactos/{point}", tag = "contactos", operation_id = "obtener_contacto",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        ("point" = String, Path, description = "`con_7` or `7`"),
    ),
    responses(
        Common,
        (status = 200, body = Contacto, headers(("ETag" = String, description = "The version"))),
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
            let customer = find_standing(conn, customer)
                .map_err(|error| not_found(error.into(), NO_CUSTOMER))?;
            let organisation = auth::queries::find_organisation(conn)?;
            let point = queries::find_point(conn, customer.id, id)?;
            let version = point.version;
            let teller = Teller {
                organisation: &organisation,
            };
            Ok(Answer::ok(&teller.point(point))?.with_version(version))
        })
        .await;
    Ok(answer.map_err(|error| not_found(error, NO_POINT))?.into())
}

/// The customer who stands for an id, whom nobody else changes before the transaction ends.
fn lock_standing(conn: &mut PgConnection, id: CustomerId) -> Result<CustomerId, ApiError> {
    let found = find_standing(conn, id).and_then(|standing| lock_customer(conn, standing.id));
    let customer = found.map_err(|error| not_found(error.into(), NO_CUSTOMER))?;
    Ok(customer.id)
}

fn read_ids(
    (customer, point): &(String, String),
) -> Result<(CustomerId, ContactPointId), ApiError> {
    Ok((id_of(customer, NO_CUSTOMER)?, id_of(point, NO_POINT)?))
}
