//! The list of customers, its search, and the form.

use std::collections::BTreeSet;

use serde_json::Value;
use vinculo::domain::Role;

use super::support::{Page, TestApp, a_customer, a_service};

/// The form of a page with some fields filled in otherwise.
async fn send(app: &TestApp, page: &Page, path: &str, changed: &[(&str, &str)]) -> Page {
    let mut fields = page.filled("form.form");
    for (name, value) in changed {
        fields.retain(|(other, _)| other != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let pairs: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    app.post_form(path, &pairs).await
}

async fn names(app: &TestApp, path: &str) -> Vec<String> {
    app.get(path).await.expect(200).texts(".row-a")
}

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
async fn one_or_two_characters_find_nobody_and_say_why() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    for query in ["ab", "%20a%20", "%F0%9F%8C%B8"] {
        let page = app.get(&format!("/customers?q={query}")).await.expect(200);
        assert_eq!(page.count("[data-row]"), 0);
        assert!(page.has(".empty"));
    }
}

#[actix_web::test]
async fn short_words_are_found_beside_each_other() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    a_customer().name("Li Wu").create(conn);
    a_customer().name("Wu Lin").create(conn);
    assert_eq!(names(&app, "/customers?q=li+wu").await, ["Li Wu"]);
}

#[actix_web::test]
async fn a_sorted_list_forgives_typos_too_and_a_search_from_it_has_the_best_first() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    a_customer().name("Carla Gonzalez").create(conn);
    let page = app
        .get("/customers?q=gonsalez&sort=-spend")
        .await
        .expect(200);
    assert_eq!(page.texts(".row-a"), ["Carla Gonzalez"]);
    assert_eq!(page.value("customers_found"), "1");

    let sorted = app.get("/customers?sort=-spend").await.expect(200);
    assert!(!sorted.has("search form [name=sort]"));
    assert_eq!(sorted.attr("search form [name=order]", "value"), "-spend");
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
async fn a_hit_says_where_it_matched() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let conn = &mut app.db.conn();
    let customer = a_customer()
        .name("Iñaki Peña")
        .email("inaki@correo.example")
        .phone("+52 81 1234 5678")
        .create(conn);
    app.db.sql(&format!(
        "UPDATE customers SET tax_id = '41.950.470-K', phone_e164 = '+528112345678' WHERE id = {customer}"
    ));
    for (query, marked, why) in [
        (
            "pena+8112",
            vec!["Peña", "81 12"],
            "Coincide: nombre, teléfono",
        ),
        (
            "8112+PENA",
            vec!["Peña", "81 12"],
            "Coincide: nombre, teléfono",
        ),
        ("52+81", vec!["52 81"], "Coincide: teléfono"),
        ("%40correo", vec!["@correo"], "Coincide: correo"),
        (
            "41950470-k",
            vec!["41.950.470"],
            "Coincide: RUT o documento",
        ),
        (
            "inaky+penna",
            vec!["Iñaki", "Peña"],
            "Coincide: nombre parecido",
        ),
    ] {
        let page = app.get(&format!("/customers?q={query}")).await.expect(200);
        assert_eq!(page.rows(""), [customer.to_string()], "{query}");
        let mut found = page.texts("mark");
        found.retain(|text| marked.contains(&text.as_str()));
        assert_eq!(found, marked, "{query}");
        assert!(page.text("[data-row]").contains(why), "{query}");
    }
}

#[actix_web::test]
async fn every_known_answer_is_found_and_literal_ones_come_first() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Staff).await;
    let truth: Value = serde_json::from_str(include_str!("../data/spa/truth/search.json")).unwrap();
    let queries = truth["queries"].as_array().unwrap();
    assert_eq!(queries.len(), 35);
    for query in queries {
        let text = query["query"].as_str().unwrap();
        let expected: Vec<String> = query["ids"]
            .as_array()
            .map(|ids| ids.iter().map(Value::to_string).collect())
            .unwrap_or_default();
        let found = found_on_all_pages(&app, text).await;
        if query["too_short"] == true {
            let everybody = text.trim().is_empty();
            assert_eq!(found.is_empty(), !everybody, "{text:?}");
            continue;
        }
        let missing: Vec<_> = expected.iter().filter(|id| !found.contains(id)).collect();
        assert!(missing.is_empty(), "{text:?} does not find {missing:?}");
        let is_whole = query["matches"] == expected.len();
        if query["kind"] == "text" && is_whole {
            let first: BTreeSet<_> = found.iter().take(expected.len()).collect();
            assert_eq!(first, expected.iter().collect(), "{text:?}");
        }
    }
    for nothing in ["%%%", "___", "zzzz"] {
        assert!(found_on_all_pages(&app, nothing).await.is_empty());
    }
}

