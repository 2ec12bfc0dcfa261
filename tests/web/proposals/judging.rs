//! The builtin engine judged on the spa's history: it learns up to six months before the end and is asked what came.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use vinculo::db::schema::{customer_metrics, service_history};
use vinculo::domain::Organisation;
use vinculo::history::metrics;
use vinculo::proposals::engine::facts::Facts;
use vinculo::proposals::engine::{builtin, queries};

use crate::support::data::date;
use crate::support::{Contents, TestDatabase};

/// Six months before the last service of the file.
const CUT: &str = "2025-04-25";
/// The engine says what happens within so many days.
const HORIZON: u64 = 90;
/// How many recommendations are judged.
const MOST: usize = 3;

/// What customers took after the cut.
type Later = HashMap<i64, BTreeSet<i64>>;

fn read_later(conn: &mut PgConnection, cut: NaiveDate) -> Later {
    let rows: Vec<(i64, i64)> = service_history::table
        .filter(service_history::date.gt(cut))
        .filter(service_history::date.le(cut + Days::new(HORIZON)))
        .select((service_history::customer_id, service_history::service_id))
        .load(conn)
        .unwrap();
    let mut later = Later::new();
    for (customer, service) in rows {
        later.entry(customer).or_default().insert(service);
    }
    later
}

/// What everybody took in the year before the cut, the most popular first.
fn read_popular(conn: &mut PgConnection, cut: NaiveDate) -> Vec<i64> {
    let services: Vec<i64> = service_history::table
        .filter(service_history::date.le(cut))
        .filter(service_history::date.gt(cut - Days::new(365)))
        .select(service_history::service_id)
        .load(conn)
        .unwrap();
    by_count(services)
}

fn by_count(services: Vec<i64>) -> Vec<i64> {
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for service in services {
        *counts.entry(service).or_default() += 1;
    }
    let mut ranked: Vec<(i64, i64)> = counts.into_iter().collect();
    ranked.sort_by_key(|(service, count)| (-count, *service));
    ranked.into_iter().map(|(service, _)| service).collect()
}

/// The customer's own favourites of those that may be named, made up to three by what is popular.
fn favourites(facts: &Facts, popular: &[i64], allowed: impl Fn(&i64) -> bool) -> Vec<i64> {
    let taken = facts.taken.iter().map(|taken| taken.service.get());
    let own = by_count(taken.filter(&allowed).collect());
    let others = popular.iter().filter(|service| !own.contains(service));
    own.iter().chain(others).take(MOST).copied().collect()
}

/// Of how many customers something of a list came true.
#[derive(Default)]
struct Hits {
    engine: usize,
    popular: usize,
    favourites: usize,
    allowed_favourites: usize,
    customers: usize,
}

impl Hits {
    fn add(&mut self, facts: &Facts, popular: &[i64], took: &BTreeSet<i64>) {
        let recommended = builtin::recommend(facts).into_iter().take(MOST);
        let recommended: Vec<i64> = recommended
            .filter_map(|item| item.service)
            .map(|service| service.get())
            .collect();
        let is_hit = |list: &[i64]| usize::from(list.iter().any(|service| took.contains(service)));
        self.engine += is_hit(&recommended);
        self.popular += is_hit(&popular[..MOST]);
        self.favourites += is_hit(&favourites(facts, popular, |_| true));
        let ranked = builtin::ranked(facts).into_iter();
        let allowed: BTreeSet<i64> = ranked.map(|candidate| candidate.service.get()).collect();
        let own = favourites(facts, popular, |service| allowed.contains(service));
        self.allowed_favourites += is_hit(&own);
        self.customers += 1;
    }

    fn rates(&self) -> [f64; 4] {
        let allowed = self.allowed_favourites;
        [self.engine, self.popular, self.favourites, allowed]
            .map(|hits| hits as f64 / self.customers as f64)
    }

    fn print(&self, whom: &str) {
        let [engine, popular, favourites, allowed] = self.rates();
        println!(
            "hit rate at {MOST}, {whom} ({}): builtin {engine:.3}, popular {popular:.3}, own favourites {favourites:.3}, \
             those without what was just taken {allowed:.3}",
            self.customers
        );
    }
}

/// What was said and what happened, of the services whose confidence lies in one tenth.
#[derive(Default, Clone, Copy)]
struct Decile {
    said: f64,
    happened: f64,
    services: f64,
}

fn print(deciles: &[Decile; 10]) {
    println!("confidence   services   said   happened");
    for (tenth, decile) in deciles.iter().enumerate() {
        if decile.services > 0.0 {
            let share = |sum: f64| sum / decile.services;
            println!(
                "{:3} to {:3} % {:10} {:6.3} {:10.3}",
                tenth * 10,
                tenth * 10 + 10,
                decile.services,
                share(decile.said),
                share(decile.happened)
            );
        }
    }
}

#[test]
fn its_recommendations_come_true_more_often_than_what_is_popular_and_about_as_often_as_it_says() {
    let database = TestDatabase::with(Contents::Spa);
    let conn = &mut database.conn();
    let cut = date(CUT);
    conn.transaction(|conn| {
        metrics::move_business_day(conn, cut)?;
        vinculo::proposals::learn(conn)
    })
    .unwrap();
    let (later, popular) = (read_later(conn, cut), read_popular(conn, cut));
    let customers: Vec<i64> = customer_metrics::table
        .filter(customer_metrics::services.gt(0))
        .select(customer_metrics::customer_id)
        .load(conn)
        .unwrap();
    let (mut all, mut came) = (Hits::default(), Hits::default());
    let mut deciles = [Decile::default(); 10];
    let nothing = BTreeSet::new();
    for customer in customers {
        let facts = queries::find_facts(conn, customer.into(), &Organisation::default()).unwrap();
        let took = later.get(&customer).unwrap_or(&nothing);
        all.add(&facts, &popular, took);
        if !took.is_empty() {
            came.add(&facts, &popular, took);
        }
        for candidate in builtin::ranked(&facts) {
            let said = candidate.evidence.confidence();
            let decile = &mut deciles[((said * 10.0) as usize).min(9)];
            decile.said += said;
            decile.happened += f64::from(u8::from(took.contains(&candidate.service.get())));
            decile.services += 1.0;
        }
    }
    all.print("all with history");
    came.print("those who came");
    print(&deciles);
    let [engine, popular, _, favourites] = came.rates();
    assert!(engine > popular + 0.05, "better than what is popular");
    assert!(
        engine > favourites - 0.03,
        "hardly worse than to say the same as ever"
    );
    for decile in deciles.iter().filter(|decile| decile.services >= 100.0) {
        let gap = (decile.said - decile.happened) / decile.services;
        assert!(gap.abs() < 0.12, "{gap}");
    }
}
