//! The log as a file: every entry that the filters leave, however many, written while it is read.

use std::collections::HashMap;

use actix_web::HttpResponse;

use super::forms::Filter;
use super::known::{self, Known};
use super::queries::{self, Entry, FieldValue};
use super::values::Writer;
use super::views;
use crate::audit::words;
use crate::db::Db;
use crate::domain::AuditId;
use crate::web::spreadsheet::{self, Cell, Row, Style};
use crate::web::{AppError, Page};

/// Entries that are read at once.
const READ: usize = 1000;
const HEADS: [&str; 8] = [
    "audit-when",
    "audit-who",
    "audit-what",
    "audit-record",
    "audit-number",
    "audit-field",
    "audit-before",
    "audit-after",
];

/// What is left to write, after the last entry that was.
struct Rest {
    db: Db,
    page: Page,
    /// `None` once all are.
    filter: Option<Filter>,
}

/// The file as it is downloaded, from the newest entry on.
pub fn answer(db: &Db, page: Page, filter: Filter) -> Result<HttpResponse, AppError> {
    let name = format!("{}.csv", page.t("audit-file-name"));
    let heads = HEADS.iter().map(|key| page.t(key)).collect();
    let style = Style::of(&page);
    let rest = Rest {
        db: db.clone(),
        page,
        filter: Some(filter),
    };
    spreadsheet::answer_in_parts(style, &name, heads, rest, next)
}

async fn next(mut rest: Rest) -> Result<Option<(Vec<Row>, Rest)>, AppError> {
    let Some(filter) = rest.filter.take() else {
        return Ok(None);
    };
    let asked = filter.clone();
    let (entries, values, known) = rest
        .db
        .run(move |conn| {
            let entries = queries::list_entries(conn, &asked, READ as i64)?;
            let values = queries::list_values(conn, &entries)?;
            let known = known::load(conn, &entries, &values)?;
            Ok((entries, values, known))
        })
        .await?;
    if entries.len() == READ {
        let before = entries.last().map(|entry| entry.id);
        rest.filter = Some(Filter { before, ..filter });
    }
    let mut values: HashMap<(AuditId, String), FieldValue> = values
        .into_iter()
        .map(|value| ((value.audit_id, value.field_name.clone()), value))
        .collect();
    let rows = entries
        .iter()
        .flat_map(|entry| lines(&rest.page, &known, entry, &mut values))
        .collect();
    Ok(Some((rows, rest)))
}

/// A line for each field that changed; one without any for an entry of none.
fn lines(
    page: &Page,
    known: &Known,
    entry: &Entry,
    values: &mut HashMap<(AuditId, String), FieldValue>,
) -> Vec<Row> {
    let writer = Writer::new(page, known, entry);
    let line = |field: String, before: String, after: String| {
        let number = entry.record_id.map(|id| id.to_string());
        let name = entry
            .record_id
            .and_then(|id| known.name(&entry.record_type, id));
        let name = name.unwrap_or_default();
        let record = words::record_type(page, &entry.record_type);
        [
            &page.datetime(&entry.at),
            &views::actor(page, entry),
            &words::action_alone(page, &entry.action),
            format!("{record} {name}").trim(),
            &number.unwrap_or_default(),
            &field,
            &before,
            &after,
        ]
        .map(Cell::text)
        .to_vec()
    };
    let names: Vec<&String> = entry.field_names.iter().flatten().collect();
    if names.is_empty() {
        return vec![line(String::new(), String::new(), String::new())];
    }
    let changed = names.into_iter().map(|name| {
        let value = values.remove(&(entry.id, name.clone()));
        let side = |value: Option<&serde_json::Value>| writer.whole_text(name, value);
        let title = words::field(page, name);
        match value {
            Some(value) => line(
                title,
                side(value.before.as_ref()),
                side(value.after.as_ref()),
            ),
            None => line(title, page.t("audit-erased"), page.t("audit-erased")),
        }
    });
    changed.collect()
}
