//! When a delivery is tried again, and when it is not. Pure.

use std::time::Duration;

const fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}

const fn hours(n: u64) -> Duration {
    minutes(n * 60)
}

/// The wait before each attempt, as the standard proposes: about three days in all.
pub const DELAYS: [Duration; 10] = [
    Duration::ZERO,
    Duration::from_secs(5),
    minutes(5),
    minutes(30),
    hours(2),
    hours(5),
    hours(10),
    hours(14),
    hours(20),
    hours(24),
];

/// How long a receiver that asks for peace or does not answer is left alone, at first and at most: it doubles. What
/// waits for it must not take the workers from those that answer.
const REST: (Duration, Duration) = (Duration::from_secs(5), minutes(5));

/// What came of an attempt, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// `None`: no answer.
    pub status: Option<u16>,
    pub retry_after: Option<Duration>,
}

/// What becomes of the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Delivered,
    /// After so long.
    Again(Duration),
    GiveUp,
    /// The receiver is gone for good: nothing is to be sent to it any more.
    Gone,
}

/// After `made` attempts (1 or more), the last of which came to `outcome`.
pub fn next(made: i32, outcome: Outcome) -> Next {
    match outcome.status {
        Some(200..=299) => Next::Delivered,
        Some(410) => Next::Gone,
        _ => match usize::try_from(made).ok().and_then(|made| DELAYS.get(made)) {
            Some(delay) => Next::Again((*delay).max(outcome.retry_after.unwrap_or_default())),
            None => Next::GiveUp,
        },
    }
}

/// How long the receiver is left alone after the `failures`th failure in a row of those that call for it; `None`: the
/// next delivery may follow at once, because this one alone is at fault.
pub fn rest(failures: i32, outcome: Outcome) -> Option<Duration> {
    let calls_for_rest = match outcome.status {
        None | Some(429 | 502 | 504) => true,
        Some(503) => outcome.retry_after.is_some(),
        Some(_) => false,
    };
    let (first, longest) = REST;
    let doublings = u32::try_from(failures - 1).unwrap_or(0).min(10);
    let own = first.saturating_mul(1 << doublings).min(longest);
    calls_for_rest.then(|| own.max(outcome.retry_after.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn answered(status: u16) -> Outcome {
        Outcome {
            status: Some(status),
            retry_after: None,
        }
    }

    fn seconds(text: &str) -> u64 {
        let (number, unit) = text.split_at(text.len() - 1);
        let unit = match unit {
            "s" => 1,
            "m" => 60,
            _ => 3600,
        };
        number.parse::<u64>().unwrap() * unit
    }

    #[test]
    fn the_waits_are_those_of_the_standard() {
        let text = include_str!("../../tests/data/standard_webhooks/delivery_policy.json");
        let policy: Value = serde_json::from_str(text).unwrap();
        let waits = policy["retry_delays"].as_array().unwrap().iter();
        let waits: Vec<u64> = waits.map(|wait| seconds(wait.as_str().unwrap())).collect();
        assert_eq!(DELAYS.map(|delay| delay.as_secs()).to_vec(), waits);
    }

    #[test]
    fn only_2xx_is_success_and_the_tenth_failure_is_the_last() {
        assert_eq!(next(1, answered(204)), Next::Delivered);
        for status in [199, 301, 308, 400, 404, 500] {
            assert_eq!(
                next(1, answered(status)),
                Next::Again(DELAYS[1]),
                "{status}"
            );
            assert_eq!(
                next(9, answered(status)),
                Next::Again(DELAYS[9]),
                "{status}"
            );
            assert_eq!(next(10, answered(status)), Next::GiveUp, "{status}");
        }
        assert_eq!(next(10, Outcome::default()), Next::GiveUp);
    }

    #[test]
    fn gone_is_gone_at_any_time() {
        assert_eq!(next(1, answered(410)), Next::Gone);
        assert_eq!(next(10, answered(410)), Next::Gone);
    }

    #[test]
    fn who_asks_for_time_gets_it() {
        let asked = Outcome {
            status: Some(429),
            retry_after: Some(minutes(10)),
        };
        assert_eq!(next(1, asked), Next::Again(minutes(10)));
        assert_eq!(rest(1, asked), Some(minutes(10)));
    }

    #[test]
    fn who_is_busy_or_silent_is_left_alone_and_who_refuses_one_event_is_not() {
        for status in [429, 502, 504] {
            assert_eq!(rest(1, answered(status)), Some(REST.0));
            assert_eq!(rest(3, answered(status)), Some(REST.0 * 4));
        }
        assert_eq!(rest(100, Outcome::default()), Some(REST.1));
        for status in [200, 400, 410, 500, 503] {
            assert_eq!(rest(1, answered(status)), None, "{status}");
        }
    }

    proptest! {
        #[test]
        fn it_ends(status in 100..600u16, made in 10..i32::MAX) {
            prop_assert!(!matches!(next(made, answered(status)), Next::Again(_)));
        }
    }
}
