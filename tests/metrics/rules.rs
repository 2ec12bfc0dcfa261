//! The scores in SQL and in Rust are one definition.

use diesel::sql_types::{BigInt, Integer, SmallInt, Text};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use vinculo::domain::RfmThresholds;
use vinculo::segments::{Scores, Segment, score, segment};

use crate::database::TestDb;

#[derive(QueryableByName)]
struct Scored {
    #[diesel(sql_type = Integer)]
    days: i32,
    #[diesel(sql_type = Integer)]
    services: i32,
    #[diesel(sql_type = BigInt)]
    spend: i64,
    #[diesel(sql_type = SmallInt)]
    r: i16,
    #[diesel(sql_type = SmallInt)]
    f: i16,
    #[diesel(sql_type = SmallInt)]
    m: i16,
    #[diesel(sql_type = Text)]
    segment: Segment,
}

/// Every combination of values at, beside and far from the thresholds 30, 60; 4, 2; 100, 50.
const SCORED: &str = "
    SELECT days, services, spend, r, f, m, rfm_segment(r, f, m) AS segment
    FROM unnest(ARRAY[0, 1, 29, 30, 31, 59, 60, 61, 99999]) AS days,
         unnest(ARRAY[1, 2, 3, 4, 5, 99999]) AS services,
         unnest(ARRAY[0, 1, 49, 50, 51, 99, 100, 101, 9000000000]) AS spend,
         rfm_r(days, 30, 60) AS r, rfm_f(services, 4, 2) AS f, rfm_m(spend, 100, 50) AS m";

#[test]
fn sql_scores_and_names_like_rust() {
    let thresholds = RfmThresholds {
        r3_days: 30,
        r2_days: 60,
        f3: 4,
        f2: 2,
        m3: 100,
        m2: 50,
    };
    let test = TestDb::new();
    let scored: Vec<Scored> = sql_query(SCORED).load(&mut test.conn()).unwrap();
    assert_eq!(scored.len(), 9 * 6 * 9);
    for Scored {
        days,
        services,
        spend,
        r,
        f,
        m,
        segment: named,
    } in scored
    {
        let expected = score(days.into(), services.into(), spend, &thresholds);
        assert_eq!(
            Scores { r, f, m },
            expected,
            "{days} days, {services} services, {spend}"
        );
        assert_eq!(named, segment(expected), "{expected:?}");
    }
}
