//! The pages of templates. Everything here needs the capability `settings`.

use actix_web::{HttpResponse, web};
use anyhow::Context as _;
use askama::Template as _;

use super::actions::{self, TAKEN};
use super::example;
use super::forms::{ArchiveForm, Sample, TemplateForm, Wrong};
use super::queries;
use super::render::Source;
use super::samples::Failure;
use super::views::{EditPage, IndexPage, ProblemPage, Status, VersionPage};
use crate::auth::SignedIn;
use crate::config::Config;
use crate::db::Db;
use crate::domain::{Capability, Language, TemplateId};
use crate::proposals::content::Content;
use crate::proposals::handlers::framed;
use crate::proposals::mail::Letter;
use crate::proposals::queries::{find_shown, list_items};
use crate::proposals::trial::{self, Trial};
use crate::segments::Segment;
use crate::web::{
    AppError, Flash, Form, Fragment, Keys, conflict, html, redirect, redirect_with, unprocessable,
};

const ADDRESS: &str = "/settings/templates";
/// Proposals that a preview can be filled in with.
const CANDIDATES: i64 = 10;
/// Whose words an example has where a template is for any segment.
const EXAMPLE_SEGMENT: Segment = Segment::AtRisk;

pub async fn index(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let mut rows = db.run(queries::list_templates).await?;
    rows.sort_by_key(|(head, ..)| (head.archived_at.is_some(), head.segment, head.language));
    html(&IndexPage {
        page: user.page(),
        rows,
    })
}

pub async fn new(user: SignedIn, db: web::Data<Db>) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let form = TemplateForm::blank(user.organisation().language);
    html(&editor(&user, &db, None, Some(form), Wrong::default()).await?)
}

pub async fn edit(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<TemplateId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let id = path.into_inner();
    html(&editor(&user, &db, Some(id), None, Wrong::default()).await?)
}

/// The editor with what was typed, else with what is stored.
async fn editor(
    user: &SignedIn,
    db: &Db,
    id: Option<TemplateId>,
    typed: Option<TemplateForm>,
    wrong: Wrong,
) -> Result<EditPage, AppError> {
    let (head, versions, candidates) = db
        .run(move |conn| {
            let candidates = queries::list_candidates(conn, CANDIDATES)?;
            let Some(id) = id else {
                return Ok((None, Vec::new(), candidates));
            };
            let head = queries::find_head(conn, id)?;
            Ok((Some(head), queries::list_versions(conn, id)?, candidates))
        })
        .await?;
    let is_typed = id.is_some() && typed.is_some();
    let form = match (typed, &head, versions.first()) {
        (Some(typed), ..) => typed,
        (None, Some(head), Some((newest, _))) => TemplateForm::of(head, newest),
        _ => TemplateForm::blank(user.organisation().language),
    };
    Ok(EditPage {
        page: user.page(),
        head,
        form,
        wrong,
        versions,
        candidates,
        notice: None,
        is_typed,
    })
}

pub async fn create(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    keys: web::Data<Keys>,
    Form(form): Form<TemplateForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    save(&user, &db, &config, &keys, None, form).await
}

pub async fn update(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    keys: web::Data<Keys>,
    path: web::Path<TemplateId>,
    Form(form): Form<TemplateForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let id = path.into_inner();
    save(&user, &db, &config, &keys, Some(id), form).await
}

