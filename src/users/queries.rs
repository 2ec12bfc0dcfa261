use diesel::dsl::{exists, now, select};
use diesel::prelude::*;

use super::model::{NewUser, User};
use crate::db::schema::users;
use crate::domain::{Language, Role, Theme, UserId};

diesel::define_sql_function! { fn lower(value: diesel::sql_types::Text) -> diesel::sql_types::Text; }

pub fn any_user(conn: &mut PgConnection) -> QueryResult<bool> {
    select(exists(users::table.select(users::id))).get_result(conn)
}

pub fn find_user(conn: &mut PgConnection, id: UserId) -> QueryResult<User> {
    users::table
        .find(id.get())
        .select(User::as_select())
        .first(conn)
}

pub fn find_user_by_email(conn: &mut PgConnection, email: &str) -> QueryResult<Option<User>> {
    users::table
        .filter(lower(users::email).eq(email.to_lowercase()))
        .select(User::as_select())
        .first(conn)
        .optional()
}

/// All users, those who may sign in first, by name.
pub fn list_users(conn: &mut PgConnection) -> QueryResult<Vec<User>> {
    users::table
        .order((users::disabled_at.is_not_null(), users::name, users::id))
        .select(User::as_select())
        .load(conn)
}

pub fn insert_user(conn: &mut PgConnection, user: &NewUser) -> QueryResult<User> {
    diesel::insert_into(users::table)
        .values(user)
        .returning(User::as_returning())
        .get_result(conn)
}

pub fn update_password(
    conn: &mut PgConnection,
    id: UserId,
    password_hash: &str,
) -> QueryResult<usize> {
    diesel::update(users::table.find(id.get()))
        .set((
            users::password_hash.eq(password_hash),
            users::updated_at.eq(now),
        ))
        .execute(conn)
}

pub fn update_role(
    conn: &mut PgConnection,
    id: UserId,
    name: &str,
    role: Role,
) -> QueryResult<usize> {
    diesel::update(users::table.find(id.get()))
        .set((
            users::name.eq(name),
            users::role.eq(role),
            users::updated_at.eq(now),
        ))
        .execute(conn)
}

pub fn update_disabled(conn: &mut PgConnection, id: UserId, disabled: bool) -> QueryResult<usize> {
    let at = disabled.then(chrono::Utc::now);
    diesel::update(users::table.find(id.get()))
        .set((users::disabled_at.eq(at), users::updated_at.eq(now)))
        .execute(conn)
}

pub fn update_preferences(
    conn: &mut PgConnection,
    id: UserId,
    language: Option<Language>,
    theme: Theme,
) -> QueryResult<usize> {
    diesel::update(users::table.find(id.get()))
        .set((
            users::language.eq(language),
            users::theme.eq(theme),
            users::updated_at.eq(now),
        ))
        .execute(conn)
}

pub fn update_last_sign_in(conn: &mut PgConnection, id: UserId) -> QueryResult<usize> {
    diesel::update(users::table.find(id.get()))
        .set(users::last_sign_in_at.eq(now))
        .execute(conn)
}

/// How many admins could still sign in if `id` were none of them; locks them, so that two cannot leave at once.
pub fn lock_other_admins(conn: &mut PgConnection, id: UserId) -> QueryResult<usize> {
    users::table
        .filter(
            users::role
                .eq(Role::Admin)
                .and(users::disabled_at.is_null())
                .and(users::password_hash.is_not_null()),
        )
        .order(users::id)
        .select(users::id)
        .for_update()
        .load::<i64>(conn)
        .map(|admins| admins.iter().filter(|admin| **admin != id.get()).count())
}
