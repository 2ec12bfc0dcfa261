use actix_web::{HttpRequest, HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::super::model::Customer;
use super::super::points;
use super::super::queries::find_standing;
use super::fields::{Asked, ClienteCambios, ClienteNuevo, Rules};
use super::payload::{Cliente, Clientes, Teller};
use super::related::find_related;
use super::{NO_CUSTOMER, actions, not_found, queries};
use crate::api_keys::{ApiKey, once};
use crate::auth;
use crate::db::Db;
use crate::domain::{CustomerId, Organisation, Scope};
use crate::web::api::document::{Common, Detalle, OnceKey, VersionMeant, Wrong};
use crate::web::api::{Answer, ApiError, IfMatch, JsonBody, id_of};

/// A page of the customers, the last changed first
#[utoipa::path(
    get, path = "/api/crm/clientes", tag = "clientes", operation_id = "listar_clientes",
    params(
        ("skip" = Option<i64>, Query, minimum = 0, description = "So many are left out; 0 where it is missing"),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 100, description = "At most so many; 50 where it is missing"),
        ("estado" = Option<String>, Query, pattern = "^(prospecto|activo|inactivo|bloqueado)?$"),
        ("segmento" = Option<String>, Query, description = "The client's own word for a segment"),
        ("buscar" = Option<String>, Query, description = "Name, e-mail address, phone or tax id; three characters at least"),
    ),
    responses(Common, Wrong, (status = 200, body = Clientes)),
)]
pub async fn list(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmRead)?;
    let asked = Asked::read(request.query_string())?;
    let (skip, limit) = (asked.skip, asked.limit);
    let (clientes, total) = db
        .run(move |conn| {
            let organisation = auth::queries::find_organisation(conn)?;
            let (rows, total) = queries::list_clients(conn, &asked)?;
            Ok((told(conn, &organisation, rows)?, total))
        })
        .await?;
    let page = Clientes {
        clientes,
        total,
        skip,
        limit,
    };
    Ok(Answer::ok(&page)?.into())
}

/// A new customer
#[utoipa::path(
    post, path = "/api/crm/clientes", tag = "clientes", operation_id = "crear_cliente",
    params(OnceKey),
    request_body = ClienteNuevo,
    responses(
        Common,
        Wrong,
        (status = 201, body = Cliente, headers(("ETag" = String, description = "The version"))),
    ),
)]
pub async fn create(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmWrite)?;
    let (actor, digest) = (key.actor(), body.digest().to_vec());
    once(&db, &key, &request, &digest, move |conn| {
        let rules = Rules::find(conn)?;
        let new = ClienteNuevo::read(&body, &rules)?;
        let customer = actions::create(conn, &actor, new, &rules)?;
        let version = customer.version;
        let told = told_one(conn, &rules.organisation, customer)?;
        Ok(Answer::created(&told)?.with_version(version))
    })
    .await
}

/// The customer who has an e-mail address; of several the first
#[utoipa::path(
    get, path = "/api/crm/clientes/buscar/email/{email}", tag = "clientes", operation_id = "buscar_cliente_por_email",
    params(("email" = String, Path)),
    responses(Common, (status = 200, body = Cliente), (status = 404, body = Detalle)),
)]
pub async fn find_by_email(
    key: ApiKey,
    db: web::Data<Db>,
    email: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmRead)?;
    let email = email.trim().to_owned();
    // No text of the database holds one.
    if email.contains('\0') {
        return Err(ApiError::NoSuch(NO_CUSTOMER));
    }
    shown(&db, move |conn| queries::find_by_email(conn, &email)).await
}

/// One customer
#[utoipa::path(
    get, path = "/api/crm/clientes/{id}", tag = "clientes", operation_id = "obtener_cliente",
    params(("id" = String, Path, description = "`cli_7` or `7`")),
    responses(
        Common,
        (status = 200, body = Cliente, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Detalle),
    ),
)]
pub async fn show(
    key: ApiKey,
    db: web::Data<Db>,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmRead)?;
    let id: CustomerId = id_of(&id, NO_CUSTOMER)?;
    shown(&db, move |conn| find_standing(conn, id)).await
}

