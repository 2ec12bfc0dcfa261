//! When to ask again. Pure but for the date that a header may name.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::errors::AiError;

/// How often a question is asked again.
pub const RETRIES: u32 = 2;
/// What is waited without an order of the vendor's; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// What the headers of an answer order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Order {
    /// `x-should-retry`, which goes above the status.
    pub should_retry: Option<bool>,
    pub after: Option<Duration>,
}

impl Order {
    pub fn read(headers: &HeaderMap, now: DateTime<Utc>) -> Self {
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let milliseconds = || text("retry-after-ms")?.trim().parse().ok();
        let after = milliseconds()
            .map(Duration::from_millis)
            .or_else(|| after(text(RETRY_AFTER.as_str())?, now));
        Self {
            should_retry: text("x-should-retry").and_then(|word| word.parse().ok()),
            after,
        }
    }
}

/// Seconds, or a date.
fn after(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    (date.to_utc() - now).to_std().ok()
}

/// How long to wait before the question is asked again; `None` to give up. `tried` counts from 1; `left` is the time
/// there is, of which the answer needs some as well.
pub fn pause(error: &AiError, order: Order, tried: u32, left: Duration) -> Option<Duration> {
    // Waiting does not fill an account.
    let is_final = matches!(error, AiError::SpendLimit | AiError::Unpaid);
    let retries = !is_final && order.should_retry.unwrap_or_else(|| error.may_pass());
    // The quirk is documented for once in a while: a second empty answer is the answer.
    let most = if *error == AiError::Empty { 1 } else { RETRIES };
    if !retries || tried > most {
        return None;
    }
    let pause = order.after.unwrap_or(FIRST_PAUSE * 2_u32.pow(tried - 1));
    (pause < left).then_some(pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Duration = Duration::from_secs(20);

    fn order(pairs: &[(&'static str, &str)]) -> Order {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        Order::read(&headers, "2026-01-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_pause_may_be_ordered_in_milliseconds_seconds_or_as_a_date() {
        let seconds = |pairs: &[(&'static str, &str)]| order(pairs).after.map(|d| d.as_secs_f64());
        assert_eq!(
            seconds(&[("retry-after-ms", "1500"), ("retry-after", "9")]),
            Some(1.5)
        );
        assert_eq!(seconds(&[("retry-after", "7")]), Some(7.0));
        assert_eq!(
            seconds(&[("retry-after", "Thu, 01 Jan 2026 00:00:12 GMT")]),
            Some(12.0)
        );
        assert_eq!(seconds(&[("retry-after", "-1")]), None);
        assert_eq!(seconds(&[("retry-after", "soon")]), None);
    }

    #[test]
    fn without_an_order_the_pause_doubles_and_two_retries_are_all() {
        let pause = |tried| {
            pause(&AiError::RateLimited, Order::default(), tried, LEFT).map(|d| d.as_millis())
        };
        assert_eq!(
            [pause(1), pause(2), pause(3)],
            [Some(500), Some(1000), None]
        );
    }

    #[test]
    fn a_pause_longer_than_the_time_that_is_left_is_not_waited_for() {
        let order = order(&[("retry-after", "30")]);
        assert_eq!(pause(&AiError::RateLimited, order, 1, LEFT), None);
    }

    #[test]
    fn the_vendors_word_goes_above_the_status_but_no_account_fills_itself() {
        let yes = order(&[("x-should-retry", "true")]);
        let no = order(&[("x-should-retry", "false")]);
        assert!(pause(&AiError::Unauthorised, yes, 1, LEFT).is_some());
        assert!(pause(&AiError::Unavailable(500), no, 1, LEFT).is_none());
        assert!(pause(&AiError::SpendLimit, yes, 1, LEFT).is_none());
    }
}
