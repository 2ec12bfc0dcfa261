//! The embedded cluster against a real PostgreSQL: as root here and there, as an ordinary user elsewhere.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use tempfile::TempDir;
use vinculo::db::cluster::{Cluster, Options};

/// Tells the helper process which folder to open.
const HELPER_FOLDER: &str = "VINCULO_TEST_CLUSTER_FOLDER";
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn an_empty_folder_becomes_a_cluster_that_answers() {
    let place = Place::new();
    let cluster = place.start();
    let mut conn = connect(&cluster.url());
    assert_eq!(
        text(&mut conn, "current_user || '@' || current_database()"),
        "vinculo@vinculo"
    );
    assert_eq!(text(&mut conn, "getdatabaseencoding()"), "UTF8");
    assert_eq!(
        text(
            &mut conn,
            "(SELECT datcollate FROM pg_database WHERE datname = 'vinculo')"
        ),
        "C"
    );
    assert_eq!(text(&mut conn, "'peña' COLLATE \"es-x-icu\""), "peña");
    assert_eq!(
        text(
            &mut conn,
            "current_setting('data_checksums') || current_setting('jit')"
        ),
        "onoff"
    );
    assert_eq!(text(&mut conn, "current_setting('is_superuser')"), "off");
}

#[test]
fn the_role_may_create_the_extensions_and_clone_databases() {
    let place = Place::new();
    let cluster = place.start();
    let mut conn = connect(&cluster.url());
    conn.batch_execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE TABLE t ()")
        .unwrap();
    drop(conn);
    let mut admin = connect(&cluster.url_for("postgres"));
    admin
        .batch_execute("CREATE DATABASE copy TEMPLATE vinculo")
        .unwrap();
    connect(&cluster.url_for("copy"))
        .batch_execute("SELECT * FROM t, unaccent('á')")
        .unwrap();
}

#[test]
fn it_does_not_listen_on_tcp_and_asks_everybody_for_the_password() {
    let place = Place::new();
    let cluster = place.start();
    assert_eq!(
        text(
            &mut connect(&cluster.url()),
            "current_setting('listen_addresses')"
        ),
        ""
    );
    let rules = fs::read_to_string(place.data().join("pg_hba.conf")).unwrap();
    let methods = rules
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_whitespace().last());
    assert!(
        methods.clone().count() > 0 && methods.clone().all(|method| method == "scram-sha-256"),
        "{rules}"
    );

    let password = fs::read_to_string(place.folder().join("postgres.password")).unwrap();
    let guess = cluster.url().replace(password.trim(), &"0".repeat(48));
    assert_ne!(guess, cluster.url());
    let refusal = PgConnection::establish(&guess)
        .err()
        .expect("a wrong password must be refused")
        .to_string();
    assert!(
        refusal.contains("password authentication failed"),
        "{refusal}"
    );
    assert_eq!(mode(&place.folder().join("postgres.password")), 0o600);
    assert_eq!(mode(&place.folder().join("socket")), 0o700);
    assert_eq!(mode(&place.data()), 0o700);
    assert!(!format!("{cluster:?}").contains(password.trim()));
}

#[test]
fn what_was_written_is_there_after_a_stop_and_a_start() {
    let place = Place::new();
    let cluster = Cluster::start(&place.folder()).unwrap();
    let mut conn = connect(&cluster.url());
    assert_eq!(text(&mut conn, "current_setting('fsync')"), "on");
    conn.batch_execute("CREATE TABLE t AS SELECT 'kept' AS word")
        .unwrap();
    let address = cluster.url();
    cluster.stop().unwrap();
    assert!(!place.data().join("postmaster.pid").exists());
    assert!(PgConnection::establish(&address).is_err());

    let cluster = place.start();
    assert_eq!(cluster.url(), address);
    let mut conn = connect(&cluster.url());
    assert_eq!(text(&mut conn, "(SELECT word FROM t)"), "kept");
    assert_eq!(text(&mut conn, "current_setting('fsync')"), "off");
}

#[test]
fn a_second_start_on_the_same_folder_is_refused_in_one_line() {
    let place = Place::new();
    let cluster = place.start();
    let refusal = Cluster::start(&place.folder()).unwrap_err().to_string();
    assert!(
        refusal.contains(&place.folder().display().to_string()) && !refusal.contains('\n'),
        "{refusal}"
    );
    connect(&cluster.url());
}

#[test]
fn a_command_beside_the_program_uses_its_cluster_and_leaves_it_running() {
    let place = Place::new();
    let (mut helper, address) = place.start_in_a_helper();
    let postmaster = place.postmaster();
    let joined = Cluster::start_or_join(&place.folder()).unwrap();
    assert_eq!(joined.url(), address);
    joined.stop().unwrap();
    drop(Cluster::start_or_join(&place.folder()).unwrap());
    connect(&address);
    assert_eq!(place.postmaster(), postmaster);
    helper.kill().unwrap();
    helper.wait().unwrap();

    let alone = Cluster::start_or_join(&place.folder()).unwrap();
    connect(&alone.url());
    alone.stop().unwrap();
    assert!(PgConnection::establish(&address).is_err());
}

