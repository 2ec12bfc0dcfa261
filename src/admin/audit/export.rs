//! The log as a file: every entry that the filters leave, however many, written while it is read.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::stream;

use super::forms::Filter;
use super::queries::{self, Entry, FieldValue};
use super::{values, views};
use crate::db::Db;
use crate::domain::AuditId;
use crate::web::{AppError, Page};

/// Entries that are read at once.
const READ: usize = 1000;
/// Without it a spreadsheet reads accents as something else.
const BOM: &str = "\u{feff}";
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
    filter: Filter,
    is_begun: bool,
    is_over: bool,
}

/// The file as it is downloaded, from the newest entry on.
pub fn answer(db: &Db, page: Page, filter: Filter) -> HttpResponse {
    let name = format!("{}.csv", page.t("audit-file-name"));
    let rest = Rest {
        db: db.clone(),
        page,
        filter,
        is_begun: false,
        is_over: false,
    };
    let parts = stream::unfold(rest, |mut rest| async move {
        if rest.is_over {
            return None;
        }
        let part = next(&mut rest).await;
        rest.is_over |= part.is_err();
        Some((part, rest))
    });
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .streaming(parts)
}

async fn next(rest: &mut Rest) -> Result<Bytes, AppError> {
    let filter = rest.filter.clone();
    let (entries, values) = rest
        .db
        .run(move |conn| {
            let entries = queries::list_entries(conn, &filter, READ as i64)?;
            let values = queries::list_values(conn, &entries)?;
            Ok((entries, values))
        })
        .await?;
    rest.is_over = entries.len() < READ;
    rest.filter.before = entries.last().map(|entry| entry.id);
    let mut table = csv::WriterBuilder::new()
        .delimiter(b';')
        .from_writer(Vec::new());
    let begun = std::mem::replace(&mut rest.is_begun, true);
    if !begun {
        let heads = HEADS.map(|key| rest.page.t(key));
        write(&mut table, &heads)?;
    }
    let mut values: HashMap<(AuditId, String), FieldValue> = values
        .into_iter()
        .map(|value| ((value.audit_id, value.field_name.clone()), value))
        .collect();
    for entry in &entries {
        for line in lines(&rest.page, entry, &mut values) {
            write(&mut table, &line)?;
        }
    }
    let text = table
        .into_inner()
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let mark = if begun { "" } else { BOM };
    Ok(Bytes::from([mark.as_bytes(), &text].concat()))
}

/// A line for each field that changed; one without any for an entry of none.
fn lines(
    page: &Page,
    entry: &Entry,
    values: &mut HashMap<(AuditId, String), FieldValue>,
) -> Vec<[String; 8]> {
    let line = |field: String, before: String, after: String| {
        let number = entry.record_id.map(|id| id.to_string());
        let name = entry.record_name().unwrap_or_default();
        let record = views::record_type(page, &entry.record_type);
        [
            page.datetime(&entry.at),
            entry.actor.clone(),
            views::action(page, &entry.action),
            format!("{record} {name}").trim().to_owned(),
            number.unwrap_or_default(),
            field,
            before,
            after,
        ]
    };
    let names: Vec<&String> = entry.field_names.iter().flatten().collect();
    if names.is_empty() {
        return vec![line(String::new(), String::new(), String::new())];
    }
    let changed = names.into_iter().map(|name| {
        let value = values.remove(&(entry.id, name.clone()));
        let side = |value: Option<&serde_json::Value>| values::whole_text(page, name, value);
        match value {
            Some(value) => line(
                name.clone(),
                side(value.before.as_ref()),
                side(value.after.as_ref()),
            ),
            None => line(name.clone(), page.t("audit-erased"), page.t("audit-erased")),
        }
    });
    changed.collect()
}

/// What a spreadsheet would run as a formula is marked as text.
fn write<const N: usize>(
    table: &mut csv::Writer<Vec<u8>>,
    cells: &[String; N],
) -> Result<(), AppError> {
    let cells = cells.iter().map(|cell| safe(cell));
    table
        .write_record(cells)
        .map_err(|error| AppError::Internal(error.into()))
}

fn safe(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}
