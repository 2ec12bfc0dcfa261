//! When something is due: a day, with a time or without. Pure.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};

use crate::domain::Organisation;

/// A day in the organisation's zone. What is due without a time is stored as the day's first instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub day: NaiveDate,
    pub time: Option<NaiveTime>,
}

/// How a due day stands to today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Since so many days.
    Overdue(i64),
    Today,
    Tomorrow,
    Later,
}

/// To when something is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Postponement {
    Tomorrow,
    /// The Monday that comes next.
    NextWeek,
    On(NaiveDate),
}

impl Due {
    pub fn of(at: DateTime<Utc>, organisation: &Organisation) -> Self {
        let local = at.with_timezone(&organisation.time_zone);
        let day = local.date_naive();
        let is_whole_day = organisation.start_of(day) == at;
        Self {
            day,
            time: (!is_whole_day).then(|| local.time()),
        }
    }

    /// The instant; where clocks skip the time, an hour later.
    pub fn at(&self, organisation: &Organisation) -> DateTime<Utc> {
        let Some(time) = self.time else {
            return organisation.start_of(self.day);
        };
        let local = self.day.and_time(time);
        let zone = organisation.time_zone;
        let found = zone.from_local_datetime(&local).earliest().or_else(|| {
            let later = local + TimeDelta::hours(1);
            zone.from_local_datetime(&later).earliest()
        });
        found.map_or(local.and_utc(), |at| at.to_utc())
    }

    pub fn standing(&self, today: NaiveDate) -> Standing {
        match (self.day - today).num_days() {
            days if days < 0 => Standing::Overdue(-days),
            0 => Standing::Today,
            1 => Standing::Tomorrow,
            _ => Standing::Later,
        }
    }

    /// Put off, at the same time of day.
    pub fn postponed(&self, to: Postponement, today: NaiveDate) -> Self {
        let day = match to {
            Postponement::Tomorrow => today + Days::new(1),
            Postponement::NextWeek => {
                let past_monday = today.weekday().num_days_from_monday();
                today + Days::new(u64::from(7 - past_monday))
            }
            Postponement::On(day) => day,
        };
        Self { day, ..*self }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn due(date: &str, time: Option<&str>) -> Due {
        Due {
            day: day(date),
            time: time.map(|time| time.parse().unwrap()),
        }
    }

    #[test]
    fn a_day_without_a_time_is_its_first_instant() {
        let spa = Organisation::default();
        let at = |due: Due| due.at(&spa).to_rfc3339();
        assert_eq!(at(due("2025-10-26", None)), "2025-10-26T03:00:00+00:00");
        let ten = due("2025-10-26", Some("10:00:00"));
        assert_eq!(at(ten), "2025-10-26T13:00:00+00:00");
        // Summer begins: there is no 00:30 on that day.
        let skipped = due("2025-09-07", Some("00:30:00"));
        assert_eq!(at(skipped), "2025-09-07T04:30:00+00:00");
    }

    #[test]
    fn the_day_says_how_it_stands() {
        let today = day("2025-10-26");
        let standing = |date: &str| due(date, Some("10:00:00")).standing(today);
        assert_eq!(standing("2025-10-24"), Standing::Overdue(2));
        assert_eq!(standing("2025-10-26"), Standing::Today);
        assert_eq!(standing("2025-10-27"), Standing::Tomorrow);
        assert_eq!(standing("2025-10-28"), Standing::Later);
    }

    #[test]
    fn what_is_put_off_keeps_its_time() {
        // A Sunday.
        let (today, late) = (day("2025-10-26"), due("2025-10-20", Some("10:00:00")));
        let put = |to| late.postponed(to, today);
        let on = |date: &str| due(date, Some("10:00:00"));
        assert_eq!(put(Postponement::Tomorrow), on("2025-10-27"));
        assert_eq!(put(Postponement::NextWeek), on("2025-10-27"));
        let date = Postponement::On(day("2025-12-01"));
        assert_eq!(put(date), on("2025-12-01"));
        let monday = late.postponed(Postponement::NextWeek, day("2025-10-27"));
        assert_eq!(monday, on("2025-11-03"));
    }

    proptest! {
        #[test]
        fn what_is_stored_is_read_back(days in 0u64..20_000, minutes in 120u32..1440) {
            let spa = Organisation::default();
            let time = NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0);
            let day = day("2000-01-01") + Days::new(days);
            for due in [Due { day, time }, Due { day, time: None }] {
                prop_assert_eq!(Due::of(due.at(&spa), &spa), due);
            }
        }
    }
}
