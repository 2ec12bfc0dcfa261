//! How a recipient leaves the list (RFC 8058), and comes back.

use diesel::connection::SimpleConnection as _;
use reqwest::Method;
use serde_json::Value;
use vinculo::domain::Role;

use super::{Queued, a_message};
use crate::support::{Page, TestApp};

fn consents(app: &TestApp, message: &Queued) -> Vec<String> {
    app.db.texts(&format!(
        "SELECT state || ' ' || how FROM consents WHERE customer_id = {} ORDER BY id",
        message.customer
    ))
}

fn has_left(app: &TestApp, message: &Queued) -> bool {
    let newest = consents(app, message).pop();
    let suppressed = app.db.number("SELECT count(*) FROM suppressions") == 1;
    let withdrawn = newest.as_deref() == Some("withdrawn unsubscribe_link");
    assert_eq!(suppressed, withdrawn);
    withdrawn
}

async fn post(app: &TestApp, path: &str, kind: &str, body: &str) -> Page {
    let request = app
        .browser()
        .request(Method::POST, path)
        .header("Content-Type", kind.to_owned())
        .header("Origin", "https://mail.example")
        .header("Sec-Fetch-Site", "cross-site")
        .body(body.to_owned());
    app.browser().send(path, request).await
}

const FORM: &str = "application/x-www-form-urlencoded";
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

#[tokio::test]
async fn every_recorded_case_of_one_click_is_answered_as_recorded() {
    let cases: Value =
        serde_json::from_str(include_str!("../../data/email/one_click_cases.json")).unwrap();
    for case in cases["cases"].as_array().unwrap() {
        let app = TestApp::start().await;
        let message = a_message().queue(&app);
        let token = case["token"].as_str().unwrap();
        let path = match token {
            "forged" => format!("/u/{}", "x".repeat(43)),
            _ => format!("/u/{}", message.token.as_str()),
        };
        if token.contains("already used") {
            post(&app, &path, FORM, ONE_CLICK).await.expect(200);
        }
        let answer = match case["method"].as_str().unwrap() {
            "POST" => {
                let kind = case["content_type"].as_str().unwrap();
                post(&app, &path, kind, case["body"].as_str().unwrap()).await
            }
            method => {
                let request = app.browser().request(method.parse().unwrap(), &path);
                app.browser().send(&path, request).await
            }
        };
        let expected = &case["expected"];
        assert_eq!(has_left(&app, &message), expected["unsubscribed"], "{case}");
        let status = match expected["status"].as_str() {
            Some(words) if words.contains("404") => 404,
            Some(words) if words.contains("400") => 400,
            _ => 200,
        };
        assert_eq!(answer.status, status, "{case}");
    }
}

#[tokio::test]
async fn one_click_works_as_multipart_and_a_second_one_adds_nothing() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    let path = format!("/u/{}", message.token.as_str());
    let body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    for _ in 0..2 {
        post(&app, &path, "multipart/form-data; boundary=b", body)
            .await
            .expect(200);
    }
    assert!(has_left(&app, &message));
    assert_eq!(consents(&app, &message).len(), 2);
    let audit = "SELECT actor FROM audit_log WHERE action = 'customer.unsubscribed'";
    assert_eq!(app.db.texts(audit), ["unsubscribe_link"]);
}

#[tokio::test]
async fn the_page_asks_first_and_forgives() {
    let app = TestApp::with_smtp().await;
    let message = a_message().queue(&app);
    let path = format!("/u/{}", message.token.as_str());
    let page = app.get(&path).await.expect(200);
    assert_eq!(page.attr("html", "lang"), "es");
    assert!(page.text("main").contains("a•••@c•••.example"));
    assert!(!page.body.contains("ana@correo.example") && !page.body.contains("Rojas"));
    assert!(!has_left(&app, &message));

    let page = app
        .post_form(&path, &[("choice", "leave")])
        .await
        .expect(200);
    assert!(page.text("h1").contains("no te escribiremos más"));
    assert!(has_left(&app, &message));
    app.run_jobs_until_idle().await;
    assert!(app.mails().is_empty());

    assert!(app.get(&path).await.expect(200).has("button[value=return]"));
    app.post_form(&path, &[("choice", "return")])
        .await
        .expect(200);
    assert!(!has_left(&app, &message));
    let states = [
        "given form",
        "withdrawn unsubscribe_link",
        "given unsubscribe_link",
    ];
    assert_eq!(consents(&app, &message), states);
}

#[tokio::test]
async fn the_page_speaks_the_customers_language() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    app.db.sql("UPDATE customers SET language = 'en'");
    let path = format!("/u/{}", message.token.as_str());
    let page = app.get(&path).await.expect(200);
    assert_eq!(page.attr("html", "lang"), "en");
}

