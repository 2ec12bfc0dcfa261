//! Tags that a file says beside those that people added: SQL for lists that are compared whatever the order and the accents.

use diesel::prelude::*;

use super::known::own_number;
use super::{IS_OWN, run};
use crate::customers::forms::TAGS_MAX;

/// Marks the rows of our own list that have more tags than the form takes, unless they are those that are stored.
pub(super) fn mark_too_many(conn: &mut PgConnection) -> QueryResult<usize> {
    let statement = format!(
        "UPDATE staged_customers AS staged
         SET problem_column = 'tags', problem = 'tags' || chr(31) || array_to_string(staged.tags, ', ')
         WHERE problem IS NULL AND {IS_OWN} AND cardinality(staged.tags) > {TAGS_MAX}
           AND NOT EXISTS (SELECT FROM customers c WHERE c.id = {} AND staged.tags <@ c.tags)",
        own_number("staged.external_id")
    );
    run(conn, &statement)
}

/// The tags of an array, made comparable.
fn folded(tags: &str) -> String {
    format!("ARRAY(SELECT DISTINCT fold(tag) FROM unnest({tags}) AS given (tag) ORDER BY 1)")
}

/// The array that an object of JSON has there; an empty one for nothing.
fn of_json(tags: &str) -> String {
    format!("ARRAY(SELECT jsonb_array_elements_text({tags}))")
}

/// Whether the row says the tags that its file said before.
pub(super) fn said_before() -> String {
    format!(
        "(staged.tags IS NOT NULL AND jsonb_exists(c.imported, 'tags') AND {} = {})",
        folded("staged.tags"),
        folded(&of_json("c.imported -> 'tags'"))
    )
}

/// Whether two arrays have other tags.
pub(super) fn differ(one: &str, other: &str) -> String {
    format!("{} <> {}", folded(one), folded(other))
}

/// The tags that a file said the last time, as JSON: who was never changed by hand has them still.
pub(super) const SAID_LAST: &str = "coalesce(c.imported -> 'tags', to_jsonb(c.tags))";

/// What becomes of the stored tags: those go that the file says no more, and those come that it says anew.
pub(super) fn merged(stored: &str, before: &str, now: &str) -> String {
    let (known, said, before) = (folded(stored), folded(now), folded(&of_json(before)));
    format!(
        "ARRAY(
             SELECT tag FROM (
                 SELECT false AS is_new, place, tag FROM unnest({stored}) WITH ORDINALITY AS stored (tag, place)
                 WHERE fold(tag) <> ALL ({before}) OR fold(tag) = ANY ({said})
                 UNION ALL
                 SELECT true, place, tag FROM unnest({now}) WITH ORDINALITY AS said (tag, place)
                 WHERE fold(tag) <> ALL ({before}) AND fold(tag) <> ALL ({known})
             ) AS kept_and_new ORDER BY is_new, place)"
    )
}
