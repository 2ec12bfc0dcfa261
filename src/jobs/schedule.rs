//! When a recurring job runs next. Pure.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// A recurring job that keeps failing gives way to its next run.
pub(super) const RECURRING_ATTEMPTS: i32 = 5;

/// Every so often, at whole multiples of `period` since 1970, so that all processes agree.
pub fn every(period: Duration) -> impl Fn(DateTime<Utc>) -> DateTime<Utc> + Send + Sync + 'static {
    let period = i64::try_from(period.as_secs()).unwrap_or(i64::MAX).max(1);
    move |now| {
        let into = now.timestamp().rem_euclid(period);
        now + TimeDelta::try_seconds(period - into).unwrap_or(TimeDelta::MAX)
    }
}

/// Every day at a local time. A time that the clock skips (in Chile, midnight of the first summer day) is taken as
/// the first instant after it; one that comes twice, as the first.
pub fn daily(
    zone: Tz,
    time: NaiveTime,
) -> impl Fn(DateTime<Utc>) -> DateTime<Utc> + Send + Sync + 'static {
    move |now| {
        let today = now.with_timezone(&zone).date_naive();
        let coming = [0, 1, 2]
            .into_iter()
            .filter_map(|days| today.checked_add_days(Days::new(days)));
        coming
            .map(|date| first_instant(zone, date.and_time(time)))
            .find(|at| *at > now)
            .unwrap_or(now + TimeDelta::days(1))
    }
}

fn first_instant(zone: Tz, local: chrono::NaiveDateTime) -> DateTime<Utc> {
    /// No zone has skipped more, but for the few islands that changed sides of the date line.
    const LONGEST_GAP_MINUTES: i64 = 180;
    (0..=LONGEST_GAP_MINUTES)
        .find_map(|minutes| {
            zone.from_local_datetime(&(local + TimeDelta::minutes(minutes)))
                .earliest()
        })
        .map_or_else(|| local.and_utc(), |at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::Santiago;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn midnight_is_the_organisations_own() {
        let next = daily(Santiago, NaiveTime::MIN);
        assert_eq!(next(at("2026-01-15T12:00:00Z")), at("2026-01-16T03:00:00Z"));
        assert_eq!(next(at("2026-01-16T03:00:00Z")), at("2026-01-17T03:00:00Z"));
    }

    #[test]
    fn a_midnight_that_the_clock_skips_is_the_first_instant_after_it() {
        // 2026-09-06 00:00 does not exist in Chile: the clock goes from 23:59:59 (-04) to 01:00 (-03).
        assert_eq!(
            daily(Santiago, NaiveTime::MIN)(at("2026-09-05T12:00:00Z")),
            at("2026-09-06T04:00:00Z")
        );
    }

    proptest! {
        #[test]
        fn a_daily_run_lies_ahead_and_within_25_hours(
            now in 1_600_000_000..2_000_000_000i64, hour in 0..24u32, minute in 0..60u32,
        ) {
            let now = DateTime::from_timestamp(now, 0).unwrap();
            let next = daily(Santiago, NaiveTime::from_hms_opt(hour, minute, 0).unwrap())(now);
            prop_assert!(next > now && next <= now + TimeDelta::hours(25), "{next}");
        }

        #[test]
        fn a_periodic_run_lies_ahead_on_a_multiple(now in 0..2_000_000_000i64, period in 1..1_000_000u64) {
            let now = DateTime::from_timestamp(now, 0).unwrap();
            let next = every(Duration::from_secs(period))(now);
            prop_assert!(next > now && next <= now + Duration::from_secs(period));
            prop_assert_eq!(next.timestamp() as u64 % period, 0);
        }
    }
}
