use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, Text};
use serde_json::Value;

use super::model::{Found, Listed, ListedMerge, Merge, NewMerge, PairState, Standing};
use crate::customers::queries::alike::{COMPARED, Compared};
use crate::customers::similarity::{BLOCK, Reason};
use crate::db::schema::{customer_merges, customers, duplicate_pairs};
use crate::domain::{CustomerId, MergeId, UserId};
use crate::web::Pages;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: CustomerId,
}

/// Takes the oldest customers who are to be compared; until the transaction ends, nobody else gets them.
pub fn take_checks(conn: &mut PgConnection, most: i64) -> QueryResult<Vec<CustomerId>> {
    let taken: Vec<Id> = diesel::sql_query(
        "DELETE FROM duplicate_checks WHERE id IN (
             SELECT id FROM duplicate_checks ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING customer_id AS id",
    )
    .bind::<BigInt, _>(most)
    .load(conn)?;
    let mut ids: Vec<CustomerId> = taken.into_iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Has a part of all customers compared again: names become common and rules change.
pub fn insert_checks(conn: &mut PgConnection, part: i64, of: i64) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO duplicate_checks (customer_id) SELECT id FROM customers WHERE deleted_at IS NULL AND id % $2 = $1",
    )
    .bind::<BigInt, _>(part)
    .bind::<BigInt, _>(of)
    .execute(conn)
}

