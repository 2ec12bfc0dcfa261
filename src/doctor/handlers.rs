use actix_web::{HttpResponse, web};
use chrono::Utc;

use super::views::DoctorPage;
use super::{facts, rules};
use crate::auth::SignedIn;
use crate::config::Config;
use crate::connections::{self, Outside, OutsideData};
use crate::db::Db;
use crate::domain::Capability;
use crate::web::{AppError, Flash, Form, Keys, html, redirect_with};

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
    let (page, now) = (user.page(), Utc::now());
    let connections = known
        .iter()
        .map(|check| super::connection_finding(check, page.datetime(&check.checked_at), now));
    html(&DoctorPage {
        connections: connections.collect(),
        findings: rules::findings(&facts?),
        page,
    })
}

/// Asks everything outside that is set up, and keeps what it said.
pub async fn check(
    user: SignedIn,
    outside: OutsideData,
    keys: web::Data<Keys>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let asked = connections::check_all(Outside::of(&outside), &user.actor()).await?;
    let flash = Flash::ok(user.frame().tn("doctor-asked", asked.len() as i64));
    Ok(redirect_with(&keys, "/admin/doctor", flash))
}
