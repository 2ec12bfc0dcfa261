//! The real application, on a port of its own.

use std::net::TcpListener;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use reqwest::Url;
use vinculo::app::{self, Parts};
use vinculo::auth;
use vinculo::config::{Config, Env};
use vinculo::db::Db;
use vinculo::domain::{Role, UserId};
use vinculo::jobs::{Settings, Worker};

use super::smtp::{Behaviour, Delivered, SmtpServer};
use super::{Browser, Contents, TestDatabase, a_user, data};

const POOL_SIZE: u32 = 8;
const IDLE_LIMIT: Duration = Duration::from_secs(120);
/// No look of its own at the turn of a minute: tests count the looks that they ask for.
const NO_LOOK: &str = "INSERT INTO jobs (kind, payload, unique_key, run_at, attempts, max_attempts)
    VALUES ('campaigns.work', 'null', 'recurring:campaigns.work', now() + interval '1 day', 1, 5) ON CONFLICT DO NOTHING";

/// How an application for a test differs from the usual one.
#[derive(Default)]
pub struct Options {
    pub contents: Contents,
    /// Variables of the environment, over those that every test has.
    pub env: Vec<(&'static str, String)>,
    /// Whether it has a worker. Without one, jobs wait for [`TestApp::run_jobs_until_idle`].
    pub worker: bool,
    /// A mail server that behaves so; without one messages are held.
    pub smtp: Option<Behaviour>,
}

/// Serves until it is dropped. It is also the first [`Browser`]: `app.get("/login")`.
///
/// The business date is 2025-10-26. A test fails that leaves a failed job behind, unless it calls
/// [`TestApp::expect_failed_jobs`].
pub struct TestApp {
    pub db: Arc<TestDatabase>,
    pub base: Url,
    /// The application's own parts, to call its functions with.
    pub parts: Parts,
    pub smtp: Option<SmtpServer>,
    browser: Browser,
    server: Server,
    may_leave_failed_jobs: bool,
}

impl TestApp {
    /// On an empty database.
    pub async fn start() -> Self {
        Self::with(Options::default()).await
    }

    /// On the spa's 3,053 customers.
    pub async fn on_the_spa() -> Self {
        Self::with(Options {
            contents: Contents::Spa,
            ..Options::default()
        })
        .await
    }

    /// With a mail server that takes everything.
    pub async fn with_smtp() -> Self {
        Self::with(Options {
            smtp: Some(Behaviour::default()),
            ..Options::default()
        })
        .await
    }

    pub async fn with(options: Options) -> Self {
        let contents = options.contents;
        let db = tokio::task::spawn_blocking(move || TestDatabase::with(contents));
        Self::on(Arc::new(db.await.unwrap()), options).await
    }

    /// A second process on the same database, so to speak.
    pub async fn beside(&self) -> Self {
        Self::on(self.db.clone(), Options::default()).await
    }

    pub async fn on(db: Arc<TestDatabase>, options: Options) -> Self {
        show_warnings();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let smtp = options.smtp.map(SmtpServer::with);
        let env = environment(&db, &address, smtp.as_ref(), options.env);
        let config = Config::read(&env).unwrap();
        let pool = Db::connect(&db.url, POOL_SIZE).unwrap();
        let parts = tokio::task::spawn_blocking(move || {
            let parts = Parts::new(config, pool).unwrap();
            let conn = &mut *parts.db.connection().unwrap();
            app::bring_figures_up_to_date(conn, parts.clock).unwrap();
            parts
        });
        let parts = parts.await.unwrap();
        let base = Url::parse(&format!("http://{address}")).unwrap();
        Self {
            db,
            server: Server::start(parts.clone(), listener, options.worker),
            browser: Browser::new(base.clone()),
            base,
            parts,
            smtp,
            may_leave_failed_jobs: false,
        }
    }

    /// Another person's browser.
    pub fn browser(&self) -> Browser {
        Browser::new(self.base.clone())
    }

    /// Makes a user of this role and signs them in, in the application's own browser.
    pub async fn sign_in(&self, role: Role) -> UserId {
        let user = a_user(role).create(&mut self.db.conn());
        self.sign_in_as(user, &self.browser).await;
        user
    }

    /// Another browser, in which a new user of this role is signed in.
    pub async fn browser_of(&self, role: Role) -> Browser {
        let browser = self.browser();
        let user = a_user(role).create(&mut self.db.conn());
        self.sign_in_as(user, &browser).await;
        browser
    }

