//! What clients send, read into types.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};
use utoipa::ToSchema;

use crate::activities::model::{Activity, ActivityKind, Entry};
use crate::auth;
use crate::db;
use crate::domain::{Organisation, UserId};
use crate::users::{self, User};
use crate::web::api::document::words;
use crate::web::api::values::{Words, boolean, instant, text};
use crate::web::api::{ApiError, JsonBody, Reader};

pub const KINDS: Words<ActivityKind> = Words(&[
    ("llamada", ActivityKind::Call),
    ("email", ActivityKind::Email),
    ("reunion", ActivityKind::Meeting),
    ("tarea", ActivityKind::Task),
    ("nota", ActivityKind::Note),
    ("venta", ActivityKind::Sale),
    ("pago", ActivityKind::Payment),
]);

const LINE: RangeInclusive<usize> = 1..=200;
const TEXT: RangeInclusive<usize> = 1..=10_000;

/// What reading needs to know.
pub struct Rules {
    pub organisation: Organisation,
    pub now: DateTime<Utc>,
    people: Vec<User>,
}

impl Rules {
    pub fn find(conn: &mut PgConnection) -> QueryResult<Self> {
        Ok(Self {
            organisation: auth::queries::find_organisation(conn)?,
            now: db::now(conn)?,
            people: users::queries::list_users(conn)?,
        })
    }

    /// One of our own people, by name or e-mail address.
    fn person(&self, responsible: Option<&str>) -> Option<UserId> {
        let wanted = responsible?.to_lowercase();
        let is_meant = |user: &&User| {
            let names = [user.name.to_lowercase(), user.email.to_lowercase()];
            user.disabled_at.is_none() && names.contains(&wanted)
        };
        self.people.iter().find(is_meant).map(|user| user.id)
    }
}

fn kinds() -> utoipa::openapi::schema::Object {
    words(KINDS)
}

/// What is known of a new activity.
#[derive(Debug, ToSchema)]
pub struct ActividadNueva {
    #[schema(schema_with = kinds, required = true)]
    pub tipo: ActivityKind,
    #[schema(min_length = 1, max_length = 200)]
    pub titulo: String,
    pub descripcion: Option<String>,
    /// With or without an offset, else the organisation's local time; now where it is missing
    #[schema(value_type = Option<String>)]
    pub fecha: Option<DateTime<Utc>>,
    /// `false` where it is missing
    #[schema(value_type = Option<bool>, required = false)]
    pub completada: bool,
    pub responsable: Option<String>,
    pub notas: Option<String>,
}

impl ActividadNueva {
    pub fn read(body: &JsonBody, rules: &Rules) -> Result<Self, ApiError> {
        let mut fields = Reader::of_body(body);
        let new = Self {
            tipo: fields.required("tipo", KINDS.read()),
            titulo: fields.required("titulo", text(LINE)),
            descripcion: fields.optional("descripcion", text(TEXT)),
            fecha: fields.optional("fecha", instant(rules.organisation.time_zone)),
            completada: fields.optional("completada", boolean).unwrap_or_default(),
            responsable: fields.optional("responsable", text(LINE)),
            notas: fields.optional("notas", text(TEXT)),
        };
        fields.finish(new)
    }

    pub fn into_entry(self, rules: &Rules) -> Entry {
        let at = self.fecha.unwrap_or(rules.now);
        Entry {
            kind: self.tipo,
            title: self.titulo,
            body: self.descripcion.unwrap_or_default(),
            occurred_at: at,
            due_at: (!self.completada).then_some(at),
            assignee_id: rules.person(self.responsable.as_deref()),
            done_at: None,
            responsible: self.responsable,
            notes: self.notas,
        }
    }
}

/// What to change of an activity; what is missing stays, `null` empties.
#[derive(Debug, ToSchema)]
pub struct ActividadCambios {
    #[schema(schema_with = kinds, required = false)]
    pub tipo: Option<ActivityKind>,
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub titulo: Option<String>,
    #[schema(value_type = Option<String>)]
    pub descripcion: Option<Option<String>>,
    #[schema(value_type = Option<String>, nullable = false)]
    pub fecha: Option<DateTime<Utc>>,
    #[schema(nullable = false)]
    pub completada: Option<bool>,
    #[schema(value_type = Option<String>)]
    pub responsable: Option<Option<String>>,
    #[schema(value_type = Option<String>)]
    pub notas: Option<Option<String>>,
}

