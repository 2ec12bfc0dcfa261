//! Every address, by feature.

use actix_web::{HttpResponse, web};

use super::old_addresses;
use crate::db::{self, Db};
use crate::web::{AppError, serve_static};
use crate::{
    activities, admin, api_keys, auth, campaigns, customers, dashboard, history, messages,
    opportunities, profile, proposals, segments, services, settings,
};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/health", web::get().to(health))
        .route("/static/{path:.*}", web::get().to(serve_static))
        .configure(auth::routes)
        .configure(messages::routes)
        .configure(settings::routes)
        .configure(api_keys::routes)
        .configure(customers::routes)
        .configure(services::routes)
        .configure(segments::routes)
        .configure(proposals::routes)
        .configure(campaigns::routes)
        .configure(admin::routes)
        .configure(activities::routes)
        .configure(opportunities::routes)
        .configure(history::routes)
        .configure(profile::routes)
        .configure(dashboard::routes)
        .route(
            "/ventas/crm{rest:.*}",
            web::get().to(old_addresses::lead_on),
        );
}

/// Says whether the program can do its work; without a session, without figures.
async fn health(db: web::Data<Db>) -> HttpResponse {
    let version = env!("CARGO_PKG_VERSION");
    match db.run(db::ping).await {
        Ok(()) => {
            HttpResponse::Ok().json(serde_json::json!({ "status": "healthy", "version": version }))
        }
        Err(_) => HttpResponse::ServiceUnavailable()
            .json(serde_json::json!({ "status": "unavailable", "version": version })),
    }
}

/// What no route knows.
pub async fn not_found() -> Result<HttpResponse, AppError> {
    Err(AppError::NotFound)
}
