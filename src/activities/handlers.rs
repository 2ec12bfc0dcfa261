//! Writing, changing and deleting one; the list is in `work`.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use chrono::Utc;
use serde::Deserialize;

use super::actions;
use super::forms::{ActivityForm, Rules};
use super::model::{Activity, ActivityKind};
use super::queries::{self, Editor};
use super::views::{FormPage, QuickPart};
use super::work::way_back;
use crate::auth::SignedIn;
use crate::customers::{self, Picker, lookup};
use crate::db::Db;
use crate::domain::{ActivityId, Capability, CustomerId, UserId};
use crate::users::{self, User};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Fragment, Keys, conflict, html, redirect_with,
    unprocessable,
};

/// For whom a new one is begun.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    pub customer: String,
    pub kind: String,
    pub back: String,
    /// The sale for which it is planned.
    pub opportunity: String,
}

/// The form for a new one; as a part of a page, the short one of the dialog.
pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<NewQuery>,
    Fragment(is_fragment): Fragment,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (query, by) = (query.into_inner(), user.id());
    let (id, back) = (query.customer.clone(), query.back.clone());
    let (picker, people) = db
        .run(move |conn| {
            let id = match id.is_empty() {
                true => customer_of(&back),
                false => &id,
            };
            let picker = lookup::pick(conn, id, "", by)?;
            Ok((picker, users::queries::list_users(conn)?))
        })
        .await?;
    let kind = query.kind.parse().unwrap_or(ActivityKind::Task);
    // What is noted has happened.
    let due_date = match kind {
        ActivityKind::Note => String::new(),
        _ => user.today().to_string(),
    };
    let form = ActivityForm {
        kind: kind.to_string(),
        due_date,
        assignee: by.to_string(),
        back: query.back,
        opportunity_id: query.opportunity,
        ..ActivityForm::default()
    };
    let page = user.page();
    match is_fragment {
        true => html(&QuickPart { page, picker, form }),
        false => html(&FormPage::new(page, picker, &people, form)),
    }
}

/// Of the profile's address, whose it is.
fn customer_of(path: &str) -> &str {
    let rest = path.strip_prefix("/customers/").unwrap_or_default();
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Stores one from anywhere; its form names the customer.
pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<ActivityForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (id, name, by) = (
        form.customer_id.clone(),
        form.customer_name.clone(),
        user.id(),
    );
    let (picker, people) = db
        .run(move |conn| {
            let picker = lookup::pick(conn, &id, &name, by)?;
            Ok((picker, users::queries::list_users(conn)?))
        })
        .await?;
    let back = way_back(&form.back, "/activities");
    store(&user, &db, &keys, (picker, people), form, &back).await
}

/// Stores one from the profile.
pub async fn create_of_customer(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerId>,
    Form(form): Form<ActivityForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let id = id.into_inner();
    let (customer, people) = db
        .run(move |conn| {
            let customer = customers::queries::find_customer(conn, id)?;
            Ok((customer, users::queries::list_users(conn)?))
        })
        .await?;
    let picker = Picker::of(id, customer.full_name);
    let back = way_back(&form.back, &timeline_of(id));
    let form = ActivityForm {
        back: back.clone(),
        ..form
    };
    store(&user, &db, &keys, (picker, people), form, &back).await
}

