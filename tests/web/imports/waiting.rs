//! Steps that cannot be taken yet.

use super::steps::{admin, check, upload};
use super::*;

#[tokio::test]
async fn a_step_that_finds_another_import_at_work_gives_its_place_back_and_comes_again() {
    let app = admin().await;
    let file = "Código;Nombre\n1;Ana\n";
    let mapping = upload(&app, "clientes.csv", file.as_bytes()).await;
    let mut other = app.db.conn();
    begin_importing(&mut other);
    let waiting = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(waiting.attr("#import", "data-state"), "checking");
    let job = "SELECT state || ' ' || attempts FROM jobs WHERE kind = 'imports.check'";
    assert_eq!(app.db.text(job), "queued 0");

    end_importing(&mut other);
    app.make_jobs_due("imports.check");
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.text("SELECT state FROM imports"), "checked");
    assert_eq!(app.db.text(job), "done 1");
}

#[tokio::test]
async fn a_file_that_the_database_does_not_give_is_not_called_damaged_but_read_again() {
    for name in ["services_plain.csv", "workbook.xlsx"] {
        let app = admin().await;
        let bytes = std::fs::read(data_file(&format!("import/{name}"))).unwrap();
        app.get("/imports").await.expect(200);
        app.post_file("/imports", &[], ("file", name, &bytes[..]))
            .await
            .expect(303);
        app.db.sql("ALTER TABLE import_pieces RENAME TO away");
        app.run_jobs_until_idle().await;
        let state = "SELECT concat_ws(' ', state, failure) FROM imports";
        assert_eq!(app.db.text(state), "reading", "{name}");

        app.db.sql("ALTER TABLE away RENAME TO import_pieces");
        app.make_jobs_due("imports.read");
        app.run_jobs_until_idle().await;
        assert_eq!(app.db.text(state), "mapping", "{name}");
    }
}
