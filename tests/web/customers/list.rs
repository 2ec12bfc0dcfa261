//! The list: its pages, orders, filters and counts.

use std::collections::BTreeSet;

use vinculo::domain::Role;

use super::names;
use crate::support::{TestApp, a_customer, a_service};

#[actix_web::test]
async fn the_list_shows_fifty_a_page_with_figures_and_a_stored_count() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let first = app.get("/customers").await.expect(200);
    assert_eq!(first.count("[data-row=customer]"), 50);
    assert_eq!(first.value("customers_found"), "3053");
    let last = app.get("/customers?page=62").await.expect(200);
    assert_eq!(last.count("[data-row=customer]"), 3);
    assert_eq!(app.get("/customers?page=999").await.rows(""), last.rows(""));
    for (query, expected) in [
        ("segment=none", "2092"),
        ("segment=any", "961"),
        ("status=active", "3053"),
        ("status=blocked&segment=vip", "0"),
    ] {
        let page = app.get(&format!("/customers?{query}")).await.expect(200);
        let found = page.attrs("[data-metric=customers_found]", "data-value");
        assert_eq!(
            found.first().map_or("0", String::as_str),
            expected,
            "{query}"
        );
    }
}

#[actix_web::test]
async fn counts_by_tally_agree_with_counting() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    for query in [
        "segment=vip",
        "segment=lost",
        "r=3",
        "r=2&f=3",
        "r=1&segment=at_risk",
    ] {
        // With the status the count is made row by row; all of the spa are active.
        let stored = app.get(&format!("/customers?{query}")).await.expect(200);
        let counted = app
            .get(&format!("/customers?{query}&status=active"))
            .await
            .expect(200);
        assert_eq!(
            stored.value("customers_found"),
            counted.value("customers_found"),
            "{query}"
        );
    }
}

#[actix_web::test]
async fn every_order_puts_those_without_history_last() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    let ana = a_customer().name("Ana").create(conn);
    let beto = a_customer().name("Beto").create(conn);
    a_customer().name("Ñandú").create(conn);
    a_customer().name("Nora").create(conn);
    a_service(ana).price(90_000).on("2025-01-01").create(conn);
    a_service(beto).price(10_000).on("2025-10-01").create(conn);
    a_service(beto).price(10_000).on("2025-10-02").create(conn);
    for (sort, expected) in [
        ("name", ["Ana", "Beto", "Nora", "Ñandú"]),
        ("-name", ["Ñandú", "Nora", "Beto", "Ana"]),
        ("spend", ["Beto", "Ana", "Nora", "Ñandú"]),
        ("-spend", ["Ana", "Beto", "Nora", "Ñandú"]),
        ("services", ["Ana", "Beto", "Nora", "Ñandú"]),
        ("-services", ["Beto", "Ana", "Nora", "Ñandú"]),
        ("last", ["Ana", "Beto", "Nora", "Ñandú"]),
        ("-last", ["Beto", "Ana", "Nora", "Ñandú"]),
        ("created", ["Ana", "Beto", "Ñandú", "Nora"]),
        ("-created", ["Nora", "Ñandú", "Beto", "Ana"]),
    ] {
        let path = format!("/customers?sort={sort}");
        assert_eq!(names(&app, &path).await, expected, "{sort}");
    }
}

#[actix_web::test]
async fn pages_of_an_order_by_figure_hold_everybody_once() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    for sort in ["-spend", "last"] {
        let mut seen = BTreeSet::new();
        for page in [1, 19, 20, 21, 22, 62] {
            let path = format!("/customers?sort={sort}&page={page}");
            let rows = app.get_fragment(&path).await.expect(200).rows("");
            assert_eq!(rows.len(), if page == 62 { 3 } else { 50 }, "{path}");
            assert!(rows.into_iter().all(|id| seen.insert(id)), "{path}");
        }
    }
}

