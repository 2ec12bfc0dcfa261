//! The catalogue's pages. Everything here needs the capability `services`.

use actix_web::{HttpResponse, web};

use super::actions::{self, NAME_TAKEN};
use super::followers::CategoryFollowers;
use super::forms::{ListQuery, ServiceForm};
use super::model::Service;
use super::queries::{self, Filter};
use super::views::{EditPage, IndexPage, Prices};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, ServiceId};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, Pages, conflict, html, redirect, redirect_with,
    unprocessable,
};

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Services)?;
    let (query, today) = (query.into_inner(), user.today());
    let asked: i64 = query.page.parse().unwrap_or(1);
    let filter = Filter {
        words: query.words(),
        active: query.active(),
    };
    let (rows, pages) = db
        .run(move |conn| {
            let pages = Pages::new(asked, queries::count_services(conn, &filter)?);
            let rows = queries::list_page(conn, &filter, today, pages)?;
            Ok((rows, pages))
        })
        .await?;
    html(&IndexPage {
        page: user.page(),
        query,
        rows,
        pages,
    })
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<ServiceId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Services)?;
    let (service, prices) = find(&db, path.into_inner()).await?;
    // What was merged is another by now.
    if let Some(winner) = service.merged_into {
        return Ok(redirect(&format!("/services/{winner}")));
    }
    let form = ServiceForm::of(&service, user.organisation());
    html(&EditPage {
        page: user.page(),
        service,
        prices,
        form,
        errors: FieldErrors::default(),
    })
}

async fn find(db: &Db, id: ServiceId) -> Result<(Service, Prices), AppError> {
    let found = db
        .run(move |conn| {
            let prices = Prices {
                categories: queries::list_categories(conn)?,
                catalogue: queries::list_services(conn)?,
                months: queries::list_month_prices(conn, id)?,
                changes: queries::list_price_changes(conn, id)?,
            };
            Ok((queries::find_service(conn, id)?, prices))
        })
        .await?;
    Ok(found)
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    followers: web::Data<CategoryFollowers>,
    path: web::Path<ServiceId>,
    Form(form): Form<ServiceForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Services)?;
    let id = path.into_inner();
    let entry = match form.read(user.organisation()) {
        Ok(entry) => entry,
        Err(errors) => return typed_again(&user, &db, id, form, errors).await,
    };
    let (actor, version, name) = (user.actor(), form.version, entry.name.clone());
    let followers = *followers.as_ref();
    let stored = db
        .transaction(move |conn| actions::update(conn, &actor, id, version, &entry, followers))
        .await;
    match stored {
        Ok(followed) => {
            let saved = user.frame().tv("services-saved", "name", name);
            let saved = followed.told_after(saved, user.frame());
            Ok(redirect_with(&keys, "/services", Flash::ok(saved)))
        }
        Err(AppError::Conflict(NAME_TAKEN)) => {
            let errors = FieldErrors::from([("name", NAME_TAKEN)]);
            typed_again(&user, &db, id, form, errors).await
        }
        Err(AppError::Conflict(key)) => overtaken(&user, &db, id, form, key).await,
        Err(error) => Err(error),
    }
}

async fn typed_again(
    user: &SignedIn,
    db: &Db,
    id: ServiceId,
    form: ServiceForm,
    errors: FieldErrors,
) -> Result<HttpResponse, AppError> {
    let (service, prices) = find(db, id).await?;
    unprocessable(&EditPage {
        page: user.page(),
        service,
        prices,
        form,
        errors,
    })
}

/// What was typed stays; saving again goes over the other change, which the page names.
async fn overtaken(
    user: &SignedIn,
    db: &Db,
    id: ServiceId,
    form: ServiceForm,
    key: &'static str,
) -> Result<HttpResponse, AppError> {
    let (service, prices) = find(db, id).await?;
    let form = ServiceForm {
        version: service.version,
        ..form
    };
    conflict(&EditPage {
        page: user.page(),
        service,
        prices,
        form,
        errors: FieldErrors::from([("form", key)]),
    })
}
