//! The fields that a business added: as columns, as filters, in tables for spreadsheets and in saved lists.

use vinculo::domain::Role;

use super::{names, send};
use crate::support::{TestApp, a_customer};

/// A field of each kind, and one that is not asked any more.
const FIELDS: &str = r#"[
    {"key": "x1", "name": "Tipo de piel", "kind": "choice", "options": ["Seca", "Mixta"]},
    {"key": "x2", "name": "Distancia (km)", "kind": "number"},
    {"key": "x3", "name": "Aniversario", "kind": "date"},
    {"key": "x4", "name": "Tiene mascota", "kind": "yes_no"},
    {"key": "x5", "name": "Prefiere", "kind": "text"},
    {"key": "x6", "name": "Antes", "kind": "text", "is_retired": true}
]"#;

async fn with_three() -> TestApp {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    for name in ["Ana", "Beto", "Carla"] {
        a_customer().name(name).create(conn);
    }
    app.db.sql(&format!(
        r#"UPDATE settings SET customer_fields = '{FIELDS}';
           UPDATE customers SET custom = '{{"x1": "Seca", "x2": "12.5", "x3": "2025-03-01", "x4": "yes", "x5": "Té verde", "x6": "sí"}}'
           WHERE full_name = 'Ana';
           UPDATE customers SET custom = '{{"x1": "Mixta", "x2": "-3", "x3": "2024-12-31", "x4": "no"}}' WHERE full_name = 'Beto'"#
    ));
    app
}

#[actix_web::test]
async fn a_field_of_each_kind_narrows_the_list() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    for (query, expected) in [
        ("x1=Seca", vec!["Ana"]),
        ("x1=Grasa", vec![]),
        ("x2_from=0", vec!["Ana"]),
        ("x2_to=12.5", vec!["Ana", "Beto"]),
        ("x2_min=12%2C5", vec!["Ana"]),
        ("x2_max=0", vec!["Beto"]),
        ("x3_from=2025-01-01", vec!["Ana"]),
        ("x3_to=2024-12-31", vec!["Beto"]),
        ("x4=yes", vec!["Ana"]),
        ("x4=no", vec!["Beto"]),
        ("x5=T%C3%A9+verde", vec!["Ana"]),
        ("x5=te+VERDE", vec!["Ana"]),
        ("x5=verde", vec!["Ana"]),
        ("x5=%25", vec![]),
        ("x1=-", vec!["Carla"]),
        ("x4=-&x1=Seca", vec![]),
        ("x1=Seca&x2_from=5&x4=yes&status=active", vec!["Ana"]),
        ("x1=Seca&x2_to=5", vec![]),
        ("q=beto&x1=Mixta", vec!["Beto"]),
        ("x9=Seca", vec!["Ana", "Beto", "Carla"]),
    ] {
        assert_eq!(names(&app, query).await, expected, "{query}");
        let sorted = names(&app, &format!("{query}&sort=-spend")).await;
        assert_eq!(sorted.len(), expected.len(), "{query} by spend");
    }
}

#[actix_web::test]
async fn who_has_no_number_in_a_field_of_numbers_is_passed_over() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    app.db
        .sql(r#"UPDATE customers SET custom = '{"x2": "unos 12 km"}' WHERE full_name = 'Carla'"#);
    assert_eq!(names(&app, "x2_from=-5").await, ["Ana", "Beto"]);
    assert_eq!(names(&app, "x2_to=100").await, ["Ana", "Beto"]);
}

