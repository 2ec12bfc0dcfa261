//! What the list can be narrowed by, its columns, and the table for spreadsheets.

use vinculo::domain::Role;

use super::names;
use crate::support::{TestApp, a_customer, a_service};

/// Three customers who differ in everything that can be asked for.
async fn with_three() -> TestApp {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let ana = a_customer().name("Ana").email_consent("given").create(conn);
    let beto = a_customer()
        .name("Beto")
        .email_consent("refused")
        .create(conn);
    let carla = a_customer().name("Carla").never_asked().create(conn);
    let massage = |customer| a_service(customer).named("Masajes", "Masaje");
    massage(ana).price(100_000).on("2025-10-01").create(conn);
    massage(ana).price(50_000).on("2025-10-20").create(conn);
    a_service(beto)
        .named("Spa", "Sauna")
        .price(20_000)
        .on("2025-01-05")
        .create(conn);
    app.db.sql(&format!(
        "UPDATE customers SET city = 'Viña del Mar', source = 'Instagram', tags = '{{spa}}' WHERE id = {ana};
         UPDATE customers SET city = 'vina del mar', source = 'Amigos' WHERE id = {beto};
         UPDATE customers SET city = 'Osorno', owner_id = (SELECT min(id) FROM users) WHERE id = {carla};
         INSERT INTO consents (customer_id, channel, state, how) VALUES ({ana}, 'whatsapp', 'given', 'form'), ({ana}, 'whatsapp', 'withdrawn', 'form');
         INSERT INTO invoices (customer_id, type, series_id, currency, customer_name, net, tax, total, state, number, full_number,
             issued_at, issue_offset_minutes, issued_on, due_on)
         SELECT {beto}, 'invoice', min(id), 'CLP', 'Beto', 1000, 190, 1190, 'issued', 1, 'F-1', now(), -180, '2025-09-01', '2025-10-01'
         FROM invoice_series WHERE kind = 'invoice'"
    ));
    app
}

#[actix_web::test]
async fn the_list_is_narrowed_by_everything_that_is_known() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    let me = app.db.number("SELECT min(id) FROM users");
    app.db.sql(&format!(
        "UPDATE customers SET owner_id = {me} WHERE full_name = 'Carla'"
    ));
    let mine = format!("owner={me}");
    for (query, expected) in [
        ("city=VINA+DEL+MAR", vec!["Ana", "Beto"]),
        ("source=instagram", vec!["Ana"]),
        ("category=Masajes", vec!["Ana"]),
        ("category=Nada", vec![]),
        ("consent=email-given", vec!["Ana"]),
        ("consent=email-refused", vec!["Beto"]),
        ("consent=email-unknown", vec!["Carla"]),
        ("consent=whatsapp-withdrawn", vec!["Ana"]),
        ("consent=whatsapp-given", vec![]),
        ("spend_from=20000&spend_to=100000", vec!["Beto"]),
        ("spend_min=%24100.000", vec!["Ana"]),
        ("services_from=2", vec!["Ana"]),
        ("services_to=1", vec!["Beto"]),
        ("last_from=2025-10-01", vec!["Ana"]),
        ("last_to=2025-10-01", vec!["Beto"]),
        ("first_from=2025-02-01", vec!["Ana"]),
        ("first_to=2025-10-01", vec!["Ana", "Beto"]),
        ("status=active&m=3", vec![]),
        ("away=6", vec!["Ana", "Beto"]),
        ("away=7", vec!["Beto"]),
        ("overdue=yes", vec!["Beto"]),
        ("owner=none", vec!["Ana", "Beto"]),
        (mine.as_str(), vec!["Carla"]),
        ("city=vina+del+mar&category=Spa&overdue=yes", vec!["Beto"]),
    ] {
        assert_eq!(names(&app, query).await, expected, "{query}");
        let page = app
            .get(&format!("/customers?{query}&sort=-spend"))
            .await
            .expect(200);
        assert_eq!(
            page.count("[data-row=customer]"),
            expected.len(),
            "{query} by spend"
        );
        if let Some(found) = page
            .attrs("[data-metric=customers_found]", "data-value")
            .first()
        {
            assert_eq!(*found, expected.len().to_string(), "{query}");
        }
    }
}

