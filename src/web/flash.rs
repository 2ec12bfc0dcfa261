//! A message that the next page shows once. It travels in a signed cookie, so that nothing has to be stored or cleaned up.

use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::{Keys, client, is_fragment, redirect};

const COOKIE: &str = "vinculo_flash";
/// Long enough for a slow redirect; a message that comes later only confuses.
const LIFE: Duration = Duration::seconds(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlashKind {
    Ok,
    Warn,
    Error,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    pub kind: FlashKind,
    pub text: String,
    /// Where a POST undoes what was done.
    pub undo: Option<String>,
}

impl Flash {
    pub fn ok(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Ok,
            text: text.into(),
            undo: None,
        }
    }

    pub fn warn(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Warn,
            text: text.into(),
            undo: None,
        }
    }

    pub fn error(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Error,
            text: text.into(),
            undo: None,
        }
    }

    pub fn with_undo(self, path: impl Into<String>) -> Self {
        Self {
            undo: Some(path.into()),
            ..self
        }
    }

    /// `ok`, `warn` or `error`, for templates.
    pub fn kind(&self) -> &'static str {
        match self.kind {
            FlashKind::Ok => "ok",
            FlashKind::Warn => "warn",
            FlashKind::Error => "error",
        }
    }

    /// What the last answer left for this page, if it is ours.
    pub fn read(request: &HttpRequest, keys: &Keys) -> Option<Self> {
        let cookie = request.cookie(COOKIE)?;
        let (value, tag) = cookie.value().split_once('.')?;
        if !keys.verify("flash", value, tag) {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
    }

    fn cookie(&self, keys: &Keys) -> Cookie<'static> {
        let value = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default());
        let tag = keys.sign("flash", &value);
        Cookie::build(COOKIE, format!("{value}.{tag}"))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(LIFE)
            .finish()
    }

    /// Takes the message out of the browser once it was shown.
    fn forget<B>(response: &mut HttpResponse<B>) {
        let mut cookie = Cookie::build(COOKIE, "").path("/").finish();
        cookie.make_removal();
        // Only a malformed cookie is refused, and this one is a constant.
        response.add_cookie(&cookie).ok();
    }

    fn is_waiting(request: &HttpRequest) -> bool {
        request.cookie(COOKIE).is_some()
    }
}

/// Middleware: what a page has shown once is not shown again. Redirects and fragments show nothing and leave it waiting.
pub async fn forget_shown(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let is_waiting = Flash::is_waiting(request.request()) && !is_fragment(request.request());
    let mut response = next.call(request).await?;
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_waiting && is_page {
        Flash::forget(response.response_mut());
    }
    if client::is_https(response.request()) {
        keep_on_tls(response.response_mut());
    }
    Ok(response)
}

/// Who leaves a message does not know the request.
fn keep_on_tls<B>(response: &mut HttpResponse<B>) {
    let left = response.cookies().find(|cookie| cookie.name() == COOKIE);
    let Some(mut cookie) = left.map(Cookie::into_owned) else {
        return;
    };
    cookie.set_secure(true);
    response.del_cookie(COOKIE);
    response.add_cookie(&cookie).ok();
}

/// Leads to a page that says what happened.
pub fn redirect_with(keys: &Keys, to: &str, flash: Flash) -> HttpResponse {
    let mut response = redirect(to);
    response.add_cookie(&flash.cookie(keys)).ok();
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_message_travels_over_https_alone() {
        let keys = Keys::new("thirty-two characters for testing");
        let mut response = redirect_with(&keys, "/", Flash::ok("Listo."));
        keep_on_tls(&mut response);
        let cookies: Vec<_> = response.cookies().collect();
        assert_eq!(cookies.len(), 1);
        assert_eq!(cookies[0].secure(), Some(true));
    }
}
