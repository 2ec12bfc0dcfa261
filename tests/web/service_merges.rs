//! Entries of the catalogue whose names mean the same, and prices over time.

use vinculo::domain::Role;

use crate::support::{Page, TestApp, a_customer, a_service};

/// Everything that an undo has to give back.
const STATE: &str = "
    SELECT h.id || '|' || h.service_id || '|' || h.price FROM service_history h
    UNION ALL SELECT 'service|' || id || '|' || active || '|' || coalesce(merged_into, 0) FROM services
    UNION ALL SELECT 'month|' || service_id || '|' || month || '|' || sum(count) || '|' || sum(revenue) FROM service_months
              GROUP BY service_id, month HAVING sum(count) <> 0
    UNION ALL SELECT 'figures|' || customer_id || '|' || services || '|' || spend FROM customer_metrics
    ORDER BY 1";

async fn with_repeated_names() -> TestApp {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let ana = a_customer().name("Ana").create(conn);
    let massage =
        |name: &str, day: &str, price| a_service(ana).named("Masajes", name).on(day).price(price);
    massage("Masaje 50 min", "2025-09-01", 40_000).create(conn);
    massage("Masaje 50 min", "2025-10-01", 50_000).create(conn);
    massage("masaje 50min", "2025-10-02", 60_000).create(conn);
    massage("Masaje 75 min", "2025-10-03", 70_000).create(conn);
    app.sign_in(Role::Admin).await;
    app
}

async fn merge_suggested(app: &TestApp) -> Page {
    let page = app.get("/services/merges").await.expect(200);
    let preview = app
        .get(&page.attr("[data-row=suggestion] a", "href"))
        .await
        .expect(200);
    let fields = preview.filled("main form");
    app.post_filled("/services/merges", &fields)
        .await
        .expect(303);
    app.get("/services/merges").await.expect(200)
}

#[tokio::test]
async fn names_that_mean_the_same_become_one_and_come_apart_again_exactly() {
    let app = with_repeated_names().await;
    let before = app.db.texts(STATE);
    let id = |name: &str| {
        app.db
            .number(&format!("SELECT id FROM services WHERE name = '{name}'"))
    };
    let (stays, goes) = (id("Masaje 50 min"), id("masaje 50min"));
    let page = app.get("/services/merges").await.expect(200);
    assert_eq!(
        page.attrs("[data-row=suggestion]", "data-id"),
        [goes.to_string()]
    );
    assert_eq!(
        page.attrs("[data-row=suggestion]", "data-value"),
        [stays.to_string()]
    );
    let preview = app
        .get(&page.attr("[data-row=suggestion] a", "href"))
        .await
        .expect(200);
    assert_eq!(
        (
            preview.value("loser_services"),
            preview.value("winner_services")
        ),
        ("1".into(), "2".into())
    );

    let merged = merge_suggested(&app).await;
    assert!(!merged.has("[data-row=suggestion]"));
    assert_eq!(
        app.db.texts("SELECT name FROM service_history WHERE service_id = (SELECT id FROM services WHERE name = 'Masaje 50 min') ORDER BY id"),
        ["Masaje 50 min", "Masaje 50 min", "masaje 50min"],
        "what was written stays"
    );
    let shown = app.get("/services").await.expect(200);
    assert_eq!(
        shown.texts("[data-row=service] .row-a"),
        ["Masaje 50 min", "Masaje 75 min"]
    );
    let old = app.get(&format!("/services/{goes}")).await.expect(303);
    assert_eq!(old.location(), format!("/services/{stays}"));

    let undo = merged.attr("[data-row=merge] form", "action");
    app.post_form(&undo, &[]).await.expect(303);
    app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(app.db.texts(STATE), before);
    assert_eq!(
        app.db
            .texts("SELECT action FROM audit_log WHERE action LIKE 'service.%merged' ORDER BY id"),
        ["service.merged", "service.unmerged"]
    );
}

#[tokio::test]
async fn the_old_name_is_still_known_and_what_changed_since_stays() {
    let app = with_repeated_names().await;
    merge_suggested(&app).await;
    let customer = app.db.number("SELECT id FROM customers");
    let (category, name) = ("Masajes", "MASAJE 50MIN");
    let form = [
        ("date", "2025-10-20"),
        ("category", category),
        ("name", name),
        ("price", "10000"),
        ("service", ""),
    ];
    app.post_form(&format!("/customers/{customer}/history"), &form)
        .await
        .expect(303);
    let stays = "SELECT service_id FROM service_history ORDER BY id DESC LIMIT 1";
    let winner = app
        .db
        .number("SELECT id FROM services WHERE name = 'Masaje 50 min'");
    assert_eq!(app.db.number(stays), winner);
    app.db.sql("UPDATE service_history SET service_id = (SELECT id FROM services WHERE name = 'Masaje 75 min') WHERE name = 'masaje 50min'");
    let page = app.get("/services/merges").await.expect(200);
    app.post_form(&page.attr("[data-row=merge] form", "action"), &[])
        .await
        .expect(303);
    let page = app.get("/services/merges").await.expect(200);
    assert!(
        page.text("[data-row=merge]")
            .contains("1 servicio que cambió después")
    );
    assert_eq!(app.db.number(stays), winner, "it was never the other's");
}

