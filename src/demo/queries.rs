use diesel::dsl::{exists, not, select};
use diesel::prelude::*;

use crate::db::schema::{customers, service_history, services, users};

/// Whether nobody has worked with the database yet.
pub fn is_empty(conn: &mut PgConnection) -> QueryResult<bool> {
    let anything = exists(users::table.select(users::id))
        .or(exists(customers::table.select(customers::id)))
        .or(exists(services::table.select(services::id)))
        .or(exists(service_history::table.select(service_history::id)));
    select(not(anything)).get_result(conn)
}