async fn store(
    user: &SignedIn,
    db: &Db,
    keys: &Keys,
    (picker, people): (Picker, Vec<User>),
    form: ActivityForm,
    back: &str,
) -> Result<HttpResponse, AppError> {
    let mut errors = FieldErrors::default();
    let plan = form
        .read(&rules(user, &ids(&people)))
        .map_err(|found| errors = found);
    if let Some(key) = picker.error() {
        errors.add("customer_name", key);
    }
    let (Some(customer), Ok(plan), true) = (&picker.chosen, plan, errors.is_empty()) else {
        let page = FormPage::new(user.page(), picker, &people, form);
        return unprocessable(&FormPage { errors, ..page });
    };
    let is_planned = plan.due_at.is_some();
    let sale = form.opportunity_id.parse().ok();
    let (actor, of, entry) = (user.actor(), (customer.id, sale), plan.begun(Utc::now()));
    db.transaction::<_, AppError, _>(move |conn| {
        Ok(actions::create_for(conn, &actor, of, &entry)?)
    })
    .await?;
    let key = match is_planned {
        true => "activity-planned",
        false => "activity-created",
    };
    Ok(redirect_with(keys, back, Flash::ok(user.frame().t(key))))
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ActivityId>,
    query: web::Query<NewQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let found = Found::load(&user, &db, id.into_inner()).await?;
    let form = ActivityForm {
        back: query.into_inner().back,
        ..ActivityForm::of(&found.activity, user.organisation())
    };
    html(&found.page(&user, form))
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ActivityId>,
    Form(form): Form<ActivityForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let id = id.into_inner();
    let found = Found::load(&user, &db, id).await?;
    let plan = match form.read(&rules(&user, &ids(&found.people))) {
        Ok(plan) => plan,
        Err(errors) => {
            return unprocessable(&FormPage {
                errors,
                ..found.page(&user, form)
            });
        }
    };
    let back = way_back(&form.back, &timeline_of(found.activity.customer_id));
    let (actor, version) = (user.actor(), form.version);
    let entry = plan.over(&found.activity, Utc::now());
    let stored = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::update(conn, &actor, &found.activity, version, &entry)
        })
        .await;
    match stored {
        Err(AppError::Conflict(_)) => overtaken(&user, &db, id, form).await,
        stored => {
            stored?;
            let text = user.frame().t("changes-saved");
            Ok(redirect_with(&keys, &back, Flash::ok(text)))
        }
    }
}

/// The form as typed, beside what it says by now; sent again, it goes over that.
async fn overtaken(
    user: &SignedIn,
    db: &Db,
    id: ActivityId,
    form: ActivityForm,
) -> Result<HttpResponse, AppError> {
    let found = Found::load(user, db, id).await?;
    let form = ActivityForm {
        version: found.activity.version,
        ..form
    };
    conflict(&FormPage {
        now: Some(found.activity.in_words()),
        ..found.page(user, form)
    })
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ActivityId>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (id, editor, actor) = (id.into_inner(), editor(&user), user.actor());
    let customer = db
        .transaction::<_, AppError, _>(move |conn| actions::delete(conn, &actor, id, editor))
        .await?;
    let flash = Flash::ok(user.frame().t("activity-deleted"))
        .with_undo(format!("/activities/{id}/restoration"));
    let back = form.iter().find(|(name, _)| name == "back");
    let back = back.map_or("", |(_, value)| value);
    Ok(redirect_with(
        &keys,
        &way_back(back, &timeline_of(customer)),
        flash,
    ))
}

pub async fn restore(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ActivityId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (id, by, actor) = (id.into_inner(), user.id(), user.actor());
    let activity = db
        .transaction::<_, AppError, _>(move |conn| actions::restore(conn, &actor, id, by))
        .await?;
    let flash = Flash::ok(user.frame().t("activity-restored"));
    Ok(redirect_with(
        &keys,
        &timeline_of(activity.customer_id),
        flash,
    ))
}

/// One that is changed, with who may be in charge of it.
struct Found {
    activity: Activity,
    customer_name: String,
    people: Vec<User>,
}

impl Found {
    async fn load(user: &SignedIn, db: &Db, id: ActivityId) -> Result<Self, AppError> {
        let editor = editor(user);
        let found = db.run(move |conn| {
            let (activity, customer_name) = queries::find_changeable(conn, id, editor)?;
            let people = users::queries::list_users(conn)?;
            Ok(Self {
                activity,
                customer_name,
                people,
            })
        });
        Ok(found.await?)
    }

    fn page(&self, user: &SignedIn, form: ActivityForm) -> FormPage {
        let picker = Picker::of(self.activity.customer_id, self.customer_name.clone());
        let page = FormPage::new(user.page(), picker, &self.people, form);
        FormPage {
            activity: Some(self.activity.clone()),
            ..page
        }
    }
}

fn editor(user: &SignedIn) -> Editor {
    Editor {
        user: user.id(),
        is_admin: user.may(Capability::Users),
    }
}

fn rules<'a>(user: &'a SignedIn, people: &'a BTreeSet<UserId>) -> Rules<'a> {
    Rules {
        organisation: user.organisation(),
        people,
        writer: user.id(),
    }
}

/// Also those who may no longer sign in: what is theirs stays theirs when something else is changed.
fn ids(people: &[User]) -> BTreeSet<UserId> {
    people.iter().map(|person| person.id).collect()
}

fn timeline_of(customer: CustomerId) -> String {
    format!("/customers/{customer}#activity")
}
