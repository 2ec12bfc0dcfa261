use actix_web::{HttpResponse, web};

use super::actions::{self, Delivery, Invitation, Refusal};
use super::forms::{HandoverForm, LinkForm, UserForm};
use super::views::{LinkPage, NewUserPage, UserPage, UsersPage};
use crate::activities;
use crate::audit::Actor;
use crate::auth::SignedIn;
use crate::config::Config;
use crate::db::Db;
use crate::domain::{Capability, UserId};
use crate::users::{self, User};
use crate::web::{AppError, FieldErrors, Flash, Form, Keys, html, redirect_with, unprocessable};

/// A form that only has its token.
type Press = Form<Vec<(String, String)>>;

pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Users)?;
    let users = db.run(users::queries::list_users).await?;
    html(&UsersPage {
        page: user.page(),
        users,
    })
}

pub async fn new(user: SignedIn) -> Result<HttpResponse, AppError> {
    user.require(Capability::Users)?;
    html(&NewUserPage {
        page: user.page(),
        form: UserForm::default(),
        errors: FieldErrors::default(),
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    config: web::Data<Config>,
    Form(form): Form<UserForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Users)?;
    let invited = match form.invited() {
        Ok(new) => {
            let (actor, language) = (user.actor(), user.frame().language);
            db.transaction::<_, Refusal, _>(move |conn| {
                let delivery = Delivery {
                    config: &config,
                    language,
                    by_mail: true,
                };
                actions::invite(conn, &actor, &delivery, &new)
            })
            .await
        }
        Err(errors) => Err(Refusal::Fields(errors)),
    };
    match invited {
        Ok(invitation) => hand_over(&user, &keys, invitation),
        Err(Refusal::App(error)) => Err(error),
        Err(Refusal::Fields(errors)) => unprocessable(&NewUserPage {
            page: user.page(),
            form,
            errors,
        }),
    }
}

/// A link that went by mail stays there; any other is shown to whoever invites, once: nothing keeps it.
fn hand_over(
    user: &SignedIn,
    keys: &Keys,
    invitation: Invitation,
) -> Result<HttpResponse, AppError> {
    if invitation.is_mailed {
        let flash = user
            .frame()
            .tv("users-link-mailed", "email", invitation.user.email);
        let to = format!("/admin/users/{}", invitation.user.id);
        return Ok(redirect_with(keys, &to, Flash::ok(flash)));
    }
    html(&LinkPage {
        page: user.page(),
        link: invitation.link,
        user: invitation.user,
        purpose: invitation.purpose,
    })
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<UserId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Users)?;
    let id = path.into_inner();
    let (row, tasks, people) = load(&db, id).await?;
    html(&UserPage {
        page: user.page(),
        form: UserForm::of(&row),
        user: row,
        errors: FieldErrors::default(),
        has_mail: config.mail.smtp_url.is_some(),
        tasks,
        people,
    })
}

/// Somebody, how many activities wait for them, and everybody.
async fn load(db: &Db, id: UserId) -> Result<(User, i64, Vec<User>), AppError> {
    let found = db.run(move |conn| {
        let row = users::queries::find_user(conn, id)?;
        let tasks = activities::queries::count_assigned(conn, id)?;
        Ok((row, tasks, users::queries::list_users(conn)?))
    });
    Ok(found.await?)
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    config: web::Data<Config>,
    path: web::Path<UserId>,
    Form(form): Form<UserForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Users)?;
    let id = path.into_inner();
    let (name, role) = match form.changed() {
        Ok(changed) => changed,
        Err(errors) => return show_again(user, &db, &config, id, form, errors).await,
    };
    let actor = user.actor();
    let stored = db
        .transaction::<_, Refusal, _>(move |conn| actions::update(conn, &actor, id, &name, role))
        .await;
    match stored {
        Ok(()) => {
            // Whoever gave up their own administration has no business in the list any more.
            let may_stay = id != user.id() || role.can(Capability::Users);
            let to = if may_stay { "/admin/users" } else { "/" };
            let flash = Flash::ok(user.frame().t("changes-saved"));
            Ok(redirect_with(&keys, to, flash))
        }
        Err(Refusal::Fields(errors)) => show_again(user, &db, &config, id, form, errors).await,
        Err(Refusal::App(error)) => Err(error),
    }
}

async fn show_again(
    user: SignedIn,
    db: &Db,
    config: &Config,
    id: UserId,
    form: UserForm,
    errors: FieldErrors,
) -> Result<HttpResponse, AppError> {
    let (row, tasks, people) = load(db, id).await?;
    unprocessable(&UserPage {
        page: user.page(),
        form,
        user: row,
        errors,
        has_mail: config.mail.smtp_url.is_some(),
        tasks,
        people,
    })
}

pub async fn create_link(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    config: web::Data<Config>,
    path: web::Path<UserId>,
    Form(form): Form<LinkForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Users)?;
    let (id, actor, language) = (path.into_inner(), user.actor(), user.frame().language);
    let invitation = db
        .transaction::<_, AppError, _>(move |conn| {
            let delivery = Delivery {
                config: &config,
                language,
                by_mail: form.by_mail(),
            };
            actions::renew_link(conn, &actor, &delivery, id)
        })
        .await?;
    hand_over(&user, &keys, invitation)
}

pub async fn disable(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<UserId>,
    _form: Press,
) -> Result<HttpResponse, AppError> {
    set_access(
        user,
        db,
        keys,
        path.into_inner(),
        actions::disable,
        "users-disabled-done",
    )
    .await
}

pub async fn enable(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<UserId>,
    _form: Press,
) -> Result<HttpResponse, AppError> {
    set_access(
        user,
        db,
        keys,
        path.into_inner(),
        actions::enable,
        "users-enabled-done",
    )
    .await
}

/// Gives what somebody had to do to another.
pub async fn hand_tasks_over(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<UserId>,
    Form(form): Form<HandoverForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Users)?;
    let (from, actor) = (path.into_inner(), user.actor());
    let to = format!("/admin/users/{from}");
    let Ok(heir) = form.to.parse::<UserId>() else {
        let flash = Flash::error(user.frame().t("users-handover-choose"));
        return Ok(redirect_with(&keys, &to, flash));
    };
    let count = db
        .transaction::<_, AppError, _>(move |conn| {
            activities::actions::hand_over(conn, &actor, from, heir)
        })
        .await?;
    let text = user.frame().tn("users-handover-done", count as i64);
    Ok(redirect_with(&keys, &to, Flash::ok(text)))
}

async fn set_access(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: UserId,
    action: fn(&mut diesel::PgConnection, &Actor, UserId) -> Result<(), Refusal>,
    done: &'static str,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Users)?;
    let actor = user.actor();
    let changed = db
        .transaction::<_, Refusal, _>(move |conn| {
            action(conn, &actor, id)?;
            Ok(users::queries::find_user(conn, id)?.name)
        })
        .await;
    let flash = match changed {
        Ok(name) => Flash::ok(user.frame().tv(done, "name", name)),
        Err(Refusal::Fields(_)) => Flash::error(user.frame().t("users-last-admin")),
        Err(Refusal::App(error)) => return Err(error),
    };
    Ok(redirect_with(&keys, &format!("/admin/users/{id}"), flash))
}
