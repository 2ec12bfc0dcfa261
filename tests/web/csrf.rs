//! A form counts only if our own page sent it.

use vinculo::domain::Role;

use crate::support::TestApp;

const CHANGE: (&str, &[(&str, &str)]) = ("/account/preferences", &[("theme", "dark")]);

async fn signed_in() -> TestApp {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    app
}

fn theme(app: &TestApp) -> String {
    app.db.text("SELECT theme FROM users")
}

#[tokio::test]
async fn a_form_without_its_token_is_refused() {
    let app = signed_in().await;
    let (path, fields) = CHANGE;
    let answer = app.post_raw(path, fields, &[]).await.expect(403);
    assert!(answer.has("a[href='/']"), "the page offers a way back");
    assert_eq!(theme(&app), "auto");
}

#[tokio::test]
async fn the_token_of_another_browser_is_refused() {
    let app = signed_in().await;
    let mallory = app.browser_of(Role::Staff).await;
    let visitor = app.browser();
    visitor.get("/login").await;
    for stolen in [mallory.token(), visitor.token(), "x".into(), String::new()] {
        let fields = [("theme", "dark"), ("_csrf", &stolen)];
        app.post_raw(CHANGE.0, &fields, &[]).await.expect(403);
    }
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM users WHERE theme = 'dark'"),
        0
    );
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_even_with_the_right_token() {
    let app = signed_in().await;
    let token = app.token();
    let fields = [("theme", "dark"), ("_csrf", token.as_str())];
    for header in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
    ] {
        app.post_raw(CHANGE.0, &fields, &[header]).await.expect(403);
    }
    assert_eq!(theme(&app), "auto");
}

#[tokio::test]
async fn a_form_of_our_own_page_is_taken() {
    let app = signed_in().await;
    let own = app.base.origin().ascii_serialization();
    let token = app.token();
    let fields = [("theme", "dark"), ("_csrf", token.as_str())];
    for header in [("Sec-Fetch-Site", "same-origin"), ("Origin", own.as_str())] {
        app.post_raw(CHANGE.0, &fields, &[header]).await.expect(303);
    }
    assert_eq!(theme(&app), "dark");
}

#[tokio::test]
async fn signing_in_needs_a_token_too() {
    let app = TestApp::start().await;
    let fields = [("email", "a@b.cl"), ("password", "x")];
    let answer = app.post_raw("/login", &fields, &[]).await.expect(403);
    let fresh = answer.csrf().unwrap();
    assert!(answer.has("form[action='/login'] [role=alert]"));
    let fields = [("email", "a@b.cl"), ("password", "x"), ("_csrf", &fresh)];
    app.post_raw("/login", &fields, &[]).await.expect(422);
}

#[tokio::test]
async fn a_second_sign_in_form_leads_home_once_the_first_was_sent() {
    let app = TestApp::start().await;
    app.get("/login").await.expect(200);
    let old = app.token();
    app.sign_in(Role::Staff).await;
    let fields = [
        ("email", "a@b.cl"),
        ("password", "x"),
        ("_csrf", old.as_str()),
    ];
    let answer = app.post_raw("/login", &fields, &[]).await.expect(303);
    assert_eq!(answer.location(), "/");
}
