//! Rows of customers who were merged: what they say becomes that of whoever stands for them.

use super::filled::each;
use super::{own_values, tags};

/// The good rows of customers who were merged.
pub(super) const MERGED: &str = "customers c ON c.id = staged.customer_id
    AND staged.problem IS NULL AND c.deleted_at IS NOT NULL AND surviving_customer(c.id) <> c.id";

/// What the file says anew of somebody who was merged is said of who stands for them. The newest line counts; the own row of
/// who stays is carried out afterwards and counts more.
pub(super) fn update_survivors() -> String {
    let newest = |value: &str, column: &str, given: &str| {
        format!(
            "(array_agg({value} ORDER BY line DESC) FILTER (WHERE staged.{given} IS NOT NULL))[1] AS {column}"
        )
    };
    let mut said = each(|column| match column {
        // Arrays would be gathered into one of more dimensions.
        "tags" => newest("to_jsonb(staged.tags)", column, column),
        _ => newest(&format!("staged.{column}"), column, column),
    });
    said.push(newest(tags::SAID_LAST, "tags_before", "tags"));
    said.push(format!("{} AS custom", own_values::gathered("line")));
    said.push(newest("staged.phone_e164", "phone_e164", "phone"));
    said.push(newest("staged.tax_id_key", "tax_id_key", "tax_id"));
    let new = |column: &str| match column {
        "tags" => tags::merged(
            "old.tags",
            "new.tags_before",
            "ARRAY(SELECT jsonb_array_elements_text(new.tags))",
        ),
        _ => format!("new.{column}"),
    };
    let written = each(|column| {
        let new = new(column);
        format!("{column} = CASE WHEN new.{column} IS NULL THEN old.{column} ELSE {new} END")
    });
    let differs = each(|column| {
        let new = new(column);
        format!("(new.{column} IS NOT NULL AND {new} IS DISTINCT FROM old.{column})")
    });
    format!(
        "UPDATE customers AS old
         SET phone_e164 = CASE WHEN new.phone IS NULL THEN old.phone_e164 ELSE new.phone_e164 END,
             tax_id_key = CASE WHEN new.tax_id IS NULL THEN old.tax_id_key ELSE new.tax_id_key END,
             custom = old.custom || coalesce(new.custom, '{{}}'), {},
             version = old.version + 1, updated_at = now(), updated_by = NULL
         FROM (
             SELECT surviving_customer(c.id) AS survivor, {} FROM staged_customers staged JOIN {MERGED}
             GROUP BY survivor
         ) AS new
         WHERE old.id = new.survivor AND old.deleted_at IS NULL AND (NOT old.custom @> new.custom OR {})",
        written.join(", "),
        said.join(", "),
        differs.join(" OR ")
    )
}