#[test]
fn two_folders_have_two_clusters() {
    let (one, other) = (Place::new(), Place::new());
    let (one, other) = (one.start(), other.start());
    connect(&one.url())
        .batch_execute("CREATE TABLE only_here ()")
        .unwrap();
    assert!(
        connect(&other.url())
            .batch_execute("SELECT FROM only_here")
            .is_err()
    );
}

#[test]
fn a_killed_postmaster_is_started_again_while_we_run() {
    let place = Place::new();
    let cluster = Cluster::start(&place.folder()).unwrap();
    connect(&cluster.url())
        .batch_execute("CREATE TABLE t AS SELECT 'kept' AS word")
        .unwrap();
    // A backend in a long statement holds the shared memory of the dead postmaster.
    let address = cluster.url();
    let sleeper = thread::spawn(move || connect(&address).batch_execute("SELECT pg_sleep(120)"));
    eventually("a long statement", || {
        let busy = "(SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%')";
        text(&mut connect(&cluster.url()), busy) == "1"
    });
    for _ in 0..2 {
        let killed = place.postmaster();
        kill(killed, libc::SIGKILL);
        eventually("another postmaster", || {
            PgConnection::establish(&cluster.url()).is_ok() && place.postmaster() != killed
        });
    }
    assert_eq!(
        text(&mut connect(&cluster.url()), "(SELECT word FROM t)"),
        "kept"
    );
    assert!(sleeper.join().unwrap().is_err());
}

#[test]
fn after_a_kill_of_the_program_the_next_start_takes_over() {
    let place = Place::new();
    let (mut helper, address) = place.start_in_a_helper();
    connect(&address)
        .batch_execute("CREATE TABLE t AS SELECT 'kept' AS word")
        .unwrap();
    helper.kill().unwrap();
    helper.wait().unwrap();
    let cluster = place.start();
    assert_eq!(
        text(&mut connect(&cluster.url()), "(SELECT word FROM t)"),
        "kept"
    );
}

#[test]
fn an_orphaned_postmaster_is_stopped_and_replaced() {
    let place = Place::new();
    place.start().stop().unwrap();
    let mut orphan = place.postmaster_by_hand();
    eventually("the orphan", || {
        fs::read_to_string(place.data().join("postmaster.pid"))
            .is_ok_and(|text| text.contains("ready"))
    });
    // Reaps it, as init would.
    let reaper = thread::spawn(move || orphan.wait().unwrap());
    let orphan = place.postmaster();
    let cluster = place.start();
    reaper.join().unwrap();
    assert_ne!(place.postmaster(), orphan);
    connect(&cluster.url());
}

