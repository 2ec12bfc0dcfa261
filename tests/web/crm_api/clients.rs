//! A customer and their channels: created, read, changed, found and deleted, each by its scope.

use reqwest::Method;
use serde_json::{Value, json};
use vinculo::domain::{Role, Scope};

use super::{BOTH, CLIENTS, acme, address, created, customers, named};
use crate::support::{Page, Program, TestApp};

#[track_caller]
fn kinds(page: &Page) -> Vec<String> {
    let problems = page.json()["detail"].as_array().unwrap().clone();
    let told = |problem: &Value| {
        let at = problem["loc"].as_array().unwrap().last().unwrap().clone();
        format!(
            "{} {}",
            at.as_str().unwrap_or("?"),
            problem["type"].as_str().unwrap()
        )
    };
    problems.iter().map(told).collect()
}

#[tokio::test]
async fn a_customer_is_created_read_changed_and_deleted() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let client = created(&program, &acme()).await;
    assert!(client["id"].as_str().unwrap().starts_with("cli_"));
    let path = address(&client);
    let read = program.get(&path).await.expect(200);
    assert_eq!(read.json(), client);
    assert_eq!(read.header("etag"), "\"1\"");
    let digits = path.replace("cli_", "");
    assert_eq!(program.get(&digits).await.expect(200).json(), client);

    let change = json!({ "segmento": "VIP", "telefono": "+56 9 1234 5678", "desconocido": 1 });
    let changed = program.put(&path, &change).await.expect(200);
    assert_eq!(changed.header("etag"), "\"2\"");
    let changed = changed.json();
    assert_eq!(changed["segmento"], "VIP");
    assert_eq!(changed["nombre_completo"], "Acme Corporation");
    let dialled = app.db.text("(SELECT phone_e164 FROM customers)");
    assert_eq!(dialled, "+56912345678");
    let emptied = program
        .put(&path, &json!({ "segmento": null, "telefono": "" }))
        .await;
    assert_eq!(emptied.expect(200).json()["segmento"], Value::Null);
    assert_eq!(app.db.text("(SELECT phone_e164 FROM customers)"), "");

    let gone = program.delete(&path).await.expect(204);
    assert_eq!(gone.body, "");
    for page in [program.get(&path).await, program.delete(&path).await] {
        assert_eq!(page.expect(404).json()["detail"], "Cliente no encontrado");
    }
    assert_eq!(customers(&app), 1, "the row stays");
    let actions =
        "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE record_type = 'customer'";
    assert_eq!(
        app.db.text(&format!("({actions})")),
        "customer.created customer.updated customer.updated customer.deleted"
    );
}

#[tokio::test]
async fn what_a_program_created_is_on_the_pages_with_its_trace() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let program = Program::new(&app, &BOTH);
    let mut body = acme();
    body["credito_disponible"] = json!(250_000);
    body["segmento"] = json!("Mayorista");
    body["contactos"] = json!([
        { "tipo": "movil", "valor": "9 8765 4321", "principal": true, "verificado": true },
        { "tipo": "direccion", "valor": "Calle Uno 1" },
    ]);
    let client = created(&program, &body).await;
    assert_eq!(client["credito_disponible"], 250_000);
    assert_eq!(client["contactos"][0]["tipo"], "movil");
    let id = client["id"].as_str().unwrap().replace("cli_", "");
    let profile = app.get(&format!("/customers/{id}")).await.expect(200);
    assert_eq!(profile.value("credit_limit"), "250000");
    for text in ["Mayorista", "9 8765 4321", "Calle Uno 1", "Verificado"] {
        assert!(profile.words().contains(text), "{text}");
    }
    let audit = app.get("/admin/audit").await.expect(200);
    assert!(audit.words().contains("El programa de facturas"));
}

#[tokio::test]
async fn an_email_and_a_tax_id_belong_to_one_customer() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    created(&program, &acme()).await;
    let other = created(&program, &named("Otra")).await;
    let same_email = json!({ "nombre_completo": "X", "email": "CONTACT@acme.com" });
    let same_tax_id = json!({ "nombre_completo": "X", "cif_nif": "es 12.345.678-a" });
    for (body, detail) in [
        (same_email, "Ya existe un cliente con ese email"),
        (same_tax_id, "Ya existe un cliente con ese CIF/NIF"),
    ] {
        let refused = program.post(CLIENTS, &body).await.expect(400);
        assert_eq!(refused.json()["detail"], detail);
        let refused = program.put(&address(&other), &body).await.expect(400);
        assert_eq!(refused.json()["detail"], detail);
    }
    // A right check digit: two ways to write it are one.
    let rut = json!({ "nombre_completo": "Uno", "cif_nif": "41.950.470-K" });
    let first = created(&program, &rut).await;
    let again = json!({ "nombre_completo": "Dos", "cif_nif": "41950470k" });
    program.post(CLIENTS, &again).await.expect(400);
    program.put(&address(&first), &again).await.expect(200);
    program.delete(&address(&first)).await.expect(204);
    created(&program, &again).await;
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM customers WHERE deleted_at IS NULL"),
        3
    );
}

