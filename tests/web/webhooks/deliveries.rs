//! What becomes of a delivery, by what the receiver answers and by where it is.

use vinculo::domain::Role;
use vinculo::webhooks::{DELIVER, tick};
use wiremock::ResponseTemplate;

use super::{
    a_receiver, an_app, an_endpoint, answers, change, deliveries, header, look, look_later,
    received,
};
use crate::support::{Options, TestApp, a_customer};

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
