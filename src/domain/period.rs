//! Calendar months, seasons, and the stretches of days that figures compare. `today` is always an argument.

use chrono::{Datelike, Months, NaiveDate};

use super::Hemisphere;
use crate::text_enum;

/// The day `months` calendar months earlier, clamped at the month's end: six months before 2025-08-31 is 2025-02-28.
pub fn months_before(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months))
        .unwrap_or(NaiveDate::MIN)
}

/// The first day of the date's month.
pub fn month_start(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

text_enum! {
    /// A season by whole months (December to February is one), as its customers speak of it.
    pub enum Season { Summer = "summer", Autumn = "autumn", Winter = "winter", Spring = "spring" }
}

impl Season {
    /// The word that files of services have for it, and scripts that read our pages.
    pub const fn in_files(self) -> &'static str {
        match self {
            Self::Summer => "Verano",
            Self::Autumn => "Otoño",
            Self::Winter => "Invierno",
            Self::Spring => "Primavera",
        }
    }

    pub fn of(date: NaiveDate, hemisphere: Hemisphere) -> Self {
        const FROM_DECEMBER: [Season; 4] = [
            Season::Summer,
            Season::Autumn,
            Season::Winter,
            Season::Spring,
        ];
        let quarter = usize::from(date.month0() as u8 + 1) % 12 / 3;
        match hemisphere {
            Hemisphere::Southern => FROM_DECEMBER[quarter],
            Hemisphere::Northern => FROM_DECEMBER[(quarter + 2) % 4],
        }
    }
}

/// Days from one date to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// This month up to today.
    pub fn month_to_date(today: NaiveDate) -> Self {
        Self {
            from: month_start(today),
            to: today,
        }
    }

    /// Last month up to the same day, or to its end where it is shorter.
    pub fn last_month_to_date(today: NaiveDate) -> Self {
        Self::month_to_date(months_before(today, 1))
    }

    /// The same month a year before up to the same day; of 29 February, up to the 28th.
    pub fn same_month_last_year(today: NaiveDate) -> Self {
        Self::month_to_date(months_before(today, 12))
    }

    /// The whole calendar month of a date.
    pub fn month_of(date: NaiveDate) -> Self {
        let from = month_start(date);
        let next = from
            .checked_add_months(Months::new(1))
            .unwrap_or(NaiveDate::MAX);
        Self {
            from,
            to: next.pred_opt().unwrap_or(from),
        }
    }

    pub fn contains(self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period {
            from: day(from),
            to: day(to),
        }
    }

    #[test]
    fn months_are_clamped_at_the_end() {
        assert_eq!(months_before(day("2025-08-31"), 6), day("2025-02-28"));
        assert_eq!(months_before(day("2024-08-31"), 6), day("2024-02-29"));
        assert_eq!(months_before(day("2025-10-26"), 6), day("2025-04-26"));
        assert_eq!(months_before(day("2025-01-15"), 0), day("2025-01-15"));
    }

    #[test]
    fn a_month_is_compared_up_to_the_same_day() {
        let today = day("2025-10-26");
        assert_eq!(
            Period::month_to_date(today),
            period("2025-10-01", "2025-10-26")
        );
        assert_eq!(
            Period::last_month_to_date(today),
            period("2025-09-01", "2025-09-26")
        );
        assert_eq!(
            Period::same_month_last_year(today),
            period("2024-10-01", "2024-10-26")
        );
        assert_eq!(
            Period::last_month_to_date(day("2025-03-31")),
            period("2025-02-01", "2025-02-28")
        );
        assert_eq!(
            Period::same_month_last_year(day("2024-02-29")),
            period("2023-02-01", "2023-02-28")
        );
        assert_eq!(
            Period::month_of(day("2024-02-10")),
            period("2024-02-01", "2024-02-29")
        );
    }

    #[test]
    fn summer_is_december_to_february_in_the_south() {
        for (date, south, north) in [
            ("2025-12-01", Season::Summer, Season::Winter),
            ("2025-02-28", Season::Summer, Season::Winter),
            ("2025-03-01", Season::Autumn, Season::Spring),
            ("2025-06-01", Season::Winter, Season::Summer),
            ("2025-09-01", Season::Spring, Season::Autumn),
            ("2025-11-30", Season::Spring, Season::Autumn),
        ] {
            assert_eq!(Season::of(day(date), Hemisphere::Southern), south, "{date}");
            assert_eq!(Season::of(day(date), Hemisphere::Northern), north, "{date}");
        }
    }

    proptest! {
        #[test]
        fn a_clamped_month_is_the_right_month_and_no_later_day(days in 0..200_000_i64, months in 0..600_u32) {
            let date = day("1900-01-01") + chrono::Days::new(days as u64);
            let before = months_before(date, months);
            let index = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
            prop_assert_eq!(index(date) - index(before), i64::from(months));
            let is_clamped = before == Period::month_of(before).to;
            prop_assert!(before.day() == date.day() || (before.day() < date.day() && is_clamped));
        }

        #[test]
        fn a_month_ends_the_day_before_the_next(days in 0..200_000_u64) {
            let month = Period::month_of(day("1900-01-01") + chrono::Days::new(days));
            prop_assert_eq!(month.to.succ_opt().unwrap().day(), 1);
            prop_assert!((28..=31).contains(&month.to.day()));
        }
    }
}
