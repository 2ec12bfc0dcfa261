//! Board, list, forecast and the page of one. Everything here needs the capability `opportunities`.

mod board;

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::actions::{self, Source};
use super::forms::list::{Filter, ListQuery};
use super::forms::{OpportunityForm, Rules};
use super::model::{Opportunity, Stage};
use super::queries;
use super::views::{ForecastPage, FormPage, ListPage, ShowPage, last_page};
use crate::activities::work;
use crate::auth::SignedIn;
use crate::customers::{self, Picker, lookup};
use crate::db::Db;
use crate::domain::period::month_start;
use crate::domain::{ActivityId, Capability, OpportunityId, ProposalId, UserId};
use crate::users::{self, User};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, redirect_with, unprocessable,
};

pub use board::{board, change_stage, lose, show_loss};

pub async fn list(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let query = query.into_inner();
    let month = user.organisation().start_of(month_start(user.today()));
    let filter: Filter = query.filter(user.id(), user.today(), month);
    let asked: i64 = query.page.parse().unwrap_or(1);
    let (filter, customer, rows, total, number, people) = db
        .run(move |conn| {
            let customer = match filter.customer {
                Some(id) => customers::queries::find_named(conn, id)?,
                None => None,
            };
            let total = queries::list::count_list(conn, &filter)?;
            let number = asked.clamp(1, last_page(total));
            let rows = queries::list::list_page(conn, &filter, number)?;
            let people = users::queries::list_users(conn)?;
            Ok((filter, customer, rows, total, number, people))
        })
        .await?;
    html(&ListPage::new(
        user.page(),
        (query, filter, customer),
        rows,
        (number, total),
        &people,
    ))
}

pub async fn forecast(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let query = query.into_inner();
    let of = query.owner(user.id());
    let (sums, people) = db
        .run(move |conn| {
            Ok((
                queries::figures::sum_months(conn, of)?,
                users::queries::list_users(conn)?,
            ))
        })
        .await?;
    html(&ForecastPage::new(user.page(), query, &sums, &people))
}

/// For whom a new one is begun.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    pub customer: String,
    pub stage: String,
}

pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<NewQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let query = query.into_inner();
    let (picker, people) = choices(&user, &db, query.customer, String::new()).await?;
    let form = OpportunityForm {
        stage: query.stage,
        currency: user.organisation().currency.to_string(),
        owner: user.id().to_string(),
        ..OpportunityForm::default()
    };
    html(&FormPage::new(user.page(), picker, &people, form))
}

async fn choices(
    user: &SignedIn,
    db: &Db,
    id: String,
    name: String,
) -> Result<(Picker, Vec<User>), AppError> {
    let by = user.id();
    let found = db.run(move |conn| {
        let picker = lookup::pick(conn, &id, &name, by)?;
        Ok((picker, users::queries::list_users(conn)?))
    });
    Ok(found.await?)
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<OpportunityForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let (id, name) = (form.customer_id.clone(), form.customer_name.clone());
    let (picker, people) = choices(&user, &db, id, name).await?;
    let mut errors = FieldErrors::default();
    let read = form.read(&rules(&user, &ids(&people), None));
    let read = read.map_err(|found| errors = found);
    if let Some(key) = picker.error() {
        errors.add("customer_name", key);
    }
    let (Some(customer), Ok((stage, entry)), true) = (&picker.chosen, read, errors.is_empty())
    else {
        let page = FormPage::new(user.page(), picker, &people, form);
        return unprocessable(&FormPage { errors, ..page });
    };
    let (actor, place) = (user.actor(), (customer.id, stage));
    let made = db
        .transaction::<_, AppError, _>(move |conn| {
            Ok(actions::create(
                conn,
                &actor,
                place,
                &entry,
                Source::default(),
            )?)
        })
        .await?;
    let made = made.ok_or(AppError::NotFound)?;
    let flash = Flash::ok(user.frame().t("opportunity-created"));
    Ok(redirect_with(&keys, &page_of(made.id), flash))
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<OpportunityId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let id = id.into_inner();
    let (shown, steps, tasks) = db
        .run(move |conn| {
            Ok((
                queries::find_shown(conn, id)?,
                queries::list_steps(conn, id)?,
                work::list_of_sale(conn, id)?,
            ))
        })
        .await?;
    html(&ShowPage::new(user.page(), shown, steps, tasks))
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<OpportunityId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let (page, opportunity, _) = edit_page(&user, &db, id.into_inner(), None).await?;
    let form = OpportunityForm::of(&opportunity, user.organisation());
    html(&FormPage { form, ..page })
}

