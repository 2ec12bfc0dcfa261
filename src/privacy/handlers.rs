use actix_web::{HttpResponse, web};
use anyhow::Context as _;
use chrono::{SecondsFormat, Utc};

use super::erasers::Erasers;
use super::forms::ErasureForm;
use super::views::{ErasurePage, PrivacyPage};
use super::{actions, held, tombstones};
use crate::audit::{self, Change};
use crate::auth::SignedIn;
use crate::config::Config;
use crate::customers::{self, Customer};
use crate::db::Db;
use crate::domain::{Capability, CustomerId};
use crate::web::{AppError, Flash, Form, Keys, attachment, conflict, html, i18n, redirect_with};

type OfCustomer = web::Path<CustomerId>;

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    id: OfCustomer,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Exports)?;
    let id = id.into_inner();
    let (customer, held) = db
        .run(move |conn| {
            let customer = customers::queries::find_customer(conn, id)?;
            Ok((customer, held::load(conn, id)?))
        })
        .await?;
    html(&PrivacyPage {
        page: user.page(),
        customer,
        sections: held.counts(),
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
            customers::queries::find_customer(conn, id)?;
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
    let customer = find_erasable(&db, id.into_inner()).await?;
    html(&ErasurePage {
        page: user.page(),
        customer,
        refused: None,
        typed: String::new(),
    })
}

async fn find_erasable(db: &Db, id: CustomerId) -> Result<Customer, AppError> {
    let customer = db
        .run(move |conn| customers::queries::find_customer(conn, id))
        .await?;
    match customer.erased_at {
        Some(_) => Err(AppError::NotFound),
        None => Ok(customer),
    }
}

pub async fn erase(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    config: web::Data<Config>,
    erasers: web::Data<Erasers>,
    id: OfCustomer,
    Form(form): Form<ErasureForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Erase)?;
    let id = id.into_inner();
    let actor = user.actor();
    let replacement = i18n::text(user.organisation().language, "privacy-erased-name", &[]);
    let typed = form.name.clone();
    let erased = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::erase(conn, &actor, &erasers, id, &typed, &replacement)
        })
        .await;
    match erased {
        Ok(()) => {
            tombstones::keep_beside(&db, &config).await;
            let flash = Flash::ok(user.frame().t("privacy-erased"));
            Ok(redirect_with(&keys, &format!("/customers/{id}"), flash))
        }
        Err(AppError::Conflict(key)) => conflict(&ErasurePage {
            page: user.page(),
            customer: find_erasable(&db, id).await?,
            refused: Some(key),
            typed: form.name,
        }),
        Err(other) => Err(other),
    }
}
