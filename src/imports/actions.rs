//! One import, from the first row to the trace in the audit log, in one transaction.

use diesel::{Connection as _, PgConnection};

use super::model::{Kind, Report};
use super::queries;
use super::sheet::Sheet;
use super::stage::stage;
use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::customers::bulk::{self as customers_bulk, StagedCustomer};
use crate::domain::Organisation;
use crate::history::bulk::{self as history_bulk, StagedService};
use crate::proposals;
use crate::services::bulk as services_bulk;
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
    #[error("the file cannot be read: {0}")]
    File(#[from] csv::Error),
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// How the transaction ends: a dry run is undone like a failure, and has a report all the same.
enum Undone {
    DryRun(Report),
    Failed(ImportError),
}

impl<E: Into<ImportError>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Imports a file. Rows that cannot be right are in the report; an error means that nothing was stored.
pub fn run(conn: &mut PgConnection, order: &Order, sheet: Sheet) -> Result<Report, ImportError> {
    let outcome = conn.transaction(|conn| {
        let report = import(conn, order, sheet)?;
        match order.dry_run {
            true => Err(Undone::DryRun(Report {
                import: None,
                ..report
            })),
            false => Ok(report),
        }
    });
    match outcome {
        Ok(report) | Err(Undone::DryRun(report)) => Ok(report),
        Err(Undone::Failed(error)) => Err(error),
    }
}

fn import(conn: &mut PgConnection, order: &Order, sheet: Sheet) -> Result<Report, ImportError> {
    queries::begin(conn)?;
    queries::lock_currency(conn)?;
    let organisation = auth::queries::find_organisation(conn)?;
    let id = queries::insert_import(
        conn,
        order.kind,
        &order.source,
        &order.file_name,
        order.actor.user_id,
    )?;
    let counts = match order.kind {
        Kind::Customers => import_customers(conn, order, sheet, &organisation)?,
        Kind::History => import_history(conn, order, sheet, &organisation)?,
    };
    queries::insert_errors(conn, id, order.kind)?;
    let refused = queries::count_refused(conn, order.kind)?;
    let report = Report {
        import: Some(id),
        read: counts.read,
        created: counts.created,
        updated: counts.updated,
        unchanged: counts.read - refused.rows - counts.created - counts.updated,
        kept: counts.kept,
        rejected: refused.rows,
        problems: queries::list_problems(conn, order.kind, PROBLEMS_NAMED)?,
        problem_count: refused.problems,
    };
    finish(conn, order, &report)?;
    Ok(report)
}

/// Rows, as in the report.
struct Counts {
    read: i64,
    created: i64,
    updated: i64,
    kept: i64,
}

fn import_customers(
    conn: &mut PgConnection,
    order: &Order,
    sheet: Sheet,
    organisation: &Organisation,
) -> Result<Counts, ImportError> {
    customers_bulk::create_stage(conn)?;
    let read = stage::<StagedCustomer>(conn, sheet, organisation)?;
    customers_bulk::mark_problems(conn)?;
    let merged = customers_bulk::merge(conn, &order.source, organisation.time_zone)?;
    Ok(Counts {
        read,
        created: merged.created as i64,
        updated: merged.updated as i64,
        kept: merged.kept,
    })
}

fn import_history(
    conn: &mut PgConnection,
    order: &Order,
    sheet: Sheet,
    organisation: &Organisation,
) -> Result<Counts, ImportError> {
    history_bulk::create_stage(conn)?;
    let read = stage::<StagedService>(conn, sheet, organisation)?;
    history_bulk::mark_problems(conn, &order.source)?;
    let deleted = history_bulk::drop_deleted(conn, &order.source)? as i64;
    services_bulk::match_staged(conn)?;
    let merged = history_bulk::merge(conn, &order.source)?;
    Ok(Counts {
        read,
        created: merged.created as i64,
        updated: merged.updated as i64,
        kept: merged.kept + deleted,
    })
}

fn finish(conn: &mut PgConnection, order: &Order, report: &Report) -> Result<(), ImportError> {
    let Some(id) = report.import else {
        return Ok(());
    };
    queries::update_finished(conn, id, report)?;
    if report.created + report.updated >= MANY {
        queries::analyze(conn)?;
    }
    if order.kind == Kind::History && report.created + report.updated > 0 {
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
