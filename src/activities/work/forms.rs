//! The list's state in its address, and the small forms of its rows.

use serde::Deserialize;

use super::model::View;
use crate::activities::due::Postponement;
use crate::activities::forms::read_day;
use crate::web;

const PATH: &str = "/activities";
/// Asks for everybody's.
const TEAM: &str = "team";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub view: String,
    /// `team`, or empty for one's own.
    pub who: String,
    pub page: String,
}

impl ListQuery {
    pub fn view(&self) -> View {
        self.view.parse().unwrap_or_default()
    }

    pub fn is_mine(&self) -> bool {
        match self.view() {
            View::Mine => true,
            View::Team => false,
            _ => self.who != TEAM,
        }
    }

    pub fn page(&self) -> i64 {
        self.page.parse().unwrap_or(1)
    }
}

/// Where a view is.
pub fn address(view: View, is_mine: bool) -> String {
    let mut parts = Vec::new();
    if view != View::default() {
        parts.push(("view", view.as_str()));
    }
    if view.is_of_either() && !is_mine {
        parts.push(("who", TEAM));
    }
    web::query(PATH, &parts)
}

/// What every small form of a row brings along.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BackForm {
    pub back: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PostponeForm {
    /// `tomorrow`, `next_week` or `date`
    pub to: String,
    pub date: String,
    pub back: String,
}

impl PostponeForm {
    /// The error is the key of a text.
    pub fn read(&self) -> Result<Postponement, &'static str> {
        match self.to.as_str() {
            "tomorrow" => Ok(Postponement::Tomorrow),
            "next_week" => Ok(Postponement::NextWeek),
            _ => match read_day(&self.date)? {
                Some(day) => Ok(Postponement::On(day)),
                None => Err("field-date"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_stands_in_its_address() {
        assert_eq!(address(View::Mine, true), "/activities");
        assert_eq!(address(View::Team, false), "/activities?view=team");
        let team = address(View::Overdue, false);
        assert_eq!(team, "/activities?view=overdue&who=team");
        let query = ListQuery {
            view: "overdue".into(),
            who: "team".into(),
            ..ListQuery::default()
        };
        assert_eq!((query.view(), query.is_mine()), (View::Overdue, false));
        assert_eq!(ListQuery::default().view(), View::Mine);
    }

    #[test]
    fn a_postponement_needs_a_day() {
        let read = |to: &str, date: &str| {
            let form = PostponeForm {
                to: to.into(),
                date: date.into(),
                back: String::new(),
            };
            form.read()
        };
        let day = "2025-12-01".parse().unwrap();
        assert_eq!(read("date", "2025-12-01"), Ok(Postponement::On(day)));
        assert_eq!(read("next_week", ""), Ok(Postponement::NextWeek));
        assert_eq!(read("", ""), Err("field-date"));
        assert_eq!(read("date", "0025-12-01"), Err("field-date"));
    }
}
