//! Everything that is held of one person, to hand to them.

use serde_json::Value;
use vinculo::domain::{CustomerId, Role};
use vinculo::privacy::SECTIONS;

use super::person::{NAME, zoraida};
use super::start;
use crate::support::{Contents, TestApp};

async fn file(app: &TestApp, id: CustomerId) -> Value {
    let page = app
        .get(&format!("/customers/{id}/privacy/file"))
        .await
        .expect(200);
    serde_json::from_str(&page.body).unwrap()
}

#[tokio::test]
async fn the_page_says_what_is_held_and_leads_to_the_file() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let profile = app.get(&format!("/customers/{id}")).await.expect(200);
    let address = format!("/customers/{id}/privacy");
    assert!(profile.has(&format!("a[href='{address}']")));
    let page = app.get(&address).await.expect(200);
    assert_eq!(page.value("held_services"), "3");
    assert_eq!(page.value("held_customer"), "2", "both records");
    assert_eq!(page.value("held_messages"), "2");
    assert!(page.has(&format!("a[href='{address}/file'][download]")));
    app.get("/customers/999999/privacy").await.expect(404);
    let sales = app.browser_of(Role::Sales).await;
    assert!(
        !sales
            .get(&format!("/customers/{id}"))
            .await
            .has(&format!("a[href='{address}']"))
    );
}

#[tokio::test]
async fn the_file_holds_everything_in_readable_words() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let file = file(&app, id).await;
    assert_eq!(file["ficha"][0]["nombre"], NAME);
    assert_eq!(file["ficha"][0]["fecha_de_nacimiento"], "1987-03-14");
    assert_eq!(file["servicios"].as_array().unwrap().len(), 3);
    assert_eq!(file["servicios"][0]["precio"], 45_000);
    assert_eq!(file["consentimientos"][2]["canal"], "SMS");
    assert_eq!(file["mensajes"][0]["baja"]["comentario"], "zqx");
    assert_eq!(file["facturas"][0]["pagos"][0]["referencia"], "zqx");
    assert_eq!(
        file["propuestas"][0]["recomendaciones"][0]["servicio"],
        "Masaje"
    );
    let text = file.to_string();
    assert!(
        !text.contains("tok81") && !text.contains("l81"),
        "secrets of links"
    );
    assert!(!text.contains("search_text"));
    let trace = "SELECT action || ' ' || record_id FROM audit_log ORDER BY id DESC LIMIT 1";
    assert_eq!(
        app.db.text(&format!("({trace})")),
        format!("customer.handed_over {id}")
    );
}

/// What is left out on purpose, with what it would tell.
const NOT_TOLD: [(&str, &str); 5] = [
    ("customer_years", "a sum of the services told"),
    ("segment_changes", "computed of the services told"),
    ("duplicate_keys", "numbers computed of name and addresses"),
    (
        "webhook_deliveries",
        "to which of our systems an event went",
    ),
    ("delivery_attempts", "what our systems answered"),
];

#[tokio::test]
async fn every_table_that_refers_to_a_customer_is_in_the_file() {
    let app = TestApp::start().await;
    let told = |table: &str| {
        SECTIONS
            .iter()
            .any(|section| section.statement.contains(table))
    };
    let tables = super::erasing::tables_of_a_customer(&app);
    let forgotten: Vec<_> = tables
        .iter()
        .filter(|table| !told(table) && !NOT_TOLD.iter().any(|(name, _)| name == table))
        .collect();
    assert!(
        forgotten.is_empty(),
        "src/privacy/queries.rs forgets {forgotten:?}"
    );
}
