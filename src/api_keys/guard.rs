//! The door of `/api`.

use std::future::{Ready, ready};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, ResponseError, web};
use chrono::{TimeDelta, Utc};
use diesel::{PgConnection, QueryResult};

use super::limiter::{Limiter, Quota};
use super::model::Key;
use super::presented::presented;
use super::queries;
use crate::audit::Actor;
use crate::db::Db;
use crate::domain::{ApiKeyId, Scope};
use crate::web::api::{ApiError, is_api};
use crate::web::{AppError, token_hash, trace};

/// Answered without a key.
const OPEN: [&str; 2] = ["/api/v1/health", "/api/version"];
/// The last use is written at most this often.
const TOUCH_AFTER: TimeDelta = TimeDelta::minutes(1);

/// The key of a request that the guard let in. Asking for one is what makes an address a program's alone.
#[derive(Debug, Clone)]
pub struct ApiKey {
    id: ApiKeyId,
    name: String,
    prefix: String,
    scopes: Vec<Scope>,
    request_id: String,
}

impl ApiKey {
    /// Refuses a key without the scope.
    pub fn require(&self, scope: Scope) -> Result<(), ApiError> {
        match self.scopes.contains(&scope) {
            true => Ok(()),
            false => Err(ApiError::MissingScope),
        }
    }

    pub fn id(&self) -> ApiKeyId {
        self.id
    }

    /// For the audit log.
    pub fn actor(&self) -> Actor {
        Actor {
            user_id: None,
            name: format!("{} ({}…)", self.name, self.prefix),
            request_id: Some(self.request_id.clone()),
        }
    }
}

impl FromRequest for ApiKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    /// Fails closed: a way around the guard leads to no key.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = request.extensions().get::<Self>().cloned();
        ready(key.ok_or(ApiError::NoKey))
    }
}

/// Middleware: who has no valid key comes no further than here, who calls too often neither.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if !is_api(request.path()) || OPEN.contains(&request.path()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let (key, quota) = match admit(request.request()).await {
        Ok(admitted) => admitted,
        Err(error) => return Ok(refused(request, error)),
    };
    request.extensions_mut().insert(key);
    let mut response = match quota.is_over {
        true => refused(request, AppError::TooMany),
        false => next.call(request).await?.map_into_boxed_body(),
    };
    quota.write(response.headers_mut());
    Ok(response)
}

fn refused(
    request: ServiceRequest,
    error: impl ResponseError + 'static,
) -> ServiceResponse<BoxBody> {
    ServiceResponse::from_err(error, request.into_parts().0)
}

async fn admit(request: &HttpRequest) -> Result<(ApiKey, Quota), ApiError> {
    let given = presented(request.headers()).ok_or(ApiError::NoKey)?;
    let (Some(db), Some(limiter)) = (
        request.app_data::<web::Data<Db>>(),
        request.app_data::<web::Data<Limiter>>(),
    ) else {
        return Err(ApiError::NoKey);
    };
    let hash = token_hash(&given);
    let found = db.run(move |conn| use_key(conn, &hash)).await?;
    let key = found.ok_or(ApiError::NoKey)?;
    let quota = limiter.count(key.id, Utc::now());
    let admitted = ApiKey {
        id: key.id,
        name: key.name,
        prefix: key.prefix,
        scopes: key.scopes.0,
        request_id: trace::request_id(request),
    };
    Ok((admitted, quota))
}

fn use_key(conn: &mut PgConnection, hash: &[u8]) -> QueryResult<Option<Key>> {
    let Some(key) = queries::find_valid_key(conn, hash)? else {
        return Ok(None);
    };
    let is_noted = |at| Utc::now() - at < TOUCH_AFTER;
    if !key.last_used_at.is_some_and(is_noted) {
        queries::touch_key(conn, key.id)?;
    }
    Ok(Some(key))
}
