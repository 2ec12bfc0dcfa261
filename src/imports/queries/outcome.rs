//! The refused rows: why, and as they stood in the file.

use csv::StringRecord;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text};
use serde_json::Value;

use crate::customers::queries::names_erased;
use crate::db::schema::{import_errors, import_refused};
use crate::domain::ImportId;
use crate::imports::actions::ImportError;
use crate::imports::model::{Kind, Problem, ReasonCount, UNNAMED};
use crate::imports::sheet::Sheet;

/// Rows that one statement stores or fetches.
pub const BATCH: i64 = 2000;

/// Forgets what an earlier run said.
pub fn delete(conn: &mut PgConnection, id: ImportId) -> QueryResult<()> {
    diesel::delete(import_errors::table.filter(import_errors::import_id.eq(id.get())))
        .execute(conn)?;
    diesel::delete(import_refused::table.filter(import_refused::import_id.eq(id.get())))
        .execute(conn)
        .map(|_| ())
}

/// In SQL: why a row was refused, without the cell that it is about, which is all that a reason says of anybody.
pub fn without_cell() -> String {
    format!("split_part(reason, chr(31), 1) || chr(31) || '{UNNAMED}' || chr(31) || '{UNNAMED}'")
}

/// In SQL: whether a reason says more than that.
pub fn has_cell() -> String {
    format!("split_part(reason, chr(31), 2) NOT IN ('', '{UNNAMED}')")
}

/// Keeps every problem of the staged rows with the import.
pub fn insert_errors(conn: &mut PgConnection, id: ImportId, kind: Kind) -> QueryResult<usize> {
    let statement = format!(
        "INSERT INTO import_errors (import_id, line, column_name, reason)
         SELECT $1, line, problem_column, problem FROM {} WHERE problem IS NOT NULL
         ON CONFLICT DO NOTHING",
        kind.staged()
    );
    diesel::sql_query(statement)
        .bind::<BigInt, _>(id)
        .execute(conn)
}

#[derive(QueryableByName)]
pub struct Refused {
    #[diesel(sql_type = BigInt)]
    pub rows: i64,
    #[diesel(sql_type = BigInt)]
    pub problems: i64,
}

pub fn count_refused(conn: &mut PgConnection, kind: Kind) -> QueryResult<Refused> {
    let statement = format!(
        "SELECT count(DISTINCT line) AS rows, count(*) AS problems FROM {} WHERE problem IS NOT NULL",
        kind.staged()
    );
    diesel::sql_query(statement).get_result(conn)
}

