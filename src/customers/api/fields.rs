//! What clients send, read into types.

use std::ops::RangeInclusive;

use diesel::{PgConnection, QueryResult};
use utoipa::ToSchema;

use super::super::filters::Filters;
use super::super::forms::{LINE_MAX, NOTES_MAX};
use super::super::model::{
    Customer, CustomerChanges, CustomerKind, CustomerStatus, KIND_WORDS, NewCustomer, STATUS_WORDS,
};
use super::super::params::ListParams;
use super::super::points::model::{ContactPoint, PointFields, PointKind, value_key};
use super::super::reading;
use crate::auth;
use crate::db;
use crate::domain::{Currency, EmailAddress, Organisation, UserId};
use crate::web::api::document::{words, words_or_null};
use crate::web::api::values::{self, Read, Words, boolean, integer, money, text};
use crate::web::api::{ApiError, Fault, JsonBody, Reader};

pub const KINDS: Words<CustomerKind> = Words(KIND_WORDS);
pub const STATUSES: Words<CustomerStatus> = Words(STATUS_WORDS);
pub const POINT_KINDS: Words<PointKind> = Words(&[
    ("email", PointKind::Email),
    ("telefono", PointKind::Phone),
    ("movil", PointKind::Mobile),
    ("direccion", PointKind::Address),
]);

const LINE: RangeInclusive<usize> = 1..=LINE_MAX;
const NOTES: RangeInclusive<usize> = 1..=NOTES_MAX;
/// Of the channels that a customer is created with.
const MOST_POINTS: usize = 50;
const VALUE: RangeInclusive<usize> = 1..=300;
const LIMITS: RangeInclusive<i64> = 1..=100;
const DEFAULT_LIMIT: i64 = 50;

/// What reading needs to know.
pub struct Rules {
    pub organisation: Organisation,
    pub now: chrono::DateTime<chrono::Utc>,
}

impl Rules {
    pub fn find(conn: &mut PgConnection) -> QueryResult<Self> {
        Ok(Self {
            organisation: auth::queries::find_organisation(conn)?,
            now: db::now(conn)?,
        })
    }

    fn currency(&self) -> Currency {
        self.organisation.currency
    }

    fn country(&self) -> &str {
        &self.organisation.country
    }
}

fn line(value: &serde_json::Value) -> Read<String> {
    Ok(text(LINE)(value)?.replace('\n', " "))
}

fn notes(value: &serde_json::Value) -> Read<String> {
    text(NOTES)(value)
}

fn email(value: &serde_json::Value) -> Read<String> {
    values::email(value).map(|email| email.as_str().to_owned())
}

fn kinds() -> utoipa::openapi::schema::Object {
    words(KINDS)
}

fn kinds_or_null() -> utoipa::openapi::schema::Object {
    words_or_null(KINDS)
}

fn statuses_or_null() -> utoipa::openapi::schema::Object {
    words_or_null(STATUSES)
}

fn statuses() -> utoipa::openapi::schema::Object {
    words(STATUSES)
}

pub fn point_kinds() -> utoipa::openapi::schema::Object {
    words(POINT_KINDS)
}

/// What is known of a new customer.
#[derive(Debug, ToSchema)]
pub struct ClienteNuevo {
    #[schema(min_length = 1, max_length = 200)]
    pub nombre_completo: String,
    pub razon_social: Option<String>,
    /// `empresa` where it is missing
    #[schema(schema_with = kinds_or_null, required = false)]
    pub tipo_cliente: CustomerKind,
    pub email: Option<String>,
    pub telefono: Option<String>,
    pub cif_nif: Option<String>,
    /// `prospecto` where it is missing
    #[schema(schema_with = statuses_or_null, required = false)]
    pub estado: CustomerStatus,
    /// The client's own word for a segment
    pub segmento: Option<String>,
    pub sector_industria: Option<String>,
    pub website: Option<String>,
    pub notas: Option<String>,
    /// In the organisation's currency
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 99_999_999_999_999_i64)]
    pub credito_disponible: Option<i64>,
    pub contactos: Option<Vec<ContactoNuevo>>,
}

