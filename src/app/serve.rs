//! `vinculo serve` and `vinculo worker`.

use std::net::TcpListener;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use anyhow::Context as _;

use super::database::{self, Database};
use super::mail_check::check_mail;
use super::signals::StopSignals;
use super::{copies, demo, first_start, jobs, merging, reactions, routes};
use crate::api_keys;
use crate::auth::Clock;
use crate::config::Config;
use crate::customers::OfferedTags;
use crate::db::Db;
use crate::db::cluster::Cluster;
use crate::history;
use crate::jobs::{Handle, Registry, Worker};
use crate::messages::{Listeners, PostOffice};
use crate::metrics::{self, Meters};
use crate::privacy::tombstones;
use crate::proposals;
use crate::web::{Keys, allow_origins, csrf, error_pages, forget_shown, headers, trace};
use crate::webhooks::{Lines, Outbound};

/// Requests under way get this long when the program stops.
const SHUTDOWN_SECONDS: u64 = 20;
/// Jobs at once: mails and engines wait on others most of the time.
const WORKER_CONCURRENCY: usize = 4;
/// Larger than any form of ours; uploads come with the import page.
const PAYLOAD_LIMIT: usize = 1024 * 1024;

#[derive(Debug, Clone, Copy, Default)]
pub struct ServeOptions {
    /// Leave the queue to other processes.
    pub no_worker: bool,
    /// Load the demo business into an embedded database that is new.
    pub demo: bool,
}

/// What the pages are given.
#[derive(Clone)]
pub struct Parts {
    pub config: Config,
    pub db: Db,
    pub keys: Keys,
    pub clock: Clock,
    pub office: PostOffice,
    pub listeners: Listeners,
    /// The tags that are offered while somebody types.
    pub offered_tags: OfferedTags,
    /// How often each API key has called.
    pub api_limits: api_keys::Limiter,
    /// What writes proposals.
    pub engines: proposals::Engines,
    /// What posts to webhooks.
    pub outbound: Outbound,
    pub meters: Meters,
}

impl Parts {
    pub fn new(config: Config, db: Db) -> anyhow::Result<Self> {
        let keys = database::keys(&db, &config)?;
        let clock = Clock {
            pinned: config.server.today,
        };
        let office = PostOffice::from_config(&config)?;
        let engines = proposals::Engines::from_config(&config)?;
        let outbound = Outbound::from_config(&config);
        let api_limits = api_keys::Limiter::new(config.outside.api_calls_per_minute);
        Ok(Self {
            config,
            db,
            keys,
            clock,
            office,
            listeners: reactions::to_messages(),
            offered_tags: OfferedTags::default(),
            api_limits,
            engines,
            outbound,
            meters: Meters::new()?,
        })
    }

    /// Every kind of job, with its handler.
    pub fn jobs(&self) -> Registry {
        jobs::registry(self)
    }
}

/// Serves until the operator stops it. The port is taken first: a second start must not touch the database of the first.
pub async fn serve(config: Config, options: ServeOptions) -> anyhow::Result<()> {
    check_mail(&config)?;
    let listener = TcpListener::bind(config.server.bind).with_context(|| {
        format!(
            "VINCULO_BIND: {} cannot be used; is another program listening there?",
            config.server.bind
        )
    })?;
    let Database { db, cluster } = open_blocking(&config, database::open_alone).await?;
    let parts = Parts::new(config.clone(), db.clone())?;
    if options.demo {
        demo::load_demo_at_first_start(&mut *db.connection()?, &config)?;
    }
    first_start::print_setup_link(&mut *db.connection()?, &config)?;
    copies::drop_left_copies(&mut *db.connection()?);
    if let Err(error) = tombstones::keep_beside(&db, &config).await {
        tracing::error!(
            error = format!("{error:#}"),
            "The tombstones were not written beside the database"
        );
    }
    let worker = (!options.no_worker).then(|| Work::start(&parts));
    let outcome = answer_until_stopped(parts, listener, worker).await;
    stop(cluster).await;
    outcome
}

