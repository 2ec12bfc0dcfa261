//! Much history at once, from a file; works as `customers::bulk` does. Customers are named by the ids of the same source.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

diesel::table! {
    /// A row of the file, or what is wrong with it.
    staged_history (line) {
        line -> BigInt,
        problem_column -> Nullable<Text>,
        problem -> Nullable<Text>,
        external_id -> Nullable<Text>,
        customer -> Nullable<Text>,
        category -> Nullable<Text>,
        name -> Nullable<Text>,
        date -> Nullable<Date>,
        price -> Nullable<BigInt>,
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Insertable)]
#[diesel(table_name = staged_history, treat_none_as_default_value = false)]
pub struct StagedService {
    pub line: i64,
    /// With a problem the rest is not looked at.
    pub problem_column: Option<String>,
    pub problem: Option<String>,
    pub external_id: Option<String>,
    /// The source's id of the customer.
    pub customer: Option<String>,
    pub category: Option<String>,
    pub name: Option<String>,
    pub date: Option<NaiveDate>,
    /// Minor units of the organisation's currency.
    pub price: Option<i64>,
}

/// How many rows a merge made and changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    pub created: usize,
    pub updated: usize,
}

const STAGE: &str = "
    DROP TABLE IF EXISTS pg_temp.staged_history;
    CREATE TEMPORARY TABLE staged_history (
        line bigint NOT NULL, problem_column text, problem text,
        external_id text, customer text, category text, name text, date date, price bigint
    ) ON COMMIT DROP";

pub fn create_stage(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(STAGE)
}

pub fn copy_to_stage(conn: &mut PgConnection, rows: Vec<StagedService>) -> QueryResult<usize> {
    diesel::copy_from(staged_history::table)
        .from_insertable(rows)
        .execute(conn)
}

const MARK_REPEATED: &str = "
    UPDATE staged_history AS staged
    SET problem_column = 'id', problem = 'repeats the id of line ' || first_line
    FROM (
        SELECT line, first_value(line) OVER same AS first_line, row_number() OVER same AS number
        FROM staged_history WHERE problem IS NULL
        WINDOW same AS (PARTITION BY external_id ORDER BY line)
    ) AS numbered
    WHERE number > 1 AND staged.line = numbered.line";

const MARK_UNKNOWN: &str = "
    UPDATE staged_history AS staged
    SET problem_column = 'customer_id', problem = format('no customer %s came from this source', customer)
    WHERE problem IS NULL AND NOT EXISTS (
        SELECT FROM customers c WHERE c.external_source = $1 AND c.external_id = staged.customer)";

/// The good rows with the ids of their customer and service, and the row that is stored already, if one is.
const RESOLVED: &str = "
    SELECT staged.*, c.id AS customer_id, services.service_id, old.id AS old_id,
           (old.customer_id, old.category, old.name, old.date, old.price)
               IS DISTINCT FROM (c.id, staged.category, staged.name, staged.date, staged.price) AS differs,
           (old.category, old.name) IS DISTINCT FROM (staged.category, staged.name) AS is_other_service
    FROM staged_history staged
    JOIN customers c ON c.external_source = $1 AND c.external_id = staged.customer
    JOIN staged_services services ON services.category = staged.category AND services.name = staged.name
    LEFT JOIN service_history old ON old.external_source = $1 AND old.external_id = staged.external_id
    WHERE staged.problem IS NULL";

const UPDATE_CHANGED: &str = "
    UPDATE service_history AS old
    SET customer_id = new.customer_id, category = new.category, name = new.name, date = new.date, price = new.price,
        service_id = CASE WHEN is_other_service THEN new.service_id ELSE old.service_id END, version = version + 1
    FROM ({resolved}) AS new
    WHERE old.id = new.old_id AND new.differs";

const INSERT_NEW: &str = "
    INSERT INTO service_history
        (id, customer_id, service_id, category, name, date, price, external_source, external_id)
    SELECT {id}, customer_id, service_id, category, name, date, price, $1, external_id
    FROM ({resolved}) AS new
    WHERE old_id IS NULL AND {which}
    ORDER BY line";

const ANY_HISTORY: &str = "SELECT EXISTS (SELECT FROM service_history) AS answer";

const MOVE_SEQUENCE: &str =
    "SELECT setval(pg_get_serial_sequence('service_history', 'id'), max(id)) FROM service_history";

const OWN_ID: &str = "nextval(pg_get_serial_sequence('service_history', 'id'))";
/// Written in one way only, so that two rows cannot mean the same number, and small enough for a `bigint`.
const IS_ID: &str = "external_id ~ '^[1-9][0-9]{0,17}$'";

/// Finds the rows that contradict each other or name nobody, and marks them.
pub fn mark_problems(conn: &mut PgConnection, source: &str) -> QueryResult<()> {
    conn.batch_execute("ANALYZE staged_history")?;
    diesel::sql_query(MARK_REPEATED).execute(conn)?;
    run(conn, MARK_UNKNOWN, source).map(|_| ())
}

/// Stores the rows without a problem; `services::bulk::match_staged` went before. The triggers keep every figure in step.
pub fn merge(conn: &mut PgConnection, source: &str) -> QueryResult<Merged> {
    let update = UPDATE_CHANGED.replace("{resolved}", RESOLVED);
    let updated = run(conn, &update, source)?;
    let created = insert_new(conn, source)?;
    Ok(Merged { created, updated })
}

/// Where there is no history yet, plain numbers of the file become the ids.
fn insert_new(conn: &mut PgConnection, source: &str) -> QueryResult<usize> {
    let any: Answer = diesel::sql_query(ANY_HISTORY).get_result(conn)?;
    if any.answer {
        return insert_which(conn, OWN_ID, "true", source);
    }
    let with_theirs = insert_which(conn, "external_id::bigint", IS_ID, source)?;
    if with_theirs > 0 {
        diesel::sql_query(MOVE_SEQUENCE).execute(conn)?;
    }
    let with_ours = insert_which(conn, OWN_ID, &format!("NOT {IS_ID}"), source)?;
    Ok(with_theirs + with_ours)
}

fn insert_which(
    conn: &mut PgConnection,
    id: &str,
    which: &str,
    source: &str,
) -> QueryResult<usize> {
    let statement = INSERT_NEW
        .replace("{resolved}", RESOLVED)
        .replace("{id}", id)
        .replace("{which}", which);
    run(conn, &statement, source)
}

fn run(conn: &mut PgConnection, statement: &str, source: &str) -> QueryResult<usize> {
    diesel::sql_query(statement)
        .bind::<Text, _>(source)
        .execute(conn)
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    answer: bool,
}
