//! Each step down, and up again.

use std::fs;
use std::path::{Path, PathBuf};

use diesel::PgConnection;
use diesel_migrations::MigrationHarness as _;
use vinculo::db::MIGRATIONS;

use crate::support::{Contents, TestDatabase};

/// Everything that makes up the schema, as text: two schemas are equal when these are.
const SCHEMA: &str = "
    SELECT 'column ' || concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, generation_expression)
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '__diesel_schema_migrations'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE '%diesel%'
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
    UNION ALL SELECT 'statistics ' || pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
    UNION ALL SELECT 'collation ' || collname FROM pg_collation WHERE collnamespace = 'public'::regnamespace
    ORDER BY 1";

pub fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let entries = fs::read_dir(root).unwrap();
    let mut folders: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// Of what such a step did to rows there is nothing to undo: the schema stays as it is.
const VERBS_OF_ROWS: [&str; 2] = ["backfill", "analyze"];

fn verb(folder: &Path) -> &str {
    let name = folder.file_name().and_then(|name| name.to_str());
    let words = name.and_then(|name| name.split_once('_'));
    words.map_or("", |(_, words)| words.split('_').next().unwrap_or_default())
}

fn with_sample_rows() -> TestDatabase {
    let db = TestDatabase::with(Contents::Nothing);
    db.sql(include_str!("sample_rows.sql"));
    db
}

fn revert(conn: &mut PgConnection) -> String {
    let step = conn.revert_last_migration(MIGRATIONS);
    step.unwrap_or_else(|error| panic!("{error}")).to_string()
}

fn apply(conn: &mut PgConnection) -> String {
    let step = conn.run_next_migration(MIGRATIONS);
    step.unwrap_or_else(|error| panic!("{error}")).to_string()
}

#[test]
fn each_step_has_a_way_up_a_way_down_and_a_name_that_begins_with_a_verb() {
    const VERBS: [&str; 8] = [
        "create", "add", "index", "guard", "drop", "enforce", "change", "rename",
    ];
    for folder in folders() {
        let name = folder.file_name().unwrap().to_str().unwrap();
        for file in ["up.sql", "down.sql"] {
            let sql = fs::read_to_string(folder.join(file)).unwrap_or_default();
            assert!(!sql.trim().is_empty(), "{name} has no {file}");
        }
        let (stamp, _) = name.split_once('_').unwrap();
        let digits = stamp.chars().filter(char::is_ascii_digit).count();
        assert_eq!(digits, 14, "{name}: YYYY-MM-DD-HHMMSS");
        let verb = verb(&folder);
        assert!(
            VERBS.contains(&verb) || VERBS_OF_ROWS.contains(&verb),
            "{name} does not begin with a verb of {VERBS:?} or {VERBS_OF_ROWS:?}"
        );
    }
}

#[test]
fn every_table_has_a_sample_row() {
    let db = with_sample_rows();
    let tables = db.texts(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
         AND relname <> '__diesel_schema_migrations' ORDER BY 1",
    );
    let is_empty = |table: &&String| db.number(&format!("SELECT count(*) FROM {table}")) == 0;
    let empty: Vec<_> = tables.iter().filter(is_empty).collect();
    assert!(
        empty.is_empty(),
        "tests/migrations/sample_rows.sql lacks {empty:?}"
    );
}

#[test]
fn each_step_goes_down_and_up_again_with_rows_in_every_table() {
    let db = with_sample_rows();
    let whole = db.texts(SCHEMA);
    let conn = &mut db.conn();
    for folder in folders().iter().rev() {
        let before = db.texts(SCHEMA);
        let step = revert(conn);
        let is_undone = db.texts(SCHEMA) != before;
        let is_of_rows = VERBS_OF_ROWS.contains(&verb(folder));
        assert_ne!(is_undone, is_of_rows, "{step} undoes nothing, or too much");
        assert_eq!(apply(conn), step);
        assert_eq!(
            db.texts(SCHEMA),
            before,
            "{step} down and up is not what it was"
        );
        revert(conn);
    }
    assert_eq!(
        db.texts(SCHEMA),
        Vec::<String>::new(),
        "the last step down leaves something"
    );
    conn.run_pending_migrations(MIGRATIONS).unwrap();
    assert_eq!(db.texts(SCHEMA), whole);
}

#[test]
fn whoever_was_counted_before_gets_their_services_from_the_backfill() {
    let db = with_sample_rows();
    let ids = "SELECT customer_id || ' ' || service_ids::text FROM customer_metrics ORDER BY 1";
    let counted = db.texts(ids);
    assert!(counted.iter().any(|line| !line.ends_with(" {}")));
    db.sql("UPDATE customer_metrics SET service_ids = '{}'");
    db.sql(include_str!(
        "../../migrations/2026-11-29-000817_backfill_service_ids/up.sql"
    ));
    assert_eq!(db.texts(ids), counted);
}
