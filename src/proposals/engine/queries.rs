//! The statements behind [`Facts`]: small tables and the customer's own rows, all up to the business day.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Double, Integer, Nullable, SmallInt, Text};

use chrono::{Datelike as _, NaiveDate};

use super::alike::{self, Alike, AnchorCount};
use super::facts::{Candidate, Facts, MOST_AHEAD, Standing, Taken};
use crate::db::schema::{engine_anchors, engine_state};
use crate::domain::{CustomerId, Organisation, Season, ServiceId};
use crate::segments::{Scores, Segment};

/// Nobody's rhythm needs more; a company may have many thousands.
const MOST_TAKEN: i32 = 2000;

/// Everything an engine is told of a customer.
pub fn find_facts(
    conn: &mut PgConnection,
    customer: CustomerId,
    organisation: &Organisation,
) -> QueryResult<Facts> {
    find_facts_of(conn, customer, organisation, &mut Shelf::default())
}

/// What was read for one customer of a batch and holds for the next.
#[derive(Debug, Default)]
pub struct Shelf {
    anchors: Option<Vec<AnchorCount>>,
    /// The candidates of each description; of first-time customers under `None`, with how many those were.
    candidates: HashMap<Option<Alike>, (Vec<Candidate>, i64)>,
}

impl Shelf {
    fn alike(
        &mut self,
        conn: &mut PgConnection,
        category: &str,
        Scores { r, f, .. }: Scores,
    ) -> QueryResult<Alike> {
        let anchors = match self.anchors.take() {
            Some(anchors) => anchors,
            None => list_anchors(conn)?,
        };
        let alike = alike::find(&anchors, category, f, r);
        self.anchors = Some(anchors);
        Ok(alike)
    }

    fn candidates(
        &mut self,
        conn: &mut PgConnection,
        alike: Option<Alike>,
        months: &[i32],
    ) -> QueryResult<(Vec<Candidate>, i64)> {
        if let Some(found) = self.candidates.get(&alike) {
            return Ok(found.clone());
        }
        let found = match &alike {
            Some(alike) => (list_alike(conn, alike, months)?, alike.n),
            None => list_first_visits(conn, months)?,
        };
        self.candidates.insert(alike, found.clone());
        Ok(found)
    }
}

/// The same for one customer of a batch, within a transaction.
pub fn find_facts_of(
    conn: &mut PgConnection,
    customer: CustomerId,
    organisation: &Organisation,
    shelf: &mut Shelf,
) -> QueryResult<Facts> {
    let StandingRow { day, standing } = find_standing(conn, customer)?;
    let taken = list_taken(conn, customer)?;
    let season = Season::of(day, organisation.hemisphere);
    let months = months_of(season, organisation);
    let alike = match (&standing, taken.first()) {
        (Some((standing, _)), Some(last)) => {
            Some(shelf.alike(conn, &last.category, standing.scores)?)
        }
        _ => None,
    };
    let (candidates, n) = shelf.candidates(conn, alike, &months)?;
    Ok(Facts {
        today: day,
        hemisphere: organisation.hemisphere,
        segment: standing.map_or(Segment::NoHistory, |(_, segment)| segment),
        standing: standing.map(|(standing, _)| standing),
        taken,
        candidates,
        n,
        offer_limits: organisation.offer_limits,
    })
}

/// Whether the engine has ever learnt, and whether what it learnt holds for the business day.
pub fn find_learnt(conn: &mut PgConnection) -> QueryResult<Option<NaiveDate>> {
    engine_state::table
        .select(engine_state::computed_for)
        .first(conn)
        .optional()
}

struct StandingRow {
    day: NaiveDate,
    standing: Option<(Standing, Segment)>,
}

#[derive(QueryableByName)]
struct MetricsRow {
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Nullable<Integer>)]
    services: Option<i32>,
    #[diesel(sql_type = BigInt)]
    spend: i64,
    #[diesel(sql_type = Date)]
    first_date: NaiveDate,
    #[diesel(sql_type = Date)]
    last_date: NaiveDate,
    #[diesel(sql_type = SmallInt)]
    r: i16,
    #[diesel(sql_type = SmallInt)]
    f: i16,
    #[diesel(sql_type = SmallInt)]
    m: i16,
    #[diesel(sql_type = Text)]
    segment: Segment,
    #[diesel(sql_type = BigInt)]
    ahead: i64,
    #[diesel(sql_type = BigInt)]
    ranked: i64,
}

/// One row for everybody; without history `services` is NULL and the others stand for nothing.
const STANDING: &str = "
    SELECT day, services, coalesce(spend, 0) AS spend, coalesce(first_date, day) AS first_date,
           coalesce(last_date, day) AS last_date, coalesce(r, 1::smallint) AS r, coalesce(f, 1::smallint) AS f,
           coalesce(m, 1::smallint) AS m, coalesce(segment, 'none') AS segment,
           (SELECT count(*) FROM (
               SELECT FROM customer_metrics others WHERE others.spend > own.spend LIMIT $2) AS more) AS ahead,
           (SELECT coalesce(sum(customers), 0)::bigint FROM rfm_cells) AS ranked
    FROM business_day LEFT JOIN customer_metrics own ON own.customer_id = $1";

