use vinculo::domain::Role;
use vinculo::invoices::PaymentMethod;
use vinculo::invoices::actions::{self, CreditOrder, Credited, Refunding};

use super::{actor, an_invoice, moment, pay};
use crate::support::data::date;
use crate::support::{TestApp, a_customer};

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
