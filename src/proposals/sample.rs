//! The mail of a proposal before there is one: written by the builtin engine, looked at, and not kept.

use actix_web::{HttpResponse, web};
use diesel::result::Error;
use diesel::{Connection as _, PgConnection, QueryResult};

use super::batch::{self, Order};
use super::handlers::framed;
use super::mail::Letter;
use super::model::{Item, Shown};
use super::{queries, templates, trial};
use crate::audit::Actor;
use crate::auth::SignedIn;
use crate::config::Config;
use crate::db::Db;
use crate::domain::UserId;
use crate::web::{AppError, Flash};

/// The mail of an order, for a tab or a frame of its own.
pub async fn preview(
    user: &SignedIn,
    db: &Db,
    config: &Config,
    order: Order,
) -> Result<HttpResponse, AppError> {
    Ok(framed(letter(user, db, config, order).await?.html()?))
}

/// The mail of an order to whoever looks at it, and what came of it.
pub async fn send_test(
    user: &SignedIn,
    db: &Db,
    config: &web::Data<Config>,
    order: Order,
) -> Result<Flash, AppError> {
    let letter = letter(user, db, config, order).await?;
    templates::handlers::send_test(user, db, config, letter).await
}

async fn letter(
    user: &SignedIn,
    db: &Db,
    config: &Config,
    order: Order,
) -> Result<Letter, AppError> {
    let (actor, by) = (user.actor(), user.id());
    let (shown, items) = db
        .run(move |conn| write_and_undo(conn, &actor, by, order))
        .await?;
    let organisation = user.organisation().clone();
    let unsubscribe = trial::unsubscribe(config);
    Ok(Letter::new(&shown, &items, organisation, unsubscribe))
}

/// By the same way as all proposals, in a transaction that is taken back.
fn write_and_undo(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    order: Order,
) -> QueryResult<(Shown, Vec<Item>)> {
    let mut written = None;
    let undone: QueryResult<()> = conn.transaction(|conn| {
        if let Some(id) = batch::write_all(conn, actor, by, &[order])?.first() {
            written = Some((
                queries::find_shown(conn, *id)?,
                queries::list_items(conn, *id)?,
            ));
        }
        Err(Error::RollbackTransaction)
    });
    written.ok_or_else(|| undone.err().unwrap_or(Error::NotFound))
}