fn find_standing(conn: &mut PgConnection, customer: CustomerId) -> QueryResult<StandingRow> {
    let row: MetricsRow = diesel::sql_query(STANDING)
        .bind::<BigInt, _>(customer)
        .bind::<BigInt, _>(MOST_AHEAD)
        .get_result(conn)?;
    let standing = row.services.map(|services| {
        let standing = Standing {
            scores: Scores {
                r: row.r,
                f: row.f,
                m: row.m,
            },
            services: services.into(),
            spend: row.spend,
            last_date: row.last_date,
            first_date: row.first_date,
            ahead: row.ahead,
            ranked: row.ranked,
        };
        (standing, row.segment)
    });
    Ok(StandingRow {
        day: row.day,
        standing,
    })
}

#[derive(QueryableByName)]
struct TakenRow {
    #[diesel(sql_type = BigInt)]
    service: ServiceId,
    #[diesel(sql_type = Text)]
    category: String,
    #[diesel(sql_type = Date)]
    date: NaiveDate,
}

const TAKEN: &str = "
    SELECT service_id AS service, services.category, date
    FROM business_day, service_history JOIN services ON services.id = service_id
    WHERE customer_id = $1 AND date <= day
    ORDER BY date DESC, service_history.id DESC LIMIT $2";

fn list_taken(conn: &mut PgConnection, customer: CustomerId) -> QueryResult<Vec<Taken>> {
    let rows: Vec<TakenRow> = diesel::sql_query(TAKEN)
        .bind::<BigInt, _>(customer)
        .bind::<Integer, _>(MOST_TAKEN)
        .load(conn)?;
    let taken = |row: TakenRow| Taken {
        service: row.service,
        category: row.category,
        date: row.date,
    };
    Ok(rows.into_iter().map(taken).collect())
}

fn list_anchors(conn: &mut PgConnection) -> QueryResult<Vec<AnchorCount>> {
    let rows: Vec<(String, i16, i16, i64)> = engine_anchors::table
        .select((
            engine_anchors::category,
            engine_anchors::f,
            engine_anchors::recency_band,
            engine_anchors::n,
        ))
        .load(conn)?;
    let count = |(category, f, recency_band, n)| AnchorCount {
        category,
        f,
        recency_band,
        n,
    };
    Ok(rows.into_iter().map(count).collect())
}

#[derive(QueryableByName)]
struct CandidateRow {
    #[diesel(sql_type = BigInt)]
    service: ServiceId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    category: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    price: Option<i64>,
    #[diesel(sql_type = BigInt)]
    k: i64,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = Nullable<Double>)]
    season_share: Option<f64>,
}

impl From<CandidateRow> for Candidate {
    fn from(row: CandidateRow) -> Self {
        Self {
            service: row.service,
            name: row.name,
            category: row.category,
            price: row.price,
            k: row.k,
            season_share: row.season_share,
        }
    }
}

/// The active catalogue with what `learnt` (service_id, k, n) says of each service. A service without a price of its
/// own costs what was paid for it last; a present is no price.
fn candidates(learnt: &str) -> String {
    format!(
        "SELECT services.id AS service, services.name, services.category,
                coalesce(services.price, (
                    SELECT history.price FROM service_history history
                    WHERE history.service_id = services.id AND history.date <= day AND history.price > 0
                    ORDER BY history.date DESC, history.id DESC LIMIT 1)) AS price,
                coalesce(learnt.k, 0) AS k, coalesce(learnt.n, 0) AS n, seasons.share AS season_share
         FROM business_day, services
         LEFT JOIN ({learnt}) AS learnt ON learnt.service_id = services.id
         LEFT JOIN (
             SELECT service_id, (coalesce(sum(count) FILTER (WHERE extract(month FROM month) = ANY($1)), 0)
                                 / nullif(sum(count), 0))::float8 AS share
             FROM service_months, business_day WHERE month <= day GROUP BY service_id
         ) AS seasons ON seasons.service_id = services.id
         WHERE services.active
         ORDER BY services.id"
    )
}

const FOLLOWED: &str = "
    SELECT service_id, sum(k)::bigint AS k, 0::bigint AS n FROM engine_follows
    WHERE ($2 IS NULL OR category = $2) AND ($3 IS NULL OR f = $3) AND ($4 IS NULL OR recency_band = $4)
    GROUP BY service_id";

fn list_alike(
    conn: &mut PgConnection,
    alike: &Alike,
    months: &[i32],
) -> QueryResult<Vec<Candidate>> {
    let rows: Vec<CandidateRow> = diesel::sql_query(candidates(FOLLOWED))
        .bind::<Array<Integer>, _>(months)
        .bind::<Nullable<Text>, _>(alike.category.as_deref())
        .bind::<Nullable<SmallInt>, _>(alike.f)
        .bind::<Nullable<SmallInt>, _>(alike.recency_band)
        .load(conn)?;
    Ok(rows.into_iter().map(Candidate::from).collect())
}

/// What first-time customers took, and how many of them there were.
fn list_first_visits(
    conn: &mut PgConnection,
    months: &[i32],
) -> QueryResult<(Vec<Candidate>, i64)> {
    let learnt = "SELECT service_id, k, n FROM engine_first_visits";
    let rows: Vec<CandidateRow> = diesel::sql_query(candidates(learnt))
        .bind::<Array<Integer>, _>(months)
        .load(conn)?;
    let n = rows.iter().map(|row| row.n).max().unwrap_or(0);
    Ok((rows.into_iter().map(Candidate::from).collect(), n))
}

/// The months of a season, from 1.
fn months_of(season: Season, organisation: &Organisation) -> Vec<i32> {
    (1..=12)
        .filter_map(|month| NaiveDate::from_ymd_opt(2000, month, 1))
        .filter(|date| Season::of(*date, organisation.hemisphere) == season)
        .filter_map(|date| i32::try_from(date.month()).ok())
        .collect()
}
