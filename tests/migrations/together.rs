//! Programs of different age, or several at once, and one database.

use std::process::Command;
use std::thread;

use vinculo::db;

use crate::steps::folders;
use crate::support::{Contents, TestDatabase};

/// A database in which a step of the year 2999 was done.
fn newer() -> TestDatabase {
    let db = TestDatabase::with(Contents::Nothing);
    db.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
    db
}

#[test]
fn a_database_that_is_up_to_date_is_left_alone() {
    let db = TestDatabase::with(Contents::Nothing);
    assert_eq!(db::migrate(&db.url).unwrap(), 0);
}

#[test]
fn programs_that_migrate_at_once_do_each_step_once() {
    let db = TestDatabase::blank();
    let steps: usize = thread::scope(|scope| {
        let programs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| db::migrate(&db.url).unwrap()))
            .collect();
        programs
            .into_iter()
            .map(|program| program.join().unwrap())
            .sum()
    });
    assert_eq!(steps, folders().len());
}

#[test]
fn a_program_older_than_its_database_refuses_in_one_clear_line() {
    let db = newer();
    let refusal = format!("{:#}", db::migrate(&db.url).unwrap_err());
    assert!(
        refusal.contains("newer version") && refusal.contains("29990101000000"),
        "{refusal}"
    );
    assert!(!refusal.contains('\n'), "{refusal}");
}

#[test]
fn every_command_says_so_and_fails() {
    let db = newer();
    for command in ["migrate", "serve", "worker"] {
        let output = Command::new(env!("CARGO_BIN_EXE_vinculo"))
            .arg(command)
            .env_clear()
            .env("DATABASE_URL", &db.url)
            .env("VINCULO_BIND", "127.0.0.1:0")
            .current_dir(std::env::temp_dir())
            .output()
            .unwrap();
        assert!(!output.status.success(), "{command}");
        let said = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<_> = said
            .lines()
            .filter(|line| line.starts_with("vinculo: "))
            .collect();
        assert!(
            lines.len() == 1 && lines[0].contains("newer version"),
            "{command}: {said}"
        );
    }
}
