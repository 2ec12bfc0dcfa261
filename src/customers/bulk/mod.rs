//! Many customers at once, from a file: rows are copied into a temporary table and merged from there with a few
//! statements, however many they are.
//!
//! A row is the customer who came from the same source with the same id, or who has the number that the row calls ours: such
//! a row was written by us, changes what differs from what is stored as a hand would, and never makes anybody. A blank cell
//! leaves what is stored, and so does one that says what the file said before: it undoes nothing that was changed by hand
//! since. Tags come and go one by one. All of it happens in the caller's transaction.

mod by_hand;
mod changed;
mod consents;
mod created;
mod filled;
mod known;
mod own_rows;
mod own_values;
mod staged;
mod survivors;
mod tags;

use chrono_tz::Tz;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::queries;

pub use filled::{COLUMNS, column_of, said_by_file};
pub use staged::{StagedCustomer, copy_to_stage, create_stage};

/// What begins the id of a row that names a customer by our own number.
pub const OWN: &str = "vinculo:";
/// What is said of a row whose number, called ours, nobody has.
pub const UNKNOWN_OWN: &str = "unknown_own";
/// Whether a row is such a one.
const IS_OWN: &str = "starts_with(staged.external_id, 'vinculo:')";

/// How many customers a merge made and changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    pub created: usize,
    pub updated: usize,
    /// Of all rows: those in which something that was changed by hand stays so, and those of people who were erased.
    pub kept: i64,
    /// Customers whose name has no word of the one that is stored.
    pub renamed: i64,
    /// Of those made: people who seem to be on record already.
    pub alike: i64,
}

const MARK_REPEATED: &str = "
    UPDATE staged_customers AS staged
    SET problem_column = CASE WHEN starts_with(external_id, 'vinculo:') THEN 'vinculo_id' ELSE $1 END,
        problem = CASE WHEN starts_with(external_id, 'vinculo:') THEN 'repeated' ELSE $2 END || chr(31) || first_line
    FROM (
        SELECT line, first_value(line) OVER same AS first_line, row_number() OVER same AS number
        FROM staged_customers WHERE problem IS NULL
        WINDOW same AS (PARTITION BY external_id ORDER BY line)
    ) AS numbered
    WHERE number > 1 AND staged.line = numbered.line";

/// Finds the rows that contradict each other, and marks them.
pub fn mark_problems(conn: &mut PgConnection, is_numbered: bool) -> QueryResult<()> {
    conn.batch_execute("ANALYZE staged_customers")?;
    known::mark_unknown(conn, "staged_customers", "external_id")?;
    tags::mark_too_many(conn)?;
    let (column, problem) = match is_numbered {
        true => ("customer_id", "repeated"),
        false => ("", "same_person"),
    };
    diesel::sql_query(MARK_REPEATED)
        .bind::<Text, _>(column)
        .bind::<Text, _>(problem)
        .execute(conn)
        .map(|_| ())
}

/// Of a file that has a customer in each of their services' rows: marks those whose number, called ours, nobody has.
pub fn mark_unknown_own_of_services(conn: &mut PgConnection) -> QueryResult<usize> {
    known::mark_unknown(conn, "staged_history", "customer")
}

/// Of a file that has a customer in each of their services' rows: the first good row counts. What the business asks besides
/// may have been asked at a later visit: of each field the answer of the last one counts, wherever it stands.
pub fn keep_first(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(
        "ANALYZE staged_customers;
         DELETE FROM staged_customers AS staged USING staged_history service
         WHERE service.line = staged.line AND service.problem IS NOT NULL",
    )?;
    run(conn, &gather_own())?;
    conn.batch_execute(
        "DELETE FROM staged_customers AS staged
         USING (SELECT line, row_number() OVER (PARTITION BY external_id ORDER BY line) AS number FROM staged_customers)
             AS numbered
         WHERE numbered.line = staged.line AND number > 1",
    )
}

fn gather_own() -> String {
    format!(
        "UPDATE staged_customers AS kept SET custom = said.custom
         FROM (
             SELECT min(staged.line) AS line, {} AS custom
             FROM staged_customers AS staged LEFT JOIN staged_history service ON service.line = staged.line
             WHERE staged.external_id IN (SELECT external_id FROM staged_customers WHERE custom IS NOT NULL)
             GROUP BY staged.external_id
         ) AS said
         WHERE kept.line = said.line",
        own_values::gathered("service.date NULLS FIRST, staged.line")
    )
}

/// Stores the rows without a problem. Customers who were deleted stay as they are, and who was erased does not come back.
/// Where the file numbers its customers, whoever would get another's name is counted.
pub fn merge(
    conn: &mut PgConnection,
    source: &str,
    zone: Tz,
    is_numbered: bool,
) -> QueryResult<Merged> {
    let erased = queries::drop_erased(conn, source)? as i64;
    known::find_own(conn, source)?;
    run(conn, &own_rows::drop_same())?;
    conn.batch_execute("ANALYZE staged_customers")?;
    run(conn, &by_hand::note_unsaid())?;
    let kept: Counted = diesel::sql_query(by_hand::count_kept()).get_result(conn)?;
    run(conn, &by_hand::drop_said_before())?;
    let renamed = match is_numbered {
        true => known::count_renamed(conn)?,
        false => 0,
    };
    let alike = known::count_alike(conn)?;
    run(conn, changed::DROP_TAKEN_KEYS)?;
    consents::drop_known(conn)?;
    run(conn, &own_rows::keep_said_by_file())?;
    let survivors = run(conn, &survivors::update_survivors())?;
    let updated = run(conn, &changed::update_changed())? + survivors;
    consents::insert_refusals(conn)?;
    run(conn, &by_hand::remember_said())?;
    let created = created::insert_new(conn, source, zone)?;
    consents::insert_said(conn, source)?;
    Ok(Merged {
        created,
        updated,
        kept: kept.count + erased,
        renamed,
        alike,
    })
}

fn run(conn: &mut PgConnection, statement: &str) -> QueryResult<usize> {
    diesel::sql_query(statement).execute(conn)
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}
