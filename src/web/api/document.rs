//! What the OpenAPI document says of every API alike: the bodies of errors, and the answers that any address may give.
//!
//! A handler under `/api` carries `#[utoipa::path(…)]` with an `operation_id` of its own and `responses(Common, …)`; its
//! feature lists it in `#[derive(OpenApi)]`, and `app/openapi.rs` joins the features.

use serde_json::Value;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};
use utoipa::{IntoParams, IntoResponses, ToSchema};

use super::problem::Problem;
use super::values::Words;

/// An error in words.
#[derive(Debug, ToSchema)]
pub struct Detalle {
    pub detail: String,
}

/// Everything that is wrong with what was sent.
#[derive(Debug, ToSchema)]
pub struct Errores {
    pub detail: Vec<Problem>,
}

/// What any address that needs a key may answer.
#[derive(Debug, IntoResponses)]
pub enum Common {
    /// The request cannot be read, or what it asks for cannot be
    #[response(status = 400)]
    Refused(Detalle),
    /// There is no valid key
    #[response(status = 401)]
    NoKey(Detalle),
    /// The key lacks the scope
    #[response(status = 403)]
    NoScope(Detalle),
    /// The key has called too often; `Retry-After` says when it may again
    #[response(status = 429)]
    TooMany(Detalle),
    /// The server failed
    #[response(status = 500)]
    Failed(Detalle),
    /// The database is away
    #[response(status = 503)]
    Away(Detalle),
}

/// What an address that takes values may answer besides.
#[derive(Debug, IntoResponses)]
pub enum Wrong {
    /// The body is too large
    #[response(status = 413)]
    TooLarge(Detalle),
    /// Values are wrong, each is named
    #[response(status = 422)]
    Invalid(Errores),
}

/// What any `POST` takes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct OnceKey {
    /// The same request with the same key is answered once more and done once
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 255,
        pattern = r"^[\x20-\x7E]+$"
    )]
    pub key: Option<String>,
}

/// What a change of one record takes.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct VersionMeant {
    /// The `ETag` of the version that is meant; of another the answer is 412
    #[param(rename = "If-Match")]
    pub version: Option<String>,
}

/// One of the words that clients have for an enum.
pub fn words<T>(words: Words<T>) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words.0.iter().map(|(word, _)| *word)))
        .build()
}

/// The same where `null` is as if nothing were said.
pub fn words_or_null<T>(words: Words<T>) -> Object {
    let given = words.0.iter().map(|(word, _)| Value::from(*word));
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .enum_values(Some(given.chain([Value::Null])))
        .build()
}
