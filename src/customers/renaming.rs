//! Queries of the list that ask for a tag, for a category, or for an option of a field of the business, where that is called
//! otherwise. Saved lists and the drafts of campaigns keep such queries, and follow alike. So do rows of customers that are
//! kept as JSON.

use diesel::{PgConnection, QueryResult};
use serde_json::Value;

use crate::audit::Actor;
use crate::domain::{CampaignId, OwnKey};

/// Lets the queries, each kept under its id, ask for what is called otherwise by now; `among` are the only ones that may.
/// `otherwise` says what becomes of a query, `store` keeps it over what it was. Returns which followed.
pub fn follow<Id: Copy + PartialEq>(
    kept: Vec<(Id, String)>,
    among: Option<&[Id]>,
    otherwise: impl Fn(&str) -> Option<String>,
    mut store: impl FnMut(Id, &str, &str) -> QueryResult<()>,
) -> QueryResult<Vec<Id>> {
    let mut followed = Vec::new();
    for (id, query) in kept {
        let may = among.is_none_or(|ids| ids.contains(&id));
        let Some(becomes) = otherwise(&query).filter(|_| may) else {
            continue;
        };
        store(id, &query, &becomes)?;
        followed.push(id);
    }
    Ok(followed)
}

/// Lets what asks for the first tag or category ask for the second: drafts of campaigns, which belong to a feature lower in the list. The last
/// are the only ones that may. Returns which did.
pub type FollowDrafts = fn(
    &mut PgConnection,
    &Actor,
    Part,
    (&str, &str),
    Option<&[CampaignId]>,
) -> QueryResult<Vec<CampaignId>>;

/// What of a query is called otherwise as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Tag,
    Category,
}

impl Part {
    /// Its name in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Category => "category",
        }
    }
}

/// Whether a list's query asks for the tag.
pub(super) fn names(query: &str, tag: &str) -> bool {
    with_other(query, Part::Tag, (tag, tag)).is_some()
}

/// The query with the other tag or category; `None` where it does not ask for the one.
pub fn with_other(query: &str, part: Part, (from, to): (&str, &str)) -> Option<String> {
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let found = pairs
        .iter_mut()
        .find(|(name, value)| name == part.as_str() && value == from)?;
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

/// Where an option stands in a row of `customers` that is kept as JSON: among its values, and among those that its file said.
/// `$1` is the field's key.
pub const IN_ROWS: [&str; 2] = ["ARRAY['custom', $1]", "ARRAY['imported', 'custom', $1]"];

/// What `$2` is to be in the SQL of [`renamed_at`] and [`says_old`].
pub fn by_old_name(renamed: &[(String, String)]) -> Value {
    renamed.iter().cloned().collect()
}

/// SQL for the JSON with each of these places saying the option as it is called by now; what is none stays, and what is not
/// there does not come.
pub fn renamed_at(json: &str, places: &[&str]) -> String {
    places.iter().fold(json.to_owned(), |inner, place| {
        format!(
            "jsonb_set({inner}, {place}, coalesce($2 -> ({json} #>> {place}), {json} #> {place}, 'null'), false)"
        )
    })
}

/// SQL for whether one of these places says an option as it was called.
pub fn says_old(json: &str, places: &[&str]) -> String {
    let says = places.iter();
    let says = says.map(|place| format!("coalesce(jsonb_exists($2, {json} #>> {place}), false)"));
    says.collect::<Vec<_>>().join(" OR ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_asks_for_the_other_tag_and_is_otherwise_as_it_was() {
        let query = "q=ana+mar%C3%ADa&tag=fiesta&city=fiesta&sort=-spend";
        assert_eq!(
            with_other(query, Part::Tag, ("fiesta", "Fiestas & más")).as_deref(),
            Some("q=ana+mar%C3%ADa&tag=Fiestas+%26+m%C3%A1s&city=fiesta&sort=-spend")
        );
        for other in ["tag=Fiesta", "city=fiesta", ""] {
            assert_eq!(
                with_other(other, Part::Tag, ("fiesta", "x")),
                None,
                "{other}"
            );
        }
    }

    #[test]
    fn a_query_asks_for_the_other_category_and_is_otherwise_as_it_was() {
        let query = "tag=Spa&category=Spa&city=Spa";
        assert_eq!(
            with_other(query, Part::Category, ("Spa", "Termas & barro")).as_deref(),
            Some("tag=Spa&category=Termas+%26+barro&city=Spa")
        );
        for other in ["category=spa", "tag=Spa", ""] {
            assert_eq!(
                with_other(other, Part::Category, ("Spa", "x")),
                None,
                "{other}"
            );
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
