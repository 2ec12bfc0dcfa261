//! What the builtin engine learns from the history: how often customers in a situation took a service within 90 days.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// More would not tell more: a share of ten thousand customers is known to a percent.
const MOST_CUSTOMERS: i64 = 10_000;

/// The history of the sampled customers. The sample is of whole customers, and the same each night.
const SAMPLE: &str = "
    CREATE TEMPORARY TABLE sample ON COMMIT DROP AS
    SELECT customer_id, service_id, date FROM service_history, business_day
    WHERE date <= day AND hashint8(customer_id)::bigint % greatest(1, (
        SELECT (sum(customers) / $1)::bigint FROM rfm_cells)) = 0";

/// A *case* is a customer as she stood on one of the last twelve days that lie 90 days back or more, a month apart, so
/// that what she did afterwards is known. Told as of today's customers: by the F score of her services so far, by the
/// R score of the days since the last, and, of each service, by its place among her favourites.
const PLACES: &str = "
    CREATE TEMPORARY TABLE places ON COMMIT DROP AS
    SELECT moment, customer_id, service_id, times, last_date,
           least(row_number() OVER (PARTITION BY moment, customer_id
                                    ORDER BY times DESC, last_date DESC, service_id), 4)::smallint AS place
    FROM (
        SELECT moment, customer_id, service_id, count(*) AS times, max(date) AS last_date
        FROM sample, (SELECT day - 90 - 30 * month AS moment FROM business_day, generate_series(0, 11) AS month) AS moments
        WHERE date <= moment GROUP BY moment, customer_id, service_id
    ) AS taken";

const STANDINGS: &str = "
    CREATE TEMPORARY TABLE standings ON COMMIT DROP AS
    SELECT moment, customer_id, rfm_f(sum(times)::integer, f3, f2) AS f,
           rfm_r(moment - max(last_date), r3_days, r2_days) AS r
    FROM places, business_day GROUP BY moment, customer_id, f3, f2, r3_days, r2_days";

const FOLLOWED: &str = "
    CREATE TEMPORARY TABLE followed ON COMMIT DROP AS
    SELECT DISTINCT moment, customer_id, service_id, f, r
    FROM standings JOIN sample USING (customer_id) WHERE date > moment AND date <= moment + 90";

/// Of the services that a customer had taken, by their place.
const COUNT_TAKEN: &str = "
    INSERT INTO engine_odds (service_id, place, f, r, n, k)
    SELECT service_id, place, standings.f, standings.r, count(*), count(followed.moment)
    FROM places JOIN standings USING (moment, customer_id)
    LEFT JOIN followed USING (moment, customer_id, service_id)
    GROUP BY service_id, place, standings.f, standings.r";

/// Of the services that she had never taken: everybody but those.
const COUNT_NEVER: &str = "
    INSERT INTO engine_odds (service_id, place, f, r, n, k)
    SELECT services.id, 0, alike.f, alike.r, alike.n - coalesce(taken.n, 0), coalesce(later.k, 0) - coalesce(taken.k, 0)
    FROM services CROSS JOIN (SELECT f, r, count(*) AS n FROM standings GROUP BY f, r) AS alike
    LEFT JOIN (SELECT service_id, f, r, sum(n) AS n, sum(k) AS k FROM engine_odds GROUP BY service_id, f, r) AS taken
         ON taken.service_id = services.id AND taken.f = alike.f AND taken.r = alike.r
    LEFT JOIN (SELECT service_id, f, r, count(*) AS k FROM followed GROUP BY service_id, f, r) AS later
         ON later.service_id = services.id AND later.f = alike.f AND later.r = alike.r";

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
    for step in [
        "SET LOCAL statement_timeout = '30min'",
        "LOCK TABLE engine_state IN EXCLUSIVE MODE",
        "DELETE FROM engine_odds",
        "DELETE FROM engine_first_visits",
    ] {
        diesel::sql_query(step).execute(conn)?;
    }
    diesel::sql_query(SAMPLE)
        .bind::<BigInt, _>(MOST_CUSTOMERS)
        .execute(conn)?;
    for step in [
        "ANALYZE sample",
        PLACES,
        STANDINGS,
        FOLLOWED,
        "ANALYZE places, standings, followed",
        COUNT_TAKEN,
        COUNT_NEVER,
        COUNT_FIRST_VISITS,
        "DROP TABLE sample, places, standings, followed",
        "INSERT INTO engine_state (computed_for) SELECT day FROM business_day
         ON CONFLICT (id) DO UPDATE SET computed_for = excluded.computed_for, computed_at = now()",
    ] {
        diesel::sql_query(step).execute(conn)?;
    }
    Ok(())
}
