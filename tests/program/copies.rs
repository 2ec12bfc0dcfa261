//! Backup, restore, and an upgrade that is rehearsed: the real program, on its own cluster and on a database of the tests.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use diesel::PgConnection;
use diesel_migrations::MigrationHarness as _;
use vinculo::db::MIGRATIONS;

use crate::process::Place;
use crate::support::{Browser, Contents, PASSWORD, Page, TestDatabase};

const EMAIL: &str = "ana@aremko.example";
const TODAY: (&str, &str) = ("VINCULO_TODAY", "2025-10-26");

fn on(database: &TestDatabase) -> Place {
    Place::with_env(&[("DATABASE_URL", &database.url), TODAY])
}

fn words(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn data(name: &str) -> String {
    format!("{}/tests/data/import/{name}", env!("CARGO_MANIFEST_DIR"))
}

async fn dashboard(place: &Place) -> Page {
    let browser = place.browser();
    browser.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    browser.get("/").await.expect(200)
}

/// Waits until the program's own worker has erased somebody.
async fn is_erased(browser: &Browser, id: &str) {
    let address = format!("/customers/{id}/privacy");
    for _ in 0..300 {
        if browser.get(&address).await.has("[data-state=erased]") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("Nobody erased {id}");
}

fn figures(page: &Page) -> Vec<String> {
    let shown = [
        "customers_total",
        "customers_with_history",
        "services_total",
        "revenue_total",
    ];
    shown.map(|metric| page.value(metric)).into()
}

#[tokio::test]
async fn a_backup_made_while_the_program_serves_comes_back_with_equal_figures_and_without_who_was_erased_since()
 {
    let place = Place::with_env(&[TODAY]);
    let _program = place.serve(&[]);
    place.create_admin(EMAIL, PASSWORD);
    place.run(&["import", "customers", &data("customers_plain.csv")], "");
    place.run(&["import", "history", &data("services_plain.csv")], "");
    let file = place.beside("daily.dump");
    let said = place.run(&["backup", words(&file)], "");
    assert!(String::from_utf8_lossy(&said.stdout).contains("bytes"));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );

    let before = dashboard(&place).await;
    let browser = place.browser();
    browser.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let list = browser.get("/customers").await.expect(200);
    let id = list.attr("[data-row=customer]", "data-id").to_owned();
    let profile = browser.get(&format!("/customers/{id}")).await.expect(200);
    let name = profile.text("h1");
    let erased = browser
        .post_form(&format!("/customers/{id}/erasure"), &[("name", &name)])
        .await;
    erased.expect(303);
    is_erased(&browser, &id).await;

    let fresh = Place::with_env(&[TODAY]);
    let tombstones = place.file("tombstones.jsonl");
    let restore = ["restore", words(&file), "--tombstones", words(&tombstones)];
    let said = fresh.run(&restore, "");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(
        said.contains("1 people who were erased since were erased again"),
        "{said}"
    );
    let _fresh_program = fresh.serve(&["--no-worker"]);
    assert_eq!(figures(&dashboard(&fresh).await), figures(&before));
    let browser = fresh.browser();
    browser.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let profile = browser.get(&format!("/customers/{id}")).await.expect(200);
    assert_eq!(profile.text("h1"), "Cliente eliminado");
    // Nothing is written over what is there.
    let again = fresh.run_any(&["restore", words(&file)]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("is not empty"));
}

#[test]
fn a_database_of_ones_own_is_backed_up_and_restored_and_what_waited_is_not_sent_again() {
    let (old, new) = (TestDatabase::with(Contents::Spa), TestDatabase::blank());
    old.sql(
        "INSERT INTO messages (id, purpose, kind, recipient, message_id, state) VALUES (1, 'service', 'proposal', 'a@b.example', 'm', 'queued')",
    );
    let (from, to) = (on(&old), on(&new));
    let file = from.beside("spa.dump");
    fs::write(&file, "an older one, readable by all").unwrap();
    let refused = from.run_any(&["backup", words(&file)]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("--force"),
        "{said}"
    );
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "an older one, readable by all"
    );
    assert!(!from.beside("spa.dump.part").exists());
    from.run(&["backup", "--force", words(&file)], "");
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(fs::read(&file).unwrap().starts_with(b"PGDMP"));
    let said = to.run(&["restore", words(&file)], "");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("1 messages waited then"), "{said}");
    for figures in [
        "SELECT (count(*), sum(spend), sum(services)) FROM customer_metrics",
        "SELECT (sum(count), sum(revenue)) FROM service_days",
        "SELECT (sum(customers), sum(spend)) FROM rfm_cells",
        "SELECT (count(*), max(id), md5(string_agg(search_text, ',' ORDER BY id))) FROM customers",
        "SELECT encode(value, 'hex') FROM secrets WHERE name = 'tombstones'",
    ] {
        let of = |database: &TestDatabase| database.text(&format!("({figures})"));
        assert_eq!(of(&new), of(&old), "{figures}");
    }
    assert_eq!(new.text("(SELECT state FROM messages)"), "uncertain");
    // It goes on counting where it was.
    new.sql("INSERT INTO customers (full_name) VALUES ('Nueva')");
    assert!(
        new.number("(SELECT max(id) FROM customers)")
            > old.number("(SELECT max(id) FROM customers)")
    );
}

