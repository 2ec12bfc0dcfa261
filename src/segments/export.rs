//! The customers behind a figure as a file.

use actix_web::HttpResponse;

use super::members::Member;
use crate::audit::{self, Change};
use crate::auth::SignedIn;
use crate::db::{self, Db};
use crate::web::spreadsheet::{self, Cell};
use crate::web::{AppError, Keys};

/// The file, and a trace of who took it away. Where there are more rows than it takes: back to the `list`, which says so.
pub async fn answer(
    user: &SignedIn,
    db: &Db,
    keys: &Keys,
    list: &str,
    spend_key: &str,
    members: &[Member],
) -> Result<HttpResponse, AppError> {
    let page = user.page();
    let words = (list, "segments-export-too-many");
    if let Some(answer) = spreadsheet::refuse_too_many(&page, keys, members.len(), words) {
        return Ok(answer);
    }
    let (actor, note) = (
        user.actor(),
        Change::of_all("customer.exported", "customer").set("filters", list),
    );
    db.transaction::<_, db::Error, _>(move |conn| {
        Ok(audit::record(conn, &actor, &note).map(|_| ())?)
    })
    .await?;
    let heads = [
        "customer",
        "segments-members-now",
        "profile-services",
        spend_key,
        "customers-last-visit",
    ];
    let rows = members.iter().map(|member| {
        vec![
            Cell::text(&member.name),
            Cell::text(&page.t(&format!("segment-{}", member.segment))),
            Cell::number(member.services.into()),
            Cell::money(member.spend, page.currency()),
            Cell::day(Some(member.last_service)),
        ]
    });
    let name = format!(
        "{}-{}.csv",
        page.t("segments-members-file-name"),
        page.today
    );
    spreadsheet::answer(&page, &name, &heads, rows)
}
