//! Many customers at once, from a file: rows are copied into a temporary table and merged from there with a few
//! statements, however many they are.
//!
//! A row is the customer who came from the same source with the same id, or who has the number that the row calls ours: such
//! a row was written by us, changes what differs from what is stored as a hand would, and never makes anybody. A blank cell
//! leaves what is stored, and so does one that says what the file said before: it undoes nothing that was changed by hand
//! since. Tags come and go one by one. All of it happens in the caller's transaction.

mod consents;
mod filled;
mod known;
mod own_values;
mod tags;

use chrono::NaiveDate;
use chrono_tz::Tz;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use self::filled::each;
use super::model::{CustomerKind, CustomerStatus};
use super::queries;

pub use filled::{COLUMNS, column_of, said_by_file};

diesel::table! {
    /// A row of the file, or what is wrong with it.
    staged_customers (line) {
        line -> BigInt,
        problem_column -> Nullable<Text>,
        problem -> Nullable<Text>,
        external_id -> Nullable<Text>,
        full_name -> Nullable<Text>,
        legal_name -> Nullable<Text>,
        email -> Nullable<Text>,
        phone -> Nullable<Text>,
        phone_e164 -> Nullable<Text>,
        tax_id -> Nullable<Text>,
        tax_id_key -> Nullable<Text>,
        address -> Nullable<Text>,
        city -> Nullable<Text>,
        region -> Nullable<Text>,
        country -> Nullable<Text>,
        sector -> Nullable<Text>,
        website -> Nullable<Text>,
        birth_date -> Nullable<Date>,
        created_on -> Nullable<Date>,
        source -> Nullable<Text>,
        notes -> Nullable<Text>,
        kind -> Nullable<Text>,
        status -> Nullable<Text>,
        owner_id -> Nullable<BigInt>,
        tags -> Nullable<Array<Text>>,
        segment_label -> Nullable<Text>,
        custom -> Nullable<Jsonb>,
        opt_in -> Nullable<Bool>,
        opt_in_whatsapp -> Nullable<Bool>,
        opt_in_sms -> Nullable<Bool>,
        opt_in_call -> Nullable<Bool>,
        customer_id -> Nullable<BigInt>,
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Insertable)]
#[diesel(table_name = staged_customers, treat_none_as_default_value = false)]
pub struct StagedCustomer {
    pub line: i64,
    /// With a problem the rest is not looked at.
    pub problem_column: Option<String>,
    pub problem: Option<String>,
    pub external_id: Option<String>,
    pub full_name: Option<String>,
    pub legal_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub phone_e164: Option<String>,
    pub tax_id: Option<String>,
    pub tax_id_key: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub website: Option<String>,
    pub birth_date: Option<NaiveDate>,
    /// The day on which they became a customer, in the organisation's zone.
    pub created_on: Option<NaiveDate>,
    pub source: Option<String>,
    pub notes: Option<String>,
    /// As they are stored: a word of ours.
    pub kind: Option<String>,
    pub status: Option<String>,
    /// Of a user.
    pub owner_id: Option<i64>,
    pub tags: Option<Vec<String>>,
    pub segment_label: Option<String>,
    /// What the business asks besides: an object of the keys that the row fills, each value as it is kept.
    pub custom: Option<serde_json::Value>,
    /// What they said to commercial e-mail; `None` where the file does not know.
    pub opt_in: Option<bool>,
    pub opt_in_whatsapp: Option<bool>,
    pub opt_in_sms: Option<bool>,
    pub opt_in_call: Option<bool>,
    /// Who it is, as far as they are stored; found in the database.
    pub customer_id: Option<i64>,
}

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

