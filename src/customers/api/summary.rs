//! `GET /api/crm/resumen`: the whole business in ten figures.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::find_summary;
use crate::api_keys::ApiKey;
use crate::auth::{self, Clock};
use crate::db::Db;
use crate::domain::period::month_start;
use crate::domain::{Scope, amount};
use crate::web::api::document::Common;
use crate::web::api::{Answer, ApiError};

/// The business in figures; amounts are in the organisation's currency alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct Resumen {
    pub total_clientes: i64,
    pub clientes_activos: i64,
    /// Made since this month began
    pub clientes_nuevos_mes: i64,
    /// Issued less credit notes
    #[schema(value_type = f64)]
    pub valor_total_facturado: Number,
    #[schema(value_type = f64)]
    pub valor_oportunidades_abiertas: Number,
    /// From the issue until all was paid
    pub promedio_dias_pago: f64,
    /// With something overdue
    pub clientes_morosos: i64,
    pub actividades_pendientes: i64,
    /// Expected to close within 30 days
    pub oportunidades_proximas_cerrar: i64,
    pub oportunidades_abiertas: i64,
}

/// The business in figures
#[utoipa::path(
    get, path = "/api/crm/resumen", tag = "resumen", operation_id = "obtener_resumen",
    responses(Common, (status = 200, body = Resumen)),
)]
pub async fn show(
    key: ApiKey,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::CrmRead)?;
    let clock = *clock.get_ref();
    let (found, currency) = db
        .run(move |conn| {
            let organisation = auth::queries::find_organisation(conn)?;
            let today = clock.today(&organisation);
            let month = organisation.start_of(month_start(today));
            let currency = organisation.currency;
            Ok((find_summary(conn, currency, today, month)?, currency))
        })
        .await?;
    let told = Resumen {
        total_clientes: found.customers,
        clientes_activos: found.active,
        clientes_nuevos_mes: found.new,
        valor_total_facturado: amount::money(found.billed, currency),
        valor_oportunidades_abiertas: amount::money(found.open_value, currency),
        promedio_dias_pago: (found.days_to_pay.unwrap_or(0.0) * 10.0).round() / 10.0,
        clientes_morosos: found.overdue,
        actividades_pendientes: found.pending,
        oportunidades_proximas_cerrar: found.closing,
        oportunidades_abiertas: found.open,
    };
    Ok(Answer::ok(&told)?.into())
}