#[actix_web::test]
async fn every_filter_is_a_chip_in_words_that_comes_off() {
    let app = with_three().await;
    app.sign_in(Role::Admin).await;
    let query = "city=Osorno&consent=email-given&spend_from=100000&away=30&overdue=yes&owner=none";
    let page = app.get(&format!("/customers?{query}")).await.expect(200);
    assert_eq!(
        page.texts(".chip span:first-child"),
        [
            "De nadie en particular",
            "Gasto desde $100.000",
            "Con deuda vencida",
            "Ciudad: Osorno",
            "Correo: acepta mensajes comerciales",
            "Sin venir hace 30 días"
        ]
    );
    let without_city = page.attrs(".chip", "href").remove(3);
    assert!(!without_city.contains("Osorno") && without_city.contains("away=30"));
    assert_eq!(page.attr("[name=spend_min]", "value"), "$100.000");
    assert!(page.has("details.more:not([open])"), "the chips tell");
    let campaign = page.attrs("#results a[href^='/campaigns/new']", "href");
    assert!(campaign.is_empty(), "nobody is found");
    let some = app
        .get("/customers?city=vina+del+mar&away=2")
        .await
        .expect(200);
    let campaign = some.attr("#results a[href^='/campaigns/new']", "href");
    let form = app.get(&campaign).await.expect(200);
    assert_eq!(
        form.attr("[name=filter]", "value"),
        "city=vina+del+mar&away=2"
    );
}

#[actix_web::test]
async fn a_filter_that_means_nothing_stays_as_typed_and_says_so() {
    let app = with_three().await;
    app.sign_in(Role::Admin).await;
    let page = app
        .get("/customers?spend_min=muchos&services_to=x&last_to=2025-02-30&city=Osorno")
        .await
        .expect(200);
    assert!(page.has("details.more[open] #f-spend_min-err"));
    assert_eq!(
        page.attrs(".more [aria-invalid]", "name"),
        ["services_to", "spend_min", "last_to"]
    );
    assert_eq!(page.attr("[name=spend_min]", "value"), "muchos");
    assert_eq!(page.count("[data-row=customer]"), 1);
    assert!(page.has("[name=whom][value=these]") && !page.has("[name=whom][value=all]"));
    let understood = app
        .get("/customers?spend_min=%2420.000&city=vina+del+mar")
        .await
        .expect(200);
    assert!(understood.has("[name=whom][value=all]") && !understood.has("[aria-invalid]"));
}

#[actix_web::test]
async fn columns_are_chosen_and_kept_in_the_address() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    let usual = app.get("/customers").await.expect(200);
    assert_eq!(
        usual.texts("thead th:not(.pick)"),
        [
            "Nombre",
            "Contacto",
            "Segmento",
            "Servicios",
            "Gasto",
            "Última visita"
        ]
    );
    let page = app
        .get("/customers?columns=city&columns=overdue&columns=consent_whatsapp&sort=name")
        .await
        .expect(200);
    assert_eq!(
        page.texts("thead th:not(.pick)"),
        ["Nombre", "Deuda vencida", "Ciudad", "Permiso por WhatsApp"]
    );
    assert_eq!(
        page.texts("[data-row=customer]:nth-child(2) [data-column]"),
        ["$1.190", "vina del mar", "no le hemos preguntado"]
    );
    let next = page.attrs("thead a.sort", "href");
    assert!(
        next.iter()
            .all(|href| href.contains("columns=overdue%2Ccity%2Cconsent_whatsapp"))
    );
    assert!(!page.has("a[href^='/customers/export']"));
    app.get("/customers/export").await.expect(403);
}

#[actix_web::test]
async fn columns_chosen_last_are_there_again_until_the_usual_ones_are() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    let chosen = app
        .get("/customers?chosen=yes&columns=city&columns=source")
        .await
        .expect(200);
    let heads = ["Nombre", "Ciudad", "Cómo llegó"];
    assert_eq!(chosen.texts("thead th:not(.pick)"), heads);
    let again = app.get("/customers").await.expect(200);
    assert_eq!(again.texts("thead th:not(.pick)"), heads);
    let asked = app.get("/customers?columns=city").await.expect(200);
    assert_eq!(asked.count("thead th:not(.pick)"), 2);
    assert_eq!(
        app.get("/customers").await.count("thead th:not(.pick)"),
        3,
        "an address alone chooses nothing"
    );
    let usual = again.attr(".pop-f a", "href");
    app.get(&usual).await.expect(200);
    assert_eq!(app.get("/customers").await.count("thead th:not(.pick)"), 6);
}

