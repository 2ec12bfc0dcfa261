//! Nobody brings back who was erased, but they themselves.

use std::io::Cursor;

use serde_json::json;
use vinculo::audit::Actor;
use vinculo::domain::{CustomerId, Scope};
use vinculo::imports::{self, Kind, Order, Report, Sheet};

use super::person::{NAME, WORDS, zoraida};
use super::{erase, places, start};
use crate::support::{Contents, Program, TestApp};

fn import(app: &TestApp, kind: Kind, source: &str, text: &str) -> Report {
    let order = Order {
        kind,
        source: source.into(),
        file_name: "test.csv".into(),
        dry_run: false,
        actor: Actor::program("test"),
    };
    let sheet = Sheet::read(Cursor::new(text.to_owned())).unwrap();
    imports::run(&mut app.db.conn(), &order, sheet).unwrap()
}

const CUSTOMERS: &str = "customer_id,name,email,phone,document_id\n\
    ZQX-1985,Zoraida Zqx Peña,zoraida.zqx@correo.example,9 7771 2345,41.950.470-K\n\
    ZQX-1986,Zora Zqx,,,\n\
    7,Otra Persona,otra@correo.example,,\n";
const HISTORY: &str = "id,customer_id,service_type,service_name,service_date,price_paid\n\
    501,ZQX-1985,Masajes,Masaje,2025-09-01,45000\n\
    502,7,Masajes,Masaje,2025-09-01,45000\n";

#[tokio::test]
async fn a_file_that_is_imported_again_brings_nobody_back() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    erase(&app, id, NAME).await.expect(303);
    let customers = import(&app, Kind::Customers, "zqxfile", CUSTOMERS);
    assert_eq!(
        (customers.created, customers.rejected),
        (1, 0),
        "{customers}"
    );
    let history = import(&app, Kind::History, "zqxfile", HISTORY);
    assert_eq!((history.created, history.rejected), (1, 0), "{history}");
    for word in WORDS.iter().filter(|word| **word != "zqx") {
        let left = places(&app, word);
        assert!(
            left.iter().all(|place| place.starts_with("invoice")),
            "{word}: {left:?}"
        );
    }
    assert_eq!(
        app.db.number(&format!(
            "SELECT count(*) FROM service_history WHERE customer_id = {id}"
        )),
        3
    );
}

#[tokio::test]
async fn another_file_under_another_number_does_not_either() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    erase(&app, id, NAME).await.expect(303);
    let text = "customer_id,name,email,phone,document_id\n\
        1,Z. Peña,Zoraida.ZQX@correo.example,,\n2,Z. Peña,,+56 9 7771 2345,\n3,Z. Peña,,,41950470-K\n\
        4,Z. Peña,otra.zqx@correo.example,,\n5,Eva Soto,eva@correo.example,,\n";
    let report = import(&app, Kind::Customers, "other", text);
    assert_eq!(report.created, 1, "{report}");
    assert_eq!(
        app.db
            .texts("SELECT full_name FROM customers WHERE external_source = 'other'"),
        ["Eva Soto"]
    );
}

#[tokio::test]
async fn no_program_brings_them_back() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let program = Program::new(
        &app,
        &[Scope::CrmRead, Scope::CrmWrite, Scope::BillingWrite],
    );
    erase(&app, id, NAME).await.expect(303);
    program
        .get(&format!("/api/crm/clientes/{id}"))
        .await
        .expect(404);
    for who in [
        json!({ "nombre_completo": "Z", "email": "ZORAIDA.zqx@correo.example" }),
        json!({ "nombre_completo": "Z", "telefono": "+56977712345" }),
        json!({ "nombre_completo": "Z", "cif_nif": "41950470K" }),
    ] {
        let page = program.post("/api/crm/clientes", &who).await.expect(400);
        assert!(
            page.body.contains("pidió que se eliminaran"),
            "{}",
            page.body
        );
    }
    let new = program
        .post("/api/crm/clientes", &json!({ "nombre_completo": "Otra" }))
        .await
        .expect(201);
    let other = new.json()["id"].as_str().unwrap().to_owned();
    let channels = format!("/api/crm/clientes/{other}/contactos");
    let was_hers = [
        json!({ "tipo": "email", "valor": "Zoraida.zqx@correo.example" }),
        json!({ "tipo": "movil", "valor": "+56 9 7771 2345" }),
    ];
    for channel in &was_hers {
        let page = program.post(&channels, channel).await.expect(400);
        assert!(page.body.contains("pidió que se eliminaran"));
        let with_it = json!({ "nombre_completo": "Z", "contactos": [channel] });
        program
            .post("/api/crm/clientes", &with_it)
            .await
            .expect(400);
    }
    let good = json!({ "tipo": "email", "valor": "nadie.nuevo@correo.example" });
    let made = program.post(&channels, &good).await.expect(201);
    let channel = format!("{channels}/{}", made.json()["id"].as_str().unwrap());
    program.put(&channel, &was_hers[0]).await.expect(400);
    program
        .put(&channel, &json!({ "principal": true }))
        .await
        .expect(200);
    let bill = json!({
        "cliente_nombre": "Z", "cliente_email": "zoraida.zqx@correo.example",
        "items": [{ "descripcion": "Masaje", "cantidad": 1, "precio": 1000 }],
    });
    program.post("/api/facturas", &bill).await.expect(400);
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 3);
}