#[tokio::test]
async fn the_link_turns_no_refusal_said_elsewhere_into_a_yes() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    let path = format!("/u/{}", message.token.as_str());
    for state in ["refused", "withdrawn"] {
        app.db.sql(&format!(
            "INSERT INTO consents (customer_id, channel, state, how) VALUES ({}, 'email', '{state}', 'told')",
            message.customer
        ));
        let before = consents(&app, &message);
        app.post_form(&path, &[("choice", "return")])
            .await
            .expect(200);
        assert_eq!(consents(&app, &message), before);
    }
}

#[tokio::test]
async fn a_no_that_is_noted_at_the_same_moment_is_not_overwritten() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    let path = format!("/u/{}", message.token.as_str());
    app.post_form(&path, &[("choice", "leave")])
        .await
        .expect(200);
    let mut other = app.db.conn();
    let refuse = format!(
        "BEGIN; SELECT FROM customers WHERE id = {0} FOR NO KEY UPDATE;
         INSERT INTO consents (customer_id, channel, state, how) VALUES ({0}, 'email', 'refused', 'told')",
        message.customer
    );
    other.batch_execute(&refuse).unwrap();
    let refusing = async {
        let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while app.db.number(waits) == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        other.batch_execute("COMMIT").unwrap();
    };
    let returning = app.post_form(&path, &[("choice", "return")]);
    let (page, ()) = futures_util::join!(returning, refusing);
    page.expect(200);
    assert_eq!(consents(&app, &message).pop().unwrap(), "refused told");
}

#[tokio::test]
async fn who_would_rather_get_fewer_stays_on_the_list() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    let path = format!("/u/{}", message.token.as_str());
    let checked = "input[name=frequency][checked]";
    let page = app.get(&path).await.expect(200);
    assert_eq!(page.attr(checked, "value"), "all");
    for (frequency, kept) in [
        ("monthly", "monthly"),
        ("quarterly", "quarterly"),
        ("all", ""),
    ] {
        let page = app
            .post_form(&path, &[("choice", "prefer"), ("frequency", frequency)])
            .await
            .expect(200);
        assert!(page.has("[role=status]"));
        assert_eq!(page.attr(checked, "value"), frequency);
        let stored = "(SELECT string_agg(address || ' ' || customer_id || ' ' || frequency, '') FROM message_preferences)";
        let expected = match kept {
            "" => String::new(),
            kept => format!("ana@correo.example {} {kept}", message.customer),
        };
        assert_eq!(app.db.text(stored), expected);
    }
    assert!(!has_left(&app, &message));
    let audit = "SELECT action FROM audit_log WHERE actor = 'unsubscribe_link'";
    assert_eq!(app.db.texts(audit), ["customer.frequency_chosen"; 3]);
    app.post_form(&path, &[("choice", "prefer"), ("frequency", "hourly")])
        .await
        .expect(400);
}

#[tokio::test]
async fn who_has_left_says_why_and_admins_see_how_many_did() {
    let app = TestApp::start().await;
    let message = a_message().queue(&app);
    let path = format!("/u/{}", message.token.as_str());
    let reason = [
        ("choice", "explain"),
        ("reason", "other"),
        ("note", "Me mudé"),
    ];
    app.post_form(&path, &reason).await.expect(200);
    let stored = "SELECT reason || ' ' || note FROM unsubscribe_reasons";
    assert!(app.db.texts(stored).is_empty(), "nobody has left");
    let page = post(&app, &path, FORM, ONE_CLICK).await.expect(200);
    assert_eq!(page.count("input[name=reason]"), 4);
    let page = app.post_form(&path, &reason).await.expect(200);
    assert!(page.has("[role=status]"));
    assert_eq!(app.db.texts(stored), ["other Me mudé"]);
    app.post_form(&path, &[("choice", "explain"), ("reason", "too_often")])
        .await
        .expect(200);
    assert_eq!(app.db.texts(stored), ["too_often "]);
    let events =
        "SELECT type || ' ' || by || ' ' || reason FROM message_events WHERE type = 'unsubscribed'";
    assert_eq!(app.db.texts(events), ["unsubscribed person one_click"]);

    let counts = "[data-row=leave-reason]";
    let sales = app.browser_of(Role::Sales).await;
    assert!(
        !sales
            .get("/messages/suppressions")
            .await
            .expect(200)
            .has(counts)
    );
    app.sign_in(Role::Admin).await;
    let page = app.get("/messages/suppressions").await.expect(200);
    assert_eq!(page.attrs(counts, "data-id"), ["too_often"]);
    assert_eq!(page.attrs(counts, "data-count"), ["1"]);
}
