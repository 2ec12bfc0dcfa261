use actix_web::{HttpResponse, web};

use super::views::DoctorPage;
use super::{facts, rules};
use crate::auth::SignedIn;
use crate::config::Config;
use crate::connections::{self, Outside};
use crate::db::Db;
use crate::domain::Capability;
use crate::messages::PostOffice;
use crate::proposals::Engines;
use crate::web::{AppError, Flash, Form, Keys, html, redirect_with};
use crate::webhooks::Outbound;

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let settings = config.clone();
    let (facts, known) = db
        .run(move |conn| {
            let known = connections::list_checks(conn)?;
            Ok((facts::gather(conn, &settings), known))
        })
        .await?;
    html(&DoctorPage {
        page: user.page(),
        findings: rules::findings(&facts?),
        connections: known.iter().map(super::connection_finding).collect(),
    })
}

/// Asks everything outside that is set up, and keeps what it said.
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
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let outside = Outside {
        config: &config,
        db: &db,
        office: &office,
        engines: &engines,
        outbound: &outbound,
    };
    let asked = connections::check_all(outside, &user.actor()).await?;
    let flash = Flash::ok(user.frame().tn("doctor-asked", asked.len() as i64));
    Ok(redirect_with(&keys, "/admin/doctor", flash))
}
