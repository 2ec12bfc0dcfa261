use actix_web::{HttpResponse, web};

use super::actions;
use super::forms::{ActivityForm, Text};
use super::model::Activity;
use super::queries;
use super::views::FormPage;
use crate::auth::SignedIn;
use crate::customers;
use crate::db::Db;
use crate::domain::{ActivityId, Capability, CustomerId};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, redirect_with, unprocessable,
};

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerId>,
    Form(form): Form<ActivityForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let id = id.into_inner();
    let customer = db
        .run(move |conn| customers::queries::find_customer(conn, id))
        .await?;
    let text = match Text::try_from(&form) {
        Ok(text) => text,
        Err(errors) => {
            return unprocessable(&FormPage {
                page: user.page(),
                customer: id,
                customer_name: customer.full_name,
                action: format!("/customers/{id}/activities"),
                is_new: true,
                now: None,
                form,
                errors,
            });
        }
    };
    let actor = user.actor();
    db.transaction::<_, AppError, _>(move |conn| actions::create(conn, &actor, id, &text))
        .await?;
    Ok(back(&keys, &user, id, "activity-created"))
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ActivityId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (activity, name) = find_own(&user, &db, id.into_inner()).await?;
    let form = ActivityForm {
        kind: activity.kind.to_string(),
        body: activity.body.clone(),
        version: activity.version,
    };
    html(&edit_page(
        &user,
        &activity,
        name,
        form,
        FieldErrors::default(),
    ))
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
    let (activity, name) = find_own(&user, &db, id).await?;
    let text = match Text::try_from(&form) {
        Ok(text) => text,
        Err(errors) => return unprocessable(&edit_page(&user, &activity, name, form, errors)),
    };
    let (actor, customer, version) = (user.actor(), activity.customer_id, form.version);
    let stored = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::update(conn, &actor, &activity, version, &text)
        })
        .await;
    match stored {
        Err(AppError::Conflict(_)) => overtaken(&user, &db, id, form).await,
        stored => {
            stored?;
            Ok(back(&keys, &user, customer, "changes-saved"))
        }
    }
}

/// The form as typed, beside what the note says by now; sent again, it goes over that.
async fn overtaken(
    user: &SignedIn,
    db: &Db,
    id: ActivityId,
    form: ActivityForm,
) -> Result<HttpResponse, AppError> {
    let (activity, name) = find_own(user, db, id).await?;
    let form = ActivityForm {
        version: activity.version,
        ..form
    };
    let page = edit_page(user, &activity, name, form, FieldErrors::default());
    conflict(&FormPage {
        now: Some(activity.body),
        ..page
    })
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ActivityId>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Activities)?;
    let (id, author, actor) = (id.into_inner(), user.id(), user.actor());
    let customer = db
        .transaction::<_, AppError, _>(move |conn| actions::delete(conn, &actor, id, author))
        .await?;
    let flash = Flash::ok(user.frame().t("activity-deleted"))
        .with_undo(format!("/activities/{id}/restoration"));
    Ok(redirect_with(&keys, &timeline_of(customer), flash))
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
    Ok(back(
        &keys,
        &user,
        activity.customer_id,
        "activity-restored",
    ))
}

async fn find_own(
    user: &SignedIn,
    db: &Db,
    id: ActivityId,
) -> Result<(Activity, String), AppError> {
    let author = user.id();
    Ok(db
        .run(move |conn| queries::find_own(conn, id, author))
        .await?)
}

fn edit_page(
    user: &SignedIn,
    activity: &Activity,
    customer_name: String,
    form: ActivityForm,
    errors: FieldErrors,
) -> FormPage {
    FormPage {
        page: user.page(),
        customer: activity.customer_id,
        customer_name,
        action: format!("/activities/{}", activity.id),
        is_new: false,
        now: None,
        form,
        errors,
    }
}

fn back(keys: &Keys, user: &SignedIn, customer: CustomerId, key: &str) -> HttpResponse {
    redirect_with(keys, &timeline_of(customer), Flash::ok(user.frame().t(key)))
}

fn timeline_of(customer: CustomerId) -> String {
    format!("/customers/{customer}#activity")
}
