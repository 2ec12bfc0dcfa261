//! Adding, correcting and deleting a service by hand.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;

use super::actions;
use super::form_page::FormPage;
use super::forms::HistoryForm;
use super::model::HistoryRow;
use super::queries;
use crate::auth::SignedIn;
use crate::customers;
use crate::db::Db;
use crate::domain::{Capability, CustomerId, HistoryId};
use crate::services::{self, Service};
use crate::web::{AppError, FieldErrors, Flash, Form, Keys, html, redirect_with, unprocessable};

/// The query of the customers list that one came from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FromList {
    list: String,
}

pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<CustomerId>,
    query: web::Query<FromList>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::HistoryWrite)?;
    let form = HistoryForm {
        date: user.today().to_string(),
        list: query.into_inner().list,
        ..HistoryForm::default()
    };
    html(&new_page(&user, &db, id.into_inner(), form).await?)
}

async fn new_page(
    user: &SignedIn,
    db: &Db,
    customer: CustomerId,
    form: HistoryForm,
) -> Result<FormPage, AppError> {
    let (found, services) = db
        .run(move |conn| {
            let found = customers::queries::find_customer(conn, customer)?;
            Ok((found, services::queries::list_active(conn)?))
        })
        .await?;
    // Nothing is written to who was erased.
    if found.erased_at.is_some() {
        return Err(AppError::NotFound);
    }
    Ok(FormPage {
        page: user.page(),
        customer,
        customer_name: found.full_name,
        row: None,
        services,
        form,
        errors: FieldErrors::default(),
        is_conflict: false,
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerId>,
    Form(form): Form<HistoryForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::HistoryWrite)?;
    let (id, list) = (id.into_inner(), form.list.clone());
    let page = new_page(&user, &db, id, form).await?;
    let read = page
        .form
        .read(user.today(), user.organisation(), &page.services);
    let entry = match read {
        Ok(entry) => entry,
        Err(errors) => return unprocessable(&FormPage { errors, ..page }),
    };
    let (actor, date) = (user.actor(), entry.date);
    db.transaction::<_, AppError, _>(move |conn| actions::add(conn, &actor, id, &entry))
        .await?;
    let flash = Flash::ok(stored_text(&user, "history-added", date));
    let back = customers::with_list(&format!("/customers/{id}"), &list);
    Ok(redirect_with(&keys, &back, flash))
}

/// A service that lies ahead is stored, and it is said that it does not count yet.
fn stored_text(user: &SignedIn, key: &str, date: NaiveDate) -> String {
    let frame = user.frame();
    match date > user.today() {
        true => frame.tv("history-counts-later", "date", frame.date(&date)),
        false => frame.t(key),
    }
}

/// A row with its customer's name and the services that it may become.
struct Found {
    row: HistoryRow,
    customer_name: String,
    services: Vec<Service>,
}

async fn find(db: &Db, id: HistoryId) -> Result<Found, AppError> {
    let found = db.run(move |conn| {
        let (row, customer_name) = queries::find_row(conn, id)?;
        let mut services = services::queries::list_services(conn)?;
        // What is no longer offered may stay; it cannot be chosen anew.
        services.retain(|service| service.active || service.id == row.service_id);
        services.sort_by(|a, b| (&a.category, &a.name).cmp(&(&b.category, &b.name)));
        Ok(Found {
            row,
            customer_name,
            services,
        })
    });
    Ok(found.await?)
}

fn edit_page(user: &SignedIn, found: Found, form: HistoryForm) -> FormPage {
    FormPage {
        page: user.page(),
        customer: found.row.customer_id,
        customer_name: found.customer_name,
        row: Some(found.row),
        services: found.services,
        form,
        errors: FieldErrors::default(),
        is_conflict: false,
    }
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<HistoryId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::HistoryWrite)?;
    let found = find(&db, id.into_inner()).await?;
    let form = HistoryForm {
        date: found.row.date.to_string(),
        service: found.row.service_id.to_string(),
        price: user.frame().money(found.row.price),
        version: found.row.version,
        ..HistoryForm::default()
    };
    html(&edit_page(&user, found, form))
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<HistoryId>,
    Form(form): Form<HistoryForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::HistoryWrite)?;
    let id = id.into_inner();
    let found = find(&db, id).await?;
    let entry = match form.read(user.today(), user.organisation(), &found.services) {
        Ok(entry) => entry,
        Err(errors) => {
            let page = edit_page(&user, found, form);
            return unprocessable(&FormPage { errors, ..page });
        }
    };
    let (actor, date, version) = (user.actor(), entry.date, form.version);
    let (row, customer) = (found.row.clone(), found.row.customer_id);
    let stored = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::correct(conn, &actor, &row, version, &entry)
        })
        .await;
    match stored {
        Err(AppError::Conflict(_)) => conflict(&user, &db, id, form).await,
        stored => {
            stored?;
            let flash = Flash::ok(stored_text(&user, "changes-saved", date));
            Ok(redirect_with(&keys, &list_of(customer), flash))
        }
    }
}

/// The form as typed, beside what the row says by now; sent again, it goes over that.
async fn conflict(
    user: &SignedIn,
    db: &Db,
    id: HistoryId,
    form: HistoryForm,
) -> Result<HttpResponse, AppError> {
    let found = find(db, id).await?;
    let form = HistoryForm {
        version: found.row.version,
        ..form
    };
    let page = edit_page(user, found, form);
    let mut answer = html(&FormPage {
        is_conflict: true,
        ..page
    })?;
    *answer.status_mut() = StatusCode::CONFLICT;
    Ok(answer)
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<HistoryId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::HistoryWrite)?;
    let (id, actor) = (id.into_inner(), user.actor());
    let customer = db
        .transaction::<_, AppError, _>(move |conn| actions::delete(conn, &actor, id))
        .await?;
    let flash = Flash::ok(user.frame().t("history-deleted"))
        .with_undo(format!("/history/{id}/restoration"));
    Ok(redirect_with(&keys, &list_of(customer), flash))
}

pub async fn restore(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<HistoryId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::HistoryWrite)?;
    let (id, actor) = (id.into_inner(), user.actor());
    let row = db
        .transaction::<_, AppError, _>(move |conn| actions::restore(conn, &actor, id))
        .await?;
    let flash = Flash::ok(user.frame().t("history-restored"));
    Ok(redirect_with(&keys, &list_of(row.customer_id), flash))
}

fn list_of(customer: CustomerId) -> String {
    format!("/customers/{customer}/history")
}
