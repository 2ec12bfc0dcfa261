use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use vinculo::domain::Scope;

use crate::support::{Page, Program, TestApp, a_customer};

const BOTH: [Scope; 2] = [Scope::BillingRead, Scope::BillingWrite];
const INVOICES: &str = "/api/facturas";

/// As the old client sends one.
fn invoice(number: &str) -> Value {
    json!({
        "numero": number, "fecha": "2025-10-01T10:30:00", "cliente_nombre": "Acme Corporation",
        "cliente_email": "contact@acme.com", "cliente_cif": "76.086.428-5",
        "items": [{ "descripcion": "Consultoría", "cantidad": 2, "precio": 50000 }], "total": 100000,
    })
}

async fn created(program: &Program<'_>, body: &Value) -> Value {
    program.post(INVOICES, body).await.expect(201).json()
}

fn address(invoice: &Value) -> String {
    format!("{INVOICES}/{}", invoice["id"].as_str().unwrap())
}

#[track_caller]
fn place(page: &Page) -> String {
    page.json()["detail"][0]["loc"][1]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn the_old_client_registers_an_invoice_and_its_payments() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let made = created(&program, &invoice("FAC-2025-001")).await;
    assert_eq!(
        (&made["numero"], &made["estado"]),
        (&json!("FAC-2025-001"), &json!("emitida"))
    );
    assert_eq!(
        (&made["fecha"], &made["total"], &made["pagado"]),
        (&json!("2025-10-01"), &json!(100_000), &json!(0))
    );
    assert_eq!(
        made["items"][0],
        json!({ "descripcion": "Consultoría", "cantidad": 2, "precio": 50000, "iva": 0, "total": 100000 })
    );
    let path = address(&made);
    assert_eq!(program.get(&path).await.expect(200).json(), made);
    assert_eq!(
        program
            .get(&path.replace("fac_", ""))
            .await
            .expect(200)
            .json(),
        made
    );

    let pagos = format!("{path}/pagos");
    let part = program
        .post(
            &pagos,
            &json!({ "monto": 40000, "fecha": "2025-10-11", "metodo": "Transferencia" }),
        )
        .await;
    let part = part.expect(201).json();
    assert_eq!(
        (&part["estado"], &part["pendiente"], &part["metodo"]),
        (&json!("parcial"), &json!(60_000), &json!("transferencia"))
    );
    let much = program
        .post(&pagos, &json!({ "monto": 60001 }))
        .await
        .expect(422);
    assert_eq!(place(&much), "monto");
    program
        .post(
            &pagos,
            &json!({ "monto": 60000, "fecha": "2025-10-21", "metodo": "PayPal" }),
        )
        .await
        .expect(201);
    let paid = program.get(&path).await.expect(200).json();
    assert_eq!(
        (&paid["estado"], &paid["pagado"]),
        (&json!("pagada"), &json!(100_000))
    );
    assert_eq!(
        app.db
            .text("SELECT reference FROM payments WHERE method = 'other'"),
        "PayPal"
    );

    let customer = "SELECT concat_ws('|', full_name, kind, tax_id, email, source) FROM customers";
    assert_eq!(
        app.db.texts(customer),
        ["Acme Corporation|company|76.086.428-5|contact@acme.com|api"]
    );
    let titles = "SELECT title FROM activities ORDER BY id";
    let payment = "Pago recibido - Factura #FAC-2025-001";
    assert_eq!(
        app.db.texts(titles),
        ["Factura #FAC-2025-001", payment, payment]
    );
    let summary = program
        .get("/api/dashboard/resumen")
        .await
        .expect(200)
        .json();
    assert_eq!(summary["facturacion"]["total_facturado"], 100_000);
    assert_eq!(summary["facturacion"]["facturas_pendientes"], 0);
    assert_eq!(summary["facturacion"]["promedio_pago"], 20.0);
    assert_eq!(summary["crm"]["total_clientes"], 1);
}

#[tokio::test]
async fn the_customer_is_found_by_id_then_tax_id_then_email() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let conn = &mut app.db.conn();
    let by_email = a_customer().email("contact@acme.com").create(conn);
    let by_tax_id = a_customer().create(conn);
    let by_id = a_customer().create(conn);
    app.db.sql(&format!("UPDATE customers SET tax_id = '76086428-5', tax_id_key = '76086428-5' WHERE id = {by_tax_id}"));
    let billed = async |changes: Value| {
        let mut body = invoice("x");
        body.as_object_mut().unwrap().remove("numero");
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        program.post(INVOICES, &body).await
    };
    let id =
        async |changes: Value| billed(changes).await.expect(201).json()["cliente_crm_id"].clone();
    assert_eq!(id(json!({})).await, format!("cli_{by_tax_id}"));
    assert_eq!(
        id(json!({ "cliente_cif": null })).await,
        format!("cli_{by_email}")
    );
    assert_eq!(
        id(json!({ "cliente_crm_id": by_id.get() })).await,
        format!("cli_{by_id}")
    );
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 3);
    assert_eq!(
        billed(json!({ "cliente_crm_id": "cli_99999" }))
            .await
            .expect(404)
            .json()["detail"],
        "Cliente no encontrado"
    );
    let nameless =
        json!({ "cliente_cif": "12.345.678-5", "cliente_email": null, "cliente_nombre": null });
    assert_eq!(place(&billed(nameless).await.expect(422)), "cliente_nombre");
}

