//! Changes of saved lists, each with its trace in the audit log.

use diesel::PgConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::model::{NewView, SavedView, ViewChanges};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::domain::{CustomerViewId, OwnKey, UserId};
use crate::web::AppError;

/// The key under which a conflict says that a view of the name is there already.
const NAME_TAKEN: &str = "view-name-taken";
/// The key under which a conflict says that the view keeps another list than was shown.
const OTHER_LIST: &str = "view-changed";

/// Who changes a view.
#[derive(Debug, Clone)]
pub struct By {
    pub user: UserId,
    pub actor: Actor,
    /// Whether they may change what is somebody else's and shared.
    pub is_admin: bool,
}

impl By {
    pub fn may_change(&self, view: &SavedView) -> bool {
        view.owner_id == self.user || self.is_admin
    }
}

pub fn save(conn: &mut PgConnection, by: &By, new: &NewView) -> Result<SavedView, AppError> {
    if queries::count_own(conn, by.user)? >= queries::MOST {
        return Err(AppError::Conflict("view-too-many"));
    }
    if queries::is_taken(conn, by.user, &new.name, None)? {
        return Err(AppError::Conflict(NAME_TAKEN));
    }
    let view = queries::insert_view(conn, by.user, new).map_err(taken_meanwhile)?;
    let change = Change::new("view.created", "view", view.id)
        .set("name", &view.name)
        .set("is_shared", view.is_shared);
    audit::record(conn, &by.actor, &change)?;
    Ok(view)
}

/// Changes a view of one's own, or as an administrator one of everybody's. A conflict where it would overwrite another query
/// than the view had when it was `shown`.
pub fn update(
    conn: &mut PgConnection,
    by: &By,
    id: CustomerViewId,
    changes: &ViewChanges,
    shown: Option<&str>,
) -> Result<(), AppError> {
    let before = find_own(conn, by, id)?;
    let is_overwritten = changes
        .query
        .as_ref()
        .is_some_and(|new| *new != before.query);
    if is_overwritten && shown.is_some_and(|shown| shown != before.query) {
        return Err(AppError::Conflict(OTHER_LIST));
    }
    if let Some(name) = &changes.name
        && queries::is_taken(conn, before.owner_id, name, Some(id))?
    {
        return Err(AppError::Conflict(NAME_TAKEN));
    }
    queries::update_view(conn, id, changes).map_err(taken_meanwhile)?;
    let name = changes.name.as_ref().unwrap_or(&before.name);
    let query = changes.query.as_ref().unwrap_or(&before.query);
    let is_shared = changes.is_shared.unwrap_or(before.is_shared);
    let change = Change::new("view.updated", "view", id)
        .field("name", &before.name, name)
        .field("is_shared", before.is_shared, is_shared)
        .field("query", words_aside(&before.query), words_aside(query));
    audit::record(conn, &by.actor, &change)?;
    Ok(())
}

pub fn delete(conn: &mut PgConnection, by: &By, id: CustomerViewId) -> Result<(), AppError> {
    let view = find_own(conn, by, id)?;
    queries::update_deleted(conn, id, true)?;
    let change = Change::new("view.deleted", "view", id).field("name", Some(&view.name), None);
    audit::record(conn, &by.actor, &change)?;
    Ok(())
}

/// Undoes a deletion.
pub fn restore(conn: &mut PgConnection, by: &By, id: CustomerViewId) -> Result<(), AppError> {
    let view = queries::find_deleted(conn, id)?;
    if !by.may_change(&view) {
        return Err(AppError::NotFound);
    }
    if queries::is_taken(conn, view.owner_id, &view.name, None)? {
        return Err(AppError::Conflict(NAME_TAKEN));
    }
    queries::update_deleted(conn, id, false).map_err(taken_meanwhile)?;
    let change = Change::new("view.restored", "view", id).set("name", &view.name);
    audit::record(conn, &by.actor, &change)?;
    Ok(())
}

fn find_own(conn: &mut PgConnection, by: &By, id: CustomerViewId) -> Result<SavedView, AppError> {
    let view = queries::find_view(conn, id, by.user)?;
    match by.may_change(&view) {
        true => Ok(view),
        false => Err(AppError::Forbidden),
    }
}

/// What was searched for may be a person's name: it is not kept in the log.
pub(super) fn words_aside(query: &str) -> String {
    let has_words = |part: &&str| may_have_words(part.split('=').next().unwrap_or_default());
    let parts = query.split('&').filter(|part| !has_words(part));
    parts.collect::<Vec<_>>().join("&")
}

/// Whether anything may stand in this part of a query; which fields of the business are texts, a query does not say.
pub(super) fn may_have_words(part: &str) -> bool {
    part == "q" || part.parse::<OwnKey>().is_ok()
}

fn taken_meanwhile(error: DieselError) -> AppError {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            AppError::Conflict(NAME_TAKEN)
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_kept_in_the_log() {
        let query = "q=ana&segment=vip&x3=ana+rojas&x2_from=5&columns=x3";
        assert_eq!(words_aside(query), "segment=vip&x2_from=5&columns=x3");
    }
}
