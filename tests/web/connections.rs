//! Whether what lies outside answers, asked when a person asks.

use vinculo::domain::Role;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::smtp::Behaviour;
use crate::support::{Options, Page, TestApp};

const NAMES: [&str; 7] = [
    "smtp",
    "brevo",
    "remote",
    "anthropic",
    "openai",
    "rabbitmq",
    "webhooks",
];

/// Presses the button of a connection; the page that follows.
async fn check(app: &TestApp, name: &str) -> Page {
    app.get("/admin/connections").await.expect(200);
    let path = format!("/admin/connections/{name}/checks");
    let answer = app.post_form(&path, &[]).await.expect(303);
    app.follow(&answer).await
}

fn row(name: &str) -> String {
    format!("[data-row=connection][data-id={name}]")
}

/// `ok` or `bad`
fn verdict(page: &Page, name: &str) -> String {
    page.attr(&format!("{} [data-check]", row(name)), "data-check")
}

#[tokio::test]
async fn without_settings_there_is_nothing_to_test() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/admin/connections").await.expect(200);
    assert_eq!(page.rows(""), NAMES);
    assert_eq!(page.count("form[action$=checks]"), 0);
    for name in NAMES {
        assert!(page.text(&row(name)).contains("Sin configurar"), "{name}");
        let path = format!("/admin/connections/{name}/checks");
        app.post_form(&path, &[]).await.expect(409);
    }
    app.post_form("/admin/connections/nada/checks", &[])
        .await
        .expect(404);
    assert_eq!(app.db.number("SELECT count(*) FROM connection_checks"), 0);
}

