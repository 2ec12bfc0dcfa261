//! Signing in and choosing a password.

use std::net::IpAddr;

use chrono::{Duration, Utc};
use diesel::{PgConnection, QueryResult};

use super::forms::Setup;
use super::links::{self, Link, Purpose};
use super::queries;
use crate::audit::{self, Actor, Change};
use crate::domain::{Language, Role, UserId};
use crate::users::{self, NewUser, User};
use crate::web::{AppError, random_token, token_hash};

/// Failures are counted over this time.
const WINDOW: Duration = Duration::minutes(15);
/// A person who mistypes gets this many tries from where they are; the account's owner can wait a quarter of an hour.
const LIMIT_HERE: i64 = 10;
/// From all addresses together: many more, or any stranger could lock a known admin out.
const ACCOUNT_LIMIT: i64 = 100;
/// A shop shares one address; a guesser tries many accounts.
const ADDRESS_LIMIT: i64 = 50;

/// Somebody trying to sign in. It is counted as a failure until it succeeds, so that guesses made at the same time, in
/// whichever process, count each other.
pub struct Attempt {
    /// The account as tried from this address.
    here: Vec<u8>,
    rows: Vec<i64>,
}

impl Attempt {
    /// `None` when the account, or the address it is tried from, has had too many failures of late.
    pub fn begin(
        conn: &mut PgConnection,
        email: &str,
        address: Option<IpAddr>,
    ) -> QueryResult<Option<Self>> {
        let account = email.trim().to_lowercase();
        let address = address.map(network).unwrap_or_default();
        let here = subject("here", &format!("{address} {account}"));
        let limited = [
            (here.clone(), LIMIT_HERE),
            (subject("account", &account), ACCOUNT_LIMIT),
            (subject("address", &address), ADDRESS_LIMIT),
        ];
        let subjects: Vec<_> = limited.iter().map(|(subject, _)| subject).collect();
        let rows = queries::insert_failures(conn, &subjects)?;
        let since = Utc::now() - WINDOW;
        for (subject, limit) in &limited {
            if queries::count_failures(conn, subject, since)? > *limit {
                queries::delete_failures(conn, &rows)?;
                return Ok(None);
            }
        }
        Ok(Some(Self { here, rows }))
    }

    /// The password was right: the failures from here are forgiven, those of others stay.
    fn succeed(&self, conn: &mut PgConnection) -> QueryResult<usize> {
        queries::delete_failures(conn, &self.rows)?;
        queries::delete_failures_of(conn, &self.here)
    }
}

/// What failures are counted by; no address of a person or a machine is stored.
fn subject(kind: &str, value: &str) -> Vec<u8> {
    token_hash(&format!("{kind}:{value}"))
}

/// What one customer of a network provider has: an address of IPv4, 64 bits of IPv6.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}/64", address.to_bits() >> 64),
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
    record(
        conn,
        &oneself(user.id, &user.name),
        "user.signed_in",
        user.id,
    )?;
    begin_session(conn, user.id, user_agent)
}

/// Ends a session, and says whose it was if it was somebody's.
pub fn sign_out(conn: &mut PgConnection, actor: Option<&Actor>, token: &str) -> QueryResult<()> {
    let ended = queries::delete_session(conn, &token_hash(token))?;
    match actor.and_then(|actor| actor.user_id.map(|id| (actor, id))) {
        Some((actor, id)) if ended > 0 => record(conn, actor, "user.signed_out", id),
        _ => Ok(()),
    }
}

/// Ends every session of a person but `here`; how many.
pub fn end_other_sessions(
    conn: &mut PgConnection,
    actor: &Actor,
    user: UserId,
    here: &[u8],
) -> QueryResult<usize> {
    let ended = queries::delete_other_sessions(conn, user, here)?;
    note_ended_sessions(conn, actor, user, ended)?;
    Ok(ended)
}

/// Leaves the trace of so many sessions that a person ended.
pub(super) fn note_ended_sessions(
    conn: &mut PgConnection,
    actor: &Actor,
    user: UserId,
    ended: usize,
) -> QueryResult<()> {
    let change = Change::new("user.sessions_ended", "user", user).set("sessions", ended);
    audit::record(conn, actor, &change).map(|_| ())
}

/// What the person of the set-up link says of the organisation.
pub fn set_up_organisation(
    conn: &mut PgConnection,
    setup: &Setup,
    language: Language,
    admin: &User,
) -> QueryResult<()> {
    queries::update_organisation(conn, setup, language, admin.id)?;
    let change = Change::of_all("settings.updated", "settings")
        .set("organisation_name", &setup.organisation_name)
        .set("country", &setup.country)
        .set("currency", setup.currency.code())
        .set("locale", &setup.locale)
        .set("language", language)
        .set("time_zone", &setup.time_zone)
        .set("hemisphere", setup.hemisphere);
    audit::record(conn, &oneself(admin.id, &admin.name), &change)?;
    Ok(())
}

/// Makes a link for somebody who lost their password. `None`: their access was taken away.
pub fn create_reset_link(
    conn: &mut PgConnection,
    actor: &Actor,
    user: &User,
) -> QueryResult<Option<String>> {
    if user.disabled_at.is_some() {
        return Ok(None);
    }
    let purpose = Purpose::Reset;
    let change = Change::new("user.link_created", "user", user.id).set("purpose", purpose);
    audit::record(conn, actor, &change)?;
    links::create_personal(conn, purpose, user.id).map(Some)
}

fn record(
    conn: &mut PgConnection,
    actor: &Actor,
    action: &'static str,
    user: UserId,
) -> QueryResult<()> {
    audit::record(conn, actor, &Change::new(action, "user", user)).map(|_| ())
}

/// A person who does something with their own access.
fn oneself(id: UserId, name: &str) -> Actor {
    Actor {
        user_id: Some(id),
        name: name.to_owned(),
        request_id: None,
    }
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
        return Err(AppError::Conflict("setup-link-used"));
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
    record(
        conn,
        &oneself(user.id, &user.name),
        "user.password_changed",
        user.id,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_one_ipv6_network_count_as_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::7"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::7"), of("2001:db8:1:3::7"));
        assert_eq!(of("::ffff:198.51.100.7"), of("198.51.100.7"));
        assert_ne!(of("198.51.100.8"), of("198.51.100.7"));
    }
}
