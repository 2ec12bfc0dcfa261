//! Nobody brings back who was erased, but they themselves.

use std::io::Cursor;

use serde_json::json;
use vinculo::audit::Actor;
use vinculo::domain::Scope;
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
    let bill = json!({
        "cliente_nombre": "Z", "cliente_email": "zoraida.zqx@correo.example",
        "items": [{ "descripcion": "Masaje", "cantidad": 1, "precio": 1000 }],
    });
    program.post("/api/facturas", &bill).await.expect(400);
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 2);
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
