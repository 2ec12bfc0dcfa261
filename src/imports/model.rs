use std::fmt;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::{Deserialize, Serialize};

use super::look::Look;
use super::mapping::Mapping;
use crate::db::Json;
use crate::db::schema::{imports, users};
use crate::domain::ImportId;
use crate::text_enum;

text_enum! {
    /// What a file holds.
    pub enum Kind {
        Customers = "customers",
        History = "history",
        /// Services, each with the whole of its customer.
        Both = "both",
    }
}

text_enum! {
    /// Where an import is.
    pub enum State {
        Uploading = "uploading",
        /// A job looks at the whole file.
        Reading = "reading",
        /// A person says which column is what.
        Mapping = "mapping",
        /// A job does all of it and keeps nothing.
        Checking = "checking",
        Checked = "checked",
        Importing = "importing",
        Done = "done",
        Undoing = "undoing",
        Undone = "undone",
        /// The file is none that can be read, or was deleted before it was imported.
        Failed = "failed",
    }
}

impl Kind {
    /// The temporary table in which the problems of its rows are noted.
    pub fn staged(self) -> &'static str {
        match self {
            Self::Customers => "staged_customers",
            Self::History | Self::Both => "staged_history",
        }
    }

    pub fn has_customers(self) -> bool {
        self != Self::History
    }

    pub fn has_history(self) -> bool {
        self != Self::Customers
    }
}

impl State {
    /// Whether a job is at work.
    pub fn is_busy(self) -> bool {
        matches!(
            self,
            Self::Reading | Self::Checking | Self::Importing | Self::Undoing
        )
    }

    /// Where a step that did not go through leads back to.
    pub fn before(self) -> Self {
        match self {
            Self::Checking => Self::Mapping,
            Self::Importing => Self::Checked,
            Self::Undoing => Self::Done,
            Self::Reading | Self::Uploading => Self::Failed,
            other => other,
        }
    }
}

/// Between the word for a reason and what it is about.
const PART: char = '\u{1f}';

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize, Deserialize)]
pub struct Problem {
    /// Of the file, the header being the first.
    #[diesel(sql_type = BigInt)]
    pub line: i64,
    /// Empty where it is the row as a whole.
    #[diesel(sql_type = Text)]
    pub column: String,
    /// A word and what it is about, as [`reason`] joins them.
    #[diesel(sql_type = Text)]
    pub reason: String,
}

/// How often a reason stands in the refused rows of a column.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, Serialize, Deserialize)]
pub struct ReasonCount {
    #[diesel(sql_type = Text)]
    pub column: String,
    /// The word for the reason, without what it is about.
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

impl ReasonCount {
    /// What is told of all of them: what each is about is left out.
    pub fn example(&self) -> Problem {
        Problem {
            line: 0,
            column: self.column.clone(),
            reason: reason(&self.reason, &[UNNAMED, UNNAMED]),
        }
    }
}

/// Stands for what many problems are about.
pub const UNNAMED: &str = "…";

/// A reason as it is stored.
pub fn reason(word: &str, about: &[&str]) -> String {
    let mut text = word.to_owned();
    for part in about {
        text.push(PART);
        text.push_str(part);
    }
    text
}

impl Problem {
    /// The word for the reason.
    pub fn word(&self) -> &str {
        self.reason.split(PART).next().unwrap_or_default()
    }

    /// What it is about: the first and the second part, empty where there is none.
    pub fn about(&self) -> (&str, &str) {
        let mut parts = self.reason.split(PART).skip(1);
        (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        )
    }

    /// The reason alone, in English.
    pub fn told(&self) -> String {
        let (first, second) = self.about();
        match self.word() {
            "missing" => "missing".to_owned(),
            "date" => format!("{first:?} is not a date such as 2025-10-26"),
            "money" => format!("{first:?}: not an amount of money"),
            "money_precise" => format!("{first:?}: more decimals than the currency has"),
            "money_large" => format!("{first:?}: too large"),
            "negative" => format!("{first:?} is negative"),
            "flag" => format!("{first:?} is neither true nor false"),
            "number" => format!("{first:?} is not a number"),
            "choice" if !second.is_empty() => {
                format!("{first:?} is none of what there is to choose: {second}")
            }
            "choice" => format!("{first:?} is none of what there is to choose"),
            "long" => "too long".to_owned(),
            "tags" => format!("{first:?}: too many tags, or one that is too long"),
            "contradicts" => format!("{first:?} contradicts the date {second}"),
            "date_far" => format!("{first:?} is too far away"),
            "same_person" => format!("the person of line {first}"),
            "no_visit" => format!("{first:?}, but it is on record as a visit"),
            "repeated" => format!("repeats the id of line {first}"),
            "unknown" => format!("no customer {first} came from this source"),
            "unknown_own" => format!("no customer has the number {first} in Vínculo"),
            "encoding" => "not UTF-8".to_owned(),
            "width" if first == "1" => format!("1 column instead of {second}"),
            "width" => format!("{first} columns instead of {second}"),
            "nul" => "holds a NUL character".to_owned(),
            _ => self.reason.clone(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.told())
    }
}

/// A customer whom a trial would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedCustomer {
    pub id: i64,
    /// As it is now.
    pub name: String,
    pub columns: Vec<ChangedColumn>,
}

/// A value as it is and as it would become; empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedColumn {
    /// The name of its field.
    pub field: String,
    pub before: String,
    pub after: String,
}

