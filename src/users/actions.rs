//! Changes of users, each with its trace in the audit log. Passwords never reach it.

use diesel::PgConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::model::{NewUser, User};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::db::RetryHint;
use crate::domain::{Role, UserId};

#[derive(Debug, thiserror::Error)]
pub enum UserError {
    #[error("somebody else has this e-mail address")]
    EmailTaken,
    #[error("nobody would be left who can administer the product")]
    LastAdmin,
    #[error(transparent)]
    Database(#[from] crate::db::Error),
}

impl From<DieselError> for UserError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
                if info.constraint_name() == Some("users_email_unique") =>
            {
                Self::EmailTaken
            }
            other => Self::Database(other.into()),
        }
    }
}

impl RetryHint for UserError {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Self::Database(error) if error.asks_for_retry())
    }
}

pub fn create(conn: &mut PgConnection, actor: &Actor, new: &NewUser) -> Result<User, UserError> {
    let user = queries::insert_user(conn, new)?;
    let change = Change::new("user.created", "user", user.id)
        .set("email", &user.email)
        .set("name", &user.name)
        .set("role", user.role);
    audit::record(conn, actor, &change)?;
    Ok(user)
}

pub fn change_role(
    conn: &mut PgConnection,
    actor: &Actor,
    id: UserId,
    name: &str,
    role: Role,
) -> Result<(), UserError> {
    let before = queries::find_user(conn, id)?;
    if before.role == Role::Admin
        && role != Role::Admin
        && queries::lock_other_admins(conn, id)? == 0
    {
        return Err(UserError::LastAdmin);
    }
    queries::update_role(conn, id, name, role)?;
    let change = Change::new("user.updated", "user", id)
        .field("name", before.name.as_str(), name)
        .field("role", before.role, role);
    audit::record(conn, actor, &change)?;
    Ok(())
}

/// Takes somebody's access away (their sessions end with the next request) or gives it back.
pub fn set_disabled(
    conn: &mut PgConnection,
    actor: &Actor,
    id: UserId,
    disabled: bool,
) -> Result<(), UserError> {
    let before = queries::find_user(conn, id)?;
    if disabled && before.role == Role::Admin && queries::lock_other_admins(conn, id)? == 0 {
        return Err(UserError::LastAdmin);
    }
    queries::update_disabled(conn, id, disabled)?;
    let action = if disabled {
        "user.disabled"
    } else {
        "user.enabled"
    };
    audit::record(conn, actor, &Change::new(action, "user", id))?;
    Ok(())
}
