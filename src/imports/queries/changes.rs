//! What a trial would change of customers, read from the notes of the triggers before the trial is undone.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text};
use serde_json::Value;

use crate::customers::bulk::column_of;
use crate::domain::ImportId;
use crate::imports::fields::{Field, of_registry};
use crate::imports::model::{ChangedColumn, ChangedCustomer};

/// Customers that a trial names.
const NAMED: i64 = 20;
/// Characters of a value; notes may be long.
const LONGEST: usize = 200;
/// The column of what the business asks besides, by key.
const OWN_VALUES: &str = "custom";

/// The columns that a person knows, in the order in which they are shown, and the field that fills each.
fn columns() -> impl Iterator<Item = (&'static str, Field)> {
    let of_registry =
        of_registry().filter_map(|(name, field)| Some((column_of(field)?, Field::Customer(name))));
    std::iter::once(("full_name", Field::Name)).chain(of_registry)
}

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
    /// Whose customer it was and became, by name.
    #[diesel(sql_type = Nullable<Text>)]
    owner_before: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    owner_after: Option<String>,
}

const LIST: &str = "
    SELECT c.id, coalesce(changed.before ->> 'full_name', c.full_name) AS name, changed.before, changed.after,
           (SELECT u.name FROM users u WHERE u.id = (changed.before ->> 'owner_id')::bigint) AS owner_before,
           (SELECT u.name FROM users u WHERE u.id = (changed.after ->> 'owner_id')::bigint) AS owner_after
    FROM import_changed changed JOIN customers c ON c.id = changed.record_id
    WHERE changed.import_id = $1 AND changed.table_name = 'customers' AND jsonb_exists_any(changed.after, $2)
    ORDER BY c.id LIMIT $3";

/// The first customers that the running import changed so far, each with what a person sees of it.
pub fn list_changed(conn: &mut PgConnection, id: ImportId) -> QueryResult<Vec<ChangedCustomer>> {
    let columns = columns().map(|(column, _)| column);
    let columns: Vec<&str> = columns.chain([OWN_VALUES]).collect();
    let noted: Vec<Noted> = diesel::sql_query(LIST)
        .bind::<BigInt, _>(id)
        .bind::<Array<Text>, _>(columns)
        .bind::<BigInt, _>(NAMED)
        .load(conn)?;
    Ok(noted.into_iter().map(changed).collect())
}

fn changed(noted: Noted) -> ChangedCustomer {
    let is_changed = |(column, _): &(&str, Field)| noted.after.get(column).is_some();
    let of_columns = columns().filter(is_changed).map(|(column, field)| {
        let (before, after) = match column {
            "owner_id" => (
                noted.owner_before.clone().unwrap_or_default(),
                noted.owner_after.clone().unwrap_or_default(),
            ),
            _ => (
                text(noted.before.get(column)),
                text(noted.after.get(column)),
            ),
        };
        ChangedColumn {
            field: field.to_string(),
            before,
            after,
        }
    });
    ChangedCustomer {
        columns: of_columns.chain(own_values(&noted)).collect(),
        id: noted.id,
        name: noted.name.clone(),
    }
}

/// The keys of what the business asks besides whose value changed.
fn own_values(noted: &Noted) -> Vec<ChangedColumn> {
    let value = |row: &Value, key: &str| text(row.get(OWN_VALUES).and_then(|own| own.get(key)));
    let after = noted.after.get(OWN_VALUES).and_then(Value::as_object);
    let keys = after.into_iter().flat_map(|values| values.keys());
    let columns = keys.map(|key| ChangedColumn {
        field: key.clone(),
        before: value(&noted.before, key),
        after: value(&noted.after, key),
    });
    columns
        .filter(|column| column.before != column.after)
        .collect()
}

/// Empty where there is none.
fn text(value: Option<&Value>) -> String {
    let text = match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(words)) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            words.join(", ")
        }
        _ => String::new(),
    };
    text.chars().take(LONGEST).collect()
}
