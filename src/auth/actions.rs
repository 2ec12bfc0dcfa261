//! Signing in and choosing a password.

use std::net::IpAddr;

use chrono::{Duration, Utc};
use diesel::{PgConnection, QueryResult};

use super::links::{self, Link};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::domain::{Role, UserId};
use crate::users::{self, NewUser, User};
use crate::web::{AppError, random_token, token_hash};

/// Failures are counted over this time.
const WINDOW: Duration = Duration::minutes(15);
/// A person who mistypes gets this many tries; the account's owner can wait a quarter of an hour.
const ACCOUNT_LIMIT: i64 = 10;
/// A shop shares one address; a guesser tries many accounts.
const ADDRESS_LIMIT: i64 = 50;

/// Somebody trying to sign in. It is counted as a failure until it succeeds, so that guesses made at the same time, in
/// whichever process, count each other.
pub struct Attempt {
    account: Vec<u8>,
    rows: Vec<i64>,
}

impl Attempt {
    /// `None` when the account, or the address it is tried from, has had too many failures of late.
    pub fn begin(
        conn: &mut PgConnection,
        email: &str,
        address: Option<IpAddr>,
    ) -> QueryResult<Option<Self>> {
        let hash = |kind: &str, value: &str| token_hash(&format!("{kind}:{value}"));
        let account = hash("account", &email.trim().to_lowercase());
        let address = address.map(|address| hash("address", &address.to_string()));
        let limited: Vec<_> = [Some((account.clone(), ACCOUNT_LIMIT))]
            .into_iter()
            .chain([address.map(|address| (address, ADDRESS_LIMIT))])
            .flatten()
            .collect();
        let subjects: Vec<_> = limited.iter().map(|(subject, _)| subject).collect();
        let rows = queries::insert_failures(conn, &subjects)?;
        let since = Utc::now() - WINDOW;
        for (subject, limit) in &limited {
            if queries::count_failures(conn, subject, since)? > *limit {
                queries::delete_failures(conn, &rows)?;
                return Ok(None);
            }
        }
        Ok(Some(Self { account, rows }))
    }

    /// The password was right: the account's failures are forgiven. Those of others at the same address stay.
    fn succeed(&self, conn: &mut PgConnection) -> QueryResult<usize> {
        queries::delete_failures(conn, &self.rows)?;
        queries::delete_failures_of(conn, &self.account)
    }
}

/// Begins a session with a new token, which is returned, and ends the one that the browser came with.
pub fn sign_in(
    conn: &mut PgConnection,
    user: &User,
    attempt: &Attempt,
    earlier_token: Option<&str>,
    user_agent: &str,
) -> QueryResult<String> {
    if let Some(earlier) = earlier_token {
        queries::delete_session(conn, &token_hash(earlier))?;
    }
    attempt.succeed(conn)?;
    begin_session(conn, user.id, user_agent)
}

pub fn begin_session(
    conn: &mut PgConnection,
    user: UserId,
    user_agent: &str,
) -> QueryResult<String> {
    let token = random_token();
    let user_agent: String = user_agent.chars().take(200).collect();
    queries::insert_session(conn, user, &token_hash(&token), &user_agent)?;
    users::queries::update_last_sign_in(conn, user)?;
    Ok(token)
}

/// Makes the first admin through the set-up link, if nobody was faster.
pub fn create_first_admin(
    conn: &mut PgConnection,
    link: &Link,
    new: NewUser,
) -> Result<User, AppError> {
    if users::queries::any_user(conn)? || !links::use_link(conn, link)? {
        return Err(AppError::Conflict("link-used"));
    }
    let actor = Actor {
        user_id: None,
        name: new.name.clone(),
        request_id: None,
    };
    let new = NewUser {
        role: Role::Admin,
        ..new
    };
    users::actions::create(conn, &actor, &new).map_err(|error| AppError::Internal(error.into()))
}

/// Sets the password that somebody chose behind a personal link, and ends all their sessions.
pub fn choose_password(
    conn: &mut PgConnection,
    link: &Link,
    password_hash: &str,
) -> Result<User, AppError> {
    let user = link.user_id.ok_or(AppError::NotFound)?;
    if !links::use_link(conn, link)? {
        return Err(AppError::Conflict("link-used"));
    }
    let user = users::queries::find_user(conn, user)?;
    set_password(conn, &user, password_hash, &[])?;
    Ok(user)
}

/// Changes a password and ends every session but `here`.
pub fn set_password(
    conn: &mut PgConnection,
    user: &User,
    password_hash: &str,
    here: &[u8],
) -> QueryResult<()> {
    users::queries::update_password(conn, user.id, password_hash)?;
    queries::delete_other_sessions(conn, user.id, here)?;
    let actor = Actor {
        user_id: Some(user.id),
        name: user.name.clone(),
        request_id: None,
    };
    audit::record(
        conn,
        &actor,
        &Change::new("user.password_changed", "user", user.id),
    )?;
    Ok(())
}
