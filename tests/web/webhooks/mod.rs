//! What others hear of changes by webhook: told once, signed, tried again, and looked after on its pages.

mod deliveries;
mod endpoints;
mod events;

use vinculo::audit::{self, Actor, Change};
use vinculo::domain::CustomerId;
use vinculo::integrations::standard_webhooks::{Headers, SigningKey, verify};
use vinculo::webhooks::tick;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{Options, TestApp};

/// Receivers of the tests are on this machine.
async fn an_app() -> TestApp {
    TestApp::with(Options {
        env: vec![("VINCULO_WEBHOOKS_ALLOW_PRIVATE", "true".into())],
        ..Options::default()
    })
    .await
}

async fn a_receiver(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    answers(&server, answer).await;
    server
}

async fn answers(server: &MockServer, answer: ResponseTemplate) {
    server.reset().await;
    Mock::given(method("POST"))
        .respond_with(answer)
        .mount(server)
        .await;
}

/// Makes an endpoint by its form; its id and its secret.
async fn an_endpoint(app: &TestApp, url: &str, events: &[&str]) -> (String, String) {
    app.get("/admin/webhooks/new").await.expect(200);
    let mut fields = vec![("name", "Bodega"), ("url", url), ("version", "0")];
    fields.extend(events.iter().map(|event| ("event", *event)));
    let made = app.post_form("/admin/webhooks", &fields).await.expect(200);
    assert_eq!(made.header("cache-control"), "no-store");
    let id = made.attr("a.btn-primary", "href");
    let id = id.rsplit('/').next().unwrap().to_owned();
    (id, made.attr("#secret", "value"))
}

/// A change of a customer, as an action of any feature notes it.
fn change(app: &TestApp, customer: CustomerId) {
    let change = Change::new("customer.updated", "customer", customer)
        .field("city", "Osorno", "Ancud")
        .field("email", "ana@correo.example", "ana@otro.example");
    audit::record(&mut app.db.conn(), &Actor::program("a test"), &change).unwrap();
}

async fn look(app: &TestApp) {
    tick(&app.parts.db).await.unwrap();
    app.run_jobs_until_idle().await;
}

/// As if all waiting were over.
async fn look_later(app: &TestApp) {
    app.db
        .sql("UPDATE webhook_deliveries SET next_at = now(); UPDATE webhook_endpoints SET not_before = NULL");
    look(app).await;
}

async fn received(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap()
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers[name].to_str().unwrap()
}

fn is_signed_by(request: &Request, secret: &str) -> bool {
    let headers = Headers {
        id: header(request, "webhook-id"),
        timestamp: header(request, "webhook-timestamp"),
        signatures: header(request, "webhook-signature"),
    };
    let now = chrono::Utc::now().timestamp();
    let key = SigningKey::parse(secret).unwrap();
    verify(&key, headers, &request.body, now).is_ok()
}

fn deliveries(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "SELECT concat_ws(' ', state, attempts, last_status) FROM webhook_deliveries ORDER BY id",
    )
}
