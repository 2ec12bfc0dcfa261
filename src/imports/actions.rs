//! One import, from the first row to the trace in the audit log, in one transaction.

use chrono::NaiveDate;
use diesel::{Connection as _, PgConnection};

use super::fields::Field;
use super::mapping::{Mapping, Usual};
use super::model::{ChangedCustomer, Kind, Report};
use super::owners::Owners;
use super::queries::{self, changes, outcome};
use super::rows::Layout;
use super::sheet::{FileError, Sheet};
use super::stage::{Reading, Staged, stage};
use super::watch::{Step, Watch};
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::customers::bulk as customers_bulk;
use crate::domain::{ImportId, Language};
use crate::history::bulk as history_bulk;
use crate::proposals;
use crate::services::bulk as services_bulk;
use crate::users;
use crate::value;

/// So many problems a report names; all of them are in `import_errors`.
const PROBLEMS_NAMED: i64 = 1000;
/// From so many new rows on, the planner is told.
const MANY: i64 = 1000;

/// What to import and as what.
#[derive(Debug, Clone)]
pub struct Order {
    pub kind: Kind,
    /// The namespace of the file's ids.
    pub source: String,
    pub file_name: String,
    /// Do all of it and keep nothing.
    pub dry_run: bool,
    pub actor: Actor,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("these columns are missing: {0}")]
    MissingColumns(String),
    /// They were when the columns were chosen.
    #[error("these fields are not asked any more: {0}")]
    RetiredFields(String),
    /// Why, its source says.
    #[error("the file cannot be read")]
    Csv(#[from] csv::Error),
    #[error("the file cannot be read")]
    File(#[from] FileError),
    #[error("There is no import {0}")]
    NoSuchImport(ImportId),
    #[error("Import {0} was already taken back on {1}")]
    AlreadyUndone(ImportId, NaiveDate),
    #[error("it is not over, or nothing is kept of it that could be taken back")]
    NotUndone,
    #[error("somebody stopped it")]
    Cancelled,
    #[error("another import is at work")]
    Busy,
    /// Nothing is said of the file: it was not seen.
    #[error(transparent)]
    Away(anyhow::Error),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// How a transaction ends: a dry run is undone like a failure, and has a report all the same.
enum Undone<T> {
    DryRun(Box<T>),
    Failed(ImportError),
}

impl<T, E: Into<ImportError>> From<E> for Undone<T> {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// A file to be imported, and how to begin it again.
pub struct Input<'a> {
    pub sheet: Sheet,
    pub mapping: Mapping,
    /// As far as it is known.
    pub rows: i64,
    /// Which sheet of a workbook it is.
    pub tab: Option<String>,
    /// Without it refused rows are told but not kept.
    pub again: Option<&'a dyn Fn() -> Result<Sheet, FileError>>,
}

/// Imports a file whose columns have our own names. Rows that cannot be right are in the report; an error means that nothing
/// was stored.
pub fn run(conn: &mut PgConnection, order: &Order, sheet: Sheet) -> Result<Report, ImportError> {
    let organisation = auth::queries::find_organisation(conn)?;
    let usual = Usual::of(&organisation);
    let input = Input {
        mapping: Mapping::by_name(sheet.header.names(), order.kind, &usual),
        sheet,
        rows: 0,
        tab: None,
        again: None,
    };
    run_mapped(conn, order, input, &mut Watch::none())
}

/// The same of any file.
pub fn run_mapped(
    conn: &mut PgConnection,
    order: &Order,
    input: Input,
    watch: &mut Watch,
) -> Result<Report, ImportError> {
    let outcome = conn.transaction(|conn| {
        queries::begin(conn)?;
        let id = queries::insert_import(conn, order, input.tab.as_deref())?;
        let report = carry_out(conn, id, order, input, watch)?;
        match order.dry_run {
            true => Err(Undone::DryRun(Box::new(report))),
            false => Ok(report),
        }
    });
    match outcome {
        Ok(report) => Ok(report),
        Err(Undone::DryRun(report)) => Ok(*report),
        Err(Undone::Failed(error)) => Err(error),
    }
}

/// Imports into a row of `imports` that is there, in the caller's transaction, which holds the lock of [`queries::begin`]. Of a
/// dry run, report, problems and refused rows are kept all the same.
pub fn carry_out(
    conn: &mut PgConnection,
    id: ImportId,
    order: &Order,
    input: Input,
    watch: &mut Watch,
) -> Result<Report, ImportError> {
    let missing = input.mapping.missing();
    let missing: Vec<String> = missing.iter().map(Field::to_string).collect();
    if !missing.is_empty() {
        return Err(ImportError::MissingColumns(missing.join(", ")));
    }
    queries::lock_currency(conn)?;
    let organisation = auth::queries::find_organisation(conn)?;
    refuse_retired(&input.mapping, &Usual::of(&organisation))?;
    let layout = Layout::new(&input.mapping);
    let owners = Owners::of(&users::queries::list_users(conn)?);
    let reading = Reading {
        kind: order.kind,
        layout: &layout,
        organisation: &organisation,
        owners: &owners,
        today: auth::queries::find_business_day(conn)?,
        rows: input.rows,
    };
    outcome::delete(conn, id)?;
    let Staged { read, warnings } = stage(conn, input.sheet, &reading, watch)?;
    watch.tell(Step::Comparing, 0, 0)?;
    let no_visits = mark_problems(conn, order, &layout)?;
    outcome::insert_errors(conn, id, order.kind)?;
    let refused = outcome::count_refused(conn, order.kind)?;
    if let Some(again) = input.again.filter(|_| refused.rows > 0) {
        watch.tell(Step::Refused, 0, refused.rows)?;
        outcome::keep_refused(conn, id, again()?)?;
        outcome::forget_erased(conn, id, &order.source, layout.place(Field::CustomerId))?;
    }
    let problems = outcome::list_problems(conn, id, PROBLEMS_NAMED)?;
    let reasons = match refused.rows {
        0 => Vec::new(),
        _ => outcome::count_errors(conn, id)?,
    };
    watch.tell(Step::Storing, 0, read)?;
    let counts = merge(conn, id, order, &reading, watch)?;
    let (of_rows, customers) = match (counts.history, counts.customers) {
        (Some(history), customers) => (history, customers.unwrap_or_default()),
        (None, customers) => (customers.unwrap_or_default(), Counts::default()),
    };
    let report = Report {
        import: (!order.dry_run).then_some(id),
        read,
        created: of_rows.created,
        updated: of_rows.updated,
        unchanged: read - no_visits - refused.rows - of_rows.created - of_rows.updated,
        no_visits,
        kept: of_rows.kept + customers.kept,
        rejected: refused.rows,
        customers_created: customers.created,
        customers_updated: customers.updated,
        renamed: of_rows.renamed + customers.renamed,
        alike: of_rows.alike + customers.alike,
        warnings,
        problems,
        problem_count: refused.problems,
        reasons,
        changes: counts.changes,
        undated: Vec::new(),
    };
    finish(conn, order, &report)?;
    Ok(report)
}

/// What stands in their columns would be dropped, and nobody told.
fn refuse_retired(mapping: &Mapping, usual: &Usual) -> Result<(), ImportError> {
    let fields = mapping.columns.iter().flatten().map(|choice| choice.field);
    let retired = fields.filter(|field| usual.is_retired(*field));
    let retired: Vec<String> = retired.map(|field| field.to_string()).collect();
    match retired.is_empty() {
        true => Ok(()),
        false => Err(ImportError::RetiredFields(retired.join(", "))),
    }
}

/// How many rows are no visit and were left out.
fn mark_problems(
    conn: &mut PgConnection,
    order: &Order,
    layout: &Layout,
) -> Result<i64, ImportError> {
    if order.kind == Kind::Customers {
        customers_bulk::mark_problems(conn, layout.has(Field::CustomerId))?;
        return Ok(0);
    }
    let is_numbered = layout.has(Field::RowId);
    let no_visits = match layout.has(Field::Status) {
        true => history_bulk::drop_no_visits(conn, &order.source, is_numbered)? as i64,
        false => 0,
    };
    if !is_numbered {
        history_bulk::number_alike(conn)?;
    }
    history_bulk::mark_repeated(conn)?;
    match order.kind {
        // Whoever is named stands in the same row.
        Kind::Both => {
            customers_bulk::mark_unknown_own_of_services(conn)?;
            customers_bulk::keep_first(conn)?;
        }
        _ => history_bulk::mark_unknown(conn, &order.source)?,
    }
    Ok(no_visits)
}

/// Rows, as in the report.
#[derive(Default)]
struct Counts {
    created: i64,
    updated: i64,
    kept: i64,
    renamed: i64,
    alike: i64,
}

struct BothCounts {
    customers: Option<Counts>,
    history: Option<Counts>,
    /// Of a dry run.
    changes: Vec<ChangedCustomer>,
}

/// Stores the rows without a problem; of a dry run nothing stays.
fn merge(
    conn: &mut PgConnection,
    id: ImportId,
    order: &Order,
    reading: &Reading,
    watch: &mut Watch,
) -> Result<BothCounts, ImportError> {
    let outcome = conn.transaction(|conn| {
        queries::trace(conn, Some(id))?;
        let customers = match order.kind.has_customers() {
            true => Some(merge_customers(conn, order, reading)?),
            false => None,
        };
        let mut changes = Vec::new();
        if order.dry_run {
            // The notes go with the rest; of services nobody asks for them.
            changes = changes::list_changed(conn, id)?;
            queries::trace(conn, None)?;
        }
        let counts = BothCounts {
            customers,
            history: match order.kind.has_history() {
                true => Some(merge_history(conn, order, reading, watch)?),
                false => None,
            },
            changes,
        };
        match order.dry_run {
            true => return Err(Undone::DryRun(Box::new(counts))),
            false => queries::trace(conn, None)?,
        }
        Ok(counts)
    });
    match outcome {
        Ok(counts) => Ok(counts),
        Err(Undone::DryRun(counts)) => Ok(*counts),
        Err(Undone::Failed(error)) => Err(error),
    }
}

fn merge_customers(
    conn: &mut PgConnection,
    order: &Order,
    reading: &Reading,
) -> Result<Counts, diesel::result::Error> {
    let zone = reading.organisation.time_zone;
    let has = |field| reading.layout.has(field);
    let is_numbered = has(Field::OwnId) || has(Field::CustomerId);
    let merged = customers_bulk::merge(conn, &order.source, zone, is_numbered)?;
    Ok(Counts {
        created: merged.created as i64,
        updated: merged.updated as i64,
        kept: merged.kept,
        renamed: merged.renamed,
        alike: merged.alike,
    })
}

fn merge_history(
    conn: &mut PgConnection,
    order: &Order,
    reading: &Reading,
    watch: &mut Watch,
) -> Result<Counts, ImportError> {
    let deleted = history_bulk::drop_deleted(conn, &order.source)? as i64;
    let no_category = match reading.organisation.language {
        Language::Es => "Sin categoría",
        Language::En => "Uncategorised",
    };
    history_bulk::fill_categories(conn, &order.source, no_category)?;
    services_bulk::match_staged(conn)?;
    let mut tell = |line, last| watch.tell(Step::Storing, line, last);
    let merged = history_bulk::merge(conn, &order.source, &mut tell)?;
    Ok(Counts {
        created: merged.created as i64,
        updated: merged.updated as i64,
        kept: merged.kept + deleted,
        ..Counts::default()
    })
}

fn finish(conn: &mut PgConnection, order: &Order, report: &Report) -> Result<(), ImportError> {
    let Some(id) = report.import else {
        return Ok(());
    };
    queries::update_finished(conn, id, report)?;
    queries::pieces::delete_pieces(conn, id)?;
    let changed = report.created + report.updated;
    if changed + report.customers_created + report.customers_updated >= MANY {
        queries::analyze(conn)?;
    }
    if order.kind.has_history() && changed > 0 {
        proposals::enqueue_learning(conn)?;
        value::enqueue_computing(conn)?;
    }
    let change = Change::new("import.finished", "import", id)
        .set("kind", order.kind.as_str())
        .set("source", order.source.as_str())
        .set("created", report.created)
        .set("updated", report.updated)
        .set("kept", report.kept)
        .set("rejected", report.rejected);
    audit::record(conn, &order.actor, &change)?;
    Ok(())
}
