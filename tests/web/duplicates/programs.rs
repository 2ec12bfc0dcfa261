//! Programs keep the ids that they were told: after a merge they lead to who stayed.

use serde_json::json;
use vinculo::domain::{Role, Scope};

use super::{merge, undo};
use crate::support::{Program, TestApp, a_customer};

const SCOPES: [Scope; 4] = [
    Scope::CrmRead,
    Scope::CrmWrite,
    Scope::BillingRead,
    Scope::BillingWrite,
];

#[tokio::test]
async fn the_id_of_who_was_merged_leads_programs_to_who_stayed() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let (stays, goes) = {
        let conn = &mut app.db.conn();
        (
            a_customer().name("Ana Rojas").create(conn),
            a_customer().name("Ana María Rojas").create(conn),
        )
    };
    let program = Program::new(&app, &SCOPES);
    let old = format!("/api/crm/clientes/cli_{goes}");
    let merged = merge(&app, stays, goes, &[("keep", "a")]).await;
    merged.expect(303);

    let read = program.get(&old).await.expect(200).json();
    assert_eq!(read["id"], format!("cli_{stays}"));
    let body = json!({ "tipo": "llamada", "titulo": "Pregunta por su factura" });
    let call = program
        .post(&format!("{old}/actividades"), &body)
        .await
        .expect(201)
        .json();
    let call = format!("{old}/actividades/{}", call["id"].as_str().unwrap());
    let done = json!({ "completada": true });
    program.put(&call, &done).await.expect(200);
    let body = json!({ "titulo": "Plan anual", "valor_estimado": 100 });
    let path = format!("{old}/oportunidades");
    program.post(&path, &body).await.expect(201);
    let body = json!({ "tipo": "telefono", "valor": "+56 2 2345 6789" });
    let path = format!("{old}/contactos");
    program.post(&path, &body).await.expect(201);
    program
        .put(&old, &json!({ "notas": "Prefiere la tarde" }))
        .await
        .expect(200);
    let body = json!({
        "cliente_crm_id": format!("cli_{goes}"), "items": [{ "descripcion": "Masaje", "precio": 45000 }],
    });
    let invoice = program.post("/api/facturas", &body).await.expect(201);
    assert_eq!(invoice.json()["cliente_crm_id"], format!("cli_{stays}"));
    for table in ["activities", "opportunities", "contact_points", "invoices"] {
        let theirs = format!("SELECT count(*) FROM {table} WHERE customer_id = {stays}");
        let all = format!("SELECT count(*) FROM {table}");
        assert!(app.db.number(&all) > 0, "{table}");
        assert_eq!(app.db.number(&theirs), app.db.number(&all), "{table}");
    }
    // Who deletes one id does not mean the other.
    program.delete(&old).await.expect(404);

    let newest = app.db.number("SELECT max(id) FROM customer_merges");
    undo(&app, newest).await.expect(303);
    let read = program.get(&old).await.expect(200).json();
    assert_eq!(read["id"], format!("cli_{goes}"));
}