const STAGE: &str = "
    DROP TABLE IF EXISTS pg_temp.staged_customers;
    CREATE TEMPORARY TABLE staged_customers (
        line bigint NOT NULL, problem_column text, problem text,
        external_id text, full_name text, legal_name text, email text, phone text, phone_e164 text, tax_id text,
        tax_id_key text, address text, city text, region text, country text, sector text, website text, birth_date date,
        created_on date, source text, notes text, kind text, status text, owner_id bigint, tags text[], segment_label text,
        custom jsonb, opt_in boolean, opt_in_whatsapp boolean, opt_in_sms boolean, opt_in_call boolean, customer_id bigint
    ) ON COMMIT DROP";

pub fn create_stage(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(STAGE)
}

pub fn copy_to_stage(conn: &mut PgConnection, rows: Vec<StagedCustomer>) -> QueryResult<usize> {
    diesel::copy_from(staged_customers::table)
        .from_insertable(rows)
        .execute(conn)
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

/// The rows of customers who were changed by hand since they came; whoever was merged was. What our own table says was not
/// said by their file.
const CHANGED_BY_HAND: &str = "
    staged.problem IS NULL AND c.id = staged.customer_id AND NOT starts_with(staged.external_id, 'vinculo:')
    AND c.imported IS NOT NULL AND (c.deleted_at IS NULL OR surviving_customer(c.id) <> c.id)";

fn said_before(column: &str) -> String {
    match column {
        "tags" => tags::said_before(),
        _ => format!("to_jsonb(staged.{column}) = c.imported -> '{column}'"),
    }
}

/// Who has by now what was the customer's: they themselves, or whom they were merged into.
const STANDS: &str = "customers stands
    ON stands.id = CASE WHEN c.deleted_at IS NULL THEN c.id ELSE surviving_customer(c.id) END";

/// An older program noted fewer columns of what a file said. Who said what is stored in the others nobody knows: it is taken
/// for a hand's, and what the file says now for what it said before.
fn note_unsaid() -> String {
    let unsaid = each(|column| {
        let is_stored = match column {
            "tags" => "stands.tags <> '{}'".to_owned(),
            "kind" => format!("stands.kind <> '{}'", CustomerKind::default()),
            "status" => format!("stands.status <> '{}'", CustomerStatus::default()),
            _ => format!("stands.{column} IS NOT NULL"),
        };
        format!(
            "'{column}', CASE WHEN {is_stored} AND NOT jsonb_exists(c.imported, '{column}') THEN to_jsonb(staged.{column}) END"
        )
    });
    format!(
        "UPDATE customers AS noted SET imported = noted.imported || unsaid.words
         FROM (
             SELECT c.id, jsonb_strip_nulls(jsonb_build_object({}, 'custom', {})) AS words
             FROM staged_customers staged, customers c JOIN {STANDS}
             WHERE {CHANGED_BY_HAND}
         ) AS unsaid
         WHERE noted.id = unsaid.id AND unsaid.words <> '{{}}'",
        unsaid.join(", "),
        own_values::UNSAID
    )
}

fn count_kept() -> String {
    let mut kept = each(|column| {
        let said = said_before(column);
        let differs = match column {
            "tags" => tags::differ("stands.tags", "staged.tags"),
            _ => format!("stands.{column} IS DISTINCT FROM staged.{column}"),
        };
        format!("({said} AND {differs})")
    });
    kept.push(own_values::IS_KEPT.to_owned());
    let kept = kept.join(" OR ");
    format!(
        "SELECT count(*) AS count FROM staged_customers staged, customers c JOIN {STANDS}
         WHERE {CHANGED_BY_HAND} AND ({kept})"
    )
}

/// What the file says no differently from before becomes blank.
fn drop_said_before() -> String {
    let blank = each(|column| {
        let said = said_before(column);
        format!("{column} = CASE WHEN {said} THEN NULL ELSE staged.{column} END")
    });
    let key = said_before("tax_id");
    format!(
        "UPDATE staged_customers AS staged
         SET tax_id_key = CASE WHEN {key} THEN NULL ELSE staged.tax_id_key END, custom = {}, {}
         FROM customers c WHERE {CHANGED_BY_HAND}",
        own_values::without("c.imported -> 'custom'"),
        blank.join(", ")
    )
}

fn remember_said() -> String {
    let said = each(|column| format!("'{column}', staged.{column}"));
    format!(
        "UPDATE customers AS c SET imported = c.imported || said.words || {}
         FROM staged_customers staged,
              LATERAL (SELECT jsonb_strip_nulls(jsonb_build_object({}, 'custom', staged.custom))) AS said (words)
         WHERE {CHANGED_BY_HAND} AND said.words <> '{{}}'",
        own_values::SAID,
        said.join(", ")
    )
}

/// What a row with our own number says as it is stored becomes blank. Phone and tax id are read as in a country: where it
/// stays, they do.
fn drop_same() -> String {
    let same = |column: &str| match column {
        "phone" | "tax_id" => format!(
            "staged.{column} = c.{column} AND coalesce(staged.country, c.country) IS NOT DISTINCT FROM c.country"
        ),
        _ => format!("staged.{column} = c.{column}"),
    };
    let blank = each(|column| {
        let same = same(column);
        format!("{column} = CASE WHEN {same} THEN NULL ELSE staged.{column} END")
    });
    format!(
        "UPDATE staged_customers AS staged
         SET tax_id_key = CASE WHEN {} THEN NULL ELSE staged.tax_id_key END, custom = {}, {}
         FROM customers c WHERE staged.problem IS NULL AND c.id = staged.customer_id AND {IS_OWN}",
        same("tax_id"),
        own_values::without("c.custom"),
        blank.join(", ")
    )
}

/// Whoever is changed by a row with our own number is changed by hand: their file said what stands there until now.
fn keep_said_by_file() -> String {
    let said = each(|column| format!("staged.{column}")).join(", ");
    format!(
        "UPDATE customers SET imported = {} WHERE deleted_at IS NULL AND external_id IS NOT NULL AND id IN (
             SELECT customer_id FROM staged_customers staged
             WHERE problem IS NULL AND {IS_OWN} AND num_nonnulls({said}, staged.custom) > 0)",
        said_by_file("")
    )
}

