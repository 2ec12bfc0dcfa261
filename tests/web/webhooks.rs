//! What others hear of changes by webhook: told once, signed, tried again, and looked after on its pages.

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};
use vinculo::audit::{self, Actor, Change};
use vinculo::domain::{CustomerId, Role, Scope};
use vinculo::integrations::standard_webhooks::{Headers, SigningKey, verify};
use vinculo::webhooks::{BrokerRole, DELIVER, queries, tick};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{Options, Page, Program, TestApp, a_customer};

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

#[tokio::test]
async fn a_change_reaches_its_receiver_signed_and_without_contact_data() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(200)).await;
    let (id, secret) = an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    change(&app, customer);
    look(&app).await;

    let requests = received(&server).await;
    assert_eq!(requests.len(), 1);
    assert!(is_signed_by(&requests[0], &secret));
    let body: Value = requests[0].body_json().unwrap();
    assert_eq!(body["type"], "cliente.actualizado");
    assert_eq!(body["data"]["id"], format!("cli_{customer}"));
    assert_eq!(body["data"]["campos"], serde_json::json!(["city", "email"]));
    assert_eq!(body["data"]["estado"], "activo");
    assert!(!body.to_string().contains('@'), "{body}");
    let event = app
        .db
        .text("(SELECT event_id FROM domain_events WHERE type = 'customer.updated')");
    assert_eq!(header(&requests[0], "webhook-id"), event);

    let page = app.get(&format!("/admin/webhooks/{id}")).await.expect(200);
    assert_eq!(
        page.attrs("[data-row=delivery]", "data-state"),
        ["delivered"]
    );
    let row = page.attr("[data-row=delivery] a", "href");
    let page = app.get(&row).await.expect(200);
    assert!(page.text("#body").contains("cliente.actualizado"));
    assert!(page.words().contains("Respondió 200"));
}

#[tokio::test]
async fn what_is_told_twice_is_told_once_and_a_second_program_changes_nothing() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    for _ in 0..300 {
        change(&app, customer);
    }
    let other = app.beside().await;
    let (one, two, three) = tokio::join!(
        tick(&app.parts.db),
        tick(&other.parts.db),
        tick(&app.parts.db)
    );
    one.and(two).and(three).unwrap();
    tick(&app.parts.db).await.unwrap();
    let told = "SELECT count(*) FROM wire_events WHERE type = 'cliente.actualizado'";
    assert_eq!(app.db.number(told), 300);
    assert_eq!(
        app.db.number("SELECT count(*) FROM webhook_deliveries"),
        300
    );
    let in_order = "SELECT count(*) FROM (SELECT d.id, lag(d.id) OVER (ORDER BY w.id) AS before
        FROM wire_events w JOIN domain_events d USING (event_id)) o WHERE before > id";
    assert_eq!(app.db.number(in_order), 0);
    let unmarked = "SELECT count(*) FROM domain_events WHERE routed_at IS NULL";
    assert_eq!(app.db.number(unmarked), 0);
}

#[tokio::test]
async fn a_change_whose_transaction_ends_late_is_not_skipped() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    let conn = &mut app.db.conn();
    conn.batch_execute("BEGIN").unwrap();
    let late = Change::new("customer.created", "customer", customer);
    audit::record(conn, &Actor::program("a test"), &late).unwrap();
    change(&app, customer);
    look(&app).await;
    assert_eq!(received(&server).await.len(), 1);
    conn.batch_execute("COMMIT").unwrap();
    look(&app).await;
    let types = app.db.texts("SELECT type FROM wire_events ORDER BY id");
    assert_eq!(types, ["cliente.actualizado", "cliente.creado"]);
    assert_eq!(received(&server).await.len(), 2);
}

#[tokio::test]
async fn a_change_that_is_taken_back_is_told_to_nobody() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    let conn = &mut app.db.conn();
    conn.batch_execute("BEGIN").unwrap();
    let undone = Change::new("customer.created", "customer", customer);
    audit::record(conn, &Actor::program("a test"), &undone).unwrap();
    conn.batch_execute("ROLLBACK").unwrap();
    look(&app).await;
    assert!(received(&server).await.is_empty());
}

