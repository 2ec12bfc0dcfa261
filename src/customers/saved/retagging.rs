//! Saved lists whose filter names a tag, a category, or an option of a field of the business: they follow where it is called
//! otherwise.

use diesel::{PgConnection, QueryResult};

use super::actions::words_aside;
use super::model::SavedView;
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::customers::renaming::{self, Part, names, with_options, with_other};
use crate::domain::{CustomerViewId, OwnKey};

/// Lets the lists that ask for the one tag or category ask for the other, whoever's they are, also the deleted ones: they may come back.
/// Returns which did; `among` are the only ones that may.
pub fn follow_part(
    conn: &mut PgConnection,
    actor: &Actor,
    part: Part,
    (from, to): (&str, &str),
    among: Option<&[CustomerViewId]>,
) -> QueryResult<Vec<CustomerViewId>> {
    renaming::follow(
        queries::list_asking(conn, part.as_str())?,
        among,
        |query| with_other(query, part, (from, to)),
        |id, before, after| store(conn, actor, id, before, after),
    )
}

/// Lets the lists that ask for an option ask for what it is called by now, also the deleted ones.
pub fn follow_options(
    conn: &mut PgConnection,
    actor: &Actor,
    key: OwnKey,
    renamed: &[(String, String)],
) -> QueryResult<()> {
    renaming::follow(
        queries::list_asking(conn, &key.to_string())?,
        None,
        |query| with_options(query, key, renamed),
        |id, before, after| store(conn, actor, id, before, after),
    )
    .map(|_| ())
}

fn store(
    conn: &mut PgConnection,
    actor: &Actor,
    id: CustomerViewId,
    before: &str,
    after: &str,
) -> QueryResult<()> {
    queries::update_query(conn, id, after)?;
    let (before, after) = (words_aside(before), words_aside(after));
    let change = Change::new("view.updated", "view", id).field("query", before, after);
    audit::record(conn, actor, &change).map(|_| ())
}

/// The lists that name the tag.
pub fn list_naming(conn: &mut PgConnection, tag: &str) -> QueryResult<Vec<SavedView>> {
    let mut views = queries::list_tagged_there(conn)?;
    views.retain(|view| names(&view.query, tag));
    Ok(views)
}
