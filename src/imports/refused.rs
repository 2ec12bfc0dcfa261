//! The refused rows as a file: to be mended and imported again.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use anyhow::Context as _;
use futures_util::stream;

use super::fields::OWN_COLUMNS;
use super::model::Import;
use super::queries::outcome::{self, RefusedRow};
use super::queries::steps;
use super::rows::marked;
use super::sheet::Format;
use super::views::{column_name, reason_text};
use crate::auth::SignedIn;
use crate::db::{Db, Json};
use crate::domain::{Capability, ImportId};
use crate::web::{AppError, Page};

/// Without it accents are read as something else.
const BOM: &[u8] = "\u{feff}".as_bytes();

pub async fn download(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ImportId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let id = id.into_inner();
    let import = db.run(move |conn| steps::find_import(conn, id)).await?;
    let Some(Json(look)) = &import.look else {
        return Err(AppError::NotFound);
    };
    let separator = match look.format {
        Format::Text { separator, .. } => u8::try_from(separator).unwrap_or(b';'),
        Format::Xlsx => b';',
    };
    // A file that was mended once has our columns already.
    let width = super::fields::width_without_own(&look.names());
    let own = OWN_COLUMNS.iter().map(|name| (*name).to_owned());
    let heads: Vec<String> = look.names().into_iter().take(width).chain(own).collect();
    let head = [BOM.to_vec(), line(&[heads], separator)?].concat();
    let writing = Writing {
        db: db.get_ref().clone(),
        page: user.page(),
        import,
        separator,
        width,
        after: Some(0),
        head: Some(head),
    };
    let body = stream::try_unfold(writing, |mut writing| async move {
        let next = writing.next().await?;
        Ok::<_, AppError>(next.map(|bytes| (web::Bytes::from(bytes), writing)))
    });
    let name = format!("attachment; filename=\"vinculo-{id}.csv\"");
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(Box::pin(body)))
}

/// A file on its way out.
struct Writing {
    db: Db,
    page: Page,
    import: Import,
    separator: u8,
    width: usize,
    /// The line that was written last; `None` at the end.
    after: Option<i64>,
    head: Option<Vec<u8>>,
}

impl Writing {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        let Some(after) = self.after else {
            return Ok(None);
        };
        let id = self.import.id;
        let rows = self
            .db
            .run(move |conn| outcome::list_refused(conn, id, after))
            .await?;
        self.after = rows.last().map(|row| row.line);
        if rows.is_empty() {
            return Ok(None);
        }
        let cells: Vec<Vec<String>> = rows.into_iter().map(|row| self.cells(row)).collect();
        Ok(Some(line(&cells, self.separator)?))
    }

    /// The row as it was, and what is wrong with it.
    fn cells(&self, row: RefusedRow) -> Vec<String> {
        let mut cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| marked_once(cell, &self.import))
            .collect();
        cells.resize(self.width, String::new());
        let columns: Vec<String> = row
            .problems
            .iter()
            .map(|problem| column_name(&self.import, &problem.column))
            .filter(|name| !name.is_empty())
            .collect();
        let reasons: Vec<String> = row
            .problems
            .iter()
            .map(|problem| reason_text(&self.page, problem))
            .collect();
        cells.extend([
            row.line.to_string(),
            marked(&columns.join(" / ")),
            marked(&reasons.join(" / ")),
        ]);
        cells
    }
}

/// The cells of a mended file have their marks still.
fn marked_once(cell: &str, import: &Import) -> String {
    let is_marked = import
        .mapping
        .as_ref()
        .is_some_and(|Json(mapping)| mapping.is_returned);
    match is_marked && cell.starts_with('\'') {
        true => cell.to_owned(),
        false => marked(cell),
    }
}

fn line(rows: &[Vec<String>], separator: u8) -> Result<Vec<u8>, AppError> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).context("Failed to write a row")?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error());
    Ok(bytes.context("Failed to write the rows")?)
}
