//! Sending: once, after a question, and with ten seconds to think again.

use reqwest::Method;
use tokio::task::JoinSet;
use vinculo::domain::Role;

use super::{DELIVER, a_proposal, path, post_edit, show, state, text};
use crate::support::{TestApp, a_customer};

const MESSAGES: &str = "SELECT count(*) FROM messages";

fn delivery(id: vinculo::domain::ProposalId) -> String {
    format!("{}/delivery", path(id))
}

#[tokio::test]
async fn the_mail_arrives_once_with_both_parts_and_a_way_out() {
    let app = TestApp::with_smtp().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    assert!(page.text("#send").contains("ana@correo.example"));

    let sent = post_edit(&app, &delivery(id), &page, &[]).await.expect(303);
    assert_eq!(sent.location(), path(id));
    let queued = show(&app, id).await;
    assert_eq!(queued.attr("#proposal", "data-state"), "queued");
    assert!(queued.has("[data-countdown]"));
    app.run_jobs_until_idle().await;
    assert!(app.mails().is_empty(), "ten seconds are not over");

    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, id), "sent");
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let mail = String::from_utf8_lossy(&mails[0].data).into_owned();
    for header in ["List-Unsubscribe:", "Message-ID:"] {
        assert!(mail.contains(header), "{header}: {mail}");
    }
    assert!(mail.contains("text/plain") && mail.contains("text/html"));
    let page = show(&app, id).await;
    assert!(page.words().contains("Enviada a ana@correo.example"));
    assert!(!page.has("button[name=then]"));
}

#[tokio::test]
async fn sixteen_clicks_at_once_make_one_message() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    show(&app, id).await;
    let path = delivery(id);
    let body = serde_urlencoded::to_string([("_csrf", app.token())]).unwrap();
    let clicks = (0..16).map(|_| {
        app.request(Method::POST, &path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.clone())
            .send()
    });
    let answers = JoinSet::from_iter(clicks).join_all().await;
    let all_redirect = |answer: &Result<reqwest::Response, _>| {
        answer.as_ref().is_ok_and(|answer| answer.status() == 303)
    };
    assert!(answers.iter().all(all_redirect));
    assert_eq!(app.db.number(MESSAGES), 1);
    let queued = "SELECT count(*) FROM proposal_events WHERE type = 'queued'";
    assert_eq!(app.db.number(queued), 1);
    let page = app.get(&super::path(id)).await.expect(200);
    assert_eq!(page.attr("#proposal", "data-state"), "queued");
}

#[tokio::test]
async fn the_message_is_linked_for_those_who_may_open_it() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    show(&app, id).await;
    app.post_form(&delivery(id), &[]).await.expect(303);
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, id), "held");
    assert!(show(&app, id).await.has("a[href^='/messages/']"));
    let colleague = app.browser_of(Role::Sales).await;
    let page = colleague.get(&path(id)).await.expect(200);
    assert!(!page.has("#proposal a[href^='/messages/']"));
}

#[tokio::test]
async fn an_address_in_the_way_leads_to_the_list_that_says_why() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    app.db.sql(
        "INSERT INTO suppressions (address, reason) VALUES ('ana@correo.example', 'unsubscribed')",
    );
    let page = show(&app, id).await;
    let href = page.attr("a[href^='/messages/suppressions?']", "href");
    let list = app.get(&href).await.expect(200);
    assert_eq!(list.count("[data-row=suppression]"), 1);
}

#[tokio::test]
async fn a_second_user_hears_that_it_is_on_its_way() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let other = app.browser_of(Role::Admin).await;
    let page = other.get(&path(id)).await.expect(200);
    show(&app, id).await;
    app.post_form(&delivery(id), &[]).await.expect(303);
    let late = post_edit(&other, &delivery(id), &page, &[("subject", "Otro")]).await;
    let shown = other.follow(&late.expect(303)).await.expect(200);
    assert!(shown.words().contains("ya está en envío"));
    assert_eq!(app.db.number(MESSAGES), 1);
    assert_ne!(text(&app, id, "subject"), "Otro");
}

#[tokio::test]
async fn what_was_typed_last_is_what_is_sent() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    let wrong = [("offer_percent", "99"), ("subject", "El último")];
    let again = post_edit(&app, &delivery(id), &page, &wrong)
        .await
        .expect(422);
    assert_eq!(again.attr("input[name=subject]", "value"), "El último");
    assert_eq!(app.db.number(MESSAGES), 0);
    post_edit(&app, &delivery(id), &again, &[("offer_percent", "10")])
        .await
        .expect(303);
    let subjects = app.db.texts("SELECT subject FROM messages");
    assert_eq!(subjects, ["El último"]);
}

