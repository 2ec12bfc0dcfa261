//! The PostgreSQL server of the tests.
//!
//! `TEST_DATABASE_URL` names one, by a role that may create databases. Without it the first test starts a keeper: this
//! same program again, which holds an embedded cluster as long as any test runs and a little longer. Tests hold a
//! shared lock; the keeper goes when it alone wants the lock. SIGTERM ends it at once (`bin/test` does so).

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use sha2::{Digest as _, Sha256};
use vinculo::db::cluster::{Cluster, Options};
use vinculo::doctor::free_bytes;

use super::database;

const KEEPER: &str = "VINCULO_TEST_KEEPER";
/// A file system in memory.
const MEMORY: &str = "/dev/shm";
/// Templates, a few databases at once, and the WAL at its largest.
const ROOM: u64 = 5 << 30;
/// A developer who runs tests again within it finds the server running.
const IDLE_LIMIT: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(250);
const START_LIMIT: Duration = Duration::from_secs(120);

struct Server {
    admin_url: String,
    /// Held until this process ends.
    _in_use: Option<File>,
}

/// A connection string from which databases can be created.
pub fn admin_url() -> &'static str {
    static SERVER: OnceLock<Server> = OnceLock::new();
    &SERVER.get_or_init(find).admin_url
}

fn find() -> Server {
    match std::env::var("TEST_DATABASE_URL") {
        Ok(admin_url) if !admin_url.is_empty() => Server {
            admin_url,
            _in_use: None,
        },
        _ => join_or_start(),
    }
}

fn join_or_start() -> Server {
    let folder = folder();
    fs::create_dir_all(&folder).unwrap();
    let in_use = lock_file(&folder.join("in-use.lock"));
    in_use.lock_shared().unwrap();
    let starting = lock_file(&folder.join("start.lock"));
    starting.lock().unwrap();
    let admin_url = running(&folder).unwrap_or_else(|| start(&folder));
    Server {
        admin_url,
        _in_use: Some(in_use),
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("test-cluster")
}

fn lock_file(path: &Path) -> File {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    options.open(path).unwrap()
}

fn running(folder: &Path) -> Option<String> {
    let url = fs::read_to_string(folder.join("url")).ok()?;
    PgConnection::establish(&url).is_ok().then_some(url)
}

fn start(folder: &Path) -> String {
    fs::remove_file(folder.join("url")).ok();
    let log = File::create(folder.join("keeper.log")).unwrap();
    let (_, module) = module_path!().split_once("::").unwrap();
    let mut keeper = Command::new(std::env::current_exe().unwrap());
    keeper
        .args(["--exact", &format!("{module}::keeper"), "--ignored"])
        .arg("--nocapture")
        .env(KEEPER, folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log);
    // SAFETY: `setsid` is safe between fork and exec. The keeper must outlive the test that starts it.
    unsafe {
        keeper.pre_exec(|| {
            libc::setsid();
            Ok(())
        });
    }
    #[expect(clippy::zombie_processes, reason = "it lives longer than we do")]
    let mut keeper = keeper.spawn().unwrap();
    let deadline = Instant::now() + START_LIMIT;
    loop {
        if let Some(url) = running(folder) {
            return url;
        }
        if let Some(status) = keeper.try_wait().unwrap() {
            let log = fs::read_to_string(folder.join("keeper.log")).unwrap_or_default();
            panic!("the server for tests did not start ({status}): {log}");
        }
        assert!(
            Instant::now() < deadline,
            "the server for tests does not answer"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
#[ignore = "not a test: the process that holds the server for the tests, which start it themselves"]
fn keeper() {
    let Some(folder) = std::env::var_os(KEEPER).map(PathBuf::from) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(keep(&folder));
}

async fn keep(folder: &Path) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).unwrap();
    let data = data_folder(folder);
    let cluster = Cluster::start_with(&data, Options { durable: false }).unwrap();
    let admin_url = cluster.url_for("postgres");
    database::drop_leftovers(&admin_url);
    fs::write(folder.join("keeper.pid"), std::process::id().to_string()).unwrap();
    publish(folder, &admin_url);
    let in_use = lock_file(&folder.join("in-use.lock"));
    tokio::select! {
        _ = terminate.recv() => {}
        () = until_idle(&in_use) => {}
    }
    fs::remove_file(folder.join("url")).ok();
    cluster.stop().unwrap();
    leave_nothing_elsewhere(&data);
    if data.starts_with(MEMORY) {
        fs::remove_dir_all(&data).unwrap();
    }
    fs::remove_file(folder.join("keeper.pid")).ok();
}

/// In memory where there is room: databases come and go by the thousand, each of many hundred files, and a file system
/// that avoids the places of what was deleted a moment ago looks longer for a free one with each.
fn data_folder(folder: &Path) -> PathBuf {
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let name = format!(
        "vinculo-test-{:02x}{:02x}{:02x}{:02x}",
        digest[0], digest[1], digest[2], digest[3]
    );
    let in_memory = Path::new(MEMORY).join(name);
    let has_room = Path::new(MEMORY).exists() && free_bytes(Path::new(MEMORY)) > Some(ROOM);
    match in_memory.exists() || has_room {
        true => in_memory,
        false => folder.join("data"),
    }
}

/// Where PostgreSQL's user cannot reach the target folder, the cluster lies outside, and a note says where.
fn leave_nothing_elsewhere(data: &Path) {
    let Ok(note) = fs::read_to_string(data.join("WHERE-IS-THE-DATABASE.txt")) else {
        return;
    };
    let home = Path::new(note.lines().last().unwrap_or_default());
    if home.starts_with("/var/lib/vinculo/") {
        fs::remove_dir_all(home).unwrap();
        fs::remove_dir_all(data).unwrap();
    }
}

/// Whole or not at all, and for us alone: it holds the password.
fn publish(folder: &Path, admin_url: &str) {
    let draft = folder.join("url.draft");
    let mut options = File::options();
    options.create(true).truncate(true).write(true).mode(0o600);
    let mut file = options.open(&draft).unwrap();
    file.write_all(admin_url.as_bytes()).unwrap();
    fs::rename(draft, folder.join("url")).unwrap();
}

/// Returns with the lock held, so that tests that begin now wait until the cluster has stopped.
async fn until_idle(in_use: &File) {
    let mut idle_since = Instant::now();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if in_use.try_lock().is_err() {
            idle_since = Instant::now();
        } else if idle_since.elapsed() > IDLE_LIMIT {
            return;
        } else {
            in_use.unlock().unwrap();
        }
    }
}