/// The first problems, in the order of the file.
pub fn list_problems(
    conn: &mut PgConnection,
    id: ImportId,
    limit: i64,
) -> QueryResult<Vec<Problem>> {
    diesel::sql_query(
        "SELECT line, column_name AS column, reason FROM import_errors WHERE import_id = $1 ORDER BY line, column_name LIMIT $2",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(limit)
    .load(conn)
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    line: i64,
}

/// The next lines with a problem, as `import_errors` has them.
fn list_lines(conn: &mut PgConnection, id: ImportId, after: i64) -> QueryResult<Vec<i64>> {
    let lines: Vec<Number> = diesel::sql_query(
        "SELECT DISTINCT line FROM import_errors WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(BATCH)
    .load(conn)?;
    Ok(lines.into_iter().map(|row| row.line).collect())
}

/// Goes through the file once more and keeps the cells of the refused rows.
pub fn keep_refused(
    conn: &mut PgConnection,
    id: ImportId,
    sheet: Sheet,
) -> Result<(), ImportError> {
    let mut wanted = list_lines(conn, id, 0)?;
    let mut at = 0;
    let mut batch: Vec<(i64, Value)> = Vec::new();
    for line in sheet.lines {
        let Some(next) = wanted.get(at) else {
            break;
        };
        let line = line?;
        if line.number != *next {
            continue;
        }
        let cells = line.cells.or(line.damaged).unwrap_or_default();
        batch.push((line.number, cells_of(&cells)));
        at += 1;
        if at == wanted.len() {
            insert_refused(conn, id, std::mem::take(&mut batch))?;
            wanted = list_lines(conn, id, line.number)?;
            at = 0;
        }
    }
    insert_refused(conn, id, batch)?;
    Ok(())
}

/// Of who was erased no cell is kept: their row is not among those to mend, and why it was refused stays without its cell.
/// They are known by their number in files of this `source`, which is in the cell at `place`, or as everywhere.
pub fn forget_erased(
    conn: &mut PgConnection,
    id: ImportId,
    source: &str,
    place: Option<usize>,
) -> QueryResult<usize> {
    let place = place.and_then(|place| i32::try_from(place).ok());
    diesel::sql_query(format!(
        "WITH theirs AS (
             DELETE FROM import_refused WHERE import_id = $1 AND EXISTS (SELECT FROM tombstones) AND {}
             RETURNING line
         )
         UPDATE import_errors SET reason = {} WHERE import_id = $1 AND line IN (SELECT line FROM theirs) AND {}",
        names_erased("cells", "$2 || chr(31) || btrim(cells ->> $3)"),
        without_cell(),
        has_cell()
    ))
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(source)
    .bind::<Nullable<Integer>, _>(place)
    .execute(conn)
}

/// No text in the database has a NUL.
fn cells_of(cells: &StringRecord) -> Value {
    let cells = cells.iter().map(|cell| cell.replace('\0', ""));
    cells.collect::<Vec<_>>().into()
}

fn insert_refused(
    conn: &mut PgConnection,
    id: ImportId,
    rows: Vec<(i64, Value)>,
) -> QueryResult<usize> {
    let (lines, cells): (Vec<i64>, Vec<Value>) = rows.into_iter().unzip();
    diesel::sql_query(
        "INSERT INTO import_refused (import_id, line, cells)
         SELECT $1, * FROM unnest($2::bigint[], $3::jsonb[]) ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(id)
    .bind::<Array<BigInt>, _>(lines)
    .bind::<Array<Jsonb>, _>(cells)
    .execute(conn)
}

/// Problems on a page of an import.
pub const PAGE: i64 = 100;

/// A page of the problems that are kept, in the order of the file.
pub fn list_errors(conn: &mut PgConnection, id: ImportId, page: i64) -> QueryResult<Vec<Problem>> {
    diesel::sql_query(
        "SELECT line, column_name AS column, reason FROM import_errors
         WHERE import_id = $1 ORDER BY line, column_name LIMIT $2 OFFSET $3",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(PAGE)
    .bind::<BigInt, _>((page - 1) * PAGE)
    .load(conn)
}

/// How many of the problems that are kept are of each column and reason, the most frequent first.
pub fn count_errors(conn: &mut PgConnection, id: ImportId) -> QueryResult<Vec<ReasonCount>> {
    diesel::sql_query(
        "SELECT column_name AS column, split_part(reason, chr(31), 1) AS reason, count(*) AS count
         FROM import_errors WHERE import_id = $1 GROUP BY 1, 2 ORDER BY count DESC, 1, 2",
    )
    .bind::<BigInt, _>(id)
    .load(conn)
}

/// A refused row with all that is wrong with it.
#[derive(Debug)]
pub struct RefusedRow {
    pub line: i64,
    pub cells: Vec<String>,
    pub problems: Vec<Problem>,
}

/// The next refused rows after a line, in the order of the file.
pub fn list_refused(
    conn: &mut PgConnection,
    id: ImportId,
    after: i64,
) -> QueryResult<Vec<RefusedRow>> {
    let rows: Vec<(i64, Value)> = import_refused::table
        .filter(import_refused::import_id.eq(id.get()))
        .filter(import_refused::line.gt(after))
        .order(import_refused::line)
        .limit(BATCH)
        .select((import_refused::line, import_refused::cells))
        .load(conn)?;
    let Some((last, _)) = rows.last() else {
        return Ok(Vec::new());
    };
    let problems: Vec<(i64, String, String)> = import_errors::table
        .filter(import_errors::import_id.eq(id.get()))
        .filter(import_errors::line.gt(after))
        .filter(import_errors::line.le(last))
        .order((import_errors::line, import_errors::column_name))
        .select((
            import_errors::line,
            import_errors::column_name,
            import_errors::reason,
        ))
        .load(conn)?;
    let mut problems = problems.into_iter().peekable();
    let mut refused = Vec::with_capacity(rows.len());
    for (line, cells) in rows {
        let mut of_line = Vec::new();
        while let Some((line, column, reason)) = problems.next_if(|problem| problem.0 <= line) {
            of_line.push(Problem {
                line,
                column,
                reason,
            });
        }
        let cells = serde_json::from_value(cells).unwrap_or_default();
        refused.push(RefusedRow {
            line,
            cells,
            problems: of_line,
        });
    }
    Ok(refused)
}
