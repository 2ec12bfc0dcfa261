//! What of this feature goes when a person is erased: what stood in files, and what an undo would bring back.

use diesel::{PgConnection, QueryResult};

use super::queries::outcome::{has_cell, without_cell};
use crate::db;
use crate::domain::Erasure;

/// The text of a file that was deleted before it was imported.
const GIVEN_UP: &str = "import-failure-erased";

/// In SQL: the refused rows that name the person.
const REFUSED: &str = "import_refused WHERE holds_any(cells::text, $2)";

/// In SQL: whether an import made or changed the person's record.
const TOUCHED: &str = "
    (EXISTS (SELECT FROM import_created made, unnest(made.ids) AS of_row (id)
             WHERE made.import_id = imports.id AND made.table_name = 'customers' AND of_row.id = ANY($1))
     OR EXISTS (SELECT FROM import_changed changed
                WHERE changed.import_id = imports.id AND changed.table_name = 'customers' AND changed.record_id = ANY($1)))";

/// Why a row of a file was refused may repeat what stood in it: of a row that names the person whatever cell it is about, of
/// any other what names them.
pub fn erase_errors(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    let erase = format!(
        "UPDATE import_errors SET reason = CASE WHEN {has_cell} THEN {} ELSE $3 END
         WHERE holds_any(reason, $2) OR ({has_cell} AND (import_id, line) IN (SELECT import_id, line FROM {REFUSED}))",
        without_cell(),
        has_cell = has_cell()
    );
    db::erase_rows(conn, &erase, erasure)
}

/// The refused rows themselves.
pub fn erase_refused(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    db::erase_rows(conn, &format!("DELETE FROM {REFUSED}"), erasure)
}

/// What the person was before an import changed them.
pub fn erase_changed(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        DELETE FROM import_changed
        WHERE table_name = 'customers' AND record_id = ANY($1)
           OR table_name = 'service_history' AND record_id IN (SELECT id FROM service_history WHERE customer_id = ANY($1))";
    db::erase_rows(conn, ERASE, erasure)
}

/// What the pages of imports show of their files: the first rows, what a trial refused and would have changed, and the sheet.
/// A trial of a file that has a row of theirs may repeat a cell of it, which names nobody: its figures alone stay.
pub fn erase_samples(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    let erase = format!(
        "UPDATE imports SET look = CASE WHEN told.by_look THEN NULL ELSE look END,
                            trial = CASE WHEN told.by_trial THEN NULL
                                         WHEN told.by_row THEN trial - '{{problems,warnings}}'::text[] ELSE trial END,
                            sheet = CASE WHEN told.by_sheet THEN NULL ELSE sheet END
        FROM (
            SELECT id, holds_any(look::text, $2) AS by_look, holds_any(sheet, $2) AS by_sheet,
                   holds_any(trial::text, $2) OR EXISTS (
                       SELECT FROM jsonb_array_elements(coalesce(trial -> 'changes', '[]')) AS change (customer)
                       WHERE (customer ->> 'id')::bigint = ANY($1)) AS by_trial,
                   trial ?| '{{problems,warnings}}' AND (id IN (SELECT import_id FROM {REFUSED}) OR {TOUCHED}) AS by_row
            FROM imports
        ) AS told
        WHERE imports.id = told.id AND (told.by_look OR told.by_trial OR told.by_sheet OR told.by_row)"
    );
    db::erase_rows(conn, &erase, erasure)
}

/// The files of the source that the person came from, those that made or changed their record and those whose first rows,
/// refused rows or trial name them, whole: to find out which others hold them would be to read each. One that waits is given up.
pub fn erase_files(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    let erase = format!(
        "WITH named AS (
            SELECT id, state FROM imports
            WHERE state IN ('mapping', 'checked', 'done', 'undone', 'failed')
              AND (source IN (SELECT external_source FROM customers WHERE id = ANY($1))
                   OR holds_any(look::text, $2) OR holds_any(trial::text, $2)
                   OR id IN (SELECT import_id FROM {REFUSED}) OR {TOUCHED})
         ), given_up AS (
            UPDATE imports SET state = 'failed', failure = '{GIVEN_UP}', look = NULL, trial = NULL, rows_rejected = 0
            WHERE state IN ('mapping', 'checked') AND id IN (SELECT id FROM named)
            RETURNING id
         )
         DELETE FROM import_pieces WHERE import_id IN (
            SELECT id FROM named WHERE state NOT IN ('mapping', 'checked') UNION ALL SELECT id FROM given_up)"
    );
    db::erase_rows(conn, &erase, erasure)
}
