use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::Deserialize;

use crate::activities::model::Activity;
use crate::domain::UserId;
use crate::text_enum;

text_enum! {
    /// What the list shows.
    #[derive(Default)]
    pub enum View {
        /// All that whoever asks has to do.
        #[default]
        Mine = "mine",
        /// All that anybody has to do.
        Team = "team",
        Overdue = "overdue",
        Today = "today",
        /// Due after today.
        Next = "next",
        Done = "done",
    }
}

impl View {
    /// Whether it can be asked for the team as well.
    pub fn is_of_either(self) -> bool {
        !matches!(self, Self::Mine | Self::Team)
    }
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Deserialize)]
pub struct Task {
    pub activity: Activity,
    pub customer_name: String,
    pub assignee: Option<String>,
}

/// One of those that are due, as a part of another statement finds it.
#[derive(Debug, Clone, Deserialize)]
pub struct DueTask {
    #[serde(flatten)]
    pub task: Task,
    /// How many are due in all.
    pub total: i64,
}

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filter {
    pub view: View,
    /// Whose; `None` for everybody's.
    pub of: Option<UserId>,
    /// The first instants of today and of tomorrow.
    pub day: (DateTime<Utc>, DateTime<Utc>),
}

/// How many there are to do, of one person and of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Tally {
    #[diesel(sql_type = BigInt)]
    pub my_overdue: i64,
    #[diesel(sql_type = BigInt)]
    pub my_today: i64,
    #[diesel(sql_type = BigInt)]
    pub my_next: i64,
    #[diesel(sql_type = BigInt)]
    pub overdue: i64,
    #[diesel(sql_type = BigInt)]
    pub today: i64,
    #[diesel(sql_type = BigInt)]
    pub next: i64,
}

impl Tally {
    /// How many a view shows; `None` where they are not counted.
    pub fn of(&self, view: View, is_mine: bool) -> Option<i64> {
        match (view, is_mine) {
            (View::Mine, _) => Some(self.my_overdue + self.my_today + self.my_next),
            (View::Team, _) => Some(self.overdue + self.today + self.next),
            (View::Overdue, true) => Some(self.my_overdue),
            (View::Overdue, false) => Some(self.overdue),
            (View::Today, true) => Some(self.my_today),
            (View::Today, false) => Some(self.today),
            (View::Next, true) => Some(self.my_next),
            (View::Next, false) => Some(self.next),
            (View::Done, _) => None,
        }
    }
}
