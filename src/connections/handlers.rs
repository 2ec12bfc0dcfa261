//! The page of the connections. Everything here needs the capability `connections`.

use actix_web::{HttpResponse, web};

use super::checks::{self, Outside};
use super::model::Name;
use super::views::ConnectionsPage;
use super::{actions, queries};
use crate::auth::SignedIn;
use crate::config::Config;
use crate::db::Db;
use crate::domain::Capability;
use crate::messages::PostOffice;
use crate::proposals::Engines;
use crate::web::{AppError, Flash, Form, Keys, html, redirect_with};
use crate::webhooks::Outbound;

type Fields = Vec<(String, String)>;

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let known = db.run(queries::find_known).await?;
    html(&ConnectionsPage::new(user.page(), &config, &known))
}

#[allow(
    clippy::too_many_arguments,
    reason = "one for each thing that lies outside"
)]
pub async fn check(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    office: web::Data<PostOffice>,
    engines: web::Data<Engines>,
    outbound: web::Data<Outbound>,
    keys: web::Data<Keys>,
    path: web::Path<String>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let name: Name = path.parse().map_err(|_| AppError::NotFound)?;
    let actor = user.actor();
    let outside = Outside {
        config: &config,
        db: &db,
        office: &office,
        engines: &engines,
        outbound: &outbound,
    };
    let Some(outcome) = checks::check(outside, &actor, name).await? else {
        return Err(AppError::Conflict("connections-not-set-up"));
    };
    let is_ok = outcome.is_ok;
    db.transaction::<_, AppError, _>(move |conn| Ok(actions::store(conn, &actor, name, &outcome)?))
        .await?;
    let title = user.frame().t(&format!("connection-{name}"));
    let flash = match is_ok {
        true => Flash::ok(user.frame().tv("connections-answers", "name", title)),
        false => Flash::error(user.frame().tv("connections-silent", "name", title)),
    };
    Ok(redirect_with(&keys, "/admin/connections", flash))
}
