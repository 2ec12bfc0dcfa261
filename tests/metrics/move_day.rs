//! The business day and the thresholds move, customers go and come back: the figures stay those of a recount.

use diesel::connection::SimpleConnection as _;
use diesel::{PgConnection, RunQueryDsl as _, sql_query};
use vinculo::history::metrics::{compact, find_held, move_business_day, rescore_all};
use vinculo::segments::queries::{find_customer_figures, find_grid};

use crate::database::{TestDb, date};

#[test]
fn figures_move_to_any_day_and_back() {
    let test = TestDb::with("spa");
    let conn = &mut test.conn();
    let grid = find_grid(conn).unwrap();
    for day in [
        "2025-10-27",
        "2026-01-24",
        "2024-02-29",
        "2019-01-01",
        "2025-10-26",
    ] {
        move_business_day(conn, date(day)).unwrap();
        assert_eq!(find_held(conn).unwrap().day, date(day));
        test.assert_figures_equal_a_recount();
    }
    assert_eq!(find_grid(conn).unwrap(), grid);
}

#[test]
fn a_service_in_the_future_counts_from_its_day_on() {
    let test = TestDb::new();
    let conn = &mut test.conn();
    test.sql(ONE_CUSTOMER);
    add_service(conn, "2025-10-27");
    assert_eq!(find_customer_figures(conn, 1.into()).unwrap(), None);
    move_business_day(conn, date("2025-10-27")).unwrap();
    let figures = find_customer_figures(conn, 1.into()).unwrap().unwrap();
    assert_eq!((figures.services, figures.recency_days()), (1, 0));
    test.assert_figures_equal_a_recount();
}

#[test]
fn new_thresholds_score_everybody_again_and_once() {
    let test = TestDb::with("spa");
    let conn = &mut test.conn();
    test.sql("UPDATE settings SET rfm_f3 = 20, rfm_m2 = 300000, rfm_r2_days = 365");
    assert!(rescore_all(conn).unwrap() > 0);
    assert_eq!(rescore_all(conn).unwrap(), 0);
    assert_eq!(find_held(conn).unwrap().thresholds.f3, 20);
    test.assert_figures_equal_a_recount();
}

#[test]
fn a_deleted_customer_leaves_the_figures_and_comes_back_with_them() {
    let test = TestDb::with("edges");
    let conn = &mut test.conn();
    let grid = find_grid(conn).unwrap();
    let figures = find_customer_figures(conn, 27.into()).unwrap();
    test.sql("UPDATE customers SET deleted_at = now(), full_name = 'Gone' WHERE id = 27");
    assert_eq!(find_customer_figures(conn, 27.into()).unwrap(), None);
    assert_eq!(find_grid(conn).unwrap().customers(), grid.customers() - 1);
    test.assert_figures_equal_a_recount();
    test.sql("UPDATE customers SET deleted_at = NULL WHERE id = 27");
    assert_eq!(find_customer_figures(conn, 27.into()).unwrap(), figures);
    assert_eq!(find_grid(conn).unwrap(), grid);
    test.assert_figures_equal_a_recount();
}

#[test]
fn rows_may_change_hands_and_go() {
    let test = TestDb::with("edges");
    test.sql(
        "UPDATE service_history SET customer_id = 1 WHERE customer_id IN (2, 3, 54);
         UPDATE service_history SET date = date + 400, price = price * 2 WHERE customer_id = 5;
         UPDATE service_history SET service_id = (SELECT min(id) FROM services) WHERE customer_id < 20;
         UPDATE customers SET full_name = 'Renamed', status = 'blocked' WHERE id BETWEEN 10 AND 30;
         DELETE FROM service_history WHERE customer_id BETWEEN 20 AND 40;
         DELETE FROM customers WHERE id BETWEEN 20 AND 30;",
    );
    test.assert_figures_equal_a_recount();
    assert!(compact(&mut test.conn()).unwrap() > 0);
    assert_eq!(compact(&mut test.conn()).unwrap(), 0);
    test.assert_figures_equal_a_recount();
}

#[test]
fn what_no_trigger_would_see_is_refused() {
    let test = TestDb::new();
    test.sql(ONE_CUSTOMER);
    for statement in [
        "TRUNCATE service_history",
        "TRUNCATE customers CASCADE",
        "TRUNCATE customer_metrics",
        "BEGIN ISOLATION LEVEL REPEATABLE READ;
         INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         VALUES (1, 1, 'Spa', 'Sauna', '2025-10-01', 1)",
    ] {
        assert!(test.conn().batch_execute(statement).is_err(), "{statement}");
    }
}

const ONE_CUSTOMER: &str = "
    INSERT INTO customers (id, full_name) VALUES (1, 'Ana');
    INSERT INTO services (id, category, name) VALUES (1, 'Spa', 'Sauna');";

fn add_service(conn: &mut PgConnection, day: &str) {
    sql_query(
        "INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         VALUES (1, 1, 'Spa', 'Sauna', $1, 1000)",
    )
    .bind::<diesel::sql_types::Date, _>(date(day))
    .execute(conn)
    .unwrap();
}