#[actix_web::test]
async fn the_whole_list_is_a_table_without_formulas() {
    let app = with_three().await;
    app.db
        .sql("UPDATE customers SET city = '=1+1', notes = 'a;b' WHERE full_name = 'Ana'");
    app.sign_in(Role::Admin).await;
    let page = app
        .get("/customers?segment=any&columns=city,spend,last_date,tags")
        .await
        .expect(200);
    let links = page.attrs("a[href^='/customers/export']", "href");
    let table = app.get(&links[0]).await.expect(200);
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let id = |name: &str| {
        app.db.number(&format!(
            "SELECT id FROM customers WHERE full_name = '{name}'"
        ))
    };
    let (ana, beto) = (id("Ana"), id("Beto"));
    assert_eq!(
        table.body,
        format!(
            "\u{feff}N.º en Vínculo;Nombre;Gasto;Última visita;Ciudad;Etiquetas\n\
             {ana};Ana;150000;2025-10-20;'=1+1;spa\n\
             {beto};Beto;20000;2025-01-05;vina del mar;\n"
        )
    );
    let all = app.get(&links[1]).await.expect(200);
    assert_eq!(all.body.lines().count(), 3);
    assert!(all.body.contains("\"a;b\""));
    let chosen = format!("/customers/export?query=columns%3Dcity&whom=these&id={beto}");
    let chosen = app.get(&chosen).await.expect(200);
    assert_eq!(
        chosen.body,
        format!("\u{feff}N.º en Vínculo;Nombre;Ciudad\n{beto};Beto;vina del mar\n")
    );
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM audit_log WHERE action = 'customer.exported'"),
        3
    );
}

#[actix_web::test]
async fn a_table_of_thousands_has_everybody_once() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let table = app
        .get("/customers/export?columns=segment")
        .await
        .expect(200);
    let ids: Vec<&str> = table
        .body
        .lines()
        .skip(1)
        .filter_map(|line| line.split(';').next())
        .collect();
    let expected = app
        .db
        .texts("SELECT id FROM customers WHERE deleted_at IS NULL ORDER BY id");
    assert_eq!(ids, expected);
}

#[actix_web::test]
async fn who_is_late_by_their_own_rhythm_is_so_until_they_come() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    app.db.sql(
        "INSERT INTO value_models (id, day, state, customers, sampled) VALUES (900, '2025-10-26', 'too_few', 2, 2);
         INSERT INTO customer_values (customer_id, model_id, last_date, p_alive, visits_90d, visits_year, overdue_since)
         SELECT id, 900, CASE full_name WHEN 'Ana' THEN date '2025-10-01' ELSE '2025-01-05' END, 1, 1, 1, '2025-02-01'
         FROM customers WHERE full_name <> 'Carla'",
    );
    assert_eq!(names(&app, "late=yes").await, ["Beto"], "Ana came since");
    let page = app
        .get("/customers?late=yes&columns=late&sort=-spend")
        .await
        .expect(200);
    assert_eq!(
        page.texts(".chip span:first-child"),
        ["Atrasado en su ritmo"]
    );
    assert_eq!(
        page.texts("[data-row=customer] [data-column]"),
        ["01-02-2025"]
    );
}

#[actix_web::test]
async fn a_debt_in_another_currency_is_neither_filtered_nor_shown() {
    let app = with_three().await;
    app.sign_in(Role::Staff).await;
    app.db.sql(
        "INSERT INTO invoices (customer_id, type, series_id, currency, customer_name, net, tax, total, state, number, full_number,
             issued_at, issue_offset_minutes, issued_on, due_on)
         SELECT (SELECT id FROM customers WHERE full_name = 'Carla'), 'invoice', min(id), 'EUR', 'Carla', 1000, 190, 1190, 'issued',
                2, 'F-2', now(), -180, '2025-09-01', '2025-10-01'
         FROM invoice_series WHERE kind = 'invoice'",
    );
    assert_eq!(names(&app, "overdue=yes").await, ["Beto"]);
    let page = app
        .get("/customers?columns=overdue&sort=name")
        .await
        .expect(200);
    assert_eq!(
        page.texts("[data-row=customer]:nth-child(3) [data-column]"),
        ["–"]
    );
}

#[actix_web::test]
async fn a_table_tells_moments_where_the_business_is_and_needs_somebody_chosen() {
    let app = with_three().await;
    app.sign_in(Role::Admin).await;
    app.db
        .sql("UPDATE customers SET created_at = '2025-10-26T02:30:00Z' WHERE full_name = 'Ana'");
    let table = app
        .get("/customers/export?columns=created&city=Vi%C3%B1a+del+Mar")
        .await
        .expect(200);
    assert!(
        table.body.contains("Ana;2025-10-25 23:30:00"),
        "{}",
        table.body
    );
    let nobody = app
        .get("/customers/export?query=city%3DOsorno&whom=these")
        .await
        .expect(303);
    assert_eq!(nobody.location(), "/customers?city=Osorno");
    let told = app.get(nobody.location()).await.expect(200);
    assert!(told.text("#toasts").contains("No elegiste a nadie"));
    // A search for these words names nobody.
    let searched = app
        .get("/customers/export?q=whom%3Dthese&columns=city")
        .await
        .expect(200);
    assert_eq!(searched.body.lines().count(), 1);
    app.db.sql("UPDATE settings SET locale = 'en-US'");
    let table = app.get("/customers/export?columns=spend").await.expect(200);
    let head = "\u{feff}N.º en Vínculo,";
    assert!(table.body.starts_with(head), "{}", table.body);
}
