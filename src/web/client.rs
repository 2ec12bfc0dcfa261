//! What a request says of the browser behind it.

use std::net::IpAddr;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};

use super::AppError;
use crate::config::Config;

const SESSION_COOKIE: &str = "vinculo_session";
/// Browsers take a cookie of this prefix only with `Secure`, for this host and path `/`.
const SECURE_SESSION_COOKIE: &str = "__Host-vinculo_session";

/// Who has not looked for a year begins anew.
const KEPT: Duration = Duration::days(365);

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
        .max_age(Duration::days(days))
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

/// A choice of looks that this browser kept, unchecked.
pub fn kept(request: &HttpRequest, name: &str) -> Option<String> {
    request.cookie(name).map(|cookie| cookie.value().to_owned())
}

/// Has the browser keep a choice of looks, made of letters, digits, `-` and `_`; nothing that is known of a person. Empty
/// forgets it.
pub fn keep(request: &HttpRequest, response: &mut HttpResponse, name: &str, value: &str) {
    let mut cookie = Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .secure(is_https(request))
        .same_site(SameSite::Lax)
        .max_age(KEPT)
        .finish();
    if value.is_empty() {
        cookie.make_removal();
    }
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
    // A proxy may write a line of its own below the one that it was sent.
    let lines = request.headers().get_all("x-forwarded-for");
    let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    Some(behind_proxies(&lines.join(","), trusted).unwrap_or(peer))
}

/// From the right: the first address that is not a proxy of ours; anything to its left may be invented.
fn behind_proxies(forwarded: &str, trusted: &[IpAddr]) -> Option<IpAddr> {
    forwarded
        .rsplit(',')
        .map_while(|part| part.trim().parse().ok())
        .find(|address| !trusted.contains(address))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::config::Env;

    fn seen(peer: &str, lines: &[&str]) -> String {
        let env = Env::from([("VINCULO_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2")]);
        let config = web::Data::new(Config::read(&env).unwrap());
        let peer = std::net::SocketAddr::new(peer.parse().unwrap(), 4711);
        let request = lines.iter().fold(
            TestRequest::default().app_data(config).peer_addr(peer),
            |request, line| request.append_header(("X-Forwarded-For", *line)),
        );
        address(&request.to_http_request()).unwrap().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.7"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn what_a_visitor_invents_left_of_the_proxies_own_word_is_ignored() {
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.2"]),
            "198.51.100.7"
        );
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1", "198.51.100.7"]),
            "198.51.100.7"
        );
        assert_eq!(seen("10.0.0.1", &["1.1.1.1, nonsense"]), "10.0.0.1");
    }
}
