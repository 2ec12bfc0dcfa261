//! Activities in the clients' words: the keys are the contract.

use serde::Serialize;
use utoipa::ToSchema;

use super::fields::KINDS;
use crate::activities::model::Activity;
use crate::domain::{ActivityId, Organisation, Public, local_time};

/// Something that was done with a customer or is to be done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Actividad {
    #[schema(value_type = String, example = "act_7")]
    pub id: Public<ActivityId>,
    /// `llamada`, `email`, `reunion`, `tarea`, `nota`, `venta` or `pago`
    pub tipo: &'static str,
    pub titulo: String,
    pub descripcion: Option<String>,
    /// Local time of the organisation
    pub fecha: String,
    pub completada: bool,
    pub responsable: Option<String>,
    pub notas: Option<String>,
}

impl Actividad {
    /// `assignee` is who of our own people is in charge.
    pub fn of(activity: Activity, assignee: Option<String>, organisation: &Organisation) -> Self {
        let (titulo, descripcion) = titled(&activity);
        Self {
            id: Public(activity.id),
            tipo: KINDS.of(activity.kind),
            titulo,
            descripcion,
            fecha: local_time::write(activity.occurred_at, organisation.time_zone),
            completada: !activity.is_open(),
            responsable: assignee.or(activity.responsible),
            notas: activity.notes,
        }
    }
}

/// A note that a person wrote has no title: its first line stands for one.
fn titled(activity: &Activity) -> (String, Option<String>) {
    let body = activity.body.clone();
    match activity.title.is_empty() {
        true => {
            let first = body.lines().next().unwrap_or_default().to_owned();
            (first, Some(body))
        }
        false => (activity.title.clone(), (!body.is_empty()).then_some(body)),
    }
}
