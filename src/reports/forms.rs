//! Which report of which period an address asks for.

use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;

use crate::domain::Period;
use crate::domain::period::{month_start, months_before};
use crate::text_enum;

/// Without dates a report is of so many months, this one included.
const MONTHS: u32 = 12;

text_enum! {
    /// What the lines of a report are.
    #[derive(Default)]
    pub enum By {
        #[default]
        Month = "month",
        Category = "category",
        Service = "service",
        Season = "season",
        Weekday = "weekday",
        /// Months, with new customers against those who returned.
        Returning = "returning",
        /// Months of the first visit, with who stayed.
        Cohort = "cohort",
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReportQuery {
    by: String,
    from: String,
    to: String,
}

/// A report of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub by: By,
    pub period: Period,
    pub today: NaiveDate,
}

impl ReportQuery {
    /// What is no date is as if it were absent, and nothing ends after today. A period that ends before it begins, or that has
    /// not begun, is an error, with the key of its message.
    pub fn read(&self, today: NaiveDate) -> Result<Asked, (Asked, &'static str)> {
        let by = self.by.parse().unwrap_or_default();
        let usual = usual(today);
        let end: Option<NaiveDate> = self.to.parse().ok();
        let to = end.unwrap_or(today).min(today);
        let from = self.from.parse().unwrap_or(usual.from.min(month_start(to)));
        match from <= to {
            true => Ok(Asked {
                by,
                period: Period { from, to },
                today,
            }),
            false => {
                let asked = Asked {
                    by,
                    period: usual,
                    today,
                };
                let is_ahead = from > today && end.is_none_or(|end| end >= from);
                let key = match is_ahead {
                    true => "reports-period-ahead",
                    false => "reports-period-wrong",
                };
                Err((asked, key))
            }
        }
    }

    /// The dates as they were typed.
    pub fn typed(&self) -> (String, String) {
        (self.from.clone(), self.to.clone())
    }
}

fn usual(today: NaiveDate) -> Period {
    Period {
        from: month_start(months_before(today, MONTHS - 1)),
        to: today,
    }
}

impl Asked {
    /// The whole months of the period, by their first days: customers are counted by month.
    pub fn months(&self) -> Period {
        Period {
            from: month_start(self.period.from),
            to: month_start(self.period.to),
        }
    }

    /// Whether the period is of whole months, up to today in the one that is running.
    pub fn is_of_whole_months(&self) -> bool {
        let last = Period::month_of(self.period.to).to.min(self.today);
        self.period.from == month_start(self.period.from) && self.period.to == last
    }

    /// The periods that one click asks for: the key of the name and the dates. `None` begins with the first service.
    pub fn presets(today: NaiveDate) -> [(&'static str, Option<Period>); 5] {
        let year = |back: i32| {
            let day = |month, day| NaiveDate::from_ymd_opt(today.year() - back, month, day);
            Period {
                from: day(1, 1).unwrap_or(today),
                to: day(12, 31).unwrap_or(today).min(today),
            }
        };
        [
            ("reports-this-month", Some(Period::month_to_date(today))),
            ("reports-twelve-months", Some(usual(today))),
            ("reports-this-year", Some(year(0))),
            ("reports-last-year", Some(year(1))),
            ("reports-all", None),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn read(from: &str, to: &str) -> Result<(String, String), &'static str> {
        let query = ReportQuery {
            by: "weekday".into(),
            from: from.into(),
            to: to.into(),
        };
        let text = |asked: Asked| (asked.period.from.to_string(), asked.period.to.to_string());
        query
            .read(day("2025-10-26"))
            .map(text)
            .map_err(|(_, key)| key)
    }

    fn period(from: &str, to: &str) -> Result<(String, String), &'static str> {
        Ok((from.to_owned(), to.to_owned()))
    }

    #[test]
    fn without_dates_a_report_is_of_twelve_months_up_to_today() {
        assert_eq!(read("", ""), period("2024-11-01", "2025-10-26"));
        assert_eq!(read("x", "2025-13-01"), period("2024-11-01", "2025-10-26"));
        assert_eq!(read("2025-02-03", ""), period("2025-02-03", "2025-10-26"));
        // An end long ago begins with its month.
        assert_eq!(read("", "2021-03-15"), period("2021-03-01", "2021-03-15"));
    }

    #[test]
    fn nothing_ends_after_today_and_nothing_before_it_begins() {
        assert_eq!(
            read("2025-10-01", "2099-01-01"),
            period("2025-10-01", "2025-10-26")
        );
        assert_eq!(
            read("2025-10-02", "2025-10-01"),
            Err("reports-period-wrong")
        );
        assert_eq!(
            read("2030-01-02", "2030-01-01"),
            Err("reports-period-wrong")
        );
    }

    #[test]
    fn what_has_not_begun_is_no_period_that_ends_before_it_begins() {
        for to in ["", "2030-01-01", "2031-01-01"] {
            assert_eq!(read("2030-01-01", to), Err("reports-period-ahead"), "{to}");
        }
    }

    #[test]
    fn whole_months_begin_with_the_first_and_end_with_the_last_day_or_today() {
        let is_whole = |from: &str, to: &str| {
            let query = ReportQuery {
                by: String::new(),
                from: from.into(),
                to: to.into(),
            };
            query
                .read(day("2025-10-26"))
                .map(|asked| asked.is_of_whole_months())
        };
        assert_eq!(is_whole("2025-09-01", "2025-09-30"), Ok(true));
        assert_eq!(is_whole("2025-09-01", "2025-10-26"), Ok(true));
        assert_eq!(is_whole("2025-09-02", "2025-10-26"), Ok(false));
        assert_eq!(is_whole("2025-09-01", "2025-10-25"), Ok(false));
    }

    #[test]
    fn the_presets_end_today_or_with_their_year() {
        let [_, _, this, last, all] = Asked::presets(day("2025-10-26")).map(|(_, period)| period);
        assert_eq!(this.map(|year| year.to), Some(day("2025-10-26")));
        assert_eq!(
            last.map(|year| (year.from, year.to)),
            Some((day("2024-01-01"), day("2024-12-31")))
        );
        assert_eq!(all, None);
    }
}
