//! The work of each step. It may be repeated after a crash at any point: a step is one transaction that begins by looking
//! whether it was done, and how far it is is told beside it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use diesel::{Connection as _, PgConnection};
use serde::{Deserialize, Serialize};

use super::actions::{self, ImportError, Input, Order};
use super::forms::header_hash;
use super::look::Look;
use super::mapping::{Mapping, Usual};
use super::model::{Import, State};
use super::pieces::{Outage, Pieces};
use super::queries::{self, pieces, steps};
use super::reversal::{self, Reversal};
use super::sheet::{FileError, Sheet};
use super::watch::Watch;
use crate::audit::Actor;
use crate::auth;
use crate::db::{self, Db};
use crate::domain::{ImportId, JobId, UserId};
use crate::duplicates::Moves;
use crate::history::metrics;
use crate::jobs::{self, CancelFlag, Job, JobError, JobRun, NewJob, Registry, schedule};

const READ: &str = "imports.read";
const CHECK: &str = "imports.check";
const RUN: &str = "imports.run";
const UNDO: &str = "imports.undo";
const FORGET: &str = "imports.forget";
const FORGET_EVERY: Duration = Duration::from_secs(6 * 3600);
/// Days after which the files and the traces of imports are deleted.
const KEPT_DAYS: i32 = 90;
/// What fails so often is no accident.
const ATTEMPTS: i32 = 5;
/// A step that finds another import at work comes again after that.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// Whoever watches wants no more news than that.
const TOLD_EVERY: Duration = Duration::from_millis(400);
/// A cancelled statement may be between two others.
const CANCEL_EVERY: Duration = Duration::from_millis(300);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub import: ImportId,
    #[serde(default)]
    pub edited_too: bool,
    /// Which sheet of a workbook is to be read; else the first with rows.
    #[serde(default)]
    pub sheet: Option<String>,
    /// Who asked for it.
    pub by: Option<UserId>,
}

impl Task {
    pub fn of(import: ImportId, by: Option<UserId>) -> Self {
        Self {
            import,
            edited_too: false,
            sheet: None,
            by,
        }
    }

    fn actor(&self, part: &str) -> Actor {
        Actor {
            user_id: self.by,
            ..Actor::program(part)
        }
    }
}

/// Puts the step in the queue that leads to this state, and the import into it.
pub(super) fn enqueue(
    conn: &mut PgConnection,
    task: &Task,
    state: State,
) -> diesel::QueryResult<()> {
    let kind = match state {
        State::Reading => READ,
        State::Checking => CHECK,
        State::Undoing => UNDO,
        _ => RUN,
    };
    let job = NewJob::new(kind, task)
        .unique_key(format!("import:{}", task.import))
        .max_attempts(ATTEMPTS);
    let job = jobs::enqueue(conn, job)?;
    steps::update_begun(conn, task.import, state, job).map(|_| ())
}

/// Adds the handlers of this feature; `moves` names the tables whose rows belong to a customer.
pub fn register(registry: Registry, db: &Db, moves: &Moves) -> Registry {
    let on = |db: &Db| db.clone();
    let (read, check, carry, undo, forget) = (on(db), on(db), on(db), on(db), on(db));
    let tables = moves.tables();
    let registry = registry
        .on(READ, move |run| work(read.clone(), run, read_file))
        .on(CHECK, move |run| {
            work(check.clone(), run, |at| import(at, true))
        })
        .on(RUN, move |run| {
            work(carry.clone(), run, |at| import(at, false))
        })
        .on(UNDO, move |run| {
            let tables = tables.clone();
            work(undo.clone(), run, move |at| take_back(at, &tables))
        })
        .on(FORGET, move |_| forget_old(forget.clone()))
        .recurring(FORGET, schedule::every(FORGET_EVERY));
    [READ, CHECK, RUN, UNDO]
        .into_iter()
        .fold(registry, |registry, kind| registry.on_failed(kind, give_up))
}

async fn forget_old(db: Db) -> Result<(), JobError> {
    let forget = |conn: &mut PgConnection| -> Result<(), db::Error> {
        Ok(pieces::delete_old(conn, KEPT_DAYS).map(|_| ())?)
    };
    Ok(db.transaction(forget).await?)
}

