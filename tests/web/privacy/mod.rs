//! What one person may ask for: the file with everything, and that it be erased.

mod coming_back;
mod deleted;
mod erasing;
mod file;
mod imported_files;
mod own_fields;
mod person;
mod under_way;
mod waiting_files;

use std::fs;

use vinculo::domain::CustomerId;

use crate::support::{Page, TestApp};

/// An application with a data folder of its own, for what is kept beside the database.
async fn start(contents: crate::support::Contents) -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = crate::support::Options {
        contents,
        env: vec![(
            "VINCULO_DATA_DIR",
            folder.path().to_str().unwrap().to_owned(),
        )],
        ..Default::default()
    };
    let app = TestApp::with(options).await;
    app.sign_in(vinculo::domain::Role::Admin).await;
    (app, folder)
}

/// Asks for it, and has it done where it was not refused.
async fn erase(app: &TestApp, id: CustomerId, typed: &str) -> Page {
    let page = app
        .post_form(&format!("/customers/{id}/erasure"), &[("name", typed)])
        .await;
    if page.status == 303 {
        app.run_jobs_until_idle().await;
    }
    page
}

/// Every table in which a text stands, with how many rows, read as a dump would be.
fn places(app: &TestApp, text: &str) -> Vec<String> {
    let tables = app
        .db
        .texts("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    assert!(tables.len() > 60);
    let count = |table: &String| {
        app.db.number(&format!(
            "SELECT count(*) FROM \"{table}\" AS whole_row WHERE strpos(lower(whole_row::text), lower('{text}')) > 0"
        ))
    };
    let counted = tables.iter().map(|table| (table, count(table)));
    counted
        .filter(|(_, rows)| *rows > 0)
        .map(|(table, rows)| format!("{table} {rows}"))
        .collect()
}

/// The lines of the file beside the database.
fn kept_beside(folder: &tempfile::TempDir) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(folder.path().join("tombstones.jsonl")).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}
