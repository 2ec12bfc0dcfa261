//! Whoever is on record gets what their row says.

use super::filled::each;
use super::{IS_OWN, consents, own_values, tags};

/// A key belongs to the customer who has it, else to the first row that brings it; every other row keeps none.
pub(super) const DROP_TAKEN_KEYS: &str = "
    UPDATE staged_customers AS staged SET tax_id_key = NULL
    FROM (
        SELECT staged.line, holder.id AS holder, own.id AS own,
               row_number() OVER (
                   PARTITION BY staged.tax_id_key ORDER BY coalesce(own.id = holder.id, false) DESC, staged.line
               ) AS number
        FROM staged_customers staged
        LEFT JOIN LATERAL (
            SELECT CASE WHEN deleted_at IS NULL THEN id ELSE surviving_customer(id) END AS id FROM customers
            WHERE customers.id = staged.customer_id
        ) AS own ON true
        LEFT JOIN customers holder ON holder.tax_id_key = staged.tax_id_key AND holder.deleted_at IS NULL
        WHERE staged.problem IS NULL AND staged.tax_id_key IS NOT NULL
    ) AS claims
    WHERE staged.line = claims.line AND (number > 1 OR (holder IS NOT NULL AND holder IS DISTINCT FROM own))";

/// Phone and tax id bring along what was read of them.
pub(super) fn update_changed() -> String {
    let written = each(|column| format!("{column} = new.{column}"));
    let said = each(|column| match column {
        "tags" => format!(
            "CASE WHEN staged.tags IS NULL THEN c.tags WHEN {IS_OWN} THEN staged.tags ELSE {} END AS tags",
            tags::merged("c.tags", tags::SAID_LAST, "staged.tags")
        ),
        _ => format!("coalesce(staged.{column}, c.{column}) AS {column}"),
    });
    let of_old = each(|column| format!("old.{column}"));
    let of_new = each(|column| format!("new.{column}"));
    format!(
        "UPDATE customers AS old
         SET {}, custom = new.custom, phone_e164 = new.phone_e164, tax_id_key = new.tax_id_key,
             version = old.version + 1, updated_at = now(), updated_by = NULL
         FROM (
             SELECT c.id, num_nonnulls({}) AS consents, {}, {} AS custom,
                    CASE WHEN staged.phone IS NULL THEN c.phone_e164 ELSE staged.phone_e164 END AS phone_e164,
                    CASE WHEN staged.tax_id IS NULL THEN c.tax_id_key ELSE staged.tax_id_key END AS tax_id_key
             FROM staged_customers staged
             JOIN customers c ON c.id = staged.customer_id
             WHERE staged.problem IS NULL AND c.deleted_at IS NULL
         ) AS new
         WHERE old.id = new.id
           AND (new.consents > 0
             OR ({}, old.custom, old.phone_e164, old.tax_id_key)
                IS DISTINCT FROM ({}, new.custom, new.phone_e164, new.tax_id_key))",
        written.join(", "),
        consents::CHANNELS
            .map(|(_, said)| format!("staged.{said}"))
            .join(", "),
        said.join(", "),
        own_values::MERGED,
        of_old.join(", "),
        of_new.join(", ")
    )
}
