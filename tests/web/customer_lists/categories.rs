//! Whoever had a service of a category is found by it, whatever becomes of the history and of the catalogue.

use vinculo::domain::Role;
use vinculo::history::metrics::move_business_day;

use super::names;
use crate::support::data::{TODAY, date};
use crate::support::{TestApp, a_customer, a_service};

/// Ana twice had what Beto had once under another spelling.
async fn with_two() -> TestApp {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let ana = a_customer().name("Ana").create(conn);
    let beto = a_customer().name("Beto").create(conn);
    for day in ["2025-09-01", "2025-10-01"] {
        let massage = a_service(ana).named("Masajes", "Masaje 50 min");
        massage.on(day).create(conn);
    }
    let massage = a_service(beto).named("Masajes", "masaje 50min");
    massage.on("2025-10-02").create(conn);
    app
}

async fn of(app: &TestApp, category: &str) -> Vec<String> {
    names(app, &format!("category={category}")).await
}

#[actix_web::test]
async fn a_service_that_is_added_moved_to_another_day_or_deleted_changes_who_is_found() {
    let app = with_two().await;
    assert!(of(&app, "Spa").await.is_empty());
    let conn = &mut app.db.conn();
    let ana = app
        .db
        .number("SELECT id FROM customers WHERE full_name = 'Ana'");
    a_service(ana.into()).named("Spa", "Sauna").create(conn);
    assert_eq!(of(&app, "Spa").await, ["Ana"]);
    assert_eq!(of(&app, "Masajes").await, ["Ana", "Beto"]);

    let sauna = "UPDATE service_history SET date = '2025-12-01' WHERE name = 'Sauna'";
    app.db.sql(sauna);
    assert!(of(&app, "Spa").await.is_empty(), "it is still to come");
    move_business_day(conn, date("2025-12-01")).unwrap();
    assert_eq!(of(&app, "Spa").await, ["Ana"]);
    move_business_day(conn, date(TODAY)).unwrap();
    assert!(of(&app, "Spa").await.is_empty());

    app.db
        .sql("DELETE FROM service_history WHERE name = 'masaje 50min'");
    assert_eq!(of(&app, "Masajes").await, ["Ana"]);
}

#[actix_web::test]
async fn services_that_become_one_or_go_to_another_category_take_their_customers_along() {
    let app = with_two().await;
    let page = app.get("/services/merges").await.expect(200);
    let preview = page.attr("[data-row=suggestion] a", "href");
    let preview = app.get(&preview).await.expect(200);
    let fields = preview.filled("main form");
    app.post_filled("/services/merges", &fields)
        .await
        .expect(303);
    assert_eq!(of(&app, "Masajes").await, ["Ana", "Beto"]);

    app.db
        .sql("UPDATE services SET category = 'Termas' WHERE name = 'Masaje 50 min'");
    assert_eq!(of(&app, "Termas").await, ["Ana", "Beto"]);
    assert!(of(&app, "Masajes").await.is_empty());

    let merges = app.get("/services/merges").await.expect(200);
    let undo = merges.attr("[data-row=merge] form", "action");
    app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(of(&app, "Termas").await, ["Ana"]);
    assert_eq!(of(&app, "Masajes").await, ["Beto"]);
}