/// A key belongs to the customer who has it, else to the first row that brings it; every other row keeps none.
const DROP_TAKEN_KEYS: &str = "
    UPDATE staged_customers AS staged SET tax_id_key = NULL
    FROM (
        SELECT staged.line, holder.id AS holder, own.id AS own,
               row_number() OVER (
                   PARTITION BY staged.tax_id_key ORDER BY coalesce(own.id = holder.id, false) DESC, staged.line
               ) AS number
        FROM staged_customers staged
        LEFT JOIN LATERAL (
            SELECT CASE WHEN deleted_at IS NULL THEN id ELSE surviving_customer(id) END AS id FROM customers
            WHERE customers.id = staged.customer_id
        ) AS own ON true
        LEFT JOIN customers holder ON holder.tax_id_key = staged.tax_id_key AND holder.deleted_at IS NULL
        WHERE staged.problem IS NULL AND staged.tax_id_key IS NOT NULL
    ) AS claims
    WHERE staged.line = claims.line AND (number > 1 OR (holder IS NOT NULL AND holder IS DISTINCT FROM own))";

/// Phone and tax id bring along what was read of them.
fn update_changed() -> String {
    let written = each(|column| format!("{column} = new.{column}"));
    let said = each(|column| match column {
        "tags" => format!(
            "CASE WHEN staged.tags IS NULL THEN c.tags WHEN {IS_OWN} THEN staged.tags ELSE {} END AS tags",
            tags::merged("c.tags", tags::SAID_LAST, "staged.tags")
        ),
        _ => format!("coalesce(staged.{column}, c.{column}) AS {column}"),
    });
    let of_old = each(|column| format!("old.{column}"));
    let of_new = each(|column| format!("new.{column}"));
    format!(
        "UPDATE customers AS old
         SET {}, custom = new.custom, phone_e164 = new.phone_e164, tax_id_key = new.tax_id_key,
             version = old.version + 1, updated_at = now(), updated_by = NULL
         FROM (
             SELECT c.id, num_nonnulls({}) AS consents, {}, {} AS custom,
                    CASE WHEN staged.phone IS NULL THEN c.phone_e164 ELSE staged.phone_e164 END AS phone_e164,
                    CASE WHEN staged.tax_id IS NULL THEN c.tax_id_key ELSE staged.tax_id_key END AS tax_id_key
             FROM staged_customers staged
             JOIN customers c ON c.id = staged.customer_id
             WHERE staged.problem IS NULL AND c.deleted_at IS NULL
         ) AS new
         WHERE old.id = new.id
           AND (new.consents > 0
             OR ({}, old.custom, old.phone_e164, old.tax_id_key)
                IS DISTINCT FROM ({}, new.custom, new.phone_e164, new.tax_id_key))",
        written.join(", "),
        consents::CHANNELS
            .map(|(_, said)| format!("staged.{said}"))
            .join(", "),
        said.join(", "),
        own_values::MERGED,
        of_old.join(", "),
        of_new.join(", ")
    )
}

