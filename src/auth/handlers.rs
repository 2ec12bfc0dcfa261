//! Getting in and out.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::actions::{self, Attempt};
use super::context::MaybeSignedIn;
use super::forms::{LoginForm, PasswordForm, Setup, SetupForm};
use super::links::{self, Link, Purpose};
use super::password::{hash_password, verify_password};
use super::queries;
use super::views::{LinkPage, LoginPage, SetupPage};
use crate::audit::Actor;
use crate::config::Config;
use crate::db::Db;
use crate::users::{self, NewUser};
use crate::web::{
    AppError, FieldErrors, Flash, Form, Keys, client, html, redirect, redirect_with, trace,
    unprocessable,
};

#[derive(serde::Deserialize)]
pub struct NextQuery {
    #[serde(default)]
    next: String,
}

pub async fn show_login(
    visitor: MaybeSignedIn,
    query: web::Query<NextQuery>,
) -> Result<HttpResponse, AppError> {
    let form = LoginForm {
        next: query.into_inner().next,
        ..Default::default()
    };
    if visitor.page.viewer.is_some() {
        return Ok(redirect(form.destination()));
    }
    html(&LoginPage {
        page: visitor.page,
        form,
        error: None,
    })
}

pub async fn login(
    request: HttpRequest,
    visitor: MaybeSignedIn,
    db: web::Data<Db>,
    form: Result<Form<LoginForm>, AppError>,
) -> Result<HttpResponse, AppError> {
    let Form(form) = match form {
        Err(AppError::ForeignForm) => return show_login_again(visitor),
        form => form?,
    };
    let email = form.email.clone();
    let address = client::address(&request);
    let (attempt, user) = db
        .run(move |conn| {
            let user = users::queries::find_user_by_email(conn, email.trim())?;
            Ok((Attempt::begin(conn, &email, address)?, user))
        })
        .await?;
    let Some(attempt) = attempt else {
        return refuse(visitor, form, "login-throttled");
    };
    let user = user.filter(|user| user.disabled_at.is_none());
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = verify_password(form.password.clone(), hash).await?;
    let (Some(user), true) = (user, is_right) else {
        return refuse(visitor, form, "login-failed");
    };
    let (earlier, user_agent) = (client::session_token(&request), user_agent(&request));
    let token = db
        .transaction::<_, AppError, _>(move |conn| {
            Ok(actions::sign_in(
                conn,
                &user,
                &attempt,
                earlier.as_deref(),
                &user_agent,
            )?)
        })
        .await?;
    with_session(&request, redirect(form.destination()), &token)
}

/// The token was another visit's: in another tab the person signed in, or out, after this form was shown.
fn show_login_again(visitor: MaybeSignedIn) -> Result<HttpResponse, AppError> {
    if visitor.page.viewer.is_some() {
        return Ok(redirect("/"));
    }
    let mut answer = html(&LoginPage {
        page: visitor.page,
        form: LoginForm::default(),
        error: Some("login-page-old"),
    })?;
    *answer.status_mut() = StatusCode::FORBIDDEN;
    Ok(answer)
}

fn refuse(
    visitor: MaybeSignedIn,
    form: LoginForm,
    error: &'static str,
) -> Result<HttpResponse, AppError> {
    let form = LoginForm {
        password: String::new(),
        ..form
    };
    unprocessable(&LoginPage {
        page: visitor.page,
        form,
        error: Some(error),
    })
}

fn user_agent(request: &HttpRequest) -> String {
    let header = request
        .headers()
        .get("user-agent")
        .and_then(|value| value.to_str().ok());
    header.unwrap_or_default().to_owned()
}

fn with_session(
    request: &HttpRequest,
    mut response: HttpResponse,
    token: &str,
) -> Result<HttpResponse, AppError> {
    client::begin_session(
        request,
        &mut response,
        token,
        queries::ABSOLUTE_LIMIT.num_days(),
    )?;
    Ok(response)
}

pub async fn logout(
    request: HttpRequest,
    visitor: MaybeSignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    if let Some(token) = client::session_token(&request) {
        let viewer = visitor.page.viewer.as_ref();
        let actor = viewer.map(|viewer| Actor {
            user_id: Some(viewer.id),
            name: viewer.name.clone(),
            request_id: Some(trace::request_id(&request)),
        });
        db.transaction::<_, AppError, _>(move |conn| {
            Ok(actions::sign_out(conn, actor.as_ref(), &token)?)
        })
        .await?;
    }
    let mut response = redirect_with(&keys, "/login", Flash::ok(visitor.page.t("logout-done")));
    client::end_session(&request, &mut response);
    Ok(response)
}

