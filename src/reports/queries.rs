//! The statements of the reports. All stop at the business day.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, SmallInt, Text};
use diesel::{PgConnection, QueryResult, QueryableByName, RunQueryDsl as _};

use super::cohorts::CohortMonth;
use crate::domain::{Period, ServiceId};
use crate::history::totals::{MonthTotals, Totals};

/// The whole months of a period from their roll-up, the days before and after from the days.
const BY_MONTH: &str = "
    SELECT month, sum(count)::bigint AS count, sum(revenue)::bigint AS revenue
    FROM (SELECT $1 AS first_day, least($2, day) AS last_day FROM business_day) AS span, LATERAL (
        SELECT month, count, revenue FROM service_months
        WHERE month >= month_from(first_day) AND month < month_of(last_day + 1)
        UNION ALL
        SELECT month_of(day), count, revenue FROM service_days
        WHERE day >= first_day AND day < least(month_from(first_day), last_day + 1)
        UNION ALL
        SELECT month_of(day), count, revenue FROM service_days
        WHERE day >= greatest(month_from(first_day), month_of(last_day + 1)) AND day <= last_day
    ) AS totals
    GROUP BY month HAVING sum(count) <> 0 OR sum(revenue) <> 0 ORDER BY month";

/// The months of a period with a service, oldest first.
pub fn list_months(conn: &mut PgConnection, period: Period) -> QueryResult<Vec<MonthTotals>> {
    bound(BY_MONTH, period).load(conn)
}

/// A service of the catalogue in a period.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct ServiceLine {
    #[diesel(sql_type = BigInt)]
    pub id: ServiceId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(embed)]
    pub totals: Totals,
}

const BY_SERVICE: &str = r#"
    SELECT services.id, services.name, services.category, sum(totals.count)::bigint AS count,
           sum(totals.revenue)::bigint AS revenue
    FROM business_day, LATERAL service_totals($1, least($2, day)) AS totals JOIN services ON services.id = totals.service_id
    GROUP BY services.id HAVING sum(totals.count) <> 0 OR sum(totals.revenue) <> 0
    ORDER BY sum(totals.count) DESC, sum(totals.revenue) DESC, services.name COLLATE "C""#;

/// The services of a period, those taken most first.
pub fn list_services(conn: &mut PgConnection, period: Period) -> QueryResult<Vec<ServiceLine>> {
    bound(BY_SERVICE, period).load(conn)
}

/// A day of the week in a period; Monday is 1.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct WeekdayLine {
    #[diesel(sql_type = SmallInt)]
    pub weekday: i16,
    #[diesel(embed)]
    pub totals: Totals,
}

const BY_WEEKDAY: &str = "
    SELECT weekday::smallint AS weekday, coalesce(sum(count), 0)::bigint AS count, coalesce(sum(revenue), 0)::bigint AS revenue
    FROM business_day CROSS JOIN generate_series(1, 7) AS weekday
    LEFT JOIN service_days ON extract(isodow FROM service_days.day) = weekday AND service_days.day >= $1
         AND service_days.day <= least($2, business_day.day)
    GROUP BY weekday ORDER BY weekday";

/// All seven, from Monday.
pub fn list_weekdays(conn: &mut PgConnection, period: Period) -> QueryResult<Vec<WeekdayLine>> {
    bound(BY_WEEKDAY, period).load(conn)
}

const COHORT_COLUMNS: &str = "
    cohort, month, sum(customers)::bigint AS customers, sum(visits)::bigint AS visits, sum(services)::bigint AS services,
    sum(revenue)::bigint AS revenue";

/// Everybody who came in the months from one to another, by cohort.
pub fn list_visitors(conn: &mut PgConnection, months: Period) -> QueryResult<Vec<CohortMonth>> {
    let statement = format!(
        "SELECT {COHORT_COLUMNS} FROM cohort_months WHERE month BETWEEN $1 AND $2 GROUP BY 1, 2 HAVING sum(customers) <> 0"
    );
    bound(&statement, months).load(conn)
}

/// All months of the cohorts that began in the months from one to another.
pub fn list_cohorts(conn: &mut PgConnection, months: Period) -> QueryResult<Vec<CohortMonth>> {
    let statement = format!(
        "SELECT {COHORT_COLUMNS} FROM cohort_months WHERE cohort BETWEEN $1 AND $2 GROUP BY 1, 2 HAVING sum(customers) <> 0"
    );
    bound(&statement, months).load(conn)
}

#[derive(QueryableByName)]
struct FirstMonth {
    #[diesel(sql_type = Nullable<Date>)]
    month: Option<NaiveDate>,
}

/// Where differences add up to nothing there is no service, and months after the business day do not count.
const FIRST_MONTH: &str = "
    SELECT min(month) AS month
    FROM (SELECT month FROM service_months, business_day WHERE month <= day GROUP BY month HAVING sum(count) <> 0) AS months";

/// The first month with a service.
pub fn find_first_month(conn: &mut PgConnection) -> QueryResult<Option<NaiveDate>> {
    let row: FirstMonth = diesel::sql_query(FIRST_MONTH).get_result(conn)?;
    Ok(row.month)
}

type Bound =
    diesel::query_builder::BoxedSqlQuery<'static, diesel::pg::Pg, diesel::query_builder::SqlQuery>;

/// A statement with the first and the last day.
fn bound(statement: &str, period: Period) -> Bound {
    diesel::sql_query(statement)
        .into_boxed()
        .bind::<Date, _>(period.from)
        .bind::<Date, _>(period.to)
}
