use actix_web::{HttpResponse, web};

use super::forms::{AuditQuery, Filter};
use super::views::{AuditPage, Found};
use super::{export, known, queries};
use crate::audit::{self, Change};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::Capability;
use crate::web::{AppError, html};

/// Entries of a page.
const PAGE_SIZE: usize = 50;

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<AuditQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Audit)?;
    let query = query.into_inner();
    let filter = query.filter(user.organisation());
    let found = db
        .run(move |conn| {
            let mut entries = queries::list_entries(conn, &filter, PAGE_SIZE as i64 + 1)?;
            let has_more = entries.len() > PAGE_SIZE;
            entries.truncate(PAGE_SIZE);
            let values = queries::list_values(conn, &entries)?;
            Ok(Found {
                known: known::load(conn, &entries, &values)?,
                choices: queries::list_choices(conn)?,
                entries,
                values,
                has_more,
            })
        })
        .await?;
    html(&AuditPage::new(user.page(), query, found))
}

/// Everything that the filters leave, as a table for a spreadsheet. It holds what was said of customers, so that who took it
/// is noted.
pub async fn export(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<AuditQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Audit)?;
    let filter = Filter {
        before: None,
        ..query.filter(user.organisation())
    };
    let actor = user.actor();
    db.transaction::<_, AppError, _>(move |conn| {
        let change = Change::of_all("audit.exported", "audit");
        audit::record(conn, &actor, &change)?;
        Ok(())
    })
    .await?;
    export::answer(&db, user.page(), filter)
}
