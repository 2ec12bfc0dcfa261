//! The timeline: happenings of all kinds by day, the newest first. Pure.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::model::Happening;

/// The happenings of one day in the organisation's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: NaiveDate,
    pub happenings: Vec<Happening>,
}

/// The first days of the timeline that together have `limit` happenings, and the day before which the rest lies.
///
/// Days are never cut, so that the next page can begin at one.
pub fn by_day(
    mut happenings: Vec<Happening>,
    limit: usize,
    zone: Tz,
) -> (Vec<Day>, Option<NaiveDate>) {
    happenings.sort_by_cached_key(|happening| {
        // Of a day the services come last: they have no time.
        let at = happening.at.map_or(i64::MIN, |at| at.timestamp_micros());
        std::cmp::Reverse((day_of(happening, zone), at, happening.id))
    });
    let mut days: Vec<Day> = Vec::new();
    for (shown, happening) in happenings.into_iter().enumerate() {
        let date = day_of(&happening, zone);
        let last = days.last().map(|day| day.date);
        if last != Some(date) {
            if shown >= limit {
                return (days, last);
            }
            days.push(Day {
                date,
                happenings: Vec::new(),
            });
        }
        if let Some(day) = days.last_mut() {
            day.happenings.push(happening);
        }
    }
    (days, None)
}

fn day_of(happening: &Happening, zone: Tz) -> NaiveDate {
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    happening
        .day
        .or(happening.at.map(local))
        .unwrap_or(NaiveDate::MIN)
}

/// A day after everything: what is asked for when no day is named.
pub fn after_all(today: NaiveDate) -> NaiveDate {
    today
        .checked_add_days(Days::new(36_525))
        .unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SANTIAGO: Tz = Tz::America__Santiago;

    fn happening(id: i64, day: Option<&str>, at: Option<&str>) -> Happening {
        Happening {
            kind: "note".into(),
            id,
            day: day.map(|day| day.parse().unwrap()),
            at: at.map(|at| at.parse().unwrap()),
            title: String::new(),
            detail: String::new(),
            state: String::new(),
            author_id: None,
            author: None,
            amount: None,
            assignee_id: None,
            invoice_id: None,
        }
    }

    fn ids(days: &[Day]) -> Vec<Vec<i64>> {
        let of_day = |day: &Day| day.happenings.iter().map(|h| h.id).collect();
        days.iter().map(of_day).collect()
    }

    #[test]
    fn a_day_is_the_zones_and_ends_with_its_services() {
        let happenings = vec![
            happening(1, Some("2025-10-25"), None),
            // 23:30 of the 25th in Santiago
            happening(2, None, Some("2025-10-26T02:30:00Z")),
            happening(3, None, Some("2025-10-26T12:00:00Z")),
        ];
        let (days, older) = by_day(happenings, 10, SANTIAGO);
        assert_eq!(ids(&days), [vec![3], vec![2, 1]]);
        assert_eq!(older, None);
    }

    #[test]
    fn a_page_ends_with_a_whole_day() {
        let days = ["2025-10-26", "2025-10-25", "2025-10-25", "2025-10-24"];
        let happenings = (1..)
            .zip(days)
            .map(|(id, day)| happening(id, Some(day), None));
        let (days, older) = by_day(happenings.collect(), 2, SANTIAGO);
        assert_eq!(ids(&days), [vec![1], vec![3, 2]]);
        assert_eq!(older, "2025-10-25".parse().ok());
    }
}
