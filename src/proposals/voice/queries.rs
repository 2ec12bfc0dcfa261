use diesel::dsl::now;
use diesel::prelude::*;

use crate::db::schema::{proposal_examples, proposals};
use crate::domain::{Language, ProposalId};
use crate::proposals::engine::llm::Example;
use crate::proposals::model::State;

/// An example as its organisation is shown it.
#[derive(Debug, Clone, Queryable)]
pub struct Kept {
    pub proposal: ProposalId,
    pub before: String,
    pub after: String,
}

pub fn upsert_example(
    conn: &mut PgConnection,
    (proposal, language): (ProposalId, Language),
    before: &str,
    after: &str,
) -> QueryResult<usize> {
    diesel::insert_into(proposal_examples::table)
        .values((
            proposal_examples::proposal_id.eq(proposal),
            proposal_examples::language.eq(language),
            proposal_examples::before.eq(before),
            proposal_examples::after.eq(after),
        ))
        .on_conflict(proposal_examples::proposal_id)
        .do_update()
        .set((
            proposal_examples::after.eq(after),
            proposal_examples::updated_at.eq(now),
        ))
        .execute(conn)
}

/// The newest in a language of what was sent, so that the facts cover it; without those that were changed back.
pub fn list_examples(
    conn: &mut PgConnection,
    language: Language,
    limit: i64,
) -> QueryResult<Vec<Example>> {
    let rows: Vec<(String, String)> = proposal_examples::table
        .inner_join(proposals::table)
        .filter(proposals::state.eq(State::Sent))
        .filter(proposal_examples::language.eq(language))
        .filter(proposal_examples::before.ne(proposal_examples::after))
        .order(proposal_examples::updated_at.desc())
        .limit(limit)
        .select((proposal_examples::before, proposal_examples::after))
        .load(conn)?;
    let example = |(before, after)| Example { before, after };
    Ok(rows.into_iter().map(example).collect())
}

/// The same of all languages.
pub fn list_kept(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<Kept>> {
    proposal_examples::table
        .inner_join(proposals::table)
        .filter(proposals::state.eq(State::Sent))
        .filter(proposal_examples::before.ne(proposal_examples::after))
        .order(proposal_examples::updated_at.desc())
        .limit(limit)
        .select((
            proposal_examples::proposal_id,
            proposal_examples::before,
            proposal_examples::after,
        ))
        .load(conn)
}

pub fn delete_example(conn: &mut PgConnection, id: ProposalId) -> QueryResult<usize> {
    diesel::delete(proposal_examples::table.find(id)).execute(conn)
}

/// Forgets all but the newest.
pub fn delete_old_examples(conn: &mut PgConnection, keep: i64) -> QueryResult<usize> {
    let old: Vec<ProposalId> = proposal_examples::table
        .order(proposal_examples::updated_at.desc())
        .offset(keep)
        .select(proposal_examples::proposal_id)
        .load(conn)?;
    let old = proposal_examples::table.filter(proposal_examples::proposal_id.eq_any(old));
    diesel::delete(old).execute(conn)
}
