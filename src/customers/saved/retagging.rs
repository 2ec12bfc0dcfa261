//! Saved lists whose filter names a tag, or an option of a field of the business: they follow where it is called otherwise.

use diesel::{PgConnection, QueryResult};

use super::actions::words_aside;
use super::model::SavedView;
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::domain::{CustomerViewId, OwnKey};

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
        store(conn, actor, &view, &query)?;
        followed.push(view.id);
    }
    Ok(followed)
}

/// Lets the lists that ask for an option ask for what it is called by now, also the deleted ones.
pub fn follow_options(
    conn: &mut PgConnection,
    actor: &Actor,
    key: OwnKey,
    renamed: &[(String, String)],
) -> QueryResult<()> {
    for view in queries::list_asking(conn, &key.to_string())? {
        if let Some(query) = with_options(&view.query, key, renamed) {
            store(conn, actor, &view, &query)?;
        }
    }
    Ok(())
}

fn store(conn: &mut PgConnection, actor: &Actor, view: &SavedView, query: &str) -> QueryResult<()> {
    queries::update_query(conn, view.id, query)?;
    let (before, after) = (words_aside(&view.query), words_aside(query));
    let change = Change::new("view.updated", "view", view.id).field("query", before, after);
    audit::record(conn, actor, &change).map(|_| ())
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

/// The query with the option as it is called by now; `None` where it asks for none that is called otherwise.
pub fn with_options(query: &str, key: OwnKey, renamed: &[(String, String)]) -> Option<String> {
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let part = key.to_string();
    let (_, value) = pairs.iter_mut().find(|(name, _)| *name == part)?;
    let (_, becomes) = renamed.iter().find(|(was, _)| was == value)?;
    becomes.clone_into(value);
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

    #[test]
    fn a_query_asks_for_the_option_as_it_is_called_by_now() {
        let renamed = [("Suave", "Leve"), ("Firme", "Suave")];
        let renamed = renamed.map(|(was, becomes)| (was.to_owned(), becomes.to_owned()));
        let with = |query: &str| with_options(query, OwnKey(5), &renamed);
        assert_eq!(
            with("x5=Firme&x6=Firme&sort=name").as_deref(),
            Some("x5=Suave&x6=Firme&sort=name")
        );
        assert_eq!(with("x5=Suave").as_deref(), Some("x5=Leve"));
        for other in ["x5=Media", "x6=Firme", ""] {
            assert_eq!(with(other), None, "{other}");
        }
    }
}
