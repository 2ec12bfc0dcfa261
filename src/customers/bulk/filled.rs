//! The columns of `customers` that a file fills: those of the fields of which the registry says that files bring them. What
//! the business asks besides is in `custom`, key by key. Pure.

use std::sync::LazyLock;

use crate::customers::fields::{FIELDS, Field, Source};

/// Phone and tax id bring along what was read of them.
pub static COLUMNS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let of_fields = FIELDS.iter().filter_map(column_of);
    std::iter::once("full_name").chain(of_fields).collect()
});

/// `None` of what no file brings, and of what is noted elsewhere.
pub fn column_of(field: &Field) -> Option<&'static str> {
    field.in_files?;
    match field.source {
        // It counts of new customers alone.
        Source::Column("created_at") => None,
        Source::Column(column) => Some(column),
        Source::Owner => Some("owner_id"),
        _ => None,
    }
}

/// A piece of SQL for each column.
pub(super) fn each(sql: impl Fn(&str) -> String) -> Vec<String> {
    COLUMNS.iter().map(|column| sql(column)).collect()
}

/// The new value of `customers.imported` for whoever changes a row by hand: before the first change the row is what the file
/// said. `of` stands before each column: `c.`, or nothing.
pub fn said_by_file(of: &str) -> String {
    let said = each(|column| format!("'{column}', {of}{column}")).join(", ");
    format!(
        "CASE WHEN {of}external_id IS NOT NULL THEN
             coalesce({of}imported, jsonb_build_object({said}, 'custom', {of}custom)) END"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_that_a_person_may_change_and_files_name() {
        for column in ["full_name", "city", "tags", "owner_id", "status", "kind"] {
            assert!(COLUMNS.contains(&column), "{column}");
        }
        for column in ["created_at", "custom", "segment", "id"] {
            assert!(!COLUMNS.contains(&column), "{column}");
        }
        let said = said_by_file("c.");
        assert!(said.contains("'tags', c.tags") && said.contains("'custom', c.custom"));
    }
}
