//! The pages of the fields. Everything here needs the capability `settings`.

use actix_web::{HttpResponse, web};

use super::actions;
use super::forms::{FieldForm, PositionForm};
use super::queries;
use super::views::{EditPage, IndexPage};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, OwnField, OwnKey};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, NoFields, conflict, html, redirect_with,
    unprocessable,
};

const PATH: &str = "/settings/fields";

pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    html(&list(&user, &db, None, FieldErrors::default()).await?)
}

/// With what was typed of a new field.
async fn list(
    user: &SignedIn,
    db: &Db,
    typed: Option<FieldForm>,
    errors: FieldErrors,
) -> Result<IndexPage, AppError> {
    let ((fields, version), counts) = db
        .run(|conn| Ok((queries::find_fields(conn)?, queries::count_values(conn)?)))
        .await?;
    Ok(IndexPage {
        page: user.page(),
        fields,
        version,
        counts,
        form: typed.unwrap_or_else(|| FieldForm::blank(version)),
        errors,
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    Form(form): Form<FieldForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (before, _) = db.run(queries::find_fields).await?;
    let field = match form.read(&before, None) {
        Ok(field) => field,
        Err(errors) => return unprocessable(&list(&user, &db, Some(form), errors).await?),
    };
    let flash = Flash::ok(user.frame().tv("own-field-added", "name", &field.name));
    let mut after = before.clone();
    after.push(field);
    match store(&user, &db, before, after, form.version).await {
        Ok(()) => Ok(redirect_with(&keys, PATH, flash)),
        // What was typed stays; saving again adds it to the fields as they are now.
        Err(AppError::Conflict(why)) => {
            let errors = FieldErrors::from([("form", why)]);
            let mut page = list(&user, &db, Some(form), errors).await?;
            page.form.version = page.version;
            conflict(&page)
        }
        Err(error) => Err(error),
    }
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    key: web::Path<OwnKey>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    html(&editor(&user, &db, *key, None, FieldErrors::default()).await?)
}

/// With what was typed over the field.
async fn editor(
    user: &SignedIn,
    db: &Db,
    key: OwnKey,
    typed: Option<FieldForm>,
    errors: FieldErrors,
) -> Result<EditPage, AppError> {
    let (fields, version) = db.run(queries::find_fields).await?;
    let field = find(&fields, key)?.clone();
    let form = typed.unwrap_or_else(|| FieldForm::of(&field, version));
    Ok(EditPage {
        page: user.page(),
        field,
        version,
        form,
        errors,
        in_use: Vec::new(),
    })
}

fn find(fields: &[OwnField], key: OwnKey) -> Result<&OwnField, AppError> {
    let field = fields.iter().find(|field| field.key == key);
    field.ok_or(AppError::NotFound)
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    key: web::Path<OwnKey>,
    Form(form): Form<FieldForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (key, version) = (*key, form.version);
    let (before, _) = db.run(queries::find_fields).await?;
    let old = find(&before, key)?;
    let field = match form.read(&before, Some(old)) {
        Ok(field) => field,
        Err(errors) => return unprocessable(&editor(&user, &db, key, Some(form), errors).await?),
    };
    let mut gone = old.options.clone();
    gone.retain(|option| !field.options.contains(option));
    let in_use = db
        .run(move |conn| queries::list_options_in_use(conn, key, &gone))
        .await?;
    if !in_use.is_empty() {
        let errors = FieldErrors::from([("options", "own-field-option-in-use")]);
        let mut page = editor(&user, &db, key, Some(form), errors).await?;
        page.in_use = in_use;
        return unprocessable(&page);
    }
    let mut after = before.clone();
    after
        .iter_mut()
        .filter(|other| other.key == key)
        .for_each(|other| *other = field.clone());
    match store(&user, &db, before, after, version).await {
        Ok(()) => {
            let flash = Flash::ok(user.frame().t("changes-saved"));
            Ok(redirect_with(&keys, PATH, flash))
        }
        // What was typed stays; saving again goes over the other change.
        Err(AppError::Conflict(why)) => {
            let errors = FieldErrors::from([("form", why)]);
            let mut page = editor(&user, &db, key, Some(form), errors).await?;
            page.form.version = page.version;
            conflict(&page)
        }
        Err(error) => Err(error),
    }
}

async fn store(
    user: &SignedIn,
    db: &Db,
    before: Vec<OwnField>,
    after: Vec<OwnField>,
    version: i32,
) -> Result<(), AppError> {
    let (actor, by) = (user.actor(), user.id());
    db.transaction(move |conn| actions::update(conn, &actor, by, (&before, &after), version))
        .await
}

pub async fn move_by_one(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    key: web::Path<OwnKey>,
    Form(form): Form<PositionForm>,
) -> Result<HttpResponse, AppError> {
    let is_up = form.to == "up";
    let shift = |fields: &mut Vec<OwnField>, place: usize| {
        let last = fields.len() - 1;
        let to = match is_up {
            true => place.saturating_sub(1),
            false => (place + 1).min(last),
        };
        fields.swap(place, to);
    };
    let flash = Flash::ok(user.frame().t("own-field-moved"));
    press(&user, &db, &keys, *key, shift, flash).await
}

pub async fn retire(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    key: web::Path<OwnKey>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    let key = *key;
    let undo = format!("{PATH}/{key}/restoration");
    let flash = Flash::ok(user.frame().t("own-field-retired")).with_undo(undo);
    let retire = |fields: &mut Vec<OwnField>, place: usize| fields[place].is_retired = true;
    press(&user, &db, &keys, key, retire, flash).await
}

pub async fn restore(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    key: web::Path<OwnKey>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    let flash = Flash::ok(user.frame().t("own-field-restored"));
    let restore = |fields: &mut Vec<OwnField>, place: usize| fields[place].is_retired = false;
    press(&user, &db, &keys, *key, restore, flash).await
}

/// A button of the list: it means the fields as they are, whatever else was changed since the list was shown.
async fn press(
    user: &SignedIn,
    db: &Db,
    keys: &Keys,
    key: OwnKey,
    change: impl FnOnce(&mut Vec<OwnField>, usize),
    done: Flash,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (before, version) = db.run(queries::find_fields).await?;
    let place = before.iter().position(|field| field.key == key);
    let mut after = before.clone();
    change(&mut after, place.ok_or(AppError::NotFound)?);
    let flash = match store(user, db, before, after, version).await {
        Ok(()) => done,
        Err(AppError::Conflict(why)) => Flash::warn(user.frame().t(why)),
        Err(error) => return Err(error),
    };
    Ok(redirect_with(keys, PATH, flash))
}
