//! What a trial would change of customers, read from the notes of the triggers before the trial is undone.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Text};
use serde_json::Value;

use crate::domain::ImportId;
use crate::imports::model::{ChangedColumn, ChangedCustomer};

/// Customers that a trial names.
const NAMED: i64 = 20;
/// Characters of a value; notes may be long.
const LONGEST: usize = 200;
/// The columns that a person knows, in the order in which they are shown, and the field that fills each.
const COLUMNS: [(&str, &str); 14] = [
    ("full_name", "name"),
    ("legal_name", "legal_name"),
    ("email", "email"),
    ("phone", "phone"),
    ("tax_id", "document_id"),
    ("birth_date", "birth_date"),
    ("address", "address"),
    ("city", "city"),
    ("region", "region"),
    ("country", "country"),
    ("sector", "sector"),
    ("website", "website"),
    ("source", "source"),
    ("notes", "notes"),
];

#[derive(QueryableByName)]
struct Noted {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Jsonb)]
    before: Value,
    #[diesel(sql_type = Jsonb)]
    after: Value,
}

const LIST: &str = "
    SELECT c.id, coalesce(changed.before ->> 'full_name', c.full_name) AS name, changed.before, changed.after
    FROM import_changed changed JOIN customers c ON c.id = changed.record_id
    WHERE changed.import_id = $1 AND changed.table_name = 'customers' AND jsonb_exists_any(changed.after, $2)
    ORDER BY c.id LIMIT $3";

/// The first customers that the running import changed so far, each with what a person sees of it.
pub fn list_changed(conn: &mut PgConnection, id: ImportId) -> QueryResult<Vec<ChangedCustomer>> {
    let columns: Vec<&str> = COLUMNS.iter().map(|(column, _)| *column).collect();
    let noted: Vec<Noted> = diesel::sql_query(LIST)
        .bind::<BigInt, _>(id)
        .bind::<Array<Text>, _>(columns)
        .bind::<BigInt, _>(NAMED)
        .load(conn)?;
    Ok(noted.into_iter().map(changed).collect())
}

fn changed(noted: Noted) -> ChangedCustomer {
    let is_changed = |(column, _): &&(&str, &str)| noted.after.get(column).is_some();
    let columns = COLUMNS.iter().filter(is_changed);
    let columns = columns.map(|(column, field)| ChangedColumn {
        field: (*field).to_owned(),
        before: value(&noted.before, column),
        after: value(&noted.after, column),
    });
    ChangedCustomer {
        columns: columns.collect(),
        id: noted.id,
        name: noted.name,
    }
}

/// Empty where there is none.
fn value(row: &Value, column: &str) -> String {
    let text = row.get(column).and_then(Value::as_str).unwrap_or_default();
    text.chars().take(LONGEST).collect()
}