/// The ids in their order; of an empty search only the first page.
async fn found_on_all_pages(app: &TestApp, text: &str) -> Vec<String> {
    let query = serde_urlencoded::to_string([("q", text)]).unwrap();
    let mut found = Vec::new();
    for page in 1.. {
        let part = app
            .get_fragment(&format!("/customers?{query}&page={page}"))
            .await
            .expect(200);
        found.extend(part.rows(""));
        if text.is_empty() || !part.has(".pager a[rel=next]") {
            break;
        }
    }
    found
}

#[actix_web::test]
async fn a_new_customer_is_stored_with_consents_and_a_trace() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let form = app.get("/customers/new").await.expect(200);
    let choices = form.texts("[name=kind] option, [name=consent_email] option");
    assert_eq!(
        choices,
        [
            "Persona",
            "Empresa",
            "Sí, acepta",
            "No acepta",
            "Retiró su permiso",
            "No le hemos preguntado"
        ]
    );
    let stored = send(
        &app,
        &form,
        "/customers/new",
        &[
            ("full_name", " Ñusta Peña "),
            ("email", "nusta@correo.example"),
            ("phone", "9 1234 5678"),
            ("tax_id", "41.950.470-k"),
            ("birth_date", "1990-02-28"),
            ("tags", "spa, vip"),
            ("consent_email", "given"),
        ],
    )
    .await
    .expect(303);
    let id = app.db.number("SELECT id FROM customers");
    assert_eq!(stored.location(), format!("/customers/{id}"));
    let row = "SELECT concat_ws('|', full_name, phone_e164, tax_id_key, birth_date, tags, version) FROM customers";
    assert_eq!(
        app.db.text(row),
        "Ñusta Peña|+56912345678|41950470-K|1990-02-28|{spa,vip}|1"
    );
    assert_eq!(
        app.db
            .texts("SELECT concat_ws(' ', channel, state, how) FROM consents"),
        ["email given form"]
    );
    assert_eq!(
        app.db.texts("SELECT action FROM audit_log"),
        ["customer.created"]
    );
}

#[actix_web::test]
async fn a_wrong_form_comes_back_with_every_error_and_all_that_was_typed() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let form = app.get("/customers/new").await.expect(200);
    let wrong = [
        ("email", "no tiene"),
        ("phone", "1234"),
        ("tax_id", "41.950.470-1"),
        ("notes", "línea uno\r\n<b>dos</b>"),
    ];
    let page = send(&app, &form, "/customers/new", &wrong)
        .await
        .expect(422);
    let faulty = page.attrs("[aria-invalid]", "name");
    assert_eq!(faulty, ["full_name", "tax_id", "email", "phone"]);
    assert_eq!(page.count(".f-sum li"), 4);
    assert_eq!(page.attr("[name=phone]", "value"), "1234");
    assert_eq!(page.text("[name=notes]"), "línea uno <b>dos</b>");
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 0);
}

#[actix_web::test]
async fn an_old_bad_tax_id_does_not_block_a_new_phone() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer().email("no tiene").create(&mut app.db.conn());
    app.db.sql("UPDATE customers SET tax_id = '1-1'");
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    send(&app, &form, &path, &[("phone", "912345678")])
        .await
        .expect(303);
    assert_eq!(
        app.db
            .text("SELECT concat_ws('|', phone_e164, tax_id, email, version) FROM customers"),
        "+56912345678|1-1|no tiene|2"
    );
    assert_eq!(app.db.text("SELECT field_names FROM audit_log"), "{phone}");
}

#[actix_web::test]
async fn a_form_that_changes_nothing_leaves_no_trace() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    send(&app, &form, &path, &[]).await.expect(303);
    assert_eq!(app.db.number("SELECT count(*) FROM audit_log"), 0);
    assert_eq!(app.db.number("SELECT version FROM customers"), 1);
    assert_eq!(app.db.number("SELECT count(*) FROM consents"), 1);
}

