//! One-time links: the first set-up, an invitation, a new password. Only their hash is stored.

use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};
use diesel::dsl::now;
use diesel::prelude::*;

use crate::config::Config;
use crate::db::schema::one_time_links;
use crate::domain::UserId;
use crate::text_enum;
use crate::web::{random_token, token_hash};

/// In the data folder, for the operator alone: the set-up link as it was printed.
const SETUP_FILE: &str = "setup-link.txt";
/// The operator is sitting at the machine.
const SETUP_LIFE: Duration = Duration::hours(1);
/// Somebody reads a mail the next morning.
const PERSONAL_LIFE: Duration = Duration::hours(24);

text_enum! {
    /// What a link is good for.
    pub enum Purpose { Setup = "setup", Invite = "invite", Reset = "reset" }
}

/// A link that can still be used.
#[derive(Debug, Clone, Queryable)]
pub struct Link {
    pub id: i64,
    pub purpose: Purpose,
    pub user_id: Option<UserId>,
}

/// Makes the link for setting the product up, and ends earlier ones. Returns its token, which exists nowhere else.
pub fn create_setup(conn: &mut PgConnection) -> QueryResult<String> {
    let earlier = one_time_links::table.filter(one_time_links::purpose.eq(Purpose::Setup));
    diesel::delete(earlier).execute(conn)?;
    insert_link(conn, Purpose::Setup, None, Utc::now() + SETUP_LIFE)
}

/// Where the set-up link lies until it is used.
pub fn setup_file(config: &Config) -> PathBuf {
    config.server.data_dir.join(SETUP_FILE)
}

/// Removes the file of a link that is good for nothing any more; one that stays does no harm.
pub fn forget_setup_file(config: &Config) {
    std::fs::remove_file(setup_file(config)).ok();
}

/// Makes a link with which `user` chooses a password, and ends earlier ones.
pub fn create_personal(
    conn: &mut PgConnection,
    purpose: Purpose,
    user: UserId,
) -> QueryResult<String> {
    delete_personal(conn, user)?;
    insert_link(conn, purpose, Some(user), Utc::now() + PERSONAL_LIFE)
}

/// Ends every link of somebody.
pub fn delete_personal(conn: &mut PgConnection, user: UserId) -> QueryResult<usize> {
    let links = one_time_links::table.filter(one_time_links::user_id.eq(user.get()));
    diesel::delete(links).execute(conn)
}

fn insert_link(
    conn: &mut PgConnection,
    purpose: Purpose,
    user: Option<UserId>,
    expires_at: DateTime<Utc>,
) -> QueryResult<String> {
    let token = random_token();
    diesel::insert_into(one_time_links::table)
        .values((
            one_time_links::token_hash.eq(token_hash(&token)),
            one_time_links::purpose.eq(purpose),
            one_time_links::user_id.eq(user.map(UserId::get)),
            one_time_links::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(token)
}

pub fn find_link(conn: &mut PgConnection, token: &str) -> QueryResult<Option<Link>> {
    one_time_links::table
        .filter(one_time_links::token_hash.eq(token_hash(token)))
        .filter(
            one_time_links::used_at
                .is_null()
                .and(one_time_links::expires_at.gt(now)),
        )
        .select((
            one_time_links::id,
            one_time_links::purpose,
            one_time_links::user_id,
        ))
        .first(conn)
        .optional()
}

/// Uses a link up; false when somebody else was faster.
pub fn use_link(conn: &mut PgConnection, link: &Link) -> QueryResult<bool> {
    let unused = one_time_links::table
        .find(link.id)
        .filter(one_time_links::used_at.is_null());
    let used = diesel::update(unused)
        .set(one_time_links::used_at.eq(now))
        .execute(conn)?;
    Ok(used == 1)
}