#[tokio::test]
async fn an_endpoint_hears_only_of_what_it_asked_for() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    an_endpoint(&app, &server.uri(), &["cliente.creado"]).await;
    let customer = a_customer().create(&mut app.db.conn());
    change(&app, customer);
    look(&app).await;
    assert!(received(&server).await.is_empty());
    assert_eq!(app.db.number("SELECT count(*) FROM wire_events"), 0);
}

#[tokio::test]
async fn each_kind_of_record_is_told_with_its_customer_and_its_figures() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    app.db.sql(&format!(
        "INSERT INTO activities (id, customer_id, kind, title) VALUES (5, {customer}, 'sale', 'Secreta');
         INSERT INTO opportunities (id, customer_id, title, stage, value, currency, probability, closed_at)
         VALUES (6, {customer}, 'Secreta', 'won', 124650, 'EUR', 100, now());
         INSERT INTO messages (id, customer_id, purpose, kind, recipient, message_id, state)
         VALUES (8, {customer}, 'commercial', 'proposal', 'secreta@correo.example', 'a@b.example', 'sent'),
                (9, {customer}, 'service', 'link', 'secreta@correo.example', 'c@b.example', 'sent');
         INSERT INTO proposals (id, customer_id, state, engine_asked, segment, language, offer_limit, message_id)
         VALUES (7, {customer}, 'sent', 'builtin', 'vip', 'es', 15, 8)"
    ));
    for (action, record, id) in [
        ("activity.created", "activity", 5_i64),
        ("opportunity.won", "opportunity", 6),
        ("message.sent", "message", 8),
        // A mail without a proposal, and a record that is gone.
        ("message.sent", "message", 9),
        ("activity.created", "activity", 999),
    ] {
        app.db.sql(&format!(
            "INSERT INTO domain_events (type, record_type, record_id) VALUES ('{action}', '{record}', {id})"
        ));
    }
    look(&app).await;
    let requests = received(&server).await;
    let mut told: Vec<Value> = requests
        .iter()
        .map(|request| request.body_json().unwrap())
        .collect();
    told.sort_by_key(|body| body["data"]["id"].to_string());
    let all = serde_json::to_string(&told).unwrap();
    assert_eq!(told.len(), 3, "{all}");
    assert!(!all.to_lowercase().contains("secreta"), "{all}");
    for (body, (id, kind)) in told.iter().zip([
        ("act_5", "actividad.creada"),
        ("opp_6", "oportunidad.ganada"),
        ("pro_7", "propuesta.enviada"),
    ]) {
        assert_eq!(
            (body["data"]["id"].as_str(), body["type"].as_str()),
            (Some(id), Some(kind))
        );
        assert_eq!(body["data"]["cliente_id"], format!("cli_{customer}"));
    }
    assert_eq!(told[0]["data"]["tipo"], "venta");
    assert_eq!(told[1]["data"]["valor_estimado"], 1246.5);
    assert_eq!(told[1]["data"]["estado"], "ganada");
}

/// What was told, as `type id`, in the order of the changes.
fn told(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "SELECT concat_ws(' ', type, body::jsonb #>> '{data,id}') FROM wire_events ORDER BY id",
    )
}

#[tokio::test]
async fn what_is_done_is_told_whichever_way_it_was_done_and_an_order_of_cards_is_not() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    let program = Program::new(&app, &[Scope::CrmRead, Scope::CrmWrite]);
    let path = format!("/api/crm/clientes/cli_{customer}");
    let body = json!({ "tipo": "tarea", "titulo": "Llamar" });
    let made = program.post(&format!("{path}/actividades"), &body).await;
    let task = made.expect(201).json()["id"].as_str().unwrap().to_owned();
    let at = format!("{path}/actividades/{task}");
    program
        .put(&at, &json!({ "completada": true }))
        .await
        .expect(200);
    let mut cards = Vec::new();
    for title in ["Curso", "Taller"] {
        let body = json!({ "titulo": title, "valor_estimado": 1 });
        let made = program.post(&format!("{path}/oportunidades"), &body).await;
        cards.push(made.expect(201).json()["id"].as_str().unwrap().to_owned());
    }
    let (first, second) = (cards[0].replace("opp_", ""), &cards[1]);
    app.get("/opportunities").await.expect(200);
    let fields = [("to", "up")];
    let moved = format!("/opportunities/{first}/stage");
    app.post_form(&moved, &fields).await.expect(303);
    let at = format!("{path}/oportunidades/{second}");
    program
        .put(&at, &json!({ "valor_estimado": 2 }))
        .await
        .expect(200);
    program.delete(&at).await.expect(204);
    look(&app).await;
    assert_eq!(
        told(&app),
        [
            format!("actividad.creada {task}"),
            format!("actividad.actualizada {task}"),
            format!("actividad.completada {task}"),
            format!("oportunidad.creada {}", cards[0]),
            format!("oportunidad.creada {second}"),
            format!("oportunidad.actualizada {second}"),
            format!("oportunidad.eliminada {second}"),
        ]
    );
    let reordered = "SELECT count(*) FROM audit_log WHERE action = 'opportunity.reordered'";
    assert_eq!(app.db.number(reordered), 1);
}

