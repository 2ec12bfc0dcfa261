//! Much history at once, from a file; works as `customers::bulk` does. Customers are named by the ids of the same source.
//! What was deleted by hand stays deleted.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

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
    /// Of all rows: those in which something that was changed by hand stays so.
    pub kept: i64,
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
    SET problem_column = 'id', problem = 'repeated' || chr(31) || first_line
    FROM (
        SELECT line, first_value(line) OVER same AS first_line, row_number() OVER same AS number
        FROM staged_history WHERE problem IS NULL
        WINDOW same AS (PARTITION BY external_id ORDER BY line)
    ) AS numbered
    WHERE number > 1 AND staged.line = numbered.line";

/// Of who was erased stays what is stored; nothing of the file's rows is kept, not even that they were refused.
const DROP_ERASED: &str = "
    DELETE FROM staged_history AS staged USING secrets AS secret, tombstones
    WHERE secret.name = 'tombstones' AND tombstones.kind = 'source'
      AND tombstones.hash = tombstone_hash(secret.value, 'source', $1 || chr(31) || staged.customer)";

const MARK_UNKNOWN: &str = "
    UPDATE staged_history AS staged
    SET problem_column = 'customer_id', problem = 'unknown' || chr(31) || customer
    WHERE problem IS NULL AND NOT EXISTS (
        SELECT FROM customers c WHERE c.external_source = $1 AND c.external_id = staged.customer)";

/// What a row says that is no visit; `problem` begins with it.
pub const NO_VISIT: &str = "no_visit";

const DROP_NO_VISITS: &str = "
    DELETE FROM staged_history AS staged
    WHERE starts_with(problem, 'no_visit') AND NOT ($2 AND EXISTS (
        SELECT FROM service_history stored
        WHERE stored.external_source = $1 AND stored.external_id = staged.external_id))";

const DROP_DELETED: &str = "
    DELETE FROM staged_history AS staged USING deleted_history deleted
    WHERE problem IS NULL AND deleted.external_source = $1 AND deleted.external_id = staged.external_id";

/// The rows that were changed by hand since they came, and which of their parts the file says as before.
const CHANGED_BY_HAND: &str = "
    SELECT staged.line, old.id,
           (staged.category, staged.name) = (said.category, said.name) AS service,
           staged.date = said.date AS date, staged.price = said.price AS price,
           (staged.category, staged.name) = (said.category, said.name)
               AND (old.category, old.name) <> (staged.category, staged.name)
           OR staged.date = said.date AND old.date <> staged.date
           OR staged.price = said.price AND old.price <> staged.price AS is_kept
    FROM staged_history staged
    JOIN service_history old ON old.external_source = $1 AND old.external_id = staged.external_id,
         jsonb_to_record(old.imported) AS said (category text, name text, date date, price bigint)
    WHERE staged.problem IS NULL AND old.imported IS NOT NULL";

const COUNT_KEPT: &str = "SELECT count(*) AS count FROM ({changed}) AS changed WHERE is_kept";

/// What the file says no differently from before becomes blank.
const DROP_SAID_BEFORE: &str = "
    UPDATE staged_history AS staged
    SET category = CASE WHEN NOT said.service THEN staged.category END,
        name = CASE WHEN NOT said.service THEN staged.name END,
        date = CASE WHEN NOT said.date THEN staged.date END,
        price = CASE WHEN NOT said.price THEN staged.price END
    FROM ({changed}) AS said WHERE staged.line = said.line";

const REMEMBER_SAID: &str = "
    UPDATE service_history AS old SET imported = old.imported || said.words
    FROM staged_history staged, LATERAL (
        SELECT jsonb_strip_nulls(jsonb_build_object(
            'category', staged.category, 'name', staged.name, 'date', staged.date, 'price', staged.price))
    ) AS said (words)
    WHERE staged.problem IS NULL AND old.external_source = $1 AND old.external_id = staged.external_id
      AND old.imported IS NOT NULL AND said.words <> '{}'";

/// Whose a row is. Those of a file without our own numbers are found by one index alone.
const BY_SOURCE: &str = "c.external_source = $1 AND c.external_id = staged.customer";
const BY_EITHER: &str = "(c.external_source = $1 AND c.external_id = staged.customer
    OR c.erased_at IS NULL AND c.id =
        CASE WHEN staged.customer ~ '^vinculo:[1-9][0-9]{0,17}$' THEN substr(staged.customer, 9)::bigint END)";

const ANY_OWN: &str = "
    SELECT EXISTS (SELECT FROM staged_history WHERE problem IS NULL AND starts_with(customer, 'vinculo:')) AS answer";

