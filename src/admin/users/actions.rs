//! Changes of people's access; the caller's transaction holds the change, its trace and the link together.

use diesel::PgConnection;

use crate::audit::{self, Actor, Change};
use crate::auth;
use crate::auth::links::{self, Purpose};
use crate::config::Config;
use crate::domain::{Language, Role, UserId};
use crate::messages::service::{LinkKind, queue_link_mail};
use crate::users::actions::UserError;
use crate::users::{self, NewUser, User};
use crate::web::{AppError, FieldErrors};

/// Why a change of a user was not made: at a field of the form, or altogether.
#[derive(Debug)]
pub enum Refusal {
    Fields(FieldErrors),
    App(AppError),
}

impl From<UserError> for Refusal {
    fn from(error: UserError) -> Self {
        match error {
            UserError::EmailTaken => Self::Fields([("email", "users-email-taken")].into()),
            UserError::LastAdmin => Self::Fields([("role", "users-last-admin")].into()),
            UserError::Database(error) => Self::App(error.into()),
        }
    }
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<diesel::result::Error> for Refusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::App(error.into())
    }
}

impl From<crate::db::Error> for Refusal {
    fn from(error: crate::db::Error) -> Self {
        Self::App(error.into())
    }
}

impl crate::db::RetryHint for Refusal {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Self::App(error) if error.asks_for_retry())
    }
}

/// How a link reaches somebody.
pub struct Delivery<'a> {
    pub config: &'a Config,
    /// Of whoever invites: the person's own is not known yet.
    pub language: Language,
    /// Whether a mail is tried at all.
    pub by_mail: bool,
}

/// A person and the link with which they choose a password.
pub struct Invitation {
    pub user: User,
    /// Exists here and in the mail, nowhere else.
    pub link: String,
    pub purpose: Purpose,
    /// Somebody has to hand it over otherwise.
    pub is_mailed: bool,
}

pub fn invite(
    conn: &mut PgConnection,
    actor: &Actor,
    delivery: &Delivery<'_>,
    new: &NewUser,
) -> Result<Invitation, Refusal> {
    let user = users::actions::create(conn, actor, new)?;
    Ok(send_link(conn, actor, delivery, user, Purpose::Invite)?)
}

/// A new link for somebody who lost theirs, or their password. Earlier ones end.
pub fn renew_link(
    conn: &mut PgConnection,
    actor: &Actor,
    delivery: &Delivery<'_>,
    id: UserId,
) -> Result<Invitation, AppError> {
    let user = users::queries::find_user(conn, id)?;
    if user.disabled_at.is_some() {
        return Err(AppError::Conflict("users-disabled-no-link"));
    }
    let purpose = match user.password_hash {
        None => Purpose::Invite,
        Some(_) => Purpose::Reset,
    };
    let change = Change::new("user.link_created", "user", id).set("purpose", purpose);
    audit::record(conn, actor, &change)?;
    send_link(conn, actor, delivery, user, purpose)
}

fn send_link(
    conn: &mut PgConnection,
    actor: &Actor,
    delivery: &Delivery<'_>,
    user: User,
    purpose: Purpose,
) -> Result<Invitation, AppError> {
    let (config, language) = (delivery.config, delivery.language);
    let token = links::create_personal(conn, purpose, user.id)?;
    let link = config.server.link(&format!("/link/{token}"));
    let kind = match purpose {
        Purpose::Reset => LinkKind::Reset,
        Purpose::Invite | Purpose::Setup => LinkKind::Invite,
    };
    let is_mailed = delivery.by_mail
        && queue_link_mail(conn, actor, config, language, &user, &link, kind)?.is_some();
    Ok(Invitation {
        user,
        link,
        purpose,
        is_mailed,
    })
}

pub fn update(
    conn: &mut PgConnection,
    actor: &Actor,
    id: UserId,
    name: &str,
    role: Role,
) -> Result<(), Refusal> {
    Ok(users::actions::change_role(conn, actor, id, name, role)?)
}

/// Ends somebody's access at once: sessions and links go, and do not come back with [`enable`].
pub fn disable(conn: &mut PgConnection, actor: &Actor, id: UserId) -> Result<(), Refusal> {
    if actor.user_id == Some(id) {
        return Err(Refusal::App(AppError::Conflict("users-not-oneself")));
    }
    users::actions::set_disabled(conn, actor, id, true)?;
    auth::queries::delete_other_sessions(conn, id, &[])?;
    links::delete_personal(conn, id)?;
    Ok(())
}

pub fn enable(conn: &mut PgConnection, actor: &Actor, id: UserId) -> Result<(), Refusal> {
    Ok(users::actions::set_disabled(conn, actor, id, false)?)
}