impl ClienteNuevo {
    pub fn read(body: &JsonBody, rules: &Rules) -> Result<Self, ApiError> {
        let mut fields = Reader::of_body(body);
        let new = Self {
            nombre_completo: fields.required("nombre_completo", line),
            razon_social: fields.optional("razon_social", line),
            tipo_cliente: fields
                .optional("tipo_cliente", KINDS.read())
                .unwrap_or(CustomerKind::Company),
            email: fields.optional("email", email),
            telefono: fields.optional("telefono", line),
            cif_nif: fields.optional("cif_nif", line),
            estado: fields
                .optional("estado", STATUSES.read())
                .unwrap_or(CustomerStatus::Prospect),
            segmento: fields.optional("segmento", line),
            sector_industria: fields.optional("sector_industria", line),
            website: fields.optional("website", line),
            notas: fields.optional("notas", notes),
            credito_disponible: fields.optional("credito_disponible", money(rules.currency())),
            contactos: Some(fields.optional_list("contactos", MOST_POINTS, ContactoNuevo::fields)),
        };
        fields.finish(new)
    }

    /// The row; the channels apart.
    pub fn into_row(self, rules: &Rules) -> (NewCustomer, Vec<ContactoNuevo>) {
        let row = NewCustomer {
            full_name: self.nombre_completo,
            legal_name: self.razon_social,
            kind: self.tipo_cliente,
            status: self.estado,
            email: self.email,
            phone_e164: dialled(self.telefono.as_deref(), None, rules),
            phone: self.telefono,
            tax_id_key: tax_id_key(self.cif_nif.as_deref(), None, rules),
            tax_id: self.cif_nif,
            segment_label: self.segmento,
            sector: self.sector_industria,
            website: self.website,
            notes: self.notas,
            // No credit is what the clients' models say when nobody thought of it.
            credit_limit: self.credito_disponible.filter(|credit| *credit > 0),
            ..NewCustomer::default()
        };
        (row, self.contactos.unwrap_or_default())
    }
}

fn dialled(phone: Option<&str>, country: Option<&str>, rules: &Rules) -> Option<String> {
    let phone = reading::phone(phone?, country, rules.country())?;
    Some(phone.e164)
}

fn tax_id_key(tax_id: Option<&str>, country: Option<&str>, rules: &Rules) -> Option<String> {
    let tax_id = reading::tax_id(tax_id?, country, rules.country());
    tax_id.ok()?.key
}

/// What to change of a customer; what is missing stays, `null` empties.
#[derive(Debug, ToSchema)]
pub struct ClienteCambios {
    #[schema(value_type = Option<String>, nullable = false, min_length = 1, max_length = 200)]
    pub nombre_completo: Option<String>,
    #[schema(value_type = Option<String>)]
    pub razon_social: Option<Option<String>>,
    #[schema(schema_with = kinds, required = false)]
    pub tipo_cliente: Option<CustomerKind>,
    #[schema(value_type = Option<String>)]
    pub email: Option<Option<String>>,
    #[schema(value_type = Option<String>)]
    pub telefono: Option<Option<String>>,
    #[schema(value_type = Option<String>)]
    pub cif_nif: Option<Option<String>>,
    #[schema(schema_with = statuses, required = false)]
    pub estado: Option<CustomerStatus>,
    #[schema(value_type = Option<String>)]
    pub segmento: Option<Option<String>>,
    #[schema(value_type = Option<String>)]
    pub sector_industria: Option<Option<String>>,
    #[schema(value_type = Option<String>)]
    pub website: Option<Option<String>>,
    #[schema(value_type = Option<String>)]
    pub notas: Option<Option<String>>,
    /// What may still be bought on credit: the limit becomes this and what is owed already
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 99_999_999_999_999_i64)]
    pub credito_disponible: Option<Option<i64>>,
}

