use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use chrono::Utc;

use super::model::{EventKind, Link};
use super::queries;
use super::recording::{self, Visit};
use super::rules::{Agent, Seen};
use crate::db::Db;
use crate::domain::MessageId;
use crate::web::AppError;

/// One transparent dot.
const DOT: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// Leads to what was stored with the mail, and nowhere else.
pub async fn follow(
    request: HttpRequest,
    db: web::Data<Db>,
    path: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let link = find(&db, path.into_inner()).await?;
    let url = link.url.clone().ok_or(AppError::NotFound)?;
    note(
        &request,
        &db,
        link.message,
        Some(link.id),
        EventKind::Clicked,
    );
    Ok(unseen(HttpResponse::Found())
        .insert_header((header::LOCATION, url))
        .finish())
}

pub async fn pixel(
    request: HttpRequest,
    db: web::Data<Db>,
    path: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let link = find(&db, path.into_inner()).await?;
    if link.url.is_some() {
        return Err(AppError::NotFound);
    }
    note(
        &request,
        &db,
        link.message,
        Some(link.id),
        EventKind::Opened,
    );
    Ok(unseen(HttpResponse::Ok())
        .content_type("image/gif")
        .body(DOT))
}

/// The unsubscribe page of a message was opened.
pub fn note_way_out(request: &HttpRequest, db: &Db, message: MessageId) {
    note(request, db, message, None, EventKind::WayOut);
}

async fn find(db: &Db, token: String) -> Result<Link, AppError> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !token.chars().all(is_token) {
        return Err(AppError::NotFound);
    }
    db.run(move |conn| queries::find_link(conn, &token))
        .await?
        .ok_or(AppError::NotFound)
}

/// The next page learns neither the secret of the link nor that it was asked for before.
fn unseen(mut response: HttpResponseBuilder) -> HttpResponseBuilder {
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("X-Robots-Tag", "noindex"));
    response
}

/// Notes the visit beside the answer, which neither waits for it nor fails with it.
fn note(request: &HttpRequest, db: &Db, message: MessageId, link: Option<i64>, kind: EventKind) {
    let visit = Visit {
        message,
        kind,
        link,
        seen: seen(request),
        is_reported: false,
    };
    let db = db.clone();
    actix_web::rt::spawn(async move {
        let noted = db.transaction(move |conn| -> Result<_, crate::db::Error> {
            Ok(recording::record(conn, &visit)?)
        });
        if let Err(error) = noted.await {
            tracing::warn!(%error, "A visit was not noted");
        }
    });
}

fn seen(request: &HttpRequest) -> Seen {
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        value.to_str().ok()
    };
    let says_prefetch = |name| header(name).is_some_and(|value| value.contains("prefetch"));
    Seen {
        at: Utc::now(),
        is_head: request.method() == actix_web::http::Method::HEAD,
        is_prefetch: ["sec-purpose", "purpose", "x-moz"]
            .into_iter()
            .any(says_prefetch),
        agent: Agent::Said(header("user-agent").unwrap_or_default().to_owned()),
    }
}
