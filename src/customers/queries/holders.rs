//! Who has a tax id or an address already: programs make no customer a second time, whichever way they come.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::db::schema::customers;
use crate::domain::CustomerId;

/// Lets one transaction at a time ask whether these values are taken and take them.
pub fn lock_values(
    conn: &mut PgConnection,
    tax_id: Option<&str>,
    email: Option<&str>,
) -> QueryResult<()> {
    if let Some(email) = email {
        lock(conn, "email", &email.to_lowercase())?;
    }
    if let Some(tax_id) = tax_id {
        lock(conn, "tax_id", &letters(tax_id))?;
    }
    Ok(())
}

fn lock(conn: &mut PgConnection, field: &str, value: &str) -> QueryResult<usize> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<Text, _>(format!("customers.{field} {value}"))
        .execute(conn)
}

/// Who, `besides` left out, has this tax id: as one with a right check digit, or with the same letters and digits as given;
/// of several the oldest.
pub fn find_holder_of_tax_id(
    conn: &mut PgConnection,
    tax_id: &str,
    key: Option<&str>,
    besides: Option<CustomerId>,
) -> QueryResult<Option<CustomerId>> {
    let others = customers::table
        .filter(customers::deleted_at.is_null())
        .filter(customers::id.ne(besides.map_or(0, CustomerId::get)))
        .order(customers::id)
        .select(customers::id);
    if let Some(key) = key {
        let by_key = others.filter(customers::tax_id_key.eq(key));
        let found = by_key.first(conn).optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    let letters = letters(tax_id);
    if letters.is_empty() {
        return Ok(None);
    }
    let as_given = sql::<Bool>(
        "tax_id IS NOT NULL AND upper(regexp_replace(tax_id, '[^[:alnum:]]', '', 'g')) = ",
    )
    .bind::<Text, _>(letters);
    others.filter(as_given).first(conn).optional()
}

fn letters(tax_id: &str) -> String {
    let letters = tax_id.chars().filter(|c| c.is_alphanumeric());
    letters.collect::<String>().to_uppercase()
}