#[tokio::test]
async fn a_merge_is_told_of_who_stayed_with_the_ids_that_lead_there() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    an_endpoint(
        &app,
        &server.uri(),
        &["cliente.fusionado", "cliente.separado"],
    )
    .await;
    let (ana, maria) = {
        let conn = &mut app.db.conn();
        (a_customer().create(conn), a_customer().create(conn))
    };
    let pair = format!("/duplicates/{ana}/{maria}");
    let page = app.get(&pair).await.expect(200);
    let mut fields: Vec<(&str, &str)> = Vec::new();
    for input in page.select("#merge input[type=radio][checked], #merge input[type=hidden]") {
        fields.push((input.attr("name").unwrap(), input.attr("value").unwrap()));
    }
    fields.retain(|(name, _)| *name != "keep" && *name != "_csrf");
    fields.push(("keep", "a"));
    app.post_form(&pair, &fields).await.expect(303);
    look(&app).await;
    let merge = app.db.number("SELECT id FROM customer_merges");
    let undone = format!("/duplicates/merges/{merge}/reversal");
    app.post_form(&undone, &[]).await.expect(303);
    look(&app).await;
    let requests = received(&server).await;
    let bodies: Vec<Value> = requests
        .iter()
        .map(|one| one.body_json().unwrap())
        .collect();
    let seen: Vec<Value> = bodies
        .iter()
        .map(|body| json!([body["type"], body["data"]["id"], body["data"]["fusionados"]]))
        .collect();
    assert_eq!(
        seen,
        [
            json!([
                "cliente.fusionado",
                format!("cli_{ana}"),
                [format!("cli_{maria}")]
            ]),
            json!(["cliente.separado", format!("cli_{ana}"), []]),
        ]
    );
}

#[tokio::test]
async fn after_a_change_of_its_address_an_endpoint_is_called_at_the_new_one() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let slow = ResponseTemplate::new(204).set_delay(std::time::Duration::from_secs(2));
    let (old, new) = (
        a_receiver(slow).await,
        a_receiver(ResponseTemplate::new(204)).await,
    );
    let (id, _) = an_endpoint(&app, &old.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    for _ in 0..3 {
        change(&app, customer);
    }
    tick(&app.parts.db).await.unwrap();
    let sending = app.run_jobs_until_idle();
    let editing = async {
        while old.received_requests().await.unwrap().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let url = new.uri();
        app.db.sql(&format!(
            "UPDATE webhook_endpoints SET url = '{url}' WHERE id = {id}"
        ));
    };
    futures_util::join!(sending, editing);
    assert_eq!(
        (received(&old).await.len(), received(&new).await.len()),
        (1, 2)
    );
}

#[tokio::test]
async fn a_broker_that_one_program_knows_is_told_by_all() {
    let app = an_app().await;
    let customer = a_customer().create(&mut app.db.conn());
    let conn = &mut app.db.conn();
    change(&app, customer);
    tick(&app.parts.db).await.unwrap();
    assert_eq!(app.db.number("SELECT count(*) FROM wire_events"), 0);
    queries::note_wanted(conn).unwrap();
    change(&app, customer);
    tick(&app.parts.db).await.unwrap();
    let kept = "SELECT count(*) FROM wire_events WHERE for_broker";
    assert_eq!(app.db.number(kept), 1);
    // Nobody has spoken of one for a week.
    app.db
        .sql("UPDATE broker_status SET seen_at = now() - interval '8 days'");
    change(&app, customer);
    tick(&app.parts.db).await.unwrap();
    assert_eq!(app.db.number(kept), 1);
    // A program that comes back says so before it sorts anything.
    queries::note_wanted(conn).unwrap();
    change(&app, customer);
    tick(&app.parts.db).await.unwrap();
    assert_eq!(app.db.number(kept), 2);
}

