use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Double, Text};

use crate::jobs::queries::{Depth, list_depths};
use crate::webhooks::BrokerStatus;
use crate::webhooks::queries::list_broker_status;

/// Where counting stops: beyond, it is far too many anyway.
const COUNT_LIMIT: i64 = 100_000;

/// What waits for the outside.
#[derive(Debug, QueryableByName)]
pub struct Waiting {
    /// `webhooks_waiting`, `webhooks_failed` or `broker_waiting`
    #[diesel(sql_type = Text)]
    pub what: String,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// In seconds; 0 where nothing waits.
    #[diesel(sql_type = Double)]
    pub oldest: f64,
}

/// All that is read at a scrape.
#[derive(Debug)]
pub struct Snapshot {
    pub depths: Vec<Depth>,
    pub waiting: Vec<Waiting>,
    pub lines: Vec<BrokerStatus>,
}

pub fn find_snapshot(conn: &mut PgConnection) -> QueryResult<Snapshot> {
    Ok(Snapshot {
        depths: list_depths(conn)?,
        waiting: list_waiting(conn)?,
        lines: list_broker_status(conn)?,
    })
}

fn list_waiting(conn: &mut PgConnection) -> QueryResult<Vec<Waiting>> {
    sql_query(
        "SELECT 'webhooks_' || s.state AS what, count(d.created_at) AS count,
             coalesce(extract(epoch FROM now() - min(d.created_at)), 0)::float8 AS oldest
         FROM (VALUES ('waiting'), ('failed')) AS s (state)
         LEFT JOIN LATERAL (
             SELECT d.created_at FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id
             WHERE d.state = s.state LIMIT $1) d ON true
         GROUP BY s.state
         UNION ALL
         SELECT 'broker_waiting', count(*), coalesce(extract(epoch FROM now() - min(w.created_at)), 0)::float8
         FROM (SELECT created_at FROM wire_events WHERE for_broker AND published_at IS NULL ORDER BY id LIMIT $1) w
         ORDER BY 1",
    )
    .bind::<BigInt, _>(COUNT_LIMIT)
    .load(conn)
}