#[tokio::test]
async fn without_scripts_a_page_asks_before_it_sends() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    let changes = [("then", "delivery"), ("subject", "Cambiado")];
    let asked = post_edit(&app, &path(id), &page, &changes)
        .await
        .expect(303);
    assert_eq!(asked.location(), delivery(id));
    let question = app.follow(&asked).await.expect(200);
    let words = question.words();
    assert!(words.contains("ana@correo.example") && words.contains("Cambiado"));
    let version = question.attr("#main input[name=version]", "value");
    app.post_form(&delivery(id), &[("version", &version)])
        .await
        .expect(303);
    assert_eq!(state(&app, id), "queued");
    let gone = app.get(&delivery(id)).await.expect(303);
    assert_eq!(gone.location(), path(id));
}

#[tokio::test]
async fn a_proposal_that_changed_since_the_question_is_not_sent() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    let version = page.attr("#edit input[name=version]", "value");
    post_edit(&app, &path(id), &page, &[("subject", "Otro")])
        .await
        .expect(303);
    app.post_form(&delivery(id), &[("version", &version)])
        .await
        .expect(409);
    assert_eq!(app.db.number(MESSAGES), 0);
}

#[tokio::test]
async fn within_ten_seconds_it_can_be_taken_back_and_sent_again() {
    let app = TestApp::with_smtp().await;
    let id = a_proposal(&app).await;
    show(&app, id).await;
    app.post_form(&delivery(id), &[]).await.expect(303);
    let undo = format!("{}/cancellation", delivery(id));
    app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(state(&app, id), "ready");
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert!(app.mails().is_empty());

    app.post_form(&delivery(id), &[]).await.expect(303);
    app.db
        .sql("UPDATE messages SET not_before = now() WHERE state = 'queued'");
    app.post_form(&undo, &[]).await.expect(303);
    assert_eq!(state(&app, id), "queued", "too late");
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!((state(&app, id).as_str(), app.mails().len()), ("sent", 1));
}

#[tokio::test]
async fn who_may_not_be_written_to_is_said_before() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    let cases = [
        (a_customer().without_email(), "no tiene correo"),
        (a_customer().email("no tiene"), "no es válido"),
        (a_customer().never_asked(), "falta preguntarle"),
        (a_customer().email_consent("refused"), "no quiso"),
        (a_customer().email_consent("withdrawn"), "dejar de recibir"),
    ];
    for (customer, words) in cases {
        let customer = customer.create(&mut app.db.conn());
        let id = super::generated(&app, customer).await;
        let page = show(&app, id).await;
        assert!(page.words().contains(words), "{words}");
        assert!(!page.has("button[name=then]") && !page.has("#send"));
        let tried = app.post_form(&delivery(id), &[]).await.expect(303);
        assert!(app.follow(&tried).await.words().contains(words));
        assert_eq!(state(&app, id), "ready");
    }
    assert_eq!(app.db.number(MESSAGES), 0);
}

#[tokio::test]
async fn nothing_is_offered_to_who_is_blocked() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    let customer = a_customer().create(&mut app.db.conn());
    let id = super::generated(&app, customer).await;
    app.db.sql("UPDATE customers SET status = 'blocked'");
    let page = show(&app, id).await;
    assert!(page.words().contains("bloqueado") && !page.has("#send"));
    let ask = format!("/customers/{customer}/proposals");
    let profile = app.get(&format!("/customers/{customer}")).await.expect(200);
    assert!(!profile.has(&format!("form[action='{ask}']")));
    assert!(profile.words().contains("Este cliente está bloqueado"));
    let refused = app.post_form(&ask, &[]).await.expect(409);
    assert!(refused.words().contains("Este cliente está bloqueado"));
    assert_eq!(app.db.number("SELECT count(*) FROM proposals"), 1);
}

#[tokio::test]
async fn a_limit_that_sank_and_an_offer_that_ended_are_said_at_their_fields_before_sending() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    show(&app, id).await;
    for (change, field) in [
        (
            "UPDATE settings SET offer_win_back_percent = 15",
            "offer_percent",
        ),
        (
            "UPDATE settings SET offer_win_back_percent = 20; UPDATE proposals SET offer_valid_until = '2025-10-25'",
            "offer_valid_until",
        ),
    ] {
        app.db.sql(change);
        let again = app.post_form(&delivery(id), &[]).await.expect(422);
        assert!(
            again.has(&format!("#{field}[aria-invalid=true]")),
            "{field}"
        );
        assert_eq!(state(&app, id), "ready");
    }
    assert_eq!(app.db.number(MESSAGES), 0);
}