/// The good rows that are stored already, with the ids of their customer (who was merged is who stands for them) and
/// service, and as they are stored; what is blank is as stored.
const RESOLVED: &str = "
    SELECT *, (old_customer, old_category, old_name, old_date, old_price)
               IS DISTINCT FROM (customer_id, category, name, date, price) AS differs,
           (old_category, old_name) IS DISTINCT FROM (category, name) AS is_other_service
    FROM (
        SELECT services.service_id,
               CASE WHEN c.deleted_at IS NULL THEN c.id ELSE surviving_customer(c.id) END AS customer_id,
               coalesce(staged.category, old.category) AS category, coalesce(staged.name, old.name) AS name,
               coalesce(staged.date, old.date) AS date, coalesce(staged.price, old.price) AS price,
               old.id AS old_id, old.customer_id AS old_customer, old.category AS old_category, old.name AS old_name,
               old.date AS old_date, old.price AS old_price
        FROM staged_history staged
        JOIN customers c ON {whose}
        LEFT JOIN staged_services services ON services.category = staged.category AND services.name = staged.name
        JOIN service_history old ON old.external_source = $1 AND old.external_id = staged.external_id
        WHERE staged.problem IS NULL
    ) AS found";

const UPDATE_CHANGED: &str = "
    UPDATE service_history AS old
    SET customer_id = new.customer_id, category = new.category, name = new.name, date = new.date, price = new.price,
        service_id = CASE WHEN is_other_service THEN new.service_id ELSE old.service_id END, version = version + 1
    FROM ({resolved}) AS new
    WHERE old.id = new.old_id AND new.differs";

/// What is stored already has been changed where it differs.
const DROP_STORED: &str = "
    DELETE FROM staged_history AS staged USING service_history old
    WHERE staged.problem IS NULL AND old.external_source = $1 AND old.external_id = staged.external_id";

const INSERT_NEW: &str = "
    INSERT INTO service_history
        (id, customer_id, service_id, category, name, date, price, external_source, external_id)
    SELECT {id}, CASE WHEN c.deleted_at IS NULL THEN c.id ELSE surviving_customer(c.id) END, services.service_id,
           staged.category, staged.name, staged.date, staged.price, $1, staged.external_id
    FROM staged_history staged
    JOIN customers c ON {whose}
    LEFT JOIN staged_services services ON services.category = staged.category AND services.name = staged.name
    WHERE staged.problem IS NULL AND {which} AND staged.line > $2 AND staged.line <= $3
    ORDER BY staged.line";

/// The lines of new rows in one statement: PostgreSQL keeps each in memory until the statement ends, to see then whether
/// its customer and its service exist. A change to neither asks for no such look, so that changes are one statement.
const SLICE: i64 = 500_000;

const LAST_LINE: &str = "SELECT coalesce(max(line), 0) AS count FROM staged_history";

const FIND_SLICES: &str =
    "CREATE INDEX IF NOT EXISTS staged_history_line ON staged_history USING brin (line)";

const ANY_HISTORY: &str = "SELECT EXISTS (SELECT FROM service_history) AS answer";

const MOVE_SEQUENCE: &str =
    "SELECT setval(pg_get_serial_sequence('service_history', 'id'), max(id)) FROM service_history";

const OWN_ID: &str = "nextval(pg_get_serial_sequence('service_history', 'id'))";
/// Written in one way only, so that two rows cannot mean the same number, and small enough for a `bigint`.
const IS_ID: &str = "staged.external_id ~ '^[1-9][0-9]{0,17}$'";

/// Of a file without numbers for its rows: rows that say the same are told apart by their order.
const NUMBER_ALIKE: &str = "
    UPDATE staged_history AS staged SET external_id = staged.external_id || '#' || number
    FROM (
        SELECT line, row_number() OVER (PARTITION BY external_id ORDER BY line) AS number
        FROM staged_history WHERE problem IS NULL
    ) AS numbered
    WHERE staged.line = numbered.line AND staged.problem IS NULL AND number > 1";

pub fn number_alike(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::sql_query(NUMBER_ALIKE).execute(conn)
}

/// Forgets the rows that are no visit, and says how many those are. Where the file numbers its rows, one that is stored as a
/// visit stays, with that as its problem: a person is to say what is true.
pub fn drop_no_visits(
    conn: &mut PgConnection,
    source: &str,
    is_numbered: bool,
) -> QueryResult<usize> {
    diesel::sql_query(DROP_NO_VISITS)
        .bind::<Text, _>(source)
        .bind::<Bool, _>(is_numbered)
        .execute(conn)
}

/// Finds the rows that contradict each other, and marks them.
pub fn mark_repeated(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("ANALYZE staged_history")?;
    diesel::sql_query(MARK_REPEATED).execute(conn).map(|_| ())
}

/// Finds the rows that name nobody, and marks them.
pub fn mark_unknown(conn: &mut PgConnection, source: &str) -> QueryResult<()> {
    run(conn, DROP_ERASED, source)?;
    run(conn, MARK_UNKNOWN, source).map(|_| ())
}

