use actix_web::{HttpRequest, HttpResponse, web};
use diesel::PgConnection;

use super::fields::{OportunidadCambios, OportunidadNueva};
use super::payload::Oportunidad;
use super::{NO_CUSTOMER, NO_OPPORTUNITY, not_found};
use crate::api_keys::{ApiKey, once};
use crate::audit::Actor;
use crate::auth;
use crate::customers::queries::find_standing;
use crate::db::Db;
use crate::domain::{CustomerId, OpportunityId, Scope};
use crate::opportunities::actions::{self, Source};
use crate::opportunities::forms::card::{Place, Target};
use crate::opportunities::model::{Ending, Entry, Opportunity};
use crate::opportunities::queries;
use crate::web::AppError;
use crate::web::api::document::{Common, Detalle, OnceKey, VersionMeant, Wrong};
use crate::web::api::{Answer, ApiError, IfMatch, JsonBody, id_of};

/// A customer's opportunities, the newest first, 1,000 at most
#[utoipa::path(
    get, path = "/api/crm/clientes/{id}/oportunidades", tag = "oportunidades", operation_id = "listar_oportunidades",
    params(("id" = String, Path, description = "`cli_7` or `7`")),
    responses(Common, (status = 200, body = Vec<Oportunidad>), (status = 404, body = Detalle)),
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
        .map(|row| Oportunidad::of(row, &organisation))
        .collect();
    Ok(Answer::ok(&told)?.into())
}

/// A new opportunity
#[utoipa::path(
    post, path = "/api/crm/clientes/{id}/oportunidades", tag = "oportunidades", operation_id = "crear_oportunidad",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        OnceKey,
    ),
    request_body = OportunidadNueva,
    responses(Common, Wrong, (status = 201, body = Oportunidad), (status = 404, body = Detalle)),
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
        let organisation = auth::queries::find_organisation(conn)?;
        let new = OportunidadNueva::read(&body, &organisation)?;
        let (stage, entry) = new.into_entry(&organisation);
        let made = actions::create(conn, &actor, (id, stage), &entry, Source::default())?;
        // Only one that comes of a proposal or an activity can be there already.
        let made = made.ok_or(AppError::NotFound)?;
        let version = made.version;
        Ok(Answer::created(&Oportunidad::of(made, &organisation))?.with_version(version))
    })
    .await;
    answer.map_err(|error| not_found(error, NO_CUSTOMER))
}

/// Changes the fields of an opportunity that are given
#[utoipa::path(
    put, path = "/api/crm/clientes/{id}/oportunidades/{opportunity}", tag = "oportunidades", operation_id = "actualizar_oportunidad",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        ("opportunity" = String, Path, description = "`opp_7` or `7`"),
        VersionMeant,
    ),
    request_body = OportunidadCambios,
    responses(
        Common,
        Wrong,
        (status = 200, body = Oportunidad),
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
            let before = lock(conn, ids)?;
            meant.check(before.version)?;
            let organisation = auth::queries::find_organisation(conn)?;
            let given = OportunidadCambios::read(&body, &before, &organisation)?;
            let after = change(conn, &actor, before, given)?;
            let version = after.version;
            Ok(Answer::ok(&Oportunidad::of(after, &organisation))?.with_version(version))
        })
        .await;
    Ok(answer
        .map_err(|error| not_found(error, NO_OPPORTUNITY))?
        .into())
}

/// The stage first, which may bring another probability along, then what else is given.
fn change(
    conn: &mut PgConnection,
    actor: &Actor,
    before: Opportunity,
    given: OportunidadCambios,
) -> Result<Opportunity, AppError> {
    let moved = match given.estado {
        Some(stage) if stage != before.stage => {
            let target = Target::Stage(stage, Place::Top);
            actions::move_to(conn, actor, before.id, target, &Ending::default())?
        }
        _ => before,
    };
    let entry = given.applied(&moved);
    match entry == Entry::of(&moved) {
        true => Ok(moved),
        false => actions::update(conn, actor, &moved, moved.version, &entry),
    }
}

/// Deletes an opportunity
#[utoipa::path(
    delete, path = "/api/crm/clientes/{id}/oportunidades/{opportunity}", tag = "oportunidades", operation_id = "eliminar_oportunidad",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        ("opportunity" = String, Path, description = "`opp_7` or `7`"),
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
            let opportunity = lock(conn, ids)?;
            meant.check(opportunity.version)?;
            Ok(actions::delete(conn, &actor, opportunity.id)?)
        })
        .await;
    gone.map_err(|error| not_found(error, NO_OPPORTUNITY))?;
    Ok(HttpResponse::NoContent().finish())
}

/// One opportunity
#[utoipa::path(
    get, path = "/api/crm/clientes/{id}/oportunidades/{opportunity}", tag = "oportunidades", operation_id = "obtener_oportunidad",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        ("opportunity" = String, Path, description = "`opp_7` or `7`"),
    ),
    responses(
        Common,
        (status = 200, body = Oportunidad, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Detalle),
    ),
)]
pub async fn show(
    key: ApiKey,
    db: web::Data<Db>,
    ids: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmRead)?;
    let ids = read_ids(&ids)?;
    let answer = db
        .transaction::<_, ApiError, _>(move |conn| {
            let opportunity = find(conn, ids)?;
            let organisation = auth::queries::find_organisation(conn)?;
            let version = opportunity.version;
            let told = Oportunidad::of(opportunity, &organisation);
            Ok(Answer::ok(&told)?.with_version(version))
        })
        .await;
    Ok(answer
        .map_err(|error| not_found(error, NO_OPPORTUNITY))?
        .into())
}

/// The customer who stands for an id.
fn standing(conn: &mut PgConnection, id: CustomerId) -> Result<CustomerId, ApiError> {
    match find_standing(conn, id) {
        Ok(customer) => Ok(customer.id),
        Err(error) => Err(not_found(error.into(), NO_CUSTOMER)),
    }
}

/// One of this customer.
fn find(
    conn: &mut PgConnection,
    (customer, id): (CustomerId, OpportunityId),
) -> Result<Opportunity, ApiError> {
    let customer = standing(conn, customer)?;
    Ok(queries::find_of_customer(conn, customer, id)?)
}

/// One of this customer, which nobody else changes before the transaction ends.
fn lock(
    conn: &mut PgConnection,
    (customer, id): (CustomerId, OpportunityId),
) -> Result<Opportunity, ApiError> {
    let customer = standing(conn, customer)?;
    let found = queries::lock_opportunity(conn, id)?;
    match found.customer_id == customer {
        true => Ok(found),
        false => Err(ApiError::NoSuch(NO_OPPORTUNITY)),
    }
}

fn read_ids((customer, id): &(String, String)) -> Result<(CustomerId, OpportunityId), ApiError> {
    Ok((id_of(customer, NO_CUSTOMER)?, id_of(id, NO_OPPORTUNITY)?))
}