/// Changes the fields that are given
#[utoipa::path(
    put, path = "/api/crm/clientes/{id}", tag = "clientes", operation_id = "actualizar_cliente",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
        VersionMeant,
    ),
    request_body = ClienteCambios,
    responses(
        Common,
        Wrong,
        (status = 200, body = Cliente, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Detalle),
        (status = 412, body = Detalle, description = "Somebody changed it meanwhile"),
    ),
)]
pub async fn update(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    id: web::Path<String>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmWrite)?;
    let id: CustomerId = id_of(&id, NO_CUSTOMER)?;
    let (actor, meant) = (key.actor(), IfMatch::of(&request));
    let answer = db
        .transaction::<_, ApiError, _>(move |conn| {
            let rules = Rules::find(conn)?;
            let given = ClienteCambios::read(&body, &rules)?;
            let id = find_standing(conn, id)?.id;
            let customer = actions::change(conn, &actor, id, (given, &meant), &rules)?;
            let version = customer.version;
            let told = told_one(conn, &rules.organisation, customer)?;
            Ok(Answer::ok(&told)?.with_version(version))
        })
        .await;
    Ok(answer
        .map_err(|error| not_found(error, NO_CUSTOMER))?
        .into())
}

/// Hides a customer; what they bought stays in the books
#[utoipa::path(
    delete, path = "/api/crm/clientes/{id}", tag = "clientes", operation_id = "eliminar_cliente",
    params(
        ("id" = String, Path, description = "`cli_7` or `7`"),
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
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmWrite)?;
    let id: CustomerId = id_of(&id, NO_CUSTOMER)?;
    let (actor, meant) = (key.actor(), IfMatch::of(&request));
    let gone = db
        .transaction::<_, ApiError, _>(move |conn| actions::delete(conn, &actor, id, &meant))
        .await;
    gone.map_err(|error| not_found(error, NO_CUSTOMER))?;
    Ok(HttpResponse::NoContent().finish())
}

async fn shown<F>(db: &Db, find: F) -> Result<HttpResponse, ApiError>
where
    F: FnOnce(&mut PgConnection) -> QueryResult<Customer> + Send + 'static,
{
    let found = db
        .run(move |conn| {
            let organisation = auth::queries::find_organisation(conn)?;
            let customer = find(conn)?;
            let version = customer.version;
            Ok((told_one(conn, &organisation, customer)?, version))
        })
        .await;
    let (client, version) = found.map_err(|error| not_found(error.into(), NO_CUSTOMER))?;
    Ok(Answer::ok(&client)?.with_version(version).into())
}

fn told_one(
    conn: &mut PgConnection,
    organisation: &Organisation,
    customer: Customer,
) -> QueryResult<Cliente> {
    let mut told = told(conn, organisation, vec![customer])?;
    told.pop().ok_or(diesel::result::Error::NotFound)
}

/// Customers with what belongs to them, in the same order.
fn told(
    conn: &mut PgConnection,
    organisation: &Organisation,
    customers: Vec<Customer>,
) -> QueryResult<Vec<Cliente>> {
    let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.id).collect();
    let mut points = points::queries::list_points(conn, &ids)?;
    let today = auth::queries::find_business_day(conn)?;
    let mut related = find_related(conn, &ids, organisation, today)?;
    let teller = Teller { organisation };
    let tell = |customer: Customer| {
        let own = points
            .extract_if(.., |point| point.customer_id == customer.id)
            .collect();
        let known = related.remove(&customer.id).unwrap_or_default();
        teller.client(customer, own, known)
    };
    Ok(customers.into_iter().map(tell).collect())
}