#[actix_web::test]
async fn a_tax_id_that_another_customer_has_leads_to_them() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let other = a_customer().name("Beto").create(&mut app.db.conn());
    app.db
        .sql("UPDATE customers SET tax_id = '41950470K', tax_id_key = '41950470-K'");
    let form = app.get("/customers/new").await.expect(200);
    let typed = [("full_name", "Ana"), ("tax_id", "41.950.470-k")];
    let page = send(&app, &form, "/customers/new", &typed)
        .await
        .expect(422);
    assert!(page.has("#tax_id[aria-invalid]"));
    assert!(page.has(&format!("form.form a[href='/customers/{other}']")));
}

#[actix_web::test]
async fn an_address_that_others_have_is_taken_once_it_is_confirmed() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let other = a_customer()
        .email("Familia@correo.example")
        .create(&mut app.db.conn());
    let form = app.get("/customers/new").await.expect(200);
    let typed = [("full_name", "Luz"), ("email", "familia@correo.example")];
    let page = send(&app, &form, "/customers/new", &typed)
        .await
        .expect(422);
    assert!(page.has(&format!("form.form a[href='/customers/{other}']")));
    let confirmed = [("allow_shared_email", "on")];
    send(&app, &page, "/customers/new", &confirmed)
        .await
        .expect(303);
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 2);
}

#[actix_web::test]
async fn who_comes_second_sees_both_values_and_overwrites_nothing() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    let theirs = [("city", "Ancud"), ("phone", "911112222")];
    send(&app, &form, &path, &theirs).await.expect(303);

    let mine = [("city", "Osorno"), ("source", "web")];
    let page = send(&app, &form, &path, &mine).await.expect(409);
    assert_eq!(app.db.text("SELECT city FROM customers"), "Ancud");
    assert_eq!(page.attr("[name=city]", "value"), "Osorno");
    assert!(page.text("#city-help").contains("Ancud"));
    assert_eq!(page.attr("[name=phone]", "value"), "911112222");

    send(&app, &page, &path, &[]).await.expect(303);
    assert_eq!(
        app.db
            .text("SELECT concat_ws('|', city, source, phone, version) FROM customers"),
        "Osorno|web|911112222|3"
    );
}

#[actix_web::test]
async fn a_consent_that_was_withdrawn_meanwhile_is_not_given_again() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    app.db.sql(&format!(
        "INSERT INTO consents (customer_id, channel, state, how) VALUES ({id}, 'email', 'withdrawn', 'unsubscribe')"
    ));
    let page = send(&app, &form, &path, &[("city", "Osorno")])
        .await
        .expect(409);
    send(&app, &page, &path, &[]).await.expect(303);
    assert_eq!(
        app.db
            .text("SELECT state FROM consents ORDER BY id DESC LIMIT 1"),
        "withdrawn"
    );
    assert_eq!(app.db.text("SELECT city FROM customers"), "Osorno");
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

#[actix_web::test]
async fn consent_given_in_the_shop_lets_who_had_unsubscribed_back_in_and_no_bounce() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let id = a_customer()
        .email("Ana@correo.example")
        .email_consent("withdrawn")
        .create(&mut app.db.conn());
    app.db.sql(
        "INSERT INTO suppressions (address, reason)
         SELECT 'ana@correo.example', unnest('{unsubscribed,bounced,complained}'::text[])",
    );
    let path = format!("/customers/{id}/edit");
    let suppressed = "SELECT reason FROM suppressions ORDER BY reason";
    for (consent, left) in [
        ("refused", &["bounced", "complained", "unsubscribed"][..]),
        ("given", &["bounced", "complained"]),
    ] {
        let form = app.get(&path).await.expect(200);
        send(&app, &form, &path, &[("consent_email", consent)])
            .await
            .expect(303);
        assert_eq!(app.db.texts(suppressed), left, "{consent}");
    }
    let audit =
        "SELECT actor IS NOT NULL, record_type FROM audit_log WHERE action = 'suppression.lifted'";
    assert_eq!(
        app.db
            .number(&format!("SELECT count(*) FROM ({audit}) AS lifted")),
        1
    );
}

#[actix_web::test]
async fn a_customer_who_does_not_want_to_be_followed_is_not() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let ana = a_customer().create(&mut app.db.conn());
    let path = format!("/customers/{ana}/edit");
    let followed = "(SELECT is_tracked FROM customers)";
    for (untracked, expected) in [("on", "false"), ("", "true")] {
        let page = app.get(&path).await.expect(200);
        send(&app, &page, &path, &[("untracked", untracked)])
            .await
            .expect(303);
        assert_eq!(app.db.text(followed), expected);
    }
    let audit = "SELECT action FROM audit_log WHERE action = 'customer.updated'";
    assert_eq!(app.db.texts(audit).len(), 2);
}