impl ActividadCambios {
    pub fn read(body: &JsonBody, rules: &Rules) -> Result<Self, ApiError> {
        let mut fields = Reader::of_body(body);
        let changes = Self {
            tipo: fields.changed("tipo", KINDS.read()),
            titulo: fields.changed("titulo", text(LINE)),
            descripcion: fields.emptied("descripcion", text(TEXT)),
            fecha: fields.changed("fecha", instant(rules.organisation.time_zone)),
            completada: fields.changed("completada", boolean),
            responsable: fields.emptied("responsable", text(LINE)),
            notas: fields.emptied("notas", text(TEXT)),
        };
        fields.finish(changes)
    }

    /// The row as it becomes. What is open is due on its date; what is done stays where it was done.
    pub fn applied(self, before: &Activity, rules: &Rules) -> Entry {
        let stays = Entry::of(before);
        let was_open = before.is_open();
        let is_open = self.completada.map_or(was_open, |completed| !completed);
        let at = self.fecha.unwrap_or(before.occurred_at);
        let (due_at, done_at) = match (was_open, is_open) {
            (_, true) => (Some(at), None),
            (true, false) => (before.due_at, Some(rules.now)),
            (false, false) => (before.due_at, before.done_at),
        };
        let (responsible, assignee_id) = match self.responsable {
            Some(given) => (given.clone(), rules.person(given.as_deref())),
            None => (stays.responsible.clone(), stays.assignee_id),
        };
        Entry {
            kind: self.tipo.unwrap_or(stays.kind),
            title: self.titulo.unwrap_or(stays.title),
            body: self
                .descripcion
                .map_or(stays.body, Option::unwrap_or_default),
            occurred_at: at,
            due_at,
            assignee_id,
            done_at,
            responsible,
            notes: self.notas.unwrap_or(stays.notes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn rules() -> Rules {
        Rules {
            organisation: Organisation::default(),
            now: at("2025-10-26T12:00:00Z"),
            people: Vec::new(),
        }
    }

    fn stored(entry: Entry) -> Activity {
        Activity {
            id: 1.into(),
            customer_id: 1.into(),
            kind: entry.kind,
            title: entry.title,
            body: entry.body,
            occurred_at: entry.occurred_at,
            due_at: entry.due_at,
            assignee_id: entry.assignee_id,
            done_at: entry.done_at,
            version: 1,
            created_at: entry.occurred_at,
            created_by: None,
            responsible: entry.responsible,
            notes: entry.notes,
            opportunity_id: None,
            noted_by: None,
        }
    }

    fn unchanged() -> ActividadCambios {
        ActividadCambios {
            tipo: None,
            titulo: None,
            descripcion: None,
            fecha: None,
            completada: None,
            responsable: None,
            notas: None,
        }
    }

    fn task(completada: bool) -> Activity {
        let new = ActividadNueva {
            tipo: ActivityKind::Task,
            titulo: "x".into(),
            descripcion: None,
            fecha: Some(at("2025-10-28T12:00:00Z")),
            completada,
            responsable: Some("Mercedes".into()),
            notas: None,
        };
        stored(new.into_entry(&rules()))
    }

    #[test]
    fn what_is_not_completed_is_due_on_its_date() {
        assert!(task(false).is_open() && !task(true).is_open());
        assert_eq!(task(false).due_at, Some(at("2025-10-28T12:00:00Z")));
        let later = ActividadCambios {
            fecha: Some(at("2025-10-30T12:00:00Z")),
            ..unchanged()
        };
        let moved = later.applied(&task(false), &rules());
        assert_eq!(moved.due_at, Some(at("2025-10-30T12:00:00Z")));
    }

    #[test]
    fn completing_and_reopening_keep_the_date() {
        let completed = |is| ActividadCambios {
            completada: Some(is),
            ..unchanged()
        };
        let done = completed(true).applied(&task(false), &rules());
        assert_eq!(done.done_at, Some(rules().now));
        assert_eq!(done.occurred_at, at("2025-10-28T12:00:00Z"));
        let again = completed(false).applied(&stored(done), &rules());
        assert_eq!(again, Entry::of(&task(false)));
        let same = completed(true).applied(&task(true), &rules());
        assert_eq!(same, Entry::of(&task(true)));
    }

    #[test]
    fn null_empties_and_what_is_missing_stays() {
        let before = task(false);
        let nobody = ActividadCambios {
            responsable: Some(None),
            ..unchanged()
        };
        assert_eq!(nobody.applied(&before, &rules()).responsible, None);
        let same = unchanged().applied(&before, &rules());
        assert_eq!(same, Entry::of(&before));
    }
}