#[test]
fn files_of_the_dead_do_not_hinder_a_start() {
    let place = Place::new();
    place.start().stop().unwrap();
    // The numbers have gone to a living process of the same user, which is no PostgreSQL.
    let stranger = place.as_owner("sleep").arg("120").spawn().unwrap();
    let text = format!(
        "{}\n{}\n1760000000\n5432\n\n\n",
        stranger.id(),
        place.data().display()
    );
    for file in [
        place.data().join("postmaster.pid"),
        place.folder().join("socket/.s.PGSQL.5432.lock"),
    ] {
        fs::write(&file, &text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    fs::write(place.folder().join("socket/.s.PGSQL.5432"), "").unwrap();
    fs::write(
        place.folder().join("cluster.lock"),
        stranger.id().to_string(),
    )
    .unwrap();
    let cluster = place.start();
    connect(&cluster.url());
    // It was left alone.
    kill(i32::try_from(stranger.id()).unwrap(), 0);
    end(stranger);
}

#[test]
fn a_start_killed_half_way_is_made_good_by_the_next() {
    let place = Place::new();
    for pause in [150, 600, 1200] {
        let mut helper = place.helper().stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(pause));
        helper.kill().unwrap();
        helper.wait().unwrap();
    }
    let cluster = place.start();
    connect(&cluster.url());
    let rests = || {
        let names = fs::read_dir(place.folder())
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        names
            .filter(|name| name.to_string_lossy().contains("part"))
            .count()
    };
    drop(cluster);
    place.start().stop().unwrap();
    assert_eq!(rests(), 0);
}

#[test]
fn a_path_too_long_for_a_socket_works() {
    let place = Place::below(&format!("{}/mi spa, \"ñ\"", "long".repeat(30)));
    let cluster = place.start();
    assert!(
        cluster.url().contains("@%2Ftmp%2Fvinculo-"),
        "the socket must lie in /tmp"
    );
    connect(&cluster.url());
    let socket_dir = place.socket_dir();
    assert_eq!(mode(&socket_dir), 0o700);
    cluster.stop().unwrap();
    assert!(!socket_dir.exists());
}

#[test]
fn a_path_with_spaces_quotes_and_accents_works() {
    let place = Place::below("mi spa \"ñ\" 100%");
    let cluster = place.start();
    connect(&cluster.url());
    assert_eq!(place.socket_dir(), place.folder().join("socket"));
}

#[test]
fn where_postgres_cannot_enter_the_cluster_lies_elsewhere_and_a_note_says_so() {
    if !we_are_root() {
        return; // Only root hands PostgreSQL to another user.
    }
    let place = Place::below("home/var");
    fs::create_dir_all(place.folder()).unwrap();
    fs::set_permissions(
        place.folder().parent().unwrap(),
        fs::Permissions::from_mode(0o700),
    )
    .unwrap();
    let cluster = place.start();
    let note = fs::read_to_string(place.folder().join("WHERE-IS-THE-DATABASE.txt")).unwrap();
    let home = PathBuf::from(note.lines().last().unwrap());
    assert!(
        home.starts_with("/var/lib/vinculo") && home.join("postgres/PG_VERSION").exists(),
        "{note}"
    );
    connect(&cluster.url())
        .batch_execute("CREATE TABLE t AS SELECT 'kept' AS word")
        .unwrap();
    cluster.stop().unwrap();
    let cluster = place.start();
    assert_eq!(
        text(&mut connect(&cluster.url()), "(SELECT word FROM t)"),
        "kept"
    );
    cluster.stop().unwrap();

    let moved = place.folder().with_file_name("moved");
    fs::rename(place.folder(), &moved).unwrap();
    let refusal = Cluster::start(&moved).unwrap_err().to_string();
    assert!(
        refusal.contains(&format!("mv {}", home.display())),
        "{refusal}"
    );
    fs::remove_dir_all(home).unwrap();
}

#[test]
#[ignore = "a helper process of the tests above, not a test"]
fn helper_that_runs_until_it_is_killed() {
    let Some(folder) = std::env::var_os(HELPER_FOLDER) else {
        return;
    };
    let cluster = Cluster::start_with(Path::new(&folder), Options::default()).unwrap();
    println!("\nready {}", cluster.url());
    thread::sleep(PATIENCE);
}

/// A folder for a cluster, in a temporary one.
struct Place {
    temporary: TempDir,
    below: PathBuf,
}

impl Place {
    fn new() -> Self {
        Self::below("var")
    }

    fn below(path: &str) -> Self {
        let temporary = tempfile::Builder::new()
            .prefix("cluster-")
            .tempdir()
            .unwrap();
        fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o711)).unwrap();
        Self {
            temporary,
            below: path.into(),
        }
    }

    fn folder(&self) -> PathBuf {
        self.temporary.path().join(&self.below)
    }

    fn data(&self) -> PathBuf {
        self.folder().join("postgres")
    }

    fn start(&self) -> Cluster {
        Cluster::start_with(&self.folder(), Options { durable: false }).unwrap()
    }

    fn postmaster(&self) -> i32 {
        let text = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        text.lines()
            .next()
            .and_then(|pid| pid.parse().ok())
            .unwrap_or(0)
    }

    /// This test binary once more, running only the helper.
    fn helper(&self) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "helper_that_runs_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ]);
        command
            .env(HELPER_FOLDER, self.folder())
            .stderr(Stdio::null());
        command
    }

    fn start_in_a_helper(&self) -> (Child, String) {
        let mut helper = self.helper().stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(helper.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ready ").map(str::to_owned));
        (helper, address.expect("the helper starts the cluster"))
    }

    /// The fifth line of the postmaster's file, while it runs.
    fn socket_dir(&self) -> PathBuf {
        fs::read_to_string(self.data().join("postmaster.pid"))
            .unwrap()
            .lines()
            .nth(4)
            .unwrap()
            .into()
    }

    /// A postmaster that is not a child of the program, started with the same binary as its last.
    fn postmaster_by_hand(&self) -> Child {
        let options = fs::read_to_string(self.data().join("postmaster.opts")).unwrap();
        let mut command = self.as_owner(options.split_whitespace().next().unwrap());
        command
            .arg("-D")
            .arg(self.data())
            .args(["-c", "listen_addresses=", "-c"]);
        command.arg(format!(
            "unix_socket_directories={}",
            self.folder().join("socket").display()
        ));
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// A command that runs as the user who owns the cluster.
    fn as_owner(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        if we_are_root() {
            let owner = fs::metadata(self.data()).unwrap();
            command.uid(owner.uid()).gid(owner.gid());
        }
        command.current_dir("/");
        command
    }
}

fn we_are_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|us| us.uid() == 0)
}

fn connect(address: &str) -> PgConnection {
    PgConnection::establish(address).unwrap()
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    value: String,
}

fn text(conn: &mut PgConnection, expression: &str) -> String {
    let row: Row = diesel::sql_query(format!("SELECT ({expression})::text AS value"))
        .get_result(conn)
        .unwrap();
    row.value
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn kill(pid: i32, signal: i32) {
    assert!(pid > 1);
    // SAFETY: kill touches no memory.
    assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
}

fn end(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "there is still not {what}");
        thread::sleep(Duration::from_millis(50));
    }
}
