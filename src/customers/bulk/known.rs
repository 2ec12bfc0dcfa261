//! Which customer each row of a file is: the one who came from the same source with the same id.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Counted;

/// So many customers with one e-mail or phone are looked at for a name.
const SHARED_BY: usize = 50;

const FIND_OWN: &str = "
    UPDATE staged_customers AS staged SET customer_id = c.id
    FROM customers c
    WHERE staged.problem IS NULL AND c.external_source = $1 AND c.external_id = staged.external_id";

/// The words of a name, made comparable.
fn words(name: &str) -> String {
    format!("btrim(regexp_replace(fold({name}), '[[:space:],.]+', ' ', 'g'))")
}

/// Finds the customers who came from this source with the id of their row.
pub(super) fn find_own(conn: &mut PgConnection, source: &str) -> QueryResult<usize> {
    diesel::sql_query(FIND_OWN)
        .bind::<Text, _>(source)
        .execute(conn)
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
