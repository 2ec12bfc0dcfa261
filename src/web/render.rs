//! From a template to an answer.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use anyhow::Context as _;
use askama::Template;

use super::AppError;

/// Whether htmx asked, which wants the fragment of a page and not all of it.
pub fn is_fragment(request: &HttpRequest) -> bool {
    request.headers().contains_key("HX-Request")
        && !request.headers().contains_key("HX-History-Restore-Request")
}

/// Extractor for handlers that answer differently to htmx.
pub struct Fragment(pub bool);

impl actix_web::FromRequest for Fragment {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        std::future::ready(Ok(Self(is_fragment(request))))
    }
}

/// A page of a signed-in person: never kept by a cache.
pub fn html(template: &impl Template) -> Result<HttpResponse, AppError> {
    answer(HttpResponse::Ok(), template)
}

/// The form again, with its errors and all that was typed.
pub fn unprocessable(template: &impl Template) -> Result<HttpResponse, AppError> {
    answer(HttpResponse::UnprocessableEntity(), template)
}

/// The form again, because the record changed while it was open.
pub fn conflict(template: &impl Template) -> Result<HttpResponse, AppError> {
    answer(HttpResponse::Conflict(), template)
}

/// A page about what is no more.
pub fn not_found(template: &impl Template) -> Result<HttpResponse, AppError> {
    answer(HttpResponse::NotFound(), template)
}

fn answer(
    mut response: HttpResponseBuilder,
    template: &impl Template,
) -> Result<HttpResponse, AppError> {
    let body = template.render().context("Failed to render a page")?;
    Ok(response
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "HX-Request"))
        .body(body))
}

/// A file that is saved and never kept by a cache.
pub fn attachment(name: &str, content_type: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .content_type(content_type)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ));
    response
}

/// After a form: the page to look at next, always fetched with GET.
pub fn redirect(to: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .finish()
}

/// Another page, also for who asked for a part of this one.
pub fn lead_on(to: &str, is_fragment: bool) -> HttpResponse {
    match is_fragment {
        true => HttpResponse::NoContent()
            .insert_header(("HX-Redirect", to))
            .finish(),
        false => redirect(to),
    }
}

/// Lets the answer to htmx set off an event of the page; header values are ASCII, so anything else is escaped.
pub fn trigger(response: &mut HttpResponse, events: &serde_json::Value) {
    let ascii: String = events
        .to_string()
        .chars()
        .map(|c| match c.is_ascii() {
            true => c.to_string(),
            false => {
                let mut units = [0; 2];
                let escaped = c.encode_utf16(&mut units).iter();
                escaped.map(|unit| format!("\\u{unit:04x}")).collect()
            }
        })
        .collect();
    if let Ok(value) = header::HeaderValue::from_str(&ascii) {
        let name = header::HeaderName::from_static("hx-trigger");
        response.headers_mut().insert(name, value);
    }
}

/// An address with its query written out: `query("/history", &[("category", "Spa")])`.
pub fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    match serde_urlencoded::to_string(pairs) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_the_page_travels_in_ascii() {
        let mut response = HttpResponse::Ok().finish();
        trigger(&mut response, &serde_json::json!({ "toast": "Peña 🌸" }));
        let value = response.headers().get("hx-trigger").unwrap();
        assert_eq!(value, r#"{"toast":"Pe\u00f1a \ud83c\udf38"}"#);
    }
}
