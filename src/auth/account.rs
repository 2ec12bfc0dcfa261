//! `/account`: what belongs to the person alone.

use actix_web::{HttpRequest, HttpResponse, web};

use super::actions;
use super::context::SignedIn;
use super::forms::{PasswordForm, PreferencesForm};
use super::password::{hash_password, verify_password};
use super::views::AccountPage;
use crate::db::Db;
use crate::domain::{Language, Theme};
use crate::users;
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, client, html, redirect_with, token_hash,
    unprocessable,
};

pub async fn show(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    html(&account_page(&user, &db, FieldErrors::default()).await?)
}

async fn account_page(
    user: &SignedIn,
    db: &Db,
    errors: FieldErrors,
) -> Result<AccountPage, AppError> {
    let id = user.id();
    let row = db
        .run(move |conn| users::queries::find_user(conn, id))
        .await?;
    let language = row
        .language
        .map(|language| language.to_string())
        .unwrap_or_default();
    Ok(AccountPage {
        page: user.page(),
        language,
        theme: row.theme.to_string(),
        errors,
    })
}

pub async fn update_preferences(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<PreferencesForm>,
) -> Result<HttpResponse, AppError> {
    let language: Option<Language> = form.language.parse().ok();
    let theme: Theme = form.theme.parse().unwrap_or_default();
    let id = user.id();
    db.run(move |conn| users::queries::update_preferences(conn, id, language, theme))
        .await?;
    // The answer already speaks the new language.
    let mut page = user.page();
    page.language = language.unwrap_or(page.language);
    Ok(redirect_with(&keys, "/account", Flash::ok(page.t("saved"))))
}

pub async fn update_password(
    request: HttpRequest,
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<PasswordForm>,
) -> Result<HttpResponse, AppError> {
    let id = user.id();
    let row = db
        .run(move |conn| users::queries::find_user(conn, id))
        .await?;
    let mut errors = FieldErrors::default();
    form.check(&mut errors);
    if !verify_password(form.current.clone(), row.password_hash.clone()).await? {
        errors.add("current", "error-password-wrong");
    }
    if !errors.is_empty() {
        return unprocessable(&account_page(&user, &db, errors).await?);
    }
    let hash = hash_password(form.password).await?;
    let here = session_hash(&request);
    db.transaction::<_, AppError, _>(move |conn| {
        Ok(actions::set_password(conn, &row, &hash, &here)?)
    })
    .await?;
    Ok(redirect_with(
        &keys,
        "/account",
        Flash::ok(user.frame().t("password-saved")),
    ))
}

/// The hash by which the session that asks is stored.
pub(super) fn session_hash(request: &HttpRequest) -> Vec<u8> {
    client::session_token(request)
        .map(|token| token_hash(&token))
        .unwrap_or_default()
}
