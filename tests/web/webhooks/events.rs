//! What is told, of what, to whom: each change once, and none that was taken back.

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use serde_json::{Value, json};
use vinculo::audit::{self, Actor, Change};
use vinculo::domain::{Role, Scope};
use vinculo::webhooks::{BrokerRole, queries, tick};
use wiremock::ResponseTemplate;

use super::{a_receiver, an_app, an_endpoint, change, header, is_signed_by, look, received};
use crate::duplicates::{merge, undo};
use crate::support::{Program, TestApp, a_customer};

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
    let merged = merge(&app, ana, maria, &[("keep", "a")]).await;
    merged.expect(303);
    look(&app).await;
    let number = app.db.number("SELECT id FROM customer_merges");
    undo(&app, number).await.expect(303);
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