/// What no attempt could do.
fn give_up(conn: &mut PgConnection, job: &Job) -> diesel::QueryResult<()> {
    let Ok(task) = Task::deserialize(&job.payload) else {
        return Ok(());
    };
    steps::update_back(conn, task.import, "import-failure-internal").map(|_| ())
}

/// What a step needs on its thread.
struct Worksite {
    db: Db,
    task: Task,
    flag: CancelFlag,
    /// The server's process that carries out the step, to stop it in the midst of a statement.
    backend: Arc<AtomicI32>,
    outage: Outage,
}

/// Runs a step on a thread of its own; whoever cancels it stops its statement too.
async fn work(
    db: Db,
    run: JobRun,
    step: impl FnOnce(Worksite) -> Result<(), ImportError> + Send + 'static,
) -> Result<(), JobError> {
    let task: Task = run.payload()?;
    let mut cancelled = run.cancelled.clone();
    let backend = Arc::new(AtomicI32::new(0));
    let outage = Outage::default();
    let site = Worksite {
        db: db.clone(),
        task: task.clone(),
        flag: run.cancelled.clone(),
        backend: backend.clone(),
        outage: outage.clone(),
    };
    let thread = tokio::task::spawn_blocking(move || step(site));
    tokio::pin!(thread);
    let outcome = loop {
        tokio::select! {
            outcome = &mut thread => break outcome,
            () = cancelled.raised() => {
                let pid = backend.load(Ordering::Relaxed);
                // Tried again below; what cannot be stopped goes on to its end.
                db.run(move |conn| queries::cancel_statement(conn, pid)).await.ok();
                tokio::time::sleep(CANCEL_EVERY).await;
            }
        }
    };
    let outcome = outcome.map_err(anyhow::Error::from)?;
    let failure = match outcome {
        Ok(()) => return Ok(()),
        Err(_) if run.cancelled.is_raised() => "import-failure-cancelled",
        Err(ImportError::Busy) => return put_off(&db, run.id, task.import).await,
        Err(error) if outage.is_noted() => return Err(anyhow::Error::from(error).into()),
        Err(ImportError::File(error)) => error.key(),
        Err(ImportError::Csv(_)) => "import-file-broken",
        Err(ImportError::MissingColumns(_)) => "import-failure-columns",
        Err(ImportError::RetiredFields(_)) => "import-failure-retired",
        Err(error) => return Err(anyhow::Error::from(error).into()),
    };
    let id = run.id;
    let store = move |conn: &mut PgConnection| -> Result<(), db::Error> {
        // A job that was taken over by another worker is that one's to end.
        let is_ours = failure != "import-failure-cancelled"
            || jobs::queries::find_job(conn, id)?.cancel_requested;
        if is_ours {
            steps::update_back(conn, task.import, failure)?;
        }
        Ok(())
    };
    Ok(db.transaction(store).await?)
}

/// Whoever cancels a step that waits may find it running for this moment: then nobody else would end it.
async fn put_off(db: &Db, job: JobId, import: ImportId) -> Result<(), JobError> {
    let end_cancelled = move |conn: &mut PgConnection| -> Result<bool, db::Error> {
        let is_cancelled = jobs::queries::find_job(conn, job)?.cancel_requested;
        if is_cancelled {
            steps::update_back(conn, import, "import-failure-cancelled")?;
        }
        Ok(is_cancelled)
    };
    match db.transaction(end_cancelled).await? {
        true => Ok(()),
        false => Err(JobError::Postpone { after: BUSY_WAIT }),
    }
}

impl Worksite {
    fn connect(&self) -> Result<db::Connection, ImportError> {
        self.db.connection().map_err(ImportError::Away)
    }

    /// Tells how far it is on a connection of its own: the step's transaction shows nothing before its end.
    fn watch(&self) -> Result<Watch, ImportError> {
        let (mut beside, flag, id) = (self.connect()?, self.flag.clone(), self.task.import);
        let mut told: Option<(Instant, &str)> = None;
        Ok(Watch::new(move |step, done, total| {
            let is_news =
                told.is_none_or(|(at, word)| word != step.as_str() || at.elapsed() > TOLD_EVERY);
            if is_news {
                told = Some((Instant::now(), step.as_str()));
                if let Err(error) =
                    steps::update_progress(&mut beside, id, step.as_str(), done, total)
                {
                    tracing::debug!(%error, "The progress of an import could not be told");
                }
            }
            !flag.is_raised()
        }))
    }

