//! Carries the rows of a file into the temporary table of their kind, a few thousand at a time.

use diesel::{PgConnection, QueryResult};

use super::actions::ImportError;
use super::model::Problem;
use super::rows::Row;
use super::sheet::{Header, Line, Sheet};
use crate::customers::bulk::{self as customers_bulk, StagedCustomer};
use crate::domain::Organisation;
use crate::history::bulk::{self as history_bulk, StagedService};

/// Rows per COPY: enough that the round trip does not count, few enough to hold.
const BATCH: usize = 4096;

/// A row on its way: of a customer or of the history.
pub trait Staged: Sized {
    /// Columns without which the file is another one.
    const REQUIRED: &'static [&'static str];

    fn read(row: &mut Row) -> Self;

    fn refused(problem: Problem) -> Self;

    fn copy(conn: &mut PgConnection, rows: Vec<Self>) -> QueryResult<usize>;
}

impl Staged for StagedCustomer {
    const REQUIRED: &'static [&'static str] = &["customer_id", "name"];

    fn read(row: &mut Row) -> Self {
        row.customer()
    }

    fn refused(problem: Problem) -> Self {
        Self {
            line: problem.line,
            problem_column: Some(problem.column),
            problem: Some(problem.reason),
            ..Self::default()
        }
    }

    fn copy(conn: &mut PgConnection, rows: Vec<Self>) -> QueryResult<usize> {
        customers_bulk::copy_to_stage(conn, rows)
    }
}

impl Staged for StagedService {
    const REQUIRED: &'static [&'static str] = &[
        "id",
        "customer_id",
        "service_type",
        "service_name",
        "service_date",
        "price_paid",
    ];

    fn read(row: &mut Row) -> Self {
        row.service()
    }

    fn refused(problem: Problem) -> Self {
        Self {
            line: problem.line,
            problem_column: Some(problem.column),
            problem: Some(problem.reason),
            ..Self::default()
        }
    }

    fn copy(conn: &mut PgConnection, rows: Vec<Self>) -> QueryResult<usize> {
        history_bulk::copy_to_stage(conn, rows)
    }
}

/// Copies all rows, the refused ones too, one row for each of their problems; returns how many rows the file has.
pub fn stage<T: Staged>(
    conn: &mut PgConnection,
    sheet: Sheet,
    organisation: &Organisation,
) -> Result<i64, ImportError> {
    let missing = sheet.header.missing(T::REQUIRED);
    if !missing.is_empty() {
        return Err(ImportError::MissingColumns(missing.join(", ")));
    }
    let mut count = 0;
    let mut batch: Vec<T> = Vec::with_capacity(BATCH);
    for line in sheet.lines {
        count += 1;
        batch.extend(examine(&sheet.header, line?, organisation));
        if batch.len() >= BATCH {
            T::copy(
                conn,
                std::mem::replace(&mut batch, Vec::with_capacity(BATCH)),
            )?;
        }
    }
    T::copy(conn, batch)?;
    Ok(count)
}

/// The row itself, or its problems.
fn examine<T: Staged>(header: &Header, line: Line, organisation: &Organisation) -> Vec<T> {
    let refuse = |reason: String| {
        vec![T::refused(Problem {
            line: line.number,
            column: String::new(),
            reason,
        })]
    };
    let Some(cells) = &line.cells else {
        return refuse("not UTF-8".to_owned());
    };
    if cells.len() != header.width() {
        return refuse(format!(
            "{} columns instead of {}",
            cells.len(),
            header.width()
        ));
    }
    // PostgreSQL stores no such character in a text.
    if cells.iter().any(|cell| cell.contains('\0')) {
        return refuse("holds a NUL character".to_owned());
    }
    let mut row = Row::new(header, cells, organisation, line.number);
    let staged = T::read(&mut row);
    if row.problems.is_empty() {
        return vec![staged];
    }
    row.problems.into_iter().map(T::refused).collect()
}
