//! The description of the APIs, for programs as a document and for people as a page that can call them with a key.

use std::sync::{Arc, LazyLock};

use actix_web::http::header;
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, web};
use utoipa_swagger_ui::Config as UiConfig;

use super::openapi;
use crate::auth::SignedIn;
use crate::config::Config;
use crate::web::AppError;

const ADDRESS: &str = "/openapi.json";
/// Swagger UI writes its styles into the page; its scripts are files of ours.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

static DOCUMENT: LazyLock<Option<String>> = LazyLock::new(|| openapi::document().to_json().ok());

/// It says nothing of anybody, so that anybody may read it.
pub async fn document() -> Result<HttpResponse, AppError> {
    let document = DOCUMENT.as_deref().ok_or(AppError::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(document))
}

/// `/docs/` and the files that it needs.
pub async fn page(
    request: HttpRequest,
    config: web::Data<Config>,
    path: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    if !config.server.open_docs {
        SignedIn::extract(&request).await?;
    }
    let Some(file) = path.strip_prefix('/') else {
        return match path.is_empty() {
            true => Ok(crate::web::redirect("/docs/")),
            false => Err(AppError::NotFound),
        };
    };
    let settings = Arc::new(UiConfig::from(ADDRESS).validator_url("none"));
    let file = utoipa_swagger_ui::serve(file, settings)
        .map_err(|error| AppError::Internal(anyhow::anyhow!("{error}")))?
        .ok_or(AppError::NotFound)?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
    }
    Ok(response
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .content_type(file.content_type)
        .body(file.bytes.into_owned()))
}
