//! The errors that a person can see.
//!
//! Queries return `QueryResult`, actions a feature's own enum or [`AppError`]; handlers return [`AppError`], and
//! [`error_pages`] turns it into a page in the reader's language with a way back, or for a program into JSON
//! ([`api`]). What is `Internal` is logged with the request's id and never shown.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use super::{Page, api, session_over, trace};
use crate::db;

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("no such page or record")]
    NotFound,
    /// The session is missing or over; the reader is led to the sign-in page and back.
    #[error("not signed in")]
    SignInNeeded,
    #[error("not allowed")]
    Forbidden,
    /// A form that no honest page of ours sends: missing token, foreign origin.
    #[error("the form did not come from our page")]
    ForeignForm,
    /// A request that cannot be understood; the key of a message for the reader.
    #[error("invalid request: {0}")]
    Invalid(&'static str),
    /// What was asked no longer fits the record's state; the key of a message for the reader.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    #[error("too many requests")]
    TooMany,
    #[error("the database is away: {0}")]
    Unavailable(String),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl From<db::Error> for AppError {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::Unavailable(why) => Self::Unavailable(why),
            db::Error::Query(error) => error.into(),
            panicked @ db::Error::Panicked(_) => Self::Internal(panicked.into()),
        }
    }
}

impl From<diesel::result::Error> for AppError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::Internal(other.into()),
        }
    }
}

impl db::RetryHint for AppError {
    fn asks_for_retry(&self) -> bool {
        match self {
            Self::Internal(error) => error
                .downcast_ref::<diesel::result::Error>()
                .is_some_and(db::RetryHint::asks_for_retry),
            _ => false,
        }
    }
}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInNeeded => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status_code())
    }
}

impl AppError {
    /// The message that a reader gets, as a key of `errors.ftl`.
    fn message_key(&self) -> &'static str {
        match self {
            Self::NotFound => "error-not-found",
            Self::SignInNeeded => "error-sign-in-needed",
            Self::Forbidden => "error-forbidden",
            Self::ForeignForm => "error-foreign-form",
            Self::Invalid(key) | Self::Conflict(key) => key,
            Self::TooMany => "error-too-many",
            Self::Unavailable(_) => "error-unavailable",
            Self::Internal(_) => "error-internal",
        }
    }
}

#[derive(Template)]
#[template(path = "layouts/error.html")]
struct ErrorPage<'a> {
    page: Page,
    status: u16,
    message: String,
    request_id: &'a str,
}

/// Middleware that gives every failed answer its page, and leads who is not signed in to the sign-in page.
pub async fn error_pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut request = request;
    let response = match session_over::remember_form(&mut request).await {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(error) => ServiceResponse::from_err(error, request.into_parts().0),
    };
    let request = response.request().clone();
    Ok(dressed(request, response))
}

fn dressed(request: HttpRequest, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let has_own_body =
        response.headers().contains_key(header::CONTENT_TYPE) && !is_actix_text(&response);
    if !(status.is_client_error() || status.is_server_error()) || has_own_body {
        return response;
    }
    if api::is_api(request.path()) {
        return api::dressed(response);
    }
    let fallback = fallback_error(status);
    let error = response
        .response()
        .error()
        .and_then(|error| error.as_error::<AppError>())
        .unwrap_or(&fallback);
    log(error);
    let answer = answer(&request, status, error);
    ServiceResponse::new(request, answer)
}

/// Logs what nobody is shown.
pub(super) fn log(error: &AppError) {
    if let AppError::Internal(cause) = error {
        tracing::error!(error = format!("{cause:#}"), "A request failed");
    } else if let AppError::Unavailable(cause) = error {
        tracing::warn!(cause, "A request found no database");
    }
}

/// actix answers its own refusals (a path that does not parse, a body too large) in bare English.
fn is_actix_text(response: &ServiceResponse<BoxBody>) -> bool {
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    plain && response.response().error().is_some()
}

fn fallback_error(status: StatusCode) -> AppError {
    match status {
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => AppError::Invalid("error-too-large"),
        StatusCode::METHOD_NOT_ALLOWED => AppError::Invalid("error-method"),
        status if status.is_client_error() => AppError::Invalid("error-invalid"),
        status => AppError::Internal(anyhow::anyhow!("answered {status} without a cause")),
    }
}

fn answer(request: &HttpRequest, status: StatusCode, error: &AppError) -> HttpResponse<BoxBody> {
    // Bound first: making a page borrows the extensions again.
    let known = request.extensions().get::<Page>().cloned();
    let page = known.unwrap_or_else(|| Page::bare(request));
    if matches!(error, AppError::SignInNeeded) {
        return session_over::answer(request, page);
    }
    let message = page.t(error.message_key());
    let request_id = trace::request_id(request);
    let page = ErrorPage {
        page,
        status: status.as_u16(),
        message,
        request_id: &request_id,
    };
    let body = page.render().unwrap_or_else(|_| status.to_string());
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body)
}
