//! No NUL character gets in: PostgreSQL stores none in a text, and nobody types one.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use super::AppError;

/// Middleware that refuses an address with one; forms are read without.
pub async fn refuse_nul_in_address(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.query_string().contains("%00") {
        let (request, _) = request.into_parts();
        return Ok(ServiceResponse::from_err(
            AppError::Invalid("error-invalid"),
            request,
        ));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
