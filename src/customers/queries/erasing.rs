//! The person themselves: who is erased with whom, what they are known by, and the row without them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};

use crate::db;
use crate::domain::{CustomerId, Erasure, UserId};

/// The kind of the job that erases somebody, which `privacy` does.
pub const ERASURE: &str = "privacy.erase";

/// By which the job of a customer is found.
pub fn erasure_key(id: CustomerId) -> String {
    format!("{ERASURE}:{id}")
}

/// The condition that somebody asked for a customer's data to go and it is not done yet; `id` is what names the customer in
/// the statement.
pub fn being_erased(id: &str) -> String {
    format!(
        "EXISTS (SELECT FROM jobs WHERE unique_key = '{ERASURE}:' || {id} AND state IN ('queued', 'running'))"
    )
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    is_so: bool,
}

/// [`being_erased`] of one.
pub fn is_being_erased(conn: &mut PgConnection, id: CustomerId) -> QueryResult<bool> {
    let answer: Answer = diesel::sql_query(format!("SELECT {} AS is_so", being_erased("$1")))
        .bind::<BigInt, _>(id)
        .get_result(conn)?;
    Ok(answer.is_so)
}

/// A row that was erased or is to be.
#[derive(Debug, Clone, QueryableByName)]
pub struct Erasable {
    #[diesel(sql_type = BigInt)]
    pub id: CustomerId,
    #[diesel(sql_type = Text)]
    pub full_name: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub erased_at: Option<DateTime<Utc>>,
}

/// The customer first, then everybody who was merged into them, all locked: nobody changes them meanwhile.
pub fn lock_with_merged(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Vec<Erasable>> {
    let mut rows: Vec<Erasable> = diesel::sql_query(
        "WITH RECURSIVE one (id) AS (
             SELECT $1
             UNION SELECT loser_id FROM customer_merges JOIN one ON winner_id = one.id WHERE undone_at IS NULL
         )
         SELECT c.id, c.full_name, c.erased_at FROM customers c
         WHERE c.id IN (SELECT id FROM one) AND (c.deleted_at IS NOT NULL OR c.id = $1) ORDER BY c.id FOR UPDATE",
    )
    .bind::<BigInt, _>(id)
    .load(conn)?;
    rows.sort_by_key(|row| row.id != id);
    match rows.first() {
        Some(first) if first.id == id => Ok(rows),
        _ => Err(diesel::result::Error::NotFound),
    }
}

/// Locks these rows and no others.
pub fn lock_customers(conn: &mut PgConnection, ids: &[CustomerId]) -> QueryResult<usize> {
    diesel::sql_query("SELECT FROM customers WHERE id = ANY($1) ORDER BY id FOR UPDATE")
        .bind::<Array<BigInt>, _>(ids)
        .execute(conn)
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// Everything by which they can be found in a text.
pub fn list_words(conn: &mut PgConnection, ids: &[CustomerId]) -> QueryResult<Vec<String>> {
    let words: Vec<Word> = diesel::sql_query(
        "SELECT DISTINCT word FROM (
             SELECT unnest(ARRAY[full_name, legal_name, email, phone, phone_e164, tax_id, tax_id_key, address, website,
                                 CASE WHEN external_id !~ '^[0-9]{1,9}$' THEN external_id END,
                                 nullif(digits(phone_e164), '')]) AS word
             FROM customers WHERE id = ANY($1)
             UNION ALL SELECT unnest(ARRAY[value, value_key]) FROM contact_points WHERE customer_id = ANY($1)
             UNION ALL SELECT unnest(ARRAY[name, email, phone, phone_e164]) FROM contacts WHERE customer_id = ANY($1)
             UNION ALL SELECT recipient FROM messages WHERE customer_id = ANY($1)
         ) AS said WHERE btrim(word) <> ''",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)?;
    Ok(words.into_iter().map(|row| row.word).collect())
}

/// What they were before a change of many, without which that cannot be undone for them.
pub fn erase_batch_rows(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE customer_batch_rows SET before = NULL, after = NULL, outcome = CASE outcome WHEN 'done' THEN 'changed' ELSE outcome END
        WHERE customer_id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}

/// Empties the row. Its number, kind, status and day of creation stay: figures count it as before.
pub fn erase_customers(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    const ERASE: &str = "
        UPDATE customers SET full_name = $3, greeting = NULL, legal_name = NULL, email = NULL, phone = NULL, phone_e164 = NULL,
            tax_id = NULL, tax_id_key = NULL, birth_date = NULL, address = NULL, city = NULL, region = NULL, country = NULL,
            language = NULL, time_zone = NULL, sector = NULL, website = NULL, source = NULL, notes = NULL, owner_id = NULL,
            tags = '{}', custom = '{}', credit_limit = NULL, external_source = NULL, external_id = NULL, imported = NULL,
            is_tracked = false, segment_label = NULL, version = version + 1, updated_at = now(),
            erased_at = coalesce(erased_at, now())
        WHERE id = ANY($1)";
    db::erase_rows(conn, ERASE, erasure)
}

/// Who did it; apart from the rest, which a restored backup repeats without anybody.
pub fn update_erased_by(
    conn: &mut PgConnection,
    ids: &[CustomerId],
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::sql_query("UPDATE customers SET updated_by = $2 WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Nullable<BigInt>, _>(by)
        .execute(conn)
}

pub fn erase_contact_points(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    db::erase_rows(
        conn,
        "DELETE FROM contact_points WHERE customer_id = ANY($1)",
        erasure,
    )
}

pub fn erase_contacts(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    db::erase_rows(
        conn,
        "DELETE FROM contacts WHERE customer_id = ANY($1)",
        erasure,
    )
}

/// What they agreed to; that nothing commercial goes to them is kept as a hash of the address.
pub fn erase_consents(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    db::erase_rows(
        conn,
        "DELETE FROM consents WHERE customer_id = ANY($1)",
        erasure,
    )
}