async fn answer_until_stopped(
    parts: Parts,
    listener: TcpListener,
    work: Option<Work>,
) -> anyhow::Result<()> {
    let server_config = parts.config.server.clone();
    let mut signals = StopSignals::listen()?;
    // Its own handling would break off requests under way at Ctrl-C.
    let mut server = HttpServer::new(move || application(parts.clone()))
        // A page goes out as head and body; without it the body waits for a browser that is slow to acknowledge the head.
        .tcp_nodelay(true)
        .disable_signals()
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .listen(listener)
        .context("Failed to listen")?
        .run();
    println!("Vínculo: {}", server_config.link("/"));
    tracing::info!(address = %server_config.bind, "Listening");
    tokio::select! {
        ended = &mut server => return ended.context("The server failed"),
        () = signals.next() => {}
    }
    // The order is given when the future is made.
    drop(server.handle().stop(true));
    let finish = async {
        server.await.context("The server failed")?;
        if let Some(work) = work {
            work.stop().await;
        }
        Ok(())
    };
    signals.unless_again(finish).await.unwrap_or(Ok(()))
}

/// What is done beside answering: the queue's jobs, and the lines to the outside.
struct Work {
    worker: Handle,
    lines: Lines,
}

impl Work {
    fn start(parts: &Parts) -> Self {
        Self {
            worker: Worker::start(parts.db.clone(), parts.jobs(), WORKER_CONCURRENCY),
            lines: Lines::start(&parts.db, &parts.config),
        }
    }

    async fn stop(self) {
        tokio::join!(self.lines.stop(), self.worker.stop());
    }
}

/// Works off the queue alone, beside a `serve --no-worker`.
pub async fn work(config: Config) -> anyhow::Result<()> {
    check_mail(&config)?;
    let Database { db, .. } = open_blocking(&config, database::open_beside).await?;
    let parts = Parts::new(config, db)?;
    let mut signals = StopSignals::listen()?;
    let work = Work::start(&parts);
    tracing::info!("Working off the queue");
    signals.next().await;
    signals.unless_again(work.stop()).await;
    Ok(())
}

async fn stop(cluster: Option<Cluster>) {
    let Some(cluster) = cluster else { return };
    let stopped = tokio::task::spawn_blocking(move || cluster.stop()).await;
    match stopped {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::error!(error = format!("{error:#}"), "Failed to stop PostgreSQL")
        }
        Err(error) => tracing::error!(%error, "Failed to stop PostgreSQL"),
    }
}

async fn open_blocking(
    config: &Config,
    open: fn(&Config) -> anyhow::Result<Database>,
) -> anyhow::Result<Database> {
    let config = config.clone();
    tokio::task::spawn_blocking(move || open(&config))
        .await
        .context("Failed to open the database")?
}

/// The whole application: middleware, parts and every address. The tests serve the same.
pub fn application(
    parts: Parts,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    // The last one is the outermost.
    App::new()
        .configure(|service| with_parts(service, &parts))
        .wrap(from_fn(crate::web::refuse_nul_in_address))
        .wrap(from_fn(api_keys::guard))
        .wrap(from_fn(csrf::own_forms_only))
        .wrap(from_fn(error_pages))
        .wrap(from_fn(allow_origins))
        .wrap(from_fn(forget_shown))
        .wrap(from_fn(headers::security_headers))
        .wrap(Compress::default())
        .wrap(from_fn(metrics::counted))
        .wrap(from_fn(trace::traced))
}

fn with_parts(service: &mut web::ServiceConfig, parts: &Parts) {
    service
        .app_data(web::Data::new(parts.config.clone()))
        .app_data(web::Data::new(parts.db.clone()))
        .app_data(web::Data::new(parts.keys.clone()))
        .app_data(web::Data::new(parts.clock))
        .app_data(web::Data::new(parts.listeners.clone()))
        .app_data(web::Data::new(reactions::to_tags()))
        .app_data(web::Data::new(reactions::to_own_fields()))
        .app_data(web::Data::new(reactions::to_categories()))
        .app_data(web::Data::new(parts.offered_tags.clone()))
        .app_data(web::Data::new(merging::moves()))
        .app_data(web::Data::new(history::queries::service_moves()))
        .app_data(web::Data::new(parts.api_limits.clone()))
        .app_data(web::Data::new(parts.jobs()))
        .app_data(web::Data::new(parts.office.clone()))
        .app_data(web::Data::new(parts.engines.clone()))
        .app_data(web::Data::new(parts.outbound.clone()))
        .app_data(web::Data::new(parts.meters.clone()))
        .app_data(web::PayloadConfig::new(PAYLOAD_LIMIT))
        .configure(routes::routes)
        .default_service(web::to(routes::not_found));
}