#[tokio::test]
async fn a_line_to_the_broker_stands_while_who_holds_it_says_so() {
    let app = an_app().await;
    let conn = &mut app.db.conn();
    let (ours, theirs) = (uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
    let role = BrokerRole::Publisher;
    let is_up =
        |conn: &mut PgConnection| queries::list_broker_status(conn).unwrap()[0].is_connected;
    queries::note_connected(conn, role, ours).unwrap();
    queries::note_ended(conn, role, theirs).unwrap();
    assert!(is_up(conn));
    app.db
        .sql("UPDATE broker_status SET seen_at = now() - interval '2 minutes'");
    assert!(!is_up(conn), "who was killed says nothing any more");
    queries::note_connected(conn, role, ours).unwrap();
    queries::note_ended(conn, role, ours).unwrap();
    assert!(!is_up(conn));
}

#[tokio::test]
async fn a_receiver_that_fails_is_tried_ten_times_with_the_same_bytes_and_can_be_replayed() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(500).set_body_string("ay")).await;
    let (id, _) = an_endpoint(&app, &server.uri(), &[]).await;
    change(&app, a_customer().create(&mut app.db.conn()));
    look(&app).await;
    assert_eq!(deliveries(&app), ["waiting 1 500"]);
    let wait = "SELECT round(extract(epoch FROM next_at - (SELECT max(finished_at) FROM delivery_attempts)))
                FROM webhook_deliveries";
    assert_eq!(app.db.number(wait), 5);
    for _ in 1..10 {
        look_later(&app).await;
    }
    assert_eq!(deliveries(&app), ["failed 10 500"]);
    look_later(&app).await;
    let requests = received(&server).await;
    assert_eq!(requests.len(), 10);
    assert!(
        requests
            .iter()
            .all(|request| request.body == requests[0].body)
    );
    let ids: Vec<_> = requests
        .iter()
        .map(|request| header(request, "webhook-id"))
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]));

    let list = app.get("/admin/webhooks").await.expect(200);
    assert!(list.words().contains("Respondió 500"));
    answers(&server, ResponseTemplate::new(200)).await;
    app.get(&format!("/admin/webhooks/{id}?state=failed"))
        .await
        .expect(200);
    let replayed = app
        .post_form(&format!("/admin/webhooks/{id}/replay"), &[])
        .await;
    let page = app.follow(&replayed).await;
    assert!(page.words().contains("1 aviso vuelve a salir"));
    app.run_jobs_until_idle().await;
    assert_eq!(deliveries(&app), ["delivered 1 200"]);
    assert_eq!(app.db.number("SELECT count(*) FROM delivery_attempts"), 11);
}

#[tokio::test]
async fn a_delivery_under_way_is_not_replayed() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(500)).await;
    let (id, _) = an_endpoint(&app, &server.uri(), &[]).await;
    change(&app, a_customer().create(&mut app.db.conn()));
    look(&app).await;
    let delivery = app.db.text("(SELECT id FROM webhook_deliveries)");
    let path = format!("/admin/webhooks/{id}/deliveries/{delivery}");
    app.get(&path).await.expect(200);
    let answer = app
        .post_form(&format!("{path}/replay"), &[])
        .await
        .expect(303);
    assert!(
        app.follow(&answer)
            .await
            .words()
            .contains("ya está en camino")
    );
    assert_eq!(deliveries(&app), ["waiting 1 500"]);
    app.get(&format!("/admin/webhooks/9/deliveries/{delivery}"))
        .await
        .expect(404);
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_switched_off_until_a_person_resumes_it() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(410)).await;
    let (id, _) = an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    change(&app, customer);
    look(&app).await;
    assert_eq!(deliveries(&app), ["failed 1 410"]);
    change(&app, customer);
    look(&app).await;
    assert_eq!(received(&server).await.len(), 1, "nothing more is sent");
    let page = app.get(&format!("/admin/webhooks/{id}")).await.expect(200);
    assert!(page.words().contains("ya no existe (410)"));
    let audit = app.get("/admin/audit").await.expect(200);
    assert!(
        audit
            .words()
            .contains("Dejó de enviar al destino de webhooks")
    );

    answers(&server, ResponseTemplate::new(200)).await;
    app.get(&format!("/admin/webhooks/{id}")).await.expect(200);
    app.post_form(&format!("/admin/webhooks/{id}/resumption"), &[])
        .await
        .expect(303);
    look(&app).await;
    // What happened meanwhile was kept; what was answered with 410 is not tried again.
    assert_eq!(received(&server).await.len(), 1);
    assert_eq!(deliveries(&app), ["failed 1 410", "delivered 1 200"]);
}

