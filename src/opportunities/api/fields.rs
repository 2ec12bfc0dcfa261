//! What clients send, read into types.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::Organisation;
use crate::opportunities::model::{Entry, Opportunity, Stage};
use crate::web::api::document::{words, words_or_null};
use crate::web::api::values::{Read, Words, day, decimal, money, text};
use crate::web::api::{ApiError, Fault, JsonBody, Reader};

pub const STAGES: Words<Stage> = Words(&[
    ("inicial", Stage::Initial),
    ("contacto", Stage::Contact),
    ("propuesta", Stage::Proposal),
    ("negociacion", Stage::Negotiation),
    ("ganada", Stage::Won),
    ("perdida", Stage::Lost),
]);

const LINE: RangeInclusive<usize> = 1..=200;
const TEXT: RangeInclusive<usize> = 1..=10_000;
const MOST_PRODUCTS: usize = 50;

fn stages_or_null() -> utoipa::openapi::schema::Object {
    words_or_null(STAGES)
}

fn stages() -> utoipa::openapi::schema::Object {
    words(STAGES)
}

/// A whole number of percents; decimals are rounded, because the clients' numbers may have some.
fn percent(value: &Value) -> Read<i32> {
    let hundredths = decimal(2, 0..=10_000)(value)?;
    Ok(i32::try_from((hundredths + 50) / 100).unwrap_or_default())
}

fn products(value: &Value) -> Read<Vec<String>> {
    let items = value.as_array().ok_or_else(Fault::no_list)?;
    if items.len() > MOST_PRODUCTS {
        return Err(Fault::too_many(MOST_PRODUCTS, items.len()));
    }
    items.iter().map(text(LINE)).collect()
}

/// What is known of a new opportunity.
#[derive(Debug, ToSchema)]
pub struct OportunidadNueva {
    #[schema(min_length = 1, max_length = 200)]
    pub titulo: String,
    pub descripcion: Option<String>,
    /// `inicial` where it is missing
    #[schema(schema_with = stages_or_null, required = false)]
    pub estado: Stage,
    /// In the organisation's currency; 0 where it is missing
    #[schema(value_type = Option<f64>, minimum = 0)]
    pub valor_estimado: Option<i64>,
    /// In percent, rounded to a whole number; what is usual in its state where it is missing
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 100)]
    pub probabilidad_cierre: Option<i32>,
    #[schema(value_type = Option<String>)]
    pub fecha_cierre_esperada: Option<NaiveDate>,
    pub productos: Option<Vec<String>>,
    pub notas: Option<String>,
}

impl OportunidadNueva {
    pub fn read(body: &JsonBody, organisation: &Organisation) -> Result<Self, ApiError> {
        let mut fields = Reader::of_body(body);
        let new = Self {
            titulo: fields.required("titulo", text(LINE)),
            descripcion: fields.optional("descripcion", text(TEXT)),
            estado: fields.optional("estado", STAGES.read()).unwrap_or_default(),
            valor_estimado: fields.optional("valor_estimado", money(organisation.currency)),
            probabilidad_cierre: fields.optional("probabilidad_cierre", percent),
            fecha_cierre_esperada: fields
                .optional("fecha_cierre_esperada", day(organisation.time_zone)),
            productos: fields.optional("productos", products),
            notas: fields.optional("notas", text(TEXT)),
        };
        fields.finish(new)
    }

    pub fn into_entry(self, organisation: &Organisation) -> (Stage, Entry) {
        let usual = self.estado.usual_probability();
        let entry = Entry {
            title: self.titulo,
            description: self.descripcion.unwrap_or_default(),
            value: self.valor_estimado.unwrap_or_default(),
            currency: organisation.currency,
            probability: self.probabilidad_cierre.unwrap_or(usual),
            expected_close_on: self.fecha_cierre_esperada,
            products: self.productos.unwrap_or_default(),
            notes: self.notas.unwrap_or_default(),
            owner_id: None,
        };
        (self.estado, entry)
    }
}

/// What to change of an opportunity; what is missing stays, `null` empties.
#[derive(Debug, ToSchema)]
pub struct OportunidadCambios {
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub titulo: Option<String>,
    #[schema(value_type = Option<String>)]
    pub descripcion: Option<Option<String>>,
    #[schema(schema_with = stages, required = false)]
    pub estado: Option<Stage>,
    #[schema(value_type = Option<f64>, nullable = false, minimum = 0)]
    pub valor_estimado: Option<i64>,
    #[schema(value_type = Option<f64>, nullable = false, minimum = 0, maximum = 100)]
    pub probabilidad_cierre: Option<i32>,
    #[schema(value_type = Option<String>)]
    pub fecha_cierre_esperada: Option<Option<NaiveDate>>,
    #[schema(value_type = Option<Vec<String>>)]
    pub productos: Option<Option<Vec<String>>>,
    #[schema(value_type = Option<String>)]
    pub notas: Option<Option<String>>,
}

impl OportunidadCambios {
    /// Its amount is read in the currency that the opportunity has.
    pub fn read(
        body: &JsonBody,
        before: &Opportunity,
        organisation: &Organisation,
    ) -> Result<Self, ApiError> {
        let mut fields = Reader::of_body(body);
        let changes = Self {
            titulo: fields.changed("titulo", text(LINE)),
            descripcion: fields.emptied("descripcion", text(TEXT)),
            estado: fields.changed("estado", STAGES.read()),
            valor_estimado: fields.changed("valor_estimado", money(before.currency)),
            probabilidad_cierre: fields.changed("probabilidad_cierre", percent),
            fecha_cierre_esperada: fields
                .emptied("fecha_cierre_esperada", day(organisation.time_zone)),
            productos: fields.emptied("productos", products),
            notas: fields.emptied("notas", text(TEXT)),
        };
        fields.finish(changes)
    }

    /// The row as it becomes, but for its stage.
    pub fn applied(self, before: &Opportunity) -> Entry {
        let stays = Entry::of(before);
        let emptied = |given: Option<Option<String>>, stays: String| {
            given.map_or(stays, Option::unwrap_or_default)
        };
        Entry {
            title: self.titulo.unwrap_or(stays.title),
            description: emptied(self.descripcion, stays.description),
            value: self.valor_estimado.unwrap_or(stays.value),
            probability: self.probabilidad_cierre.unwrap_or(stays.probability),
            expected_close_on: self
                .fecha_cierre_esperada
                .unwrap_or(stays.expected_close_on),
            products: self
                .productos
                .map_or(stays.products, Option::unwrap_or_default),
            notes: emptied(self.notas, stays.notes),
            ..Entry::of(before)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_percentage_is_rounded_and_bounded() {
        assert_eq!(percent(&json!(60)), Ok(60));
        assert_eq!(percent(&json!("62.5")), Ok(63));
        assert!(percent(&json!(101)).is_err() && percent(&json!(-1)).is_err());
    }

    #[test]
    fn products_are_texts() {
        assert_eq!(
            products(&json!(["a", " b "])),
            Ok(vec!["a".into(), "b".into()])
        );
        assert!(products(&json!("a")).is_err() && products(&json!([1])).is_err());
    }
}
