//! Campaigns whose proposals an outside engine writes.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;
use vinculo::domain::{CampaignId, Role};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{a_draft, deliver, members, some_customers, start, state};
use crate::support::{Options, TestApp};

const LOOK: &str =
    "INSERT INTO jobs (kind, payload, max_attempts) VALUES ('campaigns.work', 'null', 5)";

async fn with_model(server: &MockServer) -> TestApp {
    let app = TestApp::with(Options {
        env: vec![
            ("ANTHROPIC_BASE_URL", server.uri()),
            ("ANTHROPIC_API_KEY", "TEST-KEY".into()),
        ],
        smtp: Some(Default::default()),
        ..Options::default()
    })
    .await;
    app.sign_in(Role::Admin).await;
    app
}

/// The server answers so from now on, and has forgotten what it was asked.
async fn play(server: &MockServer, answer: ResponseTemplate) {
    server.reset().await;
    Mock::given(method("POST"))
        .respond_with(answer)
        .mount(server)
        .await;
}

fn a_proposal() -> ResponseTemplate {
    let text = json!({
        "insights": [], "recommendations": [], "offer": {"title": "Un descanso", "discount": 3},
        "email_subject": "{{nombre}}, te esperamos", "email_body": "Hola {{nombre}}:\n\nUn texto del modelo.",
    });
    ResponseTemplate::new(200).set_body_json(json!({
        "model": "claude-sonnet-4-5-20250929", "stop_reason": "end_turn",
        "content": [{"type": "text", "text": text.to_string()}],
        "usage": {"input_tokens": 10, "output_tokens": 20},
    }))
}

/// The vendor says when to come back: not while the proposal waits.
fn busy() -> ResponseTemplate {
    ResponseTemplate::new(429).insert_header("retry-after", "60")
}

async fn look(app: &TestApp) {
    app.db.sql(LOOK);
    app.run_jobs_until_idle().await;
}

fn engines(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "SELECT DISTINCT engine_asked || ' ' || engine || ' ' || coalesce(fallback_reason, '-') FROM proposals",
    )
}

async fn questions(server: &MockServer) -> Vec<Value> {
    let asked = server.received_requests().await.unwrap();
    let body = |request: wiremock::Request| -> Value {
        let body: Value = request.body_json().unwrap();
        let text = body["messages"][0]["content"].as_str().unwrap().to_owned();
        serde_json::from_str(&text).unwrap()
    };
    asked.into_iter().map(body).collect()
}

#[tokio::test]
async fn a_model_writes_to_everybody_a_few_at_a_time() {
    let server = MockServer::start().await;
    let app = with_model(&server).await;
    some_customers(&app, 6);
    app.db.sql("UPDATE engine_settings SET parallel_calls = 2");
    let pause = Duration::from_millis(150);
    play(&server, a_proposal().set_delay(pause)).await;
    let id = a_draft(&app, &[("engine", "anthropic"), ("percent_a", "7")]).await;
    start(&app, id).await;
    let begun = Instant::now();
    app.run_jobs_until_idle().await;
    assert!(
        begun.elapsed() >= pause * 3,
        "two at a time take three rounds"
    );
    let asked = questions(&server).await;
    assert_eq!(asked.len(), 6);
    assert!(asked.iter().all(|question| question["offer_percent"] == 7));
    assert_eq!(engines(&app), ["anthropic anthropic -"]);

    look(&app).await;
    deliver(&app).await;
    assert_eq!(app.mails().len(), 6);
    let theirs = "SELECT count(*) FROM messages WHERE body_text LIKE '%Un texto del modelo.%'";
    assert_eq!(app.db.number(theirs), 6);
    assert_eq!(state(&app, id), "done");
    assert_eq!(
        app.db.number("SELECT sum(offer_percent) FROM proposals"),
        42
    );
}

