//! A workbook with several sheets: one is imported at a time, and a person says which.

use super::steps::{admin, check, figures, import, run, undo, upload};
use super::*;
use crate::support::{Page, TestApp};

const SERVICES: &str = "Servicios 2021";

fn workbook() -> Vec<u8> {
    std::fs::read(data_file("import/workbook.xlsx")).unwrap()
}

/// Asks for another sheet; the page of the import before a job reads it.
async fn ask_for(app: &TestApp, mapping: &Page, sheet: &str) -> Page {
    let path = mapping.attr("#sheets", "action");
    let sent = app.post_form(&path, &[("sheet", sheet)]).await.expect(303);
    app.follow(&sent).await.expect(200)
}

/// Has another sheet read; the page of its columns.
async fn choose(app: &TestApp, mapping: &Page, sheet: &str) -> Page {
    let busy = ask_for(app, mapping, sheet).await;
    assert_eq!(busy.attr("#import", "data-state"), "reading");
    assert!(!busy.has("#preview") && !busy.has("#report") && !busy.has("#refused"));
    app.run_jobs_until_idle().await;
    app.get(&mapping.path).await.expect(200)
}

fn sheet(app: &TestApp) -> String {
    app.db
        .text("SELECT sheet FROM imports ORDER BY id DESC LIMIT 1")
}

#[tokio::test]
async fn the_first_sheet_with_rows_is_read_until_another_is_chosen() {
    let app = admin().await;
    let mapping = upload(&app, "libro.xlsx", &workbook()).await.expect(200);
    assert_eq!(
        mapping.attrs("#sheet option", "value"),
        ["Clientes", SERVICES]
    );
    assert_eq!(
        mapping.texts("#sheet option"),
        ["Clientes · 67 filas", "Servicios 2021 · 78 filas"]
    );
    assert_eq!(
        mapping.text("#sheet option[selected]"),
        "Clientes · 67 filas"
    );
    let checked = check(&app, &mapping, &[]).await.expect(200);
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [67, 67, 0, 0, 0]);
    assert_eq!(done.attr("[data-sheet]", "data-sheet"), "Clientes");

    let mapping = upload(&app, "libro.xlsx", &workbook()).await.expect(200);
    let mapping = choose(&app, &mapping, SERVICES).await;
    assert_eq!(mapping.attr("#sheet option[selected]", "value"), SERVICES);
    let fields = mapping.attrs("[data-row=column]", "data-field");
    assert_eq!(
        fields[..4],
        ["id", "customer_id", "service_type", "service_name"]
    );
    let checked = check(&app, &mapping, &[]).await.expect(200);
    let done = run(&app, &checked).await;
    assert_eq!(figures(&done), [78, 78, 0, 0, 0]);
    assert_eq!(done.text("[data-sheet]"), "hoja «Servicios 2021»");
    assert_eq!(
        app.db.number("SELECT sum(price) FROM service_history"),
        4_001_770
    );
    undo(&app, done.path.as_str(), false).await;
    assert_eq!(app.db.number("SELECT count(*) FROM service_history"), 0);
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 67);
    assert_eq!(sheet(&app), SERVICES);
}

#[tokio::test]
async fn a_file_with_one_sheet_or_none_asks_for_no_sheet() {
    let app = admin().await;
    let one = std::fs::read(data_file("import/services.xlsx")).unwrap();
    let mapping = upload(&app, "uno.xlsx", &one).await.expect(200);
    assert!(!mapping.has("#sheets"));
    let done = import(&app, "c.csv", b"customer_id,name\n1,Ana\n").await;
    assert!(!done.has("[data-sheet]"));
}

#[tokio::test]
async fn another_sheet_takes_the_trial_of_the_first_with_it() {
    let app = admin().await;
    let mapping = upload(&app, "libro.xlsx", &workbook()).await.expect(200);
    let mapping = choose(&app, &mapping, SERVICES).await;
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(figures(&checked), [78, 0, 0, 0, 78], "nobody is known yet");
    let path = checked.attr("#refused a", "href");
    let refused = String::from_utf8(app.bytes(&path).await).unwrap();
    assert!(
        refused.contains("Meditación Guiada"),
        "of the sheet that was read"
    );

    let mapping = choose(&app, &mapping, "Clientes").await;
    assert_eq!(app.db.number("SELECT count(*) FROM import_errors"), 0);
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(figures(&checked), [67, 67, 0, 0, 0]);
}

#[tokio::test]
async fn a_sheet_that_is_not_there_and_the_columns_of_another_are_not_taken() {
    let app = admin().await;
    let of_customers = upload(&app, "libro.xlsx", &workbook()).await.expect(200);
    let path = of_customers.attr("#sheets", "action");
    for name in ["Portada", "Gráfico", ""] {
        app.post_form(&path, &[("sheet", name)]).await.expect(409);
    }
    assert_eq!(app.db.text("SELECT state FROM imports"), "mapping");
    choose(&app, &of_customers, SERVICES).await;
    check(&app, &of_customers, &[]).await.expect(409);

    let mapping = app.get(&of_customers.path).await.expect(200);
    let checked = check(&app, &mapping, &[]).await.expect(200);
    run(&app, &checked).await;
    app.post_form(&path, &[("sheet", "Clientes")])
        .await
        .expect(409);
    assert_eq!(sheet(&app), SERVICES);
}

#[tokio::test]
async fn whoever_stops_the_reading_of_another_sheet_keeps_the_first() {
    let app = admin().await;
    let mapping = upload(&app, "libro.xlsx", &workbook()).await.expect(200);
    let busy = ask_for(&app, &mapping, SERVICES).await;
    let path = busy.attr("form[action$='/cancellation']", "action");
    app.post_form(&path, &[]).await.expect(303);
    app.run_jobs_until_idle().await;
    let mapping = app.get(&mapping.path).await.expect(200);
    assert_eq!(mapping.attr("#sheet option[selected]", "value"), "Clientes");
    let checked = check(&app, &mapping, &[]).await.expect(200);
    assert_eq!(figures(&checked), [67, 67, 0, 0, 0]);
}

#[test]
fn the_command_reads_the_sheet_that_is_named() {
    let test = empty();
    let path = data_file("import/workbook.xlsx");
    let path = path.to_str().unwrap();
    let customers = command(&test, &["import", "customers", path]);
    assert!(customers.status.success(), "{customers:?}");
    assert_eq!(test.number("SELECT count(*) FROM customers"), 67);

    let wrong = command(&test, &["import", "history", path, "--sheet", "Ventas"]);
    assert!(!wrong.status.success());
    let told = String::from_utf8_lossy(&wrong.stderr);
    assert!(
        told.contains("the sheets with rows are: Clientes, Servicios 2021"),
        "{told}"
    );
    assert_eq!(test.number("SELECT count(*) FROM service_history"), 0);

    let output = command(&test, &["import", "history", path, "--sheet", SERVICES]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "78 read, 78 created, 0 updated, 0 unchanged, 0 rejected\n"
    );
    let sheets = "SELECT sheet FROM imports ORDER BY id";
    assert_eq!(test.texts(sheets), ["Clientes", SERVICES]);
}
