//! What the builtin engine learns, counted again in another way.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use vinculo::db::schema::{customer_metrics, service_history, services};
use vinculo::domain::{Organisation, ServiceId};
use vinculo::proposals::engine::facts::Facts;
use vinculo::proposals::engine::{builtin, queries};

use crate::support::data::{TODAY, date};
use crate::support::{Contents, TestDatabase};

/// How many customers are counted again.
const SAMPLE: i64 = 60;

/// A customer's services by day, each with its history id, service and category.
type Histories = BTreeMap<i64, BTreeMap<NaiveDate, Vec<(i64, i64, String)>>>;

struct Anchor {
    category: String,
    f: i16,
    band: i16,
    followed_by: BTreeSet<i64>,
}

fn read_histories(conn: &mut PgConnection) -> Histories {
    let rows: Vec<(i64, NaiveDate, i64, i64, String)> = service_history::table
        .inner_join(services::table)
        .select((
            service_history::customer_id,
            service_history::date,
            service_history::id,
            service_history::service_id,
            services::category,
        ))
        .load(conn)
        .unwrap();
    let mut histories = Histories::new();
    for (customer, day, id, service, category) in rows {
        let days = histories.entry(customer).or_default();
        days.entry(day).or_default().push((id, service, category));
    }
    histories
}

/// Every visit that lies 90 days back, told by the words of the specification.
fn anchors(histories: &Histories, today: NaiveDate) -> Vec<Anchor> {
    let mut anchors = Vec::new();
    for days in histories.values() {
        let (mut services, mut before) = (0, None);
        for (day, taken) in days {
            services += taken.len();
            let since = before.map_or(0, |before: NaiveDate| (*day - before).num_days());
            before = Some(*day);
            if (today - *day).num_days() < 90 {
                continue;
            }
            let window = day.succ_opt().unwrap()..=*day + Days::new(90);
            let followed_by = days.range(window).flat_map(|(_, taken)| taken);
            anchors.push(Anchor {
                category: taken.iter().max().unwrap().2.clone(),
                f: level(services >= 10, services >= 5),
                band: level(since <= 90, since <= 180),
                followed_by: followed_by.map(|(_, service, _)| *service).collect(),
            });
        }
    }
    anchors
}

fn level(three: bool, two: bool) -> i16 {
    1 + i16::from(two) + i16::from(three)
}

/// The anchors alike, fewer features at a time.
fn alike<'a>(anchors: &'a [Anchor], facts: &Facts) -> Vec<&'a Anchor> {
    let scores = facts.standing.unwrap().scores;
    let category = &facts.taken[0].category;
    let tests: [&dyn Fn(&&Anchor) -> bool; 4] = [
        &|a| a.category == *category && a.f == scores.f && a.band == scores.r,
        &|a| a.category == *category && a.f == scores.f,
        &|a| a.category == *category,
        &|_| true,
    ];
    let groups = tests.map(|test| anchors.iter().filter(test).collect::<Vec<_>>());
    let enough = groups.iter().find(|group| group.len() >= 30);
    enough.unwrap_or(&groups[3]).clone()
}

#[test]
fn k_and_n_are_those_of_a_count_by_hand() {
    let database = TestDatabase::with(Contents::Spa);
    let conn = &mut database.conn();
    conn.transaction(vinculo::proposals::learn).unwrap();
    let anchors = anchors(&read_histories(conn), date(TODAY));
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
        let alike = alike(&anchors, &facts);
        assert_eq!(facts.n, alike.len() as i64, "customer {customer}");
        for candidate in &facts.candidates {
            let followed =
                |anchor: &&&Anchor| anchor.followed_by.contains(&candidate.service.get());
            let k = alike.iter().filter(followed).count() as i64;
            assert_eq!(candidate.k, k, "{} for {customer}", candidate.name);
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
    let learnt = "SELECT concat_ws(' ', category, f, recency_band, service_id, k) FROM engine_follows ORDER BY 1";
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