#[tokio::test]
async fn looking_at_the_page_asks_nobody() {
    let server = MockServer::start().await;
    let app = TestApp::with(Options {
        env: vec![("OPENAI_BASE_URL", server.uri())],
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/admin/connections").await.expect(200);
    assert!(page.text(&row("openai")).contains("Sin probar"));
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_mail_server_is_greeted_and_nothing_is_sent() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let page = check(&app, "smtp").await;
    assert_eq!(verdict(&page, "smtp"), "ok", "{}", page.words());
    assert!(app.mails().is_empty());
    let audit = app.get("/admin/audit").await.expect(200);
    assert!(audit.words().contains("Probó la conexión"));
}

#[tokio::test]
async fn what_a_mail_server_says_against_us_is_shown_without_the_password() {
    let app = TestApp::with(Options {
        smtp: Some(Behaviour {
            greeting: "554 no service for you",
            ..Behaviour::default()
        }),
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    let page = check(&app, "smtp").await;
    assert_eq!(verdict(&page, "smtp"), "bad");
    let words = page.text(&row("smtp"));
    assert!(
        words.contains("No responde") && words.contains("554"),
        "{words}"
    );
    let address = page.attr("#a-smtp-1", "value");
    assert!(
        address.starts_with("smtp://127.0.0.1:") && !address.contains('@'),
        "{address}"
    );
}

#[tokio::test]
async fn a_model_is_asked_for_its_list_with_our_key() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/v1/models"))
        .and(header("x-api-key", "secreto"))
        .respond_with(ResponseTemplate::new(200).set_body_string("{\"data\":[]}"))
        .mount(&server)
        .await;
    Mock::given(header("authorization", "Bearer otro"))
        .respond_with(ResponseTemplate::new(401).set_body_string("{}"))
        .mount(&server)
        .await;
    let app = TestApp::with(Options {
        env: vec![
            ("ANTHROPIC_API_KEY", "secreto".into()),
            ("ANTHROPIC_BASE_URL", server.uri()),
            ("OPENAI_API_KEY", "otro".into()),
            ("OPENAI_BASE_URL", server.uri()),
        ],
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    let page = check(&app, "anthropic").await;
    assert_eq!(verdict(&page, "anthropic"), "ok", "{}", page.words());
    let page = check(&app, "openai").await;
    assert_eq!(verdict(&page, "openai"), "bad");
    assert!(page.text(&row("openai")).contains("the key was refused"));
    assert!(!page.body.contains("secreto"));
}

#[tokio::test]
async fn the_proposals_service_is_asked_whether_it_is_awake() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/api/v1/health"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let app = TestApp::with(Options {
        env: vec![("MCP_SERVER_URL", format!("{}/api/v1/aremko", server.uri()))],
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    assert_eq!(verdict(&check(&app, "remote").await, "remote"), "ok");
    server.reset().await;
    assert_eq!(verdict(&check(&app, "remote").await, "remote"), "bad");
}

#[tokio::test]
async fn the_address_for_brevo_is_called_as_brevo_would() {
    let app = TestApp::with(Options {
        env: vec![("WEBHOOK_TOKEN", "0123456789abcdef".into())],
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    let page = check(&app, "brevo").await;
    assert_eq!(verdict(&page, "brevo"), "ok", "{}", page.words());
    let address = page.attr("#a-brevo-1", "value");
    assert!(
        address.ends_with("/webhook/brevo/0123456789abcdef"),
        "{address}"
    );
}

#[tokio::test]
async fn the_public_name_that_leads_nowhere_is_noticed() {
    let app = TestApp::with(Options {
        env: vec![
            ("WEBHOOK_TOKEN", "0123456789abcdef".into()),
            ("VINCULO_BASE_URL", "http://127.0.0.1:9".into()),
        ],
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    let page = check(&app, "brevo").await;
    assert_eq!(verdict(&page, "brevo"), "bad");
    let words = page.text(&format!("{} [data-check]", row("brevo")));
    assert!(!words.contains("0123456789abcdef"), "{words}");
}

#[tokio::test]
async fn a_broker_that_is_not_there_does_not_answer() {
    let app = TestApp::with(Options {
        env: vec![("RABBITMQ_URL", "amqp://u:secreto@127.0.0.1:9/%2f".into())],
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    let page = check(&app, "rabbitmq").await;
    assert_eq!(verdict(&page, "rabbitmq"), "bad");
    assert!(!page.body.contains("secreto"));
    assert_eq!(page.attr("#a-rabbitmq-2", "value"), "crm.events");
}

#[tokio::test]
async fn every_active_webhook_gets_a_test_and_who_did_not_take_it_is_named() {
    let server = MockServer::start().await;
    Mock::given(path("/bien"))
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    let app = TestApp::with(Options {
        env: vec![("VINCULO_WEBHOOKS_ALLOW_PRIVATE", "true".into())],
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    app.get("/admin/webhooks/new").await.expect(200);
    for (name, end, status) in [("Buena", "bien", "ok"), ("Mala", "mal", "bad")] {
        let url = format!("{}/{end}", server.uri());
        app.post_form("/admin/webhooks", &[("name", name), ("url", &url)])
            .await
            .expect(200);
        let page = check(&app, "webhooks").await;
        assert_eq!(verdict(&page, "webhooks"), status);
    }
    let page = app.get("/admin/connections").await.expect(200);
    let words = page.text(&row("webhooks"));
    assert!(
        words.contains("2 de 2 destinos") && words.contains("Mala: HTTP 404"),
        "{words}"
    );
    assert!(
        page.text(&format!("{} [data-trouble]", row("webhooks")))
            .contains("HTTP 404")
    );
}

#[tokio::test]
async fn only_administrators_see_and_test_connections() {
    let app = TestApp::start().await;
    for role in [Role::Sales, Role::Staff] {
        let browser = app.browser_of(role).await;
        browser.get("/admin/connections").await.expect(403);
        let path = "/admin/connections/smtp/checks";
        browser.post_form(path, &[]).await.expect(403);
    }
    app.get("/login").await;
    let asked = app.post_form("/admin/connections/smtp/checks", &[]).await;
    assert_eq!(asked.expect(303).location(), "/login");
}
