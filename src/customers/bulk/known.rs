//! Which customer each row of a file is: the one who has the number that the row calls ours, else the one who came from the
//! same source with the same id.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{Counted, IS_OWN, run};

/// So many customers with one e-mail or phone are looked at for a name.
const SHARED_BY: usize = 50;

const FIND_OWN: &str = "
    UPDATE staged_customers AS staged SET customer_id = c.id
    FROM customers c
    WHERE staged.problem IS NULL AND c.external_source = $1 AND c.external_id = staged.external_id";

/// The number in an id that is one of ours: written in one way only, and small enough for a `bigint`.
pub(super) fn own_number(id: &str) -> String {
    format!("CASE WHEN {id} ~ '^vinculo:[1-9][0-9]{{0,17}}$' THEN substr({id}, 9)::bigint END")
}

/// The words of a name, made comparable.
fn words(name: &str) -> String {
    format!("btrim(regexp_replace(fold({name}), '[[:space:],.]+', ' ', 'g'))")
}

/// Finds the customers who came from this source with the id of their row, and those whose number stands in it.
pub(super) fn find_own(conn: &mut PgConnection, source: &str) -> QueryResult<usize> {
    let of_source = diesel::sql_query(FIND_OWN)
        .bind::<Text, _>(source)
        .execute(conn)?;
    let by_number = format!(
        "UPDATE staged_customers AS staged SET customer_id = c.id FROM customers c
         WHERE staged.problem IS NULL AND {IS_OWN} AND c.id = {} AND c.erased_at IS NULL",
        own_number("staged.external_id")
    );
    Ok(of_source + run(conn, &by_number)?)
}

/// Marks the rows of a table whose id calls a number ours that nobody has, or had until they were erased.
pub(super) fn mark_unknown(conn: &mut PgConnection, table: &str, id: &str) -> QueryResult<usize> {
    let statement = format!(
        "UPDATE {table} AS staged
         SET problem_column = 'vinculo_id', problem = '{}' || chr(31) || substr(staged.{id}, 9)
         WHERE problem IS NULL AND starts_with(staged.{id}, '{}')
           AND NOT EXISTS (SELECT FROM customers c WHERE c.id = {} AND c.erased_at IS NULL)",
        super::UNKNOWN_OWN,
        super::OWN,
        own_number(&format!("staged.{id}"))
    );
    run(conn, &statement)
}

/// How many customers would get a name that has no word of theirs: another system numbers other people.
pub(super) fn count_renamed(conn: &mut PgConnection) -> QueryResult<i64> {
    let statement = format!(
        "SELECT count(*) AS count FROM staged_customers staged JOIN customers c ON c.id = staged.customer_id
         WHERE staged.problem IS NULL AND c.deleted_at IS NULL AND staged.full_name <> c.full_name
           AND NOT string_to_array({}, ' ') && string_to_array({}, ' ')",
        words("staged.full_name"),
        words("c.full_name")
    );
    let renamed: Counted = diesel::sql_query(statement).get_result(conn)?;
    Ok(renamed.count)
}

/// How many people would come a second time: somebody on record has their tax id, or their name with their e-mail or phone.
pub(super) fn count_alike(conn: &mut PgConnection) -> QueryResult<i64> {
    let on_record =
        |what: &str| format!("SELECT full_name FROM customers WHERE deleted_at IS NULL AND {what}");
    // A placeholder may be the address of thousands.
    let with_name = |what: &str| {
        format!(
            "EXISTS (SELECT FROM ({} LIMIT {SHARED_BY}) AS c WHERE {} = {})",
            on_record(what),
            words("c.full_name"),
            words("staged.full_name")
        )
    };
    let statement = format!(
        "SELECT count(*) AS count FROM staged_customers staged
         WHERE staged.problem IS NULL AND staged.customer_id IS NULL AND (EXISTS ({}) OR {} OR {})",
        on_record("tax_id_key = staged.tax_id_key"),
        with_name("lower(email) = lower(staged.email)"),
        with_name("phone_e164 = staged.phone_e164"),
    );
    let alike: Counted = diesel::sql_query(statement).get_result(conn)?;
    Ok(alike.count)
}