#[actix_web::test]
async fn the_form_asks_for_each_and_a_chip_says_what_is_on() {
    let app = with_three().await;
    app.sign_in(Role::Admin).await;
    let query = "x1=Seca&x2_from=12.5&x3_to=2025-03-01&x4=yes&x5=T%C3%A9+verde";
    let page = app.get(&format!("/customers?{query}")).await.expect(200);
    assert_eq!(
        page.texts(".chip span:first-child"),
        [
            "Tipo de piel: Seca",
            "Distancia (km) desde 12,5",
            "Aniversario hasta el 01-03-2025",
            "Tiene mascota: Sí",
            "Prefiere: Té verde"
        ]
    );
    let without_skin = page.attrs(".chip", "href").remove(0);
    assert!(!without_skin.contains("x1=") && without_skin.contains("x2_from=12.5"));
    assert_eq!(
        page.texts(".more-own .f-label"),
        [
            "Tipo de piel",
            "Distancia (km)",
            "Aniversario",
            "Tiene mascota",
            "Prefiere"
        ]
    );
    assert_eq!(page.text("label[for=f-x1]"), "Tipo de piel");
    assert_eq!(
        page.texts("#f-x1 option"),
        ["Cualquiera", "Seca", "Mixta", "Sin dato"]
    );
    assert_eq!(page.text(".more-own legend"), "Otros datos");
    assert_eq!(page.text("#f-x1 option[selected]"), "Seca");
    assert_eq!(page.text("#f-x4 option[selected]"), "Sí");
    assert_eq!(page.attr("[name=x2_min]", "value"), "12,5");
    assert_eq!(page.attr("[name=x3_to]", "value"), "2025-03-01");
    assert_eq!(page.attr("#f-x5", "value"), "Té verde");
    let campaign = page.attr("#results a[href^='/campaigns/new']", "href");
    let form = app.get(&campaign).await.expect(200);
    assert_eq!(form.attr("[name=filter]", "value"), query);
    let batch = app
        .get("/customers/batches/new?whom=all&query=x1%3DSeca")
        .await
        .expect(200);
    assert!(batch.text("main").contains("Ana") && !batch.text("main").contains("Beto"));
}

#[actix_web::test]
async fn a_business_without_fields_of_its_own_sees_no_place_for_them() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let page = app.get("/customers").await.expect(200);
    assert!(page.has(".more-b") && !page.has(".more-own"));
}

#[actix_web::test]
async fn a_number_that_means_nothing_is_told_at_its_field_and_narrows_nothing() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    for query in ["x2_min=doce", "x2_from=doce"] {
        let page = app.get(&format!("/customers?{query}")).await.expect(200);
        assert!(page.has("details.more[open] #f-x2_min-err"), "{query}");
        assert_eq!(page.attrs(".more [aria-invalid]", "name"), ["x2_min"]);
        assert_eq!(page.attr("[name=x2_min]", "value"), "doce");
        assert_eq!(page.count("[data-row=customer]"), 3);
        assert!(!page.has(".chip"));
    }
}

#[actix_web::test]
async fn a_filter_that_means_nothing_is_told_and_the_list_is_not_offered_as_a_whole() {
    let app = with_three().await;
    app.sign_in(Role::Admin).await;
    for (part, told) in [
        ("x9=Seca", "x9: Seca"),
        ("x4=quiz%C3%A1s", "Tiene mascota: quizás"),
        ("status=gone", "Estado: gone"),
    ] {
        let query = format!("{part}&x1=Seca");
        let page = app.get(&format!("/customers?{query}")).await.expect(200);
        let alert = page.text("#results .alertline");
        assert!(alert.contains(told), "{alert}");
        let without = page.attr("#results .alertline a", "href");
        assert_eq!(without, "/customers?x1=Seca");
        assert!(!page.has("a[href*='/customers/export']"));
        assert!(!page.has("[name=whom][value=all]"));
        let page = app.get(&without).await.expect(200);
        assert!(page.has("[name=whom][value=all]") && !page.has("#results .alertline"));
    }
    let page = app.get("/customers?x4=quiz%C3%A1s").await.expect(200);
    assert!(page.has("#f-x4[aria-invalid]") && page.has("#f-x4-err"));
}

#[actix_web::test]
async fn the_way_through_a_list_survives_a_sign_that_no_text_can_hold() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    let id = app.db.number("SELECT min(id) FROM customers");
    for part in ["x5%3D%2500", "q%3D%2500", "tag%3Da%2500"] {
        let path = format!("/customers/{id}/next?list={part}");
        app.get(&path).await.expect(303);
    }
}

