//! Saved lists whose filter names a tag: they follow where it is called otherwise.

use diesel::{PgConnection, QueryResult};

use super::actions::words_aside;
use super::model::SavedView;
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::domain::CustomerViewId;

/// Lets the lists that name the one tag name the other, whoever's they are, also the deleted ones: they may come back.
/// Returns which did; `among` are the only ones that may.
pub fn follow(
    conn: &mut PgConnection,
    actor: &Actor,
    (from, to): (&str, &str),
    among: Option<&[CustomerViewId]>,
) -> QueryResult<Vec<CustomerViewId>> {
    let mut followed = Vec::new();
    for view in queries::list_tagged(conn)? {
        let may = among.is_none_or(|ids| ids.contains(&view.id));
        let Some(query) = retagged(&view.query, from, to).filter(|_| may) else {
            continue;
        };
        queries::update_query(conn, view.id, &query)?;
        let (before, after) = (words_aside(&view.query), words_aside(&query));
        let change = Change::new("view.updated", "view", view.id).field("query", before, after);
        audit::record(conn, actor, &change)?;
        followed.push(view.id);
    }
    Ok(followed)
}

/// The lists that name the tag.
pub fn list_naming(conn: &mut PgConnection, tag: &str) -> QueryResult<Vec<SavedView>> {
    let mut views = queries::list_tagged_there(conn)?;
    views.retain(|view| names(&view.query, tag));
    Ok(views)
}

/// Whether a list's query asks for the tag.
pub fn names(query: &str, tag: &str) -> bool {
    retagged(query, tag, tag).is_some()
}

/// The query with the other tag; `None` where it does not ask for the one.
pub fn retagged(query: &str, from: &str, to: &str) -> Option<String> {
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let found = pairs
        .iter_mut()
        .find(|(name, value)| name == "tag" && value == from)?;
    found.1 = to.to_owned();
    serde_urlencoded::to_string(pairs).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_asks_for_the_other_tag_and_is_otherwise_as_it_was() {
        let query = "q=ana+mar%C3%ADa&tag=fiesta&city=fiesta&sort=-spend";
        assert_eq!(
            retagged(query, "fiesta", "Fiestas & más").as_deref(),
            Some("q=ana+mar%C3%ADa&tag=Fiestas+%26+m%C3%A1s&city=fiesta&sort=-spend")
        );
        for other in ["tag=Fiesta", "city=fiesta", ""] {
            assert_eq!(retagged(other, "fiesta", "x"), None, "{other}");
        }
    }
}
