//! Movement between segments against a slow recomputation that looks at every customer at the end of every month.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, Months, NaiveDate};
use diesel::sql_types::{BigInt, Date};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query};
use vinculo::domain::{Period, RfmThresholds};
use vinculo::history::metrics::{find_held, move_business_day, rescore_all};
use vinculo::segments::lift::MOST_SERVICES;
use vinculo::segments::movement::queries::{list_members, list_steps};
use vinculo::segments::queries::{find_years, recount_batch};
use vinculo::segments::{self, Segment, Standing, lift, score, segment};

use crate::database::{TestDb, date};

#[derive(Debug, Clone, Copy, QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    customer_id: i64,
    #[diesel(sql_type = Date)]
    date: NaiveDate,
    #[diesel(sql_type = BigInt)]
    price: i64,
}

/// The whole history by customer.
fn histories(conn: &mut PgConnection) -> HashMap<i64, Vec<Row>> {
    let rows: Vec<Row> = sql_query("SELECT customer_id, date, price FROM service_history")
        .load(conn)
        .unwrap();
    let mut all: HashMap<i64, Vec<Row>> = HashMap::new();
    for row in rows {
        all.entry(row.customer_id).or_default().push(row);
    }
    all
}

/// What a customer is on a day: every row looked at.
fn standing(rows: &[Row], day: NaiveDate) -> Option<Standing> {
    let past: Vec<_> = rows.iter().filter(|row| row.date <= day).collect();
    Some(Standing {
        last_service: past.iter().map(|row| row.date).max()?,
        services: past.len() as i64,
        spend: past.iter().map(|row| row.price).sum(),
    })
}

fn named(rows: &[Row], day: NaiveDate, thresholds: &RfmThresholds) -> Segment {
    standing(rows, day).map_or(Segment::NoHistory, |customer| {
        let recency = (day - customer.last_service).num_days();
        segment(score(
            recency,
            customer.services,
            customer.spend,
            thresholds,
        ))
    })
}

fn year_up_to(rows: &[Row], day: NaiveDate) -> i64 {
    let last = standing(rows, day).unwrap().last_service;
    let first = last.checked_sub_months(Months::new(12)).unwrap();
    let in_year = rows
        .iter()
        .filter(|row| first < row.date && row.date <= last);
    in_year.map(|row| row.price).sum()
}

type Change = (Segment, Segment, i64);

/// Every customer at the end of every month since the first service of all.
fn by_looking(conn: &mut PgConnection) -> BTreeMap<(i64, NaiveDate), Change> {
    let held = find_held(conn).unwrap();
    let histories = histories(conn);
    let first = histories
        .values()
        .flatten()
        .map(|row| row.date)
        .min()
        .unwrap();
    let mut changes = BTreeMap::new();
    for (customer, rows) in &histories {
        let mut before = Segment::NoHistory;
        let mut month = Period::month_of(first);
        while month.from <= held.day {
            let end = month.to.min(held.day);
            let now = named(rows, end, &held.thresholds);
            if now != before {
                changes.insert(
                    (*customer, month.from),
                    (before, now, year_up_to(rows, end)),
                );
            }
            before = now;
            month = Period::month_of(month.to + Days::new(1));
        }
    }
    changes
}

/// What the database keeps.
fn kept(test: &TestDb) -> BTreeMap<(i64, NaiveDate), Change> {
    let lines = test.texts(
        "SELECT concat_ws(' ', customer_id, month, from_segment, to_segment, year_spend) FROM segment_changes",
    );
    let read = |line: &String| {
        let words: Vec<&str> = line.split(' ').collect();
        let change: Change = (
            words[2].parse().unwrap(),
            words[3].parse().unwrap(),
            words[4].parse().unwrap(),
        );
        ((words[0].parse().unwrap(), date(words[1])), change)
    };
    lines.iter().map(read).collect()
}

fn assert_movement(test: &TestDb, at_least: usize) {
    let conn = &mut test.conn();
    segments::recount_waiting(conn).unwrap();
    let (looked, kept) = (by_looking(conn), kept(test));
    let different = |key: &&(i64, NaiveDate)| looked.get(*key) != kept.get(*key);
    let keys: std::collections::BTreeSet<_> = looked.keys().chain(kept.keys()).collect();
    let differences: Vec<_> = keys.into_iter().filter(different).collect();
    assert!(
        differences.is_empty(),
        "{} differences: {differences:?}",
        differences.len()
    );
    assert!(looked.len() >= at_least, "only {} changes", looked.len());
    let counted: i64 = list_steps(conn)
        .unwrap()
        .iter()
        .map(|step| step.customers)
        .sum();
    assert_eq!(counted as usize, looked.len());
    println!("{} changes, 0 differences", looked.len());
}

#[test]
fn the_movement_of_all_customers_and_months_of_the_spa_is_what_looking_finds() {
    let test = TestDb::with("spa");
    assert_movement(&test, 4000);
}

#[test]
fn movement_is_computed_anew_at_other_thresholds_and_on_other_days() {
    let test = TestDb::with("spa");
    let conn = &mut test.conn();
    test.sql("UPDATE settings SET rfm_r3_days = 20, rfm_r2_days = 45, rfm_f3 = 30, rfm_f2 = 3, rfm_m2 = 90000");
    rescore_all(conn).unwrap();
    assert_eq!(test.number("SELECT count(*) FROM segment_recounts"), 961);
    assert_eq!(recount_batch(conn, 400).unwrap(), 400);
    assert_eq!(find_years(conn).unwrap().waiting, 561);
    assert_movement(&test, 4000);
    for day in ["2025-10-31", "2025-11-01", "2026-02-28", "2024-06-15"] {
        move_business_day(conn, date(day)).unwrap();
        assert_movement(&test, 1000);
    }
}

