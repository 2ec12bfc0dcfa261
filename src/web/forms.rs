//! Forms: read, checked against forgery, with errors by field.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use super::{AppError, csrf};

/// More than the longest form of ours needs.
pub(super) const BODY_LIMIT: usize = 256 * 1024;

/// What our forms call the fields that hold passwords.
pub(super) const PASSWORDS: [&str; 3] = ["password", "repeated", "current"];

/// A form of one of our pages. Its `_csrf` field was right; the rest is as typed.
pub struct Form<T>(pub T);

/// A button without fields; its token is checked all the same.
pub type NoFields = Form<Vec<(String, String)>>;

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let body = web::Bytes::from_request(&request, payload);
        Box::pin(async move {
            let body = body
                .await
                .map_err(|_| AppError::Invalid("error-too-large"))?;
            if body.len() > BODY_LIMIT {
                return Err(AppError::Invalid("error-too-large"));
            }
            let invalid = || AppError::Invalid("error-invalid");
            let mut pairs: Vec<(String, String)> =
                serde_urlencoded::from_bytes(&body).map_err(|_| invalid())?;
            let token = pairs
                .iter()
                .find(|(name, _)| name == csrf::FIELD)
                .map(|(_, value)| value.as_str())
                .unwrap_or_default();
            csrf::verify(&request, token)?;
            // PostgreSQL stores no such character in a text.
            pairs
                .iter_mut()
                .for_each(|(_, value)| value.retain(|c| c != '\0'));
            let body = serde_urlencoded::to_string(&pairs).map_err(|_| invalid())?;
            serde_urlencoded::from_str(&body)
                .map(Self)
                .map_err(|_| invalid())
        })
    }
}

/// What is wrong with a form: the key of a message for each field, all of them at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(BTreeMap<&'static str, String>);

impl FieldErrors {
    pub fn add(&mut self, field: &'static str, key: impl Into<String>) {
        self.0.entry(field).or_insert_with(|| key.into());
    }

    /// The message key of a field, for its template.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, key)| (*field, key.as_str()))
    }

    /// Keeps the value of a field that is right, and notes the error of one that is not.
    pub fn check<T, E: Into<String>>(
        &mut self,
        field: &'static str,
        outcome: Result<T, E>,
    ) -> Option<T> {
        outcome.map_err(|key| self.add(field, key)).ok()
    }
}

impl<const N: usize> From<[(&'static str, &str); N]> for FieldErrors {
    fn from(pairs: [(&'static str, &str); N]) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(field, key)| (field, key.to_owned()))
                .collect(),
        )
    }
}