#[actix_web::test]
async fn filters_are_chips_that_come_off_one_by_one() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let page = app
        .get("/customers?q=ana&segment=vip&r=3&sort=-spend")
        .await
        .expect(200);
    assert_eq!(page.count(".chip"), 2);
    assert_eq!(
        page.attrs(".chip", "href"),
        [
            "/customers?q=ana&r=3&sort=-spend",
            "/customers?q=ana&segment=vip&sort=-spend"
        ]
    );
    let none = app.get("/customers?q=ana&status=blocked").await.expect(200);
    assert!(none.has(".empty a[href='/customers?q=ana']"));
    let part = app.get_fragment("/customers?q=ana").await.expect(200);
    assert!(part.has("#results") && !part.has("form.filters") && !part.has("h1"));
}

#[actix_web::test]
async fn an_empty_business_is_told_how_to_begin() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/customers").await.expect(200);
    assert!(page.has(".empty a[href='/customers/new']"));
    assert!(page.has(".empty a[href='/imports']"));
}

#[actix_web::test]
async fn ones_own_customers_and_those_with_a_tag_are_filters() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    for name in ["Ana", "Beto", "Carla"] {
        a_customer().name(name).create(conn);
    }
    app.db.sql(
        "UPDATE customers SET owner_id = (SELECT id FROM users) WHERE full_name <> 'Ana';
         UPDATE customers SET tags = '{spa,Té verde}' WHERE full_name <> 'Beto'",
    );
    for (query, expected) in [
        ("owner=me", vec!["Beto", "Carla"]),
        ("tag=spa", vec!["Ana", "Carla"]),
        ("tag=T%C3%A9+verde&owner=me", vec!["Carla"]),
        ("tag=spa&owner=me&q=carla", vec!["Carla"]),
        ("tag=sp", vec![]),
        ("owner=999", vec![]),
        ("owner=none", vec!["Ana"]),
    ] {
        let page = app.get(&format!("/customers?{query}")).await.expect(200);
        assert_eq!(page.texts(".row-a"), expected, "{query}");
    }
    let page = app.get("/customers?tag=spa&owner=me").await.expect(200);
    assert_eq!(
        page.texts(".chip span:first-child"),
        ["Mis clientes", "Etiqueta: spa"]
    );
    assert_eq!(
        page.attrs(".chip", "href"),
        ["/customers?tag=spa", "/customers?owner=me"]
    );
    assert_eq!(page.attr("[name=owner] option[selected]", "value"), "me");
    assert_eq!(page.value("customers_found"), "1");
}

#[actix_web::test]
async fn a_segment_is_by_name_both_ways() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    for (sort, direction) in [("name", ""), ("-name", " DESC")] {
        let ids = app.db.texts(&format!(
            "SELECT c.id FROM customers c JOIN customer_metrics m ON m.customer_id = c.id WHERE m.segment = 'vip'
             ORDER BY c.full_name COLLATE names{direction}, c.id{direction} LIMIT 50"
        ));
        let path = format!("/customers?segment=vip&sort={sort}");
        assert_eq!(
            app.get(&path).await.expect(200).rows("#results"),
            ids,
            "{sort}"
        );
    }
}

#[actix_web::test]
async fn a_nul_character_is_no_error_of_ours() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let customer = a_customer().create(&mut app.db.conn());
    for path in ["/customers?q=ana%00", "/history?category=%00"] {
        app.get(path).await.expect(400);
    }
    app.get(&format!("/customers/{customer}?before=soon"))
        .await
        .expect(200);
    let fields = [("kind", "note"), ("body", "uno\0 dos")];
    app.post_form(&format!("/customers/{customer}/activities"), &fields)
        .await
        .expect(303);
    assert_eq!(app.db.text("SELECT body FROM activities"), "uno dos");
}

#[actix_web::test]
async fn a_deleted_customer_is_neither_listed_nor_edited() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let id = a_customer().name("Ana Rojas").create(&mut app.db.conn());
    app.db.sql("UPDATE customers SET deleted_at = now()");
    assert!(names(&app, "/customers").await.is_empty());
    assert!(names(&app, "/customers?q=rojas").await.is_empty());
    app.get(&format!("/customers/{id}/edit")).await.expect(404);
}

#[actix_web::test]
async fn strangers_see_no_customers() {
    let app = TestApp::start().await;
    for path in ["/customers", "/customers/new", "/customers/1/edit"] {
        let page = app.get(path).await.expect(303);
        assert!(page.location().starts_with("/login"), "{path}");
    }
}
