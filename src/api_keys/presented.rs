//! The key in a request's headers: as a bearer, in `X-API-Key`, or as the password of HTTP Basic, which is what a client
//! sends that knows nothing but an address: `http://crm:KEY@host`.

use actix_web::http::header::{self, HeaderMap};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The first that is there; a session's cookie is none.
pub fn presented(headers: &HeaderMap) -> Option<String> {
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let authorization = header(header::AUTHORIZATION.as_str()).unwrap_or_default();
    let bearer = with_scheme(authorization, "bearer").map(str::to_owned);
    let own = || header("x-api-key").map(|key| key.trim().to_owned());
    let basic = || with_scheme(authorization, "basic").and_then(password);
    let is_key = |key: &String| !key.is_empty();
    bearer
        .filter(is_key)
        .or_else(|| own().filter(is_key))
        .or_else(|| basic().filter(is_key))
}

/// What follows the scheme, whose case does not matter (RFC 9110, 11.1).
fn with_scheme<'a>(authorization: &'a str, scheme: &str) -> Option<&'a str> {
    let (given, rest) = authorization.trim().split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}

fn password(encoded: &str) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    decoded
        .split_once(':')
        .map(|(_, password)| password.to_owned())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn given(headers: &[(&str, &str)]) -> Option<String> {
        let request = headers
            .iter()
            .fold(TestRequest::default(), |request, pair| {
                request.append_header(*pair)
            });
        presented(request.to_http_request().headers())
    }

    #[test]
    fn a_key_is_taken_in_each_of_its_three_forms() {
        let basic = format!("Basic {}", STANDARD.encode("crm:vk_a:b"));
        assert_eq!(
            given(&[("Authorization", "Bearer vk_a")]).as_deref(),
            Some("vk_a")
        );
        assert_eq!(
            given(&[("Authorization", "bearer  vk_a ")]).as_deref(),
            Some("vk_a")
        );
        assert_eq!(given(&[("X-API-Key", "vk_a")]).as_deref(), Some("vk_a"));
        assert_eq!(
            given(&[("Authorization", &basic)]).as_deref(),
            Some("vk_a:b")
        );
    }

    #[test]
    fn what_cannot_be_read_is_no_key() {
        for wrong in ["", "Bearer", "Bearer ", "Basic !", "Basic Y3Jt", "Digest x"] {
            assert_eq!(given(&[("Authorization", wrong)]), None, "{wrong}");
        }
        assert_eq!(given(&[("Cookie", "vinculo_session=x")]), None);
    }
}
