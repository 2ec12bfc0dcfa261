//! A form counts only if our own page sent it: a token bound to the browser's cookie, and the browser's own word
//! (`Sec-Fetch-Site`, else `Origin`).

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, web};

use super::{AppError, Keys, api, client, random_token};
use crate::config::Config;

/// The name of a form's hidden field.
pub const FIELD: &str = "_csrf";
/// The cookie of a browser that nobody has signed in with.
const VISIT_COOKIE: &str = "vinculo_visit";

/// A visit that begins with this request; its cookie goes out with the answer.
#[derive(Clone)]
struct NewVisit(String);

/// The token for the forms of a page: bound to the session where there is one, else to the visit.
pub fn token(request: &HttpRequest) -> String {
    let Some(keys) = request.app_data::<web::Data<Keys>>() else {
        return String::new();
    };
    keys.sign(
        "csrf",
        &bound_to(request).unwrap_or_else(|| begin_visit(request)),
    )
}

/// Whether a form's token belongs to the browser that sent it.
pub fn verify(request: &HttpRequest, token: &str) -> Result<(), AppError> {
    let keys = request
        .app_data::<web::Data<Keys>>()
        .ok_or(AppError::ForeignForm)?;
    let bound_to = bound_to(request).ok_or(AppError::ForeignForm)?;
    if keys.verify("csrf", &bound_to, token) {
        Ok(())
    } else {
        Err(AppError::ForeignForm)
    }
}

fn bound_to(request: &HttpRequest) -> Option<String> {
    if let Some(session) = client::session_token(request) {
        return Some(session);
    }
    if let Some(NewVisit(visit)) = request.extensions().get::<NewVisit>() {
        return Some(visit.clone());
    }
    request
        .cookie(VISIT_COOKIE)
        .map(|cookie| cookie.value().to_owned())
}

fn begin_visit(request: &HttpRequest) -> String {
    let visit = random_token();
    request.extensions_mut().insert(NewVisit(visit.clone()));
    visit
}

/// Middleware that refuses unsafe requests from other sites and sends the cookie of a new visit.
pub async fn own_forms_only(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // Programs have a key or a secret in the address, which no browser sends by itself.
    let is_public = ["/u/", "/webhook/"]
        .iter()
        .any(|path| request.path().starts_with(path))
        || api::is_api(request.path());
    if !request.method().is_safe() && !is_public && is_foreign(request.request()) {
        return Ok(ServiceResponse::from_err(
            AppError::ForeignForm,
            request.into_parts().0,
        ));
    }
    let mut response = next.call(request).await?.map_into_boxed_body();
    let visit = response.request().extensions().get::<NewVisit>().cloned();
    if let Some(NewVisit(visit)) = visit {
        let secure = client::is_https(response.request());
        let cookie = Cookie::build(VISIT_COOKIE, visit)
            .path("/")
            .http_only(true)
            .secure(secure)
            .same_site(SameSite::Lax)
            .finish();
        response
            .response_mut()
            .add_cookie(&cookie)
            .map_err(|error| AppError::Internal(error.into()))?;
    }
    Ok(response)
}

/// What the browser says of the page that sent a form. A client that says nothing is no browser; the token decides.
fn is_foreign(request: &HttpRequest) -> bool {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if let Some(site) = header("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = header(header::ORIGIN.as_str()) else {
        return false;
    };
    let ours = request
        .app_data::<web::Data<Config>>()
        .map(|config| config.server.base_url.origin().ascii_serialization());
    let same_host = header(header::HOST.as_str()).is_some_and(|host| {
        origin
            .split_once("://")
            .is_some_and(|(_, from)| from == host)
    });
    Some(origin.to_owned()) != ours && !same_host
}
