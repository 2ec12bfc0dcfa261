//! The OpenAPI document of everything under `/api`, joined from what each feature says of its own.

use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::routes;
use crate::web::api::Problem;
use crate::web::api::document::{Detalle, Errores};
use crate::{activities, customers, invoices, opportunities, proposals};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vínculo",
        description = "Customers, sales and invoices for other programs. A key is made under Administration, Keys; the \
            names and words on the wire are Spanish, as the first clients have them. Times without an offset are the \
            organisation's local time; amounts are numbers in whole units of their currency."
    ),
    paths(routes::version),
    components(schemas(Detalle, Errores, Problem)),
    modifiers(&Keys),
    security(("bearer" = []), ("header" = []), ("basic" = [])),
)]
struct Base;

/// A key is taken in each of its three forms.
struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let schemes = [
            (
                "bearer",
                SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
            ),
            (
                "header",
                SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-API-Key"))),
            ),
            (
                "basic",
                SecurityScheme::Http(Http::new(HttpAuthScheme::Basic)),
            ),
        ];
        for (name, scheme) in schemes {
            components.add_security_scheme(name, scheme);
        }
    }
}

/// The whole document.
pub fn document() -> Document {
    let mut document = Base::openapi();
    for part in [
        proposals::openapi(),
        customers::openapi(),
        activities::openapi(),
        opportunities::openapi(),
        invoices::openapi(),
    ] {
        document.merge(part);
    }
    document
}
