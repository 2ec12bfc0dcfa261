//! How often a page asks the database: the rule is three times, besides the session's.

use std::sync::Mutex;

use diesel::connection::{InstrumentationEvent, set_default_instrumentation};
use vinculo::domain::Role;

use super::{an_invoice, pay};
use crate::support::{TestApp, a_customer};

/// Statements of billing since the last look. A test is a process of its own.
static ASKED: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn note(event: InstrumentationEvent<'_>) {
    if let InstrumentationEvent::StartQuery { query, .. } = event {
        let text = query.to_string().replace('"', "");
        let is_of_billing = [" invoices", "billing_settings", "invoice_", "payments"];
        if is_of_billing.iter().any(|table| text.contains(table)) {
            ASKED.lock().unwrap().push(text);
        }
    }
}

#[tokio::test]
async fn a_page_of_billing_asks_the_database_three_times_at_most() {
    set_default_instrumentation(|| Some(Box::new(note))).unwrap();
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 1_000).unwrap();
    // The database counts: no ids travel to be counted here.
    app.get("/invoices?state=credit_note").await.expect(200);
    let counted = ASKED
        .lock()
        .unwrap()
        .iter()
        .any(|text| text.starts_with("SELECT count(*) FROM ("));
    assert!(counted);
    for path in [
        "/invoices".to_owned(),
        format!("/invoices/{id}"),
        format!("/invoices/new?customer={customer}"),
        format!("/invoices/{id}/credit"),
    ] {
        app.get("/login").await;
        ASKED.lock().unwrap().clear();
        app.get(&path).await.expect(200);
        let asked = ASKED.lock().unwrap().clone();
        assert!(!asked.is_empty() && asked.len() <= 3, "{path}: {asked:#?}");
    }
}
