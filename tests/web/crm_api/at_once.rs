//! Several at once, and the same call again.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use vinculo::domain::Role;

use super::{BOTH, CLIENTS, acme, address, customers, named};
use crate::support::{Page, Program, TestApp, a_customer};

/// Sixteen of the same request at once.
async fn sixteen(program: &Program<'_>, body: &Value, headers: &[(&str, &str)]) -> Vec<Page> {
    let send = || program.send(Method::POST, CLIENTS, Some(body), headers);
    join_all((0..16).map(|_| send())).await
}

fn tally(pages: &[Page], status: u16) -> usize {
    pages.iter().filter(|page| page.status == status).count()
}

#[tokio::test]
async fn sixteen_at_once_with_one_tax_id_make_one_customer() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    for tax_id in ["ES12345678A", "41.950.470-K"] {
        let body = json!({ "nombre_completo": "Acme", "cif_nif": tax_id });
        let pages = sixteen(&program, &body, &[]).await;
        println!(
            "{tax_id}: {} × 201, {} × 400",
            tally(&pages, 201),
            tally(&pages, 400)
        );
        assert_eq!(
            (tally(&pages, 201), tally(&pages, 400)),
            (1, 15),
            "{tax_id}"
        );
    }
    assert_eq!(customers(&app), 2);
}

#[tokio::test]
async fn sixteen_at_once_with_one_idempotency_key_have_one_effect_and_one_answer() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let pages = sixteen(&program, &acme(), &[("Idempotency-Key", "una-vez")]).await;
    assert_eq!(tally(&pages, 201), 16);
    assert!(pages.iter().all(|page| page.body == pages[0].body));
    assert!(pages.iter().all(|page| page.header("etag") == "\"1\""));
    let replayed = pages
        .iter()
        .filter(|page| page.header("idempotent-replayed") == "true");
    let replayed = replayed.count();
    println!(
        "16 × 201, {replayed} of them replayed, {} customer",
        customers(&app)
    );
    assert_eq!((replayed, customers(&app)), (15, 1));
    let events = "SELECT count(*) FROM domain_events WHERE type = 'customer.created'";
    assert_eq!(app.db.number(events), 1);
}

#[tokio::test]
async fn an_idempotency_key_holds_for_one_request_of_one_program_for_a_day() {
    let app = TestApp::start().await;
    let program = Program::new(&app, &BOTH);
    let key = [("Idempotency-Key", "k-1")];
    let first = program
        .send(Method::POST, CLIENTS, Some(&acme()), &key)
        .await
        .expect(201);
    let other = program
        .send(Method::POST, CLIENTS, Some(&named("X")), &key)
        .await
        .expect(422);
    assert_eq!(
        other.json()["detail"][0]["loc"],
        json!(["header", "Idempotency-Key"])
    );
    let path = format!("{}/contactos", address(&first.json()));
    let elsewhere = json!({ "tipo": "movil", "valor": "9 1234 5678" });
    program
        .send(Method::POST, &path, Some(&elsewhere), &key)
        .await
        .expect(422);
    let stranger = Program::new(&app, &BOTH);
    stranger
        .send(Method::POST, CLIENTS, Some(&named("X")), &key)
        .await
        .expect(201);
    let long = "k".repeat(256);
    program
        .send(
            Method::POST,
            CLIENTS,
            Some(&named("Y")),
            &[("Idempotency-Key", &long)],
        )
        .await
        .expect(422);

    // What failed may be tried again under the same key.
    let failed = [("Idempotency-Key", "k-2")];
    program
        .send(Method::POST, CLIENTS, Some(&acme()), &failed)
        .await
        .expect(400);
    app.db
        .sql("UPDATE customers SET email = NULL, tax_id = NULL");
    program
        .send(Method::POST, CLIENTS, Some(&acme()), &failed)
        .await
        .expect(201);

    let stored = "SELECT count(*) FROM idempotency_keys";
    assert_eq!(app.db.number(stored), 3);
    app.db.sql(
        "UPDATE idempotency_keys SET created_at = created_at - interval '1 day' WHERE key = 'k-1'",
    );
    program
        .send(Method::POST, CLIENTS, Some(&named("Z")), &key)
        .await
        .expect(201);
    app.db.sql("INSERT INTO jobs (kind, payload, max_attempts) VALUES ('api_keys.forget_answers', 'null', 1)");
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.number(stored), 2, "the stranger's is old");
}

#[tokio::test]
async fn a_page_and_a_program_do_not_overwrite_each_other() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let program = Program::new(&app, &BOTH);
    let id = a_customer().create(&mut app.db.conn());
    let form = app.get(&format!("/customers/{id}/edit")).await.expect(200);
    program
        .put(&format!("{CLIENTS}/{id}"), &named("Otro Nombre"))
        .await
        .expect(200);
    app.post_filled(&format!("/customers/{id}/edit"), &form.filled("form.form"))
        .await
        .expect(409);
}
