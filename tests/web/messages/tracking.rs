//! What becomes of a mail once it has left, and who it was.

use std::time::{Duration, Instant};

use reqwest::Method;
use vinculo::domain::{MessageId, Role};

use super::{Queued, a_message, attempts, state};
use crate::support::{Page, TestApp};

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36";
const BOOKING: &str = "https://reservas.example/aremko?a=1&b=2";
const HTML: &str = "<body><a href=\"https://reservas.example/aremko?a=1&amp;b=2\">Reservar</a> <a href=\"https://mapa.example/\">Mapa</a></body>";

/// A mail with two links that was handed over an hour ago.
async fn a_sent_mail(app: &TestApp) -> Queued {
    app.db
        .sql(&format!("UPDATE settings SET booking_url = '{BOOKING}'"));
    let text = format!("Reservar: {BOOKING}");
    let message = a_message().saying(HTML, &text).queue(app);
    app.run_jobs_until_idle().await;
    app.db
        .sql("UPDATE message_attempts SET handed_over_at = handed_over_at - interval '1 hour'");
    message
}

/// The addresses of a message's links and pixel, as its reader's program knows them.
fn links(app: &TestApp, id: MessageId) -> Vec<String> {
    app.db.texts(&format!(
        "SELECT CASE WHEN url IS NULL THEN '/o/' || token || '.gif' ELSE '/t/' || token END
         FROM message_links WHERE message_id = {id} ORDER BY position"
    ))
}

async fn open(app: &TestApp, method: Method, path: &str, agent: &str) -> Page {
    let browser = app.browser();
    let request = browser.request(method, path).header("User-Agent", agent);
    browser.send(path, request).await
}

