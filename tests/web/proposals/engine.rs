//! What the builtin engine learns, counted again in another way.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use vinculo::db::schema::{customer_metrics, service_history};
use vinculo::domain::{Organisation, ServiceId};
use vinculo::proposals::engine::facts::Facts;
use vinculo::proposals::engine::{Evidence, builtin, queries};

use crate::support::data::{TODAY, date};
use crate::support::{Contents, TestDatabase};

/// How many customers are counted again.
const SAMPLE: i64 = 60;

/// Of a customer, each service with its day.
type Histories = BTreeMap<i64, Vec<(NaiveDate, i64)>>;

/// A customer on one of the days that are learnt from.
struct Past {
    f: i16,
    r: i16,
    places: BTreeMap<i64, i16>,
    took: BTreeSet<i64>,
}

fn read_histories(conn: &mut PgConnection) -> Histories {
    let rows: Vec<(i64, NaiveDate, i64)> = service_history::table
        .select((
            service_history::customer_id,
            service_history::date,
            service_history::service_id,
        ))
        .load(conn)
        .unwrap();
    let mut histories = Histories::new();
    for (customer, day, service) in rows {
        histories.entry(customer).or_default().push((day, service));
    }
    histories
}

fn level(three: bool, two: bool) -> i16 {
    1 + i16::from(two) + i16::from(three)
}

fn scores(past: &[(NaiveDate, i64)], day: NaiveDate) -> Option<(i16, i16)> {
    let last = past.iter().map(|(date, _)| *date).max()?;
    let (since, services) = ((day - last).num_days(), past.len());
    Some((
        level(services >= 10, services >= 5),
        level(since <= 90, since <= 180),
    ))
}

/// By how often, then by how lately, then by id; beyond the third all are one.
fn places(past: &[(NaiveDate, i64)]) -> BTreeMap<i64, i16> {
    let services: BTreeSet<i64> = past.iter().map(|(_, service)| *service).collect();
    let rank = |service: &i64| {
        let of = past.iter().filter(|(_, taken)| taken == service);
        let last = of.clone().map(|(date, _)| *date).max();
        (of.count(), last, -service)
    };
    let mut ranked: Vec<i64> = services.into_iter().collect();
    ranked.sort_by_key(|service| std::cmp::Reverse(rank(service)));
    let place = |(index, service)| (service, i16::try_from(index).unwrap_or(9).min(3) + 1);
    ranked.into_iter().enumerate().map(place).collect()
}

/// Everybody on each of twelve days, a month apart, of which the last lies 90 days back.
fn pasts(histories: &Histories, today: NaiveDate) -> Vec<Past> {
    let mut pasts = Vec::new();
    for month in 0..12 {
        let day = today - Days::new(90 + 30 * month);
        for history in histories.values() {
            let (past, later): (Vec<_>, Vec<_>) =
                history.iter().partition(|(date, _)| *date <= day);
            let Some((f, r)) = scores(&past, day) else {
                continue;
            };
            let soon = later
                .iter()
                .filter(|(date, _)| *date <= day + Days::new(90));
            pasts.push(Past {
                f,
                r,
                places: places(&past),
                took: soon.map(|(_, service)| *service).collect(),
            });
        }
    }
    pasts
}

/// Those who stood to a service as somebody does today, fewer features at a time.
fn alike(pasts: &[Past], service: i64, place: i16, (f, r): (i16, i16)) -> Evidence {
    let place_of = |past: &Past| past.places.get(&service).copied().unwrap_or(0);
    let tests: [&dyn Fn(&&Past) -> bool; 4] = [
        &|past| place_of(past) == place && past.r == r && past.f == f,
        &|past| place_of(past) == place && past.r == r,
        &|past| place_of(past) == place,
        &|_| true,
    ];
    let count = |test: &dyn Fn(&&Past) -> bool| {
        let alike: Vec<_> = pasts.iter().filter(test).collect();
        let took = alike.iter().filter(|past| past.took.contains(&service));
        Evidence {
            k: took.count() as i64,
            n: alike.len() as i64,
        }
    };
    let counts = tests.map(count);
    *counts
        .iter()
        .find(|found| found.n >= 30)
        .unwrap_or(&counts[3])
}

