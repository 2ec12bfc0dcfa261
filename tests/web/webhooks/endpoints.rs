//! An endpoint on its pages: its secret, a test, a pause, its log, and its end.

use serde_json::Value;
use vinculo::domain::Role;
use wiremock::ResponseTemplate;

use super::{
    a_receiver, an_app, an_endpoint, answers, change, deliveries, is_signed_by, look, look_later,
    received,
};
use crate::support::{Page, a_customer};

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
