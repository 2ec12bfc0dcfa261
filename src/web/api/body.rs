use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::ApiError;
use super::problem::Fault;

/// Longer than the longest invoice; a body beyond is refused before it is read.
const BODY_LIMIT: usize = 256 * 1024;

/// A request's body that is one JSON object. It is taken as JSON whatever `Content-Type` says.
#[derive(Debug, Clone, Default)]
pub struct JsonBody {
    object: Map<String, Value>,
    digest: Vec<u8>,
}

impl JsonBody {
    pub fn object(&self) -> &Map<String, Value> {
        &self.object
    }

    /// SHA-256 of the bytes: tells a repeated request from another one.
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        let refuse = |fault: Fault, loc: Vec<Value>, input: Value| {
            Err(ApiError::Invalid(vec![fault.at(loc, input)]))
        };
        if bytes.is_empty() {
            return refuse(Fault::missing(), vec![json!("body")], Value::Null);
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => Ok(Self {
                object,
                digest: Sha256::digest(bytes).to_vec(),
            }),
            Ok(other) => refuse(Fault::no_object(), vec![json!("body")], other),
            Err(error) => {
                let place = vec![json!("body"), json!(offset(bytes, &error))];
                refuse(Fault::json_invalid(&reason(&error)), place, json!({}))
            }
        }
    }
}

/// The byte at which reading ended.
fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    before + error.column().saturating_sub(1)
}

/// Without the line and column that serde adds.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => text,
    }
}

impl FromRequest for JsonBody {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| {
                match error.as_response_error().status_code().as_u16() {
                    413 => ApiError::TooLarge,
                    _ => ApiError::Refused("api-invalid"),
                }
            })?;
            match bytes.len() > BODY_LIMIT {
                true => Err(ApiError::TooLarge),
                false => Self::parse(&bytes),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> Value {
        match JsonBody::parse(bytes) {
            Err(ApiError::Invalid(problems)) => json!(problems[0]),
            _ => panic!("taken"),
        }
    }

    #[test]
    fn what_is_no_object_is_told_with_its_place() {
        let broken = refused(b"{\n  \"a\": x}");
        assert_eq!(broken["type"], "json_invalid");
        assert_eq!(broken["loc"], json!(["body", 9]));
        assert_eq!(refused(b"[1]")["type"], "model_attributes_type");
        assert_eq!(refused(b"")["type"], "missing");
        assert_eq!(refused(b"\"\\ud800\"")["type"], "json_invalid");
        assert_eq!(refused(b"\xff\xfe")["type"], "json_invalid");
        assert_eq!(refused(&b"[".repeat(1000))["type"], "json_invalid");
    }

    #[test]
    fn the_same_bytes_have_the_same_digest() {
        let digest = |bytes| JsonBody::parse(bytes).unwrap().digest;
        assert_eq!(digest(b"{}"), digest(b"{}"));
        assert_ne!(digest(b"{}"), digest(b"{ }"));
    }
}