impl ClienteCambios {
    pub fn read(body: &JsonBody, rules: &Rules) -> Result<Self, ApiError> {
        let mut fields = Reader::of_body(body);
        let changes = Self {
            nombre_completo: fields.changed("nombre_completo", line),
            razon_social: fields.emptied("razon_social", line),
            tipo_cliente: fields.changed("tipo_cliente", KINDS.read()),
            email: fields.emptied("email", email),
            telefono: fields.emptied("telefono", line),
            cif_nif: fields.emptied("cif_nif", line),
            estado: fields.changed("estado", STATUSES.read()),
            segmento: fields.emptied("segmento", line),
            sector_industria: fields.emptied("sector_industria", line),
            website: fields.emptied("website", line),
            notas: fields.emptied("notas", notes),
            credito_disponible: fields.emptied("credito_disponible", money(rules.currency())),
        };
        fields.finish(changes)
    }

    /// What differs from the row. `owed` is the customer's open balance, which their credit is less by.
    pub fn into_changes(self, now: &Customer, owed: i64, rules: &Rules) -> CustomerChanges {
        let country = now.country.as_deref();
        let phone = differing(self.telefono, &now.phone);
        let tax_id = differing(self.cif_nif, &now.tax_id);
        CustomerChanges {
            full_name: self.nombre_completo.filter(|name| *name != now.full_name),
            legal_name: differing(self.razon_social, &now.legal_name),
            kind: self.tipo_cliente.filter(|kind| *kind != now.kind),
            status: self.estado.filter(|status| *status != now.status),
            email: differing(self.email, &now.email),
            phone_e164: phone
                .as_ref()
                .map(|phone| dialled(phone.as_deref(), country, rules)),
            phone,
            tax_id_key: tax_id
                .as_ref()
                .map(|tax_id| tax_id_key(tax_id.as_deref(), country, rules)),
            tax_id,
            segment_label: differing(self.segmento, &now.segment_label),
            sector: differing(self.sector_industria, &now.sector),
            website: differing(self.website, &now.website),
            notes: differing(self.notas, &now.notes),
            credit_limit: self
                .credito_disponible
                .and_then(|given| credit_limit(given, now.credit_limit, owed)),
            ..CustomerChanges::default()
        }
    }
}

fn differing(given: Option<Option<String>>, now: &Option<String>) -> Option<Option<String>> {
    given.filter(|given| given != now)
}

/// The limit that leaves so much available; `None` where it is that already.
fn credit_limit(available: Option<i64>, limit: Option<i64>, owed: i64) -> Option<Option<i64>> {
    let now = limit.map_or(0, |limit| limit - owed);
    match available {
        Some(available) if available == now => None,
        Some(available) => Some(Some(available + owed)),
        None => limit.map(|_| None),
    }
}

/// A further channel.
#[derive(Debug, Clone, ToSchema)]
pub struct ContactoNuevo {
    #[schema(schema_with = point_kinds, required = true)]
    pub tipo: PointKind,
    #[schema(min_length = 1, max_length = 300)]
    pub valor: String,
    /// `false` where it is missing
    #[schema(value_type = Option<bool>, required = false)]
    pub principal: bool,
    /// `false` where it is missing
    #[schema(value_type = Option<bool>, required = false)]
    pub verificado: bool,
}

impl ContactoNuevo {
    pub fn read(body: &JsonBody) -> Result<Self, ApiError> {
        let mut fields = Reader::of_body(body);
        let point = Self::fields(&mut fields);
        fields.finish(point)
    }

    fn fields(fields: &mut Reader) -> Self {
        let point = Self {
            tipo: fields.required("tipo", POINT_KINDS.read()),
            valor: fields.required("valor", value),
            principal: fields.optional("principal", boolean).unwrap_or_default(),
            verificado: fields.optional("verificado", boolean).unwrap_or_default(),
        };
        // Of what kind it is to be is not known otherwise.
        if !fields.is_refused("tipo") {
            check_value(fields, point.tipo, &point.valor);
        }
        point
    }

    pub fn into_fields(self, rules: &Rules) -> PointFields {
        PointFields {
            kind: self.tipo,
            value_key: value_key(self.tipo, &self.valor, rules.country()),
            value: self.valor,
            is_primary: self.principal,
            verified_at: self.verificado.then_some(rules.now),
        }
    }
}

fn value(value: &serde_json::Value) -> Read<String> {
    text(VALUE)(value)
}

/// An e-mail address is one; numbers and places are taken as they come.
fn check_value(fields: &mut Reader, kind: PointKind, value: &str) {
    if kind == PointKind::Email
        && !value.is_empty()
        && let Err(error) = EmailAddress::parse(value)
    {
        fields.refuse("valor", Fault::value(&error.to_string()));
    }
}

