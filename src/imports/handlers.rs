use actix_multipart::Multipart;
use actix_web::{HttpRequest, HttpResponse, web};
use diesel::PgConnection;

use super::forms::{self, ListQuery, MappingForm, SheetForm, UndoForm};
use super::jobs::{self, Task};
use super::mapping::{Remembered, Usual};
use super::model::{Import, State};
use super::owners::Owners;
use super::preview::preview;
use super::queries::{outcome, pieces, steps, undo};
use super::upload::{self, Uploaded};
use super::views::{IndexPage, MappingPage, Refused, ShowPage, UndoPage, last_page};
use crate::audit::{self, Change};
use crate::auth::SignedIn;
use crate::db::{Db, Json};
use crate::domain::{Capability, ImportId, JobId};
use crate::jobs::queries as queue;
use crate::users;
use crate::web::{
    AppError, Flash, Form, Fragment, Keys, NoFields, html, lead_on, redirect, redirect_with,
    unprocessable,
};

/// Leftovers that a page names.
const NAMED: i64 = 100;
const EDITED_NAMED: i64 = 50;

pub async fn index(
    user: SignedIn,
    db: web::Data<Db>,
    query: web::Query<ListQuery>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    html(&list_page(&user, &db, query.page(), None).await?)
}

async fn list_page(
    user: &SignedIn,
    db: &Db,
    asked: i64,
    error: Option<&'static str>,
) -> Result<IndexPage, AppError> {
    let (rows, total, number) = db
        .run(move |conn| {
            let total = steps::count_imports(conn)?;
            let number = asked.clamp(1, last_page(total));
            Ok((steps::list_imports(conn, number)?, total, number))
        })
        .await?;
    Ok(IndexPage {
        page: user.page(),
        rows,
        number,
        total,
        error,
    })
}

pub async fn create(
    request: HttpRequest,
    user: SignedIn,
    db: web::Data<Db>,
    payload: web::Payload,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let form = Multipart::new(request.headers(), payload.into_inner());
    match upload::take(&request, form, &db, user.id()).await? {
        Uploaded::Taken(id) => Ok(redirect(&page_of(id))),
        Uploaded::Refused(key) => unprocessable(&list_page(&user, &db, 1, Some(key)).await?),
    }
}

pub async fn show(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ImportId>,
    query: web::Query<ListQuery>,
    Fragment(is_fragment): Fragment,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let (id, asked) = (id.into_inner(), query.page());
    let loaded = db.run(move |conn| load(conn, id, asked)).await?;
    let import = loaded.import;
    if import.state == State::Mapping && import.failure.is_none() && has_columns(&import) {
        return Ok(lead_on(&format!("/imports/{id}/mapping"), is_fragment));
    }
    let organisation = user.organisation();
    let preview = match (&import.look, &import.mapping, import.finished_at) {
        (Some(Json(look)), Some(Json(mapping)), None)
            if !matches!(import.state, State::Mapping | State::Reading) =>
        {
            preview(look, mapping, organisation, &loaded.owners, user.today())
        }
        _ => Vec::new(),
    };
    html(&ShowPage {
        page: user.page(),
        file: import,
        preview,
        refused: loaded.refused,
        leftovers: loaded.leftovers,
        may_undo: loaded.may_undo,
    })
}

struct Loaded {
    import: Import,
    refused: Refused,
    leftovers: Vec<undo::Leftover>,
    may_undo: bool,
    /// Those that files may name.
    owners: Owners,
}

fn load(conn: &mut PgConnection, id: ImportId, page: i64) -> diesel::QueryResult<Loaded> {
    let import = steps::find_import(conn, id)?;
    // While a step is at work they are about to change.
    let refused = match import.rows_rejected {
        0 => Refused::default(),
        _ if import.state.is_busy() => Refused::default(),
        _ => load_refused(conn, id, page)?,
    };
    let leftovers = match import.rows_left {
        0 => Vec::new(),
        _ => undo::list_leftovers(conn, id, NAMED)?,
    };
    let is_open =
        import.state == State::Done || (import.state == State::Undone && import.rows_left > 0);
    let may_undo = is_open && undo::has_traces(conn, id)?;
    Ok(Loaded {
        import,
        refused,
        leftovers,
        may_undo,
        owners: Owners::of(&users::queries::list_users(conn)?),
    })
}

