//! Carries the rows of a file into the temporary tables of their kinds, a few thousand at a time.

use chrono::NaiveDate;
use diesel::{PgConnection, QueryResult};

use super::actions::ImportError;
use super::model::{Kind, Problem, Warning, reason};
use super::owners::Owners;
use super::rows::{Layout, Row};
use super::sheet::{Line, Sheet};
use super::watch::{Step, Watch};
use crate::customers::bulk::{self as customers_bulk, StagedCustomer};
use crate::domain::Organisation;
use crate::history::bulk::{self as history_bulk, StagedService};

/// Rows per COPY: enough that the round trip does not count, few enough to hold.
const BATCH: usize = 4096;

/// How the rows of a file are taken.
pub struct Reading<'a> {
    pub kind: Kind,
    pub layout: &'a Layout,
    pub organisation: &'a Organisation,
    pub owners: &'a Owners,
    pub today: NaiveDate,
    /// As far as it is known.
    pub rows: i64,
}

/// Rows on their way.
#[derive(Default)]
struct Batch {
    customers: Vec<StagedCustomer>,
    services: Vec<StagedService>,
    warnings: Vec<Warning>,
}

/// What was copied.
pub struct Staged {
    /// Rows of the file.
    pub read: i64,
    pub warnings: Vec<Warning>,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.customers.len().max(self.services.len()) >= BATCH
    }

    fn copy(&mut self, conn: &mut PgConnection) -> QueryResult<()> {
        if !self.customers.is_empty() {
            customers_bulk::copy_to_stage(conn, std::mem::take(&mut self.customers))?;
        }
        if !self.services.is_empty() {
            history_bulk::copy_to_stage(conn, std::mem::take(&mut self.services))?;
        }
        Ok(())
    }

    /// The row itself, or its problems: one row for each, in the table that keeps them.
    fn take(&mut self, reading: &Reading, line: Line) {
        match examine(reading, &line) {
            Ok((customer, service, doubts)) => {
                for doubt in doubts {
                    Warning::note(&mut self.warnings, doubt);
                }
                self.customers.extend(customer);
                self.services.extend(service);
            }
            Err(problems) if reading.kind == Kind::Customers => {
                self.customers
                    .extend(problems.into_iter().map(refused_customer));
            }
            Err(problems) => self
                .services
                .extend(problems.into_iter().map(refused_service)),
        }
    }
}

/// Copies all rows, the refused ones too.
pub fn stage(
    conn: &mut PgConnection,
    sheet: Sheet,
    reading: &Reading,
    watch: &mut Watch,
) -> Result<Staged, ImportError> {
    if reading.kind.has_customers() {
        customers_bulk::create_stage(conn)?;
    }
    if reading.kind.has_history() {
        history_bulk::create_stage(conn)?;
    }
    let mut count = 0;
    let mut batch = Batch::default();
    for line in sheet.lines {
        count += 1;
        batch.take(reading, line?);
        if batch.is_full() {
            batch.copy(conn)?;
            watch.tell(Step::Rows, count, reading.rows)?;
        }
    }
    batch.copy(conn)?;
    watch.tell(Step::Rows, count, count)?;
    Ok(Staged {
        read: count,
        warnings: batch.warnings,
    })
}

/// With what is doubtful of it.
type Examined = (Option<StagedCustomer>, Option<StagedService>, Vec<Problem>);

/// What a row of the file becomes, or everything that is wrong with it. Whoever did not come is nobody's visit, and the row
/// says nothing else.
pub fn examine(reading: &Reading, line: &Line) -> Result<Examined, Vec<Problem>> {
    let refuse = |word: &str, about: &[&str]| {
        vec![Problem {
            line: line.number,
            column: String::new(),
            reason: reason(word, about),
        }]
    };
    let Some(cells) = &line.cells else {
        return Err(refuse("encoding", &[]));
    };
    let width = reading.layout.width;
    // More of them say nothing where they are empty.
    let is_longer = cells.len() > width && cells.iter().skip(width).all(str::is_empty);
    if cells.len() != width && !is_longer {
        let about = [cells.len().to_string(), width.to_string()];
        return Err(refuse("width", &[&about[0], &about[1]]));
    }
    // PostgreSQL stores no such character in a text.
    if cells.iter().any(|cell| cell.contains('\0')) {
        return Err(refuse("nul", &[]));
    }
    let mut row = Row::new(reading, cells, line.number);
    let customer = reading.kind.has_customers().then(|| row.customer());
    let known_by = customer
        .as_ref()
        .and_then(|customer| customer.external_id.clone());
    let service = reading.kind.has_history().then(|| row.service(known_by));
    if service
        .as_ref()
        .is_some_and(|service| service.problem.is_some())
    {
        return Ok((None, service, Vec::new()));
    }
    // The number of the customer is asked for twice.
    let mut told: Vec<Problem> = Vec::new();
    for problem in row.problems {
        if !told.iter().any(|known| known.column == problem.column) {
            told.push(problem);
        }
    }
    match told.is_empty() {
        true => Ok((customer, service, row.doubts)),
        false => Err(told),
    }
}

fn refused_customer(problem: Problem) -> StagedCustomer {
    StagedCustomer {
        line: problem.line,
        problem_column: Some(problem.column),
        problem: Some(problem.reason),
        ..StagedCustomer::default()
    }
}

fn refused_service(problem: Problem) -> StagedService {
    StagedService {
        line: problem.line,
        problem_column: Some(problem.column),
        problem: Some(problem.reason),
        ..StagedService::default()
    }
}
