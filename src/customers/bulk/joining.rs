//! Which customer each row of a file is: the one who came from the same source with the same id. A file without numbers for
//! its customers also means whoever is here already: who has the same tax id, else the same name with the same e-mail or
//! phone. Couples on one phone and families on one e-mail have other names; where two would do, it is neither.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{COLUMNS, Counted};

/// Rows whose customer came otherwise; `external_id` is what the file's services call them.
const CREATE: &str = "
    DROP TABLE IF EXISTS pg_temp.joined_customers;
    CREATE TEMPORARY TABLE joined_customers (line bigint, external_id text, customer_id bigint) ON COMMIT DROP";

const FIND_OWN: &str = "
    UPDATE staged_customers AS staged SET customer_id = c.id
    FROM customers c
    WHERE staged.problem IS NULL AND c.external_source = $1 AND c.external_id = staged.external_id";

const BY_TAX_ID: &str = "
    INSERT INTO joined_customers (line, external_id, customer_id)
    SELECT staged.line, staged.external_id, c.id
    FROM staged_customers staged JOIN customers c ON c.tax_id_key = staged.tax_id_key AND c.deleted_at IS NULL
    WHERE staged.problem IS NULL AND staged.customer_id IS NULL";

/// Names are made comparable once for each row, and only of who shares an e-mail or phone, found by an index. Whose tax
/// ids differ are two people.
const BY_NAME: &str = "
    INSERT INTO joined_customers (line, external_id, customer_id)
    WITH rows AS MATERIALIZED (
        SELECT line, external_id, email_key, phone_e164, tax_id_key, {name} AS name FROM staged_customers AS named
        WHERE problem IS NULL AND customer_id IS NULL
          AND NOT EXISTS (SELECT FROM joined_customers joined WHERE joined.line = named.line)
    ), near AS MATERIALIZED (
        SELECT id, lower(email) AS email_key, phone_e164, tax_id_key, {name} AS name FROM customers AS named
        WHERE id IN (
            SELECT id FROM customers WHERE deleted_at IS NULL AND lower(email) IN (SELECT email_key FROM rows)
            UNION
            SELECT id FROM customers WHERE deleted_at IS NULL AND phone_e164 IN (SELECT phone_e164 FROM rows))
    )
    SELECT line, external_id, min(id)
    FROM (
        SELECT line, external_id, id, rows.tax_id_key AS said, near.tax_id_key AS stored
        FROM rows JOIN near USING (email_key, name)
        UNION
        SELECT line, external_id, id, rows.tax_id_key, near.tax_id_key FROM rows JOIN near USING (phone_e164, name)
    ) AS found
    WHERE said IS NULL OR stored IS NULL OR said = stored
    GROUP BY line, external_id
    HAVING count(*) = 1";

const TAKE: &str = "
    ANALYZE joined_customers;
    UPDATE staged_customers AS staged SET customer_id = joined.customer_id
    FROM joined_customers joined WHERE joined.line = staged.line";

/// Of several rows that are one customer the own one counts, else the first; the services of all of them are theirs.
const KEEP_ONE: &str = "
    DELETE FROM staged_customers AS staged USING (
        SELECT staged.line, joined.line IS NOT NULL AS is_joined, row_number() OVER (
            PARTITION BY staged.customer_id ORDER BY joined.line IS NOT NULL, staged.line) AS number
        FROM staged_customers staged LEFT JOIN joined_customers joined ON joined.line = staged.line
        WHERE staged.problem IS NULL AND staged.customer_id IS NOT NULL
    ) AS numbered
    WHERE numbered.line = staged.line AND is_joined AND number > 1";

/// The words of a name, made comparable.
fn words(name: &str) -> String {
    format!("btrim(regexp_replace(fold({name}), '[[:space:],.]+', ' ', 'g'))")
}

pub fn create_joined(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(CREATE)
}

/// Finds the customers who came from this source with the id of their row.
pub(super) fn find_own(conn: &mut PgConnection, source: &str) -> QueryResult<usize> {
    diesel::sql_query(FIND_OWN)
        .bind::<Text, _>(source)
        .execute(conn)
}

/// Finds who else is here already, and says in how many of their rows something that people wrote stays.
pub(super) fn join(conn: &mut PgConnection) -> QueryResult<i64> {
    conn.batch_execute(BY_TAX_ID)?;
    conn.batch_execute(&BY_NAME.replace("{name}", &words("named.full_name")))?;
    conn.batch_execute(TAKE)?;
    conn.batch_execute(KEEP_ONE)?;
    let kept: Counted = diesel::sql_query(count_written()).get_result(conn)?;
    conn.batch_execute(&drop_written())?;
    Ok(kept.count)
}

/// Who came from no file was written by hand; of who came from another, what was changed since.
fn is_written(column: &str) -> String {
    format!(
        "(c.external_id IS NULL AND c.{column} IS NOT NULL
          OR c.imported IS NOT NULL AND c.imported ->> '{column}' IS DISTINCT FROM c.{column}::text)"
    )
}

const JOINED: &str = "joined_customers joined JOIN customers c ON c.id = joined.customer_id";

fn count_written() -> String {
    let kept = COLUMNS.map(|column| {
        let is_written = is_written(column);
        format!("({is_written} AND staged.{column} IS NOT NULL AND staged.{column} IS DISTINCT FROM c.{column})")
    });
    format!(
        "SELECT count(*) AS count FROM staged_customers staged JOIN ({JOINED}) ON joined.line = staged.line WHERE {}",
        kept.join(" OR ")
    )
}

/// Another file does not change what people wrote: that becomes blank.
fn drop_written() -> String {
    let blank = COLUMNS.map(|column| {
        let is_written = is_written(column);
        format!("{column} = CASE WHEN {is_written} THEN NULL ELSE staged.{column} END")
    });
    let key = is_written("tax_id");
    format!(
        "UPDATE staged_customers AS staged
         SET tax_id_key = CASE WHEN {key} THEN NULL ELSE staged.tax_id_key END, {}
         FROM {JOINED} WHERE joined.line = staged.line",
        blank.join(", ")
    )
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
