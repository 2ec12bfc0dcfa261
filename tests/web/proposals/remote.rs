//! The engine behind a proposals API, against a local server that answers with each recorded body.

use std::time::Duration;

use serde_json::Value;
use vinculo::config::{Config, Env};
use vinculo::domain::{ProposalId, Role};
use vinculo::integrations::proposals_api::{ApiError, Client, TimeLimits};
use wiremock::matchers::{header, method, path as at};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{a_regular, generated, show, text};
use crate::support::{Options, TestApp};

fn fixture(name: &str) -> String {
    let folder = format!("{}/tests/data/aremko_mcp", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

/// The answer that a fixture records.
fn recorded(name: &str, status: u16) -> ResponseTemplate {
    let fixture: Value = serde_json::from_str(&fixture(name)).unwrap();
    let response = &fixture["response"];
    let status = response["status"]
        .as_u64()
        .map_or(status, |status| status as u16);
    ResponseTemplate::new(status).set_body_json(&response["body"])
}

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

async fn app_with(server: &MockServer) -> TestApp {
    TestApp::with(Options {
        env: vec![
            ("PROPOSALS_ENGINE", "remote".into()),
            ("MCP_SERVER_URL", format!("{}/api/v1/aremko", server.uri())),
            ("MCP_API_KEY", "TEST-KEY".into()),
        ],
        ..Options::default()
    })
    .await
}

/// A proposal by a server that answers so, and its application.
async fn proposal_by(answer: ResponseTemplate) -> (TestApp, MockServer, ProposalId) {
    let server = server(answer).await;
    let app = app_with(&server).await;
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    let id = generated(&app, customer).await;
    (app, server, id)
}

async fn requests(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap()
}

#[tokio::test]
async fn a_full_answer_is_matched_limited_topped_up_and_cleaned() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(header("X-API-Key", "TEST-KEY"))
        .and(header("X-Tenant", "aremko"))
        .and(at("/api/v1/aremko/proposals/customer/A-17"))
        .respond_with(recorded("proposal_get_200.json", 200))
        .expect(1)
        .mount(&server)
        .await;
    let app = app_with(&server).await;
    let customer = a_regular(&app);
    app.db.sql(&format!(
        "UPDATE customers SET external_source = 'file', external_id = 'A-17', full_name = 'MARIA SOTO' WHERE id = {customer}"
    ));
    app.db.sql(
        "INSERT INTO services (category, name) VALUES ('Spa', 'TINA HORNOPIREN');
         UPDATE settings SET offer_win_back_percent = 12",
    );
    app.sign_in(Role::Sales).await;
    let id = generated(&app, customer).await;

    assert_eq!(text(&app, id, "engine"), "remote");
    let page = show(&app, id).await;
    let words = page.words();
    assert!(words.contains("Comportamiento: Cliente frecuente, visita cada 3 semanas"));
    assert!(words.contains("No están en tu catálogo"));
    assert!(words.contains("Bajamos el descuento"));
    assert_eq!(page.attr("input[name=offer_percent]", "value"), "12");
    let items = app.db.texts(
        "SELECT concat_ws(' ', service_name, engine, service_id IS NOT NULL, confidence) FROM proposal_items ORDER BY position",
    );
    assert_eq!(items[0], "TINA HORNOPIREN remote t 0.86");
    assert_eq!(items[1], "Masaje relajación remote f 0.71");
    assert_eq!(items.len(), 4);
    assert!(items[2..].iter().all(|item| item.contains(" builtin t ")));
    let preview = app.get(&format!("/proposals/{id}/preview")).await;
    let words = preview.expect(200).words();
    assert!(words.contains("Hola María") && words.contains("TINA HORNOPIREN"));
    assert!(!words.contains("Masaje relajación"));
}

#[tokio::test]
async fn an_answer_about_somebody_else_lends_no_words_and_says_so() {
    let answer = recorded("proposal_get_200.json", 200);
    let (app, _server, id) = proposal_by(answer).await;
    assert_eq!(text(&app, id, "fallback_reason"), "other_customer");
    let page = show(&app, id).await;
    assert!(page.words().contains("respondió sobre otra persona"));
    assert!(!page.words().contains("María"), "nothing of the other one");
    let engines = app
        .db
        .texts("SELECT engine FROM proposal_items ORDER BY position");
    assert_eq!(engines[..3], ["remote", "remote", "builtin"]);
    assert!(page.text("textarea[name=body]").starts_with("Hola Ana:"));
}

#[tokio::test]
async fn an_id_of_another_source_is_not_the_outside_servers() {
    let server = server(recorded("errors/404_customer.json", 404)).await;
    let app = app_with(&server).await;
    let customer = a_regular(&app);
    app.db.sql(&format!(
        "UPDATE customers SET external_source = 'billing', external_id = 'B-9' WHERE id = {customer}"
    ));
    app.sign_in(Role::Sales).await;
    generated(&app, customer).await;
    let asked = requests(&server).await;
    let end = format!("/customer/{customer}");
    assert!(asked[0].url.path().ends_with(&end), "{}", asked[0].url);
}

#[tokio::test]
async fn an_answer_without_content_falls_back_and_says_so() {
    let answer = recorded("proposal_get_200_minimal.json", 200);
    let (app, _server, id) = proposal_by(answer).await;
    assert_eq!(text(&app, id, "engine"), "builtin");
    assert_eq!(text(&app, id, "fallback_reason"), "empty");
    let page = show(&app, id).await;
    assert!(page.words().contains("respondió sin contenido"));
    assert!(page.count(".rec") >= 3);
}

#[tokio::test]
async fn every_refusal_falls_back_with_its_reason() {
    let cases = [
        (recorded("errors/401.json", 401), "unauthorised", 1),
        (
            recorded("errors/404_customer.json", 404),
            "unknown_customer",
            1,
        ),
        (recorded("errors/422_validation.json", 422), "invalid", 1),
        (
            ResponseTemplate::new(502)
                .set_body_raw(fixture("errors/502_render_cold_start.html"), "text/html"),
            "unavailable",
            2,
        ),
        (
            ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
            "unreadable",
            1,
        ),
        (
            ResponseTemplate::new(302).insert_header("Location", "http://127.0.0.1:1/"),
            "unavailable",
            1,
        ),
    ];
    for (answer, reason, asked) in cases {
        let (app, server, id) = proposal_by(answer).await;
        assert_eq!(text(&app, id, "fallback_reason"), reason);
        assert_eq!(text(&app, id, "engine"), "builtin");
        assert_eq!(requests(&server).await.len(), asked, "{reason}");
    }
}

#[tokio::test]
async fn only_a_customers_proposal_is_asked_for_and_no_secret_is_kept() {
    let (app, server, id) = proposal_by(recorded("errors/401.json", 401)).await;
    let customer = text(&app, id, "customer_id");
    let asked = requests(&server).await;
    let paths: Vec<_> = asked.iter().map(|request| request.url.path()).collect();
    assert_eq!(
        paths,
        [format!("/api/v1/aremko/proposals/customer/{customer}")]
    );
    assert!(asked[0].body.is_empty());
    let leaks = app.db.number(
        "SELECT (SELECT count(*) FROM jobs WHERE jobs::text LIKE '%TEST-KEY%')
              + (SELECT count(*) FROM proposals WHERE proposals::text LIKE '%TEST-KEY%')",
    );
    assert_eq!(leaks, 0);
}

#[tokio::test]
async fn a_server_that_is_not_there_falls_back() {
    let app = TestApp::with(Options {
        env: vec![
            ("PROPOSALS_ENGINE", "remote".into()),
            ("MCP_SERVER_URL", "http://127.0.0.1:9/api/v1/aremko".into()),
        ],
        ..Options::default()
    })
    .await;
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    let id = generated(&app, customer).await;
    assert_eq!(text(&app, id, "fallback_reason"), "unreachable");
}

#[tokio::test]
async fn the_settings_page_has_the_last_word_on_the_engine() {
    let app = TestApp::start().await;
    app.db
        .sql("UPDATE settings SET proposals_engine = 'remote'");
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    let id = generated(&app, customer).await;
    assert_eq!(text(&app, id, "engine_asked"), "remote");
    assert_eq!(text(&app, id, "fallback_reason"), "not_configured");
}

fn client(server: &MockServer) -> Client {
    let env = Env::from([(
        "MCP_SERVER_URL",
        format!("{}/api/v1/aremko", server.uri()).as_str(),
    )]);
    let config = Config::read(&env).unwrap();
    let limits = TimeLimits {
        first_try: Duration::from_secs(1),
        total: Duration::from_millis(4500),
        health: Duration::from_secs(10),
    };
    Client::from_config(&config, limits).unwrap().unwrap()
}

#[tokio::test]
async fn a_sleeping_server_is_asked_once_more() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_delay(Duration::from_secs(5)))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .respond_with(recorded("proposal_get_200.json", 200))
        .mount(&server)
        .await;
    let answer = client(&server).fetch_proposal("1234").await.unwrap();
    assert_eq!(answer.recommendations.len(), 2);
    assert_eq!(requests(&server).await.len(), 2);
}

#[tokio::test]
async fn a_server_that_stays_asleep_is_given_up_in_time() {
    let server = server(ResponseTemplate::new(200).set_delay(Duration::from_secs(9))).await;
    let begun = std::time::Instant::now();
    let answer = client(&server).fetch_proposal("1234").await;
    assert!(matches!(answer, Err(ApiError::TimedOut)), "{answer:?}");
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "before the server would have answered"
    );
    assert_eq!(requests(&server).await.len(), 2);
}

#[tokio::test]
async fn health_is_asked_for_without_the_tenant() {
    let server = MockServer::start().await;
    Mock::given(at("/api/v1/health"))
        .respond_with(recorded("health_200.json", 200))
        .expect(1)
        .mount(&server)
        .await;
    client(&server).check_health().await.unwrap();
}
