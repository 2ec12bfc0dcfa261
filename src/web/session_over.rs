//! Who is not signed in is led to the sign-in page; what they sent in a form is given back, so that it can be copied.

use actix_web::body::BoxBody;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::{Method, header};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use askama::Template;
use url::Url;

use super::{AppError, Page, csrf, forms, is_fragment, query};

/// The fields of a form that was sent, in their order.
#[derive(Clone)]
struct Sent(web::Bytes);

#[derive(Template)]
#[template(path = "layouts/session_over.html")]
struct SessionOverPage {
    page: Page,
    sign_in: String,
    fields: Vec<(String, String)>,
}

/// Reads a form before its handler does, which drops it unread when nobody is signed in.
pub(super) async fn remember_form(request: &mut ServiceRequest) -> Result<(), AppError> {
    if request.method() != Method::POST || !is_small_form(request) {
        return Ok(());
    }
    let body = request.extract::<web::Bytes>().await;
    let body = body.map_err(|_| AppError::Invalid("error-too-large"))?;
    request.set_payload(Payload::from(body.clone()));
    request.extensions_mut().insert(Sent(body));
    Ok(())
}

fn is_small_form(request: &ServiceRequest) -> bool {
    let header = |name| request.headers().get(name)?.to_str().ok();
    let length = header(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    request.content_type() == "application/x-www-form-urlencoded"
        && length.is_some_and(|length: usize| length <= forms::BODY_LIMIT)
}

pub(super) fn answer(request: &HttpRequest, page: Page) -> HttpResponse<BoxBody> {
    if is_fragment(request) {
        return HttpResponse::Unauthorized()
            .insert_header(("HX-Redirect", "/login"))
            .finish();
    }
    let fields = sent_fields(request);
    if fields.is_empty() {
        return HttpResponse::SeeOther()
            .insert_header((header::LOCATION, sign_in_address(&address_of_page(request))))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish();
    }
    let sign_in = sign_in_address(&address_of_page(request));
    let body = SessionOverPage {
        page,
        sign_in,
        fields,
    }
    .render();
    HttpResponse::Unauthorized()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body.unwrap_or_default())
}

fn sign_in_address(next: &str) -> String {
    match next {
        "/" => "/login".to_owned(),
        next => query("/login", &[("next", next)]),
    }
}

/// The page that was asked for, or the one whose form was sent.
fn address_of_page(request: &HttpRequest) -> String {
    let asked = request
        .uri()
        .path_and_query()
        .map(|asked| asked.to_string());
    let page = match request.method().is_safe() {
        true => asked,
        false => local_referer(request),
    };
    page.unwrap_or_else(|| "/".to_owned())
}

fn local_referer(request: &HttpRequest) -> Option<String> {
    let header = |name| request.headers().get(name)?.to_str().ok();
    let referer = Url::parse(header(header::REFERER)?).ok()?;
    let is_ours =
        header(header::HOST)? == &referer[url::Position::BeforeHost..url::Position::AfterPort];
    is_ours.then(|| referer[url::Position::BeforePath..url::Position::AfterQuery].to_owned())
}

/// What a person may want to keep of a form: neither its token nor passwords.
fn sent_fields(request: &HttpRequest) -> Vec<(String, String)> {
    // Of the sign-in's own forms and of other people's requests there is nothing to give back.
    let Some(Sent(body)) = request.extensions().get::<Sent>().cloned() else {
        return Vec::new();
    };
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    let is_kept = |(name, value): &(String, String)| {
        name != csrf::FIELD
            && !forms::PASSWORDS.contains(&name.as_str())
            && !value.trim().is_empty()
    };
    pairs.into_iter().filter(is_kept).collect()
}
