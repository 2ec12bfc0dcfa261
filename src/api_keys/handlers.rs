//! The pages of the keys. Everything here needs the capability `keys`.

use actix_web::{HttpResponse, web};

use super::actions;
use super::forms::KeyForm;
use super::queries;
use super::views::{KeysPage, MadePage, NewKeyPage};
use crate::auth::SignedIn;
use crate::config::{Config, Secret};
use crate::db::Db;
use crate::domain::{ApiKeyId, Capability};
use crate::web::{AppError, FieldErrors, Flash, Form, Keys, html, redirect_with, unprocessable};

type Fields = Vec<(String, String)>;

pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Keys)?;
    let keys = db.run(queries::list_keys).await?;
    html(&KeysPage {
        page: user.page(),
        keys,
    })
}

pub async fn new(user: SignedIn) -> Result<HttpResponse, AppError> {
    user.require(Capability::Keys)?;
    html(&NewKeyPage {
        page: user.page(),
        form: KeyForm::default(),
        errors: FieldErrors::default(),
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Keys)?;
    let form = KeyForm::of(&fields);
    let new = match form.parse() {
        Ok(new) => new,
        Err(errors) => {
            return unprocessable(&NewKeyPage {
                page: user.page(),
                form,
                errors,
            });
        }
    };
    let (actor, name) = (user.actor(), new.name.clone());
    let key = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::make(conn, &actor, &new)?))
        .await?;
    html(&MadePage {
        page: user.page(),
        name,
        address: address(&config, &key),
        key: key.expose().to_owned(),
    })
}

/// `http://crm:KEY@host:8000`
fn address(config: &Config, key: &Secret) -> String {
    let mut address = config.server.base_url.clone();
    // Refused only where an address has no host, and ours has one.
    let is_set =
        address.set_username("crm").is_ok() && address.set_password(Some(key.expose())).is_ok();
    match is_set {
        true => address.as_str().trim_end_matches('/').to_owned(),
        false => String::new(),
    }
}

pub async fn revoke(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<ApiKeyId>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Keys)?;
    let (actor, id) = (user.actor(), path.into_inner());
    let name = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::revoke(conn, &actor, id)?))
        .await?;
    let flash = Flash::ok(user.frame().tv("keys-revoked-done", "name", name));
    Ok(redirect_with(&keys, "/admin/keys", flash))
}