#[tokio::test]
async fn an_offer_that_ended_is_said_on_the_page_where_nothing_can_be_sent_any_more() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    for (change, is_over) in [
        ("offer_percent = 10, offer_valid_until = '2025-10-25'", true),
        ("offer_valid_until = '2025-10-26'", false),
        ("offer_valid_until = NULL", false),
        ("offer_percent = 0, offer_valid_until = '2025-10-25'", false),
        ("offer_percent = 10", true),
    ] {
        app.db.sql(&format!("UPDATE proposals SET {change}"));
        let page = show(&app, id).await;
        assert_eq!(page.has("#offer-over"), is_over, "{change}");
        assert_eq!(page.has("#send"), !is_over, "{change}");
    }
    let said = show(&app, id).await.text("#offer-over");
    assert_eq!(
        said,
        "La oferta ya venció. Cambia la fecha antes de enviarla."
    );
    app.db.sql("UPDATE proposals SET state = 'cancelled'");
    assert!(
        !show(&app, id).await.has("#offer-over"),
        "it will not be sent"
    );
}

#[tokio::test]
async fn a_price_that_changed_and_a_service_that_went_are_pointed_out() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    assert!(!show(&app, id).await.words().contains("Ahora cuesta"));
    app.db.sql(
        "UPDATE services SET price = 52000 WHERE name LIKE 'Masaje%'; UPDATE services SET active = false WHERE name = 'Sauna'",
    );
    let words = show(&app, id).await.words();
    assert!(words.contains("Ahora cuesta $52.000"), "{words}");
    assert!(words.contains("Ya no se ofrece"), "{words}");
}

#[tokio::test]
async fn without_a_mail_server_it_is_held_and_follows_what_becomes_of_the_message() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    let said = "quedará retenido en Mensajes";
    assert!(page.text("#send").contains(said));
    let asked = app.get(&delivery(id)).await.expect(200);
    assert!(asked.words().contains(said));
    let sent = app.post_form(&delivery(id), &[]).await.expect(303);
    assert!(app.follow(&sent).await.words().contains("todavía no sale"));
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, id), "held");
    let page = show(&app, id).await;
    assert!(page.words().contains("No hay un servidor de correo"));
    let message = text(&app, id, "message_id");
    assert!(page.has(&format!("a[href='/messages/{message}']")));
    app.post_form(&format!("/messages/{message}/discard"), &[])
        .await
        .expect(303);
    assert_eq!(state(&app, id), "cancelled");
    let page = show(&app, id).await;
    assert!(page.words().contains("se descartó"));
}

#[tokio::test]
async fn a_refusal_of_the_server_is_shown() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Sales).await;
    let customer = a_customer()
        .email("fail5@correo.example")
        .create(&mut app.db.conn());
    let id = super::generated(&app, customer).await;
    show(&app, id).await;
    app.post_form(&delivery(id), &[]).await.expect(303);
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, id), "refused");
    let page = show(&app, id).await;
    assert!(page.words().contains("no se pudo enviar"));
    assert!(page.words().contains("lo rechazó"), "why");
}

#[tokio::test]
async fn what_became_of_the_mail_is_on_the_proposal_and_the_customers_timeline() {
    let app = TestApp::with_smtp().await;
    app.db
        .sql("UPDATE settings SET booking_url = 'https://reservas.example/aremko'");
    let id = a_proposal(&app).await;
    show(&app, id).await;
    app.post_form(&delivery(id), &[]).await.expect(303);
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    let mail = String::from_utf8_lossy(&app.mails()[0].data).into_owned();
    assert!(!mail.contains("reservas.example"), "{mail}");
    assert_eq!(app.db.text("(SELECT label FROM message_links)"), "booking");
    app.db.sql(
        "INSERT INTO message_events (message_id, type, by, reason, at)
         SELECT id, type, by, 'reader', now() - interval '1 hour' FROM messages,
         (VALUES ('delivered', 'machine'), ('opened', 'proxy'), ('clicked', 'machine'), ('clicked', 'person'),
                 ('clicked', 'person'), ('way_out', 'person')) AS events (type, by)",
    );
    let page = show(&app, id).await;
    let mut traces: Vec<String> = page
        .select("[data-row=trace]")
        .iter()
        .map(|trace| {
            ["data-id", "data-by", "data-count"]
                .map(|name| trace.attr(name).unwrap_or_default())
                .join(" ")
        })
        .collect();
    traces.sort_unstable();
    assert_eq!(
        traces,
        [
            "clicked machine 1",
            "clicked person 2",
            "delivered machine 1",
            "opened proxy 1"
        ]
    );
    let preview = page.text("pre.mail-text");
    assert!(
        preview.contains("https://reservas.example/aremko"),
        "{preview}"
    );
    let customer = text(&app, id, "customer_id");
    let words = app
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200)
        .words();
    assert!(words.contains("Correo entregado") && words.contains("Hizo clic en un correo"));
    assert!(!words.contains("Abrió un correo"), "a proxy is nobody");
}