pub async fn show_setup(
    visitor: MaybeSignedIn,
    db: web::Data<Db>,
    path: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let token = path.into_inner();
    link_of(&db, &token, &[Purpose::Setup]).await?;
    let form = SetupForm {
        country: "CL".into(),
        currency: "CLP".into(),
        time_zone: "America/Santiago".into(),
        ..Default::default()
    };
    html(&SetupPage {
        page: visitor.page,
        token,
        form,
        errors: FieldErrors::default(),
    })
}

pub async fn set_up(
    request: HttpRequest,
    visitor: MaybeSignedIn,
    db: web::Data<Db>,
    (keys, config): (web::Data<Keys>, web::Data<Config>),
    path: web::Path<String>,
    Form(form): Form<SetupForm>,
) -> Result<HttpResponse, AppError> {
    let token = path.into_inner();
    let link = link_of(&db, &token, &[Purpose::Setup]).await?;
    let setup = match Setup::try_from(&form) {
        Ok(setup) => setup,
        Err(errors) => {
            let form = SetupForm {
                password: String::new(),
                repeated: String::new(),
                ..form
            };
            return unprocessable(&SetupPage {
                page: visitor.page,
                token,
                form,
                errors,
            });
        }
    };
    let password_hash = hash_password(setup.password.clone()).await?;
    let user_agent = user_agent(&request);
    let language = visitor.page.language;
    let session = db
        .transaction::<_, AppError, _>(move |conn| {
            let new = NewUser {
                email: setup.email.as_str().to_owned(),
                name: setup.name.clone(),
                role: crate::domain::Role::Admin,
                password_hash: Some(password_hash.clone()),
            };
            let admin = actions::create_first_admin(conn, &link, new)?;
            actions::set_up_organisation(conn, &setup, language, &admin)?;
            Ok(actions::begin_session(conn, admin.id, &user_agent)?)
        })
        .await?;
    links::forget_setup_file(&config);
    let response = redirect_with(&keys, "/", Flash::ok(visitor.page.t("setup-done")));
    with_session(&request, response, &session)
}

async fn link_of(db: &Db, token: &str, purposes: &'static [Purpose]) -> Result<Link, AppError> {
    let token = token.to_owned();
    let link = db.run(move |conn| links::find_link(conn, &token)).await?;
    // At set-up there is nobody yet who could send another one.
    let refusal = match purposes {
        [Purpose::Setup] => "setup-link-used",
        _ => "link-used",
    };
    link.filter(|link| purposes.contains(&link.purpose))
        .ok_or(AppError::Conflict(refusal))
}

const PERSONAL: &[Purpose] = &[Purpose::Invite, Purpose::Reset];

pub async fn show_link(
    visitor: MaybeSignedIn,
    db: web::Data<Db>,
    path: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let token = path.into_inner();
    let link = link_of(&db, &token, PERSONAL).await?;
    html(&link_page(visitor, &db, token, &link, FieldErrors::default()).await?)
}

pub async fn use_link(
    request: HttpRequest,
    visitor: MaybeSignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<String>,
    Form(form): Form<PasswordForm>,
) -> Result<HttpResponse, AppError> {
    let token = path.into_inner();
    let link = link_of(&db, &token, PERSONAL).await?;
    let mut errors = FieldErrors::default();
    form.check(&mut errors);
    if !errors.is_empty() {
        return unprocessable(&link_page(visitor, &db, token, &link, errors).await?);
    }
    let hash = hash_password(form.password).await?;
    let user_agent = user_agent(&request);
    let session = db
        .transaction::<_, AppError, _>(move |conn| {
            let user = actions::choose_password(conn, &link, &hash)?;
            if user.disabled_at.is_some() {
                return Err(AppError::Forbidden);
            }
            Ok(actions::begin_session(conn, user.id, &user_agent)?)
        })
        .await?;
    let response = redirect_with(&keys, "/", Flash::ok(visitor.page.t("password-saved")));
    with_session(&request, response, &session)
}

async fn link_page(
    visitor: MaybeSignedIn,
    db: &Db,
    token: String,
    link: &Link,
    errors: FieldErrors,
) -> Result<LinkPage, AppError> {
    let user = link.user_id.ok_or(AppError::NotFound)?;
    let user = db
        .run(move |conn| users::queries::find_user(conn, user))
        .await?;
    let is_invitation = link.purpose == Purpose::Invite;
    Ok(LinkPage {
        page: visitor.page,
        token,
        email: user.email,
        is_invitation,
        errors,
    })
}
