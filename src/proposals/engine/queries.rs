//! The statements behind [`Facts`]: small tables and the customer's own rows, all up to the business day.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Double, Integer, Nullable, SmallInt, Text};

use chrono::{Datelike as _, NaiveDate};

use super::facts::{Candidate, Facts, MOST_AHEAD, Standing, Taken};
use super::odds::{Case, Evidence, Odds, Places};
use crate::db::schema::{engine_odds, engine_state};
use crate::domain::{CustomerId, Organisation, Season, ServiceId};
use crate::proposals::offers::Terms;
use crate::proposals::offers::queries::list_terms;
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
    odds: Option<Odds>,
    /// The catalogue, with nothing said of who would take what.
    catalogue: Option<Vec<Candidate>>,
    /// The same with what first-time customers took.
    first_visits: Option<Vec<Candidate>>,
    terms: Option<HashMap<Segment, Terms>>,
}

impl Shelf {
    /// The catalogue for somebody with history.
    fn candidates(
        &mut self,
        conn: &mut PgConnection,
        Scores { r, f, .. }: Scores,
        taken: &[Taken],
        months: &[i32],
    ) -> QueryResult<Vec<Candidate>> {
        let odds = match &self.odds {
            Some(odds) => odds,
            None => self.odds.insert(find_odds(conn)?),
        };
        let catalogue = match &self.catalogue {
            Some(catalogue) => catalogue,
            None => self
                .catalogue
                .insert(list_candidates(conn, NOTHING, months)?),
        };
        let places = Places::of(taken);
        let told = |candidate: &Candidate| {
            let service = candidate.service;
            let place = places.find(service);
            let case = Case {
                service,
                place,
                f,
                r,
            };
            Candidate {
                evidence: odds.find(case),
                ..candidate.clone()
            }
        };
        Ok(catalogue.iter().map(told).collect())
    }

    fn first_visits(
        &mut self,
        conn: &mut PgConnection,
        months: &[i32],
    ) -> QueryResult<Vec<Candidate>> {
        if let Some(found) = &self.first_visits {
            return Ok(found.clone());
        }
        let found = list_candidates(conn, FIRST_VISITS, months)?;
        self.first_visits = Some(found.clone());
        Ok(found)
    }

    fn terms(&mut self, conn: &mut PgConnection, segment: Segment) -> QueryResult<Terms> {
        let all = match self.terms.take() {
            Some(all) => all,
            None => list_terms(conn)?,
        };
        let terms = all.get(&segment).cloned().unwrap_or_default();
        self.terms = Some(all);
        Ok(terms)
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
    let candidates = match &standing {
        Some((standing, _)) => shelf.candidates(conn, standing.scores, &taken, &months)?,
        None => shelf.first_visits(conn, &months)?,
    };
    let segment = standing.map_or(Segment::NoHistory, |(_, segment)| segment);
    Ok(Facts {
        today: day,
        hemisphere: organisation.hemisphere,
        segment,
        standing: standing.map(|(standing, _)| standing),
        taken,
        candidates,
        offer_limits: organisation.offer_limits,
        terms: shelf.terms(conn, segment)?,
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

fn find_odds(conn: &mut PgConnection) -> QueryResult<Odds> {
    let rows: Vec<(ServiceId, i16, i16, i16, i64, i64)> = engine_odds::table
        .select((
            engine_odds::service_id,
            engine_odds::place,
            engine_odds::f,
            engine_odds::r,
            engine_odds::k,
            engine_odds::n,
        ))
        .load(conn)?;
    let row = |(service, place, f, r, k, n)| {
        let case = Case {
            service,
            place,
            f,
            r,
        };
        (case, Evidence { k, n })
    };
    Ok(Odds::new(rows.into_iter().map(row)))
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
            evidence: Evidence { k: row.k, n: row.n },
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

const NOTHING: &str =
    "SELECT NULL::bigint AS service_id, NULL::bigint AS k, NULL::bigint AS n WHERE false";

/// What first-time customers took, and how many of them there were: the same number beside each service.
const FIRST_VISITS: &str = "
    SELECT services.id AS service_id, coalesce(k, 0) AS k, (SELECT max(n) FROM engine_first_visits) AS n
    FROM services LEFT JOIN engine_first_visits first ON first.service_id = services.id";

fn list_candidates(
    conn: &mut PgConnection,
    learnt: &str,
    months: &[i32],
) -> QueryResult<Vec<Candidate>> {
    let rows: Vec<CandidateRow> = diesel::sql_query(candidates(learnt))
        .bind::<Array<Integer>, _>(months)
        .load(conn)?;
    Ok(rows.into_iter().map(Candidate::from).collect())
}

/// The months of a season, from 1.
fn months_of(season: Season, organisation: &Organisation) -> Vec<i32> {
    (1..=12)
        .filter_map(|month| NaiveDate::from_ymd_opt(2000, month, 1))
        .filter(|date| Season::of(*date, organisation.hemisphere) == season)
        .filter_map(|date| i32::try_from(date.month()).ok())
        .collect()
}
