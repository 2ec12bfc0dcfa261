//! Takes in a file as it comes, piece by piece, whatever its length.

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use anyhow::Context as _;
use futures_util::StreamExt as _;

use super::queries::pieces::{self, PIECE};
use super::queries::steps;
use crate::db::Db;
use crate::domain::{ImportId, UserId};
use crate::web::{AppError, csrf};

/// The longest file that the page takes.
pub const LONGEST: usize = 200 << 20;
/// What else comes with it.
const LONGEST_FIELD: usize = 4096;
const LONGEST_NAME: usize = 200;

/// What came of an upload: the import, or the key of what is wrong with the file.
pub enum Uploaded {
    Taken(ImportId),
    Refused(&'static str),
}

/// Stores the file of a form whose token comes before it.
pub async fn take(
    request: &HttpRequest,
    mut form: Multipart,
    db: &Db,
    by: UserId,
) -> Result<Uploaded, AppError> {
    let mut is_ours = false;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(|_| AppError::Invalid("error-invalid"))?;
        match field.name().unwrap_or_default() {
            name if name == csrf::FIELD => {
                csrf::verify(request, &short(&mut field).await?)?;
                is_ours = true;
            }
            "file" if is_ours => return store(&mut field, db, by).await,
            _ => return Err(AppError::ForeignForm),
        }
    }
    match is_ours {
        true => Ok(Uploaded::Refused("import-file-missing")),
        false => Err(AppError::ForeignForm),
    }
}

async fn short(field: &mut Field) -> Result<String, AppError> {
    let mut text = Vec::new();
    while let Some(bytes) = field.next().await {
        text.extend(bytes.map_err(|_| AppError::Invalid("error-invalid"))?);
        if text.len() > LONGEST_FIELD {
            return Err(AppError::Invalid("error-too-large"));
        }
    }
    String::from_utf8(text).map_err(|_| AppError::Invalid("error-invalid"))
}

async fn store(field: &mut Field, db: &Db, by: UserId) -> Result<Uploaded, AppError> {
    let name = file_name(field);
    if name.is_empty() {
        return Ok(Uploaded::Refused("import-file-missing"));
    }
    let id = db
        .run(move |conn| steps::insert_upload(conn, &name, super::DEFAULT_SOURCE, by))
        .await?;
    let stored = store_pieces(field, db, id).await;
    let refused = match stored {
        Ok(0) => "import-file-empty",
        Ok(size) if size > LONGEST => "import-file-too-long",
        Ok(size) => {
            let size = i64::try_from(size).context("Failed to count a file's bytes")?;
            return finish(db, id, size, by).await;
        }
        Err(error) => {
            forget(db, id).await;
            return Err(error);
        }
    };
    forget(db, id).await;
    Ok(Uploaded::Refused(refused))
}

async fn finish(db: &Db, id: ImportId, size: i64, by: UserId) -> Result<Uploaded, AppError> {
    db.transaction::<_, AppError, _>(move |conn| {
        steps::update_uploaded(conn, id, size)?;
        let task = super::jobs::Task::of(id, Some(by));
        Ok(super::jobs::enqueue(
            conn,
            &task,
            super::model::State::Reading,
        )?)
    })
    .await?;
    Ok(Uploaded::Taken(id))
}

/// What broke off goes at once; where that fails, a job finds it.
async fn forget(db: &Db, id: ImportId) {
    db.run(move |conn| pieces::delete_import(conn, id))
        .await
        .ok();
}

/// How many bytes came. What is too long is read to its end and not kept: a browser shows no answer before it has sent all.
async fn store_pieces(field: &mut Field, db: &Db, id: ImportId) -> Result<usize, AppError> {
    let (mut size, mut number) = (0, 0);
    let mut piece = Vec::with_capacity(PIECE);
    while let Some(bytes) = field.next().await {
        let bytes = bytes.map_err(|_| AppError::Invalid("import-upload-broken"))?;
        size += bytes.len();
        if size > LONGEST {
            continue;
        }
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let room = (PIECE - piece.len()).min(rest.len());
            piece.extend_from_slice(&rest[..room]);
            rest = &rest[room..];
            if piece.len() == PIECE {
                let full = std::mem::replace(&mut piece, Vec::with_capacity(PIECE));
                db.run(move |conn| pieces::insert_piece(conn, id, number, &full))
                    .await?;
                number += 1;
            }
        }
    }
    if !piece.is_empty() && size <= LONGEST {
        db.run(move |conn| pieces::insert_piece(conn, id, number, &piece))
            .await?;
    }
    Ok(size)
}

/// The last part of its name, as browsers of every age send it.
fn file_name(field: &Field) -> String {
    let disposition = field.content_disposition();
    let name = disposition.and_then(|disposition| disposition.get_filename().map(str::to_owned));
    let name = name.unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.chars().filter(|c| !c.is_control());
    name.take(LONGEST_NAME).collect()
}