#[tokio::test]
async fn every_wrong_field_is_told_at_once_and_nothing_is_stored() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let wrong = json!({
        "nombre_completo": "  ", "tipo_cliente": "ong", "email": "sin correo", "estado": 3,
        "notas": "x".repeat(10_001), "credito_disponible": 10.5, "website": ["x"],
        "contactos": [{ "tipo": "fax", "valor": "1" }, { "tipo": "email", "valor": "x" }],
    });
    let page = program.post(CLIENTS, &wrong).await.expect(422);
    assert_eq!(
        kinds(&page),
        [
            "nombre_completo string_too_short",
            "tipo_cliente enum",
            "email value_error",
            "estado enum",
            "website string_type",
            "notas string_too_long",
            "credito_disponible decimal_max_places",
            "tipo enum",
            "valor value_error",
        ]
    );
    for (body, kind) in [
        ("{\"nombre_completo\": ", "json_invalid"),
        ("[]", "model_attributes_type"),
        ("", "missing"),
        ("{\"nombre_completo\":\"a\\u0000b\"}", "value_error"),
        ("{\"nombre_completo\":\"\\u0001\"}", "string_too_short"),
        ("{\"nombre_completo\":1e999}", "json_invalid"),
    ] {
        let page = program
            .send_text(Method::POST, CLIENTS, body.into(), &[])
            .await;
        assert_eq!(page.expect(422).json()["detail"][0]["type"], kind, "{body}");
    }
    let long = format!("{{\"nombre_completo\":\"{}\"}}", "x".repeat(300_000));
    let page = program.send_text(Method::POST, CLIENTS, long, &[]).await;
    page.expect(413);
    assert_eq!(customers(&app), 0);
    let there = created(&program, &named("Ana")).await;
    let page = program
        .put(
            &address(&there),
            &json!({ "nombre_completo": null, "estado": null }),
        )
        .await;
    assert_eq!(
        kinds(&page.expect(422)),
        ["nombre_completo string_type", "estado enum"]
    );
}

#[tokio::test]
async fn the_list_is_filtered_paged_and_begins_with_the_last_change() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    for (name, status, label) in [
        ("Acme", "activo", "VIP"),
        ("Beta", "prospecto", "vip"),
        ("Acme Sur", "activo", ""),
    ] {
        created(
            &program,
            &json!({ "nombre_completo": name, "estado": status, "segmento": label }),
        )
        .await;
    }
    let names = async |query: &str| {
        let list = program
            .get(&format!("{CLIENTS}{query}"))
            .await
            .expect(200)
            .json();
        let clients = list["clientes"].as_array().unwrap();
        let names: Vec<_> = clients
            .iter()
            .map(|client| client["nombre_completo"].as_str().unwrap())
            .collect();
        format!("{} of {}", names.join(", "), list["total"])
    };
    assert_eq!(names("").await, "Acme Sur, Beta, Acme of 3");
    assert_eq!(names("?skip=1&limit=1").await, "Beta of 3");
    assert_eq!(names("?skip=99").await, " of 3");
    assert_eq!(names("?estado=activo").await, "Acme Sur, Acme of 2");
    assert_eq!(names("?segmento=Vip").await, "Beta, Acme of 2");
    assert_eq!(
        names("?segmento=Vip&estado=activo&buscar=acme").await,
        "Acme of 1"
    );
    assert_eq!(names("?buscar=ACME").await, "Acme Sur, Acme of 2");
    assert_eq!(names("?buscar=ac").await, " of 0");
    let first = program.get(&format!("{CLIENTS}?buscar=beta")).await.json();
    program
        .put(&address(&first["clientes"][0]), &json!({ "notas": "x" }))
        .await
        .expect(200);
    assert_eq!(names("").await, "Beta, Acme Sur, Acme of 3");
    let wrong = program
        .get(&format!("{CLIENTS}?limit=500&skip=-1&estado=rico"))
        .await;
    assert_eq!(
        kinds(&wrong.expect(422)),
        [
            "estado enum",
            "skip greater_than_equal",
            "limit less_than_equal"
        ]
    );
}