#[tokio::test]
async fn a_receiver_that_asks_for_time_is_left_alone_with_everything() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "600");
    let server = a_receiver(busy).await;
    let (id, _) = an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    for _ in 0..5 {
        change(&app, customer);
    }
    look(&app).await;
    look(&app).await;
    assert_eq!(received(&server).await.len(), 1);
    let rest = "SELECT extract(epoch FROM not_before - now()) FROM webhook_endpoints";
    assert!((590..=600).contains(&app.db.number(rest)));
    let page = app.get(&format!("/admin/webhooks/{id}")).await.expect(200);
    assert!(page.words().contains("Descansando"));

    answers(&server, ResponseTemplate::new(204)).await;
    look_later(&app).await;
    assert_eq!(received(&server).await.len(), 5);
    assert_eq!(app.db.number("SELECT failures FROM webhook_endpoints"), 0);
}

#[tokio::test]
async fn what_a_paused_endpoint_misses_goes_out_when_it_is_resumed() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    let (id, _) = an_endpoint(&app, &server.uri(), &[]).await;
    let base = format!("/admin/webhooks/{id}");
    app.get(&base).await.expect(200);
    app.post_form(&format!("{base}/pause"), &[])
        .await
        .expect(303);
    change(&app, a_customer().create(&mut app.db.conn()));
    look(&app).await;
    assert!(received(&server).await.is_empty());
    let refused = app
        .post_form(&format!("{base}/test"), &[])
        .await
        .expect(409);
    assert!(refused.words().contains("no está activo"));
    app.get(&base).await.expect(200);
    app.post_form(&format!("{base}/resumption"), &[])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(received(&server).await.len(), 1);
}

#[tokio::test]
async fn after_a_change_of_the_secret_both_sign_for_a_day() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    let (id, old) = an_endpoint(&app, &server.uri(), &[]).await;
    app.get(&format!("/admin/webhooks/{id}")).await.expect(200);
    let page = app
        .post_form(&format!("/admin/webhooks/{id}/rotation"), &[])
        .await
        .expect(200);
    let new = page.attr("#secret", "value");
    assert_ne!(new, old);
    let customer = a_customer().create(&mut app.db.conn());
    change(&app, customer);
    look(&app).await;
    app.db
        .sql("UPDATE webhook_endpoints SET previous_until = now() - interval '1 second'");
    change(&app, customer);
    look(&app).await;
    let requests = received(&server).await;
    assert!(is_signed_by(&requests[0], &old) && is_signed_by(&requests[0], &new));
    assert!(!is_signed_by(&requests[1], &old) && is_signed_by(&requests[1], &new));
    for path in [
        "/admin/webhooks".to_owned(),
        format!("/admin/webhooks/{id}"),
    ] {
        let page = app.get(&path).await.expect(200);
        assert!(!page.body.contains("whsec_"), "{path} shows a secret again");
    }
    let kept = "(SELECT coalesce(string_agg(audit_values::text, ''), '') FROM audit_values)";
    assert!(!app.db.text(kept).contains("whsec_"));
}

#[tokio::test]
async fn a_test_says_at_once_what_the_receiver_answers_and_is_not_tried_again() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(200)).await;
    let (id, secret) = an_endpoint(&app, &server.uri(), &["pago.recibido"]).await;
    let test = format!("/admin/webhooks/{id}/test");
    app.get(&format!("/admin/webhooks/{id}")).await.expect(200);
    let taken = app.post_form(&test, &[]).await.expect(303);
    assert!(
        app.follow(&taken)
            .await
            .words()
            .contains("recibió la prueba")
    );
    let requests = received(&server).await;
    assert!(is_signed_by(&requests[0], &secret));
    let body: Value = requests[0].body_json().unwrap();
    assert_eq!(body["type"], "prueba.enviada");

    answers(&server, ResponseTemplate::new(302)).await;
    let refused = app.post_form(&test, &[]).await.expect(303);
    assert!(app.follow(&refused).await.words().contains("HTTP 302"));
    look_later(&app).await;
    assert_eq!(deliveries(&app), ["delivered 1 200", "failed 1 302"]);
}

