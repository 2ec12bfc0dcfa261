//! The order of the tags, and those that are written almost as another. Pure.

use std::collections::BTreeMap;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};

use crate::domain::{CampaignId, fold};

#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Tag {
    #[diesel(sql_type = Text)]
    pub name: String,
    /// How many have it, written just so.
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
}

/// How many customers have a tag, another one, and both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Shares {
    #[diesel(sql_type = BigInt)]
    pub one: i64,
    #[diesel(sql_type = BigInt)]
    pub other: i64,
    #[diesel(sql_type = BigInt)]
    pub both: i64,
}

/// A campaign that is not started yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub id: CampaignId,
    pub name: String,
}

/// The tags in the order of a list's head; by name where it asks for nothing that there is.
pub fn sort(tags: &mut [Tag], order: &str) {
    tags.sort_by_cached_key(|tag| (fold(&tag.name), tag.name.clone()));
    match order {
        "-name" => tags.reverse(),
        "customers" => tags.sort_by_key(|tag| tag.customers),
        "-customers" => tags.sort_by_key(|tag| -tag.customers),
        _ => {}
    }
}

/// Tags that differ in case and accents alone, each with the one of them that most customers have.
pub fn list_alike(tags: &[Tag]) -> Vec<(Tag, Tag)> {
    let mut groups: BTreeMap<String, Vec<&Tag>> = BTreeMap::new();
    for tag in tags {
        groups.entry(fold(&tag.name)).or_default().push(tag);
    }
    let pairs = groups.into_values().flat_map(|mut group| {
        group.sort_by_key(|tag| (-tag.customers, tag.name.clone()));
        let most = group.remove(0).clone();
        let others = group.into_iter().cloned();
        others.map(move |tag| (tag, most.clone()))
    });
    pairs.collect()
}

/// Those that are written almost as this name, besides it and the tag that is to have it.
pub fn list_near(tags: &[Tag], name: &str, besides: &str) -> Vec<Tag> {
    let word = fold(name);
    let is_near = |tag: &&Tag| tag.name != name && tag.name != besides && fold(&tag.name) == word;
    tags.iter().filter(is_near).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(all: &[(&str, i64)]) -> Vec<Tag> {
        all.iter()
            .map(|(name, customers)| Tag {
                name: (*name).to_owned(),
                customers: *customers,
            })
            .collect()
    }

    fn names(tags: &[Tag]) -> Vec<&str> {
        tags.iter().map(|tag| tag.name.as_str()).collect()
    }

    #[test]
    fn tags_are_in_the_order_of_their_names_or_of_their_figures() {
        let mut all = tags(&[("zumba", 3), ("Ñandú", 9), ("Oro", 1), ("nadar", 3)]);
        for (order, expected) in [
            ("", ["nadar", "Ñandú", "Oro", "zumba"]),
            ("-name", ["zumba", "Oro", "Ñandú", "nadar"]),
            ("customers", ["Oro", "nadar", "zumba", "Ñandú"]),
            ("-customers", ["Ñandú", "nadar", "zumba", "Oro"]),
        ] {
            sort(&mut all, order);
            assert_eq!(names(&all), expected, "{order}");
        }
    }

    #[test]
    fn what_differs_in_case_and_accents_alone_is_alike_and_the_most_used_stays() {
        let all = tags(&[
            ("terapia", 2),
            ("Terapia", 5),
            ("TERÁPIA", 1),
            ("terapias", 9),
        ]);
        let alike = list_alike(&all);
        let pairs: Vec<_> = alike
            .iter()
            .map(|(tag, most)| (tag.name.as_str(), most.name.as_str()))
            .collect();
        assert_eq!(pairs, [("terapia", "Terapia"), ("TERÁPIA", "Terapia")]);
        assert_eq!(names(&list_near(&all, "Terapia", "terapia")), ["TERÁPIA"]);
    }
}
