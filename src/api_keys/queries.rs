use diesel::dsl::{IntervalDsl as _, now};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text, Timestamptz};

use super::model::{Claim, Key, NewKey, Stored};
use crate::db::schema::{api_keys, idempotency_keys, users};
use crate::domain::{ApiKeyId, Scope, UserId};

/// The key of this hash, unless it was revoked.
pub fn find_valid_key(conn: &mut PgConnection, hash: &[u8]) -> QueryResult<Option<Key>> {
    api_keys::table
        .filter(api_keys::key_hash.eq(hash))
        .filter(api_keys::revoked_at.is_null())
        .select(Key::as_select())
        .first(conn)
        .optional()
}

pub fn touch_key(conn: &mut PgConnection, id: ApiKeyId) -> QueryResult<usize> {
    diesel::update(api_keys::table.find(id))
        .set(api_keys::last_used_at.eq(now))
        .execute(conn)
}

/// All of them with who made each, those that hold first, the newest first.
pub fn list_keys(conn: &mut PgConnection) -> QueryResult<Vec<(Key, Option<String>)>> {
    api_keys::table
        .left_join(users::table)
        .order((api_keys::revoked_at.is_not_null(), api_keys::id.desc()))
        .select((Key::as_select(), users::name.nullable()))
        .load(conn)
}

pub fn insert_key(
    conn: &mut PgConnection,
    new: &NewKey,
    (hash, prefix): (&[u8], &str),
    by: Option<UserId>,
) -> QueryResult<ApiKeyId> {
    let scopes: Vec<&str> = new.scopes.iter().copied().map(Scope::as_str).collect();
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::name.eq(&new.name),
            api_keys::key_hash.eq(hash),
            api_keys::prefix.eq(prefix),
            api_keys::scopes.eq(scopes),
            api_keys::created_by.eq(by.map(UserId::get)),
        ))
        .returning(api_keys::id)
        .get_result(conn)
}

/// Its name; `None` when it is revoked already or never was.
pub fn revoke_key(conn: &mut PgConnection, id: ApiKeyId) -> QueryResult<Option<String>> {
    let valid = api_keys::table
        .find(id)
        .filter(api_keys::revoked_at.is_null());
    diesel::update(valid)
        .set(api_keys::revoked_at.eq(now))
        .returning(api_keys::name)
        .get_result(conn)
        .optional()
}

pub fn find_name(conn: &mut PgConnection, id: ApiKeyId) -> QueryResult<String> {
    api_keys::table.find(id).select(api_keys::name).first(conn)
}

/// Makes the client's key ours; waits for whoever has it and is not done. 0 where it is taken, and not too old to count.
pub fn claim(conn: &mut PgConnection, claim: &Claim) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO idempotency_keys AS held (api_key_id, key, fingerprint) VALUES ($1, $2, $3)
         ON CONFLICT (api_key_id, key) DO UPDATE
         SET fingerprint = excluded.fingerprint, status = NULL, body = NULL, version = NULL, created_at = now()
         WHERE held.created_at <= now() - interval '24 hours'",
    )
    .bind::<BigInt, _>(claim.api_key_id)
    .bind::<Text, _>(&claim.key)
    .bind::<Binary, _>(&claim.fingerprint)
    .execute(conn)
}

/// What the request was answered that had the key first.
pub fn find_answer(conn: &mut PgConnection, claim: &Claim) -> QueryResult<Stored> {
    idempotency_keys::table
        .find((claim.api_key_id.get(), &claim.key))
        .select(Stored::as_select())
        .first(conn)
}

pub fn store_answer(
    conn: &mut PgConnection,
    claim: &Claim,
    (status, body, version): (i32, &str, Option<i32>),
) -> QueryResult<usize> {
    diesel::update(idempotency_keys::table.find((claim.api_key_id.get(), &claim.key)))
        .set((
            idempotency_keys::status.eq(status),
            idempotency_keys::body.eq(body),
            idempotency_keys::version.eq(version),
        ))
        .execute(conn)
}

/// Deletes what is older than a client may rely on.
pub fn delete_old_answers(conn: &mut PgConnection) -> QueryResult<usize> {
    let a_day_ago = now.into_sql::<Timestamptz>() - 24.hours();
    diesel::delete(idempotency_keys::table)
        .filter(idempotency_keys::created_at.le(a_day_ago))
        .execute(conn)
}
