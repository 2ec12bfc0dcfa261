//! What a step may not do once there are installations: fail on rows that exist, break the program that still runs, or
//! lock a table while it is rewritten. The way is staged: add, backfill, enforce, drop.
//!
//! A step that must do it says why in a comment beside the statement: `-- accepted: the table is empty until 1.2`.

use std::fs;

use crate::steps::folders;

/// Steps before it made the first release and ran on empty databases only.
const FIRST_RELEASE: &str = "2026-11-21";

/// What is wrong with a step, in a sentence each.
fn risks(sql: &str) -> Vec<String> {
    let statements: Vec<_> = sql.split(';').collect();
    let created: Vec<_> = statements
        .iter()
        .filter_map(|statement| word_after(&plain(statement), "create table "))
        .collect();
    statements
        .iter()
        .filter(|statement| !statement.contains("-- accepted: "))
        .flat_map(|statement| risks_of_statement(&plain(statement), &created))
        .collect()
}

fn risks_of_statement(statement: &str, created: &[String]) -> Vec<String> {
    let mut risks = Vec::new();
    if let Some(table) = word_after(statement, "alter table ")
        && !created.contains(&table)
    {
        let actions = statement.split(',');
        risks.extend(actions.filter_map(|action| risk_of_action(action, &table)));
    }
    let on = word_after(statement, " on ");
    let is_index =
        statement.starts_with("create index") || statement.starts_with("create unique index");
    if is_index
        && !statement.contains("concurrently")
        && !on.is_some_and(|table| created.contains(&table))
    {
        risks.push("the index locks its table against writes while it is built: CREATE INDEX CONCURRENTLY, in a step of its own with `run_in_transaction = false`".into());
    }
    if let Some(table) = word_after(statement, "drop table ") {
        risks.push(format!(
            "the program that still runs reads {table}: drop it a release later, `-- accepted: …`"
        ));
    }
    for table in ["users", "customers", "sessions"] {
        if statement.starts_with(&format!("insert into {table} ")) {
            risks.push(format!(
                "people do not belong in a step: INSERT INTO {table}"
            ));
        }
    }
    risks
}

fn risk_of_action(action: &str, table: &str) -> Option<String> {
    let has = |words: &str| action.contains(words);
    let text = if has("add column") && has("not null") && !has("default") {
        "rows that exist have no value for it: add it with a DEFAULT, or nullable, backfill, then enforce"
    } else if has("drop column") {
        "the program that still runs reads it: drop it a release later, `-- accepted: …`"
    } else if has("rename ") {
        "the program that still runs knows the old name: add, backfill, drop"
    } else if has("alter column") && (has(" type ") || has("set data type")) {
        "the table is rewritten under a lock: add a column of the new type, backfill, drop the old one"
    } else if has("set not null") {
        "the table is read under a lock: first a CHECK (… IS NOT NULL) NOT VALID, validated in a later step"
    } else if has("add constraint") && !has("not valid") && !has("using index") {
        "the table is read under a lock: NOT VALID, validated in a later step"
    } else {
        return None;
    };
    Some(format!("{table}: {text} ({})", action.trim()))
}

/// Lower case, one space between words, no comments.
fn plain(statement: &str) -> String {
    let lines = statement.lines();
    let code = lines.map(|line| line.split("--").next().unwrap_or_default());
    let words: Vec<_> = code.flat_map(str::split_whitespace).collect();
    words.join(" ").to_lowercase()
}

fn word_after(statement: &str, words: &str) -> Option<String> {
    let (_, rest) = statement.split_once(words)?;
    let rest = rest
        .trim_start_matches("if exists ")
        .trim_start_matches("if not exists ");
    let rest = rest.trim_start_matches("only ");
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    Some(rest[..end.unwrap_or(rest.len())].to_owned())
}

#[test]
fn steps_after_the_first_release_take_no_risks() {
    let mut found = Vec::new();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        if name.as_str() > FIRST_RELEASE {
            let sql = fs::read_to_string(folder.join("up.sql")).unwrap();
            found.extend(
                risks(&sql)
                    .into_iter()
                    .map(|risk| format!("{name}: {risk}")),
            );
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn no_step_holds_people_or_passwords() {
    for folder in folders() {
        let sql = plain(&fs::read_to_string(folder.join("up.sql")).unwrap());
        for table in ["users", "customers", "sessions"] {
            assert!(
                !sql.contains(&format!("; insert into {table} ")),
                "{}",
                folder.display()
            );
        }
        assert!(!sql.contains("$argon2"), "{}", folder.display());
    }
}

#[test]
fn risky_steps_are_refused_and_the_text_names_the_way() {
    for (sql, advice) in [
        (
            "ALTER TABLE customers ADD COLUMN score integer NOT NULL;",
            "DEFAULT",
        ),
        (
            "ALTER TABLE ONLY customers DROP COLUMN notes",
            "a release later",
        ),
        (
            "ALTER TABLE customers RENAME COLUMN notes TO remarks",
            "add, backfill, drop",
        ),
        (
            "ALTER TABLE customers\n  ALTER COLUMN notes TYPE varchar(10)",
            "rewritten",
        ),
        (
            "ALTER TABLE customers ALTER COLUMN city SET NOT NULL",
            "NOT VALID",
        ),
        (
            "ALTER TABLE customers ADD CONSTRAINT x CHECK (id > 0)",
            "NOT VALID",
        ),
        ("CREATE INDEX x ON customers (city)", "CONCURRENTLY"),
        ("CREATE UNIQUE INDEX x ON customers (city)", "CONCURRENTLY"),
        ("DROP TABLE imports", "a release later"),
        ("INSERT INTO users (email) VALUES ('a@b.cl')", "people"),
    ] {
        let found = risks(sql);
        assert_eq!(found.len(), 1, "{sql}: {found:?}");
        assert!(found[0].contains(advice), "{sql}: {found:?}");
    }
}

#[test]
fn safe_steps_are_not_refused() {
    for sql in [
        "ALTER TABLE customers ADD COLUMN score integer",
        "ALTER TABLE customers ADD COLUMN score integer NOT NULL DEFAULT 0",
        "CREATE INDEX CONCURRENTLY x ON customers (city)",
        "CREATE TABLE visits (id bigint); CREATE INDEX x ON visits (id); ALTER TABLE visits ADD CONSTRAINT y CHECK (id > 0)",
        "ALTER TABLE customers ADD CONSTRAINT x CHECK (id > 0) NOT VALID",
        "ALTER TABLE customers VALIDATE CONSTRAINT x",
        "-- accepted: nothing reads it since 1.1\nALTER TABLE customers DROP COLUMN notes",
        "-- ALTER TABLE customers DROP COLUMN notes",
    ] {
        assert_eq!(risks(sql), Vec::<String>::new(), "{sql}");
    }
}
