//! The page, and what people decide there.

use vinculo::domain::Role;

use super::{DELIVER, a_message, attempts, state};
use crate::support::TestApp;

#[tokio::test]
async fn admins_see_every_message_sales_their_own_and_staff_none() {
    let app = TestApp::start().await;
    let seller = app.sign_in(Role::Sales).await;
    let (own, foreign) = (a_message().by(seller).queue(&app), a_message().queue(&app));
    let list = app.get("/messages").await.expect(200);
    assert_eq!(list.rows("tbody"), [own.id.to_string()]);
    app.get(&format!("/messages/{}", own.id)).await.expect(200);

    let admin = app.browser_of(Role::Admin).await;
    let list = admin.get("/messages").await.expect(200);
    assert_eq!(
        list.rows("tbody"),
        [foreign.id.to_string(), own.id.to_string()]
    );

    let staff = app.browser_of(Role::Staff).await;
    for (browser, status) in [(&*app, 404), (&staff, 403)] {
        for path in ["", "/preview"] {
            let path = format!("/messages/{}{path}", foreign.id);
            browser.get(&path).await.expect(status);
        }
        browser.get("/account").await;
        for (path, fields) in [
            ("release", [].as_slice()),
            ("discard", &[]),
            ("resolution", &[("choice", "send_again")]),
        ] {
            let path = format!("/messages/{}/{path}", foreign.id);
            browser.post_form(&path, fields).await.expect(status);
        }
    }
    staff.get("/messages").await.expect(403);
    assert_eq!(state(&app, foreign.id), "queued");
}

#[tokio::test]
async fn the_list_shows_states_reasons_and_errors_by_tab() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let refused = a_message().to("fail5").queue(&app);
    let sent = a_message().to("eva").queue(&app);
    app.run_jobs_until_idle().await;

    let list = app.get("/messages").await.expect(200);
    assert_eq!(list.count("[data-row=message]"), 2);
    let list = app.get("/messages?state=refused").await.expect(200);
    assert_eq!(list.rows("tbody"), [refused.id.to_string()]);
    let row = list.text("[data-row=message]");
    assert!(
        row.contains("El servidor del destinatario lo rechazó."),
        "{row}"
    );
    assert!(row.contains("550"), "{row}");
    let page = app.get(&format!("/messages/{}", sent.id)).await.expect(200);
    assert_eq!(page.attr("[data-state]", "data-state"), "sent");
    assert_eq!(page.count("[data-row=attempt]"), 1);
    assert_eq!(
        app.get("/messages?state=held")
            .await
            .expect(200)
            .count("[data-row]"),
        0
    );
}

#[tokio::test]
async fn the_preview_shows_the_mail_and_lets_it_do_nothing() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let message = a_message().queue(&app);
    let page = app
        .get(&format!("/messages/{}", message.id))
        .await
        .expect(200);
    let frame = page.attr("iframe[sandbox]", "src");
    let preview = app.get(&frame).await.expect(200);
    assert!(preview.body.contains("<p>Hola Ana</p>"));
    let policy = preview.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'self'", "sandbox"] {
        assert!(policy.contains(part), "{policy}");
    }
}

#[tokio::test]
async fn a_held_message_is_released_once_and_sent_once() {
    let app = TestApp::with_smtp().await;
    let seller = app.sign_in(Role::Sales).await;
    app.db.sql("UPDATE settings SET is_demo = true");
    let message = a_message().by(seller).queue(&app);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, message.id), "held demo");

    // Released in a demo, it is held again.
    let release = format!("/messages/{}/release", message.id);
    app.get(&format!("/messages/{}", message.id)).await;
    app.post_form(&release, &[]).await.expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, message.id), "held demo");

    app.db.sql("UPDATE settings SET is_demo = false");
    app.get(&format!("/messages/{}", message.id)).await;
    app.post_form(&release, &[]).await.expect(303);
    let second = app.post_form(&release, &[]).await.expect(303);
    let page = app.follow(&second).await.expect(200);
    assert!(
        page.text("#toasts").contains("En cola"),
        "{}",
        page.text("#toasts")
    );
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, message.id), "sent");
    assert_eq!(app.mails().len(), 1);
    let third = app.post_form(&release, &[]).await.expect(303);
    assert!(app.follow(&third).await.text("#toasts").contains("Enviado"));
    let released = "SELECT count(*) FROM audit_log WHERE action = 'message.released'";
    assert_eq!(app.db.number(released), 2);
}

