use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use super::meters::Meters;
use super::queries::find_snapshot;
use crate::config::Config;
use crate::db::Db;
use crate::web::{AppError, Keys};

const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Also while the database is away: then it says so, and the requests are counted all the same.
pub async fn show(
    request: HttpRequest,
    config: web::Data<Config>,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    meters: web::Data<Meters>,
) -> Result<HttpResponse, AppError> {
    let expected = config.outside.metrics_token.as_ref();
    let expected = expected.ok_or(AppError::NotFound)?;
    // Compared as tags of our own key, so that the time it takes tells nothing of the token.
    if !keys.verify(
        "metrics",
        given(&request),
        &keys.sign("metrics", expected.expose()),
    ) {
        return Ok(HttpResponse::Unauthorized()
            .insert_header((header::WWW_AUTHENTICATE, "Bearer"))
            .content_type(FORMAT)
            .body(""));
    }
    let snapshot = db.run(find_snapshot).await.ok();
    let text = meters.text(db.connections(), snapshot.as_ref())?;
    Ok(HttpResponse::Ok()
        .content_type(FORMAT)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text))
}

fn given(request: &HttpRequest) -> &str {
    let header = request.headers().get(header::AUTHORIZATION);
    let value = header.and_then(|value| value.to_str().ok());
    value
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default()
        .trim()
}
