//! The pages of the fields. Everything here needs the capability `settings`.

use actix_web::{HttpResponse, web};

use super::actions::{self, Edit, KIND_IN_USE, OPTION_IN_USE};
use super::followers::FieldFollowers;
use super::forms::{FieldForm, PositionForm};
use super::queries;
use super::views::{EditPage, IndexPage};
use crate::auth::SignedIn;
use crate::db::Db;
use crate::domain::{Capability, OwnField, OwnKey, words_of};
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
    let (fields, version) = db.run(queries::find_fields).await?;
    Ok(IndexPage {
        page: user.page(),
        fields,
        version,
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
    let ((fields, version), holders) = db
        .run(move |conn| {
            Ok((
                queries::find_fields(conn)?,
                queries::find_holders(conn, key)?,
            ))
        })
        .await?;
    let field = find(&fields, key)?.clone();
    let form = typed.unwrap_or_else(|| FieldForm::of(&field, version));
    Ok(EditPage {
        page: user.page(),
        field,
        version,
        form,
        errors,
        holders,
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
    followers: web::Data<FieldFollowers>,
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
    let renamed = form.renamed(old);
    let mut gone = old.options.clone();
    gone.retain(|option| {
        let is_renamed = renamed.iter().any(|(was, _)| was == option);
        !is_renamed && !field.options.contains(option)
    });
    let mut after = before.clone();
    after
        .iter_mut()
        .filter(|other| other.key == key)
        .for_each(|other| *other = field.clone());
    let edit = Edit {
        key,
        before,
        after,
        version,
        renamed,
    };
    let (actor, by, followers) = (user.actor(), user.id(), **followers);
    let stored = db
        .transaction(move |conn| actions::edit(conn, &actor, by, &edit, followers))
        .await;
    match stored {
        Ok(()) => {
            let flash = Flash::ok(user.frame().t("changes-saved"));
            Ok(redirect_with(&keys, &row(key), flash))
        }
        Err(AppError::Conflict(OPTION_IN_USE)) => {
            let errors = FieldErrors::from([("options", OPTION_IN_USE)]);
            let mut page = editor(&user, &db, key, Some(form), errors).await?;
            page.in_use = db
                .run(move |conn| queries::list_options_in_use(conn, key, &gone))
                .await?;
            unprocessable(&page)
        }
        Err(AppError::Conflict(KIND_IN_USE)) => {
            let errors = FieldErrors::from([("kind", KIND_IN_USE)]);
            unprocessable(&editor(&user, &db, key, Some(form), errors).await?)
        }
        // What was typed stays; saving again goes over the other change, or comes after the import.
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
        Ok(())
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
    let retire = |fields: &mut Vec<OwnField>, place: usize| {
        fields[place].is_retired = true;
        Ok(())
    };
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
    let restore = |fields: &mut Vec<OwnField>, place: usize| {
        // As a new name is compared with those there are, and as files name their columns.
        let words = words_of(&fields[place].name);
        let is_taken = |other: &OwnField| !other.is_retired && words_of(&other.name) == words;
        if fields[place].is_retired && fields.iter().any(is_taken) {
            return Err("own-field-name-taken");
        }
        fields[place].is_retired = false;
        Ok(())
    };
    press(&user, &db, &keys, *key, restore, flash).await
}

/// A button of the list: it means the fields as they are, whatever else was changed since the list was shown. The change fails
/// with the key of a text.
async fn press(
    user: &SignedIn,
    db: &Db,
    keys: &Keys,
    key: OwnKey,
    change: impl FnOnce(&mut Vec<OwnField>, usize) -> Result<(), &'static str>,
    done: Flash,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (before, version) = db.run(queries::find_fields).await?;
    let place = before.iter().position(|field| field.key == key);
    let mut after = before.clone();
    let outcome = match change(&mut after, place.ok_or(AppError::NotFound)?) {
        Ok(()) => store(user, db, before, after, version).await,
        Err(why) => Err(AppError::Conflict(why)),
    };
    let flash = match outcome {
        Ok(()) => done,
        Err(AppError::Conflict(why)) => Flash::warn(user.frame().t(why)),
        Err(error) => return Err(error),
    };
    Ok(redirect_with(keys, &row(key), flash))
}

/// The field in the list.
fn row(key: OwnKey) -> String {
    format!("{PATH}#{key}")
}
