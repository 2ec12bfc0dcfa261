use diesel::dsl::{exists, not, select};
use diesel::prelude::*;

use crate::db::schema::{customer_metrics, customers, service_history, services, users};
use crate::domain::CustomerId;

/// Whether nobody has worked with the database yet.
pub fn is_empty(conn: &mut PgConnection) -> QueryResult<bool> {
    let anything = exists(users::table.select(users::id))
        .or(exists(customers::table.select(customers::id)))
        .or(exists(services::table.select(services::id)))
        .or(exists(service_history::table.select(service_history::id)));
    select(not(anything)).get_result(conn)
}

/// Who came most often, of those who can be written to.
pub fn list_regulars(conn: &mut PgConnection, most: i64) -> QueryResult<Vec<CustomerId>> {
    let found: Vec<i64> = customer_metrics::table
        .inner_join(customers::table)
        .filter(customers::email.is_not_null())
        .filter(customers::deleted_at.is_null())
        .order((customer_metrics::services.desc(), customers::id))
        .select(customers::id)
        .limit(most)
        .load(conn)?;
    Ok(found.into_iter().map(CustomerId::from).collect())
}