/// What to change of a channel; what is missing stays.
#[derive(Debug, Clone, ToSchema)]
pub struct ContactoCambios {
    #[schema(schema_with = point_kinds, required = false)]
    pub tipo: Option<PointKind>,
    #[schema(nullable = false, min_length = 1, max_length = 300)]
    pub valor: Option<String>,
    #[schema(nullable = false)]
    pub principal: Option<bool>,
    #[schema(nullable = false)]
    pub verificado: Option<bool>,
}

impl ContactoCambios {
    pub fn read(body: &JsonBody) -> Result<Self, ApiError> {
        let mut fields = Reader::of_body(body);
        let changes = Self {
            tipo: fields.changed("tipo", POINT_KINDS.read()),
            valor: fields.changed("valor", value),
            principal: fields.changed("principal", boolean),
            verificado: fields.changed("verificado", boolean),
        };
        if let (Some(kind), Some(value)) = (changes.tipo, &changes.valor) {
            check_value(&mut fields, kind, value);
        }
        fields.finish(changes)
    }

    pub fn applied(&self, before: &ContactPoint, rules: &Rules) -> PointFields {
        let kind = self.tipo.unwrap_or(before.kind);
        let value = self.valor.clone().unwrap_or_else(|| before.value.clone());
        let verified_at = match self.verificado {
            Some(true) => before.verified_at.or(Some(rules.now)),
            Some(false) => None,
            None => before.verified_at,
        };
        PointFields {
            value_key: value_key(kind, &value, rules.country()),
            kind,
            value,
            is_primary: self.principal.unwrap_or(before.is_primary),
            verified_at,
        }
    }
}

/// Which customers are asked for.
pub struct Asked {
    /// Status and search; nothing else of them is.
    pub filters: Filters,
    pub label: Option<String>,
    pub skip: i64,
    pub limit: i64,
}

impl Asked {
    pub fn read(query: &str) -> Result<Self, ApiError> {
        let mut fields = Reader::of_query(query);
        let status = fields.optional("estado", STATUSES.read());
        let words = fields.optional("buscar", text(0..=1000));
        let params = ListParams::of_words(&words.unwrap_or_default()).with(
            "status",
            status.map(|status| status.to_string()).unwrap_or_default(),
        );
        let asked = Self {
            // Nobody's own list is asked for.
            filters: Filters::read(&params, UserId::from(0), &[]),
            label: fields.optional("segmento", line),
            skip: fields.optional("skip", integer(0..=i64::MAX)).unwrap_or(0),
            limit: fields
                .optional("limit", integer(LIMITS))
                .unwrap_or(DEFAULT_LIMIT),
        };
        fields.finish(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_credit_that_is_given_is_the_credit_that_is_read_back() {
        let limit = |given, limit, owed| credit_limit(Some(given), limit, owed);
        assert_eq!(limit(1000, None, 0), Some(Some(1000)));
        assert_eq!(limit(1000, Some(500), 300), Some(Some(1300)));
        assert_eq!(limit(200, Some(500), 300), None, "it is that already");
        assert_eq!(limit(0, None, 300), None, "nobody has any without a limit");
        assert_eq!(credit_limit(None, Some(500), 0), Some(None));
        assert_eq!(credit_limit(None, None, 0), None);
    }

    #[test]
    fn a_page_is_asked_for_as_the_old_server_allowed() {
        let asked = Asked::read("").ok().unwrap();
        assert_eq!((asked.skip, asked.limit), (0, 50));
        let asked = Asked::read("skip=7&limit=100&estado=activo&segmento=VIP&buscar=acme");
        let asked = asked.ok().unwrap();
        assert_eq!(asked.filters.asked_for("status"), "active");
        assert_eq!(
            (asked.filters.q.as_str(), asked.label.as_deref()),
            ("acme", Some("VIP"))
        );
        for wrong in ["skip=-1", "limit=0", "limit=101", "estado=rico", "limit=x"] {
            assert!(Asked::read(wrong).is_err(), "{wrong}");
        }
    }
}
