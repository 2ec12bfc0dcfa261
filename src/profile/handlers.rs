use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use diesel::{PgConnection, QueryResult};
use serde::Deserialize;

use super::queries::{self, TimelineFilter};
use super::timeline;
use super::views::{ProfilePage, Timeline};
use crate::auth::SignedIn;
use crate::customers::deleted::{self, Deleted, DeletedPage};
use crate::db::Db;
use crate::domain::{Capability, CustomerId};
use crate::duplicates;
use crate::proposals;
use crate::web::{AppError, html, not_found, redirect};

/// So many happenings make a page of the timeline; its last day is shown whole.
const PAGE: usize = 12;
/// Of each kind that many are read, so that the last day of a page is whole unless it alone has more than that.
const READ_OF_EACH: i64 = 80;
/// The timeline's tabs.
const GROUPS: [&str; 6] = [
    "all",
    "services",
    "notes",
    "messages",
    "proposals",
    "consents",
];

#[derive(Deserialize)]
pub struct TimelineQuery {
    show: Option<String>,
    before: Option<String>,
    /// The query of the customers list that one came from.
    #[serde(default)]
    list: String,
}

impl TimelineQuery {
    /// The tab that is asked for; an unknown one is the first.
    fn group(&self) -> &'static str {
        let is_asked = |group: &&&str| self.show.as_deref() == Some(**group);
        GROUPS.iter().find(is_asked).copied().unwrap_or("all")
    }

    /// What is no date is as if it were absent.
    fn before(&self) -> Option<NaiveDate> {
        self.before.as_deref()?.parse().ok()
    }
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<CustomerId>,
    query: web::Query<TimelineQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersRead)?;
    let zone = user.organisation().time_zone;
    let start = query.before();
    let before = start.unwrap_or(timeline::after_all(user.today()));
    let filter = TimelineFilter {
        show: query.group(),
        before: (before, user.organisation().start_of(before)),
        with_proposals: user.may(Capability::Proposals),
        limit: READ_OF_EACH,
    };
    let (id, show) = (id.into_inner(), filter.show);
    let found = db
        .run(move |conn| {
            let Some(profile) = queries::find_profile(conn, id)? else {
                return Ok(Err(find_absent(conn, id)?));
            };
            let happenings = queries::list_timeline(conn, id, &filter)?;
            let proposals = match filter.with_proposals {
                true => Some(proposals::find_panel(conn, id)?),
                false => None,
            };
            Ok(Ok((profile, happenings, proposals)))
        })
        .await?;
    let (profile, happenings, proposals) = match found {
        Ok(found) => found,
        // Who was merged is somebody else by now.
        Err(Absent::Merged(survivor)) => return Ok(redirect(&format!("/customers/{survivor}"))),
        Err(Absent::Deleted(customer)) => {
            return not_found(&DeletedPage::new(user.page(), *customer));
        }
        Err(Absent::Unknown) => return Err(AppError::NotFound),
    };
    let (days, older) = timeline::by_day(happenings, PAGE, zone);
    html(&ProfilePage::new(
        user.page(),
        profile,
        proposals,
        Timeline {
            days,
            show,
            before: start,
            older,
        },
        query.into_inner().list,
    ))
}

/// Why somebody has no profile.
enum Absent {
    /// Who stands for them.
    Merged(CustomerId),
    Deleted(Box<Deleted>),
    Unknown,
}

fn find_absent(conn: &mut PgConnection, id: CustomerId) -> QueryResult<Absent> {
    if let Some(survivor) = duplicates::queries::find_survivor(conn, id)? {
        return Ok(Absent::Merged(survivor));
    }
    let deleted = deleted::queries::find_deleted(conn, id)?;
    Ok(deleted.map_or(Absent::Unknown, |deleted| {
        Absent::Deleted(Box::new(deleted))
    }))
}
