//! Where each import is.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bytea, Nullable, Text};
use serde::Serialize;
use serde_json::Value;

use crate::db::schema::{import_mappings, imports, users};
use crate::domain::{ImportId, JobId, UserId};
use crate::imports::look::Look;
use crate::imports::mapping::{Mapping, Remembered};
use crate::imports::model::{Import, Listed, Report, State};

/// Imports on a page of the list.
pub const PAGE: i64 = 50;

pub fn find_import(conn: &mut PgConnection, id: ImportId) -> QueryResult<Import> {
    imports::table
        .find(id.get())
        .select(Import::as_select())
        .first(conn)
}

/// Nobody else takes its next step before the transaction ends.
pub fn lock_import(conn: &mut PgConnection, id: ImportId) -> QueryResult<Import> {
    imports::table
        .find(id.get())
        .select(Import::as_select())
        .for_no_key_update()
        .first(conn)
}

/// A page of them, the newest first; uploads under way are nobody's business.
pub fn list_imports(conn: &mut PgConnection, page: i64) -> QueryResult<Vec<Listed>> {
    imports::table
        .left_join(users::table.on(imports::created_by.eq(users::id.nullable())))
        .filter(imports::state.ne(State::Uploading))
        .order(imports::id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .select(Listed::as_select())
        .load(conn)
}

pub fn count_imports(conn: &mut PgConnection) -> QueryResult<i64> {
    imports::table
        .filter(imports::state.ne(State::Uploading))
        .count()
        .get_result(conn)
}

pub fn insert_upload(
    conn: &mut PgConnection,
    file_name: &str,
    source: &str,
    by: UserId,
) -> QueryResult<ImportId> {
    diesel::insert_into(imports::table)
        .values((
            imports::kind.eq("customers"),
            imports::source.eq(source),
            imports::file_name.eq(file_name),
            imports::state.eq(State::Uploading),
            imports::created_by.eq(by.get()),
        ))
        .returning(imports::id)
        .get_result::<i64>(conn)
        .map(ImportId::from)
}

/// The file is there: a job reads it.
pub fn update_uploaded(conn: &mut PgConnection, id: ImportId, size: i64) -> QueryResult<usize> {
    diesel::update(imports::table.find(id.get()))
        .set((imports::size.eq(size), imports::state.eq(State::Reading)))
        .execute(conn)
}

/// A step begins; its job is to be watched from now on.
pub fn update_begun(
    conn: &mut PgConnection,
    id: ImportId,
    state: State,
    job: Option<JobId>,
) -> QueryResult<usize> {
    diesel::update(imports::table.find(id.get()))
        .set((
            imports::state.eq(state),
            imports::job_id.eq(job.map(JobId::get)),
            imports::failure.eq(None::<String>),
            imports::progress_step.eq(""),
            imports::progress_done.eq(0),
            imports::progress_total.eq(0),
        ))
        .execute(conn)
}

/// A step did not go through: back to where it began.
pub fn update_back(conn: &mut PgConnection, id: ImportId, failure: &str) -> QueryResult<usize> {
    let import = lock_import(conn, id)?;
    let state = match (import.state, import.undone_at) {
        (State::Undoing, Some(_)) => State::Undone,
        // Another sheet was asked for; the one that was read stands.
        (State::Reading, _) if import.look.is_some() => State::Mapping,
        (state, _) => state.before(),
    };
    diesel::update(imports::table.find(id.get()))
        .set((imports::state.eq(state), imports::failure.eq(failure)))
        .execute(conn)
}

pub fn update_progress(
    conn: &mut PgConnection,
    id: ImportId,
    step: &str,
    done: i64,
    total: i64,
) -> QueryResult<usize> {
    diesel::update(imports::table.find(id.get()))
        .set((
            imports::progress_step.eq(step),
            imports::progress_done.eq(done),
            imports::progress_total.eq(total),
        ))
        .execute(conn)
}

/// The file was read; a person is asked what its columns are.
pub fn update_read(
    conn: &mut PgConnection,
    id: ImportId,
    look: &Look,
    mapping: &Mapping,
) -> QueryResult<usize> {
    diesel::update(
        imports::table
            .find(id.get())
            .filter(imports::state.eq(State::Reading)),
    )
    .set((
        imports::look.eq(json(look)?),
        imports::mapping.eq(json(mapping)?),
        imports::kind.eq(mapping.kind),
        imports::rows_read.eq(look.rows),
        imports::sheet.eq(look.tab()),
        imports::state.eq(State::Mapping),
    ))
    .execute(conn)
}

pub fn update_mapping(
    conn: &mut PgConnection,
    id: ImportId,
    mapping: &Mapping,
    source: &str,
) -> QueryResult<usize> {
    diesel::update(imports::table.find(id.get()))
        .set((
            imports::mapping.eq(json(mapping)?),
            imports::kind.eq(mapping.kind),
            imports::source.eq(source),
            imports::trial.eq(None::<Value>),
        ))
        .execute(conn)
}

/// Forgets what a trial said.
pub fn delete_trial(conn: &mut PgConnection, id: ImportId) -> QueryResult<usize> {
    diesel::update(imports::table.find(id.get()))
        .set((
            imports::trial.eq(None::<Value>),
            imports::rows_rejected.eq(0),
        ))
        .execute(conn)
}

/// What the trial counted stands in the row too, for the list, until an import counts anew.
pub fn update_checked(conn: &mut PgConnection, id: ImportId, trial: &Report) -> QueryResult<usize> {
    diesel::update(imports::table.find(id.get()))
        .set((
            imports::trial.eq(json(trial)?),
            imports::rows_read.eq(trial.read),
            imports::rows_created.eq(trial.created + trial.customers_created),
            imports::rows_updated.eq(trial.updated + trial.customers_updated),
            imports::customers_created.eq(trial.customers_created),
            imports::customers_updated.eq(trial.customers_updated),
            imports::rows_unchanged.eq(trial.unchanged),
            imports::rows_kept.eq(trial.kept),
            imports::rows_rejected.eq(trial.rejected),
            imports::state.eq(State::Checked),
            imports::failure.eq(None::<String>),
        ))
        .execute(conn)
}

fn json(value: &impl Serialize) -> QueryResult<Value> {
    serde_json::to_value(value)
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))
}

