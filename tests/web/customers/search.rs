//! Who is found by what was typed, and where it matched.

use std::collections::BTreeSet;

use serde_json::Value;
use vinculo::domain::Role;

use super::names;
use crate::support::{TestApp, a_customer};

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
    let truth: Value =
        serde_json::from_str(include_str!("../../data/spa/truth/search.json")).unwrap();
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
