//! The pages of the tags. Everything here needs what a change to many customers needs.

use std::time::Instant;

use actix_web::{HttpResponse, web};
use diesel::{PgConnection, QueryResult};
use uuid::Uuid;

use super::actions::{self, Renaming};
use super::forms::{ListQuery, TagForm};
use super::model::{Tag, list_alike, list_near, sort};
use super::offered::OfferedTags;
use super::queries::{self, MOST};
use super::views::{EditPage, IndexPage, Mentions, NamesPart, PAGE_SIZE, Review};
use crate::auth::SignedIn;
use crate::customers::batches::{self, TagFollowers};
use crate::customers::saved::retagging;
use crate::db::Db;
use crate::domain::{Capability, CustomerBatchId};
use crate::web::{AppError, Flash, Form, Keys, conflict, html, redirect_with, unprocessable};

/// So many pairs are offered to be merged.
const OFFERED: usize = 20;
/// So many names are offered while somebody types, the most used.
const NAMES: i64 = 200;

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let query = query.into_inner();
    let mut tags = db.run(|conn| queries::list_tags(conn, MOST)).await?;
    let is_capped = i64::try_from(tags.len()).is_ok_and(|n| n == MOST);
    let mut alike = list_alike(&tags);
    alike.truncate(OFFERED);
    tags.retain(|tag| query.matches(&tag.name));
    sort(&mut tags, &query.sort);
    let total = tags.len();
    let asked: usize = query.page.parse().unwrap_or(1);
    let number = asked.clamp(1, total.div_ceil(PAGE_SIZE).max(1));
    let tags = tags.into_iter().skip((number - 1) * PAGE_SIZE);
    html(&IndexPage {
        page: user.page(),
        tags: tags.take(PAGE_SIZE).collect(),
        query,
        number,
        total,
        is_capped,
        alike,
    })
}

/// The names that are offered while somebody types: a part of a page.
pub async fn names(
    user: SignedIn,
    db: web::Data<Db>,
    offered: web::Data<OfferedTags>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let count = db.run(|conn| queries::list_tags(conn, NAMES));
    let tags = offered.get(Instant::now(), count).await?;
    html(&NamesPart { tags })
}

/// A tag, and with a new name what that will do.
pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    form: web::Query<TagForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    match load(&user, &db, form.into_inner()).await? {
        Some(page) => html(&page),
        None => Ok(gone(&user, &keys)),
    }
}

pub async fn rename(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    followers: web::Data<TagFollowers>,
    Form(form): Form<TagForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let Ok(to) = form.read_name() else {
        return match load(&user, &db, form).await? {
            Some(page) => unprocessable(&page),
            None => Ok(gone(&user, &keys)),
        };
    };
    let renaming = Renaming {
        token: form.token(),
        from: form.tag.clone(),
        to,
        knows_merge: form.knows_merge(),
    };
    let (actor, by) = (user.actor(), user.id());
    let begun = db
        .transaction(move |conn| actions::rename(conn, &actor, by, &renaming, **followers))
        .await;
    match begun {
        // The form again, which now says what it would be.
        Err(AppError::Conflict(actions::IS_MERGE)) => match load(&user, &db, form).await? {
            Some(page) => conflict(&EditPage {
                is_merge_by_now: true,
                ..page
            }),
            None => Ok(gone(&user, &keys)),
        },
        begun => after(&user, &keys, begun),
    }
}

pub async fn remove(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    followers: web::Data<TagFollowers>,
    Form(form): Form<TagForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let (actor, by, token) = (user.actor(), user.id(), form.token());
    let begun = db
        .transaction(move |conn| actions::remove(conn, &actor, by, (token, &form.tag), **followers))
        .await;
    after(&user, &keys, begun)
}

/// To the change that was begun, where its progress and its undo are.
fn after(
    user: &SignedIn,
    keys: &Keys,
    begun: Result<CustomerBatchId, AppError>,
) -> Result<HttpResponse, AppError> {
    match begun {
        Ok(id) => {
            let flash = Flash::ok(user.frame().t("batch-begun"));
            Ok(redirect_with(keys, &batches::path(id), flash))
        }
        Err(AppError::NotFound) => Ok(gone(user, keys)),
        Err(error) => Err(error),
    }
}

fn gone(user: &SignedIn, keys: &Keys) -> HttpResponse {
    let flash = Flash::warn(user.frame().t("tags-gone"));
    redirect_with(keys, "/customers/tags", flash)
}

/// The page of a tag; `None` where nobody has it.
async fn load(user: &SignedIn, db: &Db, form: TagForm) -> Result<Option<EditPage>, AppError> {
    let name = form.to.as_ref().map(|_| form.read_name());
    let (to, error) = match name {
        Some(Ok(to)) => (Some(to), String::new()),
        Some(Err(key)) => (None, user.frame().t(key)),
        None => (None, String::new()),
    };
    let tag = form.tag.clone();
    let found = db.run(move |conn| find(conn, tag, to)).await?;
    Ok(found.map(|found| EditPage {
        page: user.page(),
        token: Uuid::new_v4().to_string(),
        tag: found.tag,
        to: form.to.unwrap_or_default(),
        error,
        review: found.review,
        is_merge_by_now: false,
        mentions: found.mentions,
        tags: found.tags,
    }))
}

/// What is known of a tag.
struct Found {
    tag: Tag,
    review: Option<Review>,
    mentions: Mentions,
    tags: Vec<Tag>,
}

fn find(conn: &mut PgConnection, name: String, to: Option<String>) -> QueryResult<Option<Found>> {
    let other = to.as_deref().unwrap_or(&name);
    let shares = queries::count_shares(conn, &name, other)?;
    if shares.one == 0 {
        return Ok(None);
    }
    let mut tags = queries::list_tags(conn, MOST)?;
    let review = to.map(|to| Review {
        near: list_near(&tags, &to, &name),
        to,
        shares,
    });
    let mentions = Mentions {
        views: retagging::list_naming(conn, &name)?,
        drafts: queries::list_drafts(conn, &name)?,
    };
    tags.retain(|tag| tag.name != name);
    tags.truncate(usize::try_from(NAMES).unwrap_or(usize::MAX));
    let customers = shares.one;
    Ok(Some(Found {
        tag: Tag { name, customers },
        review,
        mentions,
        tags,
    }))
}