/// Like a program that was a step behind.
fn a_step_behind() -> TestDatabase {
    let database = TestDatabase::blank();
    let conn: &mut PgConnection = &mut database.conn();
    conn.run_pending_migrations(MIGRATIONS).unwrap();
    conn.revert_last_migration(MIGRATIONS).unwrap();
    database
}

#[test]
fn an_older_backup_is_migrated_and_a_newer_one_refused() {
    let (old, new) = (a_step_behind(), TestDatabase::blank());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.dump");
    on(&old).run(&["backup", words(&file)], "");
    let said = on(&new).run(&["restore", words(&file)], "");
    assert!(String::from_utf8_lossy(&said.stdout).contains("1 steps of the schema"));

    new.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
    let file = folder.path().join("new.dump");
    on(&new).run_any(&["backup", words(&file)]);
    let target = TestDatabase::blank();
    let refused = on(&target).run_any(&["restore", words(&file)]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("newer version of Vínculo"),
        "{said}"
    );
    assert_eq!(
        target.number("(SELECT count(*) FROM pg_tables WHERE schemaname = 'public')"),
        0
    );
}

#[test]
fn what_held_before_the_backup_does_not_hold_after_a_restore() {
    let (old, new) = (TestDatabase::with(Contents::Spa), TestDatabase::blank());
    old.sql(
        "INSERT INTO messages (id, purpose, kind, recipient, message_id, state) VALUES (1, 'service', 'proposal', 'a@b.example', 'm1', 'held');
         INSERT INTO messages (id, purpose, kind, recipient, message_id, state, is_secret, html, body_text)
         VALUES (2, 'service', 'link', 'a@b.example', 'm2', 'queued', true, 'https://x/link/secret', 'https://x/link/secret');
         INSERT INTO users (id, email, name, role) VALUES (90, 'eva@aremko.example', 'Eva', 'admin');
         INSERT INTO sessions (token_hash, user_id, expires_at, user_agent) VALUES ('\\x01', 90, now() + interval '1 day', '');
         INSERT INTO one_time_links (token_hash, purpose, user_id, expires_at) VALUES ('\\x02', 'reset', 90, now() + interval '1 day');
         UPDATE invoice_series SET next_number = 42, prefix = 'ZQ-' WHERE id = (SELECT min(id) FROM invoice_series WHERE NOT is_external)",
    );
    let (from, to) = (on(&old), on(&new));
    let file = from.beside("spa.dump");
    from.run(&["backup", words(&file)], "");
    assert!(!from.beside("spa.dump.part").exists());
    let nowhere = from.beside("mistyped.jsonl");
    let refused = to.run_any(&["restore", words(&file), "--tombstones", words(&nowhere)]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("mistyped.jsonl"),
        "{said}"
    );
    assert_eq!(
        new.number("(SELECT count(*) FROM pg_tables WHERE schemaname = 'public')"),
        0,
        "before anything is written"
    );
    let said = to.run(&["restore", words(&file)], "");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    for sentence in [
        "No tombstones.jsonl was found",
        "1 messages waited then",
        "1 messages with links for a password were refused",
        "would go on with ZQ-",
        "Unsubscriptions",
    ] {
        assert!(said.contains(sentence), "{sentence} is not in {said}");
    }
    let messages = "SELECT state || html || body_text FROM messages ORDER BY id";
    assert_eq!(new.texts(messages), ["uncertain", "refused"]);
    for none in [
        "SELECT count(*) FROM sessions",
        "SELECT count(*) FROM one_time_links",
        "SELECT count(*) FROM invoice_series WHERE active AND NOT is_external",
        "SELECT count(*) FROM pg_namespace WHERE nspname = 'vinculo_restoring'",
    ] {
        assert_eq!(new.number(&format!("({none})")), 0, "{none}");
    }
    let trace = "(SELECT count(*) FROM audit_log WHERE action = 'database.restored')";
    assert_eq!(new.number(trace), 1);
}

#[test]
fn a_restore_that_was_broken_off_is_not_taken_for_a_whole_one() {
    let database = TestDatabase::with(Contents::Nothing);
    database.sql("CREATE SCHEMA vinculo_restoring");
    let place = on(&database);
    let file = place.beside("half.dump");
    for command in [
        &["serve"][..],
        &["worker"],
        &["migrate"],
        &["migrate", "--dry-run"],
        &["backup", words(&file)],
        &["restore", words(&file)],
    ] {
        fs::write(&file, "PGDMP").unwrap();
        let refused = place.run_any(command);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            !refused.status.success() && said.contains("was broken off"),
            "{command:?}: {said}"
        );
    }
    let told = place.run_any(&["doctor"]);
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(
        !told.status.success() && said.contains("bad      Schema"),
        "{said}"
    );
}

