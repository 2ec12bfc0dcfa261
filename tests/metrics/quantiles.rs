//! Quantile cuts against the customers put in a row.

use diesel::PgConnection;
use vinculo::domain::RfmThresholds;
use vinculo::history::metrics::{find_held, move_business_day, rescore_all};
use vinculo::segments::queries::find_grid;
use vinculo::segments::refresh_quantiles;
use vinculo::segments::thresholds::queries::list_moves;

use crate::database::{TestDb, date};

/// A figure of all customers with history, the best first.
fn row(test: &TestDb, figure: &str, order: &str) -> Vec<i64> {
    let mut row: Vec<i64> = test
        .texts(&format!(
            "SELECT ({figure})::text FROM customer_metrics, business_day"
        ))
        .iter()
        .map(|text| text.parse().unwrap())
        .collect();
    row.sort_unstable();
    if order == "falling" {
        row.reverse();
    }
    row
}

/// The last of the best part, and of the next: parts are counted off one by one.
fn at_cuts(row: &[i64], parts: usize) -> [i64; 2] {
    [1, 2].map(|part| {
        let mut last = 0;
        while last * parts < part * row.len() {
            last += 1;
        }
        row[last - 1]
    })
}

fn by_counting(test: &TestDb, parts: usize) -> RfmThresholds {
    let [r3, r2] = at_cuts(&row(test, "day - last_date", "rising"), parts);
    let [f3, f2] = at_cuts(&row(test, "services", "falling"), parts);
    let [m3, m2] = at_cuts(&row(test, "spend", "falling"), parts);
    let (f2, m2) = (f2.max(2), m2.max(1));
    RfmThresholds {
        r3_days: r3 as i32,
        r2_days: r2.max(r3 + 1) as i32,
        f3: f3.max(f2 + 1),
        f2,
        m3: m3.max(m2 + 1),
        m2,
    }
}

fn apply(conn: &mut PgConnection) -> RfmThresholds {
    let thresholds = refresh_quantiles(conn).unwrap();
    rescore_all(conn).unwrap();
    assert_eq!(find_held(conn).unwrap().thresholds, thresholds);
    thresholds
}

#[test]
fn quantiles_of_the_spa_are_those_of_its_customers_in_a_row() {
    let test = TestDb::with("spa");
    let conn = &mut test.conn();
    for parts in [3, 4, 5, 10] {
        test.sql(&format!(
            "UPDATE settings SET rfm_cuts = 'quantiles', rfm_parts = {parts}, rfm_cuts_day = NULL"
        ));
        assert_eq!(apply(conn), by_counting(&test, parts));
        test.assert_figures_equal_a_recount();
    }
    // Terciles: without ties each score has a third of the customers; those who tie stay together.
    test.sql("UPDATE settings SET rfm_parts = 3, rfm_cuts_day = NULL");
    apply(conn);
    let best = test.number("SELECT count(*) FROM customer_metrics WHERE m = 3");
    assert!((321..=325).contains(&best), "{best} of 961");
}

#[test]
fn quantiles_move_with_the_month_and_fixed_cuts_do_not() {
    let test = TestDb::with("spa");
    let conn = &mut test.conn();
    let fixed = refresh_quantiles(conn).unwrap();
    assert_eq!(fixed, RfmThresholds::default());
    test.sql("UPDATE settings SET rfm_cuts = 'quantiles'");
    let now = apply(conn);
    // Within the month everybody stays as they are.
    move_business_day(conn, date("2025-10-31")).unwrap();
    assert_eq!(refresh_quantiles(conn).unwrap(), now);
    assert_eq!(
        test.text("(SELECT rfm_cuts_day FROM settings)"),
        "2025-10-26"
    );
    move_business_day(conn, date("2025-12-24")).unwrap();
    let later = apply(conn);
    assert_eq!(later, by_counting(&test, 3));
    assert_eq!(later.r3_days - now.r3_days, 59);
    assert_eq!(
        test.text("(SELECT rfm_cuts_day FROM settings)"),
        "2025-12-24"
    );
    test.assert_figures_equal_a_recount();
}

#[test]
fn without_customers_quantiles_leave_the_thresholds_alone() {
    let test = TestDb::new();
    test.sql("UPDATE settings SET rfm_cuts = 'quantiles'");
    assert_eq!(
        refresh_quantiles(&mut test.conn()).unwrap(),
        RfmThresholds::default()
    );
    // They are computed as soon as there is somebody.
    assert_eq!(
        test.number("SELECT count(*) FROM settings WHERE rfm_cuts_day IS NULL"),
        1
    );
}

#[test]
fn who_is_said_to_move_does_move() {
    let test = TestDb::with("spa");
    let conn = &mut test.conn();
    let before = find_grid(conn).unwrap().segments();
    let proposed = RfmThresholds {
        r3_days: 45,
        f2: 4,
        m3: 2_000_000,
        ..RfmThresholds::default()
    };
    let moves = list_moves(conn, &proposed).unwrap();
    test.sql("UPDATE settings SET rfm_r3_days = 45, rfm_f2 = 4, rfm_m3 = 2000000");
    rescore_all(conn).unwrap();
    for (old, new) in before.iter().zip(find_grid(conn).unwrap().segments()) {
        let sum = |goes: &dyn Fn(&&vinculo::segments::thresholds::queries::Move) -> bool| -> i64 {
            moves
                .iter()
                .filter(|step| goes(step))
                .map(|step| step.customers)
                .sum()
        };
        let (gone, come) = (
            sum(&|step| step.from == old.segment),
            sum(&|step| step.to == old.segment),
        );
        assert_eq!(
            old.customers - gone + come,
            new.customers,
            "{}",
            old.segment
        );
    }
    assert!(list_moves(conn, &proposed).unwrap().is_empty());
}
