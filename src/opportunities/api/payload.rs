//! Opportunities in the clients' words: the keys are the contract.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::fields::STAGES;
use crate::domain::{OpportunityId, Organisation, Public, amount, local_time};
use crate::opportunities::model::Opportunity;

/// What may be sold to a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Oportunidad {
    #[schema(value_type = String, example = "opp_7")]
    pub id: Public<OpportunityId>,
    pub titulo: String,
    pub descripcion: Option<String>,
    /// `inicial`, `contacto`, `propuesta`, `negociacion`, `ganada` or `perdida`
    pub estado: &'static str,
    #[schema(value_type = f64)]
    pub valor_estimado: Number,
    /// In percent
    pub probabilidad_cierre: i32,
    /// The beginning of the day
    pub fecha_cierre_esperada: Option<String>,
    pub productos: Option<Vec<String>>,
    pub notas: Option<String>,
    /// Local time of the organisation, as all times
    pub fecha_creacion: String,
    pub fecha_actualizacion: String,
}

impl Oportunidad {
    pub fn of(opportunity: Opportunity, organisation: &Organisation) -> Self {
        let time = |at: DateTime<Utc>| local_time::write(at, organisation.time_zone);
        let said = |text: String| (!text.is_empty()).then_some(text);
        let products = opportunity.products.0;
        Self {
            id: Public(opportunity.id),
            titulo: opportunity.title,
            descripcion: said(opportunity.description),
            estado: STAGES.of(opportunity.stage),
            valor_estimado: amount::money(opportunity.value, opportunity.currency),
            probabilidad_cierre: opportunity.probability,
            fecha_cierre_esperada: opportunity.expected_close_on.map(local_time::write_day),
            productos: (!products.is_empty()).then_some(products),
            notas: said(opportunity.notes),
            fecha_creacion: time(opportunity.created_at),
            fecha_actualizacion: time(opportunity.updated_at),
        }
    }
}
