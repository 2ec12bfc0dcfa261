use actix_web::{HttpResponse, web};

use super::actions::{self, RestoreError};
use super::forms::{DeletedQuery, RestorationForm};
use super::queries;
use super::views::{DeletedPage, IndexPage};
use crate::auth::SignedIn;
use crate::customers::search::Typed;
use crate::db::Db;
use crate::domain::{Capability, CustomerId};
use crate::web::{AppError, Flash, Form, Keys, conflict, html, redirect_with};

/// Customers of a page.
const PAGE_SIZE: usize = 50;

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<DeletedQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Erase)?;
    let query = query.into_inner();
    let (typed, before) = (Typed::read(&query.q), query.before.parse().ok());
    let is_too_short = typed == Typed::TooShort;
    let mut rows = match typed {
        Typed::TooShort => Vec::new(),
        typed => {
            db.run(move |conn| {
                let search = match &typed {
                    Typed::Search(search) => Some(search),
                    _ => None,
                };
                queries::list_deleted(conn, search, before, PAGE_SIZE as i64 + 1)
            })
            .await?
        }
    };
    let has_more = rows.len() > PAGE_SIZE;
    rows.truncate(PAGE_SIZE);
    html(&IndexPage {
        page: user.page(),
        q: query.q,
        is_first: before.is_none(),
        is_too_short,
        rows,
        has_more,
    })
}

pub async fn restore(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerId>,
    Form(form): Form<RestorationForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Erase)?;
    let (id, actor, by) = (id.into_inner(), user.actor(), user.id());
    let done = db
        .transaction::<_, RestoreError, _>(move |conn| {
            actions::restore(conn, &actor, by, id, &form.even_so)
        })
        .await;
    match done {
        Ok(()) => {
            let flash = Flash::ok(user.frame().t("deleted-restored"));
            Ok(redirect_with(&keys, &format!("/customers/{id}"), flash))
        }
        Err(RestoreError::Refused) => refuse(&user, &db, id).await,
        Err(RestoreError::Database(error)) => Err(error.into()),
    }
}

async fn refuse(user: &SignedIn, db: &Db, id: CustomerId) -> Result<HttpResponse, AppError> {
    let found = db
        .transaction::<_, AppError, _>(move |conn| {
            let obstacles = match queries::find_restorable(conn, id)? {
                Some(customer) => Some(actions::find_obstacles(conn, &customer)?),
                None => None,
            };
            Ok((queries::find_deleted(conn, id)?, obstacles))
        })
        .await?;
    let (Some(customer), obstacles) = found else {
        return Err(AppError::NotFound);
    };
    conflict(&DeletedPage {
        page: user.page(),
        customer,
        obstacles,
    })
}