#[tokio::test]
async fn our_own_numbers_need_none_and_taxes_are_added() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let mut body = json!({
        "moneda": "EUR", "cliente_nombre": "Ana", "cliente_email": "ana@correo.example",
        "items": [{ "descripcion": "Hora", "cantidad": 1.5, "precio": 33.33, "iva": 21 }],
    });
    let made = created(&program, &body).await;
    assert_eq!(
        (
            &made["numero"],
            &made["neto"],
            &made["impuestos"],
            &made["total"]
        ),
        (&json!("F-1"), &json!(50), &json!(10.5), &json!(60.5))
    );
    assert_eq!(made["fecha"], "2025-10-26");
    body["total"] = json!(60.49);
    let refused = program.post(INVOICES, &body).await.expect(422);
    assert_eq!(place(&refused), "total");
    assert_eq!(app.db.number("SELECT count(*) FROM invoices"), 1);
    assert_eq!(
        app.db
            .number("SELECT next_number FROM invoice_series WHERE id = 1"),
        2
    );
    let summary = program
        .get("/api/dashboard/resumen")
        .await
        .expect(200)
        .json();
    assert_eq!(summary["facturacion"]["total_facturado"], 0);
    assert_eq!(
        summary["facturacion"]["otras_monedas"],
        json!([{ "moneda": "EUR", "total_facturado": 60.5 }])
    );
}

#[tokio::test]
async fn states_change_by_steps_that_there_are() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let mut body = invoice("x");
    body["numero"] = Value::Null;
    body["estado"] = json!("borrador");
    let draft = created(&program, &body).await;
    assert_eq!(
        (&draft["estado"], &draft["numero"]),
        (&json!("borrador"), &Value::Null)
    );
    let path = format!("{}/estado", address(&draft));
    let to = async |state: &str| program.put(&path, &json!({ "estado": state })).await;
    to("pagada").await.expect(409);
    to("anulada").await.expect(409);
    let issued = to("emitida").await.expect(200).json();
    assert_eq!(
        (&issued["estado"], &issued["numero"]),
        (&json!("emitida"), &json!("F-1"))
    );
    to("emitida").await.expect(200);
    for state in ["borrador", "parcial", "vencida"] {
        to(state).await.expect(409);
    }
    to("otra").await.expect(422);
    assert_eq!(to("anulada").await.expect(200).json()["estado"], "anulada");
    to("pagada").await.expect(409);
    assert_eq!(
        app.db
            .text("SELECT full_number FROM invoices WHERE type = 'credit_note'"),
        "NC-1"
    );
    let other = created(&program, &invoice("FAC-9")).await;
    let path = format!("{}/estado", address(&other));
    let paid = program
        .put(&path, &json!({ "estado": "pagada" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&paid["estado"], &paid["pagado"]),
        (&json!("pagada"), &json!(100_000))
    );
}

#[tokio::test]
async fn an_invoice_lists_its_payments_by_the_ids_that_they_were_answered_with() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let made = created(&program, &invoice("FAC-8")).await;
    assert_eq!(made["pagos"], json!([]));
    let path = address(&made);
    let body = json!({ "monto": 40000, "fecha": "2025-10-02", "metodo": "transferencia" });
    let paid = program
        .post(&format!("{path}/pagos"), &body)
        .await
        .expect(201)
        .json();
    assert!(paid["id"].as_str().unwrap().starts_with("pag_"));
    let listed = program.get(&path).await.expect(200).json()["pagos"].clone();
    let expected = json!([{
        "id": paid["id"], "monto": 40000, "fecha": "2025-10-02", "metodo": "transferencia", "referencia": null,
        "anulado": false,
    }]);
    assert_eq!(listed, expected);
}

#[tokio::test]
async fn who_read_an_invoice_before_a_payment_does_not_change_its_state() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let made = created(&program, &invoice("FAC-8")).await;
    let path = address(&made);
    let read = program.get(&path).await.expect(200);
    let body = json!({ "monto": 40000 });
    program
        .post(&format!("{path}/pagos"), &body)
        .await
        .expect(201);
    let paid = json!({ "estado": "pagada" });
    let state = format!("{path}/estado");
    let put = async |tag: &str| {
        program
            .send(Method::PUT, &state, Some(&paid), &[("If-Match", tag)])
            .await
    };
    put(read.header("etag")).await.expect(412);
    assert_eq!(app.db.number("SELECT count(*) FROM payments"), 1);
    let now = program.get(&path).await.expect(200);
    put(now.header("etag")).await.expect(200);
    assert_eq!(
        app.db.number("SELECT sum(amount)::bigint FROM payments"),
        100_000
    );
}