/// The form of one that is there, filled with what was typed, and who may own it.
async fn edit_page(
    user: &SignedIn,
    db: &Db,
    id: OpportunityId,
    typed: Option<OpportunityForm>,
) -> Result<(FormPage, Opportunity, BTreeSet<UserId>), AppError> {
    let (shown, people) = db
        .run(move |conn| {
            let people = users::queries::list_users(conn)?;
            Ok((queries::find_shown(conn, id)?, people))
        })
        .await?;
    let opportunity = shown.opportunity;
    let picker = Picker::of(opportunity.customer_id, shown.customer_name);
    let form = typed.unwrap_or_else(|| OpportunityForm::of(&opportunity, user.organisation()));
    let page = FormPage::new(user.page(), picker, &people, form);
    let page = FormPage {
        opportunity: Some(opportunity.clone()),
        ..page
    };
    Ok((page, opportunity, ids(&people)))
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<OpportunityId>,
    Form(form): Form<OpportunityForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let id = id.into_inner();
    let (page, before, people) = edit_page(&user, &db, id, Some(form.clone())).await?;
    let entry = match form.read(&rules(&user, &people, Some(before.stage))) {
        Ok((_, entry)) => entry,
        Err(errors) => return unprocessable(&FormPage { errors, ..page }),
    };
    let (actor, version) = (user.actor(), form.version);
    let stored = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::update(conn, &actor, &before, version, &entry)
        })
        .await;
    match stored {
        Err(AppError::Conflict(_)) => overtaken(&user, &db, id, form).await,
        stored => {
            stored?;
            let flash = Flash::ok(user.frame().t("changes-saved"));
            Ok(redirect_with(&keys, &page_of(id), flash))
        }
    }
}

/// The form as typed, beside what is stored by now; sent again, it goes over that.
async fn overtaken(
    user: &SignedIn,
    db: &Db,
    id: OpportunityId,
    form: OpportunityForm,
) -> Result<HttpResponse, AppError> {
    let (page, now, _) = edit_page(user, db, id, Some(form.clone())).await?;
    conflict(&FormPage {
        form: OpportunityForm {
            version: now.version,
            ..form
        },
        is_overtaken: true,
        ..page
    })
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<OpportunityId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let (id, actor) = (id.into_inner(), user.actor());
    db.transaction::<_, AppError, _>(move |conn| actions::delete(conn, &actor, id))
        .await?;
    let flash = Flash::ok(user.frame().t("opportunity-deleted"))
        .with_undo(format!("/opportunities/{id}/restoration"));
    Ok(redirect_with(&keys, "/opportunities", flash))
}

pub async fn restore(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<OpportunityId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let (id, actor) = (id.into_inner(), user.actor());
    db.transaction::<_, AppError, _>(move |conn| actions::restore(conn, &actor, id))
        .await?;
    let flash = Flash::ok(user.frame().t("opportunity-restored"));
    Ok(redirect_with(&keys, &page_of(id), flash))
}

pub async fn create_of_proposal(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ProposalId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    user.require(Capability::Proposals)?;
    let (id, actor, currency) = (id.into_inner(), user.actor(), user.organisation().currency);
    let found = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::find_or_create_of_proposal(conn, &actor, id, currency)
        })
        .await?;
    Ok(made_or_there(&user, &keys, found))
}

pub async fn create_of_activity(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ActivityId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Opportunities)?;
    let (id, actor, currency) = (id.into_inner(), user.actor(), user.organisation().currency);
    let found = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::find_or_create_of_activity(conn, &actor, id, currency)
        })
        .await?;
    Ok(made_or_there(&user, &keys, found))
}

fn made_or_there(
    user: &SignedIn,
    keys: &Keys,
    (id, is_new): (OpportunityId, bool),
) -> HttpResponse {
    let flash = match is_new {
        true => Flash::ok(user.frame().t("opportunity-created"))
            .with_undo(format!("/opportunities/{id}/deletion")),
        false => Flash::ok(user.frame().t("opportunity-there")),
    };
    redirect_with(keys, &page_of(id), flash)
}

fn rules<'a>(user: &'a SignedIn, people: &'a BTreeSet<UserId>, stage: Option<Stage>) -> Rules<'a> {
    Rules {
        organisation: user.organisation(),
        people,
        stage,
    }
}

/// Also those who may no longer sign in: what is theirs stays theirs when something else is changed.
fn ids(people: &[User]) -> BTreeSet<UserId> {
    people.iter().map(|person| person.id).collect()
}

fn page_of(id: OpportunityId) -> String {
    format!("/opportunities/{id}")
}
