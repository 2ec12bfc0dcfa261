//! The refused rows as a file: to be mended and imported again.

use actix_web::{HttpResponse, web};

use super::fields::OWN_COLUMNS;
use super::model::Import;
use super::queries::outcome::{self, RefusedRow};
use super::queries::steps;
use super::sheet::Format;
use super::views::{column_name, reason_text};
use crate::auth::SignedIn;
use crate::db::{Db, Json};
use crate::domain::{Capability, ImportId, fold};
use crate::web::spreadsheet::{self, Cell, Row, Style};
use crate::web::{AppError, Page};

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
    let page = user.page();
    let own_style = Style::of(&page);
    let style = match look.format {
        Format::Text { separator, .. } => {
            u8::try_from(separator).map_or(own_style, |separator| own_style.returned(separator))
        }
        Format::Xlsx | Format::Tab { .. } => own_style,
    };
    // A file that was mended once has our columns already.
    let width = super::fields::width_without_own(&look.names());
    let own = OWN_COLUMNS.iter().map(|name| (*name).to_owned());
    let heads = look.names().into_iter().take(width).chain(own).collect();
    let name = name(&page, &import);
    let rest = Rest {
        db: db.get_ref().clone(),
        page,
        import,
        width,
        after: Some(0),
    };
    spreadsheet::answer_in_parts(style, &name, heads, rest, next)
}

/// "agenda-por-corregir.csv", after the file; of letters that every header and folder takes.
fn name(page: &Page, import: &Import) -> String {
    let mut stem = import.file_name.as_str();
    for ending in [".gz", ".csv", ".tsv", ".txt", ".xlsx"] {
        let cut = stem.len().saturating_sub(ending.len());
        stem = match stem.get(cut..) {
            Some(last) if last.eq_ignore_ascii_case(ending) => &stem[..cut],
            _ => stem,
        };
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric();
    let folded = fold(stem);
    let words: Vec<&str> = folded
        .split(|c: char| !is_plain(c))
        .filter(|word| !word.is_empty())
        .collect();
    let (stem, ending) = (words.join("-"), page.t("import-refused-ending"));
    // A file that was mended in part, and once more.
    let stem = stem.strip_suffix(&ending).unwrap_or(&stem);
    let stem = match stem.trim_end_matches('-') {
        "" => import.id.to_string(),
        stem => stem.to_owned(),
    };
    format!("{stem}-{ending}.csv")
}

/// What is left to write.
struct Rest {
    db: Db,
    page: Page,
    import: Import,
    width: usize,
    /// The line that was written last; `None` at the end.
    after: Option<i64>,
}

async fn next(mut rest: Rest) -> Result<Option<(Vec<Row>, Rest)>, AppError> {
    let Some(after) = rest.after else {
        return Ok(None);
    };
    let id = rest.import.id;
    let rows = rest
        .db
        .run(move |conn| outcome::list_refused(conn, id, after))
        .await?;
    rest.after = rows.last().map(|row| row.line);
    let rows = rows.into_iter().map(|row| rest.cells(row)).collect();
    Ok(Some((rows, rest)))
}

impl Rest {
    /// The row as it was, and what is wrong with it.
    fn cells(&self, row: RefusedRow) -> Row {
        let mut cells: Row = row
            .cells
            .iter()
            .map(|cell| marked_once(cell, &self.import))
            .collect();
        cells.resize(self.width, Cell::empty());
        let columns: Vec<String> = row
            .problems
            .iter()
            .map(|problem| column_name(&self.page, &self.import, &problem.column))
            .filter(|name| !name.is_empty())
            .collect();
        let reasons: Vec<String> = row
            .problems
            .iter()
            .map(|problem| reason_text(&self.page, problem))
            .collect();
        cells.extend([
            Cell::number(row.line),
            Cell::text(&columns.join(" / ")),
            Cell::text(&reasons.join(" / ")),
        ]);
        cells
    }
}

/// The cells of a mended file have their marks still.
fn marked_once(cell: &str, import: &Import) -> Cell {
    let is_marked = import
        .mapping
        .as_ref()
        .is_some_and(|Json(mapping)| mapping.is_returned);
    match is_marked && cell.starts_with('\'') {
        true => Cell::as_is(cell),
        false => Cell::text(cell),
    }
}
