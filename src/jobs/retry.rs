//! When a job is tried again: exponential back-off with jitter, up to the attempts and the deadline. Pure.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// The wait after the first attempt; it doubles with each.
const FIRST_DELAY: Duration = Duration::from_secs(10);
/// No wait is longer: a service that is back should not be left alone for half a day.
const LONGEST_DELAY: Duration = Duration::from_secs(3600);

/// How long to wait after attempt `attempt` (from 1). `jitter` in 0..1 moves it between half and all of the
/// back-off, so that jobs that failed together do not come back together.
pub(super) fn delay(attempt: i32, jitter: f64) -> Duration {
    let doublings = u32::try_from(attempt - 1).unwrap_or(0).min(20);
    let whole = FIRST_DELAY
        .saturating_mul(1 << doublings)
        .min(LONGEST_DELAY);
    whole.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

/// Whether another attempt may begin `delay` from `now`, after `attempt` of them.
pub(super) fn may_retry(
    attempt: i32,
    max_attempts: i32,
    now: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
    delay: Duration,
) -> bool {
    let in_time =
        deadline.is_none_or(|deadline| (deadline - now).to_std().is_ok_and(|left| delay < left));
    attempt < max_attempts && in_time
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-01-15T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let waits: Vec<u64> = [1, 2, 3, 9, 10, 1000]
            .map(|attempt| delay(attempt, 1.0).as_secs())
            .into();
        assert_eq!(waits, [10, 20, 40, 2560, 3600, 3600]);
    }

    #[test]
    fn the_last_attempt_is_not_followed_by_another() {
        assert!(may_retry(2, 3, noon(), None, Duration::ZERO));
        assert!(!may_retry(3, 3, noon(), None, Duration::ZERO));
    }

    proptest! {
        #[test]
        fn a_wait_lies_between_half_and_all_of_the_back_off(attempt in i32::MIN..i32::MAX, jitter in 0.0..1.0f64) {
            let (wait, longest) = (delay(attempt, jitter), delay(attempt, 1.0));
            prop_assert!(wait >= longest.mul_f64(0.5) && wait <= longest);
            prop_assert!(wait >= FIRST_DELAY / 2 && wait <= LONGEST_DELAY);
        }

        #[test]
        fn a_later_attempt_never_waits_less(attempt in 1..100i32, jitter in 0.0..1.0f64) {
            prop_assert!(delay(attempt + 1, jitter) >= delay(attempt, jitter));
        }

        #[test]
        fn no_attempt_begins_after_the_deadline(left in -1_000_000..1_000_000i64, wait in 0..1_000_000u64) {
            let deadline = noon() + TimeDelta::seconds(left);
            let begins = noon() + TimeDelta::seconds(i64::try_from(wait).unwrap());
            let allowed = may_retry(1, 2, noon(), Some(deadline), Duration::from_secs(wait));
            prop_assert_eq!(allowed, begins < deadline);
        }
    }
}
