//! What keeps somebody who was erased from coming back: keyed hashes of what they could be known by.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};

use crate::customers::model::CustomerChanges;
use crate::customers::points::model::{PointFields, PointKind};
use crate::domain::{CustomerId, Erasure};

/// By what somebody is known, as it is hashed: `$source`, `$email` … are columns or expressions.
macro_rules! known_by {
    ($source:literal, $email:literal, $phone:literal, $e164:literal, $tax_id:literal, $key:literal) => {
        concat!(
            "VALUES ('source', ",
            $source,
            "), ('email', lower(btrim(",
            $email,
            "))), ('phone', ",
            $e164,
            "),
             ('phone', telling_digits(",
            $phone,
            ")),
             ('tax_id', telling_document(",
            $tax_id,
            ")),
             ('tax_id', telling_document(",
            $key,
            "))"
        )
    };
}

const OF_CUSTOMER: &str = known_by!(
    "c.external_source || chr(31) || c.external_id",
    "c.email",
    "c.phone",
    "c.phone_e164",
    "c.tax_id",
    "c.tax_id_key"
);
const OF_STAGED: &str = known_by!(
    "$1 || chr(31) || staged.external_id",
    "staged.email",
    "staged.phone",
    "staged.phone_e164",
    "staged.tax_id",
    "staged.tax_id_key"
);
const OF_GIVEN: &str = known_by!("NULL", "$1", "$2", "$3", "$4", "$5");

/// Before anything is erased. What somebody else is known by too is theirs: families share addresses and phones.
pub fn insert_tombstones(conn: &mut PgConnection, erasure: &Erasure) -> QueryResult<usize> {
    diesel::sql_query(format!(
        "INSERT INTO tombstones (kind, hash, customer_id, customer_created_at)
         SELECT DISTINCT known.kind, tombstone_hash(secret.value, known.kind, known.value), c.id, c.created_at
         FROM customers c CROSS JOIN secrets AS secret,
              LATERAL ({OF_CUSTOMER} UNION ALL VALUES ('customer', c.id::text)
                  UNION ALL SELECT CASE kind WHEN 'email' THEN 'email' ELSE 'phone' END,
                                   CASE kind WHEN 'email' THEN lower(btrim(value)) ELSE coalesce(value_key, telling_digits(value)) END
                            FROM contact_points WHERE customer_id = c.id AND kind <> 'address') AS known (kind, value)
         WHERE c.id = ANY($1) AND secret.name = 'tombstones' AND known.value <> ''
           AND NOT EXISTS (
               SELECT FROM customers o WHERE o.id <> ALL($1) AND o.deleted_at IS NULL AND o.erased_at IS NULL
                   AND (known.kind = 'email' AND lower(o.email) = known.value OR known.kind = 'phone' AND o.phone_e164 = known.value))
         ON CONFLICT DO NOTHING"
    ))
    .bind::<Array<BigInt>, _>(&erasure.customers)
    .execute(conn)
}

#[derive(QueryableByName)]
struct Kind {
    #[diesel(sql_type = Text)]
    kind: String,
}

/// What somebody is known by: as typed, and as it is compared where it could be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct KnownBy<'a> {
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub phone_e164: Option<&'a str>,
    pub tax_id: Option<&'a str>,
    pub tax_id_key: Option<&'a str>,
}

impl<'a> KnownBy<'a> {
    /// By what is new in a change.
    pub fn of(changes: &'a CustomerChanges) -> Self {
        fn given(change: &Option<Option<String>>) -> Option<&str> {
            change.as_ref().and_then(Option::as_deref)
        }
        Self {
            email: given(&changes.email),
            phone: given(&changes.phone),
            phone_e164: given(&changes.phone_e164),
            tax_id: given(&changes.tax_id),
            tax_id_key: given(&changes.tax_id_key),
        }
    }
}

impl<'a> KnownBy<'a> {
    /// By a channel; of a place nobody is known.
    pub fn of_point(point: &'a PointFields) -> Self {
        let (value, key) = (Some(point.value.as_str()), point.value_key.as_deref());
        match point.kind {
            PointKind::Email => Self {
                email: value,
                ..Self::default()
            },
            PointKind::Phone | PointKind::Mobile => Self {
                phone: value,
                phone_e164: key,
                ..Self::default()
            },
            PointKind::Address => Self::default(),
        }
    }
}

/// By which of these somebody was known who was erased: `email`, `phone`, `tax_id`.
pub fn list_tombstone_kinds(
    conn: &mut PgConnection,
    known: KnownBy<'_>,
) -> QueryResult<Vec<String>> {
    let kinds: Vec<Kind> = diesel::sql_query(format!(
        "SELECT DISTINCT known.kind FROM secrets AS secret CROSS JOIN LATERAL ({OF_GIVEN}) AS known (kind, value)
         JOIN tombstones ON tombstones.kind = known.kind AND tombstones.hash = tombstone_hash(secret.value, known.kind, known.value)
         WHERE secret.name = 'tombstones' AND known.value <> '' ORDER BY known.kind"
    ))
    .bind::<Nullable<Text>, _>(known.email)
    .bind::<Nullable<Text>, _>(known.phone)
    .bind::<Nullable<Text>, _>(known.phone_e164)
    .bind::<Nullable<Text>, _>(known.tax_id)
    .bind::<Nullable<Text>, _>(known.tax_id_key)
    .load(conn)?;
    Ok(kinds.into_iter().map(|row| row.kind).collect())
}

/// Who of these is known by an address, a phone or a tax id by which somebody was known who was erased.
pub(in crate::customers) fn list_alike_erased(
    conn: &mut PgConnection,
    ids: &[CustomerId],
) -> QueryResult<Vec<CustomerId>> {
    let found: Vec<Id> = diesel::sql_query(format!(
        "SELECT DISTINCT c.id FROM customers c CROSS JOIN secrets AS secret CROSS JOIN LATERAL ({OF_CUSTOMER}) AS known (kind, value)
         JOIN tombstones ON tombstones.kind = known.kind AND tombstones.hash = tombstone_hash(secret.value, known.kind, known.value)
         WHERE c.id = ANY($1) AND secret.name = 'tombstones' AND known.kind <> 'source' AND known.value <> '' ORDER BY c.id"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Takes out of a file's rows who was erased, and says how many those were; nothing of them is kept. Who has a row of
/// their own from this source already, or is named by our number, is somebody else: families share addresses.
pub(in crate::customers) fn drop_erased(
    conn: &mut PgConnection,
    source: &str,
) -> QueryResult<usize> {
    diesel::sql_query(format!(
        "DELETE FROM staged_customers AS staged
         WHERE problem IS NULL AND EXISTS (SELECT FROM tombstones) AND NOT starts_with(staged.external_id, 'vinculo:')
           AND NOT EXISTS (SELECT FROM customers c WHERE c.external_source = $1 AND c.external_id = staged.external_id)
           AND EXISTS (
               SELECT FROM secrets AS secret CROSS JOIN LATERAL ({OF_STAGED}) AS known (kind, value)
               JOIN tombstones ON tombstones.kind = known.kind
                   AND tombstones.hash = tombstone_hash(secret.value, known.kind, known.value)
               WHERE secret.name = 'tombstones' AND known.value <> '')"
    ))
    .bind::<Text, _>(source)
    .execute(conn)
}

/// SQL for whether a list of cells, as JSON, has an address, a phone or a document by which somebody was known who was erased,
/// or such a `number`, which may be NULL. A cell that cannot be one of that is not looked up, which would take most of the time.
pub fn names_erased(cells: &str, number: &str) -> String {
    format!(
        "EXISTS (
            SELECT FROM secrets AS secret CROSS JOIN LATERAL (
                SELECT 'source', {number}
                UNION ALL SELECT said.kind, said.value
                FROM jsonb_array_elements_text({cells}) AS cell,
                     LATERAL (
                         SELECT CASE WHEN cell ~ '^[-+() ./0-9]{{8,30}}$' THEN telling_digits(cell) END AS phone,
                                CASE WHEN cell ~ '^[-. 0-9A-Za-z]{{6,20}}$' THEN telling_document(cell) END AS document
                         OFFSET 0
                     ) AS read,
                     LATERAL (
                         VALUES ('email', CASE WHEN cell LIKE '%@%' THEN lower(btrim(cell)) END),
                             ('phone', read.phone), ('phone', '+' || read.phone), ('tax_id', read.document)
                     ) AS said (kind, value)
                WHERE said.value IS NOT NULL
            ) AS known (kind, value)
            JOIN tombstones ON tombstones.kind = known.kind
                AND tombstones.hash = tombstone_hash(secret.value, known.kind, known.value)
            WHERE secret.name = 'tombstones')"
    )
}

/// A tombstone as it is carried to another database.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Tombstone {
    #[diesel(sql_type = BigInt)]
    pub customer_id: CustomerId,
    #[diesel(sql_type = Timestamptz)]
    pub customer_created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    pub erased_at: DateTime<Utc>,
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Hexadecimal.
    #[diesel(sql_type = Text)]
    pub hash: String,
}

/// Lets one at a time carry them to a file, until its transaction ends.
pub fn lock_tombstones(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('customers.tombstones', 0))")
        .execute(conn)
}

pub fn list_tombstones(conn: &mut PgConnection) -> QueryResult<Vec<Tombstone>> {
    diesel::sql_query(
        "SELECT customer_id, customer_created_at, erased_at, kind, encode(hash, 'hex') AS hash
         FROM tombstones ORDER BY erased_at, customer_id, kind, hash",
    )
    .load(conn)
}

/// Keeps a tombstone that another copy of this database has.
pub fn insert_tombstone(conn: &mut PgConnection, stone: &Tombstone) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO tombstones (kind, hash, customer_id, customer_created_at, erased_at)
         VALUES ($1, decode($2, 'hex'), $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind::<Text, _>(&stone.kind)
    .bind::<Text, _>(&stone.hash)
    .bind::<BigInt, _>(stone.customer_id)
    .bind::<Timestamptz, _>(stone.customer_created_at)
    .bind::<Timestamptz, _>(stone.erased_at)
    .execute(conn)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: CustomerId,
}

/// Who of these is in the database as if they had never been erased.
pub fn list_risen(
    conn: &mut PgConnection,
    buried: &[(CustomerId, DateTime<Utc>)],
) -> QueryResult<Vec<CustomerId>> {
    let (ids, created): (Vec<CustomerId>, Vec<DateTime<Utc>>) = buried.iter().copied().unzip();
    let found: Vec<Id> = diesel::sql_query(
        "SELECT DISTINCT c.id FROM unnest($1::bigint[], $2::timestamptz[]) AS buried (id, created_at)
         JOIN customers c ON c.id = buried.id AND c.created_at = buried.created_at
         WHERE c.erased_at IS NULL ORDER BY c.id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Timestamptz>, _>(created)
    .load(conn)?;
    Ok(found.into_iter().map(|row| row.id).collect())
}