async fn save(
    user: &SignedIn,
    db: &Db,
    config: &web::Data<Config>,
    keys: &Keys,
    id: Option<TemplateId>,
    form: TemplateForm,
) -> Result<HttpResponse, AppError> {
    if form.is_test() {
        return test(user, db, config, id, form).await;
    }
    let plan = match form.parse() {
        Ok(plan) => plan,
        Err(wrong) => return unprocessable(&editor(user, db, id, Some(form), wrong).await?),
    };
    let (actor, version) = (user.actor(), form.version);
    let stored = db
        .transaction::<_, AppError, _>(move |conn| match id {
            None => actions::create(conn, &actor, &plan),
            Some(id) => actions::update(conn, &actor, id, version, &plan).map(|()| id),
        })
        .await;
    match (stored, id) {
        (Ok(id), _) => {
            let saved = Flash::ok(user.frame().t("changes-saved"));
            Ok(redirect_with(keys, &page_of(id), saved))
        }
        (Err(AppError::Conflict(TAKEN)), id) => {
            let mut wrong = Wrong::default();
            wrong.errors.add("by_default", TAKEN);
            unprocessable(&editor(user, db, id, Some(form), wrong).await?)
        }
        // What was typed stays; saving again goes over the other change, which stays among the versions.
        (Err(AppError::Conflict(key)), Some(id)) => {
            let mut wrong = Wrong::default();
            wrong.errors.add("form", key);
            let mut page = editor(user, db, Some(id), Some(form), wrong).await?;
            page.form.version = page.head.as_ref().map_or(0, |head| head.version);
            conflict(&page)
        }
        (Err(error), _) => Err(error),
    }
}

/// Sends what is typed to whoever types it; nothing is stored.
async fn test(
    user: &SignedIn,
    db: &Db,
    config: &web::Data<Config>,
    id: Option<TemplateId>,
    form: TemplateForm,
) -> Result<HttpResponse, AppError> {
    let wrong = form.try_source();
    let letter = match wrong.errors.is_empty() {
        true => letter(user, db, config, &form).await?,
        false => Err(wrong),
    };
    let letter = match letter {
        Ok(letter) => letter,
        Err(wrong) => return unprocessable(&editor(user, db, id, Some(form), wrong).await?),
    };
    let flash = send_test(user, db, config, letter).await?;
    let mut page = editor(user, db, id, Some(form), Wrong::default()).await?;
    page.is_typed = true;
    page.notice = Some(flash);
    html(&page)
}

/// Queues a mail for whoever is signed in, and says what came of it.
pub async fn send_test(
    user: &SignedIn,
    db: &Db,
    config: &web::Data<Config>,
    letter: Letter,
) -> Result<Flash, AppError> {
    let viewer = user.frame().viewer.clone().ok_or(AppError::Forbidden)?;
    let (actor, config, email) = (user.actor(), config.clone(), viewer.email.clone());
    let mark = user.frame().t("trial-mark");
    let will_be_held = config.mail.smtp_url.is_none();
    let trial = db
        .transaction::<_, AppError, _>(move |conn| {
            trial::queue(conn, &actor, &config, &viewer, &letter, &mark)
        })
        .await?;
    let frame = user.frame();
    Ok(match trial {
        Trial::Queued(_) if will_be_held => Flash::warn(frame.tv("trial-held", "email", email)),
        Trial::Queued(_) => Flash::ok(frame.tv("trial-queued", "email", email)),
        Trial::Impossible(reason) => Flash::error(frame.t(&reason.key())),
    })
}

/// The mail that is typed, filled in with the chosen sample.
async fn letter(
    user: &SignedIn,
    db: &Db,
    config: &Config,
    form: &TemplateForm,
) -> Result<Result<Letter, Wrong>, AppError> {
    let language = form
        .language
        .parse()
        .unwrap_or(user.organisation().language);
    let sample = Sample::read(&form.sample);
    let content = content(user, db, sample, (form.segment(), language)).await?;
    Ok(fill(user, config, &content, &form.source()))
}

fn fill(
    user: &SignedIn,
    config: &Config,
    content: &Content,
    source: &Source,
) -> Result<Letter, Wrong> {
    let organisation = user.organisation().clone();
    let unsubscribe = trial::unsubscribe(config);
    let letter = Letter::of(content, Some(source), organisation, unsubscribe);
    let Some(problem) = letter.problem.clone() else {
        return Ok(letter);
    };
    let mut wrong = Wrong::default();
    let key = format!("template-problem-{}", problem.fault);
    wrong.errors.add(problem.field, key);
    wrong.failure = Some(Failure {
        problem,
        lacks: Vec::new(),
    });
    Err(wrong)
}

