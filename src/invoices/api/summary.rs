//! The dashboard's figures for programs.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::handlers::moment;
use crate::api_keys::ApiKey;
use crate::auth::Clock;
use crate::customers;
use crate::db::Db;
use crate::domain::period::month_start;
use crate::domain::{Currency, Scope, amount};
use crate::invoices::queries::figures;
use crate::web::api::document::Common;
use crate::web::api::{Answer, ApiError};

/// Billing and customers in figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResumenDashboard {
    pub facturacion: Facturacion,
    pub crm: Crm,
}

/// Of the organisation's currency; others are listed apart.
#[derive(Debug, Serialize, ToSchema)]
pub struct Facturacion {
    /// Issued, less credit notes
    #[schema(value_type = f64)]
    pub total_facturado: Number,
    /// How many are open, in any currency
    pub facturas_pendientes: i64,
    /// Mean days from issue to full payment
    pub promedio_pago: f64,
    pub moneda: &'static str,
    pub otras_monedas: Vec<OtraMoneda>,
}

/// What was invoiced in another currency.
#[derive(Debug, Serialize, ToSchema)]
pub struct OtraMoneda {
    pub moneda: &'static str,
    #[schema(value_type = f64)]
    pub total_facturado: Number,
}

/// Of the customers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Crm {
    pub total_clientes: i64,
    pub clientes_activos: i64,
    pub actividades_pendientes: i64,
    /// Their value, in the organisation's currency
    #[schema(value_type = f64)]
    pub oportunidades_abiertas: Number,
}

/// Billing and customers in figures
#[utoipa::path(
    get, path = "/api/dashboard/resumen", tag = "facturas", operation_id = "resumen_del_panel",
    responses(Common, (status = 200, body = ResumenDashboard)),
)]
pub async fn show(
    key: ApiKey,
    db: web::Data<Db>,
    clock: web::Data<Clock>,
) -> Result<HttpResponse, ApiError> {
    key.require(Scope::BillingRead)?;
    let clock = *clock.get_ref();
    let answer = db
        .transaction::<_, ApiError, _>(move |conn| {
            let moment = moment(conn, clock)?;
            let (today, currency) = (moment.today, moment.organisation.currency);
            let invoiced = figures::list_invoiced(conn)?;
            let open = figures::list_open(conn, today)?;
            let days = figures::find_days_to_pay(conn)?;
            let month = moment.organisation.start_of(month_start(today));
            let crm = customers::find_summary(conn, currency, today, month)?;
            Answer::ok(&ResumenDashboard {
                facturacion: billing(&invoiced, &open, days, currency),
                crm: Crm {
                    total_clientes: crm.customers,
                    clientes_activos: crm.active,
                    actividades_pendientes: crm.pending,
                    oportunidades_abiertas: amount::money(crm.open_value, currency),
                },
            })
        })
        .await?;
    Ok(answer.into())
}

fn billing(
    invoiced: &[figures::Invoiced],
    open: &[figures::OpenBalance],
    days: Option<f64>,
    own: Currency,
) -> Facturacion {
    let total = |currency| {
        let found = invoiced.iter().find(|figure| figure.currency == currency);
        amount::money(found.map_or(0, |figure| figure.total), currency)
    };
    let others = invoiced.iter().filter(|figure| figure.currency != own);
    Facturacion {
        total_facturado: total(own),
        facturas_pendientes: open.iter().map(|balance| balance.count).sum(),
        promedio_pago: days.map_or(0.0, |days| (days * 10.0).round() / 10.0),
        moneda: own.code(),
        otras_monedas: others
            .map(|figure| OtraMoneda {
                moneda: figure.currency.code(),
                total_facturado: total(figure.currency),
            })
            .collect(),
    }
}
