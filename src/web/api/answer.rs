use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Context as _;
use serde::Serialize;

use super::ApiError;
use crate::web::AppError;

/// Says that an answer is that of an earlier request with the same `Idempotency-Key`.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// What a call is answered with, as text: it can be stored and given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    /// Of the one record that it tells; its `ETag`.
    pub version: Option<i32>,
    pub is_replayed: bool,
}

impl Answer {
    pub fn ok(body: &impl Serialize) -> Result<Self, ApiError> {
        Self::new(StatusCode::OK, body)
    }

    pub fn created(body: &impl Serialize) -> Result<Self, ApiError> {
        Self::new(StatusCode::CREATED, body)
    }

    fn new(status: StatusCode, body: &impl Serialize) -> Result<Self, ApiError> {
        let body = serde_json::to_string(body).context("Failed to write an answer");
        Ok(Self {
            status: status.as_u16(),
            body: body.map_err(AppError::from)?,
            version: None,
            is_replayed: false,
        })
    }

    pub fn with_version(mut self, version: i32) -> Self {
        self.version = Some(version);
        self
    }
}

impl From<Answer> for HttpResponse {
    fn from(answer: Answer) -> Self {
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        response.insert_header((header::CONTENT_TYPE, "application/json"));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(version) = answer.version {
            response.insert_header((header::ETAG, format!("\"{version}\"")));
        }
        if answer.is_replayed {
            response.insert_header((REPLAYED, "true"));
        }
        response.body(answer.body)
    }
}

/// The versions that a change is meant for; without the header `If-Match` any.
#[derive(Debug, Clone)]
pub struct IfMatch(Option<Vec<String>>);

impl IfMatch {
    pub fn of(request: &HttpRequest) -> Self {
        let given: Vec<_> = request.headers().get_all(header::IF_MATCH).collect();
        let tags = given
            .iter()
            .flat_map(|value| value.to_str().unwrap_or_default().split(','))
            .map(|tag| tag.trim().to_owned());
        Self((!given.is_empty()).then(|| tags.collect()))
    }

    /// Refuses a change of a record that has another version by now.
    pub fn check(&self, version: i32) -> Result<(), ApiError> {
        let ours = format!("\"{version}\"");
        let is_meant = |tags: &Vec<String>| tags.iter().any(|tag| tag == "*" || *tag == ours);
        match self.0.as_ref().is_none_or(is_meant) {
            true => Ok(()),
            false => Err(ApiError::Stale),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn is_taken(tags: &str) -> bool {
        let request = TestRequest::default().insert_header((header::IF_MATCH, tags));
        IfMatch::of(&request.to_http_request()).check(3).is_ok()
    }

    #[test]
    fn a_change_needs_the_version_that_it_names() {
        let without = TestRequest::default().to_http_request();
        assert!(IfMatch::of(&without).check(3).is_ok());
        assert!(is_taken("\"3\"") && is_taken("*") && is_taken("\"2\", \"3\""));
        assert!(!is_taken("\"2\"") && !is_taken("W/\"3\"") && !is_taken(""));
    }
}
