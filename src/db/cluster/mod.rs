//! The embedded cluster: a private PostgreSQL for those who name no database.
//!
//! [`Cluster::start`] finds PostgreSQL's programs, makes a cluster in the data folder the first time, starts it, keeps
//! it running and stops it in the end. It listens on a Unix socket alone, behind a password that was made up here. Both
//! a `kill -9` of the postmaster and one of this program are recovered from. In the data folder lie:
//!
//! | | |
//! | --- | --- |
//! | `postgres/` | the cluster (or elsewhere: `WHERE-IS-THE-DATABASE.txt` says where) |
//! | `socket/` | its socket (or `/tmp/vinculo-<hash>`, where the path would be too long) |
//! | `postgres.password`, `postgres.log` | its password and its log |
//! | `cluster.lock` | held while a program uses the folder |
//!
//! It refuses: two programs on one folder, TCP, sign-in without a password, a version that did not make the cluster.
//! `docs/adr/0001-embedded-postgresql.md` gives the reasons.

mod account;
mod binaries;
mod initdb;
mod layout;
mod leftovers;
mod lock;
mod password;
mod process;
mod provision;
mod supervisor;

use std::fmt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use binaries::Binaries;
pub(super) use binaries::{candidates, parse_major};
use layout::{Layout, open_folder};
use lock::FolderLock;
use process::Launch;
use supervisor::Supervisor;

/// How a cluster is run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether a commit survives a power cut. Off is for tests only; no variable of the environment reaches it.
    pub durable: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { durable: true }
    }
}

/// How long a command waits for the cluster of the program that has the folder, which may just be starting.
const PATIENCE_TO_JOIN: Duration = Duration::from_secs(30);

/// How often a waiting program looks.
const WAIT_TO_JOIN: Duration = Duration::from_millis(500);

/// A running cluster; dropping it stops it, if it was started here.
pub struct Cluster {
    layout: Layout,
    password: String,
    /// `None` where another program holds the cluster.
    running: Option<Running>,
}

struct Running {
    supervisor: Supervisor,
    /// After the supervisor: released when PostgreSQL has stopped.
    _lock: FolderLock,
}

impl Cluster {
    /// Starts the cluster of a data folder, which is created where it is missing, and returns when it takes
    /// connections. Blocks, for some seconds the first time. Refused where another program has the folder.
    pub fn start(folder: &Path) -> Result<Self> {
        Self::start_with(folder, Options::default())
    }

    pub fn start_with(folder: &Path, options: Options) -> Result<Self> {
        let folder = open_folder(folder)?;
        let lock = FolderLock::take(&folder)?;
        Self::start_locked(&folder, lock, options)
    }

    /// For a command that runs beside the program: uses its cluster while it has the folder, else starts the cluster
    /// for itself.
    pub fn start_or_join(folder: &Path) -> Result<Self> {
        let folder = open_folder(folder)?;
        let deadline = Instant::now() + PATIENCE_TO_JOIN;
        while Instant::now() < deadline {
            if let Ok(lock) = FolderLock::try_take(&folder)? {
                return Self::start_locked(&folder, lock, Options::default());
            }
            if let Some(joined) = Self::join(&folder)? {
                return Ok(joined);
            }
            thread::sleep(Duration::from_millis(200));
        }
        FolderLock::take(&folder)
            .and_then(|lock| Self::start_locked(&folder, lock, Options::default()))
    }

    /// For a program that only ever works beside the one that has the folder: waits for its cluster, however long.
    pub fn wait_to_join(folder: &Path) -> Result<Self> {
        let folder = open_folder(folder)?;
        let mut told = false;
        loop {
            if let Some(joined) = Self::join(&folder)? {
                return Ok(joined);
            }
            if !std::mem::replace(&mut told, true) {
                tracing::info!(folder = %folder.display(), "Waiting for `vinculo serve` to start the database");
            }
            thread::sleep(WAIT_TO_JOIN);
        }
    }

    fn start_locked(folder: &Path, lock: FolderLock, options: Options) -> Result<Self> {
        super::keep_openssl_until_the_end();
        let (layout, account) = Layout::find(folder)?;
        let cluster_major = binaries::cluster_major(&layout.data)?;
        let binaries = Binaries::find(cluster_major)?;
        let password = password::read_or_create(&layout.password)?;
        if cluster_major.is_none() {
            initdb::create(&binaries, account, &layout, &password, options.durable)?;
        }
        let launch = Launch {
            binaries,
            account,
            layout: layout.clone(),
            durable: options.durable,
        };
        let supervisor = Supervisor::start(launch)?;
        let cluster = Self {
            layout,
            password,
            running: Some(Running {
                supervisor,
                _lock: lock,
            }),
        };
        provision::provision(&cluster.layout, &cluster.password)?;
        Ok(cluster)
    }

    /// The cluster that another program holds; none while it does not answer.
    fn join(folder: &Path) -> Result<Option<Self>> {
        super::keep_openssl_until_the_end();
        let Some(layout) = Layout::existing(folder) else {
            return Ok(None);
        };
        let password = password::read(&layout.password)?;
        Ok(provision::answers(&layout, &password).then_some(Self {
            layout,
            password,
            running: None,
        }))
    }

    /// The address of the database `vinculo` for its owner, the role `vinculo`. It holds the password.
    pub fn url(&self) -> String {
        self.url_for(provision::NAME)
    }

    /// The address of another database of the same cluster, for the same role.
    pub fn url_for(&self, database: &str) -> String {
        self.layout.url(provision::NAME, &self.password, database)
    }

    /// Ends all connections, writes everything and stops PostgreSQL, if it was started here.
    pub fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        if let Some(mut running) = self.running.take() {
            running.supervisor.stop()?;
            self.layout.remove_socket_dir_in_tmp();
        }
        Ok(())
    }
}

/// Without the password.
impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("data", &self.layout.data)
            .finish_non_exhaustive()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::error!(error = format!("{error:#}"), "Failed to stop PostgreSQL");
        }
    }
}