    /// The import under its lock, if it is where this step begins.
    fn begin(&self, conn: &mut PgConnection, state: State) -> Result<Option<Import>, ImportError> {
        self.backend
            .store(queries::find_backend(conn)?, Ordering::Relaxed);
        if !queries::try_begin(conn)? {
            return Err(ImportError::Busy);
        }
        let import = steps::find_import(conn, self.task.import)?;
        Ok((import.state == state).then_some(import))
    }

    fn bytes(&self, import: &Import) -> Box<Pieces> {
        let (db, outage) = (self.db.clone(), self.outage.clone());
        Box::new(Pieces::new(db, outage, import.id, import.size))
    }
}

fn read_file(site: Worksite) -> Result<(), ImportError> {
    let mut conn = site.connect()?;
    let import = steps::find_import(&mut conn, site.task.import)?;
    if import.state != State::Reading {
        return Ok(());
    }
    let mut watch = site.watch()?;
    let mut go_on = |rows: i64| watch.tell(super::watch::Step::Rows, rows, 0).is_ok();
    let tab = site.task.sheet.as_deref();
    let look = Look::at(site.bytes(&import), tab, &mut go_on)?.ok_or(ImportError::Cancelled)?;
    // A sheet of which nothing came looks like an empty one.
    if site.outage.is_noted() {
        let error = anyhow::anyhow!("the database did not give the whole file");
        return Err(ImportError::Away(error));
    }
    let organisation = auth::queries::find_organisation(&mut conn)?;
    let remembered = steps::find_mapping(&mut conn, &header_hash(&look.names()))?;
    let usual = Usual::of(&organisation);
    let mapping = match remembered.and_then(|known| known.fitted(&look.columns, &usual)) {
        Some(mapping) => mapping,
        None => Mapping::guess(&look.columns, &usual, None),
    };
    steps::update_read(&mut conn, import.id, &look, &mapping)?;
    Ok(())
}

fn import(site: Worksite, dry_run: bool) -> Result<(), ImportError> {
    let mut conn = site.connect()?;
    let mut watch = site.watch()?;
    let state = if dry_run {
        State::Checking
    } else {
        State::Importing
    };
    let done = conn.transaction(|conn| {
        let Some(import) = site.begin(conn, state)? else {
            return Ok::<_, ImportError>(false);
        };
        let (Some(db::Json(look)), Some(db::Json(mapping))) = (&import.look, &import.mapping)
        else {
            return Err(FileError::Empty.into());
        };
        let open = || Sheet::with(site.bytes(&import), &look.format);
        let order = Order {
            kind: import.kind,
            source: import.source.clone(),
            file_name: import.file_name.clone(),
            dry_run,
            actor: site.task.actor(RUN),
        };
        let input = Input {
            sheet: open()?,
            mapping: mapping.clone(),
            rows: look.rows,
            tab: None,
            again: Some(&open),
        };
        let report = actions::carry_out(conn, import.id, &order, input, &mut watch)?;
        if dry_run {
            steps::update_checked(conn, import.id, &report)?;
        }
        Ok(!dry_run)
    })?;
    if done {
        metrics::compact(&mut conn)?;
    }
    Ok(())
}

fn take_back(site: Worksite, tables: &[&str]) -> Result<(), ImportError> {
    let mut conn = site.connect()?;
    let mut watch = site.watch()?;
    conn.transaction(|conn| {
        let Some(import) = site.begin(conn, State::Undoing)? else {
            return Ok::<_, ImportError>(());
        };
        let reversal = Reversal {
            import: import.id,
            edited_too: site.task.edited_too,
            actor: site.task.actor(UNDO),
        };
        reversal::carry_out(conn, &reversal, tables, &mut watch).map(|_| ())
    })?;
    metrics::compact(&mut conn)?;
    Ok(())
}
