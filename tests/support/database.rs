//! A database for one test, cloned from a template.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query};
use sha2::{Digest as _, Sha256};
use vinculo::db;

use super::{data, server};

const TEST_PREFIX: &str = "vinculo_test_";
const TEMPLATE_PREFIX: &str = "vinculo_template_";
/// Whoever makes a template holds it, so that it is made once.
const TEMPLATE_LOCK: i64 = 0x7669_6e63_756c_6f54;

/// What is in a database besides its tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Contents {
    #[default]
    Nothing,
    /// `tests/data/spa`, with its figures at 2025-10-26.
    Spa,
    /// `tests/data/edges`, with its figures at 2025-10-26.
    Edges,
}

/// Dropped with the value.
#[derive(Debug)]
pub struct TestDatabase {
    pub name: String,
    pub url: String,
}

impl TestDatabase {
    /// Migrated, and filled as asked. Without fsync, copied files are many times quicker than pages through the WAL.
    pub fn with(contents: Contents) -> Self {
        let template = template(contents);
        let test = Self::named_at_random();
        admin(&format!(
            "CREATE DATABASE {} TEMPLATE {template} STRATEGY file_copy",
            test.name
        ));
        test
    }

    /// Without any table.
    pub fn blank() -> Self {
        let test = Self::named_at_random();
        admin(&format!("CREATE DATABASE {}", test.name));
        test
    }

    fn named_at_random() -> Self {
        let name = format!("{TEST_PREFIX}{}", uuid::Uuid::new_v4().simple());
        let url = url_of(&name);
        Self { name, url }
    }

    pub fn conn(&self) -> PgConnection {
        connect(&self.url)
    }

    /// Runs statements that answer nothing.
    pub fn sql(&self, statements: &str) {
        let done = self.conn().batch_execute(statements);
        done.unwrap_or_else(|error| panic!("{error}\n{statements}"));
    }

    /// The number that `SELECT {expression}` gives.
    pub fn number(&self, expression: &str) -> i64 {
        let query = sql_query(format!("SELECT ({expression})::bigint AS number"));
        let row: Number = query.get_result(&mut self.conn()).unwrap();
        row.number
    }

    /// What `SELECT {expression}` gives, as text; empty for NULL.
    pub fn text(&self, expression: &str) -> String {
        let query = sql_query(format!("SELECT ({expression})::text AS words"));
        let row: Words = query.get_result(&mut self.conn()).unwrap();
        row.words.unwrap_or_default()
    }

    /// The first column of each row, as text.
    pub fn texts(&self, query: &str) -> Vec<String> {
        let query = format!("SELECT words::text FROM ({query}) AS found (words)");
        let rows: Vec<Words> = sql_query(query).load(&mut self.conn()).unwrap();
        rows.into_iter()
            .map(|row| row.words.unwrap_or_default())
            .collect()
    }

    /// Ends all its connections and lets in no new one, as if the server were gone, until [`Self::let_in`].
    pub fn shut_out(&self) {
        let name = &self.name;
        admin(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
        admin(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
    }

    pub fn let_in(&self) {
        admin(&format!(
            "ALTER DATABASE {} ALLOW_CONNECTIONS true",
            self.name
        ));
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let mut dropped = self.drop_database();
        for _ in 0..AUTOVACUUM_TRIES {
            if !dropped.contains("pg_signal_backend") {
                break;
            }
            std::thread::sleep(AUTOVACUUM_WAIT);
            dropped = self.drop_database();
        }
        if !dropped.is_empty() && !std::thread::panicking() {
            panic!("the test database {} stays behind: {dropped}", self.name);
        }
    }
}

/// After a bulk load PostgreSQL's own vacuum may be at work in the database, which only a superuser may end.
const AUTOVACUUM_TRIES: u32 = 120;
const AUTOVACUUM_WAIT: Duration = Duration::from_millis(250);
const CONNECTION_TRIES: u32 = 50;
const CONNECTION_WAIT: Duration = Duration::from_millis(2);

impl TestDatabase {
    /// Empty when the database is gone, else what PostgreSQL says.
    fn drop_database(&self) -> String {
        let dropped = PgConnection::establish(server::admin_url())
            .map_err(|error| error.to_string())
            .and_then(|mut conn| {
                self.end_connections(&mut conn);
                conn.batch_execute(&format!(
                    "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                    self.name
                ))
                .map_err(|error| error.to_string())
            });
        dropped.err().unwrap_or_default()
    }

    /// What is left to `FORCE` makes it look again after a tenth of a second, which is longer than most tests take.
    fn end_connections(&self, conn: &mut PgConnection) {
        let end = format!(
            "SELECT coalesce(bool_or(pg_terminate_backend(pid)), false) AS yes FROM pg_stat_activity
             WHERE datname = '{}' AND backend_type = 'client backend'",
            self.name
        );
        for _ in 0..CONNECTION_TRIES {
            match sql_query(&end).get_result::<Answer>(conn) {
                Ok(Answer { yes: true }) => std::thread::sleep(CONNECTION_WAIT),
                _ => break,
            }
        }
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Nullable<Text>)]
    words: Option<String>,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).unwrap()
}

