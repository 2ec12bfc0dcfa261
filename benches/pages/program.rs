//! The real program on a cluster of its own.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use vinculo::db::cluster::Cluster;

use super::statements;

pub const EMAIL: &str = "bench@vinculo.example";
pub const PASSWORD: &str = "bench-bench-bench";

pub struct Program {
    pub address: SocketAddr,
    /// The database as its superuser, who may read and change the server's log.
    pub url: String,
    /// From the start of the process to its first page.
    pub first_page: Duration,
    server: Child,
    postmaster: u32,
    log: std::path::PathBuf,
    _cluster: Cluster,
    _folder: tempfile::TempDir,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

impl Program {
    /// Fills a new cluster with the demo business of that size and starts the program on it.
    pub fn start(demo: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let cluster = Cluster::start(&data).expect("a cluster");
        let address = free_address();
        let run = |arguments: &[&str], input: &str| {
            let mut child = command(&cluster.url(), &data, address)
                .args(arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .expect("vinculo starts");
            child
                .stdin
                .take()
                .expect("its input")
                .write_all(input.as_bytes())
                .expect("its input");
            assert!(
                child.wait().expect("vinculo ends").success(),
                "vinculo {arguments:?} failed"
            );
        };
        run(&[&["demo"], demo].concat(), "");
        run(
            &[
                "create-user",
                "--email",
                EMAIL,
                "--name",
                "Bench",
                "--role",
                "admin",
                "--password-stdin",
            ],
            PASSWORD,
        );
        let url = cluster.url().replacen("vinculo:", "postgres:", 1);
        let mut conn = PgConnection::establish(&url).expect("the superuser signs in");
        diesel::sql_query("VACUUM ANALYZE")
            .execute(&mut conn)
            .expect("statistics");

        let backend: Number = diesel::sql_query("SELECT pg_backend_pid()::bigint AS n")
            .get_result(&mut conn)
            .expect("its number");
        let postmaster = parent_of(backend.n as u32);

        let begun = Instant::now();
        let server = command(&cluster.url(), &data, address)
            .args(["serve"])
            .stdout(Stdio::null())
            .spawn()
            .expect("vinculo starts");
        while std::net::TcpStream::connect(address).is_err() {
            std::thread::sleep(Duration::from_millis(2));
        }
        super::client::fetch(address, "", "/login");
        let first_page = begun.elapsed();
        // The figures of a new day are computed before anything is measured.
        std::thread::sleep(Duration::from_secs(5));
        let log = data.join("postgres.log");
        Self {
            address,
            url,
            first_page,
            server,
            postmaster,
            log,
            _cluster: cluster,
            _folder: folder,
        }
    }

    pub fn number(&self, query: &str) -> i64 {
        let mut conn = PgConnection::establish(&self.url).expect("the superuser signs in");
        let row: Number = diesel::sql_query(format!("SELECT ({query})::bigint AS n"))
            .get_result(&mut conn)
            .expect("a number");
        row.n
    }

    /// The statements that `action` makes the program send, parameters filled in.
    pub fn statements_of(&self, action: impl Fn()) -> Vec<String> {
        // Once before, so that what happens only once (a session's touch) is not among them.
        action();
        let mut conn = PgConnection::establish(&self.url).expect("the superuser signs in");
        let mut set = |setting: &str| {
            diesel::sql_query(format!("ALTER SYSTEM {setting}"))
                .execute(&mut conn)
                .expect("a setting");
            diesel::sql_query("SELECT pg_reload_conf()")
                .execute(&mut conn)
                .expect("a reload");
            std::thread::sleep(Duration::from_millis(500));
        };
        set("SET log_statement = 'all'");
        let before = std::fs::read_to_string(&self.log)
            .expect("the server's log")
            .len();
        action();
        std::thread::sleep(Duration::from_millis(50));
        let log = std::fs::read_to_string(&self.log).expect("the server's log");
        set("RESET log_statement");
        statements::read(&log[before..])
    }

    /// Resident memory of the program, and of its PostgreSQL with every process of it.
    pub fn memory(&self) -> String {
        let program = resident_megabytes(self.server.id());
        let postgres: u64 = family(self.postmaster)
            .into_iter()
            .map(proportional_megabytes)
            .sum();
        format!("program {program} MB, PostgreSQL {postgres} MB")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // SAFETY: a signal to our own child, which is still there because nobody has waited for it.
        unsafe { libc::kill(self.server.id() as i32, libc::SIGTERM) };
        self.server.wait().ok();
    }
}

fn command(url: &str, data: &Path, address: SocketAddr) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vinculo"));
    command
        .env("DATABASE_URL", url)
        .env("VINCULO_DATA_DIR", data)
        .env("VINCULO_BIND", address.to_string())
        .env("VINCULO_LOG", "error")
        .current_dir(data);
    command
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
}

fn resident_megabytes(process: u32) -> u64 {
    number_of(&format!("/proc/{process}/status"), "VmRSS:") / 1024
}

/// Shared pages are divided among those who share them, so that a sum over processes is true.
fn proportional_megabytes(process: u32) -> u64 {
    number_of(&format!("/proc/{process}/smaps_rollup"), "Pss:") / 1024
}

fn number_of(file: &str, field: &str) -> u64 {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text
        .lines()
        .find(|line| line.starts_with(field))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

fn parent_of(process: u32) -> u32 {
    number_of(&format!("/proc/{process}/status"), "PPid:") as u32
}

/// A process and its children: a machine may run other clusters.
fn family(parent: u32) -> Vec<u32> {
    let folders = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    folders
        .filter_map(|folder| folder.file_name().to_str()?.parse().ok())
        .filter(|process| *process == parent || parent_of(*process) == parent)
        .collect()
}
