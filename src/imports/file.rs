//! A file of this machine, imported as the page would: looked at, its columns guessed, then carried out at once.

use std::fs::File;
use std::path::Path;

use diesel::PgConnection;

use super::actions::{self, ImportError, Input, Order};
use super::look::Look;
use super::mapping::{Mapping, Usual};
use super::model::{Kind, Report};
use super::sheet::{FileError, Sheet};
use super::watch::Watch;
use crate::auth;

/// Imports a file of any form. `kind` is what somebody says that it holds; else its columns do.
pub fn run_file(
    conn: &mut PgConnection,
    order: &Order,
    kind: Option<Kind>,
    path: &Path,
) -> Result<Report, ImportError> {
    let file = File::open(path).map_err(FileError::from)?;
    let look = Look::at(Box::new(file), &mut |_| true)?.ok_or(ImportError::Cancelled)?;
    let organisation = auth::queries::find_organisation(conn)?;
    let mapping = Mapping::guess(&look.columns, Usual::of(&organisation), kind);
    let open = || Sheet::with(Box::new(File::open(path)?), &look.format);
    let order = Order {
        kind: mapping.kind,
        ..order.clone()
    };
    let input = Input {
        sheet: open()?,
        mapping: mapping.clone(),
        rows: look.rows,
        again: Some(&open),
    };
    let mut report = actions::run_mapped(conn, &order, input, &mut Watch::none())?;
    let problems = report.problems.iter_mut().map(|row| &mut row.column);
    let reasons = report.reasons.iter_mut().map(|row| &mut row.column);
    // As the file calls them.
    for field in problems.chain(reasons) {
        if let Some(column) = mapping.column_of(field, &look.columns) {
            *field = column.name.clone();
        }
    }
    Ok(report)
}
