//! What a request says of the browser behind it.

use std::net::IpAddr;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};

use super::AppError;
use crate::config::Config;

const SESSION_COOKIE: &str = "vinculo_session";
/// Browsers take a cookie of this prefix only with `Secure`, for this host and path `/`.
const SECURE_SESSION_COOKIE: &str = "__Host-vinculo_session";

pub fn is_https(request: &HttpRequest) -> bool {
    request
        .app_data::<web::Data<Config>>()
        .is_some_and(|config| config.server.is_https())
}

fn session_cookie_name(request: &HttpRequest) -> &'static str {
    if is_https(request) {
        SECURE_SESSION_COOKIE
    } else {
        SESSION_COOKIE
    }
}

/// The session's token as the browser sent it, unchecked.
pub fn session_token(request: &HttpRequest) -> Option<String> {
    request
        .cookie(session_cookie_name(request))
        .map(|cookie| cookie.value().to_owned())
}

/// Gives the browser a session; it ends there when the server says so, not when a tab is closed.
pub fn begin_session(
    request: &HttpRequest,
    response: &mut HttpResponse,
    token: &str,
    days: i64,
) -> Result<(), AppError> {
    let cookie = Cookie::build(session_cookie_name(request), token)
        .path("/")
        .http_only(true)
        .secure(is_https(request))
        .same_site(SameSite::Lax)
        .max_age(actix_web::cookie::time::Duration::days(days))
        .finish();
    response
        .add_cookie(&cookie)
        .map_err(|error| AppError::Internal(error.into()))
}

pub fn end_session(request: &HttpRequest, response: &mut HttpResponse) {
    let mut cookie = Cookie::build(session_cookie_name(request), "")
        .path("/")
        .secure(is_https(request))
        .finish();
    cookie.make_removal();
    response.add_cookie(&cookie).ok();
}

/// The address behind the request: the peer's, or what a trusted proxy says it is.
pub fn address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let trusted = request
        .app_data::<web::Data<Config>>()
        .map(|config| config.server.trusted_proxies.as_slice())
        .unwrap_or_default();
    if !trusted.contains(&peer) {
        return Some(peer);
    }
    let forwarded = request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    // From the right: the first address that is not a proxy of ours; anything to its left may be invented.
    forwarded
        .rsplit(',')
        .filter_map(|part| part.trim().parse().ok())
        .find(|address| !trusted.contains(address))
        .or(Some(peer))
}
