//! What was changed by hand since a file said it stays so: of what the file says again nothing is written, and what it says
//! anew is noted for the next time.

use super::filled::each;
use super::{own_values, tags};
use crate::customers::model::{CustomerKind, CustomerStatus};

/// The rows of customers who were changed by hand since they came; whoever was merged was. What our own table says was not
/// said by their file.
const CHANGED_BY_HAND: &str = "
    staged.problem IS NULL AND c.id = staged.customer_id AND NOT starts_with(staged.external_id, 'vinculo:')
    AND c.imported IS NOT NULL AND (c.deleted_at IS NULL OR surviving_customer(c.id) <> c.id)";

fn said_before(column: &str) -> String {
    match column {
        "tags" => tags::said_before(),
        _ => format!("to_jsonb(staged.{column}) = c.imported -> '{column}'"),
    }
}

/// Who has by now what was the customer's: they themselves, or whom they were merged into.
const STANDS: &str = "customers stands
    ON stands.id = CASE WHEN c.deleted_at IS NULL THEN c.id ELSE surviving_customer(c.id) END";

/// An older program noted fewer columns of what a file said. Who said what is stored in the others nobody knows: it is taken
/// for a hand's, and what the file says now for what it said before.
pub(super) fn note_unsaid() -> String {
    let unsaid = each(|column| {
        let is_stored = match column {
            "tags" => "stands.tags <> '{}'".to_owned(),
            "kind" => format!("stands.kind <> '{}'", CustomerKind::default()),
            "status" => format!("stands.status <> '{}'", CustomerStatus::default()),
            _ => format!("stands.{column} IS NOT NULL"),
        };
        format!(
            "'{column}', CASE WHEN {is_stored} AND NOT jsonb_exists(c.imported, '{column}') THEN to_jsonb(staged.{column}) END"
        )
    });
    format!(
        "UPDATE customers AS noted SET imported = noted.imported || unsaid.words
         FROM (
             SELECT c.id, jsonb_strip_nulls(jsonb_build_object({}, 'custom', {})) AS words
             FROM staged_customers staged, customers c JOIN {STANDS}
             WHERE {CHANGED_BY_HAND}
         ) AS unsaid
         WHERE noted.id = unsaid.id AND unsaid.words <> '{{}}'",
        unsaid.join(", "),
        own_values::UNSAID
    )
}

pub(super) fn count_kept() -> String {
    let mut kept = each(|column| {
        let said = said_before(column);
        let differs = match column {
            "tags" => tags::differ("stands.tags", "staged.tags"),
            _ => format!("stands.{column} IS DISTINCT FROM staged.{column}"),
        };
        format!("({said} AND {differs})")
    });
    kept.push(own_values::IS_KEPT.to_owned());
    let kept = kept.join(" OR ");
    format!(
        "SELECT count(*) AS count FROM staged_customers staged, customers c JOIN {STANDS}
         WHERE {CHANGED_BY_HAND} AND ({kept})"
    )
}

/// What the file says no differently from before becomes blank.
pub(super) fn drop_said_before() -> String {
    let blank = each(|column| {
        let said = said_before(column);
        format!("{column} = CASE WHEN {said} THEN NULL ELSE staged.{column} END")
    });
    let key = said_before("tax_id");
    format!(
        "UPDATE staged_customers AS staged
         SET tax_id_key = CASE WHEN {key} THEN NULL ELSE staged.tax_id_key END, custom = {}, {}
         FROM customers c WHERE {CHANGED_BY_HAND}",
        own_values::without("c.imported -> 'custom'"),
        blank.join(", ")
    )
}

pub(super) fn remember_said() -> String {
    let said = each(|column| format!("'{column}', staged.{column}"));
    format!(
        "UPDATE customers AS c SET imported = c.imported || said.words || {}
         FROM staged_customers staged,
              LATERAL (SELECT jsonb_strip_nulls(jsonb_build_object({}, 'custom', staged.custom))) AS said (words)
         WHERE {CHANGED_BY_HAND} AND said.words <> '{{}}'",
        own_values::SAID,
        said.join(", ")
    )
}
