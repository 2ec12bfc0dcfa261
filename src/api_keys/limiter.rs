//! How often a key may call. Counted in memory, by process: a call costs the database one statement, and counting there
//! would add a write to each; with several processes a key gets its share of each, which still bounds the work.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ApiKeyId;

const WINDOW: TimeDelta = TimeDelta::seconds(60);

/// Cloning shares the counts.
#[derive(Debug, Clone)]
pub struct Limiter {
    windows: Arc<Mutex<HashMap<ApiKeyId, Window>>>,
    /// Calls of one key in one [`WINDOW`].
    limit: u32,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    ends: DateTime<Utc>,
    calls: u32,
}

/// What a key has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quota {
    pub is_over: bool,
    limit: u32,
    remaining: u32,
    ends: DateTime<Utc>,
    wait_seconds: i64,
}

impl Limiter {
    pub fn new(limit: u32) -> Self {
        Self {
            windows: Arc::default(),
            limit,
        }
    }

    /// Counts a call.
    pub(super) fn count(&self, key: ApiKeyId, now: DateTime<Utc>) -> Quota {
        // A thread that panicked while it counted leaves a count that is right but for one.
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = Window {
            ends: now + WINDOW,
            calls: 0,
        };
        let window = windows.entry(key).or_insert(fresh);
        if window.ends <= now {
            *window = fresh;
        }
        window.calls = window.calls.saturating_add(1);
        Quota {
            is_over: window.calls > self.limit,
            limit: self.limit,
            remaining: self.limit.saturating_sub(window.calls),
            ends: window.ends,
            wait_seconds: (window.ends - now).num_seconds() + 1,
        }
    }
}

impl Quota {
    /// `X-RateLimit-Reset` is a Unix time in seconds.
    pub fn write(&self, headers: &mut HeaderMap) {
        let mut set = |name: &'static str, value: i64| {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        };
        set("x-ratelimit-limit", self.limit.into());
        set("x-ratelimit-remaining", self.remaining.into());
        set("x-ratelimit-reset", self.ends.timestamp());
        if self.is_over {
            set("retry-after", self.wait_seconds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: u32 = 30;

    #[test]
    fn a_key_has_its_calls_each_minute_and_no_others() {
        let (limiter, now) = (Limiter::new(LIMIT), Utc::now());
        let (ours, theirs) = (ApiKeyId::from(1), ApiKeyId::from(2));
        for left in (0..LIMIT).rev() {
            let quota = limiter.count(ours, now);
            assert_eq!((quota.is_over, quota.remaining), (false, left));
        }
        let over = limiter.count(ours, now + TimeDelta::seconds(10));
        assert!(over.is_over && over.wait_seconds == 51, "{over:?}");
        assert!(!limiter.count(theirs, now).is_over);
        assert!(!limiter.count(ours, now + WINDOW).is_over);
    }
}