#[tokio::test]
async fn a_customer_is_found_by_email_whatever_its_case() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let client = created(&program, &acme()).await;
    let found = program
        .get(&format!("{CLIENTS}/buscar/email/Contact%40ACME.com"))
        .await;
    assert_eq!(found.expect(200).json(), client);
    for other in ["nobody@acme.com", "acme", "a%00b"] {
        let page = program
            .get(&format!("{CLIENTS}/buscar/email/{other}"))
            .await;
        assert_eq!(page.expect(404).json()["detail"], "Cliente no encontrado");
    }
}

#[tokio::test]
async fn channels_are_added_changed_and_deleted() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let client = created(&program, &named("Ana")).await;
    let path = format!("{}/contactos", address(&client));
    let mail = json!({ "tipo": "email", "valor": "ana@otra.example", "principal": true });
    let first = program.post(&path, &mail).await.expect(201).json();
    assert_eq!(
        (&first["principal"], &first["verificado"]),
        (&json!(true), &json!(false))
    );
    let mail = json!({ "tipo": "email", "valor": "ana2@otra.example", "principal": "yes" });
    let second = program.post(&path, &mail).await.expect(201).json();
    let one = format!("{path}/{}", first["id"].as_str().unwrap());
    let changed = program
        .put(&one, &json!({ "verificado": true, "valor": "a@b.example" }))
        .await;
    let changed = changed.expect(200).json();
    assert_eq!(
        (&changed["valor"], &changed["verificado"]),
        (&json!("a@b.example"), &json!(true))
    );
    let list = program.get(&path).await.expect(200).json();
    let primary: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|point| (&point["id"], &point["principal"]))
        .collect();
    assert_eq!(
        primary,
        [(&second["id"], &json!(true)), (&first["id"], &json!(false))]
    );
    let stale = program
        .send(
            Method::PUT,
            &one,
            Some(&json!({ "principal": true })),
            &[("If-Match", "\"1\"")],
        )
        .await;
    stale.expect(412);
    program.delete(&one).await.expect(204);
    assert_eq!(
        program.delete(&one).await.expect(404).json()["detail"],
        "Contacto no encontrado"
    );
    let elsewhere = created(&program, &named("Beto")).await;
    let foreign = format!(
        "{}/contactos/{}",
        address(&elsewhere),
        second["id"].as_str().unwrap()
    );
    program
        .put(&foreign, &json!({ "valor": "x@y.example" }))
        .await
        .expect(404);
    program
        .get(&format!("{CLIENTS}/cli_999/contactos"))
        .await
        .expect(404);
    program
        .post(&format!("{CLIENTS}/999/contactos"), &mail)
        .await
        .expect(404);
}

#[tokio::test]
async fn a_change_of_another_version_than_was_read_is_refused() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let client = created(&program, &named("Ana")).await;
    let path = address(&client);
    let put = async |name: &str, tag: &str| {
        program
            .send(Method::PUT, &path, Some(&named(name)), &[("If-Match", tag)])
            .await
    };
    assert_eq!(
        put("Beta", "\"1\"").await.expect(200).header("etag"),
        "\"2\""
    );
    let stale = put("Gama", "\"1\"").await.expect(412);
    assert!(
        stale.json()["detail"]
            .as_str()
            .unwrap()
            .starts_with("Alguien cambió")
    );
    put("Gama", "*").await.expect(200);
    program
        .send(Method::DELETE, &path, None, &[("If-Match", "\"2\"")])
        .await
        .expect(412);
    assert_eq!(program.get(&path).await.json()["nombre_completo"], "Gama");
}

#[tokio::test]
async fn each_scope_opens_its_half_alone() {
    let app = TestApp::start().await;
    let reader = Program::new(&app, &[Scope::CrmRead]);
    let writer = Program::new(&app, &[Scope::CrmWrite, Scope::ProposalsRead]);
    let path = address(&created(&writer, &named("Ana")).await);
    reader.get(&path).await.expect(200);
    for page in [
        writer.get(&path).await,
        writer.get(CLIENTS).await,
        reader.post(CLIENTS, &named("B")).await,
        reader.put(&path, &named("B")).await,
        reader.delete(&path).await,
        reader.post(&format!("{path}/contactos"), &json!({})).await,
    ] {
        assert_eq!(
            page.expect(403).json()["detail"],
            "La clave no tiene permiso para esto"
        );
    }
}
