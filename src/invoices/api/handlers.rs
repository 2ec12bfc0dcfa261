use actix_web::{HttpRequest, HttpResponse, web};
use diesel::PgConnection;

use super::fields::{EstadoNuevo, FacturaNueva, NewInvoice, PagoNuevo, read_payment, read_state};
use super::payload::{Factura, Pago};
use super::{NO_INVOICE, actions};
use crate::api_keys::{ApiKey, once};
use crate::auth::{self, Clock};
use crate::db::Db;
use crate::domain::{InvoiceId, Scope};
use crate::invoices::actions::{Moment, pay as note_payment};
use crate::invoices::model::Invoice;
use crate::invoices::queries;
use crate::web::api::document::{Common, Detalle, OnceKey, VersionMeant, Wrong};
use crate::web::api::{Answer, ApiError, IfMatch, JsonBody, id_of, not_found};

/// A new invoice, issued at once unless it is to be a draft
#[utoipa::path(
    post, path = "/api/facturas", tag = "facturas", operation_id = "crear_factura",
    params(OnceKey),
    request_body = FacturaNueva,
    responses(
        Common,
        Wrong,
        (status = 201, body = Factura, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Detalle, description = "There is no such customer"),
        (status = 409, body = Detalle, description = "The number is taken, or its date would go back"),
    ),
)]
pub async fn create(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::BillingWrite)?;
    let (actor, clock, digest) = (key.actor(), *clock.get_ref(), body.digest().to_vec());
    once(&db, &key, &request, &digest, move |conn| {
        let moment = moment(conn, clock)?;
        let new = NewInvoice::read(&body, &moment.organisation)?;
        let invoice = actions::create(conn, &actor, &new, &moment)?;
        let version = invoice.version;
        let told = told(conn, invoice, &moment)?;
        Ok(Answer::created(&told)?.with_version(version))
    })
    .await
}

/// One invoice
#[utoipa::path(
    get, path = "/api/facturas/{id}", tag = "facturas", operation_id = "obtener_factura",
    params(("id" = String, Path, description = "`fac_7` or `7`")),
    responses(
        Common,
        (status = 200, body = Factura, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Detalle),
    ),
)]
pub async fn show(
    key: ApiKey,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::BillingRead)?;
    let id: InvoiceId = id_of(&id, NO_INVOICE)?;
    let clock = *clock.get_ref();
    let answer = db
        .transaction::<_, ApiError, _>(move |conn| {
            let moment = moment(conn, clock)?;
            let invoice = queries::find_invoice(conn, id).map_err(no_row)?;
            let version = invoice.version;
            Ok(Answer::ok(&told(conn, invoice, &moment)?)?.with_version(version))
        })
        .await?;
    Ok(answer.into())
}

/// Issues a draft, marks an invoice paid, or takes all of it back by a credit note
#[utoipa::path(
    put, path = "/api/facturas/{id}/estado", tag = "facturas", operation_id = "cambiar_estado_de_factura",
    params(
        ("id" = String, Path, description = "`fac_7` or `7`"),
        VersionMeant,
    ),
    request_body = EstadoNuevo,
    responses(
        Common,
        Wrong,
        (status = 200, body = Factura, headers(("ETag" = String, description = "The version"))),
        (status = 404, body = Detalle),
        (status = 409, body = Detalle, description = "No step leads there"),
        (status = 412, body = Detalle, description = "Somebody changed it meanwhile"),
    ),
)]
pub async fn change_state(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::BillingWrite)?;
    let id: InvoiceId = id_of(&id, NO_INVOICE)?;
    let state = read_state(&body)?;
    let (actor, clock, meant) = (key.actor(), *clock.get_ref(), IfMatch::of(&request));
    let answer = db
        .transaction::<_, ApiError, _>(move |conn| {
            let moment = moment(conn, clock)?;
            let changed = actions::change_state(conn, &actor, id, (state, &meant), &moment);
            let invoice = changed.map_err(no_invoice)?;
            let version = invoice.version;
            Ok(Answer::ok(&told(conn, invoice, &moment)?)?.with_version(version))
        })
        .await?;
    Ok(answer.into())
}

/// A payment, of all that is open or a part of it
#[utoipa::path(
    post, path = "/api/facturas/{id}/pagos", tag = "facturas", operation_id = "registrar_pago",
    params(
        ("id" = String, Path, description = "`fac_7` or `7`"),
        OnceKey,
    ),
    request_body = PagoNuevo,
    responses(
        Common,
        Wrong,
        (status = 201, body = Pago),
        (status = 404, body = Detalle),
        (status = 409, body = Detalle, description = "A draft and a credit note are not paid"),
    ),
)]
pub async fn pay(
    key: ApiKey,
    request: HttpRequest,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::BillingWrite)?;
    let id: InvoiceId = id_of(&id, NO_INVOICE)?;
    let (actor, clock, digest) = (key.actor(), *clock.get_ref(), body.digest().to_vec());
    once(&db, &key, &request, &digest, move |conn| {
        let moment = moment(conn, clock)?;
        let invoice = queries::lock_invoice(conn, id).map_err(no_row)?;
        let (currency, today) = (invoice.currency, moment.today);
        let new = read_payment(&body, currency, &moment.organisation, today)?;
        let payment = note_payment(conn, &actor, id, &new, &moment).map_err(actions::refused)?;
        let invoice = queries::find_invoice(conn, id)?;
        Answer::created(&Pago::of(&payment, invoice, today))
    })
    .await
}

pub(super) fn moment(conn: &mut PgConnection, clock: Clock) -> Result<Moment, ApiError> {
    let organisation = auth::queries::find_organisation(conn)?;
    Ok(Moment {
        today: clock.today(&organisation),
        organisation,
    })
}

fn told(conn: &mut PgConnection, invoice: Invoice, moment: &Moment) -> Result<Factura, ApiError> {
    let lines = queries::list_lines(conn, invoice.id)?;
    let payments = queries::list_payments(conn, invoice.id)?;
    Ok(Factura::of(invoice, &lines, &payments, moment.today))
}

fn no_row(error: diesel::result::Error) -> ApiError {
    no_invoice(error.into())
}

fn no_invoice(error: ApiError) -> ApiError {
    not_found(error, NO_INVOICE)
}
