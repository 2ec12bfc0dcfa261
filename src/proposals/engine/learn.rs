//! What the builtin engine learns from the history: how often each service followed a visit within 90 days.

use diesel::prelude::*;

/// A temporary table, because both results come from it and it is the costly part.
///
/// A *visit* is a day of a customer with a service. An *anchor* is a visit at least 90 days before the business day, so
/// that what followed is known, described by what was known at its end: the category of its last service, the F score
/// of the services so far, and the R score of the days since the visit before it; a first visit counts as recent.
/// Categories are the catalogue's of today, as everywhere.
const ANCHORS: &str = "
    CREATE TEMPORARY TABLE anchors ON COMMIT DROP AS
    WITH visits AS (
        SELECT DISTINCT ON (customer_id, date) customer_id, date, services.category,
               count(*) OVER (PARTITION BY customer_id ORDER BY date RANGE UNBOUNDED PRECEDING)::integer AS services
        FROM business_day, service_history JOIN services ON services.id = service_history.service_id
        WHERE date <= day - 90
        ORDER BY customer_id, date, service_history.id DESC
    )
    SELECT customer_id, visits.date, category, rfm_f(services, f3, f2) AS f,
           rfm_r(coalesce(visits.date - lag(visits.date) OVER customer, 0), r3_days, r2_days) AS recency_band
    FROM visits, business_day
    WINDOW customer AS (PARTITION BY customer_id ORDER BY visits.date)";

const COUNT_ANCHORS: &str = "
    INSERT INTO engine_anchors (category, f, recency_band, n)
    SELECT category, f, recency_band, count(*) FROM anchors GROUP BY category, f, recency_band";

const COUNT_FOLLOWS: &str = "
    INSERT INTO engine_follows (category, f, recency_band, service_id, k)
    SELECT anchors.category, f, recency_band, service_id, count(DISTINCT (anchors.customer_id, anchors.date))
    FROM anchors JOIN service_history AS later
         ON later.customer_id = anchors.customer_id AND later.date > anchors.date AND later.date <= anchors.date + 90
    GROUP BY anchors.category, f, recency_band, service_id";

const COUNT_FIRST_VISITS: &str = "
    WITH first_visits AS (
        SELECT DISTINCT customer_id, service_id
        FROM service_history JOIN customer_metrics USING (customer_id)
        WHERE date = first_date
    )
    INSERT INTO engine_first_visits (service_id, k, n)
    SELECT service_id, count(*), (SELECT count(DISTINCT customer_id) FROM first_visits)
    FROM first_visits GROUP BY service_id";

/// Learns anew for the business day, in the caller's transaction. Two that learn at once wait for each other.
pub fn learn(conn: &mut PgConnection) -> QueryResult<()> {
    let steps = [
        "SET LOCAL statement_timeout = '30min'",
        "LOCK TABLE engine_state IN EXCLUSIVE MODE",
        "DELETE FROM engine_anchors",
        "DELETE FROM engine_follows",
        "DELETE FROM engine_first_visits",
        ANCHORS,
        COUNT_ANCHORS,
        COUNT_FOLLOWS,
        COUNT_FIRST_VISITS,
        "INSERT INTO engine_state (computed_for) SELECT day FROM business_day
         ON CONFLICT (id) DO UPDATE SET computed_for = excluded.computed_for, computed_at = now()",
    ];
    for step in steps {
        diesel::sql_query(step).execute(conn)?;
    }
    Ok(())
}