/// What the columns of this header were the last time.
pub fn find_mapping(
    conn: &mut PgConnection,
    header_hash: &[u8],
) -> QueryResult<Option<Remembered>> {
    let found: Option<Value> = import_mappings::table
        .find(header_hash)
        .select(import_mappings::mapping)
        .first(conn)
        .optional()?;
    Ok(found.and_then(|mapping| serde_json::from_value(mapping).ok()))
}

pub fn upsert_mapping(
    conn: &mut PgConnection,
    header_hash: &[u8],
    mapping: &Remembered,
    by: Option<UserId>,
) -> QueryResult<usize> {
    diesel::sql_query(
        "INSERT INTO import_mappings (header_hash, mapping, updated_by) VALUES ($1, $2, $3)
         ON CONFLICT (header_hash) DO UPDATE
         SET mapping = excluded.mapping, updated_by = excluded.updated_by, updated_at = now()",
    )
    .bind::<Bytea, _>(header_hash)
    .bind::<diesel::sql_types::Jsonb, _>(json(mapping)?)
    .bind::<Nullable<BigInt>, _>(by.map(UserId::get))
    .execute(conn)
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// The namespaces that customers came from, to be offered.
pub fn list_sources(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    let words: Vec<Word> = diesel::sql_query(
        "SELECT DISTINCT source AS word FROM (SELECT source FROM imports ORDER BY id DESC LIMIT 500) AS newest ORDER BY 1",
    )
    .load(conn)?;
    Ok(words.into_iter().map(|row| row.word).collect())
}