#[test]
fn a_large_write_waits_for_the_job_and_a_small_one_does_not() {
    let test = TestDb::with("spa");
    test.sql("DELETE FROM service_history WHERE id = (SELECT max(id) FROM service_history)");
    assert_eq!(test.number("SELECT count(*) FROM segment_recounts"), 0);
    test.sql(
        "INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         SELECT customers.id, services.id, 'x', 'x', '2025-02-03', 700000
         FROM customers, (SELECT min(id) AS id FROM services) AS services WHERE deleted_at IS NULL",
    );
    assert_eq!(
        test.number("SELECT count(*) FROM segment_recounts"),
        test.number("SELECT count(*) FROM customers")
    );
    assert_movement(&test, 4000);
    test.assert_figures_equal_a_recount();
}

#[test]
fn whom_somebody_else_has_locked_waits_alone_and_who_is_gone_leaves() {
    let test = TestDb::with("spa");
    test.sql("INSERT INTO segment_recounts SELECT customer_id FROM customer_metrics");
    let first = test.number("SELECT min(customer_id) FROM segment_recounts");
    test.sql("INSERT INTO segment_recounts VALUES (999999999)");
    let conn = &mut test.conn();
    test.conn()
        .test_transaction::<_, diesel::result::Error, _>(|other| {
            sql_query(format!(
                "SELECT FROM customers WHERE id = {first} FOR UPDATE"
            ))
            .execute(other)?;
            assert_eq!(segments::recount_waiting(conn)?, 960);
            Ok(())
        });
    assert_eq!(
        test.texts("SELECT customer_id::text FROM segment_recounts"),
        [first.to_string()]
    );
    assert_eq!(recount_batch(conn, 1000).unwrap(), 1);
    assert_movement(&test, 4000);
}

#[test]
fn who_changes_neither_date_nor_price_is_not_counted_anew() {
    let test = TestDb::with("spa");
    let counted = "SELECT count(*) FROM cohort_months";
    let before = test.number(counted);
    test.sql("UPDATE service_history SET name = name || '.', version = version + 1");
    assert_eq!(test.number("SELECT count(*) FROM segment_recounts"), 0);
    assert_eq!(test.number(counted), before);
    test.sql("UPDATE service_history SET price = price + 1 WHERE id = (SELECT max(id) FROM service_history WHERE date <= '2025-10-26')");
    assert!(test.number(counted) > before);
    assert_movement(&test, 4000);
    test.assert_figures_equal_a_recount();
}

#[test]
fn a_service_between_two_others_changes_the_months_that_followed_it() {
    let test = TestDb::new();
    test.sql(
        "INSERT INTO customers (id, full_name) VALUES (1, 'Ana');
         INSERT INTO services (id, category, name) VALUES (1, 'Spa', 'Sauna');
         INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         SELECT 1, 1, 'Spa', 'Sauna', day, 1000 FROM unnest('{2024-01-31,2025-10-01}'::date[]) AS day",
    );
    assert_movement(&test, 4);
    // Dates move and the sums stay.
    test.sql("UPDATE service_history SET date = '2024-03-31' WHERE date = '2024-01-31'");
    assert_movement(&test, 4);
    test.sql("UPDATE customers SET deleted_at = now()");
    assert_eq!(test.number("SELECT count(*) FROM segment_changes"), 0);
    test.sql("UPDATE customers SET deleted_at = NULL");
    assert_movement(&test, 4);
}

#[test]
fn those_behind_a_step_are_as_many_as_its_figure_says() {
    let test = TestDb::with("spa");
    let conn = &mut test.conn();
    let steps = list_steps(conn).unwrap();
    let month = date("2025-10-01");
    for step in steps.iter().filter(|step| step.month == month) {
        let members = list_members(conn, month, (step.from, step.to), 50, 0).unwrap();
        assert_eq!(members.len() as i64, step.customers);
        let spend: i64 = members.iter().map(|member| member.spend).sum();
        assert_eq!(spend, step.year_spend);
        assert!(members.iter().all(|member| member.segment == step.to));
    }
}

#[test]
fn what_lifts_each_customer_of_the_spa_is_what_trying_finds() {
    let test = TestDb::with("spa");
    let conn = &mut test.conn();
    let held = find_held(conn).unwrap();
    let mut checked = 0;
    for rows in histories(conn).values() {
        let Some(customer) = standing(rows, held.day) else {
            continue;
        };
        let said = lift(held.day, &customer, &held.thresholds);
        assert_eq!(said.now, named(rows, held.day, &held.thresholds));
        // Days go by without a visit.
        let lost = (1..=200)
            .map(|days| held.day + Days::new(days))
            .find_map(|day| {
                let to = named(rows, day, &held.thresholds);
                (to != said.now).then_some((to, day))
            });
        assert_eq!(said.fall.map(|fall| (fall.to, fall.on)), lost);
        // One row more, and one more, at the average ticket.
        let ticket = vinculo::domain::average(customer.spend, customer.services);
        let mut tried = rows.clone();
        let services = (1..=MOST_SERVICES).find_map(|services| {
            tried.push(Row {
                date: held.day,
                price: ticket,
                ..rows[0]
            });
            let to = named(&tried, held.day, &held.thresholds);
            (to.standing() > said.now.standing()).then_some((to, services))
        });
        assert_eq!(said.rise.map(|rise| (rise.to, rise.services)), services);
        checked += 1;
    }
    assert_eq!(checked, 961);
}
