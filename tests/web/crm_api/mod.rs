//! The CRM API's customers and their channels, called as the billing system's client does.

mod at_once;
mod clients;
mod figures;
mod recorded;

use serde_json::{Value, json};
use vinculo::domain::Scope;

use crate::support::{Program, TestApp};

const BOTH: [Scope; 2] = [Scope::CrmRead, Scope::CrmWrite];

const CLIENTS: &str = "/api/crm/clientes";

fn acme() -> Value {
    json!({
        "nombre_completo": "Acme Corporation", "email": "contact@acme.com", "cif_nif": "ES12345678A",
        "tipo_cliente": "empresa", "estado": "activo",
    })
}

fn named(name: &str) -> Value {
    json!({ "nombre_completo": name })
}

async fn created(program: &Program<'_>, body: &Value) -> Value {
    program.post(CLIENTS, body).await.expect(201).json()
}

fn address(client: &Value) -> String {
    format!("{CLIENTS}/{}", client["id"].as_str().unwrap())
}

fn customers(app: &TestApp) -> i64 {
    app.db.number("SELECT count(*) FROM customers")
}
