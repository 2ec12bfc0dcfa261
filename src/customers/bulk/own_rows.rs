//! Rows with our own number: they change as a hand would.

use super::filled::{each, said_by_file};
use super::{IS_OWN, own_values};

/// What a row with our own number says as it is stored becomes blank. Phone and tax id are read as in a country: where it
/// stays, they do.
pub(super) fn drop_same() -> String {
    let same = |column: &str| match column {
        "phone" | "tax_id" => format!(
            "staged.{column} = c.{column} AND coalesce(staged.country, c.country) IS NOT DISTINCT FROM c.country"
        ),
        _ => format!("staged.{column} = c.{column}"),
    };
    let blank = each(|column| {
        let same = same(column);
        format!("{column} = CASE WHEN {same} THEN NULL ELSE staged.{column} END")
    });
    format!(
        "UPDATE staged_customers AS staged
         SET tax_id_key = CASE WHEN {} THEN NULL ELSE staged.tax_id_key END, custom = {}, {}
         FROM customers c WHERE staged.problem IS NULL AND c.id = staged.customer_id AND {IS_OWN}",
        same("tax_id"),
        own_values::without("c.custom"),
        blank.join(", ")
    )
}

/// Whoever is changed by a row with our own number is changed by hand: their file said what stands there until now.
pub(super) fn keep_said_by_file() -> String {
    let said = each(|column| format!("staged.{column}")).join(", ");
    format!(
        "UPDATE customers SET imported = {} WHERE deleted_at IS NULL AND external_id IS NOT NULL AND id IN (
             SELECT customer_id FROM staged_customers staged
             WHERE problem IS NULL AND {IS_OWN} AND num_nonnulls({said}, staged.custom) > 0)",
        said_by_file("")
    )
}
