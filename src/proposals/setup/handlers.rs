use actix_web::{HttpResponse, web};
use chrono::Utc;
use diesel::PgConnection;

use super::forms::EngineForm;
use super::model::EngineSettings;
use super::queries::{self, month_start};
use super::views::SetupPage;
use crate::audit::{self, Actor, Change};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, ProposalId, UserId};
use crate::proposals::voice;
use crate::web::{AppError, FieldErrors, Flash, Form, Keys, html, redirect_with, unprocessable};

const ADDRESS: &str = "/settings/proposals";

pub async fn show(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (row, version) = db.run(queries::find_settings).await?;
    let form = EngineForm::of(&row, version);
    html(&page(&user, &db, form, FieldErrors::default()).await?)
}

async fn page(
    user: &SignedIn,
    db: &Db,
    form: EngineForm,
    errors: FieldErrors,
) -> Result<SetupPage, AppError> {
    let since = month_start(user.organisation(), Utc::now());
    let work = move |conn: &mut PgConnection| {
        Ok((queries::find_spent(conn, since)?, voice::list_kept(conn)?))
    };
    let (spent, examples) = db.run(work).await?;
    Ok(SetupPage {
        page: user.page(),
        form,
        errors,
        spent,
        examples,
    })
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<EngineForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let row = match form.parse() {
        Ok(row) => row,
        Err(errors) => return unprocessable(&page(&user, &db, form, errors).await?),
    };
    let (actor, by, version) = (user.actor(), user.id(), form.version);
    let stored = db
        .transaction::<_, AppError, _>(move |conn| store(conn, &actor, by, &row, version))
        .await;
    match stored {
        Ok(()) => {
            let saved = Flash::ok(user.frame().t("saved"));
            Ok(redirect_with(&keys, ADDRESS, saved))
        }
        // What was typed stays; saving again goes over the other change, which the page now names.
        Err(AppError::Conflict(key)) => {
            let (_, version) = db.run(queries::find_settings).await?;
            let form = EngineForm { version, ..form };
            let errors = FieldErrors::from([("form", key)]);
            unprocessable(&page(&user, &db, form, errors).await?)
        }
        Err(error) => Err(error),
    }
}

/// Models are not told this example any more.
pub async fn delete_example(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<ProposalId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (actor, id) = (user.actor(), path.into_inner());
    db.transaction::<_, AppError, _>(move |conn| Ok(voice::forget(conn, &actor, id)?))
        .await?;
    let dropped = Flash::ok(user.frame().t("models-example-dropped"));
    Ok(redirect_with(&keys, ADDRESS, dropped))
}

fn store(
    conn: &mut PgConnection,
    actor: &Actor,
    by: UserId,
    after: &EngineSettings,
    version: i32,
) -> Result<(), AppError> {
    let (before, _) = queries::find_settings(conn)?;
    if queries::update_settings(conn, after, version, by)? == 0 {
        return Err(AppError::Conflict("settings-changed-meanwhile"));
    }
    let notes = |row: &EngineSettings| [row.anthropic_notes, row.openai_notes];
    let change = Change::of_all("settings.updated", "settings")
        .field(
            "monthly_budget_cents",
            before.monthly_budget_cents,
            after.monthly_budget_cents,
        )
        .field("prices", &before.prices, &after.prices)
        .field("notes_to_models", notes(&before), notes(after))
        .field(
            "examples_to_models",
            before.tells_examples,
            after.tells_examples,
        )
        .field("tone", &before.tone, &after.tone)
        .field("signature", &before.signature, &after.signature)
        .field("dos", &before.dos, &after.dos)
        .field("donts", &before.donts, &after.donts)
        .field(
            "parallel_calls",
            before.parallel_calls,
            after.parallel_calls,
        );
    audit::record(conn, actor, &change)?;
    Ok(())
}
