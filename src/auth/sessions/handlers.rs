use actix_web::{HttpRequest, HttpResponse, web};

use super::queries;
use super::views::SessionsPage;
use crate::auth::account::session_hash;
use crate::auth::actions;
use crate::auth::context::SignedIn;
use crate::db::Db;
use crate::web::{AppError, Flash, Keys, NoFields, client, html, redirect_with};

const PAGE: &str = "/account/sessions";

pub async fn index(
    request: HttpRequest,
    user: SignedIn,
    db: web::Data<Db>,
) -> Result<HttpResponse, AppError> {
    let id = user.id();
    let sessions = db.run(move |conn| queries::list_sessions(conn, id)).await?;
    html(&SessionsPage {
        page: user.page(),
        sessions,
        here: session_hash(&request),
    })
}

pub async fn end_one(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    session: web::Path<String>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    let hash = read_key(&session).ok_or(AppError::NotFound)?;
    let (id, actor) = (user.id(), user.actor());
    let ended = db
        .transaction::<_, AppError, _>(move |conn| {
            let ended = queries::delete_own_session(conn, id, &hash)?;
            if ended > 0 {
                actions::note_ended_sessions(conn, &actor, id, ended)?;
            }
            Ok(ended)
        })
        .await?;
    told(&user, &keys, ended)
}

pub async fn end_others(
    request: HttpRequest,
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    let (id, here, actor) = (user.id(), session_hash(&request), user.actor());
    let ended = db
        .transaction::<_, AppError, _>(move |conn| {
            Ok(actions::end_other_sessions(conn, &actor, id, &here)?)
        })
        .await?;
    told(&user, &keys, ended)
}

/// Everywhere, here too.
pub async fn end_all(
    request: HttpRequest,
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    let (id, actor) = (user.id(), user.actor());
    db.transaction::<_, AppError, _>(move |conn| {
        Ok(actions::end_other_sessions(conn, &actor, id, &[])?)
    })
    .await?;
    let flash = Flash::ok(user.frame().t("account-sessions-ended-all"));
    let mut response = redirect_with(&keys, "/login", flash);
    client::end_session(&request, &mut response);
    Ok(response)
}

fn told(user: &SignedIn, keys: &Keys, ended: usize) -> Result<HttpResponse, AppError> {
    let text = user.frame().tn("account-sessions-ended", ended as i64);
    Ok(redirect_with(keys, PAGE, Flash::ok(text)))
}

/// The hash that an address names; `None` for what is none.
fn read_key(key: &str) -> Option<Vec<u8>> {
    let is_hash = key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte = |at: usize| u8::from_str_radix(&key[at..at + 2], 16).ok();
    is_hash.then(|| (0..64).step_by(2).map(byte).collect())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_names_a_session() {
        assert_eq!(read_key(&"0f".repeat(32)), Some(vec![15; 32]));
        for key in ["", "0f", &"zz".repeat(32), &"ñ".repeat(32)] {
            assert_eq!(read_key(key), None, "{key}");
        }
    }
}
