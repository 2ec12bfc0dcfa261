//! The page of what invoices are made with. Everything here needs the capability `settings`.

use actix_web::{HttpResponse, web};

use super::actions::{self, SetupError};
use super::forms::{IssuerForm, SeriesForm, TaxForm};
use super::views::{SeriesPage, SetupPage, TaxPage, Wrong};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, SeriesId, TaxRateId};
use crate::invoices::queries::setup as queries;
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, redirect_with, unprocessable,
};

const PATH: &str = "/settings/billing";

pub async fn show(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    html(&setup_page(&user, &db).await?)
}

async fn setup_page(user: &SignedIn, db: &Db) -> Result<SetupPage, AppError> {
    let ((issuer, version), series, taxes) = db
        .run(|conn| {
            Ok((
                queries::find_issuer_version(conn)?,
                queries::list_series(conn)?,
                queries::list_taxes(conn)?,
            ))
        })
        .await?;
    Ok(SetupPage {
        page: user.page(),
        issuer: IssuerForm::of(&issuer, version, &user.organisation().country),
        series,
        taxes,
        new_series: SeriesForm::blank(),
        new_tax: TaxForm::blank(),
        wrong: Wrong::Nothing,
        errors: FieldErrors::default(),
    })
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<IssuerForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let issuer = match form.read(&user.organisation().country) {
        Ok(issuer) => issuer,
        Err(errors) => {
            let page = setup_page(&user, &db).await?;
            return unprocessable(&SetupPage {
                issuer: form,
                wrong: Wrong::Issuer,
                errors,
                ..page
            });
        }
    };
    let (actor, version) = (user.actor(), form.version);
    let stored = db
        .transaction(move |conn| actions::update_issuer(conn, &actor, version, &issuer))
        .await;
    match stored {
        Ok(()) => Ok(saved(&user, &keys)),
        Err(SetupError::Changed) => {
            let now = setup_page(&user, &db).await?;
            conflict(&SetupPage {
                issuer: IssuerForm {
                    version: now.issuer.version,
                    ..form
                },
                wrong: Wrong::Issuer,
                errors: FieldErrors::from([("form", "billing-error-changed")]),
                ..now
            })
        }
        Err(error) => Err(internal(error)),
    }
}

pub async fn add_series(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<SeriesForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let stored = match form.read() {
        Ok(entry) => {
            let actor = user.actor();
            db.transaction(move |conn| actions::create_series(conn, &actor, &entry))
                .await
                .map_err(refused)
        }
        Err(errors) => Err(Ok(errors)),
    };
    match stored {
        Ok(()) => Ok(saved(&user, &keys)),
        Err(errors) => {
            let errors = errors?;
            let page = setup_page(&user, &db).await?;
            unprocessable(&SetupPage {
                new_series: form,
                wrong: Wrong::Series,
                errors,
                ..page
            })
        }
    }
}

pub async fn add_tax(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<TaxForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let stored = match form.read(&user.organisation().locale) {
        Ok(entry) => {
            let actor = user.actor();
            db.transaction(move |conn| actions::create_tax(conn, &actor, &entry))
                .await
                .map_err(refused)
        }
        Err(errors) => Err(Ok(errors)),
    };
    match stored {
        Ok(()) => Ok(saved(&user, &keys)),
        Err(errors) => {
            let errors = errors?;
            let page = setup_page(&user, &db).await?;
            unprocessable(&SetupPage {
                new_tax: form,
                wrong: Wrong::Tax,
                errors,
                ..page
            })
        }
    }
}

pub async fn edit_series(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<SeriesId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    html(&series_page(&user, &db, path.into_inner()).await?)
}

async fn series_page(user: &SignedIn, db: &Db, id: SeriesId) -> Result<SeriesPage, AppError> {
    let series = db.run(queries::list_series).await?;
    let stored = series.into_iter().find(|series| series.id == id);
    let stored = stored.ok_or(AppError::NotFound)?;
    Ok(SeriesPage {
        page: user.page(),
        id,
        form: SeriesForm::of(&stored),
        stored,
        errors: FieldErrors::default(),
    })
}

pub async fn update_series(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<SeriesId>,
    Form(form): Form<SeriesForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (id, version) = (path.into_inner(), form.version);
    let stored = match form.read() {
        Ok(entry) => {
            let actor = user.actor();
            db.transaction(move |conn| actions::update_series(conn, &actor, id, version, &entry))
                .await
                .map_err(refused)
        }
        Err(errors) => Err(Ok(errors)),
    };
    match stored {
        Ok(()) => Ok(saved(&user, &keys)),
        Err(errors) => {
            let errors = errors?;
            let page = series_page(&user, &db, id).await?;
            let version = page.form.version;
            let page = SeriesPage {
                form: SeriesForm { version, ..form },
                errors,
                ..page
            };
            shown_again(&page, &page.errors)
        }
    }
}

pub async fn edit_tax(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<TaxRateId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    html(&tax_page(&user, &db, path.into_inner()).await?)
}

async fn tax_page(user: &SignedIn, db: &Db, id: TaxRateId) -> Result<TaxPage, AppError> {
    let taxes = db.run(queries::list_taxes).await?;
    let stored = taxes.into_iter().find(|tax| tax.id == id);
    let stored = stored.ok_or(AppError::NotFound)?;
    Ok(TaxPage {
        page: user.page(),
        id,
        form: TaxForm::of(&stored, &user.organisation().locale),
        stored,
        errors: FieldErrors::default(),
    })
}

pub async fn update_tax(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<TaxRateId>,
    Form(form): Form<TaxForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (id, version) = (path.into_inner(), form.version);
    let stored = match form.read(&user.organisation().locale) {
        Ok(entry) => {
            let actor = user.actor();
            db.transaction(move |conn| actions::update_tax(conn, &actor, id, version, &entry))
                .await
                .map_err(refused)
        }
        Err(errors) => Err(Ok(errors)),
    };
    match stored {
        Ok(()) => Ok(saved(&user, &keys)),
        Err(errors) => {
            let errors = errors?;
            let page = tax_page(&user, &db, id).await?;
            let version = page.form.version;
            let page = TaxPage {
                form: TaxForm { version, ..form },
                errors,
                ..page
            };
            shown_again(&page, &page.errors)
        }
    }
}

/// What to say at which field, or an error that is no matter of this page.
fn refused(error: SetupError) -> Result<FieldErrors, AppError> {
    match error {
        SetupError::Taken(field) => Ok(FieldErrors::from([(field, "billing-error-taken")])),
        SetupError::Used => Ok(FieldErrors::from([("form", "billing-error-used")])),
        SetupError::Changed => Ok(FieldErrors::from([("form", "billing-error-changed")])),
        SetupError::Other(error) => Err(error),
    }
}

fn internal(error: SetupError) -> AppError {
    match error {
        SetupError::Other(error) => error,
        other => AppError::Internal(other.into()),
    }
}

/// A field that is wrong, or a conflict with what is stored.
fn shown_again(
    page: &impl askama::Template,
    errors: &FieldErrors,
) -> Result<HttpResponse, AppError> {
    match errors.get("form") {
        Some(_) => conflict(page),
        None => unprocessable(page),
    }
}

fn saved(user: &SignedIn, keys: &Keys) -> HttpResponse {
    redirect_with(keys, PATH, Flash::ok(user.frame().t("saved")))
}