#[tokio::test]
async fn a_subject_that_a_person_wrote_is_not_held_against_the_models_facts() {
    let server = MockServer::start().await;
    let app = with_model(&server).await;
    some_customers(&app, 2);
    play(&server, a_proposal()).await;
    let subject = "{{nombre}}, celebra Fiestas Patrias";
    let own = [("engine", "anthropic"), ("subject_a", subject)];
    let id = a_draft(&app, &own).await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    look(&app).await;
    deliver(&app).await;
    assert_eq!((members(&app, "failed"), app.mails().len()), (0, 2));
}

#[tokio::test]
async fn a_vendor_that_asks_for_time_gets_it_and_is_asked_again() {
    let server = MockServer::start().await;
    let app = with_model(&server).await;
    some_customers(&app, 6);
    play(&server, busy()).await;
    let id = a_draft(&app, &[("engine", "anthropic")]).await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    assert_eq!(questions(&server).await.len(), 4, "then it is left alone");
    assert_eq!(members(&app, "waiting"), 6);

    play(&server, a_proposal()).await;
    look(&app).await;
    assert_eq!(engines(&app), ["anthropic anthropic -"]);
    look(&app).await;
    assert_eq!(
        (members(&app, "handed"), state(&app, id).as_str()),
        (6, "done")
    );
}

#[tokio::test]
async fn when_the_vendor_stays_away_the_builtin_engine_writes_and_says_why() {
    let server = MockServer::start().await;
    let app = with_model(&server).await;
    some_customers(&app, 2);
    play(&server, busy()).await;
    let id = a_draft(&app, &[("engine", "anthropic")]).await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    look(&app).await;
    assert_eq!(members(&app, "waiting"), 2);
    look(&app).await;
    assert_eq!(engines(&app), ["anthropic builtin rate_limited"]);
    look(&app).await;
    assert_eq!(state(&app, id), "done");
    assert_eq!(fallbacks(&app, id).await, ["rate_limited 2"]);
}

#[tokio::test]
async fn a_campaign_whose_budget_ran_out_says_so() {
    let server = MockServer::start().await;
    let app = with_model(&server).await;
    some_customers(&app, 3);
    play(&server, a_proposal()).await;
    app.db
        .sql("UPDATE engine_settings SET monthly_budget_cents = 0");
    let id = a_draft(&app, &[("engine", "anthropic")]).await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    assert_eq!(fallbacks(&app, id).await, ["over_budget 3"]);
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert!(page.text("#fallbacks").contains("presupuesto del mes"));
    assert!(questions(&server).await.is_empty());
}

/// The rows of what the builtin engine wrote instead.
async fn fallbacks(app: &TestApp, id: CampaignId) -> Vec<String> {
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let row = "[data-row=fallback]";
    let (reasons, counts) = (page.attrs(row, "data-id"), page.attrs(row, "data-count"));
    let text = |(reason, count)| format!("{reason} {count}");
    reasons.into_iter().zip(counts).map(text).collect()
}

#[tokio::test]
async fn an_answer_that_comes_after_the_cancellation_becomes_no_proposal() {
    let server = MockServer::start().await;
    let app = with_model(&server).await;
    some_customers(&app, 1);
    play(&server, a_proposal().set_delay(Duration::from_secs(5))).await;
    let id = a_draft(&app, &[("engine", "anthropic")]).await;
    start(&app, id).await;
    let cancel = async {
        while server.received_requests().await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let path = format!("/campaigns/{id}/cancellation");
        app.post_form(&path, &[]).await.expect(303);
    };
    tokio::join!(app.run_jobs_until_idle(), cancel);
    assert_eq!(app.db.number("SELECT count(*) FROM proposals"), 0);
    assert_eq!(members(&app, "cancelled"), 1);
}

#[tokio::test]
async fn an_engine_without_a_key_is_refused_at_its_field() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    app.get("/campaigns/new").await.expect(200);
    let fields = super::plan(&[("engine", "openai")]);
    let page = app.post_form("/campaigns", &fields).await.expect(422);
    assert!(page.has("#engine-err"));
}
