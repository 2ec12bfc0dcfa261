//! The filter of the page.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::model::Dimension;
use crate::domain::Period;
use crate::domain::period::months_before;

/// What is looked at unless somebody asks for other days.
const MONTHS: u32 = 12;

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct FunnelQuery {
    pub from: String,
    pub to: String,
    pub by: String,
}

impl FunnelQuery {
    /// The days on which the proposals were asked for; what is no date is left open.
    pub fn period(&self, today: NaiveDate) -> Period {
        let to = self.to.parse().unwrap_or(today);
        let year = months_before(to, MONTHS) + Days::new(1);
        let from = self.from.parse().unwrap_or(year);
        Period {
            from: from.min(to),
            to,
        }
    }

    pub fn dimension(&self) -> Dimension {
        self.by.parse().unwrap_or(Dimension::Month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> (String, String) {
        let query = FunnelQuery {
            from: from.into(),
            to: to.into(),
            by: String::new(),
        };
        let Period { from, to } = query.period("2025-10-26".parse().unwrap());
        (from.to_string(), to.to_string())
    }

    #[test]
    fn a_year_up_to_today_is_looked_at_unless_days_are_given() {
        let of = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(period("", ""), of("2024-10-27", "2025-10-26"));
        assert_eq!(period("2025-01-01", ""), of("2025-01-01", "2025-10-26"));
        assert_eq!(period("x", "2025-03-31"), of("2024-04-01", "2025-03-31"));
        assert_eq!(
            period("2025-09-01", "2025-03-31"),
            of("2025-03-31", "2025-03-31")
        );
    }
}
