//! What every API shares: reading a body and parameters ([`Reader`] with the readers of [`values`]), answers with their
//! version ([`Answer`], [`IfMatch`]), what the OpenAPI document says of all ([`document`]), public ids ([`id_of`]), and errors.
//!
//! Errors under `/api` are as the old clients know them: JSON with a `detail`, a text or, of wrong values, a list. The
//! texts are Spanish whatever a client prefers: some are part of the contract.

mod answer;
mod body;
pub mod document;
mod problem;
mod reader;
pub mod values;

use actix_web::HttpResponse;
use actix_web::ResponseError;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use serde_json::{Value, json};

pub use self::answer::{Answer, IfMatch};
pub use self::body::JsonBody;
pub use self::problem::{Fault, Problem};
pub use self::reader::Reader;
use super::{AppError, errors, i18n};
use crate::db;
use crate::domain::{Language, PublicId, read_public_id};

/// Whether an address is a program's and not a person's.
pub fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// What handlers of `/api` return; their body is written by the middleware of all errors.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("no valid key")]
    NoKey,
    #[error("the key lacks the scope")]
    MissingScope,
    /// The key of a text that says what is not there.
    #[error("not found: {0}")]
    NoSuch(&'static str),
    #[error("wrong values")]
    Invalid(Vec<Problem>),
    /// What was asked for cannot be; the key of a text that says why.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The record has another version than the one that was to be changed.
    #[error("changed meanwhile")]
    Stale,
    #[error("the body is too large")]
    TooLarge,
    #[error(transparent)]
    App(#[from] AppError),
}

/// Says of a row that is not there what it was to be.
pub fn not_found(error: ApiError, key: &'static str) -> ApiError {
    match error {
        ApiError::App(AppError::NotFound) => ApiError::NoSuch(key),
        other => other,
    }
}

/// The record that an address names as `cli_7` or `7`; any other text names none, which `not_found` says.
pub fn id_of<T: PublicId>(text: &str, not_found: &'static str) -> Result<T, ApiError> {
    read_public_id(text).ok_or(ApiError::NoSuch(not_found))
}

impl From<db::Error> for ApiError {
    fn from(error: db::Error) -> Self {
        Self::App(error.into())
    }
}

impl From<diesel::result::Error> for ApiError {
    fn from(error: diesel::result::Error) -> Self {
        Self::App(error.into())
    }
}

impl db::RetryHint for ApiError {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Self::App(error) if error.asks_for_retry())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NoKey => StatusCode::UNAUTHORIZED,
            Self::MissingScope => StatusCode::FORBIDDEN,
            Self::NoSuch(_) => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Refused(_) => StatusCode::BAD_REQUEST,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::App(error) => error.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status_code())
    }
}

/// The failed answer with its body; headers that it has already stay.
pub(super) fn dressed(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let (request, response) = response.into_parts();
    let body = json!({ "detail": detail(&response) }).to_string();
    let mut response = response.set_body(BoxBody::new(body));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    ServiceResponse::new(request, response)
}

fn detail(response: &HttpResponse<BoxBody>) -> Value {
    let known = response.error();
    match known.and_then(|error| error.as_error::<ApiError>()) {
        Some(ApiError::NoKey) => text("api-no-key"),
        Some(ApiError::MissingScope) => text("api-missing-scope"),
        Some(ApiError::NoSuch(key) | ApiError::Refused(key)) => text(key),
        Some(ApiError::Stale) => text("api-stale"),
        Some(ApiError::TooLarge) => text("api-too-large"),
        Some(ApiError::Invalid(problems)) => json!(problems),
        Some(ApiError::App(error)) => of_app_error(error, response.status()),
        None => match known.and_then(|error| error.as_error::<AppError>()) {
            Some(error) => of_app_error(error, response.status()),
            None => text(key_of(response.status())),
        },
    }
}

fn of_app_error(error: &AppError, status: StatusCode) -> Value {
    errors::log(error);
    match error {
        AppError::Conflict(key) => text(key),
        _ => text(key_of(status)),
    }
}

fn key_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "api-not-found",
        StatusCode::METHOD_NOT_ALLOWED => "api-method",
        StatusCode::PAYLOAD_TOO_LARGE => "api-too-large",
        StatusCode::TOO_MANY_REQUESTS => "api-too-many",
        StatusCode::SERVICE_UNAVAILABLE => "api-unavailable",
        status if status.is_client_error() => "api-invalid",
        _ => "api-internal",
    }
}

fn text(key: &str) -> Value {
    i18n::text(Language::Es, key, &[]).into()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    async fn body(response: HttpResponse) -> (u16, String) {
        let request = TestRequest::default().to_http_request();
        let answer = dressed(ServiceResponse::new(request, response));
        let status = answer.status().as_u16();
        let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[actix_web::test]
    async fn every_failure_has_a_detail() {
        let bare = |status: u16| HttpResponse::new(StatusCode::from_u16(status).unwrap());
        for status in [400, 404, 405, 413, 429, 500, 503] {
            let (answered, body) = body(bare(status)).await;
            assert_eq!(answered, status);
            let body: Value = serde_json::from_str(&body).unwrap();
            assert!(!body["detail"].as_str().unwrap().starts_with("api-"));
        }
    }

    #[actix_web::test]
    async fn what_failed_inside_is_not_told() {
        let error = AppError::Internal(anyhow::anyhow!("hunter2"));
        for error in [
            actix_web::Error::from(ApiError::App(error)),
            actix_web::Error::from(AppError::Unavailable("hunter2".into())),
        ] {
            let (_, body) = body(HttpResponse::from_error(error)).await;
            assert!(!body.contains("hunter2"), "{body}");
        }
    }

    #[actix_web::test]
    async fn a_wrong_parameter_is_told_as_the_old_servers_did() {
        let problem = Problem::at(["path", "customer_id"], "abc", Fault::unreadable_integer());
        let error = ApiError::Invalid(vec![problem]);
        let (status, body) = body(HttpResponse::from_error(error)).await;
        let recorded = include_str!("../../../tests/data/aremko_mcp/errors/422_validation.json");
        let recorded: Value = serde_json::from_str(recorded).unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(status, 422);
        assert_eq!(body, recorded["response"]["body"]);
    }
}
