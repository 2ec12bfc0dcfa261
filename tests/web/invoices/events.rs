//! What the outside hears of invoices and payments that a person enters, and that it hears of nothing that failed.

use serde_json::{Value, json};
use vinculo::domain::{CustomerId, Role};
use vinculo::webhooks;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Options, Page, TestApp, a_customer};

/// A signed-in admin, somebody to bill, and a receiver that hears of billing.
struct Desk {
    app: TestApp,
    customer: CustomerId,
    receiver: MockServer,
}

impl Desk {
    async fn set() -> Self {
        let app = TestApp::with(Options {
            env: vec![("VINCULO_WEBHOOKS_ALLOW_PRIVATE", "true".into())],
            ..Options::default()
        })
        .await;
        let receiver = MockServer::start().await;
        Mock::given(method("POST"))
            .respond_with(ResponseTemplate::new(204))
            .mount(&receiver)
            .await;
        let customer = a_customer().create(&mut app.db.conn());
        app.db
            .sql("UPDATE billing_settings SET tax_id = '41.950.470-K'");
        app.sign_in(Role::Admin).await;
        app.get("/admin/webhooks/new").await.expect(200);
        let (url, name) = (receiver.uri(), ("name", "Contabilidad"));
        let hears = [("event", "factura.emitida"), ("event", "pago.recibido")];
        let fields = [name, ("url", &url), ("version", "0"), hears[0], hears[1]];
        app.post_form("/admin/webhooks", &fields).await.expect(200);
        Self {
            app,
            customer,
            receiver,
        }
    }

    /// Issued from the form as it comes, both of its lines two hours at 50,000, without tax.
    async fn issue(&self) -> Page {
        let address = format!("/invoices/new?customer={}", self.customer);
        let form = self.app.get(&address).await.expect(200);
        let fields: Vec<(String, String)> = form
            .filled("form.inv-f")
            .into_iter()
            .map(|(name, value)| match name.as_str() {
                "description" => (name, "Masaje".to_owned()),
                "quantity" => (name, "2".to_owned()),
                "price" => (name, "50000".to_owned()),
                _ => (name, value),
            })
            .chain([("op".to_owned(), "issue".to_owned())])
            .collect();
        self.app.post_filled("/invoices/new", &fields).await
    }

    async fn pay(&self, invoice: &str, amount: &str) -> Page {
        let page = self.app.get(invoice).await.expect(200);
        let version = page.attr("#payment [name=version]", "value");
        let fields = [
            ("version", version.as_str()),
            ("amount", amount),
            ("paid_on", "2025-10-25"),
            ("method", "transfer"),
        ];
        let path = format!("{invoice}/payments");
        self.app.post_form(&path, &fields).await
    }

    /// What the receiver has been told since it was asked the last time, in order.
    async fn hears(&self) -> Vec<Value> {
        webhooks::tick(&self.app.parts.db).await.unwrap();
        self.app.run_jobs_until_idle().await;
        let told = self.receiver.received_requests().await.unwrap();
        told.iter()
            .map(|request| request.body_json().unwrap())
            .collect()
    }

    /// What was noted for the outside, though nobody may have been told yet.
    fn noted(&self) -> Vec<String> {
        self.app.db.texts(
            "SELECT type FROM domain_events WHERE record_type IN ('invoice', 'payment') ORDER BY id",
        )
    }
}

#[tokio::test]
async fn an_invoice_and_its_payment_are_told_with_their_customer_and_figures() {
    let desk = Desk::set().await;
    let issued = desk.issue().await.expect(303);
    let invoice = issued.location().to_owned();
    let id = format!("fac_{}", invoice.trim_start_matches("/invoices/"));
    let customer = format!("cli_{}", desk.customer);
    let told = desk.hears().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["type"], "factura.emitida");
    assert_eq!(
        told[0]["data"],
        json!({
            "id": id, "cliente_id": customer, "numero": "F-1", "estado": "emitida", "fecha": "2025-10-26",
            "total": 200_000, "pagado": 0, "abonado": 0, "moneda": "CLP", "campos": ["numero", "total", "moneda", "fecha_vencimiento"],
        })
    );

    desk.pay(&invoice, "$80.000").await.expect(303);
    let told = desk.hears().await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[1]["type"], "pago.recibido");
    let payment = desk.app.db.number("SELECT id FROM payments");
    assert_eq!(
        told[1]["data"],
        json!({
            "id": format!("pag_{payment}"), "cliente_id": customer, "factura_id": id, "monto": 80_000,
            "moneda": "CLP", "fecha": "2025-10-25", "metodo": "transferencia",
            "campos": ["factura_id", "monto", "moneda", "fecha", "metodo"],
        })
    );
    let log = desk.app.get("/admin/webhooks").await.expect(200);
    let endpoint = log.attr("a[href^='/admin/webhooks/']:not([href$=new])", "href");
    let log = desk.app.get(&endpoint).await.expect(200);
    assert_eq!(
        log.attrs("[data-row=delivery]", "data-state"),
        ["delivered", "delivered"]
    );
}

#[tokio::test]
async fn an_invoice_that_cannot_be_issued_leaves_no_event_and_no_number() {
    let desk = Desk::set().await;
    desk.app
        .db
        .sql("ALTER TABLE activities ADD CONSTRAINT fails CHECK (kind <> 'sale')");
    desk.issue().await.expect(500);
    assert_eq!(
        desk.noted(),
        [""; 0],
        "the event was noted before the activity failed"
    );
    assert_eq!(desk.app.db.number("SELECT count(*) FROM invoices"), 0);
    desk.app
        .db
        .sql("ALTER TABLE activities DROP CONSTRAINT fails");
    let issued = desk.issue().await.expect(303);
    let page = desk.app.follow(&issued).await;
    assert!(page.text("h1").contains("F-1"), "no number is missing");
    assert_eq!(desk.noted(), ["invoice.created", "invoice.issued"]);
}

#[tokio::test]
async fn a_payment_that_cannot_be_noted_or_is_too_much_leaves_no_event() {
    let desk = Desk::set().await;
    let issued = desk.issue().await.expect(303);
    let before = desk.noted();
    desk.pay(issued.location(), "200.001").await.expect(422);
    desk.app
        .db
        .sql("ALTER TABLE activities ADD CONSTRAINT fails CHECK (kind <> 'payment')");
    desk.pay(issued.location(), "80.000").await.expect(500);
    assert_eq!(desk.noted(), before);
    assert_eq!(desk.app.db.number("SELECT count(*) FROM payments"), 0);
    assert_eq!(desk.app.db.number("SELECT paid FROM invoices"), 0);
    desk.app
        .db
        .sql("ALTER TABLE activities DROP CONSTRAINT fails");
    desk.pay(issued.location(), "80.000").await.expect(303);
    assert_eq!(desk.noted().last().unwrap(), "payment.created");
}