/// `clicked person reader`, in order; waits until there are so many, since nobody is made to wait for them.
async fn events(app: &TestApp, id: MessageId, count: usize) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let found = app.db.texts(&format!(
            "SELECT concat_ws(' ', type, by, reason) FROM message_events WHERE message_id = {id} ORDER BY id"
        ));
        if found.len() >= count || begun.elapsed() > Duration::from_secs(30) {
            assert_eq!(found.len(), count, "{found:?}");
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// As if what was noted so far had happened so much earlier.
fn let_pass(app: &TestApp, seconds: i64) {
    app.db.sql(&format!(
        "UPDATE message_events SET at = at - make_interval(secs => {seconds})"
    ));
}

#[tokio::test]
async fn a_mails_links_lead_through_the_product_to_what_was_stored_with_it() {
    let app = TestApp::with_smtp().await;
    let message = a_sent_mail(&app).await;
    assert_eq!(state(&app, message.id), "sent");
    let mail = String::from_utf8_lossy(&app.mails()[0].data).into_owned();
    assert!(
        !mail.contains("reservas.example") && !mail.contains(".gif"),
        "{mail}"
    );
    let links = links(&app, message.id);
    let labels = app
        .db
        .texts("SELECT label FROM message_links ORDER BY position");
    assert_eq!(labels, ["booking", "link"]);
    let path = format!("{}?url=https://evil.example", links[0]);
    for method in [Method::GET, Method::HEAD] {
        let answer = open(&app, method, &path, CHROME).await.expect(302);
        assert_eq!(answer.location(), BOOKING);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
    let mut events = events(&app, message.id, 2).await;
    events.sort();
    assert_eq!(events, ["clicked machine head", "clicked person reader"]);
}

#[tokio::test]
async fn a_link_that_nobody_stored_leads_nowhere() {
    let app = TestApp::start().await;
    for path in ["/t/https:evil.example", "/t/%00", "/t/abc", "/o/abc.gif"] {
        open(&app, Method::GET, path, CHROME).await.expect(404);
    }
}

#[tokio::test]
async fn a_scanner_that_opens_everything_is_nobody_and_unsubscribes_nobody() {
    let app = TestApp::with_smtp().await;
    app.db.sql("UPDATE settings SET tracks_opens = true");
    let message = a_sent_mail(&app).await;
    let mut paths = links(&app, message.id);
    assert_eq!(paths.len(), 3, "two links and a pixel");
    let way_out = format!("/u/{}", message.token.as_str());
    paths.extend([way_out.clone(), way_out]);
    for path in &paths {
        open(&app, Method::GET, path, CHROME).await;
    }
    let events = events(&app, message.id, 5).await;
    assert!(
        events.iter().all(|event| event.ends_with("machine sweep")),
        "{events:?}"
    );
    let consent = "(SELECT state FROM consents ORDER BY id DESC LIMIT 1)";
    assert_eq!(app.db.text(consent), "given");
    assert_eq!(app.db.number("SELECT count(*) FROM suppressions"), 0);
}

#[tokio::test]
async fn a_person_who_clicks_a_minute_later_is_one_and_both_clicks_are_listed() {
    let app = TestApp::with_smtp().await;
    let message = a_sent_mail(&app).await;
    let links = links(&app, message.id);
    open(&app, Method::GET, &links[0], CHROME).await;
    open(&app, Method::GET, &links[1], CHROME).await;
    events(&app, message.id, 2).await;
    let_pass(&app, 60);
    for clicks in 3..=4 {
        open(&app, Method::GET, &links[0], CHROME).await;
        events(&app, message.id, clicks).await;
    }
    let people = "SELECT count(DISTINCT message_id) FROM message_events WHERE type = 'clicked' AND by = 'person'";
    assert_eq!(app.db.number(people), 1);
    app.sign_in(Role::Admin).await;
    let page = app
        .get(&format!("/messages/{}", message.id))
        .await
        .expect(200);
    assert_eq!(page.count("[data-row=event][data-by=machine]"), 2);
    assert_eq!(page.count("[data-row=event][data-by=person]"), 2);
    assert!(page.words().contains(BOOKING));
}

#[tokio::test]
async fn who_clicks_within_seconds_of_the_hand_over_has_not_read() {
    let app = TestApp::with_smtp().await;
    let message = a_sent_mail(&app).await;
    app.db
        .sql("UPDATE message_attempts SET handed_over_at = now()");
    open(&app, Method::GET, &links(&app, message.id)[0], CHROME).await;
    assert_eq!(
        events(&app, message.id, 1).await,
        ["clicked machine too_fast"]
    );
}

#[tokio::test]
async fn the_reader_is_led_on_also_where_nothing_can_be_noted() {
    let app = TestApp::with_smtp().await;
    let message = a_sent_mail(&app).await;
    let links = links(&app, message.id);
    app.db.sql("ALTER TABLE message_events RENAME TO away");
    let answer = open(&app, Method::GET, &links[0], CHROME).await.expect(302);
    assert_eq!(answer.location(), BOOKING);
}

#[tokio::test]
async fn a_picture_is_in_the_mail_only_where_the_organisation_wants_it_and_apples_proxy_is_no_reader()
 {
    let app = TestApp::with_smtp().await;
    app.db.sql("UPDATE settings SET tracks_opens = true");
    let message = a_sent_mail(&app).await;
    let pixel = links(&app, message.id).pop().unwrap();
    let answer = open(&app, Method::GET, &pixel, "Mozilla/5.0")
        .await
        .expect(200);
    assert_eq!(answer.header("content-type"), "image/gif");
    assert_eq!(
        events(&app, message.id, 1).await,
        ["opened proxy apple_proxy"]
    );
    open(&app, Method::GET, &pixel, CHROME).await.expect(200);
    assert_eq!(events(&app, message.id, 2).await[1], "opened person reader");
}

#[tokio::test]
async fn without_leave_of_organisation_or_customer_the_mail_is_plain() {
    let app = TestApp::with_smtp().await;
    app.db.sql("UPDATE settings SET tracks_clicks = false");
    let plain = a_sent_mail(&app).await;
    assert!(links(&app, plain.id).is_empty());
    let mail = String::from_utf8_lossy(&app.mails()[0].data).into_owned();
    assert!(mail.contains("reservas.example"));
    app.db.sql("UPDATE settings SET tracks_clicks = true, tracks_opens = true; ALTER TABLE customers ALTER is_tracked SET DEFAULT false");
    let message = a_sent_mail(&app).await;
    assert!(links(&app, message.id).is_empty());
    open(
        &app,
        Method::GET,
        &format!("/u/{}", message.token.as_str()),
        CHROME,
    )
    .await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    events(&app, message.id, 0).await;
}

#[tokio::test]
async fn who_no_longer_wants_to_be_followed_is_led_on_unnoted() {
    let app = TestApp::with_smtp().await;
    let message = a_sent_mail(&app).await;
    app.db.sql("UPDATE customers SET is_tracked = false");
    let links = links(&app, message.id);
    open(&app, Method::GET, &links[0], CHROME).await.expect(302);
    tokio::time::sleep(Duration::from_millis(300)).await;
    events(&app, message.id, 0).await;
}

#[tokio::test]
async fn who_looks_at_a_mail_in_the_product_sees_plain_links() {
    let app = TestApp::with_smtp().await;
    app.db.sql("UPDATE settings SET tracks_opens = true");
    let message = a_sent_mail(&app).await;
    app.sign_in(Role::Admin).await;
    let path = format!("/messages/{}", message.id);
    let preview = app.get(&format!("{path}/preview")).await.expect(200);
    assert_eq!(
        preview.attrs("a", "href"),
        [BOOKING, "https://mapa.example/"]
    );
    assert!(!preview.has("img"));
    let page = app.get(&path).await.expect(200);
    assert!(page.text("pre").contains(BOOKING) && !page.body.contains("/t/"));
}

#[tokio::test]
async fn a_servers_refusal_is_a_bounce() {
    let app = TestApp::with_smtp().await;
    let message = a_message().to("fail5").queue(&app);
    app.run_jobs_until_idle().await;
    assert_eq!(attempts(&app, message.id), ["refused"]);
    assert_eq!(events(&app, message.id, 1).await, ["bounced machine smtp"]);
}
