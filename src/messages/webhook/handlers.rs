use actix_web::{HttpResponse, web};

use super::actions;
use crate::config::Config;
use crate::db::Db;
use crate::integrations::brevo;
use crate::messages::Listeners;
use crate::web::{AppError, Keys};

/// Some thousand events, which is more than a vendor sends at once.
const LIMIT: usize = 1024 * 1024;

/// Answers 200 also to what is known already or means nothing here, so that it is not sent again.
pub async fn receive(
    db: web::Data<Db>,
    config: web::Data<Config>,
    keys: web::Data<Keys>,
    listeners: web::Data<Listeners>,
    path: web::Path<String>,
    body: web::Payload,
) -> Result<HttpResponse, AppError> {
    if !is_ours(&config, &keys, &path) {
        return Err(AppError::NotFound);
    }
    let body = body
        .to_bytes_limited(LIMIT)
        .await
        .map_err(|_| AppError::Invalid("error-too-large"))?
        .map_err(|_| AppError::Invalid("error-invalid"))?;
    let reports = brevo::parse(&body).map_err(|_| AppError::Invalid("error-invalid"))?;
    for report in reports {
        let listeners = listeners.clone();
        db.transaction::<_, AppError, _>(move |conn| {
            Ok(actions::receive(conn, &listeners, &report)?)
        })
        .await?;
    }
    Ok(HttpResponse::Ok().finish())
}

/// Compared as tags of our own key, so that the time it takes tells nothing of the secret.
fn is_ours(config: &Config, keys: &Keys, given: &str) -> bool {
    let expected = config.mail.webhook_token.as_ref();
    expected.is_some_and(|expected| {
        keys.verify("webhook", given, &keys.sign("webhook", expected.expose()))
    })
}