/// What the file says anew of somebody who was merged is said of who stands for them. The newest line counts; the own row of
/// who stays is carried out afterwards and counts more.
fn update_survivors() -> String {
    let newest = |value: &str, column: &str, given: &str| {
        format!(
            "(array_agg({value} ORDER BY line DESC) FILTER (WHERE staged.{given} IS NOT NULL))[1] AS {column}"
        )
    };
    let mut said = each(|column| match column {
        // Arrays would be gathered into one of more dimensions.
        "tags" => newest("to_jsonb(staged.tags)", column, column),
        _ => newest(&format!("staged.{column}"), column, column),
    });
    said.push(newest(tags::SAID_LAST, "tags_before", "tags"));
    said.push(format!("{} AS custom", own_values::GATHERED));
    said.push(newest("staged.phone_e164", "phone_e164", "phone"));
    said.push(newest("staged.tax_id_key", "tax_id_key", "tax_id"));
    let new = |column: &str| match column {
        "tags" => tags::merged(
            "old.tags",
            "new.tags_before",
            "ARRAY(SELECT jsonb_array_elements_text(new.tags))",
        ),
        _ => format!("new.{column}"),
    };
    let written = each(|column| {
        let new = new(column);
        format!("{column} = CASE WHEN new.{column} IS NULL THEN old.{column} ELSE {new} END")
    });
    let differs = each(|column| {
        let new = new(column);
        format!("(new.{column} IS NOT NULL AND {new} IS DISTINCT FROM old.{column})")
    });
    format!(
        "UPDATE customers AS old
         SET phone_e164 = CASE WHEN new.phone IS NULL THEN old.phone_e164 ELSE new.phone_e164 END,
             tax_id_key = CASE WHEN new.tax_id IS NULL THEN old.tax_id_key ELSE new.tax_id_key END,
             custom = old.custom || coalesce(new.custom, '{{}}'), {},
             version = old.version + 1, updated_at = now(), updated_by = NULL
         FROM (
             SELECT surviving_customer(c.id) AS survivor, {} FROM staged_customers staged JOIN {MERGED}
             GROUP BY survivor
         ) AS new
         WHERE old.id = new.survivor AND old.deleted_at IS NULL AND (NOT old.custom @> new.custom OR {})",
        written.join(", "),
        said.join(", "),
        differs.join(" OR ")
    )
}

/// The good rows of customers who were merged.
const MERGED: &str = "customers c ON c.id = staged.customer_id
    AND staged.problem IS NULL AND c.deleted_at IS NOT NULL AND surviving_customer(c.id) <> c.id";

/// Which ids are the file's own: plain numbers, when there is no customer yet.
const ANY_CUSTOMER: &str = "SELECT EXISTS (SELECT FROM customers) AS answer";

