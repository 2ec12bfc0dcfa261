//! From one profile to the next, in the list that one came from.

use vinculo::domain::Role;

use super::send;
use crate::support::{TestApp, a_customer};

/// Walks through a list from its first row, and back again.
async fn walk(app: &TestApp, query: &str, steps: usize) {
    let mut expected = Vec::new();
    for page in 1.. {
        let list = app
            .get(&format!("/customers?{query}&page={page}"))
            .await
            .expect(200);
        expected.extend(list.rows("#results"));
        if expected.len() > steps || !list.has(".pager a[rel=next]") {
            break;
        }
    }
    let list = app.get(&format!("/customers?{query}")).await.expect(200);
    let mut profile = app.get(&list.attr(".row-a", "href")).await.expect(200);
    let steps = steps.min(expected.len() - 1);
    for id in &expected[1..=steps] {
        let next = app
            .get(&profile.attr("a[rel=next]", "href"))
            .await
            .expect(303);
        assert!(
            next.location().starts_with(&format!("/customers/{id}?")),
            "{query}: {id}, {}",
            next.location()
        );
        profile = app.get(next.location()).await.expect(200);
    }
    for id in expected[..steps].iter().rev() {
        let previous = app
            .get(&profile.attr("a[rel=prev]", "href"))
            .await
            .expect(303);
        assert!(
            previous
                .location()
                .starts_with(&format!("/customers/{id}?")),
            "{query}: back to {id}"
        );
        profile = app.get(previous.location()).await.expect(200);
    }
    let before = app
        .get(&profile.attr("a[rel=prev]", "href"))
        .await
        .expect(303);
    let told = app.get(before.location()).await.expect(200);
    assert!(
        told.text("#toasts").contains("el primero de la lista"),
        "{query}"
    );
}

#[actix_web::test]
async fn next_and_previous_follow_every_order_of_the_list() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    for sort in ["name", "-name", "spend", "-services", "-last", "created"] {
        walk(&app, &format!("segment=vip&sort={sort}"), 12).await;
        walk(&app, &format!("sort={sort}"), 6).await;
    }
    walk(&app, "q=ana", 8).await;
    walk(&app, "q=ana+maria&sort=-spend", 5).await;
}

#[actix_web::test]
async fn an_order_by_a_figure_goes_over_to_those_without_history_and_back() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    // 961 have a history: the list's twentieth page has the last of them.
    let page = app.get("/customers?sort=-spend&page=20").await.expect(200);
    let rows = page.rows("#results");
    let hrefs = page.attrs(".row-a", "href");
    let last = app
        .db
        .texts(
            "SELECT customer_id FROM customer_metrics m JOIN customers c ON c.id = m.customer_id
                WHERE c.deleted_at IS NULL ORDER BY spend, customer_id DESC LIMIT 1",
        )
        .remove(0);
    let place = rows.iter().position(|id| *id == last).unwrap();
    let profile = app.get(&hrefs[place]).await.expect(200);
    let next = app
        .get(&profile.attr("a[rel=next]", "href"))
        .await
        .expect(303);
    assert!(
        next.location()
            .starts_with(&format!("/customers/{}?", rows[place + 1]))
    );
    let profile = app.get(next.location()).await.expect(200);
    let back = app
        .get(&profile.attr("a[rel=prev]", "href"))
        .await
        .expect(303);
    assert!(back.location().starts_with(&format!("/customers/{last}?")));
}

#[actix_web::test]
async fn the_list_stays_in_reach_of_a_profile() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let list = app
        .get("/customers?segment=vip&sort=-spend")
        .await
        .expect(200);
    let profile = app.get(&list.attr(".row-a", "href")).await.expect(200);
    assert_eq!(
        profile.attr(".crumb a", "href"),
        "/customers?segment=vip&sort=-spend"
    );
    let tab = profile
        .attrs("#activity .tabs a, .tabs a", "href")
        .remove(1);
    assert!(tab.contains("list=segment"), "{tab}");
    let id = list.rows("#results").remove(0);
    let alone = app.get(&format!("/customers/{id}")).await.expect(200);
    assert!(!alone.has("a[rel=next]"));
}

#[actix_web::test]
async fn who_was_found_despite_a_typo_has_neighbours_too() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    for name in [
        "Marcela Rivas",
        "Marcela Riveros",
        "Marcel Rivas",
        "Marzela Rivas",
    ] {
        a_customer().name(name).create(conn);
    }
    app.sign_in(Role::Staff).await;
    for query in ["q=marcela+rivas", "q=marcela+rivas&sort=-name"] {
        let list = app.get(&format!("/customers?{query}")).await.expect(200);
        assert!(list.rows("#results").len() >= 2, "{query}");
        walk(&app, query, 9).await;
    }
}

#[actix_web::test]
async fn the_list_stays_in_reach_after_a_note_a_task_a_visit_and_a_correction() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let list = app
        .get("/customers?segment=vip&sort=-spend")
        .await
        .expect(200);
    let href = list.attr(".row-a", "href");
    let id = list.rows("#results").remove(0);
    let at_the_list = |to: &str| {
        assert!(
            to.starts_with(&format!("/customers/{id}?list=segment")),
            "{to}"
        );
    };
    let profile = app.get(&href).await.expect(200);
    let noted = send(
        &app,
        &profile,
        "#note-new",
        &[("body", "Llamar"), ("kind", "note")],
    )
    .await
    .expect(303);
    at_the_list(noted.location());

    let plan = profile.attr(".acts a[href^='/activities/new']", "href");
    let form = app.get(&plan).await.expect(200);
    assert_eq!(form.attr("[name=customer_id]", "value"), id);
    let task = [("title", "Llamar"), ("kind", "task")];
    let planned = send(&app, &form, "form[action='/activities']", &task)
        .await
        .expect(303);
    at_the_list(planned.location());

    let profile = app.get(planned.location()).await.expect(200);
    let complete = "#activity form[action$='/completion']";
    let done = send(&app, &profile, complete, &[]).await.expect(303);
    at_the_list(done.location());

    let edit = profile.attr(".acts a[href*='/edit']", "href");
    let form = app.get(&edit).await.expect(200);
    let changed = send(&app, &form, "form.form", &[("city", "Osorno")])
        .await
        .expect(303);
    at_the_list(changed.location());

    let visit = profile.attr(".acts a[href*='/history/new']", "href");
    let form = app.get(&visit).await.expect(200);
    let service = app.db.text("SELECT min(id) FROM services WHERE active");
    let fields = [("service", service.as_str()), ("price", "1000")];
    let added = send(&app, &form, "form.panel-b", &fields).await.expect(303);
    at_the_list(added.location());
}
