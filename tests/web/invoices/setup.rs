use vinculo::domain::Role;

use super::an_invoice;
use crate::support::{Page, TestApp, a_customer};

const PATH: &str = "/settings/billing";

async fn start() -> TestApp {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app
}

async fn save(app: &TestApp, path: &str, page: &Page, changes: &[(&str, &str)]) -> Page {
    let form = format!("form[action='{path}']");
    app.post_filled(path, &page.filled_with(&form, changes))
        .await
}

#[tokio::test]
async fn who_issues_stands_on_the_invoice() {
    let app = start().await;
    let page = app.get(PATH).await.expect(200);
    let issuer = [
        ("legal_name", "Aremko SpA"),
        ("tax_id", "41.950.470-K"),
        ("term_days", "10"),
    ];
    save(&app, PATH, &page, &issuer).await.expect(303);
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    let invoice = an_invoice(conn, customer);
    assert_eq!(
        (invoice.issuer_name.as_str(), invoice.issuer_tax_id.as_str()),
        ("Aremko SpA", "41.950.470-K")
    );
    assert_eq!(invoice.due_on.unwrap().to_string(), "2025-11-05");
    let late = save(&app, PATH, &page, &[("legal_name", "Otra")])
        .await
        .expect(409);
    assert_eq!(late.attr("#legal_name", "value"), "Otra");
    let wrong = save(&app, PATH, &late, &[("tax_id", "41.950.470-1")])
        .await
        .expect(422);
    assert!(wrong.has("#tax_id[aria-invalid=true]"));
}

#[tokio::test]
async fn whether_prices_include_the_tax_is_a_setting() {
    let app = start().await;
    crate::support::a_catalogue_service(&mut app.db.conn(), "Spa", "Sauna");
    app.db.sql("UPDATE services SET price = 45000");
    app.db
        .sql("INSERT INTO tax_rates (name, basis_points, is_default) VALUES ('IVA', 1900, true)");
    let page = app.get(PATH).await.expect(200);
    assert!(page.has("[name=prices_include_tax][checked]"), "in Chile");
    let form = format!("form[action='{PATH}']");
    let mut fields = page.filled(&form);
    fields.retain(|(name, _)| name != "prices_include_tax");
    app.post_filled(PATH, &fields).await.expect(303);
    assert!(
        !app.get(PATH)
            .await
            .has("[name=prices_include_tax][checked]")
    );
    let customer = a_customer().create(&mut app.db.conn()).to_string();
    let line = [
        ("customer_id", customer.as_str()),
        ("currency", "CLP"),
        ("description", "sauna"),
        ("quantity", "1"),
        ("price", ""),
        ("tax", "1900"),
        ("op", "refresh"),
    ];
    let form = app.post_form("/invoices/new", &line).await.expect(200);
    assert_eq!(form.attr("#price-1", "value"), "$45.000");
}

#[tokio::test]
async fn the_next_number_moves_only_before_the_first() {
    let app = start().await;
    let path = format!("{PATH}/series/1");
    let page = app.get(&path).await.expect(200);
    save(
        &app,
        &path,
        &page,
        &[("next_number", "100"), ("prefix", "2025-"), ("digits", "4")],
    )
    .await
    .expect(303);
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    assert_eq!(
        an_invoice(conn, customer).full_number.as_deref(),
        Some("2025-0100")
    );
    let page = app.get(&path).await.expect(200);
    let refused = save(&app, &path, &page, &[("next_number", "500")])
        .await
        .expect(409);
    assert!(refused.words().contains("ya tiene documentos"));
    save(&app, &path, &page, &[("name", "Boletas")])
        .await
        .expect(303);
    assert!(app.get(PATH).await.words().contains("Boletas"));
}

#[tokio::test]
async fn one_tax_at_most_is_the_default() {
    let app = start().await;
    let path = format!("{PATH}/taxes");
    for (name, rate) in [("IVA", "19"), ("Reducido", "7,5%")] {
        let fields = [
            ("name", name),
            ("rate", rate),
            ("is_default", "on"),
            ("active", "on"),
        ];
        app.post_form(&path, &fields).await.expect(303);
    }
    let rates = "SELECT concat_ws('|', name, basis_points, is_default) FROM tax_rates ORDER BY id";
    assert_eq!(app.db.texts(rates), ["IVA|1900|f", "Reducido|750|t"]);
    let again = app
        .post_form(&path, &[("name", "IVA"), ("rate", "19"), ("active", "on")])
        .await
        .expect(422);
    assert!(again.has("#new-name[aria-invalid=true]"));
    let actions = "SELECT action FROM audit_log WHERE record_type = 'tax_rate'";
    assert_eq!(
        app.db.texts(actions),
        ["tax_rate.created", "tax_rate.created"]
    );
}

#[tokio::test]
async fn the_set_up_is_the_admins() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    app.get(PATH).await.expect(403);
    app.get(&format!("{PATH}/series/1")).await.expect(403);
    app.post_form(&format!("{PATH}/taxes"), &[("name", "x"), ("rate", "1")])
        .await
        .expect(403);
}

#[tokio::test]
async fn two_series_never_give_the_same_numbers() {
    let app = start().await;
    let path = format!("{PATH}/series");
    let fields = |code, prefix| {
        [
            ("code", code),
            ("name", "Otra"),
            ("kind", "invoice"),
            ("prefix", prefix),
            ("digits", "1"),
            ("next_number", "1"),
            ("active", "on"),
        ]
    };
    let same = app.post_form(&path, &fields("G", "F-")).await.expect(422);
    assert!(same.has("#prefix[aria-invalid=true]"));
    let taken = app.post_form(&path, &fields("F", "G-")).await.expect(422);
    assert!(taken.has("#code[aria-invalid=true]"));
    app.post_form(&path, &fields("G", "G-")).await.expect(303);
    let form = app
        .get(&format!(
            "/invoices/new?customer={}",
            a_customer().create(&mut app.db.conn())
        ))
        .await;
    assert!(form.expect(200).has("select[name=series]"));
}
