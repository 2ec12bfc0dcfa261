use actix_web::{HttpResponse, web};
use chrono::{Days, Utc};

use super::forms::FunnelQuery;
use super::queries;
use super::views::FunnelPage;
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::Capability;
use crate::web::{AppError, html};

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<FunnelQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Proposals)?;
    let organisation = user.organisation();
    // Proposals are dated by the clock, also where the business date is pinned to another day.
    let clock = Utc::now()
        .with_timezone(&organisation.time_zone)
        .date_naive();
    let period = query.period(user.today().max(clock));
    let dimension = query.dimension();
    let end = period.to.checked_add_days(Days::new(1));
    let between = (
        organisation.start_of(period.from),
        organisation.start_of(end.unwrap_or(period.to)),
    );
    let zone = organisation.time_zone.name();
    let rows = db
        .run(move |conn| queries::list_steps(conn, dimension, between, zone))
        .await?;
    html(&FunnelPage::new(user.page(), period, dimension, rows))
}