fn load_refused(conn: &mut PgConnection, id: ImportId, page: i64) -> diesel::QueryResult<Refused> {
    let reasons = outcome::count_errors(conn, id)?;
    let number = page.clamp(1, Refused::last_page(&reasons));
    Ok(Refused {
        problems: outcome::list_errors(conn, id, number)?,
        reasons,
        number,
    })
}

pub async fn mapping(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ImportId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let id = id.into_inner();
    let (import, sources) = db
        .run(move |conn| Ok((steps::find_import(conn, id)?, steps::list_sources(conn)?)))
        .await?;
    if !may_be_mapped(&import) {
        return Ok(redirect(&page_of(id)));
    }
    let (Some(Json(look)), Some(Json(mapping))) = (import.look.clone(), import.mapping.clone())
    else {
        return Ok(redirect(&page_of(id)));
    };
    html(&MappingPage {
        page: user.page(),
        source: import.source.clone(),
        file: import,
        look,
        mapping,
        sources,
        problems: Vec::new(),
    })
}

/// What was seen of a file goes when it names a person who is erased.
fn has_columns(import: &Import) -> bool {
    import.look.is_some() && import.mapping.is_some()
}

fn may_be_mapped(import: &Import) -> bool {
    matches!(import.state, State::Mapping | State::Checked)
}

pub async fn choose(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ImportId>,
    Form(form): Form<MappingForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let id = id.into_inner();
    let (import, sources) = db
        .run(move |conn| Ok((steps::find_import(conn, id)?, steps::list_sources(conn)?)))
        .await?;
    let Some(Json(look)) = import.look.clone() else {
        return Err(AppError::Conflict("import-conflict"));
    };
    let usual = Usual::of(user.organisation());
    let chosen = forms::read(&form, &look, &usual);
    if !chosen.problems.is_empty() {
        return unprocessable(&MappingPage {
            page: user.page(),
            file: import,
            look,
            mapping: chosen.mapping,
            source: chosen.source,
            sources,
            problems: chosen.problems,
        });
    }
    let by = user.id();
    db.transaction::<_, AppError, _>(move |conn| {
        let import = steps::lock_import(conn, id)?;
        // The columns of another sheet are others.
        if !may_be_mapped(&import) || chosen.sheet != import.sheet {
            return Err(AppError::Conflict("import-conflict"));
        }
        steps::update_mapping(conn, id, &chosen.mapping, &chosen.source)?;
        let mut remembered = chosen.mapping.clone();
        remembered
            .columns
            .truncate(super::fields::width_without_own(&look.names()));
        steps::upsert_mapping(
            conn,
            &forms::header_hash(&look.names()),
            &Remembered::of(remembered, &usual),
            Some(by),
        )?;
        Ok(jobs::enqueue(
            conn,
            &Task::of(id, Some(by)),
            State::Checking,
        )?)
    })
    .await?;
    Ok(redirect(&page_of(id)))
}

/// Has the file looked at anew: another of its sheets.
pub async fn choose_sheet(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ImportId>,
    Form(form): Form<SheetForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let (id, by) = (id.into_inner(), user.id());
    db.transaction::<_, AppError, _>(move |conn| {
        let import = steps::lock_import(conn, id)?;
        let look = import.look.as_ref().filter(|_| may_be_mapped(&import));
        if !look.is_some_and(|Json(look)| look.has_tab(&form.sheet)) {
            return Err(AppError::Conflict("import-conflict"));
        }
        steps::delete_trial(conn, id)?;
        outcome::delete(conn, id)?;
        let task = Task {
            sheet: Some(form.sheet.clone()),
            ..Task::of(id, Some(by))
        };
        Ok(jobs::enqueue(conn, &task, State::Reading)?)
    })
    .await?;
    Ok(redirect(&page_of(id)))
}

