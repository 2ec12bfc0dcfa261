//! The CRM API's activities and opportunities, called as the billing system's client does.

use reqwest::Method;
use serde_json::{Value, json};
use vinculo::domain::{Role, Scope};

use crate::support::{Page, Program, TestApp, a_customer, a_user};

const BOTH: [Scope; 2] = [Scope::CrmRead, Scope::CrmWrite];

/// A customer whom a program knows.
struct Client {
    app: TestApp,
    path: String,
    id: String,
}

impl Client {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let id = a_customer().create(&mut app.db.conn()).to_string();
        Self {
            app,
            path: format!("/api/crm/clientes/cli_{id}"),
            id,
        }
    }

    fn program(&self) -> Program<'_> {
        Program::new(&self.app, &BOTH)
    }

    async fn post(&self, what: &str, body: &Value) -> Page {
        let path = format!("{}/{what}", self.path);
        self.program().post(&path, body).await
    }

    async fn list(&self, what: &str) -> Value {
        let path = format!("{}/{what}", self.path);
        self.program().get(&path).await.expect(200).json()
    }

    /// The address of one, by its public id.
    fn address(&self, what: &str, one: &Value) -> String {
        format!("{}/{what}/{}", self.path, one["id"].as_str().unwrap())
    }
}

fn fixture(name: &str) -> Value {
    let path = format!(
        "{}/tests/data/syntexia_crm/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// That an answer has the keys of the recorded one, and its values but for ids and times of its making.
fn assert_as_recorded(answer: &Value, recorded: &Value) {
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let (mut ours, mut theirs) = (keys(answer), keys(recorded));
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs);
    for key in ours {
        let is_made = key == "id" || key == "fecha_creacion" || key == "fecha_actualizacion";
        let same =
            |a: &Value, b: &Value| a == b || a.as_f64().is_some() && a.as_f64() == b.as_f64();
        assert!(
            is_made || same(&answer[&key], &recorded[&key]),
            "{key}: {}",
            answer[&key]
        );
    }
}

#[tokio::test]
async fn an_activity_is_answered_as_the_old_server_recorded_it() {
    let client = Client::new().await;
    let sale = fixture("actividad_create_201_venta");
    let made = client
        .post("actividades", &sale["request"]["body"])
        .await
        .expect(201)
        .json();
    assert_as_recorded(&made, &sale["response"]["body"]);
    assert!(made["id"].as_str().unwrap().starts_with("act_"));
    // The old server refused what its own guide told clients to send.
    let payment = fixture("actividad_create_422_pago_original");
    let paid = client
        .post("actividades", &payment["request"]["body"])
        .await
        .expect(201)
        .json();
    assert_eq!(
        (&paid["tipo"], &paid["completada"]),
        (&json!("pago"), &json!(true))
    );
    assert_eq!(paid["titulo"], "Pago recibido - Factura #FAC-2025-001");
    let listed = client.list("actividades").await;
    assert_eq!(listed.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_opportunity_is_answered_as_the_old_server_recorded_it() {
    let client = Client::new().await;
    let recorded = fixture("oportunidad_create_201");
    let made = client
        .post("oportunidades", &recorded["request"]["body"])
        .await
        .expect(201);
    assert_eq!(made.header("etag"), "\"1\"");
    assert_as_recorded(&made.json(), &recorded["response"]["body"]);
    assert_eq!(client.list("oportunidades").await, json!([made.json()]));
}

#[tokio::test]
async fn what_is_told_beside_a_customer_is_what_its_own_address_tells() {
    let client = Client::new().await;
    let body = json!({
        "titulo": "Curso", "valor_estimado": 1500000, "fecha_cierre_esperada": "2026-02-01", "productos": ["Inglés B1"],
    });
    let opportunity = client.post("oportunidades", &body).await.expect(201).json();
    let body = json!({ "tipo": "llamada", "titulo": "Pregunta", "fecha": "2025-10-20T10:00:00", "completada": true });
    let activity = client.post("actividades", &body).await.expect(201).json();
    let program = client.program();
    let told = program.get(&client.path).await.expect(200).json();
    assert_eq!(told["oportunidades"], json!([opportunity]));
    assert_eq!(told["actividades_recientes"], json!([activity]));
    for (what, one) in [("oportunidades", opportunity), ("actividades", activity)] {
        let path = client.address(what, &one);
        let alone = program.get(&path).await.expect(200);
        assert_eq!(alone.header("etag"), "\"1\"");
        assert_eq!(alone.json(), one);
    }
}

#[tokio::test]
async fn nothing_is_deleted_in_another_version_than_was_read() {
    let client = Client::new().await;
    let program = client.program();
    for (what, body, change) in [
        (
            "oportunidades",
            json!({ "titulo": "Curso", "valor_estimado": 1 }),
            json!({ "titulo": "Taller" }),
        ),
        (
            "actividades",
            json!({ "tipo": "tarea", "titulo": "Llamar" }),
            json!({ "titulo": "Escribir" }),
        ),
        (
            "contactos",
            json!({ "tipo": "email", "valor": "ana@correo.example" }),
            json!({ "valor": "ana@otro.example" }),
        ),
    ] {
        let made = client.post(what, &body).await.expect(201).json();
        let path = client.address(what, &made);
        program.put(&path, &change).await.expect(200);
        let delete = async |tag: &str| {
            program
                .send(Method::DELETE, &path, None, &[("If-Match", tag)])
                .await
        };
        delete("\"1\"").await.expect(412);
        let tag = program
            .get(&path)
            .await
            .expect(200)
            .header("etag")
            .to_owned();
        delete(&tag).await.expect(204);
        program.get(&path).await.expect(404);
    }
}

#[tokio::test]
async fn both_summaries_leave_out_what_was_deleted() {
    let client = Client::new().await;
    let scopes = [Scope::CrmRead, Scope::CrmWrite, Scope::BillingRead];
    let program = Program::new(&client.app, &scopes);
    let other = a_customer().create(&mut client.app.db.conn());
    let other = format!("/api/crm/clientes/cli_{other}");
    let offer = json!({ "titulo": "Curso", "valor_estimado": 1000 });
    let task = json!({ "tipo": "tarea", "titulo": "Llamar" });
    for path in [&client.path, &other] {
        let path = format!("{path}/actividades");
        program.post(&path, &task).await.expect(201);
    }
    let mut offers = Vec::new();
    for path in [&client.path, &client.path, &other] {
        let path = format!("{path}/oportunidades");
        let made = program.post(&path, &offer).await.expect(201).json();
        offers.push(format!("{path}/{}", made["id"].as_str().unwrap()));
    }
    let figures = async || {
        let crm = program.get("/api/crm/resumen").await.expect(200).json();
        let both = program
            .get("/api/dashboard/resumen")
            .await
            .expect(200)
            .json();
        let both = both["crm"].clone();
        assert_eq!(both["total_clientes"], crm["total_clientes"]);
        assert_eq!(
            both["actividades_pendientes"],
            crm["actividades_pendientes"]
        );
        assert_eq!(
            both["oportunidades_abiertas"],
            crm["valor_oportunidades_abiertas"]
        );
        (
            both["total_clientes"].as_i64().unwrap(),
            both["actividades_pendientes"].as_i64().unwrap(),
            both["oportunidades_abiertas"].as_f64().unwrap(),
        )
    };
    assert_eq!(figures().await, (2, 2, 3000.0));
    program.delete(&offers[0]).await.expect(204);
    assert_eq!(figures().await, (2, 2, 2000.0));
    program.delete(&other).await.expect(204);
    assert_eq!(figures().await, (1, 1, 1000.0));
}

#[tokio::test]
async fn an_activity_is_changed_field_by_field_and_deleted() {
    let client = Client::new().await;
    let body = json!({ "tipo": "tarea", "titulo": "Llamar", "descripcion": "Por el curso", "fecha": "2026-01-05T10:00:00" });
    let made = client.post("actividades", &body).await.expect(201).json();
    assert_eq!(made["completada"], false);
    let path = client.address("actividades", &made);
    let program = client.program();
    let done = program
        .put(&path, &json!({ "completada": true, "notas": "Listo" }))
        .await
        .expect(200);
    assert_eq!(done.header("etag"), "\"2\"");
    let done = done.json();
    assert_eq!(
        (&done["completada"], &done["notas"]),
        (&json!(true), &json!("Listo"))
    );
    assert_eq!(
        (&done["fecha"], &done["titulo"]),
        (&made["fecha"], &made["titulo"])
    );
    let emptied = program
        .put(&path, &json!({ "descripcion": null, "completada": false }))
        .await;
    assert_eq!(emptied.expect(200).json()["descripcion"], Value::Null);
    let same = program.put(&path, &json!({})).await.expect(200);
    assert_eq!(same.header("etag"), "\"3\"", "nothing changed");
    let meant = [("If-Match", "\"1\"")];
    let late = json!({ "titulo": "Tarde" });
    program
        .send(Method::PUT, &path, Some(&late), &meant)
        .await
        .expect(412);
    program.delete(&path).await.expect(204);
    for page in [program.delete(&path).await, program.put(&path, &late).await] {
        assert_eq!(page.expect(404).json()["detail"], "Actividad no encontrada");
    }
}

#[tokio::test]
async fn what_a_program_leaves_to_do_is_on_the_work_list() {
    let client = Client::new().await;
    client.app.sign_in(Role::Staff).await;
    let mercedes = client.app.browser();
    let user = a_user(Role::Staff)
        .name("Mercedes Loyola")
        .create(&mut client.app.db.conn());
    client.app.sign_in_as(user, &mercedes).await;
    let task = |title: &str, who: &str| json!({ "tipo": "llamada", "titulo": title, "fecha": "2025-10-26T16:00:00", "responsable": who });
    let hers = client
        .post("actividades", &task("De Mercedes", "mercedes loyola"))
        .await
        .expect(201)
        .json();
    let anybodys = client
        .post("actividades", &task("De cualquiera", "Agente externo"))
        .await
        .expect(201)
        .json();
    assert_eq!(anybodys["responsable"], "Agente externo");
    let list = mercedes.get("/activities?view=today").await.expect(200);
    let id = hers["id"]
        .as_str()
        .unwrap()
        .trim_start_matches("act_")
        .to_owned();
    assert_eq!(list.rows("#results"), [id]);
    let team = client
        .app
        .get("/activities?view=today&who=team")
        .await
        .expect(200);
    assert_eq!(team.count("#results [data-row]"), 2);
    assert_eq!(
        team.count("#results form[action$='/completion']"),
        2,
        "what is to be done is anybody's"
    );
}

#[tokio::test]
async fn an_opportunity_moves_through_its_states() {
    let client = Client::new().await;
    let body = json!({ "titulo": "Curso", "valor_estimado": 1500000, "productos": ["Inglés B1"], "fecha_cierre_esperada": "2026-02-01" });
    let made = client.post("oportunidades", &body).await.expect(201).json();
    assert_eq!(
        (&made["estado"], &made["probabilidad_cierre"]),
        (&json!("inicial"), &json!(10))
    );
    assert_eq!(made["fecha_cierre_esperada"], "2026-02-01T00:00:00");
    assert_eq!(made["productos"], json!(["Inglés B1"]));
    let path = client.address("oportunidades", &made);
    let program = client.program();
    let moved = program
        .put(&path, &json!({ "estado": "negociacion" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&moved["estado"], &moved["probabilidad_cierre"]),
        (&json!("negociacion"), &json!(75))
    );
    let sure =
        json!({ "estado": "propuesta", "probabilidad_cierre": 88.4, "valor_estimado": "1400000" });
    let sure = program.put(&path, &sure).await.expect(200).json();
    assert_eq!(sure["probabilidad_cierre"], 88);
    assert_eq!(sure["valor_estimado"].as_f64(), Some(1_400_000.0));
    let lost = program
        .put(&path, &json!({ "estado": "perdida" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&lost["estado"], &lost["probabilidad_cierre"]),
        (&json!("perdida"), &json!(0))
    );
    let steps = "SELECT string_agg(stage, ' ' ORDER BY id) FROM opportunity_stages";
    assert_eq!(
        client.app.db.text(steps),
        "initial negotiation proposal lost"
    );
    let actions = "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE record_type = 'opportunity'";
    assert_eq!(
        client.app.db.text(actions),
        "opportunity.created opportunity.moved opportunity.moved opportunity.updated opportunity.lost"
    );
    program.delete(&path).await.expect(204);
    assert_eq!(client.list("oportunidades").await, json!([]));
    let gone = program
        .put(&path, &json!({ "titulo": "x" }))
        .await
        .expect(404);
    assert_eq!(gone.json()["detail"], "Oportunidad no encontrada");
}

#[tokio::test]
async fn wrong_values_are_named_as_the_old_server_did() {
    let client = Client::new().await;
    let wrong = json!({ "tipo": "fiesta", "fecha": "ayer", "completada": "quizás" });
    let page = client.post("actividades", &wrong).await.expect(422);
    let problems = page.json()["detail"].as_array().unwrap().clone();
    let places: Vec<_> = problems
        .iter()
        .map(|problem| problem["loc"][1].clone())
        .collect();
    assert_eq!(places, ["tipo", "titulo", "fecha", "completada"]);
    let choices =
        "Input should be 'llamada', 'email', 'reunion', 'tarea', 'nota', 'venta' or 'pago'";
    assert_eq!(problems[0]["msg"], choices);
    let wrong = json!({ "titulo": "", "estado": "dormida", "valor_estimado": -1, "probabilidad_cierre": 101, "productos": "x" });
    let page = client.post("oportunidades", &wrong).await.expect(422);
    assert_eq!(page.json()["detail"].as_array().unwrap().len(), 5);
    let rows = "SELECT (SELECT count(*) FROM activities) + (SELECT count(*) FROM opportunities)";
    assert_eq!(client.app.db.number(rows), 0);
}

#[tokio::test]
async fn one_key_of_idempotency_makes_one_row() {
    let client = Client::new().await;
    let program = client.program();
    let path = format!("{}/actividades", client.path);
    let body = json!({ "tipo": "nota", "titulo": "Una vez" });
    let headers = [("Idempotency-Key", "k-1")];
    let first = program
        .send(Method::POST, &path, Some(&body), &headers)
        .await
        .expect(201);
    let again = program
        .send(Method::POST, &path, Some(&body), &headers)
        .await
        .expect(201);
    assert_eq!(first.json(), again.json());
    assert_eq!(client.app.db.number("SELECT count(*) FROM activities"), 1);
}

#[tokio::test]
async fn another_customers_rows_and_foreign_keys_open_nothing() {
    let client = Client::new().await;
    let made = client
        .post("oportunidades", &json!({ "titulo": "Curso" }))
        .await
        .expect(201)
        .json();
    let note = client
        .post("actividades", &json!({ "tipo": "nota", "titulo": "x" }))
        .await
        .expect(201)
        .json();
    let other = a_customer().create(&mut client.app.db.conn());
    let program = client.program();
    for (what, one) in [("oportunidades", &made), ("actividades", &note)] {
        let id = one["id"].as_str().unwrap();
        let path = format!("/api/crm/clientes/{other}/{what}/{id}");
        program
            .put(&path, &json!({ "titulo": "y" }))
            .await
            .expect(404);
        program.delete(&path).await.expect(404);
        let nobody = format!("/api/crm/clientes/999999/{what}");
        let page = program.get(&nobody).await.expect(404);
        assert_eq!(page.json()["detail"], "Cliente no encontrado");
        program
            .post(&nobody, &json!({ "tipo": "nota", "titulo": "y" }))
            .await
            .expect(404);
    }
    let reader = Program::new(&client.app, &[Scope::CrmRead]);
    let path = format!("{}/oportunidades", client.path);
    reader.get(&path).await.expect(200);
    reader
        .post(&path, &json!({ "titulo": "y" }))
        .await
        .expect(403);
    let writer = Program::new(&client.app, &[Scope::CrmWrite]);
    writer.get(&path).await.expect(403);
}

#[tokio::test]
async fn a_note_from_a_page_has_its_first_line_for_a_title() {
    let client = Client::new().await;
    client.app.sign_in(Role::Staff).await;
    client
        .app
        .get(&format!("/customers/{}", client.id))
        .await
        .expect(200);
    let fields = [
        ("kind", "call"),
        ("body", "Llamó por el curso.\nVuelve el lunes."),
    ];
    let path = format!("/customers/{}/activities", client.id);
    client.app.post_form(&path, &fields).await.expect(303);
    let listed = client.list("actividades").await;
    assert_eq!(listed[0]["titulo"], "Llamó por el curso.");
    assert_eq!(listed[0]["completada"], true);
}
