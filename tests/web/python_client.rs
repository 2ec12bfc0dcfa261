//! The client that `docs/clients/python` offers, against the server.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use vinculo::domain::Scope;

use crate::api_keys::a_key;
use crate::support::TestApp;

const SCOPES: [Scope; 2] = [Scope::CrmRead, Scope::CrmWrite];

/// What a part of `flujo.py` saw.
async fn play(app: &TestApp, part: &'static str, scopes: &[Scope]) -> Value {
    let key = a_key(app, scopes);
    let mut base = app.base.clone();
    base.set_username("crm").unwrap();
    base.set_password(Some(&key)).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut python = Command::new("python3");
    python
        .arg(root.join("tests/data/python_client/flujo.py"))
        .args([part, base.as_str()])
        .env("PYTHONPATH", root.join("docs/clients/python"))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let output = tokio::task::spawn_blocking(move || python.output().unwrap());
    let output = output.await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn the_python_client_keeps_customers() {
    let app = TestApp::start().await;
    let saw = play(&app, "clientes", &SCOPES).await;
    let expected = json!({
        "same": true,
        "twice": [400, "Ya existe un cliente con ese email"],
        "notes": "Paga a 30 días",
        "contacts": ["ventas@andes.example"],
        "listed": 121,
        "distinct": 121,
        "gone": [404, "Cliente no encontrado"],
        "nobody": null,
        "total": 120,
    });
    assert_eq!(saw, expected);
}

#[tokio::test]
async fn the_python_client_says_that_its_key_is_wrong_and_not_which_it_was() {
    let app = TestApp::start().await;
    let saw = play(&app, "equivocada", &SCOPES).await;
    assert_eq!(saw, json!({ "status": 401, "tells": false }));
}

#[tokio::test]
async fn an_answer_that_is_lost_makes_no_second_customer() {
    let app = TestApp::start().await;
    let saw = play(&app, "corte", &SCOPES).await;
    assert_eq!(saw, json!({ "calls": 2, "keys": 1 }));
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 1);
}

#[tokio::test]
async fn the_python_client_waits_for_as_long_as_it_is_asked_to() {
    let app = TestApp::start().await;
    let saw = play(&app, "apuro", &SCOPES).await;
    assert_eq!(saw, json!({ "calls": 2, "waits": [3] }));
}
