use actix_web::{HttpResponse, web};
use anyhow::Context as _;
use chrono::{SecondsFormat, Utc};

use super::forms::ErasureForm;
use super::queries::Alike;
use super::views::{ErasurePage, PrivacyPage};
use super::{actions, held, queries};
use crate::audit::{self, Change};
use crate::auth::SignedIn;
use crate::customers::Customer;
use crate::customers::queries::erasing::is_being_erased;
use crate::customers::queries::find_person;
use crate::db::Db;
use crate::domain::{Capability, CustomerId};
use crate::web::{AppError, Form, attachment, conflict, html, redirect};

type OfCustomer = web::Path<CustomerId>;

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    id: OfCustomer,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Exports)?;
    let id = id.into_inner();
    let (customer, erasing, sections) = db
        .run(move |conn| {
            let customer = find_person(conn, id)?;
            let merged = queries::list_merged(conn, id)?;
            let erasing = queries::find_erasing(conn, &merged)?;
            // What goes while it is counted is not worth reading every second.
            let sections = match erasing.is_under_way {
                true => Vec::new(),
                false => held::load(conn, id)?.counts(),
            };
            Ok((customer, erasing, sections))
        })
        .await?;
    html(&PrivacyPage {
        page: user.page(),
        customer,
        erasing,
        sections,
    })
}

/// The file, and a trace that somebody took it.
pub async fn file(
    user: SignedIn,
    db: web::Data<Db>,
    id: OfCustomer,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Exports)?;
    let (id, actor) = (id.into_inner(), user.actor());
    let held = db
        .transaction::<_, AppError, _>(move |conn| {
            find_person(conn, id)?;
            let held = held::load(conn, id)?;
            let change = Change::new("customer.handed_over", "customer", id);
            audit::record(conn, &actor, &change)?;
            Ok(held)
        })
        .await?;
    let page = user.page();
    let now = Utc::now().with_timezone(&user.organisation().time_zone);
    let at = now.to_rfc3339_opts(SecondsFormat::Secs, false);
    let body = serde_json::to_vec_pretty(&held.file(&page, &at)).context("Failed to write JSON")?;
    let name = format!("{}-{id}.json", page.t("privacy-file-name"));
    Ok(attachment(&name, "application/json").body(body))
}

pub async fn confirm(
    user: SignedIn,
    db: web::Data<Db>,
    id: OfCustomer,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Erase)?;
    let id = id.into_inner();
    let (customer, alike) = find_erasable(&db, id).await?;
    let is_under_way = db.run(move |conn| is_being_erased(conn, id)).await?;
    if is_under_way {
        return Ok(redirect(&privacy(id)));
    }
    html(&ErasurePage {
        page: user.page(),
        customer,
        alike,
        refused: None,
        typed: String::new(),
    })
}

/// With who else may be the same person.
async fn find_erasable(db: &Db, id: CustomerId) -> Result<(Customer, Vec<Alike>), AppError> {
    let found = db
        .run(move |conn| {
            let customer = find_person(conn, id)?;
            let merged = queries::list_merged(conn, id)?;
            Ok((customer, queries::list_alike(conn, &merged)?))
        })
        .await?;
    match found.0.erased_at {
        Some(_) => Err(AppError::NotFound),
        None => Ok(found),
    }
}

/// Has it done; the page of what is held shows how it goes.
pub async fn erase(
    user: SignedIn,
    db: web::Data<Db>,
    id: OfCustomer,
    Form(form): Form<ErasureForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Erase)?;
    let (id, by, actor) = (id.into_inner(), user.id(), user.actor());
    let typed = form.name.clone();
    let asked = db
        .transaction::<_, AppError, _>(move |conn| actions::ask(conn, &actor, by, id, &typed))
        .await;
    match asked {
        Ok(()) => Ok(redirect(&privacy(id))),
        Err(AppError::Conflict(key)) => {
            let (customer, alike) = find_erasable(&db, id).await?;
            conflict(&ErasurePage {
                page: user.page(),
                customer,
                alike,
                refused: Some(key),
                typed: form.name,
            })
        }
        Err(other) => Err(other),
    }
}

fn privacy(id: CustomerId) -> String {
    format!("/customers/{id}/privacy")
}
