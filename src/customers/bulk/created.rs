//! Rows of whom nobody is on record: each makes a customer.

use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::filled::{COLUMNS, each};
use crate::customers::model::{CustomerKind, CustomerStatus};

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

const OWN_ID: &str = "nextval(pg_get_serial_sequence('customers', 'id'))";
/// Written in one way only, so that two rows cannot mean the same number, and small enough for a `bigint`.
const IS_ID: &str = "external_id ~ '^[1-9][0-9]{0,17}$'";

/// Stores them and returns how many they are.
pub(super) fn insert_new(conn: &mut PgConnection, source: &str, zone: Tz) -> QueryResult<usize> {
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

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    answer: bool,
}
