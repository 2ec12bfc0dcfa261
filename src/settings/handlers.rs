use actix_web::{HttpResponse, web};

use super::actions;
use super::forms::SettingsForm;
use super::queries;
use super::views::SettingsPage;
use crate::auth::SignedIn;
use crate::config::Config;
use crate::db::Db;
use crate::domain::Capability;
use crate::web::{AppError, FieldErrors, Flash, Form, Keys, html, redirect_with, unprocessable};

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (row, version, has_amounts) = db.run(queries::find_settings).await?;
    let form = SettingsForm::of(&row, version);
    html(&SettingsPage::new(
        user.page(),
        form,
        FieldErrors::default(),
        has_amounts,
        &config,
    ))
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    config: web::Data<Config>,
    Form(form): Form<SettingsForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (before, _, has_amounts) = db.run(queries::find_settings).await?;
    let row = match form.parse(&before, has_amounts, &config.ai) {
        Ok(row) => row,
        Err(errors) => {
            return unprocessable(&SettingsPage::new(
                user.page(),
                form,
                errors,
                has_amounts,
                &config,
            ));
        }
    };
    let (actor, id, version) = (user.actor(), user.id(), form.version);
    let stored = db
        .transaction::<_, AppError, _>(move |conn| actions::update(conn, &actor, id, &row, version))
        .await;
    match stored {
        Ok(()) => Ok(redirect_with(
            &keys,
            "/settings",
            Flash::ok(user.frame().t("saved")),
        )),
        // What was typed stays in the form; saving again goes over the other change, which the page now names.
        Err(AppError::Conflict(key)) => {
            let (_, version, has_amounts) = db.run(queries::find_settings).await?;
            let errors = FieldErrors::from([("form", key)]);
            let form = SettingsForm { version, ..form };
            unprocessable(&SettingsPage::new(
                user.page(),
                form,
                errors,
                has_amounts,
                &config,
            ))
        }
        Err(error) => Err(error),
    }
}