#[actix_web::test]
async fn the_audit_log_tells_no_words_that_an_export_was_narrowed_by() {
    let app = with_three().await;
    app.sign_in(Role::Admin).await;
    app.get("/customers/export?x1=Seca&x5=verde&q=ana")
        .await
        .expect(200);
    let noted = "SELECT after #>> '{}' FROM audit_values WHERE field_name = 'filters'";
    assert_eq!(app.db.texts(noted), ["x1=Seca"]);
}

#[actix_web::test]
async fn a_field_is_a_column_with_its_own_name_and_values_as_people_write_them() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    let page = app
        .get("/customers?columns=x1&columns=x2&columns=x3&columns=x4&columns=x6")
        .await
        .expect(200);
    assert_eq!(
        page.texts("thead th:not(.pick)"),
        [
            "Nombre",
            "Tipo de piel",
            "Distancia (km)",
            "Aniversario",
            "Tiene mascota"
        ]
    );
    let cells = |row| {
        page.texts(&format!(
            "[data-row=customer]:nth-child({row}) [data-column]"
        ))
    };
    assert_eq!(cells(1), ["Seca", "12,5", "01-03-2025", "Sí"]);
    assert_eq!(cells(3), ["–", "–", "–", "–"]);
    assert!(page.has(".pop-cols [value=x5]") && !page.has(".pop-cols [value=x6]"));
}

#[actix_web::test]
async fn a_table_for_spreadsheets_has_the_fields_of_the_business() {
    let app = with_three().await;
    app.sign_in(Role::Admin).await;
    let table = app
        .get("/customers/export?columns=x1,x2,x3,x4&x2_to=100")
        .await
        .expect(200);
    let id = |name: &str| {
        app.db.number(&format!(
            "SELECT id FROM customers WHERE full_name = '{name}'"
        ))
    };
    assert_eq!(
        table.body,
        format!(
            "\u{feff}N.º en Vínculo;Nombre;Tipo de piel;Distancia (km);Aniversario;Tiene mascota\n\
             {};Ana;Seca;12,5;2025-03-01;Sí\n\
             {};Beto;Mixta;-3;2024-12-31;No\n",
            id("Ana"),
            id("Beto")
        )
    );
    let all = app.get("/customers/export?all=yes").await.expect(200);
    let head = all.body.lines().next().unwrap_or_default();
    assert!(head.ends_with(";Tiene mascota;Prefiere;Antes"), "{head}");
}

#[actix_web::test]
async fn a_saved_list_keeps_its_field_also_once_nobody_is_asked_for_it() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    let page = app
        .get("/customers?x1=Seca&columns=x1&sort=name&x2_min=10%2C0")
        .await
        .expect(200);
    let save = ".views form[action='/customers/views']";
    let saved = send(&app, &page, save, &[("name", "Piel seca")])
        .await
        .expect(303);
    let view = saved.location();
    assert_eq!(
        app.db.text("SELECT query FROM customer_views"),
        "x1=Seca&x2_from=10&columns=x1&sort=name"
    );
    let page = app.get(view).await.expect(200);
    assert_eq!(page.texts(".row-a"), ["Ana"]);
    assert_eq!(
        page.texts("thead th:not(.pick)"),
        ["Nombre", "Tipo de piel"]
    );
    app.db
        .sql("UPDATE settings SET customer_fields = jsonb_set(customer_fields, '{0,is_retired}', 'true')");
    let page = app.get(view).await.expect(200);
    assert_eq!(page.texts(".row-a"), ["Ana"]);
    assert_eq!(page.text(".chip span:first-child"), "Tipo de piel: Seca");
    assert!(page.has("#f-x1") && !page.has(".pop-cols [value=x1]"));
    let everybody = app.get("/customers").await.expect(200);
    assert!(everybody.has("#f-x5") && !everybody.has("#f-x1"));
}
