//! What other features know of customers, as the API tells it beside them: activities, opportunities, and figures of their
//! invoices. All of it is read from where it is stored.

mod queries;
mod rules;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::{PgConnection, QueryResult};
use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

pub use self::queries::find_summary;
use self::queries::{ActivityRow, OpportunityRow};
use self::rules::{days_since, percent_in_time};
use crate::domain::{
    ActivityId, CustomerId, OpportunityId, Organisation, Public, amount, average, local_time,
};
use crate::web::api::values::Words;

const KINDS: Words<&'static str> = Words(&[
    ("venta", "sale"),
    ("pago", "payment"),
    ("llamada", "call"),
    ("email", "email"),
    ("reunion", "meeting"),
    ("tarea", "task"),
    ("nota", "note"),
]);
const STAGES: Words<&'static str> = Words(&[
    ("inicial", "initial"),
    ("contacto", "contact"),
    ("propuesta", "proposal"),
    ("negociacion", "negotiation"),
    ("ganada", "won"),
    ("perdida", "lost"),
]);

/// Something that happened with a customer, as it is told beside them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActividadReciente {
    #[schema(value_type = String, example = "act_7")]
    pub id: Public<ActivityId>,
    pub tipo: &'static str,
    pub titulo: String,
    pub descripcion: Option<String>,
    pub fecha: String,
    pub completada: bool,
    pub responsable: Option<String>,
    pub notas: Option<String>,
}

/// What may be sold to a customer, as it is told beside them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OportunidadDelCliente {
    #[schema(value_type = String, example = "opp_7")]
    pub id: Public<OpportunityId>,
    pub titulo: String,
    pub descripcion: Option<String>,
    pub estado: &'static str,
    /// In its own currency
    #[schema(value_type = f64)]
    pub valor_estimado: Number,
    pub probabilidad_cierre: i32,
    /// The beginning of the day
    pub fecha_cierre_esperada: Option<String>,
    pub productos: Option<Vec<String>>,
    pub notas: Option<String>,
    pub fecha_creacion: String,
    pub fecha_actualizacion: String,
}

/// What is known of one customer besides their own row.
#[derive(Debug, Clone, Default)]
pub struct Related {
    pub activities: Vec<ActividadReciente>,
    pub opportunities: Vec<OportunidadDelCliente>,
    /// Minor units of the organisation's currency, less credit notes.
    pub billed: i64,
    pub invoices: i64,
    /// What is still owed, minor units.
    pub owed: i64,
    pub days_since_contact: Option<i64>,
    /// Of the invoices that were settled, 0 to 100.
    pub percent_in_time: Option<f64>,
}

impl Related {
    /// Of an invoice on average, minor units.
    pub fn average_sale(&self) -> i64 {
        average(self.billed, self.invoices)
    }
}

/// What is known of each of these customers.
pub fn find_related(
    conn: &mut PgConnection,
    customers: &[CustomerId],
    organisation: &Organisation,
    today: NaiveDate,
) -> QueryResult<HashMap<CustomerId, Related>> {
    let mut found: HashMap<CustomerId, Related> = HashMap::new();
    for row in queries::list_activities(conn, customers)? {
        let related = found.entry(row.customer_id).or_default();
        related.activities.push(activity(row, organisation));
    }
    for row in queries::list_opportunities(conn, customers)? {
        let related = found.entry(row.customer_id).or_default();
        related.opportunities.push(opportunity(row, organisation));
    }
    for row in queries::list_billed(conn, customers, organisation.currency)? {
        let related = found.entry(row.customer_id).or_default();
        (related.billed, related.invoices, related.owed) = (row.billed, row.invoices, row.owed);
        related.percent_in_time = percent_in_time(row.in_time, row.settled);
    }
    for row in queries::list_last_contacts(conn, customers)? {
        let day = local_time::day(row.at, organisation.time_zone);
        let related = found.entry(row.customer_id).or_default();
        related.days_since_contact = Some(days_since(day, today));
    }
    Ok(found)
}

/// What a customer owes in the organisation's currency, minor units.
pub fn find_owed(
    conn: &mut PgConnection,
    customer: CustomerId,
    organisation: &Organisation,
) -> QueryResult<i64> {
    let rows = queries::list_billed(conn, &[customer], organisation.currency)?;
    Ok(rows.first().map_or(0, |row| row.owed))
}

fn activity(row: ActivityRow, organisation: &Organisation) -> ActividadReciente {
    // A note has a text and no title.
    let first_line = || row.body.lines().next().unwrap_or_default().to_owned();
    ActividadReciente {
        id: Public(row.id),
        tipo: word(KINDS, &row.kind),
        titulo: match row.title.is_empty() {
            true => first_line(),
            false => row.title.clone(),
        },
        descripcion: some_text(row.body.clone()),
        fecha: local_time::write(row.occurred_at, organisation.time_zone),
        completada: row.is_done,
        responsable: row.responsible,
        notas: row.notes.and_then(some_text),
    }
}

fn opportunity(row: OpportunityRow, organisation: &Organisation) -> OportunidadDelCliente {
    let time = |at| local_time::write(at, organisation.time_zone);
    OportunidadDelCliente {
        id: Public(row.id),
        titulo: row.title,
        descripcion: some_text(row.description),
        estado: word(STAGES, &row.stage),
        valor_estimado: amount::money(row.value, row.currency),
        probabilidad_cierre: row.probability,
        fecha_cierre_esperada: row.expected_close_on.map(local_time::write_day),
        productos: (!row.products.is_empty()).then_some(row.products),
        notas: some_text(row.notes),
        fecha_creacion: time(row.created_at),
        fecha_actualizacion: time(row.updated_at),
    }
}

/// The clients' word for a stored one.
fn word(words: Words<&'static str>, stored: &str) -> &'static str {
    let known = words.0.iter().find(|(_, ours)| *ours == stored);
    known.map_or("", |(word, _)| *word)
}

fn some_text(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
