//! The page of the connections. Everything here needs the capability `connections`.

use actix_web::{HttpResponse, web};

use super::checks::{Outside, OutsideData};
use super::model::Name;
use super::views::ConnectionsPage;
use super::{actions, queries};
use crate::auth::SignedIn;
use crate::config::Config;
use crate::db::Db;
use crate::domain::Capability;
use crate::web::{AppError, Flash, Form, Keys, html, redirect_with};

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

pub async fn check(
    user: SignedIn,
    outside: OutsideData,
    keys: web::Data<Keys>,
    path: web::Path<String>,
    _form: Form<Fields>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Connections)?;
    let name: Name = path.parse().map_err(|_| AppError::NotFound)?;
    let outcome = actions::check(Outside::of(&outside), &user.actor(), name).await?;
    let Some(outcome) = outcome else {
        return Err(AppError::Conflict("connections-not-set-up"));
    };
    let title = user.frame().t(&format!("connection-{name}"));
    let flash = match outcome.is_ok {
        true => Flash::ok(user.frame().tv("connections-answers", "name", title)),
        false => Flash::error(user.frame().tv("connections-silent", "name", title)),
    };
    Ok(redirect_with(&keys, "/admin/connections", flash))
}
