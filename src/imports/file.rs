//! A file of this machine, imported as the page would: looked at, its columns those that somebody chose for the same header,
//! else guessed, then carried out at once.

use std::fs::File;
use std::path::Path;

use diesel::PgConnection;

use super::actions::{self, ImportError, Input, Order};
use super::forms::header_hash;
use super::look::Look;
use super::mapping::{Mapping, Usual};
use super::model::{Kind, Report};
use super::queries::steps;
use super::sheet::{FileError, Sheet};
use super::watch::Watch;
use crate::auth;

/// A file, and what somebody says of it.
pub struct LocalFile<'a> {
    pub path: &'a Path,
    /// What it holds; else its columns say. Columns that were chosen for something else do not count.
    pub kind: Option<Kind>,
    /// Of a workbook; else the first with rows.
    pub sheet: Option<&'a str>,
}

/// Imports a file of any form.
pub fn run_file(
    conn: &mut PgConnection,
    order: &Order,
    file: &LocalFile,
) -> Result<Report, ImportError> {
    let bytes = File::open(file.path).map_err(FileError::from)?;
    let look = Look::at(Box::new(bytes), file.sheet, &mut |_| true)?;
    let look = look.ok_or(ImportError::Cancelled)?;
    let mapping = find_mapping(conn, &look, file.kind)?;
    let open = || Sheet::with(Box::new(File::open(file.path)?), &look.format);
    let order = Order {
        kind: mapping.kind,
        ..order.clone()
    };
    let input = Input {
        sheet: open()?,
        mapping: mapping.clone(),
        rows: look.rows,
        tab: look.tab().map(str::to_owned),
        again: Some(&open),
    };
    let mut report = actions::run_mapped(conn, &order, input, &mut Watch::none())?;
    let problems = report.problems.iter_mut().map(|row| &mut row.column);
    let reasons = report.reasons.iter_mut().map(|row| &mut row.column);
    report.undated = mapping.undated(&look.columns);
    // As the file calls them.
    for field in problems.chain(reasons) {
        if let Some(column) = mapping.column_of(field, &look.columns) {
            *field = column.name.clone();
        }
    }
    Ok(report)
}

fn find_mapping(
    conn: &mut PgConnection,
    look: &Look,
    kind: Option<Kind>,
) -> Result<Mapping, ImportError> {
    let names = look.names();
    let usual = Usual::of(&auth::queries::find_organisation(conn)?);
    let remembered = steps::find_mapping(conn, &header_hash(&names))?;
    let remembered = remembered.and_then(|known| known.fitted(&look.columns, &usual));
    if let Some(mapping) = remembered.filter(|known| kind.is_none_or(|kind| kind == known.kind)) {
        return Ok(mapping);
    }
    Ok(Mapping::guess(&look.columns, &usual, kind))
}