/// So many of them a warning names.
const WARNED: usize = 5;

/// Cells of a column that are stored as they are typed and hardly mean what they should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    pub count: i64,
    /// All are of one column and for one reason.
    pub first: Vec<Problem>,
}

impl Warning {
    /// Counts one more, of its column and reason.
    pub fn note(warnings: &mut Vec<Self>, doubt: Problem) {
        let same = |warning: &&mut Self| {
            let first = warning.first.first();
            first.is_some_and(|first| first.column == doubt.column && first.word() == doubt.word())
        };
        match warnings.iter_mut().find(same) {
            Some(warning) => {
                warning.count += 1;
                if warning.first.len() < WARNED {
                    warning.first.push(doubt);
                }
            }
            None => warnings.push(Self {
                count: 1,
                first: vec![doubt],
            }),
        }
    }
}

/// What an import did with the rows of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Where the refused rows are kept; of a dry run nothing is.
    pub import: Option<ImportId>,
    pub read: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    /// Bookings that came to nothing; nothing of them is stored.
    #[serde(default)]
    pub no_visits: i64,
    /// Of all these: rows in which something that was changed or deleted by hand stays so.
    pub kept: i64,
    pub rejected: i64,
    /// Of a file with both: customers beside the services.
    pub customers_created: i64,
    pub customers_updated: i64,
    /// Customers who would get a name that has no word of their own: the file may be another system's.
    pub renamed: i64,
    /// Of those created: customers who seem to be on record already.
    #[serde(default)]
    pub alike: i64,
    /// Of the rows that are not refused.
    pub warnings: Vec<Warning>,
    /// The first of them.
    pub problems: Vec<Problem>,
    /// How many there are in all.
    pub problem_count: i64,
    /// All of them by column and reason, the most frequent first.
    #[serde(default)]
    pub reasons: Vec<ReasonCount>,
    /// Of a trial: the first customers that it would change.
    #[serde(default)]
    pub changes: Vec<ChangedCustomer>,
    /// Columns of the file that look like those of services and were left out.
    #[serde(default)]
    pub undated: Vec<String>,
}

impl Report {
    /// Whether anything was made or changed that could be taken back.
    pub fn did_something(&self) -> bool {
        self.created + self.updated + self.customers_created + self.customers_updated > 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            read,
            created,
            updated,
            unchanged,
            no_visits,
            kept,
            rejected,
            renamed,
            alike,
            ..
        } = self;
        write!(
            f,
            "{read} read, {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected"
        )?;
        if self.customers_created + self.customers_updated > 0 {
            let (new, changed) = (self.customers_created, self.customers_updated);
            write!(f, "; customers: {new} created, {changed} updated")?;
        }
        if *no_visits > 0 {
            write!(f, "; no visit: {no_visits}")?;
        }
        if *kept > 0 {
            write!(f, "; kept by hand: {kept}")?;
        }
        if *renamed > 0 {
            write!(f, "; other names: {renamed}")?;
        }
        match alike {
            0 => Ok(()),
            alike => write!(f, "; on record already: {alike}"),
        }
    }
}

/// A row of `imports`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct Import {
    pub id: ImportId,
    pub kind: Kind,
    pub source: String,
    pub file_name: String,
    pub size: i64,
    pub state: State,
    pub look: Option<Json<Look>>,
    pub mapping: Option<Json<Mapping>>,
    /// What a trial run counted.
    pub trial: Option<Json<Report>>,
    pub rows_read: i64,
    pub rows_created: i64,
    pub rows_updated: i64,
    pub rows_unchanged: i64,
    pub rows_kept: i64,
    pub rows_rejected: i64,
    pub rows_undone: i64,
    pub rows_left: i64,
    /// Of a file with both: how many of those created and updated are customers.
    pub customers_created: i64,
    pub customers_updated: i64,
    pub progress_step: String,
    pub progress_done: i64,
    pub progress_total: i64,
    pub job_id: Option<i64>,
    /// The key of a text: why the last step did not go through.
    pub failure: Option<String>,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub undone_at: Option<DateTime<Utc>>,
    /// Which one of a workbook was read.
    pub sheet: Option<String>,
}

/// A line of the list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct Listed {
    pub id: ImportId,
    pub kind: Kind,
    pub file_name: String,
    pub state: State,
    pub rows_read: i64,
    pub rows_created: i64,
    pub rows_updated: i64,
    pub rows_rejected: i64,
    pub customers_created: i64,
    pub customers_updated: i64,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    #[diesel(select_expression = imports::trial.is_not_null())]
    pub is_tried: bool,
    #[diesel(select_expression = users::name.nullable())]
    pub by: Option<String>,
}

impl Listed {
    /// Whether its figures say something: of what was stored, else of the trial.
    pub fn is_counted(&self) -> bool {
        self.finished_at.is_some() || self.is_trial()
    }

    /// Whether they are only what a trial said.
    pub fn is_trial(&self) -> bool {
        self.finished_at.is_none() && self.is_tried
    }
}
