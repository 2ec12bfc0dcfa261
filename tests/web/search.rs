//! The search over everything, as a page and as the options of the palette.

use vinculo::domain::Role;

use crate::support::{Page, TestApp, a_catalogue_service, a_customer};

async fn with_some_of_each() -> TestApp {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let ana = a_customer()
        .name("Ana Peña Masaje")
        .email("ana@correo.example")
        .phone("+56 9 1234 5678")
        .create(conn);
    a_customer().name("Beto Soto").create(conn);
    a_catalogue_service(conn, "Masajes", "Masaje relajante");
    a_catalogue_service(conn, "Spa", "Sauna");
    app.db.sql(&format!(
        "UPDATE customers SET phone_e164 = '+56912345678' WHERE id = {ana};
         INSERT INTO proposals (customer_id, state, engine_asked, segment, language, offer_limit, subject, body)
         VALUES ({ana}, 'ready', 'builtin', 'vip', 'es', 20, 'Un descanso para Ana', '')"
    ));
    app
}

async fn search(app: &TestApp, query: &str) -> Page {
    app.get_fragment(&format!("/search?q={query}"))
        .await
        .expect(200)
}

fn kinds(page: &Page) -> Vec<String> {
    page.attrs("[role=option]", "data-row")
}

#[actix_web::test]
async fn one_search_finds_customers_services_proposals_and_pages() {
    let app = with_some_of_each().await;
    app.sign_in(Role::Admin).await;
    let found = search(&app, "masaje").await;
    assert_eq!(kinds(&found), ["customer", "service", "proposal"]);
    assert_eq!(
        found.texts("[role=group] .pal-h"),
        ["Clientes", "Servicios", "Propuestas"]
    );
    assert_eq!(
        found.texts("[data-row=service] mark"),
        ["Masaje", "Masaje"],
        "name and category"
    );
    assert!(
        found
            .text("[data-row=customer]")
            .contains("Coincide: nombre")
    );
    assert!(found.text("[data-row=proposal]").contains("Por revisar"));
    let pages = search(&app, "clintes").await;
    assert_eq!(
        pages.attrs("[data-row=page]", "href"),
        ["/customers"],
        "a typo is forgiven"
    );
}

#[actix_web::test]
async fn typos_are_forgiven_and_phones_are_found_in_any_format() {
    let app = with_some_of_each().await;
    app.sign_in(Role::Staff).await;
    assert_eq!(kinds(&search(&app, "mazaje+relajamte").await), ["service"]);
    let similar = search(&app, "penna").await;
    assert!(similar.text("[data-row=customer]").contains("parecido"));
    for typed in ["1234+5678", "%2B56912345678", "9-1234-5678", "56+9+1234"] {
        let found = search(&app, typed).await;
        assert_eq!(kinds(&found), ["customer"], "{typed}");
        assert_eq!(found.count("[data-row=customer] mark"), 1, "{typed}");
    }
}

#[actix_web::test]
async fn what_somebody_may_not_open_is_not_found() {
    let app = with_some_of_each().await;
    app.sign_in(Role::Staff).await;
    let found = search(&app, "masaje").await;
    assert_eq!(kinds(&found), ["customer", "service"]);
    let service = found.attr("[data-row=service]", "href");
    app.get(&service).await.expect(200);
    assert!(service.starts_with("/history?service="));
    assert_eq!(kinds(&search(&app, "auditoria").await), ["new"]);
    let recent = app.db.text("SELECT 'proposals/' || id FROM proposals");
    let opened = app
        .get_fragment(&format!("/search?recent={recent}"))
        .await
        .expect(200);
    assert!(!opened.has("[data-row=proposal]"));
}

#[actix_web::test]
async fn every_place_that_is_found_can_be_opened() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    for word in [
        "a", "c", "d", "e", "h", "m", "n", "o", "p", "s", "t", "u", "w",
    ] {
        let found = search(&app, word).await;
        for href in found.attrs("[data-row=page]", "href") {
            let page = app.get(&href).await;
            assert!([200, 303].contains(&page.status), "{href}: {}", page.status);
        }
    }
}