/// What is compared of these, without those who were deleted.
pub fn list_compared(conn: &mut PgConnection, ids: &[CustomerId]) -> QueryResult<Vec<Compared>> {
    diesel::sql_query(format!(
        "SELECT {COMPARED} FROM customers WHERE id = ANY($1) AND deleted_at IS NULL AND erased_at IS NULL"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
}

/// Replaces the keys of these customers by the given ones, each with its customer.
pub fn replace_keys(
    conn: &mut PgConnection,
    ids: &[CustomerId],
    keys: &[(CustomerId, i64)],
) -> QueryResult<()> {
    diesel::sql_query("DELETE FROM duplicate_keys WHERE customer_id = ANY($1)")
        .bind::<Array<BigInt>, _>(ids)
        .execute(conn)?;
    let (owners, keys): (Vec<CustomerId>, Vec<i64>) = keys.iter().copied().unzip();
    diesel::sql_query(
        "INSERT INTO duplicate_keys (customer_id, key) SELECT * FROM unnest($1::bigint[], $2::bigint[])",
    )
    .bind::<Array<BigInt>, _>(owners)
    .bind::<Array<BigInt>, _>(keys)
    .execute(conn)
    .map(|_| ())
}

#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = BigInt)]
    a: CustomerId,
    #[diesel(sql_type = BigInt)]
    b: CustomerId,
}

/// Who shares a key with one of these, each pair once; a key that too many share counts for nothing.
pub fn list_candidates(
    conn: &mut PgConnection,
    ids: &[CustomerId],
) -> QueryResult<Vec<(CustomerId, CustomerId)>> {
    let pairs: Vec<Pair> = diesel::sql_query(
        "SELECT DISTINCT least(mine.customer_id, other.customer_id) AS a, greatest(mine.customer_id, other.customer_id) AS b
         FROM duplicate_keys mine CROSS JOIN LATERAL (
             SELECT customer_id, count(*) OVER () AS sharers FROM (
                 SELECT customer_id FROM duplicate_keys WHERE key = mine.key LIMIT $2 + 1
             ) AS first
         ) AS other
         WHERE mine.customer_id = ANY($1) AND other.sharers <= $2 AND other.customer_id <> mine.customer_id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<BigInt, _>(BLOCK)
    .load(conn)?;
    Ok(pairs.into_iter().map(|pair| (pair.a, pair.b)).collect())
}

/// Stores who was found to be like one of these; who no longer is leaves the queue. What somebody decided stays.
pub fn replace_pairs(
    conn: &mut PgConnection,
    ids: &[CustomerId],
    found: &[Found],
) -> QueryResult<()> {
    let a: Vec<CustomerId> = found.iter().map(|pair| pair.a).collect();
    let b: Vec<CustomerId> = found.iter().map(|pair| pair.b).collect();
    let scores: Vec<i32> = found.iter().map(|pair| pair.score).collect();
    let reasons: Vec<String> = found
        .iter()
        .map(|pair| reasons_text(&pair.reasons))
        .collect();
    diesel::sql_query(
        "DELETE FROM duplicate_pairs WHERE state = 'open' AND (a_id = ANY($1) OR b_id = ANY($1))
           AND (a_id, b_id) NOT IN (SELECT * FROM unnest($2::bigint[], $3::bigint[]))",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<BigInt>, _>(&a)
    .bind::<Array<BigInt>, _>(&b)
    .execute(conn)?;
    diesel::sql_query(
        "INSERT INTO duplicate_pairs AS old (a_id, b_id, score, reasons)
         SELECT a, b, score, string_to_array(reasons, ' ')
         FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::text[]) AS found (a, b, score, reasons)
         ON CONFLICT (a_id, b_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
         WHERE (old.score, old.reasons) IS DISTINCT FROM (excluded.score, excluded.reasons)",
    )
    .bind::<Array<BigInt>, _>(a)
    .bind::<Array<BigInt>, _>(b)
    .bind::<Array<Integer>, _>(scores)
    .bind::<Array<Text>, _>(reasons)
    .execute(conn)
    .map(|_| ())
}

fn reasons_text(reasons: &[Reason]) -> String {
    let words: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
    words.join(" ")
}

/// How many pairs are in a state, of customers who are there.
pub fn count_pairs(conn: &mut PgConnection, state: PairState) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let found: Count = diesel::sql_query(
        "SELECT count(*) AS count FROM duplicate_pairs pair
         JOIN customers a ON a.id = pair.a_id AND a.deleted_at IS NULL
         JOIN customers b ON b.id = pair.b_id AND b.deleted_at IS NULL
         WHERE pair.state = $1",
    )
    .bind::<Text, _>(state.as_str())
    .get_result(conn)?;
    Ok(found.count)
}

/// A page of the pairs in a state, the most alike first.
pub fn list_pairs(
    conn: &mut PgConnection,
    state: PairState,
    pages: Pages,
) -> QueryResult<Vec<Listed>> {
    diesel::sql_query(
        "SELECT pair.a_id, a.full_name AS a_name, concat_ws(' · ', a.email, a.phone, a.tax_id) AS a_contact,
                pair.b_id, b.full_name AS b_name, concat_ws(' · ', b.email, b.phone, b.tax_id) AS b_contact,
                pair.score, pair.reasons
         FROM duplicate_pairs pair
         JOIN customers a ON a.id = pair.a_id AND a.deleted_at IS NULL
         JOIN customers b ON b.id = pair.b_id AND b.deleted_at IS NULL
         WHERE pair.state = $1 ORDER BY pair.score DESC, pair.a_id, pair.b_id LIMIT $2 OFFSET $3",
    )
    .bind::<Text, _>(state.as_str())
    .bind::<BigInt, _>(Pages::ROWS)
    .bind::<BigInt, _>(pages.offset())
    .load(conn)
}

/// How much these two look like one, which is their place in the queue.
pub fn find_score(
    conn: &mut PgConnection,
    (a, b): (CustomerId, CustomerId),
) -> QueryResult<Option<i32>> {
    duplicate_pairs::table
        .find((a.get(), b.get()))
        .select(duplicate_pairs::score)
        .first(conn)
        .optional()
}

/// The two who follow these, who have or had that score, in the queue; after the last, the first again.
pub fn find_next_pair(
    conn: &mut PgConnection,
    (a, b): (CustomerId, CustomerId),
    score: i32,
) -> QueryResult<Option<(CustomerId, CustomerId)>> {
    let pair: Option<Pair> = diesel::sql_query(
        "SELECT pair.a_id AS a, pair.b_id AS b
         FROM duplicate_pairs pair
         JOIN customers a ON a.id = pair.a_id AND a.deleted_at IS NULL
         JOIN customers b ON b.id = pair.b_id AND b.deleted_at IS NULL
         WHERE pair.state = 'open'
         ORDER BY (-pair.score, pair.a_id, pair.b_id) <= (-$3, $1, $2), pair.score DESC, pair.a_id, pair.b_id LIMIT 1",
    )
    .bind::<BigInt, _>(a)
    .bind::<BigInt, _>(b)
    .bind::<Integer, _>(score)
    .get_result(conn)
    .optional()?;
    Ok(pair.map(|pair| (pair.a, pair.b)))
}

/// How many merges stand.
pub fn count_merges(conn: &mut PgConnection) -> QueryResult<i64> {
    customer_merges::table
        .filter(customer_merges::undone_at.is_null())
        .count()
        .get_result(conn)
}

/// A page of the merges that stand, the newest first.
pub fn list_merges(conn: &mut PgConnection, pages: Pages) -> QueryResult<Vec<ListedMerge>> {
    diesel::sql_query(
        "SELECT merge.id, merge.winner_id, winner.full_name AS winner_name, merge.loser_id,
                coalesce(merge.loser_before ->> 'full_name', loser.full_name) AS loser_name, merge.merged_at, users.name AS merged_by
         FROM customer_merges merge JOIN customers winner ON winner.id = merge.winner_id
         JOIN customers loser ON loser.id = merge.loser_id
         LEFT JOIN users ON users.id = merge.merged_by
         WHERE merge.undone_at IS NULL ORDER BY merge.merged_at DESC, merge.id DESC LIMIT $1 OFFSET $2",
    )
    .bind::<BigInt, _>(Pages::ROWS)
    .bind::<BigInt, _>(pages.offset())
    .load(conn)
}

/// What else a person sees of these customers before they decide.
pub fn list_standings(conn: &mut PgConnection, ids: &[CustomerId]) -> QueryResult<Vec<Standing>> {
    diesel::sql_query(
        "SELECT c.id, coalesce(m.services, 0)::bigint AS services, coalesce(m.spend, 0) AS spend, m.last_date,
                users.name AS owner
         FROM customers c LEFT JOIN customer_metrics m ON m.customer_id = c.id LEFT JOIN users ON users.id = c.owner_id
         WHERE c.id = ANY($1) AND c.deleted_at IS NULL",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
}

/// Notes what somebody decided of two customers, found or not.
pub fn upsert_decision(
    conn: &mut PgConnection,
    (a, b): (CustomerId, CustomerId),
    state: PairState,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO duplicate_pairs (a_id, b_id, score, state, decided_at, decided_by)
         VALUES ($1, $2, 0, $3, now(), $4)
         ON CONFLICT (a_id, b_id) DO UPDATE
         SET state = excluded.state, decided_at = excluded.decided_at, decided_by = excluded.decided_by",
    )
    .bind::<BigInt, _>(a)
    .bind::<BigInt, _>(b)
    .bind::<Text, _>(state.as_str())
    .bind::<Nullable<BigInt>, _>(by)
    .execute(conn)
}

/// Puts a pair back into the queue; one that nothing had found leaves.
pub fn reopen_pair(
    conn: &mut PgConnection,
    (a, b): (CustomerId, CustomerId),
) -> QueryResult<usize> {
    let pair = duplicate_pairs::table.find((a.get(), b.get()));
    diesel::delete(duplicate_pairs::table.find((a.get(), b.get())))
        .filter(duplicate_pairs::score.eq(0))
        .execute(conn)?;
    diesel::update(pair)
        .set((
            duplicate_pairs::state.eq(PairState::Open),
            duplicate_pairs::decided_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            duplicate_pairs::decided_by.eq(None::<i64>),
        ))
        .execute(conn)
}

/// Who was joined to somebody is compared with nobody any more.
pub fn delete_open_pairs(conn: &mut PgConnection, customer: CustomerId) -> QueryResult<usize> {
    diesel::delete(
        duplicate_pairs::table
            .filter(duplicate_pairs::state.eq(PairState::Open))
            .filter(
                duplicate_pairs::a_id
                    .eq(customer)
                    .or(duplicate_pairs::b_id.eq(customer)),
            ),
    )
    .execute(conn)
}

pub fn insert_merge(conn: &mut PgConnection, new: &NewMerge) -> QueryResult<MergeId> {
    diesel::insert_into(customer_merges::table)
        .values(new)
        .returning(customer_merges::id)
        .get_result::<i64>(conn)
        .map(MergeId::from)
}

/// Nobody else undoes it before the transaction ends.
pub fn lock_merge(conn: &mut PgConnection, id: MergeId) -> QueryResult<Merge> {
    customer_merges::table
        .find(id.get())
        .select(Merge::as_select())
        .for_update()
        .first(conn)
}

/// Whether a merge that came later and stands has to do with one of the two.
pub fn has_later_merge(conn: &mut PgConnection, merge: &Merge) -> QueryResult<bool> {
    let both = [merge.winner_id.get(), merge.loser_id.get()];
    let later = customer_merges::table
        .filter(customer_merges::id.gt(merge.id.get()))
        .filter(customer_merges::undone_at.is_null())
        .filter(
            customer_merges::winner_id
                .eq_any(both)
                .or(customer_merges::loser_id.eq_any(both)),
        );
    diesel::select(diesel::dsl::exists(later)).get_result(conn)
}

pub fn update_undone(
    conn: &mut PgConnection,
    id: MergeId,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::update(customer_merges::table.find(id.get()))
        .set((
            customer_merges::undone_at.eq(diesel::dsl::now),
            customer_merges::undone_by.eq(by.map(UserId::get)),
        ))
        .execute(conn)
}

/// The merges of the last days that stand: somebody may have written to the loser while they were joined.
pub fn list_recent_merges(conn: &mut PgConnection, days: i32) -> QueryResult<Vec<Merge>> {
    customer_merges::table
        .filter(customer_merges::undone_at.is_null())
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>(&format!(
            "merged_at > now() - interval '{days} days'"
        )))
        .order(customer_merges::id)
        .select(Merge::as_select())
        .load(conn)
}

pub fn update_moved(conn: &mut PgConnection, id: MergeId, moved: &Value) -> QueryResult<usize> {
    diesel::sql_query("UPDATE customer_merges SET moved = $2 WHERE id = $1")
        .bind::<BigInt, _>(id)
        .bind::<Jsonb, _>(moved)
        .execute(conn)
}

/// Who stands for somebody who was merged; `None` for everybody else, and where nobody is left.
pub fn find_survivor(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Option<CustomerId>> {
    let row: Option<Id> = diesel::sql_query(
        "SELECT id FROM customers WHERE id = surviving_customer($1) AND id <> $1 AND deleted_at IS NULL",
    )
    .bind::<BigInt, _>(id)
    .get_result(conn)
    .optional()?;
    Ok(row.map(|row| row.id))
}

/// Whether somebody else has this canonical tax id by now.
pub fn is_tax_id_taken(
    conn: &mut PgConnection,
    key: &str,
    besides: &[CustomerId],
) -> QueryResult<bool> {
    let besides: Vec<i64> = besides.iter().map(|id| id.get()).collect();
    let holder = customers::table
        .filter(customers::tax_id_key.eq(key))
        .filter(customers::deleted_at.is_null())
        .filter(customers::id.ne_all(besides));
    diesel::select(diesel::dsl::exists(holder)).get_result(conn)
}
