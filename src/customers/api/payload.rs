//! Customers in the clients' words: the keys are the contract.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::super::model::Customer;
use super::super::points::model::ContactPoint;
use super::fields::{KINDS, POINT_KINDS, STATUSES};
use super::related::{ActividadReciente, OportunidadDelCliente, Related};
use crate::domain::{ContactPointId, CustomerId, Organisation, Public, amount, local_time};

/// A customer with what is known of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cliente {
    #[schema(value_type = String, example = "cli_1985")]
    pub id: Public<CustomerId>,
    pub nombre_completo: String,
    pub razon_social: Option<String>,
    /// `empresa` or `persona`
    pub tipo_cliente: &'static str,
    pub email: Option<String>,
    pub telefono: Option<String>,
    pub cif_nif: Option<String>,
    /// `prospecto`, `activo`, `inactivo` or `bloqueado`
    pub estado: &'static str,
    pub segmento: Option<String>,
    pub sector_industria: Option<String>,
    pub website: Option<String>,
    pub notas: Option<String>,
    /// In the organisation's currency: the limit less what is owed
    #[schema(value_type = f64)]
    pub credito_disponible: Number,
    /// Local time of the organisation, as all times
    pub fecha_creacion: String,
    pub fecha_actualizacion: String,
    pub contactos: Vec<Contacto>,
    /// The newest fifty
    pub oportunidades: Vec<OportunidadDelCliente>,
    /// The newest five
    pub actividades_recientes: Vec<ActividadReciente>,
    /// In the organisation's currency, as the two that follow; less credit notes
    #[schema(value_type = f64)]
    pub total_facturado: Number,
    pub numero_facturas: i64,
    #[schema(value_type = f64)]
    pub promedio_venta: Number,
    /// Since a call, an e-mail, a meeting, a sale or a payment
    pub dias_desde_ultimo_contacto: Option<i64>,
    /// Of the invoices that are paid, how many were so by their due date: 0 to 100
    pub tasa_pagos_a_tiempo: Option<f64>,
}

/// A page of customers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Clientes {
    pub clientes: Vec<Cliente>,
    /// How many there are in all
    pub total: i64,
    pub skip: i64,
    pub limit: i64,
}

/// A further channel of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contacto {
    #[schema(value_type = String, example = "con_7")]
    pub id: Public<ContactPointId>,
    /// `email`, `telefono`, `movil` or `direccion`
    pub tipo: &'static str,
    pub valor: String,
    pub principal: bool,
    pub verificado: bool,
    pub fecha_creacion: String,
}

/// Tells customers to programs.
pub struct Teller<'a> {
    pub organisation: &'a Organisation,
}

impl Teller<'_> {
    pub fn client(
        &self,
        customer: Customer,
        points: Vec<ContactPoint>,
        related: Related,
    ) -> Cliente {
        let money = |minor| amount::money(minor, self.organisation.currency);
        let credit = customer.credit_limit.map_or(0, |limit| limit - related.owed);
        Cliente {
            id: Public(customer.id),
            nombre_completo: customer.full_name,
            razon_social: customer.legal_name,
            tipo_cliente: KINDS.of(customer.kind),
            email: customer.email,
            telefono: customer.phone,
            cif_nif: customer.tax_id,
            estado: STATUSES.of(customer.status),
            segmento: customer.segment_label,
            sector_industria: customer.sector,
            website: customer.website,
            notas: customer.notes,
            credito_disponible: money(credit),
            fecha_creacion: self.time(customer.created_at),
            fecha_actualizacion: self.time(customer.updated_at),
            contactos: points.into_iter().map(|point| self.point(point)).collect(),
            total_facturado: money(related.billed),
            numero_facturas: related.invoices,
            promedio_venta: money(related.average_sale()),
            dias_desde_ultimo_contacto: related.days_since_contact,
            tasa_pagos_a_tiempo: related.percent_in_time,
            oportunidades: related.opportunities,
            actividades_recientes: related.activities,
        }
    }

    pub fn point(&self, point: ContactPoint) -> Contacto {
        Contacto {
            id: Public(point.id),
            tipo: POINT_KINDS.of(point.kind),
            valor: point.value,
            principal: point.is_primary,
            verificado: point.verified_at.is_some(),
            fecha_creacion: self.time(point.created_at),
        }
    }

    fn time(&self, instant: DateTime<Utc>) -> String {
        local_time::write(instant, self.organisation.time_zone)
    }
}
