//! The list of addresses that left or bounced, and how one is let back in.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::queries::{self, COUNT_LIMIT, Suppression};
use super::{LeaveReason, actions, opens_for};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, SuppressionId};
use crate::web::{AppError, Flash, Form, Keys, Page, Pages, html, query, redirect_with};

const PATH: &str = "/messages/suppressions";

/// The list, of one address alone.
pub fn link_to(address: &str) -> String {
    query(PATH, &[("q", address)])
}

#[derive(Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
}

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    asked: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    // Whoever may release all messages may release their own.
    user.require(Capability::ReleaseOwnMessages)?;
    let q = asked.q.trim().to_owned();
    let number = asked.page.parse().unwrap_or(1);
    let part = q.to_lowercase();
    let sees_all = user.may(Capability::ReleaseAllMessages);
    let (pages, rows, reasons) = db
        .run(move |conn| {
            let reasons = match sees_all {
                true => queries::count_leave_reasons(conn)?,
                false => Vec::new(),
            };
            let pages = Pages::new(number, queries::count_suppressions(conn, &part)?);
            let rows = queries::list_suppressions(conn, &part, pages.offset(), Pages::ROWS)?;
            Ok((pages, rows, reasons))
        })
        .await?;
    html(&SuppressionsPage {
        page: user.page(),
        q,
        pages,
        rows,
        reasons,
    })
}

pub async fn lift(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<SuppressionId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::ReleaseAllMessages)?;
    let (actor, id) = (user.actor(), path.into_inner());
    let lifted = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::lift(conn, &actor, id)?))
        .await?;
    let page = user.frame();
    let flash = match lifted {
        Some(address) => Flash::ok(page.tv("suppression-lifted", "address", address)),
        None => Flash::warn(page.t("suppression-gone")),
    };
    Ok(redirect_with(&keys, PATH, flash))
}

#[derive(Template)]
#[template(path = "messages/suppressions.html")]
pub struct SuppressionsPage {
    page: Page,
    /// As typed.
    q: String,
    /// Counted up to the limit and one more.
    pages: Pages,
    rows: Vec<Suppression>,
    /// Why people left, for those who see all messages.
    reasons: Vec<(LeaveReason, i64)>,
}

impl SuppressionsPage {
    /// The message that led to it, where the reader may open it.
    fn message(&self, row: &Suppression) -> Option<String> {
        let opens = opens_for(&self.page, row.message_author);
        let id = row.message.filter(|_| opens)?;
        Some(format!("/messages/{id}"))
    }

    /// The part of the pager's links before the page's number.
    fn base(&self) -> String {
        match self.q.is_empty() {
            true => format!("{PATH}?"),
            false => format!("{}&", link_to(&self.q)),
        }
    }

    /// "1–50 de 312"
    fn range(&self) -> String {
        let (page, total) = (&self.page, self.pages.total());
        let total = match total > COUNT_LIMIT {
            true => page.tv("more-than", "count", page.number(COUNT_LIMIT)),
            false => page.number(total),
        };
        self.pages.range_of(page, total)
    }
}
