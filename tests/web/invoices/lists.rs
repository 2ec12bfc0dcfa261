use serde_json::json;
use vinculo::domain::{Role, Scope};
use vinculo::invoices::PaymentMethod;
use vinculo::invoices::actions::{self, CreditOrder, Credited, Refunding};

use super::{actor, an_invoice, moment, pay};
use crate::support::data::date;
use crate::support::{Program, TestApp, a_customer};

#[tokio::test]
async fn payments_are_listed_by_day_with_sums_by_method_and_refunds_against_them() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().name("=Ana Rojas").create(conn);
    let id = an_invoice(conn, customer).id;
    pay(conn, id, 148_750).unwrap();
    let order = CreditOrder {
        credited: Credited::Lines(vec![(2, 500)]),
        reason: "Menos sauna".into(),
        refund: Some(Refunding {
            refunded_on: date("2025-10-26"),
            method: PaymentMethod::Cash,
            reference: String::new(),
        }),
    };
    actions::credit(conn, &actor(), id, &order, &moment()).unwrap();
    assert!(
        app.get("/invoices")
            .await
            .has("a[href='/invoices/payments']")
    );
    let page = app.get("/invoices/payments").await.expect(200);
    assert_eq!(
        page.attr("#results [data-row=payment]", "data-amount"),
        "148750"
    );
    assert_eq!(
        page.attr("#results [data-row=refund]", "data-amount"),
        "-29750"
    );
    assert_eq!(page.attr("[data-row=sum]", "data-amount"), "119000");
    assert_eq!(page.attr("[data-row=total]", "data-amount"), "119000");
    let earlier = app
        .get("/invoices/payments?to=2025-10-25")
        .await
        .expect(200);
    assert!(earlier.rows("#results").is_empty());
    let card = app.get("/invoices/payments?method=card").await.expect(200);
    assert!(card.rows("#results").is_empty());

    let file = app.get("/invoices/payments/export").await.expect(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(
        file.header("content-disposition")
            .contains("pagos-2025-10-01-2025-10-26.csv")
    );
    let rows: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        rows,
        [
            "Fecha del pago;Número;Cliente;Medio de pago;Referencia;Monto;Moneda",
            "2025-10-26;F-1;'=Ana Rojas;Efectivo;recibo 7;148750;CLP",
            "2025-10-26;F-1;'=Ana Rojas;Efectivo;;-29750;CLP",
        ]
    );
    let file = app.get("/invoices/export?state=paid").await.expect(200);
    assert_eq!(file.body.lines().count(), 2);
    assert!(file.body.contains("F-1;Factura;'=Ana Rojas"));

    let staff = app.browser_of(Role::Staff).await;
    let page = staff.get("/invoices/payments").await.expect(200);
    assert!(page.has("[data-row=payment]") && !page.has("[data-row=sum]"));
    staff.get("/invoices/export").await.expect(403);
}

#[tokio::test]
async fn half_a_list_is_not_exported_and_days_out_of_reach_are_as_none() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    let id = an_invoice(conn, customer).id;
    for path in ["/invoices", "/invoices/payments"] {
        let far = format!("{path}?from=-9999-01-01&to=99999-01-01");
        app.get(&far).await.expect(200);
    }
    app.db.sql(&format!(
        "INSERT INTO payments (invoice_id, amount, currency, paid_on, method)
         SELECT {id}, 1, 'CLP', '2025-10-20', 'cash' FROM generate_series(1, 20001)"
    ));
    let refused = app
        .get("/invoices/payments/export?from=2025-10-01&method=cash")
        .await
        .expect(303);
    assert_eq!(
        refused.location(),
        "/invoices/payments?from=2025-10-01&method=cash"
    );
    let list = app.follow(&refused).await.expect(200);
    assert!(list.words().contains("Son más de 20.000 filas"));
}

#[tokio::test]
async fn drafts_are_exported_when_they_are_asked_for() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    an_invoice(conn, customer);
    let issued = app.get("/invoices/export").await.expect(200).body;
    super::a_draft(conn, customer);
    let rows = async |query: &str| {
        let file = app.get(&format!("/invoices/export{query}")).await;
        file.expect(200).body.lines().count()
    };
    assert_eq!(rows("").await, issued.lines().count());
    assert_eq!(rows("?state=draft").await, 2);
    let due = app.get("/invoices?sort=due").await.expect(200);
    assert_eq!(due.rows("#results").len(), 1, "a draft is not due");
}

#[tokio::test]
async fn what_billing_noted_on_the_timeline_is_changed_by_nobody() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let customer = a_customer().create(conn);
    an_invoice(conn, customer);
    let note = app
        .db
        .number("SELECT id FROM activities WHERE invoice_id IS NOT NULL");
    app.get(&format!("/activities/{note}/edit"))
        .await
        .expect(404);
    app.post_form(&format!("/activities/{note}/deletion"), &[])
        .await
        .expect(404);
    let program = Program::new(&app, &[Scope::CrmRead, Scope::CrmWrite]);
    let path = format!("/api/crm/clientes/cli_{customer}/actividades/act_{note}");
    program.get(&path).await.expect(200);
    program
        .put(&path, &json!({ "titulo": "x" }))
        .await
        .expect(404);
    program.delete(&path).await.expect(404);
    let page = app.get(&format!("/customers/{customer}")).await.expect(200);
    assert!(!page.has(&format!("a[href^='/activities/{note}/edit']")));
    assert_eq!(app.db.number("SELECT count(*) FROM activities"), 1);
}