#[tokio::test]
async fn all_that_is_held_for_one_reason_is_released_together() {
    let app = TestApp::start().await;
    let seller = app.sign_in(Role::Sales).await;
    let own: Vec<_> = (0..3)
        .map(|_| a_message().by(seller).queue(&app).id)
        .collect();
    let foreign = a_message().queue(&app).id;
    app.run_jobs_until_idle().await;
    app.db.sql(&format!(
        "UPDATE messages SET reason = 'demo' WHERE id = {}",
        own[2]
    ));
    let page = app.get("/messages?state=held").await.expect(200);
    assert_eq!(
        page.attrs("[data-row=held]", "data-id"),
        ["no_smtp", "demo"]
    );
    assert_eq!(page.attrs("[data-row=held]", "data-count"), ["2", "1"]);
    assert!(page.has("#release-no_smtp form[action='/messages/releases']"));
    let answer = app
        .post_form("/messages/releases", &[("reason", "no_smtp")])
        .await
        .expect(303);
    assert!(app.follow(&answer).await.text("#toasts").contains('2'));
    let states: Vec<_> = own.iter().map(|id| state(&app, *id)).collect();
    assert_eq!(states, ["queued", "queued", "held demo"]);
    assert_eq!(state(&app, foreign), "held no_smtp");
    app.post_form("/messages/releases", &[("reason", "perhaps")])
        .await
        .expect(400);
}

#[tokio::test]
async fn a_colleagues_message_is_named_on_the_profile_and_not_linked() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    let message = a_message().queue(&app);
    let profile = format!("/customers/{}", message.customer);
    let link = format!("[data-row=message] a[href='/messages/{}']", message.id);
    let page = app.get(&profile).await.expect(200);
    assert!(page.has("[data-row=message]") && !page.has(&link));
    let admin = app.browser_of(Role::Admin).await;
    assert!(admin.get(&profile).await.expect(200).has(&link));
}

#[tokio::test]
async fn many_clicks_at_once_release_a_message_once() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let message = a_message().queue(&app);
    app.db
        .sql("UPDATE messages SET state = 'held', reason = 'no_smtp'; DELETE FROM jobs");
    app.get("/account").await;
    let path = format!("/messages/{}/release", message.id);
    let clicks = (0..8).map(|_| app.post_form(&path, &[]));
    for click in futures(clicks).await {
        assert_eq!(click, 303);
    }
    app.run_jobs_until_idle().await;
    assert_eq!(attempts(&app, message.id), ["sent"]);
    assert_eq!(app.mails().len(), 1);
    let released = "SELECT count(*) FROM audit_log WHERE action = 'message.released'";
    assert_eq!(app.db.number(released), 1);
}

/// The answers' status, all asked for at once.
async fn futures(
    clicks: impl Iterator<Item = impl Future<Output = crate::support::Page>>,
) -> Vec<u16> {
    let mut waiting: Vec<_> = clicks.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|click| match click.as_mut().poll(context) {
            std::task::Poll::Ready(page) => {
                done.push(page.status);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done
}

#[tokio::test]
async fn a_discarded_message_is_never_sent() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let message = a_message().queue(&app);
    app.get("/account").await;
    app.post_form(&format!("/messages/{}/discard", message.id), &[])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, message.id), "discarded discarded");
    app.post_form(&format!("/messages/{}/release", message.id), &[])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    assert!(app.mails().is_empty());
}

#[tokio::test]
async fn an_uncertain_message_waits_for_a_persons_word() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let (delivered, again) = (
        a_message().to("drop+1").queue(&app),
        a_message().to("drop+2").queue(&app),
    );
    app.run_jobs_until_idle().await;
    app.make_jobs_due(DELIVER);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, again.id), "uncertain lost");

    let resolution = |id| format!("/messages/{id}/resolution");
    let page = app
        .get(&format!("/messages/{}", again.id))
        .await
        .expect(200);
    assert_eq!(page.count("button[name=choice]"), 2);
    app.post_form(&resolution(delivered.id), &[("choice", "was_delivered")])
        .await
        .expect(303);
    app.post_form(&resolution(again.id), &[("choice", "send_again")])
        .await
        .expect(303);
    app.post_form(&resolution(again.id), &[("choice", "perhaps")])
        .await
        .expect(400);
    app.run_jobs_until_idle().await;

    assert_eq!(state(&app, delivered.id), "sent confirmed_by_person");
    assert_eq!(attempts(&app, delivered.id), ["uncertain"]);
    assert_eq!(attempts(&app, again.id), ["uncertain", "uncertain"]);
    let server = app.smtp.as_ref().unwrap();
    let copies: Vec<_> = server
        .unanswered()
        .into_iter()
        .filter(|mail| mail.to.starts_with("drop+2"))
        .collect();
    assert_eq!(copies.len(), 2);
    assert_eq!(copies[0], copies[1], "a repetition is the same bytes");
}