#[tokio::test]
async fn billing_and_crm_know_each_others_customers_however_a_tax_id_is_written() {
    let app = TestApp::start().await;
    let scopes = [BOTH[0], BOTH[1], Scope::CrmWrite];
    let program = Program::new(&app, &scopes);
    // No tax id of this country: nothing but letters and digits to go by.
    let body = json!({ "nombre_completo": "Andes Trading", "cif_nif": "B-12.34" });
    let known = program
        .post("/api/crm/clientes", &body)
        .await
        .expect(201)
        .json();
    let mut body = invoice("FAC-1");
    body["cliente_cif"] = json!("b1234");
    assert_eq!(
        created(&program, &body).await["cliente_crm_id"],
        known["id"]
    );

    let client = json!({ "nombre_completo": "Ana Rojas", "email": "ana@correo.example" });
    let bills: Vec<Value> = (2..10)
        .map(|number| {
            let mut body = invoice(&format!("FAC-{number}"));
            (body["cliente_cif"], body["cliente_email"]) =
                (Value::Null, json!("Ana@correo.example"));
            body
        })
        .collect();
    let made = bills.iter().map(|body| program.post(INVOICES, body));
    let clients = (0..8).map(|_| program.post("/api/crm/clientes", &client));
    let (made, _) = futures_util::join!(join_all(made), join_all(clients));
    for page in made {
        page.expect(201);
    }
    let anas = "SELECT count(*) FROM customers WHERE lower(email) = 'ana@correo.example'";
    assert_eq!(app.db.number(anas), 1);
}

#[tokio::test]
async fn a_number_is_taken_once_however_many_send_it_at_once() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let body = invoice("FAC-2025-007");
    let answers = join_all((0..16).map(|_| program.post(INVOICES, &body))).await;
    let count = |status: u16| answers.iter().filter(|page| page.status == status).count();
    assert_eq!(
        (count(201), count(409)),
        (1, 15),
        "{:?}",
        answers.iter().map(|page| &page.body).collect::<Vec<_>>()
    );
    assert_eq!(app.db.number("SELECT count(*) FROM invoices"), 1);
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 1);
    app.db
        .sql("UPDATE invoice_series SET active = false WHERE is_external");
    assert_eq!(
        place(&program.post(INVOICES, &invoice("FAC-8")).await.expect(422)),
        "numero"
    );
}

#[tokio::test]
async fn a_payment_sent_again_under_its_key_counts_once() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let pagos = format!(
        "{}/pagos",
        address(&created(&program, &invoice("FAC-1")).await)
    );
    let body = json!({ "monto": 10000 });
    let key = [("Idempotency-Key", "pago-1")];
    let sent = (0..16).map(|_| program.send(Method::POST, &pagos, Some(&body), &key));
    let answers = join_all(sent).await;
    assert!(
        answers
            .iter()
            .all(|page| page.status == 201 && page.body == answers[0].body)
    );
    assert_eq!(app.db.number("SELECT count(*) FROM payments"), 1);
    assert_eq!(app.db.number("SELECT paid FROM invoices"), 10_000);
    let activities = "SELECT count(*) FROM activities WHERE kind = 'payment'";
    assert_eq!(app.db.number(activities), 1);
}

#[tokio::test]
async fn the_old_clients_payments_without_a_key_are_as_many_as_it_sends_up_to_what_is_open() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let path = address(&created(&program, &invoice("FAC-1")).await);
    let (pagos, body) = (format!("{path}/pagos"), json!({ "monto": 10000 }));
    let answers = join_all((0..16).map(|_| program.post(&pagos, &body))).await;
    let count = |status: u16| answers.iter().filter(|page| page.status == status).count();
    assert_eq!((count(201), count(422)), (10, 6));
    let paid = "SELECT concat_ws(' ', count(*), sum(amount)) FROM payments";
    assert_eq!(app.db.texts(paid), ["10 100000"]);
    let now = program.get(&path).await.expect(200).json();
    assert_eq!(
        (&now["estado"], &now["pagado"]),
        (&json!("pagada"), &json!(100_000))
    );
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_place_and_scopes_are_kept() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let wrong = json!({ "cliente_nombre": "Ana", "items": [{ "descripcion": "", "precio": "x", "cantidad": 0 }] });
    let page = program.post(INVOICES, &wrong).await.expect(422);
    let places: Vec<_> = page.json()["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["loc"].clone())
        .collect();
    let expected = ["cantidad", "descripcion", "precio"];
    for name in expected {
        assert!(
            places.contains(&json!(["body", "items", 0, name])),
            "{places:?}"
        );
    }
    assert_eq!(
        place(
            &program
                .post(INVOICES, &json!({ "items": [] }))
                .await
                .expect(422)
        ),
        "cliente_crm_id"
    );
    program.get("/api/facturas/fac_9").await.expect(404);
    program.get("/api/facturas/nada").await.expect(404);
    let reader = Program::new(&app, &[Scope::BillingRead]);
    reader.post(INVOICES, &invoice("F")).await.expect(403);
    let crm = Program::new(&app, &[Scope::CrmRead]);
    crm.get("/api/dashboard/resumen").await.expect(403);
}