#[tokio::test]
async fn an_attempt_whose_program_died_is_made_again_and_stays_in_doubt_in_the_log() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    let (id, _) = an_endpoint(&app, &server.uri(), &[]).await;
    change(&app, a_customer().create(&mut app.db.conn()));
    tick(&app.parts.db).await.unwrap();
    // What is stored before an attempt, and nothing after.
    app.db.sql(
        "UPDATE webhook_deliveries SET attempts = 1, next_at = now() + interval '60 s';
         INSERT INTO delivery_attempts (delivery_id) SELECT id FROM webhook_deliveries",
    );
    look(&app).await;
    assert!(
        received(&server).await.is_empty(),
        "it may still be under way"
    );
    look_later(&app).await;
    assert_eq!(deliveries(&app), ["delivered 2 204"]);
    let delivery = app.db.text("(SELECT id FROM webhook_deliveries)");
    let page = app
        .get(&format!("/admin/webhooks/{id}/deliveries/{delivery}"))
        .await;
    assert!(page.expect(200).words().contains("puede que haya llegado"));
}

#[tokio::test]
async fn without_the_setting_nothing_private_is_called_whatever_the_form_let_through() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    app.get("/admin/webhooks/new").await.expect(200);
    for (url, words) in [
        (server.uri(), "https://"),
        ("https://127.0.0.1:9/".to_owned(), "red privada"),
        (
            "https://[::ffff:169.254.169.254]/".to_owned(),
            "red privada",
        ),
    ] {
        let fields = [("name", "Bodega"), ("url", url.as_str())];
        let page = app.post_form("/admin/webhooks", &fields).await.expect(422);
        assert!(page.text("#url-err").contains(words), "{url}");
        assert_eq!(page.attr("#url", "value"), url);
    }
    // A name that leads home, which no form can know.
    let port = server.address().port();
    app.db.sql(&format!(
        "INSERT INTO webhook_endpoints (name, url, secret)
         VALUES ('Bodega', 'https://localhost.localdomain.:{port}/', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'),
                ('Bodega', 'https://localhost:{port}/', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')"
    ));
    change(&app, a_customer().create(&mut app.db.conn()));
    look(&app).await;
    let errors = app
        .db
        .texts("SELECT last_error FROM webhook_deliveries ORDER BY id");
    assert_eq!(errors[1], "the address leads to a private network");
    assert!(received(&server).await.is_empty());
}

#[tokio::test]
async fn a_receiver_on_this_machine_hears_nothing_until_the_setting_allows_it() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    let port = server.address().port();
    // As if they were stored while it was allowed.
    app.db.sql(&format!(
        "INSERT INTO webhook_endpoints (id, name, url, secret)
         VALUES (1, 'Bodega', 'http://127.0.0.1:{port}/', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'),
                (2, 'Bodega', 'https://127.0.0.1:{port}/', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')"
    ));
    change(&app, a_customer().create(&mut app.db.conn()));
    look(&app).await;
    assert_eq!(deliveries(&app), ["waiting 1", "waiting 1"]);
    let errors = "SELECT last_error FROM webhook_deliveries ORDER BY endpoint_id";
    assert_eq!(
        app.db.texts(errors),
        [
            "the address is no https address with a host",
            "the address leads to a private network"
        ]
    );
    app.get("/admin/webhooks/2").await.expect(200);
    let test = app.post_form("/admin/webhooks/2/test", &[]).await;
    let said = app.follow(&test.expect(303)).await;
    assert!(said.words().contains("private network"), "{}", said.words());
    assert!(received(&server).await.is_empty());

    let allowed = Options {
        env: vec![("VINCULO_WEBHOOKS_ALLOW_PRIVATE", "true".into())],
        ..Options::default()
    };
    let allowing = TestApp::on(app.db.clone(), allowed).await;
    look_later(&allowing).await;
    assert_eq!(received(&server).await.len(), 1);
    assert_eq!(deliveries(&app)[0], "delivered 2 204");
}

#[tokio::test]
async fn a_form_that_was_overtaken_keeps_what_was_typed() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let (id, _) = an_endpoint(&app, "http://127.0.0.1:9/", &[]).await;
    let path = format!("/admin/webhooks/{id}/edit");
    let page = app.get(&path).await.expect(200);
    let opened = page.filled("form.panel-b");
    app.db
        .sql("UPDATE webhook_endpoints SET version = version + 1, name = 'Otra'");
    let mine = [
        ("name", "La mía"),
        ("url", "http://127.0.0.1:9/"),
        (
            "version",
            &opened.iter().find(|(name, _)| name == "version").unwrap().1,
        ),
    ];
    let page = app.post_form(&path, &mine).await.expect(409);
    assert_eq!(page.attr("#name", "value"), "La mía");
    let version = page.attr("input[name=version]", "value");
    let again = [
        ("name", "La mía"),
        ("url", "http://127.0.0.1:9/"),
        ("version", &version),
    ];
    app.post_form(&path, &again).await.expect(303);
    assert_eq!(
        app.db.text("(SELECT name FROM webhook_endpoints)"),
        "La mía"
    );
}

#[tokio::test]
async fn a_deleted_endpoint_is_gone_with_its_log() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    let (id, _) = an_endpoint(&app, &server.uri(), &[]).await;
    change(&app, a_customer().create(&mut app.db.conn()));
    look(&app).await;
    app.get(&format!("/admin/webhooks/{id}")).await.expect(200);
    let deleted = app
        .post_form(&format!("/admin/webhooks/{id}/deletion"), &[])
        .await
        .expect(303);
    assert!(
        app.follow(&deleted)
            .await
            .words()
            .contains("Todavía no avisas a nadie")
    );
    app.get(&format!("/admin/webhooks/{id}")).await.expect(404);
    assert_eq!(app.db.number("SELECT count(*) FROM delivery_attempts"), 0);
}

