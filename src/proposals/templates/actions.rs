//! What administrators do to templates, each in the caller's transaction.

use diesel::PgConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::model::{Head, Plan};
use super::queries;
use super::render::Source;
use crate::audit::{self, Actor, Change};
use crate::domain::TemplateId;
use crate::web::AppError;

/// Another template is taken by default for the segment and language.
pub const TAKEN: &str = "template-default-taken";

pub fn create(conn: &mut PgConnection, actor: &Actor, plan: &Plan) -> Result<TemplateId, AppError> {
    let id = queries::insert_template(conn, plan, actor.user_id).map_err(taken)?;
    queries::insert_version(conn, id, 1, &plan.source, actor.user_id)?;
    let change = Change::new("template.created", "template", id)
        .set("name", &plan.name)
        .set("segment", plan.segment)
        .set("language", plan.language)
        .set("by_default", plan.by_default)
        .set("subject", &plan.source.subject)
        .set("body", &plan.source.body);
    audit::record(conn, actor, &change)?;
    Ok(id)
}

/// Stores what was changed over the version that was read; another text is another version.
pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    id: TemplateId,
    version: i32,
    plan: &Plan,
) -> Result<(), AppError> {
    let before = lock(conn, id, version)?;
    let source = newest(conn, id)?;
    queries::update_template(conn, id, plan).map_err(taken)?;
    if source.1 != plan.source {
        queries::insert_version(conn, id, source.0 + 1, &plan.source, actor.user_id)?;
    }
    let change = Change::new("template.updated", "template", id)
        .field("name", &before.name, &plan.name)
        .field("segment", before.segment, plan.segment)
        .field("language", before.language, plan.language)
        .field("by_default", before.by_default, plan.by_default)
        .field("subject", &source.1.subject, &plan.source.subject)
        .field("body", &source.1.body, &plan.source.body);
    if !change.fields.is_empty() {
        audit::record(conn, actor, &change)?;
    }
    Ok(())
}

/// Makes an older text the newest version; nothing is lost.
pub fn restore(
    conn: &mut PgConnection,
    actor: &Actor,
    id: TemplateId,
    number: i32,
) -> Result<(), AppError> {
    let head = queries::lock_head(conn, id)?;
    let (_, version) = queries::find_version(conn, id, number)?;
    let (newest, source) = newest(conn, id)?;
    if source == version.source() {
        return Ok(());
    }
    let plan = Plan {
        name: head.name,
        segment: head.segment,
        language: head.language,
        by_default: head.by_default,
        source: version.source(),
    };
    queries::update_template(conn, id, &plan)?;
    queries::insert_version(conn, id, newest + 1, &plan.source, actor.user_id)?;
    let change = Change::new("template.restored", "template", id).set("restored_version", number);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Puts a template away, or brings it back; mails that were made with it keep it.
pub fn archive(
    conn: &mut PgConnection,
    actor: &Actor,
    id: TemplateId,
    archived: bool,
) -> Result<(), AppError> {
    queries::find_head(conn, id)?;
    if queries::update_archived(conn, id, archived).map_err(taken)? == 0 {
        return Ok(());
    }
    let action = match archived {
        true => "template.archived",
        false => "template.unarchived",
    };
    audit::record(conn, actor, &Change::new(action, "template", id))?;
    Ok(())
}

fn lock(conn: &mut PgConnection, id: TemplateId, version: i32) -> Result<Head, AppError> {
    let head = queries::lock_head(conn, id)?;
    match head.version == version {
        true => Ok(head),
        false => Err(AppError::Conflict("template-changed-meanwhile")),
    }
}

/// The number of the newest version, and its text.
fn newest(conn: &mut PgConnection, id: TemplateId) -> Result<(i32, Source), AppError> {
    let versions = queries::list_versions(conn, id)?;
    let (newest, _) = versions.into_iter().next().ok_or(AppError::NotFound)?;
    Ok((newest.number, newest.source()))
}

fn taken(error: DieselError) -> AppError {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
            if info.constraint_name() == Some("mail_templates_by_default_unique") =>
        {
            AppError::Conflict(TAKEN)
        }
        other => other.into(),
    }
}