const INSERT_NEW: &str = "
    INSERT INTO customers
        (id, {columns}, custom, phone_e164, tax_id_key, external_source, external_id, created_at)
    SELECT {id}, {values}, coalesce(custom, '{}'), phone_e164, tax_id_key,
           $1, external_id, coalesce(created_on::timestamp AT TIME ZONE $2, now())
    FROM staged_customers AS staged
    WHERE problem IS NULL AND customer_id IS NULL AND NOT starts_with(external_id, 'vinculo:') AND {which}
    ORDER BY line";

const MOVE_SEQUENCE: &str =
    "SELECT setval(pg_get_serial_sequence('customers', 'id'), max(id)) FROM customers";

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

/// Of a file that has a customer in each of their services' rows: the first good row counts.
pub fn keep_first(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(
        "ANALYZE staged_customers;
         DELETE FROM staged_customers AS staged USING staged_history service
         WHERE service.line = staged.line AND service.problem IS NOT NULL;
         DELETE FROM staged_customers AS staged
         USING (SELECT line, row_number() OVER (PARTITION BY external_id ORDER BY line) AS number FROM staged_customers)
             AS numbered
         WHERE numbered.line = staged.line AND number > 1",
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
    run(conn, &drop_same())?;
    conn.batch_execute("ANALYZE staged_customers")?;
    run(conn, &note_unsaid())?;
    let kept: Counted = diesel::sql_query(count_kept()).get_result(conn)?;
    run(conn, &drop_said_before())?;
    let renamed = match is_numbered {
        true => known::count_renamed(conn)?,
        false => 0,
    };
    let alike = known::count_alike(conn)?;
    run(conn, DROP_TAKEN_KEYS)?;
    consents::drop_known(conn)?;
    run(conn, &keep_said_by_file())?;
    let survivors = run(conn, &update_survivors())?;
    let updated = run(conn, &update_changed())? + survivors;
    consents::insert_refusals(conn)?;
    run(conn, &remember_said())?;
    let created = insert_new(conn, source, zone)?;
    consents::insert_said(conn, source)?;
    Ok(Merged {
        created,
        updated,
        kept: kept.count + erased,
        renamed,
        alike,
    })
}

fn insert_new(conn: &mut PgConnection, source: &str, zone: Tz) -> QueryResult<usize> {
    let any: Answer = diesel::sql_query(ANY_CUSTOMER).get_result(conn)?;
    if any.answer {
        return insert_which(conn, OWN_ID, "true", source, zone);
    }
    let with_theirs = insert_which(conn, "external_id::bigint", IS_ID, source, zone)?;
    if with_theirs > 0 {
        diesel::sql_query(MOVE_SEQUENCE).execute(conn)?;
    }
    let is_no_id = format!("NOT {IS_ID}");
    let with_ours = insert_which(conn, OWN_ID, &is_no_id, source, zone)?;
    Ok(with_theirs + with_ours)
}

const OWN_ID: &str = "nextval(pg_get_serial_sequence('customers', 'id'))";
/// Written in one way only, so that two rows cannot mean the same number, and small enough for a `bigint`.
const IS_ID: &str = "external_id ~ '^[1-9][0-9]{0,17}$'";

fn insert_which(
    conn: &mut PgConnection,
    id: &str,
    which: &str,
    source: &str,
    zone: Tz,
) -> QueryResult<usize> {
    let values = each(|column| match column {
        "tags" => "coalesce(tags, '{}')".to_owned(),
        "kind" => format!("coalesce(kind, '{}')", CustomerKind::default()),
        "status" => format!("coalesce(status, '{}')", CustomerStatus::default()),
        _ => column.to_owned(),
    });
    let statement = INSERT_NEW
        .replace("{columns}", &COLUMNS.join(", "))
        .replace("{values}", &values.join(", "))
        .replace("{id}", id)
        .replace("{which}", which);
    diesel::sql_query(statement)
        .bind::<Text, _>(source)
        .bind::<Text, _>(zone.name())
        .execute(conn)
}

fn run(conn: &mut PgConnection, statement: &str) -> QueryResult<usize> {
    diesel::sql_query(statement).execute(conn)
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