#[tokio::test]
async fn a_restore_erases_who_was_erased_and_not_whom_they_were_merged_into_then() {
    let (app, folder) = start(Contents::Nothing).await;
    // As an older backup has them: one person. The merge was undone since, and one of the two erased.
    app.db.sql(
        "INSERT INTO customers (id, full_name, email, deleted_at) VALUES
             (7001, 'Eva Rojas', 'eva.rojas@correo.example', now()), (7002, 'Ana Soto', 'ana.soto@correo.example', NULL);
         INSERT INTO customer_merges (winner_id, loser_id, winner_before, winner_after, loser_before, moved, added)
         VALUES (7002, 7001, '{}', '{}', '{}', '{}', '{}')",
    );
    let created = |id: i64| {
        app.db.text(&format!(
            "(SELECT to_json(created_at) #>> '{{}}' FROM customers WHERE id = {id})"
        ))
    };
    let erase = |id: i64| {
        let hash = "0a".repeat(32);
        let line = json!({
            "erased_at": "2025-10-26T12:00:00Z", "customer": id, "created_at": created(id), "kind": "customer", "hash": hash,
        });
        let file = folder.path().join("of-the-old-one.jsonl");
        std::fs::write(&file, format!("{line}\n")).unwrap();
        let stones = vinculo::privacy::tombstones::read(&file).unwrap().unwrap();
        let conn = &mut app.db.conn();
        stones
            .apply(conn, &vinculo::app::erasers(), "Cliente eliminado")
            .unwrap()
    };
    let names = || {
        app.db
            .texts("SELECT full_name FROM customers WHERE id > 7000 ORDER BY id")
    };
    assert_eq!(erase(7001), [CustomerId::from(7001_i64)]);
    assert_eq!(names(), ["Cliente eliminado", "Ana Soto"]);
    assert!(erase(7001).is_empty(), "once");
    // The other way round as well: whoever was merged into somebody erased is not erased with them.
    assert_eq!(erase(7002), [CustomerId::from(7002_i64)]);
    let trace =
        "SELECT record_id::text FROM audit_log WHERE action = 'customer.erased' ORDER BY id";
    assert_eq!(app.db.texts(trace), ["7001", "7002"]);
}

#[tokio::test]
async fn the_form_asks_whether_they_came_back_of_their_own_accord() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    erase(&app, id, NAME).await.expect(303);
    let mut fields = vec![
        ("full_name", "Zoraida Zqx"),
        ("kind", "person"),
        ("status", "active"),
        ("email", "zoraida.zqx@correo.example"),
        ("consent_email", "given"),
        ("consent_whatsapp", "unknown"),
        ("consent_sms", "unknown"),
        ("consent_call", "unknown"),
    ];
    let page = app.post_form("/customers/new", &fields).await.expect(422);
    assert!(page.has("#email-err") && page.has("[name=allow_erased]"));
    let hidden = "SELECT count(*) FROM suppressions WHERE address LIKE 'erased:%' AND reason = 'unsubscribed'";
    let before = app.db.number(hidden);
    fields.push(("allow_erased", "on"));
    app.post_form("/customers/new", &fields).await.expect(303);
    assert_eq!(
        app.db.number(hidden),
        before - 1,
        "a new yes lifts the old no"
    );
}

#[tokio::test]
async fn nobody_writes_to_them_again() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    erase(&app, id, NAME).await.expect(303);
    app.db.sql(
        "INSERT INTO customers (id, full_name, email) VALUES (5001, 'Nueva', 'Zoraida.Zqx@correo.example');
         INSERT INTO consents (customer_id, channel, state, how) VALUES (5001, 'email', 'given', 'test')",
    );
    let page = app
        .post_form("/customers/5001/proposals", &[])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    let path = page.location();
    app.post_form(&format!("{path}/delivery"), &[]).await;
    assert_eq!(app.db.number("SELECT count(*) FROM messages WHERE customer_id = 5001 AND state IN ('queued', 'sent', 'held')"), 0);
}