fn admin(statements: &str) {
    let done = connect(server::admin_url()).batch_execute(statements);
    done.unwrap_or_else(|error| panic!("{error}\n{statements}"));
}

/// The admin's connection string with another database.
fn url_of(database: &str) -> String {
    let admin = server::admin_url();
    let (server, parameters) = admin.split_once('?').unwrap_or((admin, ""));
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{database}?{parameters}")
}

/// The name of the template, which is made if nobody has yet.
fn template(contents: Contents) -> String {
    let name = template_name(contents);
    let mut conn = connect(server::admin_url());
    if exists(&mut conn, &name) {
        return name;
    }
    conn.batch_execute(&format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})"))
        .unwrap();
    if !exists(&mut conn, &name) {
        make_template(&mut conn, &name, contents);
    }
    name
}

/// Under another name until it is whole: nobody clones a half-made one.
fn make_template(conn: &mut PgConnection, name: &str, contents: Contents) {
    let draft = format!("{name}_draft");
    conn.batch_execute(&format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)"))
        .unwrap();
    conn.batch_execute(&format!("CREATE DATABASE {draft}"))
        .unwrap();
    let url = url_of(&draft);
    db::migrate(&url).unwrap();
    let mut filled = connect(&url);
    match contents {
        Contents::Nothing => {}
        Contents::Spa => data::load(&mut filled, "spa"),
        Contents::Edges => data::load(&mut filled, "edges"),
    }
    filled.batch_execute("ANALYZE").unwrap();
    drop(filled);
    conn.batch_execute(&format!("ALTER DATABASE {draft} RENAME TO {name}"))
        .unwrap();
}

/// Another schema, other data or another way to load them: another template.
fn template_name(contents: Contents) -> String {
    let mut hash = Sha256::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = files_below(&root.join("migrations"));
    if contents != Contents::Nothing {
        for folder in [
            "tests/data/spa",
            "tests/data/edges",
            "src/domain",
            "src/customers",
            "src/services",
            "src/history",
            "src/imports",
        ] {
            files.extend(files_below(&root.join(folder)));
        }
        files.push(root.join("tests/support/data.rs"));
    }
    for file in files {
        hash.update(file.as_os_str().as_encoded_bytes());
        hash.update(fs::read(file).unwrap());
    }
    let digest: String = hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{TEMPLATE_PREFIX}{contents:?}_{digest}").to_lowercase()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    let below = |path: PathBuf| match path.is_dir() {
        true => files_below(&path),
        false => vec![path],
    };
    entries.into_iter().flat_map(below).collect()
}

fn exists(conn: &mut PgConnection, name: &str) -> bool {
    let query = format!("SELECT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') AS yes");
    let answer: Answer = sql_query(query).get_result(conn).unwrap();
    answer.yes
}

/// Databases of tests that were killed and templates of schemas that are no more. For a server that is ours alone.
pub fn drop_leftovers(admin_url: &str) {
    let mut conn = connect(admin_url);
    let current = [Contents::Nothing, Contents::Spa, Contents::Edges].map(template_name);
    let query = format!(
        "SELECT datname::text AS words FROM pg_database
         WHERE starts_with(datname, '{TEST_PREFIX}') OR starts_with(datname, '{TEMPLATE_PREFIX}')"
    );
    let rows: Vec<Words> = sql_query(query).load(&mut conn).unwrap();
    for name in rows.into_iter().filter_map(|row| row.words) {
        if !current.contains(&name) {
            conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                .unwrap();
        }
    }
}
