//! When a campaign may send, and how much at once. Pure.

use chrono::{NaiveDate, NaiveDateTime, Timelike as _};

/// A campaign looks every minute at what it may send.
const LOOKS_AN_HOUR: i64 = 60;

/// A slow campaign's outbox holds as many as this.
const LEAST_QUEUED: i64 = 100;

/// The first day, the sending window, in hours of the organisation's day, and the rate.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub from_day: Option<NaiveDate>,
    /// From this hour on, 0 to 23,
    pub from_hour: i32,
    /// up to this hour, 1 to 24.
    pub to_hour: i32,
    pub per_hour: i32,
}

/// What was handed over lately.
#[derive(Debug, Clone, Copy, Default)]
pub struct Handed {
    pub last_hour: i64,
    pub last_minute: i64,
}

impl Pace {
    pub fn is_open(&self, local: NaiveDateTime) -> bool {
        let has_begun = self.from_day.is_none_or(|day| local.date() >= day);
        let window = self.from_hour..self.to_hour;
        has_begun && i32::try_from(local.hour()).is_ok_and(|hour| window.contains(&hour))
    }

    /// How many proposals may lie written and wait for their turn: a day's worth, so that none leaves with the prices and
    /// the offer of last week.
    pub fn ahead(&self, local: NaiveDateTime) -> i64 {
        let tomorrow = local.date().succ_opt().unwrap_or(local.date());
        match self.from_day.is_some_and(|day| day > tomorrow) {
            true => 0,
            false => i64::from(self.per_hour) * i64::from(self.to_hour - self.from_hour),
        }
    }

    /// No more of its messages wait in the outbox: they go their way when it is paused, or outside its hours. Two minutes'
    /// worth, so that the rate is reached.
    pub fn most_queued(&self) -> i64 {
        (2 * i64::from(self.per_hour) / LOOKS_AN_HOUR).max(LEAST_QUEUED)
    }

    /// How many may be handed over now: an even share of the hour, and never more in an hour than the rate.
    pub fn due(&self, local: NaiveDateTime, handed: Handed) -> i64 {
        if !self.is_open(local) {
            return 0;
        }
        let rate = i64::from(self.per_hour);
        let of_minute = (rate + LOOKS_AN_HOUR - 1) / LOOKS_AN_HOUR - handed.last_minute;
        of_minute.min(rate - handed.last_hour).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace {
        from_day: None,
        from_hour: 9,
        to_hour: 20,
        per_hour: 100,
    };

    fn at(time: &str) -> NaiveDateTime {
        format!("2025-10-26T{time}").parse().unwrap()
    }

    #[test]
    fn nothing_leaves_outside_the_window() {
        let due = |time| PACE.due(at(time), Handed::default());
        assert_eq!((due("08:59:59"), due("20:00:00")), (0, 0));
        assert_eq!((due("09:00:00"), due("19:59:59")), (2, 2));
    }

    #[test]
    fn a_day_whole_is_from_nought_to_twenty_four() {
        let whole = Pace {
            from_hour: 0,
            to_hour: 24,
            ..PACE
        };
        assert!(whole.is_open(at("00:00:00")) && whole.is_open(at("23:59:59")));
    }

    #[test]
    fn nothing_leaves_before_the_first_day() {
        let from = |day: &str| Pace {
            from_day: Some(day.parse().unwrap()),
            ..PACE
        };
        assert!(!from("2025-10-27").is_open(at("12:00:00")));
        assert!(from("2025-10-26").is_open(at("12:00:00")));
        assert!(!from("2025-10-26").is_open(at("08:00:00")));
    }

    #[test]
    fn a_days_worth_lies_ready_and_nothing_long_before_the_first_day() {
        let from = |day: &str| Pace {
            from_day: Some(day.parse().unwrap()),
            ..PACE
        };
        assert_eq!(PACE.ahead(at("03:00:00")), 1_100);
        assert_eq!(from("2025-10-27").ahead(at("12:00:00")), 1_100);
        assert_eq!(from("2025-10-28").ahead(at("12:00:00")), 0);
    }

    #[test]
    fn the_outbox_holds_two_minutes_of_a_fast_campaign() {
        let of = |per_hour| Pace { per_hour, ..PACE }.most_queued();
        assert_eq!((of(120), of(30_000)), (100, 1_000));
    }

    #[test]
    fn an_hour_never_sees_more_than_the_rate() {
        let due = |last_hour, last_minute| {
            let handed = Handed {
                last_hour,
                last_minute,
            };
            PACE.due(at("12:00:00"), handed)
        };
        assert_eq!((due(0, 0), due(1, 1), due(2, 2)), (2, 1, 0));
        assert_eq!((due(99, 0), due(100, 0), due(101, 0)), (1, 0, 0));
    }
}