pub async fn run(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ImportId>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let (id, actor) = (id.into_inner(), user.actor());
    db.transaction::<_, AppError, _>(move |conn| {
        let import = steps::lock_import(conn, id)?;
        match import.state {
            // Pressed twice.
            State::Importing | State::Done => return Ok(()),
            State::Checked => {}
            _ => return Err(AppError::Conflict("import-conflict")),
        }
        jobs::enqueue(conn, &Task::of(id, actor.user_id), State::Importing)?;
        audit::record(conn, &actor, &Change::new("import.started", "import", id))?;
        Ok(())
    })
    .await?;
    Ok(redirect(&page_of(id)))
}

/// Stops the step that is running: it leaves nothing behind.
pub async fn cancel(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ImportId>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let (id, actor) = (id.into_inner(), user.actor());
    let stopped = db
        .transaction::<_, AppError, _>(move |conn| {
            let import = steps::lock_import(conn, id)?;
            let Some(job) = import.job_id.filter(|_| import.state.is_busy()) else {
                return Ok(false);
            };
            let job = queue::find_job(conn, JobId::from(job))?;
            if !crate::jobs::cancel(conn, job.id)? {
                return Ok(false);
            }
            // One that waits ends here, one that runs by itself.
            if queue::find_job(conn, job.id)?.state == crate::jobs::State::Cancelled {
                steps::update_back(conn, id, "import-failure-cancelled")?;
            }
            audit::record(conn, &actor, &Change::new("import.cancelled", "import", id))?;
            Ok(true)
        })
        .await?;
    let key = if stopped {
        "import-cancelling"
    } else {
        "import-over"
    };
    Ok(redirect_with(
        &keys,
        &page_of(id),
        Flash::ok(user.frame().t(key)),
    ))
}

pub async fn discard(
    user: SignedIn,
    db: web::Data<Db>,
    keys: web::Data<Keys>,
    id: web::Path<ImportId>,
    _form: NoFields,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let id = id.into_inner();
    let deleted = db
        .transaction::<_, AppError, _>(move |conn| Ok(pieces::delete_import(conn, id)?))
        .await?;
    match deleted {
        0 => Err(AppError::Conflict("import-conflict")),
        _ => Ok(redirect_with(
            &keys,
            "/imports",
            Flash::ok(user.frame().t("import-discarded")),
        )),
    }
}

/// Asks before an import is taken back, and names what was edited since.
pub async fn ask_undo(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ImportId>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let id = id.into_inner();
    let (import, extent, edited) = db
        .run(move |conn| {
            Ok((
                steps::find_import(conn, id)?,
                undo::count_extent(conn, id)?,
                undo::list_edited(conn, id, EDITED_NAMED)?,
            ))
        })
        .await?;
    if !matches!(import.state, State::Done | State::Undone) {
        return Ok(redirect(&page_of(id)));
    }
    html(&UndoPage {
        page: user.page(),
        file: import,
        extent,
        edited,
    })
}

pub async fn undo_it(
    user: SignedIn,
    db: web::Data<Db>,
    id: web::Path<ImportId>,
    Form(form): Form<UndoForm>,
) -> Result<HttpResponse, AppError> {
    user.require(Capability::Imports)?;
    let (id, by) = (id.into_inner(), user.id());
    let edited_too = !form.edited_too.is_empty();
    db.transaction::<_, AppError, _>(move |conn| {
        let import = steps::lock_import(conn, id)?;
        match import.state {
            State::Undoing => return Ok(()),
            State::Done | State::Undone => {}
            _ => return Err(AppError::Conflict("import-conflict")),
        }
        if !undo::has_traces(conn, id)? {
            return Err(AppError::Conflict("import-undo-too-late"));
        }
        let task = Task {
            edited_too,
            ..Task::of(id, Some(by))
        };
        Ok(jobs::enqueue(conn, &task, State::Undoing)?)
    })
    .await?;
    Ok(redirect(&page_of(id)))
}

fn page_of(id: ImportId) -> String {
    format!("/imports/{id}")
}
