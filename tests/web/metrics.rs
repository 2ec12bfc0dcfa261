//! The figures for Prometheus: off unless a token is set, and without anybody's data.

use reqwest::Method;
use vinculo::domain::Role;

use crate::support::{Options, Page, TestApp, a_customer};

const TOKEN: &str = "a token for prometheus";

async fn an_app() -> TestApp {
    TestApp::with(Options {
        env: vec![("VINCULO_METRICS", TOKEN.replace(' ', "-"))],
        ..Options::default()
    })
    .await
}

async fn scrape(app: &TestApp, authorization: &str) -> Page {
    let request = app
        .request(Method::GET, "/metrics")
        .header("Authorization", authorization);
    app.send("/metrics", request).await
}

async fn figures(app: &TestApp) -> String {
    let token = format!("Bearer {}", TOKEN.replace(' ', "-"));
    let page = scrape(app, &token).await.expect(200);
    assert!(
        page.header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    page.body
}

#[tokio::test]
async fn without_the_variable_there_is_no_such_address() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.get("/metrics").await.expect(404);
    scrape(&app, "Bearer ").await.expect(404);
}

#[tokio::test]
async fn no_other_token_and_no_session_opens_it() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    app.get("/metrics").await.expect(401);
    for authorization in ["", "Bearer", "Bearer x", "Basic a-token-for-prometheus"] {
        scrape(&app, authorization).await.expect(401);
    }
}

#[tokio::test]
async fn requests_are_counted_by_the_routes_pattern_and_not_by_who_or_what() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let customer = a_customer().name("Ana Secreta").create(&mut app.db.conn());
    app.get(&format!("/customers/{customer}")).await.expect(200);
    app.get("/customers?q=secreta").await.expect(200);
    app.get("/nada/secreta").await.expect(404);
    let invented = Method::from_bytes(b"SECRETA").unwrap();
    app.send("/", app.request(invented, "/")).await;
    let figures = figures(&app).await;
    for line in [
        "vinculo_http_requests_total{method=\"GET\",route=\"/customers/{id}\",status=\"200\"} 1",
        "vinculo_http_requests_total{method=\"GET\",route=\"/customers\",status=\"200\"} 1",
        "vinculo_http_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 1",
        "vinculo_http_request_seconds_count{method=\"GET\",route=\"/customers/{id}\"} 1",
        "vinculo_database_up 1",
    ] {
        assert!(figures.contains(line), "{line} is not in\n{figures}");
    }
    assert!(!figures.to_lowercase().contains("secreta"), "{figures}");
    assert!(!figures.contains(&format!("/customers/{customer}")));
}

#[tokio::test]
async fn queue_pool_and_what_waits_for_the_outside_are_told() {
    let app = an_app().await;
    app.db.sql(
        "INSERT INTO jobs (kind, payload, max_attempts, run_at) VALUES
             ('sample.one', '{}', 1, now() - interval '90 s'), ('sample.one', '{}', 1, now() + interval '1 day');
         INSERT INTO webhook_endpoints (id, name, url, secret) VALUES (1, 'a', 'https://hooks.example/', 'x');
         INSERT INTO wire_events (id, event_id, type, body, for_broker, created_at)
         SELECT n, gen_random_uuid(), 'cliente.creado', '{}', n > 1, now() - interval '60 s' FROM generate_series(1, 3) n;
         INSERT INTO webhook_deliveries (endpoint_id, wire_event_id, state)
         VALUES (1, 1, 'waiting'), (1, 2, 'failed'), (1, 3, 'delivered');
         INSERT INTO broker_status (role, is_connected) VALUES ('publisher', true)",
    );
    let figures = figures(&app).await;
    for line in [
        "vinculo_jobs{kind=\"sample.one\",state=\"due\"} 1",
        "vinculo_jobs{kind=\"sample.one\",state=\"later\"} 1",
        "vinculo_outside_events{what=\"webhooks_waiting\"} 1",
        "vinculo_outside_events{what=\"webhooks_failed\"} 1",
        "vinculo_outside_events{what=\"broker_waiting\"} 2",
        "vinculo_broker_connected{role=\"publisher\"} 1",
        "vinculo_pool_connections{state=\"open\"}",
    ] {
        assert!(figures.contains(line), "{line} is not in\n{figures}");
    }
    let oldest = "vinculo_jobs_oldest_due_seconds{kind=\"sample.one\"} 9";
    assert!(figures.contains(oldest), "{figures}");
}

#[tokio::test]
async fn while_the_database_is_away_the_figures_say_so() {
    let app = an_app().await;
    app.db.shut_out();
    let figures = figures(&app).await;
    app.db.let_in();
    assert!(figures.contains("vinculo_database_up 0"), "{figures}");
    assert!(!figures.contains("vinculo_jobs"));
}
