use std::fmt;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};

use crate::domain::ImportId;
use crate::text_enum;

text_enum! {
    /// What a file holds.
    pub enum Kind { Customers = "customers", History = "history" }
}

/// Why a row was refused.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Problem {
    /// Of the file, the header being the first.
    #[diesel(sql_type = BigInt)]
    pub line: i64,
    /// Empty where it is the row as a whole.
    #[diesel(sql_type = Text)]
    pub column: String,
    #[diesel(sql_type = Text)]
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// What an import did with the rows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where the refused rows are kept; of a dry run nothing is.
    pub import: Option<ImportId>,
    pub read: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    /// Of all these: rows in which something that was changed or deleted by hand stays so.
    pub kept: i64,
    pub rejected: i64,
    /// The first of them.
    pub problems: Vec<Problem>,
    /// How many there are in all.
    pub problem_count: i64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            read,
            created,
            updated,
            unchanged,
            kept,
            rejected,
            ..
        } = self;
        write!(
            f,
            "{read} read, {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected"
        )?;
        match kept {
            0 => Ok(()),
            kept => write!(f, "; kept by hand: {kept}"),
        }
    }
}
