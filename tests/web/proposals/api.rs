//! The proposals API, called as the old client did: every answer has the shape that was recorded.

use reqwest::Method;
use serde_json::Value;
use vinculo::config::{Config, Env};
use vinculo::domain::{CustomerId, Role, Scope};
use vinculo::integrations::proposals_api::{Client, TimeLimits};

use super::{DELIVER, a_regular, generated};
use crate::api_keys::a_key;
use crate::support::{Page, TestApp, a_customer, a_service};

const BOTH: [Scope; 2] = [Scope::ProposalsRead, Scope::ProposalsSend];

/// The body that a fixture records.
fn recorded(name: &str) -> Value {
    let folder = format!("{}/tests/data/aremko_mcp", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
    let fixture: Value = serde_json::from_str(&text).unwrap();
    fixture["response"]["body"].clone()
}

/// Ours has every key that was recorded, with a value of the same type; each item of a list is like the first one.
#[track_caller]
fn assert_shape(ours: &Value, recorded: &Value, at: &str) {
    match (ours, recorded) {
        (Value::Object(ours), Value::Object(recorded)) => {
            for (key, recorded) in recorded {
                let value = ours.get(key).unwrap_or_else(|| panic!("no {at}.{key}"));
                assert_shape(value, recorded, &format!("{at}.{key}"));
            }
        }
        (Value::Array(ours), Value::Array(recorded)) => {
            for value in ours {
                assert_shape(value, &recorded[0], &format!("{at}[]"));
            }
        }
        _ => assert_eq!(
            std::mem::discriminant(ours),
            std::mem::discriminant(recorded),
            "{at}: {ours} is not like {recorded}"
        ),
    }
}

async fn call(app: &TestApp, method: Method, path: &str, key: &str) -> Page {
    let path = format!("/api/v1/aremko/proposals/{path}");
    let request = app.request(method, &path);
    let request = request
        .header("X-API-Key", key)
        .header("X-Tenant", "aremko")
        .header("Content-Type", "application/json");
    app.send(&path, request).await
}

async fn read(app: &TestApp, id: CustomerId, key: &str) -> Value {
    let page = call(app, Method::GET, &format!("customer/{id}"), key).await;
    page.expect(200).json()
}

async fn send(app: &TestApp, id: CustomerId, key: &str) -> Value {
    let page = call(app, Method::POST, &format!("send/{id}"), key).await;
    page.expect(200).json()
}

fn proposals(app: &TestApp) -> i64 {
    app.db.number("SELECT count(*) FROM proposals")
}

#[tokio::test]
async fn a_proposal_is_told_in_the_recorded_shape_and_nothing_is_stored() {
    let app = TestApp::start().await;
    let (customer, key) = (a_regular(&app), a_key(&app, &BOTH));
    let told = read(&app, customer, &key).await;
    let mut expected = recorded("proposal_get_200.json");
    expected["customer_profile"]["telefono"] = Value::Null;
    assert_shape(&told, &expected, "");
    let profile = &told["customer_profile"];
    assert_eq!(profile["id"], customer.get());
    assert_eq!(profile["nombre"], "ANA ROJAS SOTO");
    assert_eq!(profile["segmento"], "At Risk");
    assert_eq!(
        (&profile["total_servicios"], &profile["gasto_total"]),
        (&5.into(), &225_000.into())
    );
    assert_eq!(told["insights"]["segmento"], "En riesgo");
    assert_eq!(told["offer"]["discount"], 20);
    assert_eq!(told["offer"]["discount_percent"], 20);
    for item in told["recommendations"].as_array().unwrap() {
        assert_eq!(item["price"], item["estimated_price"]);
        assert!((0.0..=1.0).contains(&item["confidence"].as_f64().unwrap()));
    }
    let body = told["email_body"].as_str().unwrap();
    assert!(body.starts_with("<p>Hola Ana:</p>"), "{body}");
    assert_eq!(proposals(&app), 0);
}

#[tokio::test]
async fn somebody_without_history_has_every_key() {
    let app = TestApp::start().await;
    let key = a_key(&app, &BOTH);
    let customer = a_customer()
        .phone("+56 9 1234 5678")
        .create(&mut app.db.conn());
    let told = read(&app, customer, &key).await;
    let minimal = recorded("proposal_get_200_minimal.json");
    for key in minimal.as_object().unwrap().keys() {
        assert!(told.get(key).is_some(), "{key}");
    }
    assert_eq!(told["customer_profile"]["segmento"], "none");
    assert_eq!(told["customer_profile"]["gasto_total"], 0);
}

#[tokio::test]
async fn sending_mails_the_proposal_once_in_the_name_of_the_key() {
    let app = TestApp::with_smtp().await;
    let (customer, key) = (a_regular(&app), a_key(&app, &BOTH));
    let told = read(&app, customer, &key).await;
    let sent = send(&app, customer, &key).await;
    assert_shape(&sent, &recorded("proposal_send_200.json"), "");
    assert_eq!(sent["success"], true);
    assert_eq!(sent["email_sent_to"], "ana@correo.example");
    // The old client may have timed out and ask again.
    let again = send(&app, customer, &key).await;
    assert_eq!(again["success"], false);
    assert!(again["message"].as_str().unwrap().contains("ya se envió"));

    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!(app.mails().len(), 1);
    assert_eq!(app.db.text("(SELECT state FROM proposals)"), "sent");
    let subject = app.db.text("(SELECT subject FROM messages)");
    assert_eq!(
        told["email_subject"], subject,
        "what was told is what was sent"
    );
    let actors = app.db.texts(
        "SELECT DISTINCT actor FROM audit_log WHERE action IN ('proposal.requested', 'proposal.queued')",
    );
    assert_eq!(actors, [format!("El CRM viejo ({}…)", &key[..8])]);
}

#[tokio::test]
async fn two_sends_at_once_make_one_message() {
    let app = TestApp::with_smtp().await;
    let (customer, key) = (a_regular(&app), a_key(&app, &BOTH));
    let calls = (0..6).map(|_| send(&app, customer, &key));
    let answers = futures_util::future::join_all(calls).await;
    let sent = answers.iter().filter(|answer| answer["success"] == true);
    assert_eq!(sent.count(), 1, "{answers:?}");
    assert_eq!(app.db.number("SELECT count(*) FROM messages"), 1);
}

#[tokio::test]
async fn who_may_not_be_written_to_is_refused_without_a_trace() {
    let app = TestApp::with_smtp().await;
    let key = a_key(&app, &BOTH);
    let conn = &mut app.db.conn();
    let refused = [
        (
            a_customer().email_consent("refused").create(conn),
            "no quiso recibir",
        ),
        (a_customer().never_asked().create(conn), "falta preguntarle"),
        (
            a_customer().without_email().create(conn),
            "No se puede enviar",
        ),
        (
            a_customer().status("blocked").create(conn),
            "está bloqueado",
        ),
    ];
    for (customer, reason) in refused {
        let answer = send(&app, customer, &key).await;
        assert_eq!(answer["success"], false);
        let message = answer["message"].as_str().unwrap();
        assert!(message.contains(reason), "{message}");
        assert!(answer["email_sent_to"].is_null());
    }
    assert_eq!(proposals(&app), 0);
}

#[tokio::test]
async fn a_mail_that_waits_for_a_person_is_not_told_as_sent() {
    let app = TestApp::start().await;
    let (customer, key) = (a_regular(&app), a_key(&app, &BOTH));
    let answer = send(&app, customer, &key).await;
    assert_eq!(answer["success"], false);
    assert!(
        answer["message"]
            .as_str()
            .unwrap()
            .contains("retenida en Mensajes")
    );
    assert_eq!(app.db.number("SELECT count(*) FROM messages"), 1);
}

#[tokio::test]
async fn a_stored_proposal_is_told_and_sent_while_it_is_fresh_and_holds() {
    let app = TestApp::with_smtp().await;
    let (customer, key) = (a_regular(&app), a_key(&app, &BOTH));
    app.sign_in(Role::Sales).await;
    let id = generated(&app, customer).await;
    app.db
        .sql("UPDATE proposals SET subject = 'Elegido por Ana'");
    let subject = || async { read(&app, customer, &key).await["email_subject"].clone() };
    assert_eq!(subject().await, "Elegido por Ana");
    app.db.sql("UPDATE settings SET offer_win_back_percent = 5");
    assert_ne!(
        subject().await,
        "Elegido por Ana",
        "it offers too much by now"
    );
    app.db
        .sql("UPDATE settings SET offer_win_back_percent = 20");
    app.db
        .sql("UPDATE proposals SET ready_at = now() - interval '8 days'");
    assert_ne!(subject().await, "Elegido por Ana", "it is old");
    app.db
        .sql("UPDATE proposals SET ready_at = now() - interval '6 days'");
    assert_eq!(send(&app, customer, &key).await["success"], true);
    assert_eq!(super::state(&app, id), "queued");
    assert_eq!(proposals(&app), 1);
}

#[tokio::test]
async fn a_batch_is_those_of_a_segment_who_spent_most() {
    let app = TestApp::on_the_spa().await;
    let key = a_key(&app, &BOTH);
    let batch = call(&app, Method::POST, "batch?limit=5&segment=At%20Risk", &key).await;
    let batch = batch.expect(200).json();
    assert_eq!(batch["total_generated"], 5);
    let mut expected = recorded("proposal_batch_200.json")["proposals"][0].clone();
    let told = batch["proposals"].as_array().unwrap();
    assert_eq!(told.len(), 5);
    let mut spent = Vec::new();
    for told in told {
        let profile = &told["customer_profile"];
        assert_eq!(profile["segmento"], "At Risk");
        spent.push(profile["gasto_total"].as_i64().unwrap());
        // Anybody's may be missing.
        for name in ["email", "telefono"] {
            expected["customer_profile"][name] = profile[name].clone();
        }
        assert_shape(told, &expected, "");
    }
    assert!(spent.is_sorted_by(|a, b| a >= b), "{spent:?}");
    assert_eq!(proposals(&app), 0);
    let trace = "SELECT count(*) FROM audit_log WHERE action = 'proposal.exported'";
    assert_eq!(app.db.number(trace), 1);

    let none = call(&app, Method::POST, "batch?segment=none&limit=1", &key).await;
    let none = none.expect(200).json();
    assert_eq!(none["proposals"][0]["customer_profile"]["segmento"], "none");
    let wrong = call(&app, Method::POST, "batch?segment=rich&limit=0", &key).await;
    let wrong = wrong.expect(422).json();
    assert_eq!(wrong["detail"].as_array().unwrap().len(), 2);
    assert_shape(&wrong, &recorded("errors/422_validation.json"), "");
}

#[tokio::test]
async fn every_refusal_has_the_recorded_shape() {
    let app = TestApp::start().await;
    let (customer, key) = (a_regular(&app), a_key(&app, &BOTH));
    let wrong = call(&app, Method::GET, "customer/1", "TEST-KEY").await;
    assert_shape(&wrong.expect(401).json(), &recorded("errors/401.json"), "");
    for (method, path) in [(Method::GET, "customer/999"), (Method::POST, "send/999")] {
        let missing = call(&app, method, path, &key).await.expect(404);
        assert_eq!(missing.json(), recorded("errors/404_customer.json"));
    }
    let no_number = call(&app, Method::GET, "customer/abc", &key).await;
    let no_number = no_number.expect(422).json();
    assert_eq!(no_number, recorded("errors/422_validation.json"));
    let no_post = call(&app, Method::POST, "customer/1", &key).await;
    assert!(no_post.expect(405).json()["detail"].is_string());

    let reader = a_key(&app, &[Scope::ProposalsRead]);
    read(&app, customer, &reader).await;
    let path = format!("send/{customer}");
    let forbidden = call(&app, Method::POST, &path, &reader).await;
    assert!(forbidden.expect(403).json()["detail"].is_string());
    assert_eq!(proposals(&app), 0);

    let path = format!("/api/v1/other/proposals/customer/{customer}");
    let foreign = app.request(Method::GET, &path).bearer_auth(&key);
    app.send(&path, foreign).await.expect(404);
    let path = format!("/api/v1/aremko/proposals/customer/{customer}");
    let mixed = app.request(Method::GET, &path).bearer_auth(&key);
    app.send(&path, mixed.header("X-Tenant", "other"))
        .await
        .expect(404);
}

#[tokio::test]
async fn our_own_client_works_against_our_own_server() {
    let app = TestApp::start().await;
    let (customer, key) = (a_regular(&app), a_key(&app, &BOTH));
    let health = app.get("/api/v1/health").await.expect(200);
    assert_eq!(health.json(), recorded("health_200.json"));
    let base = app.base.join("/api/v1/aremko").unwrap();
    let env = Env::from([
        ("MCP_SERVER_URL", base.as_str()),
        ("MCP_API_KEY", key.as_str()),
    ]);
    let config = Config::read(&env).unwrap();
    let client = Client::from_config(&config, TimeLimits::default())
        .unwrap()
        .unwrap();
    client.check_health().await.unwrap();
    let answer = client.fetch_proposal(&customer.to_string()).await.unwrap();
    assert_eq!(answer.customer, "ANA ROJAS SOTO");
    assert!(answer.recommendations.len() >= 3 && answer.insights.len() >= 2);
    assert_eq!(answer.offer.unwrap().percent, 20);
    assert!(answer.body.contains("<p>"));
}

#[tokio::test]
async fn a_lost_database_is_503_in_json_on_the_open_address_too() {
    let app = TestApp::start().await;
    a_service(a_customer().create(&mut app.db.conn())).create(&mut app.db.conn());
    app.db.shut_out();
    let health = app.get("/api/v1/health").await.expect(503);
    assert!(health.json()["detail"].is_string());
    app.db.let_in();
}

#[tokio::test]
async fn a_campaigns_proposal_is_left_to_its_campaign() {
    let app = TestApp::with_smtp().await;
    let (customer, key) = (a_regular(&app), a_key(&app, &BOTH));
    app.sign_in(Role::Admin).await;
    let id = generated(&app, customer).await;
    app.db.sql(&format!(
        "UPDATE proposals SET subject = 'De la campaña';
         INSERT INTO campaigns (id, name, audience, engine, variants, holdout_percent, from_hour, to_hour, per_hour,
                                needs_approval, seed, created_by, state)
         SELECT 960, 'Otoño', '', 'builtin', '[]', 0, 0, 24, 100, false, 1, created_by, 'running' FROM proposals;
         INSERT INTO campaign_members (campaign_id, customer_id, arm, state, proposal_id, assigned_on)
         VALUES (960, {customer}, 'a', 'approved', {id}, '2025-09-01')"
    ));
    assert_ne!(
        read(&app, customer, &key).await["email_subject"],
        "De la campaña"
    );
    app.db
        .sql("UPDATE campaign_members SET state = 'cancelled'");
    assert_eq!(
        read(&app, customer, &key).await["email_subject"],
        "De la campaña"
    );
}