#[test]
fn k_and_n_are_those_of_a_count_by_hand() {
    let database = TestDatabase::with(Contents::Spa);
    let conn = &mut database.conn();
    conn.transaction(vinculo::proposals::learn).unwrap();
    let (histories, today) = (read_histories(conn), date(TODAY));
    let pasts = pasts(&histories, today);
    let customers: Vec<i64> = customer_metrics::table
        .select(customer_metrics::customer_id)
        .order((
            customer_metrics::segment,
            customer_metrics::customer_id.desc(),
        ))
        .load(conn)
        .unwrap();
    let step = customers.len() / SAMPLE as usize;
    for customer in customers.iter().step_by(step) {
        let facts =
            queries::find_facts(conn, (*customer).into(), &Organisation::default()).unwrap();
        let mut history = histories[customer].clone();
        history.retain(|(date, _)| *date <= today);
        let (scores, places) = (scores(&history, today).unwrap(), places(&history));
        for candidate in &facts.candidates {
            let service = candidate.service.get();
            let place = places.get(&service).copied().unwrap_or(0);
            let expected = alike(&pasts, service, place, scores);
            assert_eq!(
                candidate.evidence, expected,
                "{} for {customer}",
                candidate.name
            );
        }
        check_draft(&facts);
    }
}

/// The promises of a list, whoever it is for.
fn check_draft(facts: &Facts) {
    let items = builtin::recommend(facts);
    assert_eq!(items.len(), 5);
    let services: BTreeSet<ServiceId> = items.iter().filter_map(|item| item.service).collect();
    assert_eq!(services.len(), 5, "no service twice");
    assert!(items.is_sorted_by(|a, b| a.confidence >= b.confidence));
    for item in items {
        let evidence = item.evidence.unwrap();
        let rule = (evidence.k + 1) as f64 / (evidence.n + 2) as f64;
        assert_eq!(item.confidence, rule);
        assert!(item.price.is_some());
    }
}

#[test]
fn learning_twice_gives_the_same_and_an_inactive_service_is_not_recommended() {
    let database = TestDatabase::with(Contents::Spa);
    let conn = &mut database.conn();
    let learnt = "SELECT concat_ws(' ', service_id, place, f, r, n, k) FROM engine_odds ORDER BY 1";
    conn.transaction(vinculo::proposals::learn).unwrap();
    let first = database.texts(learnt);
    conn.transaction(vinculo::proposals::learn).unwrap();
    assert_eq!(database.texts(learnt), first);

    let organisation = Organisation::default();
    let facts = queries::find_facts(conn, 17.into(), &organisation).unwrap();
    let best = builtin::recommend(&facts)[0].service.unwrap();
    database.sql(&format!(
        "UPDATE services SET active = false WHERE id = {best}"
    ));
    let facts = queries::find_facts(conn, 17.into(), &organisation).unwrap();
    let after = builtin::recommend(&facts);
    assert!(after.iter().all(|item| item.service != Some(best)));
    assert_eq!(after.len(), 5);
}

#[test]
fn a_price_is_the_catalogues_else_what_was_paid_last() {
    let database = TestDatabase::with(Contents::Spa);
    let conn = &mut database.conn();
    conn.transaction(vinculo::proposals::learn).unwrap();
    let paid_last = database.number(
        "SELECT price FROM service_history WHERE service_id = 7 ORDER BY date DESC, id DESC LIMIT 1",
    );
    let price = |conn: &mut PgConnection| {
        let facts = queries::find_facts(conn, 17.into(), &Organisation::default()).unwrap();
        let candidate = facts.candidates.iter().find(|one| one.service.get() == 7);
        candidate.unwrap().price
    };
    assert_eq!(price(conn), Some(paid_last));
    database.sql("UPDATE services SET price = 12345 WHERE id = 7");
    assert_eq!(price(conn), Some(12_345));
}
