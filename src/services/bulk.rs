//! The catalogue's part in an import of history: every service of the file gets its place in it.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

/// A service that was renamed is still known by the name under which it came, through the history that has it.
const MATCH: &str = "
    DROP TABLE IF EXISTS pg_temp.staged_services;
    CREATE TEMPORARY TABLE staged_services ON COMMIT DROP AS
    SELECT category, name,
           coalesce(
               (SELECT surviving_service(id) FROM services
                WHERE services.category = named.category AND services.name = named.name),
               (SELECT service_id FROM service_history history
                WHERE history.category = named.category AND history.name = named.name
                ORDER BY date DESC, id DESC LIMIT 1)
           ) AS service_id
    FROM (SELECT DISTINCT category, name FROM staged_history WHERE problem IS NULL) AS named";

/// Without a price: that of one day of the file is not the house's; the last that was paid stands in.
const INSERT_MISSING: &str = "
    INSERT INTO services (category, name)
    SELECT category, name FROM staged_services WHERE service_id IS NULL
    ORDER BY category, name";

const TAKE_NEW_IDS: &str = "
    UPDATE staged_services AS staged SET service_id = services.id
    FROM services
    WHERE services.category = staged.category AND services.name = staged.name AND service_id IS NULL";

/// Makes the temporary table `staged_services` (category, name, service_id) for the good rows of `staged_history`, and
/// adds to the catalogue what it lacks.
pub fn match_staged(conn: &mut PgConnection) -> QueryResult<usize> {
    conn.batch_execute(MATCH)?;
    let created = diesel::sql_query(INSERT_MISSING).execute(conn)?;
    diesel::sql_query(TAKE_NEW_IDS).execute(conn)?;
    Ok(created)
}
