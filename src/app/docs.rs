//! The description of the APIs, for programs as a document and for people as a page that can call them with a key.

use std::sync::{Arc, LazyLock};

use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, web};
use askama::Template;
use utoipa_swagger_ui::Config as UiConfig;

use super::openapi;
use crate::auth::SignedIn;
use crate::config::Config;
use crate::web::{AppError, Page, html, redirect};

/// Swagger UI writes its styles into the page; its scripts are files of ours.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

/// What `docs/show.html` asks for.
const FILES: [&str; 2] = ["/swagger-ui.css", "/swagger-ui-bundle.js"];

static DOCUMENT: LazyLock<Option<String>> = LazyLock::new(|| openapi::document().to_json().ok());

/// It says nothing of anybody, so that anybody may read it.
pub async fn document() -> Result<HttpResponse, AppError> {
    let document = DOCUMENT.as_deref().ok_or(AppError::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(document))
}

/// Swagger UI in a page of ours, whose script (`static/docs.js`) starts it and mends what it leaves without a name.
#[derive(Template)]
#[template(path = "docs/show.html")]
struct ShowPage {
    page: Page,
}

/// `/docs/` and the files that it needs.
pub async fn page(
    request: HttpRequest,
    config: web::Data<Config>,
    path: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let page = match config.server.open_docs {
        true => Page::bare(&request),
        false => SignedIn::extract(&request).await?.page(),
    };
    match path.as_str() {
        "" => Ok(redirect("/docs/")),
        "/" => show(page),
        file if FILES.contains(&file) => serve_file(&file[1..]),
        _ => Err(AppError::NotFound),
    }
}

fn show(page: Page) -> Result<HttpResponse, AppError> {
    let mut response = html(&ShowPage { page })?;
    let policy = HeaderValue::from_static(CONTENT_POLICY);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

fn serve_file(file: &str) -> Result<HttpResponse, AppError> {
    let served = utoipa_swagger_ui::serve(file, Arc::new(UiConfig::default()));
    let file = served
        .map_err(|error| AppError::Internal(anyhow::anyhow!("{error}")))?
        .ok_or(AppError::NotFound)?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
    }
    Ok(response
        .content_type(file.content_type)
        .body(file.bytes.into_owned()))
}