#[test]
fn a_restore_of_which_nothing_came_leaves_no_mark() {
    let (old, new) = (a_step_behind(), TestDatabase::blank());
    let place = on(&old);
    let file = place.beside("behind.dump");
    place.run(&["backup", words(&file)], "");
    // In the way of one of ours; no table, so that the database passes for empty.
    new.sql(
        "CREATE FUNCTION holds_any(value text, words text[]) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    );
    let failed = on(&new).run_any(&["restore", words(&file)]);
    let said = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert!(
        !failed.status.success() && said.contains("was restored") && said.contains("holds_any"),
        "{said}"
    );
    let mark = "(SELECT count(*) FROM pg_namespace WHERE nspname = 'vinculo_restoring')";
    assert_eq!(new.number(mark), 0);
    new.sql("DROP FUNCTION holds_any");
    on(&new).run(&["restore", words(&file)], "");
    assert_eq!(new.number(mark), 0);
}

#[test]
fn a_command_that_looks_makes_no_database() {
    let place = Place::new();
    let file = place.beside("none.dump");
    for command in [
        &["backup", words(&file)][..],
        &["migrate", "--dry-run"],
        &["doctor"],
    ] {
        let refused = place.run_any(command);
        let said = [refused.stdout, refused.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(
            !refused.status.success() && said.contains("holds no database"),
            "{command:?}: {said}"
        );
    }
    assert!(!place.file("postgres").exists());
}

#[test]
fn a_backup_is_made_where_the_tombstones_cannot_be_kept() {
    let database = TestDatabase::with(Contents::Nothing);
    database.sql(
        "INSERT INTO tombstones (kind, hash, customer_id, customer_created_at) VALUES ('customer', sha256('x'), 1, now())",
    );
    let place = on(&database);
    // A folder where the file should be.
    fs::create_dir_all(place.file("tombstones.jsonl")).unwrap();
    let file = place.beside("whole.dump");
    let said = place.run(&["backup", words(&file)], "");
    assert!(String::from_utf8_lossy(&said.stdout).contains("bytes"));
    assert!(String::from_utf8_lossy(&said.stderr).contains("tombstones were not written"));
}

#[test]
fn what_is_no_backup_is_refused_in_one_line() {
    let database = TestDatabase::blank();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notes.txt");
    fs::write(&file, "no dump").unwrap();
    let refused = on(&database).run_any(&["restore", words(&file)]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("cannot be restored"),
        "{said}"
    );
    let none = on(&database).run_any(&["backup", words(&file)]);
    let said = String::from_utf8_lossy(&none.stderr).into_owned();
    assert!(
        !none.status.success() && said.contains("nothing to back up"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "no dump", "as before");
}

#[test]
fn an_upgrade_is_tried_on_a_copy_and_the_database_stays_as_it_is() {
    let database = a_step_behind();
    let place = on(&database);
    let steps = "(SELECT count(*) FROM __diesel_schema_migrations)";
    let before = database.number(steps);
    // Of one that was killed.
    database.sql("DROP DATABASE IF EXISTS vinculo_rehearsal_killed1");
    database.sql("CREATE DATABASE vinculo_rehearsal_killed1");
    let said = place.run(&["migrate", "--dry-run"], "");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("1 steps went well on a copy"), "{said}");
    assert_eq!(database.number(steps), before);
    let copies =
        "(SELECT count(*) FROM pg_database WHERE starts_with(datname, 'vinculo_rehearsal_'))";
    assert_eq!(database.number(copies), 0);
    place.run(&["migrate"], "");
    let said = place.run(&["migrate", "--dry-run"], "");
    assert!(String::from_utf8_lossy(&said.stdout).contains("nothing to try"));
}

#[test]
fn the_doctor_says_what_is_well_and_fails_where_something_is_not() {
    let database = TestDatabase::with(Contents::Spa);
    let place = Place::with_env(&[("DATABASE_URL", &database.url)]);
    let well = place.run_any(&["doctor"]);
    let said = String::from_utf8_lossy(&well.stdout).into_owned();
    assert!(
        well.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&well.stderr)
    );
    for line in [
        "fine     PostgreSQL",
        "fine     Extensions",
        "fine     Schema",
        "fine     Clock",
        "Figures",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    // A mail server that is not there, and a database that is not.
    let mail = [
        ("DATABASE_URL", database.url.as_str()),
        ("SMTP_URL", "smtp://127.0.0.1:1"),
        ("MAIL_FROM", "a@b.example"),
    ];
    let silent = Place::with_env(&mail).run_any(&["doctor"]);
    let said = String::from_utf8_lossy(&silent.stdout).into_owned();
    assert!(
        !silent.status.success() && said.contains("bad      Mail (SMTP)"),
        "{said}"
    );
    let away =
        Place::with_env(&[("DATABASE_URL", "postgres://127.0.0.1:1/none")]).run_any(&["doctor"]);
    let said = String::from_utf8_lossy(&away.stdout).into_owned();
    assert!(
        !away.status.success() && said.contains("cannot be reached"),
        "{said}"
    );
}
