//! A draft from the first form to its deletion, and what somebody of each arm would get.

use actix_web::{HttpRequest, HttpResponse, web};
use diesel::{PgConnection, QueryResult};

use super::{find_own, page_of};
use crate::auth::SignedIn;
use crate::campaigns::actions::{self, Selection};
use crate::campaigns::assignment::Arm;
use crate::campaigns::forms::CampaignForm;
use crate::campaigns::model::{Campaign, State};
use crate::campaigns::queries;
use crate::campaigns::views::FormPage;
use crate::config::Config;
use crate::db::Db;
use crate::domain::{CampaignId, Capability, TemplateId};
use crate::proposals::batch::{self, Limits, Order, find_limits, list_templates};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, redirect, redirect_with,
    unprocessable,
};

/// A new draft, for the people of a customers list when its query is given.
pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CampaignDrafts)?;
    let templates = db.run(list_templates).await?;
    let form = CampaignForm::for_list(request.query_string());
    html(&FormPage {
        page: user.page(),
        campaign: None,
        form,
        errors: FieldErrors::default(),
        templates,
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    Form(form): Form<CampaignForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CampaignDrafts)?;
    let (templates, limits) = db.run(choices).await?;
    let own = &user.organisation().customer_fields;
    let plan = match form.parse(&config.ai, &ids(&templates), &limits, own) {
        Ok(plan) => plan,
        Err(errors) => {
            return unprocessable(&FormPage {
                page: user.page(),
                campaign: None,
                form,
                errors,
                templates,
            });
        }
    };
    let (actor, by) = (user.actor(), user.id());
    let id = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::create(conn, &actor, by, &plan)?))
        .await?;
    Ok(redirect(&page_of(id)))
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<CampaignId>,
) -> Result<HttpResponse, AppError> {
    let campaign = find_own(&user, &db, path.into_inner()).await?;
    if campaign.state != State::Draft {
        return Ok(redirect(&page_of(campaign.id)));
    }
    let templates = db.run(list_templates).await?;
    html(&FormPage {
        page: user.page(),
        form: CampaignForm::of(&campaign),
        campaign: Some(campaign.id),
        errors: FieldErrors::default(),
        templates,
    })
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    config: web::Data<Config>,
    path: web::Path<CampaignId>,
    Form(form): Form<CampaignForm>,
) -> Result<HttpResponse, AppError> {
    let campaign = find_own(&user, &db, path.into_inner()).await?;
    let id = campaign.id;
    let (templates, limits) = db.run(choices).await?;
    let own = &user.organisation().customer_fields;
    let plan = form.parse(&config.ai, &ids(&templates), &limits, own);
    let typed = |form, errors| FormPage {
        page: user.page(),
        campaign: Some(id),
        form,
        errors,
        templates,
    };
    let plan = match plan {
        Ok(plan) => plan,
        Err(errors) => return unprocessable(&typed(form, errors)),
    };
    let (actor, version) = (user.actor(), form.version);
    let stored = db
        .transaction(move |conn| actions::update(conn, &actor, id, version, &plan))
        .await;
    match stored {
        Ok(()) => {
            let saved = Flash::ok(user.frame().t("changes-saved"));
            Ok(redirect_with(&keys, &page_of(id), saved))
        }
        // What was typed stays; saving again goes over the other change.
        Err(AppError::Conflict(key)) if campaign.state == State::Draft => {
            let form = CampaignForm {
                version: campaign.version,
                ..form
            };
            conflict(&typed(form, FieldErrors::from([("name", key)])))
        }
        Err(error) => Err(error),
    }
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<CampaignId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    let id = find_own(&user, &db, path.into_inner()).await?.id;
    let actor = user.actor();
    let found = db
        .transaction::<_, AppError, _>(move |conn| Ok(actions::delete(conn, &actor, id)?))
        .await?;
    if !found {
        return Ok(redirect(&page_of(id)));
    }
    let deleted = Flash::ok(user.frame().t("campaign-deleted"));
    Ok(redirect_with(&keys, "/campaigns", deleted))
}

/// What somebody of an arm would get, in a tab of its own.
pub async fn example(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<(CampaignId, Arm)>,
) -> Result<HttpResponse, AppError> {
    let order = draw(&user, &db, path.into_inner()).await?;
    batch::preview(&user, &db, &config, order).await
}

/// The same to whoever is signed in.
pub async fn test(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    keys: web::Data<Keys>,
    path: web::Path<(CampaignId, Arm)>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    let (id, arm) = path.into_inner();
    let order = draw(&user, &db, (id, arm)).await?;
    let flash = batch::send_test(&user, &db, &config, order).await?;
    Ok(redirect_with(&keys, &page_of(id), flash))
}

/// Somebody who is drawn for an arm of a draft, with what they would get.
async fn draw(user: &SignedIn, db: &Db, (id, arm): (CampaignId, Arm)) -> Result<Order, AppError> {
    user.require(Capability::CampaignDrafts)?;
    let found = db.run(move |conn| {
        let campaign = queries::find_campaign(conn, id)?;
        let selection = match campaign.state == State::Draft && arm != Arm::Held {
            true => actions::select(conn, &campaign)?,
            false => Selection::default(),
        };
        Ok((campaign, selection))
    });
    let (campaign, selection): (Campaign, Selection) = found.await?;
    // The audience is in the order of the draw.
    let mut drawn = selection.assigned.iter();
    let (customer, _) = drawn
        .find(|(_, found)| *found == Ok(arm))
        .ok_or(AppError::NotFound)?;
    Ok(Order {
        customer: *customer,
        variant: campaign.variant_of(arm),
        templates: None,
    })
}

/// What a plan may choose from.
fn choices(conn: &mut PgConnection) -> QueryResult<(Vec<(TemplateId, String)>, Limits)> {
    Ok((list_templates(conn)?, find_limits(conn)?))
}

fn ids(templates: &[(TemplateId, String)]) -> Vec<TemplateId> {
    templates.iter().map(|(id, _)| *id).collect()
}
