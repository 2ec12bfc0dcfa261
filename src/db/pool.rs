//! A pool of connections that a lost database does not break.

use std::time::Duration;

use anyhow::Context as _;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};
use diesel::{Connection as _, PgConnection, QueryResult, RunQueryDsl as _};

/// How long a request waits for a free connection before the page says that the database is not there.
const CHECKOUT_TIMEOUT: Duration = Duration::from_secs(5);
/// A statement of a page or job that takes longer is stopped by the server, so that no request hangs for ever.
const STATEMENT_TIMEOUT: &str = "SET statement_timeout = '30s'; SET TIME ZONE 'UTC'";
/// Compiling a plan takes longer than any statement of a page.
const NO_JIT: &str = "SET jit = off";
/// How alike two words must be for `%>`: at 0.5 one wrong, missing or swapped letter is forgiven in a word of five.
pub const WORD_SIMILARITY: &str = "0.5";
/// A deadlock or a serialization failure is tried again this often before the caller sees it.
const TRANSACTION_TRIES: u32 = 5;

/// What can go wrong between us and the database, apart from what the caller's own statements mean.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// A mistake of ours, not an outage.
    #[error("a statement panicked: {0}")]
    Panicked(String),
    #[error(transparent)]
    Query(#[from] diesel::result::Error),
}

/// A connection of the pool, until it is dropped.
pub type Connection = PooledConnection<ConnectionManager<PgConnection>>;

/// The database, shared by all threads; cloning is cheap.
#[derive(Clone)]
pub struct Db {
    pool: Pool<ConnectionManager<PgConnection>>,
    url: String,
}

impl Db {
    /// Opens a pool of at most `size` connections; none is opened before the first use.
    pub fn connect(url: &str, size: u32) -> anyhow::Result<Self> {
        super::keep_openssl_until_the_end();
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(CHECKOUT_TIMEOUT)
            .connection_customizer(Box::new(SessionSettings))
            .error_handler(Box::new(QuietErrors))
            .build_unchecked(ConnectionManager::new(url));
        Ok(Self {
            pool,
            url: url.to_owned(),
        })
    }

    /// Where the database is, for a connection outside the pool (listening, `pg_dump`). Holds a password: never log it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Open connections, and how many of them are idle.
    pub fn connections(&self) -> (u32, u32) {
        let state = self.pool.state();
        (state.connections, state.idle_connections)
    }

    /// A connection for code that is blocking anyway: the command line and tests.
    pub fn connection(&self) -> anyhow::Result<Connection> {
        self.pool.get().context("Failed to reach the database")
    }

    /// Runs the statements of one page in one hop.
    pub async fn run<T, F>(&self, statements: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut PgConnection) -> QueryResult<T> + Send + 'static,
    {
        self.blocking(move |conn| statements(conn).map_err(Error::from))
            .await
    }

    /// Runs `work` in one transaction: all of it is stored or nothing. It may run more than once, when PostgreSQL asks
    /// for it (deadlock, serialization), so it must have no effect outside the database.
    pub async fn transaction<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + From<diesel::result::Error> + RetryHint + Send + 'static,
        F: Fn(&mut PgConnection) -> Result<T, E> + Send + 'static,
    {
        self.blocking(move |conn| {
            let mut tries = 1;
            loop {
                match conn.transaction(|conn| work(conn)) {
                    Err(error) if tries < TRANSACTION_TRIES && error.asks_for_retry() => tries += 1,
                    outcome => return outcome,
                }
            }
        })
        .await
    }

    async fn blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: FnOnce(&mut PgConnection) -> Result<T, E> + Send + 'static,
    {
        let pool = self.pool.clone();
        let task = tokio::task::spawn_blocking(move || {
            let mut conn = pool
                .get()
                .map_err(|error| Error::Unavailable(error.to_string()))?;
            // Whether the server is gone is asked of it: what it says last depends on its language.
            work(&mut conn).map_err(|error| match ping(&mut conn) {
                Ok(()) => error,
                Err(lost) => Error::Unavailable(lost.to_string()).into(),
            })
        });
        task.await
            .unwrap_or_else(|panic| Err(Error::Panicked(panic.to_string()).into()))
    }
}

/// Tells whether the same transaction may simply be run again.
pub trait RetryHint {
    fn asks_for_retry(&self) -> bool;
}

impl RetryHint for Error {
    fn asks_for_retry(&self) -> bool {
        matches!(self, Error::Query(error) if error.asks_for_retry())
    }
}

impl RetryHint for diesel::result::Error {
    fn asks_for_retry(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error};
        match self {
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
            // Diesel has no kind for it. The word stands in the Spanish message too; in another language the error is shown
            // once instead of a retry.
            Error::DatabaseError(_, info) => info.message().contains("deadlock"),
            _ => false,
        }
    }
}

#[derive(Debug)]
struct SessionSettings;

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for SessionSettings {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        use diesel::connection::SimpleConnection as _;
        let alike = format!("SET pg_trgm.word_similarity_threshold = {WORD_SIMILARITY}");
        conn.batch_execute(&format!("{STATEMENT_TIMEOUT}; {NO_JIT}; {alike}"))
            .map_err(diesel::r2d2::Error::QueryError)
    }
}

/// r2d2 logs each failed reconnection as an error; while a database is away that is a flood, and the caller is told anyway.
#[derive(Debug)]
struct QuietErrors;

impl diesel::r2d2::HandleError<diesel::r2d2::Error> for QuietErrors {
    fn handle_error(&self, error: diesel::r2d2::Error) {
        tracing::debug!(%error, "A database connection could not be opened");
    }
}

/// Answers whether the database can be reached and takes statements; for `/health`.
pub fn ping(conn: &mut PgConnection) -> QueryResult<()> {
    diesel::sql_query("SELECT 1").execute(conn).map(|_| ())
}