/// A row that is stored keeps its category, a new one has that of the catalogue where it is no question which.
const FILL_CATEGORIES: [&str; 3] = [
    "UPDATE staged_history AS staged SET category = coalesce(old.imported ->> 'category', old.category)
     FROM service_history old
     WHERE staged.problem IS NULL AND staged.category IS NULL
       AND old.external_source = $1 AND old.external_id = staged.external_id
       AND staged.name = coalesce(old.imported ->> 'name', old.name)",
    "UPDATE staged_history AS staged SET category = known.category
     FROM (SELECT name, min(category) AS category FROM services WHERE merged_into IS NULL
           GROUP BY name HAVING count(DISTINCT category) = 1) AS known
     WHERE staged.problem IS NULL AND staged.category IS NULL AND staged.name = known.name",
    "UPDATE staged_history SET category = $1 WHERE problem IS NULL AND category IS NULL",
];

/// Gives the rows without a category one; `none` is the word for those of which nothing says it.
pub fn fill_categories(conn: &mut PgConnection, source: &str, none: &str) -> QueryResult<()> {
    let [stored, catalogue, others] = FILL_CATEGORIES;
    run(conn, stored, source)?;
    conn.batch_execute(catalogue)?;
    run(conn, others, none).map(|_| ())
}

/// Forgets the rows that were deleted by hand after they came, and says how many those are.
pub fn drop_deleted(conn: &mut PgConnection, source: &str) -> QueryResult<usize> {
    run(conn, DROP_DELETED, source)
}

/// Stores the rows without a problem; `services::bulk::match_staged` went before. The triggers keep every figure in step.
/// `tell` hears up to which line of how many new rows are stored, and may end it all with its error.
pub fn merge<E: From<diesel::result::Error>>(
    conn: &mut PgConnection,
    source: &str,
    tell: &mut dyn FnMut(i64, i64) -> Result<(), E>,
) -> Result<Merged, E> {
    let any: Answer = diesel::sql_query(ANY_HISTORY).get_result(conn)?;
    if !any.answer {
        return Ok(Merged {
            created: insert_first(conn, source, tell)?,
            ..Merged::default()
        });
    }
    let of_changed = |statement: &str| statement.replace("{changed}", CHANGED_BY_HAND);
    let kept: Counted = diesel::sql_query(of_changed(COUNT_KEPT))
        .bind::<Text, _>(source)
        .get_result(conn)?;
    run(conn, &of_changed(DROP_SAID_BEFORE), source)?;
    let update = UPDATE_CHANGED.replace("{resolved}", RESOLVED);
    let update = update.replace("{whose}", whose(conn)?);
    let updated = run(conn, &update, source)?;
    run(conn, REMEMBER_SAID, source)?;
    run(conn, DROP_STORED, source)?;
    Ok(Merged {
        created: insert_which(conn, OWN_ID, "true", source, tell)?,
        updated,
        kept: kept.count,
    })
}

fn whose(conn: &mut PgConnection) -> QueryResult<&'static str> {
    let any: Answer = diesel::sql_query(ANY_OWN).get_result(conn)?;
    Ok(if any.answer { BY_EITHER } else { BY_SOURCE })
}

/// Where there is no history yet, plain numbers of the file become the ids.
fn insert_first<E: From<diesel::result::Error>>(
    conn: &mut PgConnection,
    source: &str,
    tell: &mut dyn FnMut(i64, i64) -> Result<(), E>,
) -> Result<usize, E> {
    let mut half = |line, last| tell(line, 2 * last);
    let their_id = "staged.external_id::bigint";
    let with_theirs = insert_which(conn, their_id, IS_ID, source, &mut half)?;
    if with_theirs > 0 {
        diesel::sql_query(MOVE_SEQUENCE).execute(conn)?;
    }
    let mut rest = |line, last| tell(last + line, 2 * last);
    let others = format!("NOT {IS_ID}");
    let with_ours = insert_which(conn, OWN_ID, &others, source, &mut rest)?;
    Ok(with_theirs + with_ours)
}

fn insert_which<E: From<diesel::result::Error>>(
    conn: &mut PgConnection,
    id: &str,
    which: &str,
    source: &str,
    tell: &mut dyn FnMut(i64, i64) -> Result<(), E>,
) -> Result<usize, E> {
    let statement = INSERT_NEW.replace("{id}", id).replace("{which}", which);
    let statement = statement.replace("{whose}", whose(conn)?);
    let last: Counted = diesel::sql_query(LAST_LINE).get_result(conn)?;
    if last.count > SLICE {
        conn.batch_execute(FIND_SLICES)?;
    }
    let mut created = 0;
    for line in (0..last.count).step_by(SLICE as usize) {
        created += diesel::sql_query(&statement)
            .bind::<Text, _>(source)
            .bind::<BigInt, _>(line)
            .bind::<BigInt, _>(line + SLICE)
            .execute(conn)?;
        tell(last.count.min(line + SLICE), last.count)?;
    }
    Ok(created)
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

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}
