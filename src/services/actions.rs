use diesel::{PgConnection, QueryResult};

use super::model::Service;
use super::queries;
use crate::audit::{self, Actor, Change};

/// The entry of that category and name; a new one, with `price` as its price, where there is none.
pub fn find_or_create(
    conn: &mut PgConnection,
    actor: &Actor,
    category: &str,
    name: &str,
    price: Option<i64>,
) -> QueryResult<Service> {
    if let Some(service) = queries::find_by_name(conn, category, name)? {
        return Ok(service);
    }
    match queries::insert_service(conn, category, name, price)? {
        Some(service) => {
            let change = Change::new("service.created", "service", service.id)
                .set("category", category)
                .set("name", name)
                .set("price", price);
            audit::record(conn, actor, &change)?;
            Ok(service)
        }
        // Whoever was faster has committed by now, or the insert would still wait.
        None => queries::find_by_name(conn, category, name)?.ok_or(diesel::result::Error::NotFound),
    }
}
