use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;

use crate::domain::{AuditId, Organisation, UserId};

/// In the address: what the program did by itself.
pub const PROGRAM: &str = "program";

/// The filters as they stand in the address. What is not understood filters nothing.
#[derive(Debug, Default, Clone, Deserialize)]
pub struct AuditQuery {
    #[serde(default)]
    pub user: String,
    #[serde(default, rename = "type")]
    pub record_type: String,
    /// The number of a record; needs its type.
    #[serde(default)]
    pub record: String,
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    /// The last entry of the page above.
    #[serde(default)]
    pub before: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Person(UserId),
    Program,
}

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub who: Option<Who>,
    pub record_type: Option<String>,
    pub record_id: Option<i64>,
    pub action: Option<String>,
    pub from: Option<DateTime<Utc>>,
    /// The first instant that is too late.
    pub until: Option<DateTime<Utc>>,
    pub before: Option<AuditId>,
}

impl AuditQuery {
    /// Days are the organisation's own.
    pub fn filter(&self, organisation: &Organisation) -> Filter {
        let text = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
        let who = match self.user.as_str() {
            PROGRAM => Some(Who::Program),
            id => id.parse().ok().map(Who::Person),
        };
        let record_type = text(&self.record_type);
        let record_id = self.record.parse().ok();
        let day = |value: &str| value.parse::<NaiveDate>().ok();
        let next = |day: NaiveDate| day.checked_add_days(Days::new(1));
        Filter {
            who,
            record_id: record_id.filter(|_| record_type.is_some()),
            record_type,
            action: text(&self.action),
            from: day(&self.from).map(|day| organisation.start_of(day)),
            until: day(&self.to)
                .and_then(next)
                .map(|day| organisation.start_of(day)),
            before: self.before.parse().ok(),
        }
    }

    /// Its filters as they are written in an address, without the place in the list.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("user", self.user.as_str()),
            ("type", &self.record_type),
            ("record", &self.record),
            ("action", &self.action),
            ("from", &self.from),
            ("to", &self.to),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_the_organisations_own_and_the_last_one_counts() {
        let query = AuditQuery {
            from: "2025-10-26".into(),
            to: "2025-10-26".into(),
            ..Default::default()
        };
        let filter = query.filter(&Organisation::default());
        let instant = |text: &str| text.parse::<DateTime<Utc>>().ok();
        assert_eq!(filter.from, instant("2025-10-26T03:00:00Z"));
        assert_eq!(filter.until, instant("2025-10-27T03:00:00Z"));
    }

    #[test]
    fn what_is_not_understood_filters_nothing() {
        let query = AuditQuery {
            user: "somebody".into(),
            record: "7".into(),
            from: "yesterday".into(),
            before: "x".into(),
            ..Default::default()
        };
        let filter = query.filter(&Organisation::default());
        assert!(filter.who.is_none() && filter.from.is_none() && filter.before.is_none());
        assert!(filter.record_id.is_none(), "a number alone names no record");
    }
}
