//! A new entry of the catalogue, made by hand.

use actix_web::{HttpResponse, web};

use super::actions::{self, NAME_TAKEN};
use super::forms::ServiceForm;
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
    html(&page(&user, &db, form, FieldErrors::default()).await?)
}

async fn page(
    user: &SignedIn,
    db: &Db,
    form: ServiceForm,
    errors: FieldErrors,
) -> Result<NewPage, AppError> {
    Ok(NewPage {
        page: user.page(),
        categories: db.run(queries::list_categories).await?,
        form,
        errors,
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
        Err(errors) => return unprocessable(&page(&user, &db, form, errors).await?),
    };
    let (actor, name) = (user.actor(), entry.name.clone());
    let made = db
        .transaction(move |conn| actions::create(conn, &actor, &entry))
        .await;
    match made {
        Ok(id) => {
            let text = user.frame().tv("services-made", "name", name);
            Ok(redirect_with(
                &keys,
                &format!("/services/{id}"),
                Flash::ok(text),
            ))
        }
        Err(AppError::Conflict(NAME_TAKEN)) => {
            let errors = FieldErrors::from([("name", NAME_TAKEN)]);
            unprocessable(&page(&user, &db, form, errors).await?)
        }
        Err(error) => Err(error),
    }
}