    /// Without the form, which would hash a password.
    pub async fn sign_in_as(&self, user: UserId, browser: &Browser) {
        let token = auth::actions::begin_session(&mut self.db.conn(), user, "a test").unwrap();
        browser.set_cookie(&format!("vinculo_session={token}; Path=/"));
        browser.get("/account").await.expect(200);
    }

    /// Runs every job that is due, and those that they enqueue, until nothing is due any more. One that waits for a
    /// retry waits still: see [`TestApp::make_jobs_due`].
    pub async fn run_jobs_until_idle(&self) {
        self.db.sql(NO_LOOK);
        let worker = Worker::start_with(self.parts.db.clone(), self.parts.jobs(), quick());
        let deadline = Instant::now() + IDLE_LIMIT;
        while self.has_due_jobs().await {
            assert!(
                Instant::now() < deadline,
                "jobs do not end: {:?}",
                self.jobs()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        worker.stop().await;
    }

    async fn has_due_jobs(&self) -> bool {
        let db = self.db.clone();
        let due = "SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'queued' AND run_at <= now())";
        tokio::task::spawn_blocking(move || db.number(due) > 0)
            .await
            .unwrap()
    }

    /// Lets jobs of this kind that wait for their time run now.
    pub fn make_jobs_due(&self, kind: &str) {
        self.db.sql(&format!(
            "UPDATE jobs SET run_at = now() WHERE state = 'queued' AND kind = '{kind}'"
        ));
    }

    /// Every job in words, for messages.
    pub fn jobs(&self) -> Vec<String> {
        self.db
            .texts("SELECT concat_ws(' ', kind, state, attempts, last_error) FROM jobs ORDER BY id")
    }

    /// For tests in which a job is meant to fail.
    pub fn expect_failed_jobs(&mut self) {
        self.may_leave_failed_jobs = true;
    }

    /// What the mail server got.
    pub fn mails(&self) -> Vec<Delivered> {
        let smtp = self.smtp.as_ref();
        smtp.expect("the test has a mail server").delivered()
    }

    fn assert_no_failed_jobs(&self) {
        let failed = self.db.texts(
            "SELECT concat_ws(' ', kind, payload, last_error) FROM jobs WHERE state = 'failed'",
        );
        assert!(failed.is_empty(), "jobs failed: {failed:?}");
    }
}

impl Deref for TestApp {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.stop();
        if !thread::panicking() && !self.may_leave_failed_jobs {
            self.assert_no_failed_jobs();
        }
    }
}

/// What the program logs is part of a failed test's output; `VINCULO_LOG=info` shows more.
fn show_warnings() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("VINCULO_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false);
    log.with_test_writer().try_init().ok();
}

fn environment(
    db: &TestDatabase,
    address: &str,
    smtp: Option<&SmtpServer>,
    more: Vec<(&'static str, String)>,
) -> Env {
    let mut env = Env::from([
        ("DATABASE_URL", db.url.as_str()),
        ("VINCULO_BIND", address),
        ("VINCULO_SECRET", "thirty-two characters for testing"),
        ("VINCULO_TODAY", data::TODAY),
    ]);
    if let Some(smtp) = smtp {
        env.set("SMTP_URL", smtp.url());
        env.set("MAIL_FROM", "Aremko Spa <hola@aremko.example>");
    }
    for (name, value) in more {
        env.set(name, value);
    }
    env
}

/// Notices quickly what is due and who is dead.
fn quick() -> Settings {
    Settings {
        poll: Duration::from_millis(20),
        heartbeat: Duration::from_millis(200),
        stop_limit: Duration::from_secs(5),
        ..Settings::default()
    }
}

/// The application in a thread and a runtime of its own, so that it can be stopped where nothing can be awaited.
struct Server {
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start(parts: Parts, listener: TcpListener, with_worker: bool) -> Self {
        let (tell, told) = mpsc::channel();
        let serve = async move {
            let worker =
                with_worker.then(|| Worker::start_with(parts.db.clone(), parts.jobs(), quick()));
            let server = HttpServer::new(move || app::application(parts.clone()))
                .tcp_nodelay(true)
                .workers(1)
                .disable_signals()
                .listen(listener)
                .unwrap()
                .run();
            tell.send(server.handle()).unwrap();
            server.await.unwrap();
            if let Some(worker) = worker {
                worker.stop().await;
            }
        };
        let thread = thread::spawn(|| actix_web::rt::System::new().block_on(serve));
        Self {
            handle: told.recv().unwrap(),
            thread: Some(thread),
        }
    }

    fn stop(&mut self) {
        // The order is given when the future is made; its end is the thread's.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}