async fn content(
    user: &SignedIn,
    db: &Db,
    sample: Sample,
    (segment, language): (Option<Segment>, Language),
) -> Result<Content, AppError> {
    if let Sample::Proposal(id) = sample {
        let shown = db.run(move |conn| Ok((find_shown(conn, id)?, list_items(conn, id)?)));
        let (shown, items) = shown.await?;
        return Ok(Content::of(&shown, &items));
    }
    let segment = segment.unwrap_or(EXAMPLE_SEGMENT);
    let setting = db.run(move |conn| queries::find_setting(conn, segment));
    let setting = setting.await?;
    let full = example::full(
        &setting,
        (segment, language),
        user.organisation(),
        user.today(),
    );
    Ok(match sample {
        Sample::Bare => example::bare(full),
        _ => full,
    })
}

/// What is typed: the mail in a frame, or to htmx what is wrong with it.
pub async fn preview(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    Fragment(is_fragment): Fragment,
    Form(form): Form<TemplateForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    if is_fragment {
        return html(&Status {
            page: user.frame(),
            wrong: &form.try_source(),
            is_typed: false,
        });
    }
    mail_in_frame(&user, &db, &config, &form).await
}

/// The program's own, for an editor in which nothing is typed.
pub async fn preview_blank(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let form = TemplateForm::blank(user.organisation().language);
    mail_in_frame(&user, &db, &config, &form).await
}

async fn mail_in_frame(
    user: &SignedIn,
    db: &Db,
    config: &Config,
    form: &TemplateForm,
) -> Result<HttpResponse, AppError> {
    match letter(user, db, config, form).await? {
        Ok(letter) => Ok(framed(letter.html()?)),
        Err(wrong) => {
            let page = ProblemPage::new(user.frame(), &wrong).render();
            Ok(framed(page.context("Failed to render a problem")?))
        }
    }
}

pub async fn show_version(
    user: SignedIn,
    db: web::Data<Db>,
    path: web::Path<(TemplateId, i32)>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (id, number) = path.into_inner();
    let ((head, version), versions) = db
        .run(move |conn| {
            Ok((
                queries::find_version(conn, id, number)?,
                queries::list_versions(conn, id)?,
            ))
        })
        .await?;
    let newest = versions.first().map(|(newest, _)| newest.number);
    html(&VersionPage {
        page: user.page(),
        is_newest: newest == Some(version.number),
        head,
        version,
    })
}

pub async fn preview_version(
    user: SignedIn,
    db: web::Data<Db>,
    config: web::Data<Config>,
    path: web::Path<(TemplateId, i32)>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (id, number) = path.into_inner();
    let (head, version) = db
        .run(move |conn| queries::find_version(conn, id, number))
        .await?;
    let form = TemplateForm::of(&head, &version);
    mail_in_frame(&user, &db, &config, &form).await
}

pub async fn restore(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<(TemplateId, i32)>,
    _form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (id, number) = path.into_inner();
    let actor = user.actor();
    db.transaction(move |conn| actions::restore(conn, &actor, id, number))
        .await?;
    let restored = user.frame().tv("template-restored", "number", number);
    Ok(redirect_with(&keys, &page_of(id), Flash::ok(restored)))
}

pub async fn archive(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    path: web::Path<TemplateId>,
    Form(form): Form<ArchiveForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Settings)?;
    let (actor, id) = (user.actor(), path.into_inner());
    let archived = !form.archived.is_empty();
    let stored = db
        .transaction(move |conn| actions::archive(conn, &actor, id, archived))
        .await;
    match stored {
        Ok(()) if archived => Ok(redirect(ADDRESS)),
        Ok(()) => Ok(redirect(&page_of(id))),
        Err(AppError::Conflict(key)) => {
            let flash = Flash::error(user.frame().t(key));
            Ok(redirect_with(&keys, &page_of(id), flash))
        }
        Err(error) => Err(error),
    }
}

fn page_of(id: TemplateId) -> String {
    format!("{ADDRESS}/{id}")
}
