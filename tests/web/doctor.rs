//! Whether all is well, as administrators see it.

use vinculo::domain::Role;

use crate::support::TestApp;

#[tokio::test]
async fn the_page_says_how_it_stands_with_each_thing() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/admin/doctor").await.expect(200);
    for name in [
        "server",
        "extensions",
        "schema",
        "clock",
        "disk",
        "figures",
        "queue",
    ] {
        let row = format!("[data-row=finding][data-id={name}]");
        assert_eq!(page.attr(&row, "data-state"), "fine", "{name}");
    }
    // The tests pin the date.
    assert_eq!(page.value("verdict"), "warning");
    assert!(page.words().contains("VINCULO_TODAY"));
}

#[tokio::test]
async fn what_is_not_well_is_told() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(
        "INSERT INTO customer_tallies VALUES ('active', 1);
         INSERT INTO jobs (kind, payload, max_attempts, run_at) VALUES ('nobody.knows', '{}', 1, now() - interval '1 hour')",
    );
    let page = app.get("/admin/doctor").await.expect(200);
    for name in ["figures", "queue"] {
        let row = format!("[data-row=finding][data-id={name}]");
        assert_eq!(page.attr(&row, "data-state"), "bad", "{name}");
    }
    assert_eq!(page.value("verdict"), "bad");
}

#[tokio::test]
async fn every_connection_that_is_set_up_is_asked_at_once() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/admin/doctor").await.expect(200);
    // Nothing is asked by looking.
    let mail = "[data-row=finding][data-id=smtp]";
    assert_eq!(page.attr(mail, "data-state"), "warning");
    assert!(page.text(mail).contains("todavía no se ha probado"));
    app.post_form("/admin/doctor/checks", &[]).await.expect(303);
    let page = app.get("/admin/doctor").await.expect(200);
    assert_eq!(
        page.attr("[data-row=finding][data-id=smtp]", "data-state"),
        "fine"
    );
    // What was said long ago says nothing of today.
    app.db
        .sql("UPDATE connection_checks SET checked_at = now() - interval '25 hours'");
    let page = app.get("/admin/doctor").await.expect(200);
    assert_eq!(
        page.attr("[data-row=finding][data-id=smtp]", "data-state"),
        "warning"
    );
    assert!(page.words().contains("hace más de un día"));
    let sales = app.browser_of(Role::Sales).await;
    sales.get("/admin/doctor").await.expect(403);
}

#[tokio::test]
async fn where_nothing_outside_is_set_up_the_page_says_so() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/admin/doctor").await.expect(200);
    let row = |name: &str| page.text(&format!("[data-row=finding][data-id={name}]"));
    assert!(row("smtp").contains("Sin configurar"));
    assert!(row("connections").contains("No hay ninguna configurada"));
    assert_eq!(page.count("[data-row=finding][data-id=collation]"), 1);
}
