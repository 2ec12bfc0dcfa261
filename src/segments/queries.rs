//! The statements of the segments page, and what a customer is worth. All hold for the business day; rows dated after it
//! count nowhere.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, SmallInt, Text};
use diesel::{
    OptionalExtension as _, PgConnection, QueryResult, QueryableByName, RunQueryDsl as _,
};
use serde::Deserialize;

use super::grid::{Cell, Grid, Group};
use super::rfm::{Scores, Segment};
use crate::domain::{CustomerId, average};

/// What is stored and counted about a customer with history, at `day`.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct CustomerFigures {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = Integer)]
    pub services: i32,
    /// Distinct days with a service.
    #[diesel(sql_type = Integer)]
    pub visits: i32,
    /// In minor units.
    #[diesel(sql_type = BigInt)]
    pub spend: i64,
    #[diesel(sql_type = Date)]
    pub first_service: NaiveDate,
    #[diesel(sql_type = Date)]
    pub last_service: NaiveDate,
    #[diesel(sql_type = SmallInt)]
    pub r: i16,
    #[diesel(sql_type = SmallInt)]
    pub f: i16,
    #[diesel(sql_type = SmallInt)]
    pub m: i16,
    #[diesel(sql_type = Text)]
    pub segment: Segment,
    /// In the last six calendar months, both ends included.
    #[diesel(sql_type = BigInt)]
    pub services_6m: i64,
    /// In the last 180 days, both ends included.
    #[diesel(sql_type = BigInt)]
    pub services_180d: i64,
}

impl CustomerFigures {
    /// Spend by service in minor units, half up.
    pub fn average_ticket(&self) -> i64 {
        average(self.spend, self.services.into())
    }

    pub fn days_as_customer(&self) -> i64 {
        (self.day - self.first_service).num_days()
    }

    pub fn recency_days(&self) -> i64 {
        (self.day - self.last_service).num_days()
    }
}

// A date minus months is clamped at the month's end: six months before 31 August is the last of February.
/// The figures of the customer `$1` at the business day; other statements may hold it as a part.
pub const CUSTOMER_FIGURES: &str = "
    SELECT day, services, days AS visits, spend, first_date AS first_service, last_date AS last_service,
           r, f, m, segment, recent.services_6m, recent.services_180d
    FROM customer_metrics metrics, business_day,
         LATERAL (
             SELECT count(*) FILTER (WHERE date >= (day - interval '6 months')::date) AS services_6m,
                    count(*) FILTER (WHERE date >= day - 180) AS services_180d
             FROM service_history
             WHERE customer_id = metrics.customer_id AND date <= day
               AND date >= least((day - interval '6 months')::date, day - 180)
         ) AS recent
    WHERE metrics.customer_id = $1";

/// `None` for a customer without history up to the business day, and for one who was deleted.
pub fn find_customer_figures(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> QueryResult<Option<CustomerFigures>> {
    diesel::sql_query(CUSTOMER_FIGURES)
        .bind::<BigInt, _>(customer)
        .get_result(conn)
        .optional()
}

/// A cell as the statement finds it.
#[derive(QueryableByName, Deserialize)]
pub struct GridRow {
    #[diesel(sql_type = SmallInt)]
    r: i16,
    #[diesel(sql_type = SmallInt)]
    f: i16,
    #[diesel(sql_type = SmallInt)]
    m: i16,
    #[diesel(sql_type = Nullable<Text>)]
    segment: Option<Segment>,
    #[diesel(sql_type = BigInt)]
    customers: i64,
    #[diesel(sql_type = BigInt)]
    spend: i64,
    #[diesel(sql_type = BigInt)]
    recency_sum: i64,
}

/// The whole grid from the tallies. Its last row, without a segment, has the count of all customers. Other statements
/// may hold it as a part.
pub const GRID: &str = "
    SELECT r, f, m, segment, sum(customers)::bigint AS customers, sum(spend)::bigint AS spend,
           (sum(customers) * (max(day) - date '2000-01-01') - sum(last_day_sum))::bigint AS recency_sum
    FROM rfm_cells, business_day
    GROUP BY r, f, m, segment HAVING sum(customers) <> 0
    UNION ALL
    SELECT 9::smallint, 0::smallint, 0::smallint, NULL, coalesce(sum(customers), 0)::bigint, 0, 0 FROM customer_tallies
    ORDER BY r, f, m";

pub fn find_grid(conn: &mut PgConnection) -> QueryResult<Grid> {
    let rows: Vec<GridRow> = diesel::sql_query(GRID).load(conn)?;
    Ok(grid_of(rows))
}

/// The grid of the rows of [`GRID`].
pub fn grid_of(rows: Vec<GridRow>) -> Grid {
    let mut grid = Grid::default();
    let mut customers = 0;
    for row in rows {
        let GridRow {
            r,
            f,
            m,
            segment,
            customers: count,
            spend,
            recency_sum,
        } = row;
        match segment {
            Some(segment) => grid.cells.push(Cell {
                scores: Scores { r, f, m },
                group: Group {
                    segment,
                    customers: count,
                    spend,
                    recency_sum,
                },
            }),
            None => customers = count,
        }
    }
    grid.without_history = customers - grid.with_history();
    grid
}

/// What customers spent in the twelve months up to the business day, by the segment that they are in now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Years {
    spends: Vec<(Segment, i64)>,
    /// So many customers wait to be counted anew.
    pub waiting: i64,
}

impl Years {
    /// In minor units.
    pub fn of(&self, segment: Segment) -> i64 {
        let found = self.spends.iter().find(|(of, _)| *of == segment);
        found.map_or(0, |(_, spend)| *spend)
    }

    pub fn total(&self) -> i64 {
        self.spends.iter().map(|(_, spend)| spend).sum()
    }
}

#[derive(QueryableByName)]
struct YearRow {
    #[diesel(sql_type = Text)]
    segment: Segment,
    #[diesel(sql_type = BigInt)]
    spend: i64,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
}

/// The row of those without history is always there.
const YEARS: &str = "
    SELECT segment, sum(spend)::bigint AS spend, (SELECT count(*) FROM segment_recounts) AS waiting
    FROM (SELECT segment, spend FROM segment_years UNION ALL SELECT 'none', 0) AS years
    GROUP BY segment";

pub fn find_years(conn: &mut PgConnection) -> QueryResult<Years> {
    let rows: Vec<YearRow> = diesel::sql_query(YEARS).load(conn)?;
    Ok(Years {
        waiting: rows.first().map_or(0, |row| row.waiting),
        spends: rows.iter().map(|row| (row.segment, row.spend)).collect(),
    })
}

/// Counts the next `at_most` customers anew who wait for it, in the caller's transaction; returns how many there were.
pub fn recount_batch(conn: &mut PgConnection, at_most: i32) -> QueryResult<i64> {
    let statement = diesel::sql_query("SELECT recount_waiting_segments($1) AS rows");
    let done: Rows = statement.bind::<Integer, _>(at_most).get_result(conn)?;
    Ok(done.rows)
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}
