//! The copies of a database on which an upgrade is tried.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Copies of a rehearsal that was killed: this role's, and nobody is connected to them. Whoever rehearses stays connected.
pub fn list_left_copies(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    let names: Vec<Named> = sql_query(
        "SELECT datname::text AS name FROM pg_database
         WHERE datname ~ '^vinculo_rehearsal_[a-z0-9]+$' AND pg_get_userbyid(datdba) = current_user
           AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datid = pg_database.oid)
         ORDER BY 1",
    )
    .load(conn)?;
    Ok(names.into_iter().map(|row| row.name).collect())
}