#[actix_web::test]
async fn every_entry_of_the_menu_is_found_by_its_label() {
    let app = TestApp::start().await;
    for role in Role::ALL {
        let browser = app.browser_of(*role).await;
        let page = browser.get("/activities").await.expect(200);
        let labels = page.texts(".side-nav a");
        let hrefs = page.attrs(".side-nav a", "href");
        assert!(labels.len() > 4 && labels.len() == hrefs.len());
        for (label, href) in labels.iter().zip(&hrefs) {
            let query = serde_urlencoded::to_string([("q", label)]).unwrap();
            let found = browser
                .get_fragment(&format!("/search?{query}"))
                .await
                .expect(200);
            let pages = found.attrs("[data-row=page]", "href");
            assert!(pages.contains(href), "{role} looks for {label}");
        }
    }
}

#[actix_web::test]
async fn a_page_that_was_named_goes_before_names_that_are_only_like_it() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    a_customer()
        .name("Auditorio Soto")
        .create(&mut app.db.conn());
    let found = search(&app, "auditoria").await;
    assert_eq!(kinds(&found), ["page", "customer"]);
    assert_eq!(found.attr("[data-row=page]", "href"), "/admin/audit");
    a_customer()
        .name("Auditoria Ltda")
        .create(&mut app.db.conn());
    let found = search(&app, "auditoria").await;
    assert_eq!(kinds(&found), ["customer", "customer", "page"]);
}

#[actix_web::test]
async fn a_page_is_found_by_what_else_it_is_called() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    for (typed, href) in [
        ("excel", "/imports"),
        ("respaldo", "/admin/doctor"),
        ("bitacora", "/admin/audit"),
        ("precios", "/services"),
    ] {
        let found = search(&app, typed).await;
        assert_eq!(found.attrs("[data-row=page]", "href"), [href], "{typed}");
    }
}

#[actix_web::test]
async fn what_was_opened_last_comes_first_while_nothing_is_typed() {
    let app = with_some_of_each().await;
    app.sign_in(Role::Admin).await;
    let id = |sql: &str| app.db.number(sql);
    let (beto, sauna, proposal) = (
        id("SELECT id FROM customers WHERE full_name = 'Beto Soto'"),
        id("SELECT id FROM services WHERE name = 'Sauna'"),
        id("SELECT id FROM proposals"),
    );
    let recent =
        format!("proposals/{proposal},customers/{beto},services/{sauna},customers/999,x/1");
    let part = app
        .get_fragment(&format!("/search?recent={recent}"))
        .await
        .expect(200);
    let rows = part.attrs("#palette-recent ~ [role=option]", "href");
    assert_eq!(
        rows,
        [
            format!("/proposals/{proposal}"),
            format!("/customers/{beto}"),
            format!("/services/{sauna}")
        ]
    );
    assert!(part.has("[data-row=page]"));
    app.db.sql("UPDATE customers SET deleted_at = now()");
    let part = app
        .get_fragment(&format!("/search?recent={recent}"))
        .await
        .expect(200);
    assert_eq!(part.count("#palette-recent ~ [role=option]"), 1);
}

#[actix_web::test]
async fn without_scripts_there_is_a_page_with_the_same() {
    let app = with_some_of_each().await;
    app.sign_in(Role::Sales).await;
    let page = app.get("/search?q=masaje").await.expect(200);
    assert_eq!(
        page.attrs("main li[data-row]", "data-row"),
        ["customer", "service", "proposal"]
    );
    assert_eq!(page.attr("main [name=q]", "value"), "masaje");
    assert_eq!(page.attr(".find", "action"), "/search");
    let none = app.get("/search?q=zzzzzz").await.expect(200);
    let create = none.attr("main .empty a", "href");
    let form = app.get(&create).await.expect(200);
    assert_eq!(form.attr("[name=full_name]", "value"), "zzzzzz");
    let short = app.get("/search?q=zz").await.expect(200);
    assert!(
        short
            .texts("main .alertline")
            .concat()
            .contains("tres letras")
    );
    app.get("/search").await.expect(200);
}

#[actix_web::test]
async fn of_many_customers_the_first_are_shown_and_the_list_has_all() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let found = search(&app, "ana").await;
    assert_eq!(found.count("[data-row=customer]"), 8);
    assert_eq!(found.attr("[data-row=all]", "href"), "/customers?q=ana");
    let list = app.get("/customers?q=ana").await.expect(200);
    let first: Vec<String> = list.rows("#results").into_iter().take(8).collect();
    assert_eq!(found.attrs("[data-row=customer]", "data-id"), first);
    let shown = kinds(&found).iter().filter(|kind| *kind != "all").count();
    assert_eq!(
        found.text("[data-announce]"),
        format!("{shown} resultados"),
        "the way to more of them is none"
    );
}
