use actix_web::{HttpResponse, web};

use super::actions;
use super::forms::ContactForm;
use super::model::Contact;
use super::queries;
use super::views::FormPage;
use crate::auth::SignedIn;
use crate::customers::queries::find_customer;
use crate::db::Db;
use crate::domain::{Capability, ContactId, CustomerId};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, conflict, html, redirect_with, unprocessable,
};

type Ids = web::Path<(CustomerId, ContactId)>;

pub async fn new(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<CustomerId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let id = id.into_inner();
    let customer = db.run(move |conn| find_customer(conn, id)).await?;
    html(&FormPage {
        page: user.page(),
        customer: (id, customer.full_name),
        contact: None,
        is_overtaken: false,
        form: ContactForm::default(),
        errors: FieldErrors::default(),
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<CustomerId>,
    Form(form): Form<ContactForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let id = id.into_inner();
    let customer = db.run(move |conn| find_customer(conn, id)).await?;
    let fields = match form.read(&user.organisation().country) {
        Ok(fields) => fields,
        Err(errors) => {
            return unprocessable(&FormPage {
                page: user.page(),
                customer: (id, customer.full_name),
                contact: None,
                is_overtaken: false,
                form,
                errors,
            });
        }
    };
    let actor = user.actor();
    db.transaction::<_, AppError, _>(move |conn| actions::add(conn, &actor, id, &fields))
        .await?;
    Ok(back(&keys, &user, id, "person-created"))
}

pub async fn edit(user: SignedIn, db: web::Data<Db>, ids: Ids) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let ids = ids.into_inner();
    let (contact, name) = find(&db, ids).await?;
    html(&FormPage {
        page: user.page(),
        customer: (ids.0, name),
        contact: Some(ids.1),
        is_overtaken: false,
        form: ContactForm::of(&contact),
        errors: FieldErrors::default(),
    })
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    ids: Ids,
    Form(form): Form<ContactForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let ids = ids.into_inner();
    let (before, name) = find(&db, ids).await?;
    let page = |form, errors| FormPage {
        page: user.page(),
        customer: (ids.0, name),
        contact: Some(ids.1),
        is_overtaken: false,
        form,
        errors,
    };
    let fields = match form.read(&user.organisation().country) {
        Ok(fields) => fields,
        Err(errors) => return unprocessable(&page(form, errors)),
    };
    let (actor, version) = (user.actor(), form.version);
    let stored = db
        .transaction::<_, AppError, _>(move |conn| {
            actions::update(conn, &actor, &before, version, &fields)
        })
        .await;
    match stored {
        Err(AppError::Conflict(_)) => {
            let (now, _) = find(&db, ids).await?;
            let form = ContactForm {
                version: now.version,
                ..form
            };
            conflict(&FormPage {
                is_overtaken: true,
                ..page(form, FieldErrors::default())
            })
        }
        stored => {
            stored?;
            Ok(back(&keys, &user, ids.0, "changes-saved"))
        }
    }
}

pub async fn delete(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    ids: Ids,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let (actor, (customer, contact)) = (user.actor(), ids.into_inner());
    db.transaction::<_, AppError, _>(move |conn| actions::delete(conn, &actor, (customer, contact)))
        .await?;
    let undo = format!("/customers/{customer}/people/{contact}/restoration");
    let flash = Flash::ok(user.frame().t("person-deleted")).with_undo(undo);
    Ok(redirect_with(&keys, &panel_of(customer), flash))
}

pub async fn restore(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    ids: Ids,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::CustomersWrite)?;
    let (actor, by, ids) = (user.actor(), user.id(), ids.into_inner());
    db.transaction::<_, AppError, _>(move |conn| actions::restore(conn, &actor, ids, by))
        .await?;
    Ok(back(&keys, &user, ids.0, "person-restored"))
}

async fn find(
    db: &Db,
    (customer, contact): (CustomerId, ContactId),
) -> Result<(Contact, String), AppError> {
    Ok(db
        .run(move |conn| {
            let name = find_customer(conn, customer)?.full_name;
            Ok((queries::find_contact(conn, customer, contact)?, name))
        })
        .await?)
}

fn back(keys: &Keys, user: &SignedIn, customer: CustomerId, key: &str) -> HttpResponse {
    redirect_with(keys, &panel_of(customer), Flash::ok(user.frame().t(key)))
}

fn panel_of(customer: CustomerId) -> String {
    format!("/customers/{customer}#people")
}