#[tokio::test]
async fn the_log_is_paged_by_state_and_old_events_are_forgotten() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    let (id, _) = an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    for _ in 0..60 {
        change(&app, customer);
    }
    look(&app).await;
    let rows = |page: &Page| page.count("[data-row=delivery]");
    let first = app
        .get(&format!("/admin/webhooks/{id}?state=delivered"))
        .await
        .expect(200);
    assert_eq!(rows(&first), 50);
    let second = app
        .get(&first.attr("a[rel=next]", "href"))
        .await
        .expect(200);
    assert_eq!(rows(&second), 10);
    let failed = app
        .get(&format!("/admin/webhooks/{id}?state=failed"))
        .await
        .expect(200);
    assert_eq!(rows(&failed), 0);

    app.db
        .sql("UPDATE wire_events SET created_at = now() - interval '91 days' WHERE id % 2 = 0");
    let old = app
        .db
        .number("SELECT count(*) FROM wire_events WHERE created_at < now() - interval '90 days'");
    app.db.sql(
        "INSERT INTO jobs (kind, payload, max_attempts) VALUES ('webhooks.forget', 'null', 1)",
    );
    app.run_jobs_until_idle().await;
    assert_eq!(
        app.db.number("SELECT count(*) FROM webhook_deliveries"),
        60 - old
    );
    let events = app.db.number("SELECT count(*) FROM domain_events");
    app.db.sql(
        "UPDATE domain_events SET routed_at = now() - interval '91 days' WHERE id <= (SELECT min(id) + 9 FROM domain_events);
         INSERT INTO jobs (kind, payload, max_attempts) VALUES ('webhooks.forget', 'null', 1)",
    );
    app.run_jobs_until_idle().await;
    let left = app.db.number("SELECT count(*) FROM domain_events");
    assert_eq!(events - left, 10);
}

#[tokio::test]
async fn one_slow_receiver_has_one_job_however_much_waits_for_it() {
    let app = an_app().await;
    app.sign_in(Role::Admin).await;
    let server = a_receiver(ResponseTemplate::new(204)).await;
    an_endpoint(&app, &server.uri(), &[]).await;
    let customer = a_customer().create(&mut app.db.conn());
    for _ in 0..10 {
        change(&app, customer);
        tick(&app.parts.db).await.unwrap();
    }
    let jobs = format!("SELECT count(*) FROM jobs WHERE kind = '{DELIVER}'");
    assert_eq!(app.db.number(&jobs), 1);
    app.run_jobs_until_idle().await;
    assert_eq!(received(&server).await.len(), 10);
}
