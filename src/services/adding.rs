//! A new entry of the catalogue, made by hand.

use actix_web::{HttpResponse, web};

use super::actions::{self, Made, NAME_TAKEN};
use super::forms::ServiceForm;
use super::merging::Name;
use super::queries;
use super::views::NewPage;
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::Capability;
use crate::web::{AppError, FieldErrors, Flash, Form, Keys, html, redirect_with, unprocessable};

pub async fn new(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Services)?;
    let form = ServiceForm {
        active: "on".to_owned(),
        ..ServiceForm::default()
    };
    html(&page(&user, &db, form, FieldErrors::default(), Vec::new()).await?)
}

async fn page(
    user: &SignedIn,
    db: &Db,
    form: ServiceForm,
    errors: FieldErrors,
    alike: Vec<Name>,
) -> Result<NewPage, AppError> {
    Ok(NewPage {
        page: user.page(),
        categories: db.run(queries::list_categories).await?,
        form,
        errors,
        alike,
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<ServiceForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Services)?;
    let entry = match form.read(user.organisation()) {
        Ok(entry) => entry,
        Err(errors) => return typed_again(&user, &db, form, errors, Vec::new()).await,
    };
    let (actor, name) = (user.actor(), entry.name.clone());
    let allow_alike = !form.allow_alike.is_empty();
    let made = db
        .transaction(move |conn| actions::create(conn, &actor, &entry, allow_alike))
        .await;
    match made {
        Ok(Made::Entry(id)) => {
            let text = user.frame().tv("services-made", "name", name);
            Ok(redirect_with(
                &keys,
                &format!("/services/{id}"),
                Flash::ok(text),
            ))
        }
        Ok(Made::Alike(alike)) => {
            let errors = FieldErrors::from([("name", "services-alike")]);
            typed_again(&user, &db, form, errors, alike).await
        }
        Err(AppError::Conflict(NAME_TAKEN)) => {
            let errors = FieldErrors::from([("name", NAME_TAKEN)]);
            typed_again(&user, &db, form, errors, Vec::new()).await
        }
        Err(error) => Err(error),
    }
}

async fn typed_again(
    user: &SignedIn,
    db: &Db,
    form: ServiceForm,
    errors: FieldErrors,
    alike: Vec<Name>,
) -> Result<HttpResponse, AppError> {
    unprocessable(&page(user, db, form, errors, alike).await?)
}