#[tokio::test]
async fn a_merge_of_what_was_merged_is_refused_and_undone_from_the_last() {
    let app = with_repeated_names().await;
    merge_suggested(&app).await;
    let id = |name: &str| {
        app.db
            .text(&format!("SELECT id FROM services WHERE name = '{name}'"))
    };
    let (first, second, third) = (id("masaje 50min"), id("Masaje 50 min"), id("Masaje 75 min"));
    let merge = |loser: String, winner: String| {
        let app = &app;
        async move {
            app.post_form(
                "/services/merges",
                &[("loser", &loser), ("winner", &winner)],
            )
            .await
        }
    };
    merge(first.clone(), third.clone()).await.expect(409);
    merge(second.clone(), second.clone()).await.expect(409);
    merge(second, third).await.expect(303);
    let merges = app.db.texts("SELECT id FROM service_merges ORDER BY id");
    app.post_form(&format!("/services/merges/{}/reversal", merges[0]), &[])
        .await
        .expect(409);
    app.post_form(&format!("/services/merges/{}/reversal", merges[1]), &[])
        .await
        .expect(303);
    app.post_form(&format!("/services/merges/{}/reversal", merges[0]), &[])
        .await
        .expect(303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM services WHERE merged_into IS NOT NULL"),
        0
    );
}

#[tokio::test]
async fn a_great_merge_goes_on_in_a_job() {
    let app = with_repeated_names().await;
    app.db.sql(
        "INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         SELECT h.customer_id, h.service_id, h.category, h.name, h.date, n FROM service_history h CROSS JOIN generate_series(1, 5000) n
         WHERE h.name = 'masaje 50min';
         INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         SELECT h.customer_id, h.service_id, h.category, h.name, h.date, n FROM service_history h CROSS JOIN generate_series(1, 6000) n
         WHERE h.name = 'Masaje 75 min'",
    );
    let before = app.db.texts(STATE);
    let id = |name: &str| {
        app.db
            .text(&format!("SELECT id FROM services WHERE name = '{name}'"))
    };
    let (loser, winner) = (id("masaje 50min"), id("Masaje 75 min"));
    app.post_form(
        "/services/merges",
        &[("loser", &loser), ("winner", &winner)],
    )
    .await
    .expect(303);
    let left = format!("SELECT count(*) FROM service_history WHERE service_id = {loser}");
    assert_eq!(app.db.number(&left), 1_001);
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.number(&left), 0);
    let page = app.get("/services/merges").await.expect(200);
    app.post_form(&page.attr("[data-row=merge] form", "action"), &[])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.texts(STATE), before);
}

#[tokio::test]
async fn an_entry_shows_what_was_paid_month_by_month_and_how_its_price_changed() {
    let app = with_repeated_names().await;
    let id = app
        .db
        .number("SELECT id FROM services WHERE name = 'Masaje 50 min'");
    let path = format!("/services/{id}");
    let page = app.get(&path).await.expect(200);
    assert_eq!(
        page.attrs("[data-row=month]", "data-id"),
        ["2025-10-01", "2025-09-01"]
    );
    assert_eq!(
        page.attrs("[data-row=month]", "data-revenue"),
        ["50000", "40000"]
    );
    assert!(!page.has("[data-row=price]"));
    let fields = page.filled_with("main form[method=post]", &[("price", "55000")]);
    app.post_filled(&path, &fields).await.expect(303);
    let page = app.get(&path).await.expect(200);
    assert!(page.text("[data-row=price]").contains("$55.000"));
}

#[tokio::test]
async fn two_names_that_no_rule_matches_are_merged_from_the_page_of_one() {
    let app = with_repeated_names().await;
    let id = |name: &str| {
        app.db
            .text(&format!("SELECT id FROM services WHERE name = '{name}'"))
    };
    let (goes, stays) = (id("Masaje 75 min"), id("Masaje 50 min"));
    let page = app.get(&format!("/services/{goes}")).await.expect(200);
    assert!(page.has(&format!("#merge input[name=loser][value='{goes}']")));
    let others = page.attrs("#merge option:not([value=''])", "value");
    assert!(
        others.contains(&stays) && !others.contains(&goes),
        "{others:?}"
    );
    let path = page.attr("#merge", "action");
    let preview = app
        .get(&format!("{path}?loser={goes}&winner={stays}"))
        .await
        .expect(200);
    assert_eq!(preview.value("loser_services"), "1");
}

#[tokio::test]
async fn prices_over_time_are_drawn_from_the_oldest_month_to_the_newest() {
    let app = with_repeated_names().await;
    let id = app
        .db
        .text("SELECT id FROM services WHERE name = 'Masaje 50 min'");
    let page = app.get(&format!("/services/{id}")).await.expect(200);
    let titles = page.texts("svg.chart .bar-g title");
    assert_eq!(titles.len(), 2);
    assert!(
        titles[0].contains("septiembre") && titles[0].contains("$40.000"),
        "{titles:?}"
    );
    // One month alone is no course of time.
    let id = app
        .db
        .text("SELECT id FROM services WHERE name = 'Masaje 75 min'");
    let page = app.get(&format!("/services/{id}")).await.expect(200);
    assert!(!page.has("svg.chart"));
}
