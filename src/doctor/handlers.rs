use actix_web::{HttpResponse, web};
use chrono::Utc;

use super::views::DoctorPage;
use super::{facts, rules};
use crate::auth::SignedIn;
use crate::config::Config;
use crate::connections::{self, Name, Outside, OutsideData};
use crate::db::Db;
use crate::domain::Capability;
use crate::web::{AppError, Flash, Form, Keys, html, redirect_with};
use crate::webhooks;

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let settings = config.clone();
    let (facts, checks, endpoints) = db
        .run(move |conn| {
            let checks = connections::list_checks(conn)?;
            let endpoints = webhooks::queries::list_endpoints(conn)?;
            Ok((facts::gather(conn, &settings), checks, endpoints))
        })
        .await?;
    let (page, now) = (user.page(), Utc::now());
    let active = endpoints.iter().filter(|row| row.is_active()).count();
    let finding = |name: &Name| match checks.iter().find(|check| check.name == name.as_str()) {
        Some(check) => super::connection_finding(check, page.datetime(&check.checked_at), now),
        None => rules::unasked(name.as_str()),
    };
    let set_up = |name: &&Name| connections::is_set_up(&config, active, **name);
    let mut found: Vec<_> = Name::ALL.iter().filter(set_up).map(finding).collect();
    if found.is_empty() {
        found.push(rules::nothing_outside());
    }
    if !connections::is_set_up(&config, active, Name::Smtp) {
        found.insert(0, rules::no_mail());
    }
    html(&DoctorPage {
        connections: found,
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
