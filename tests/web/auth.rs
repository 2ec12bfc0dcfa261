//! Signing in and out, sessions, and one's own account.

use vinculo::domain::Role;
use vinculo::web::token_hash;

use crate::support::{PASSWORD, Page, TestApp, a_user};

const EMAIL: &str = "ana@aremko.example";

/// With a user of this role who has [`EMAIL`] and [`PASSWORD`].
async fn app_with(role: Role) -> TestApp {
    let app = TestApp::start().await;
    a_user(role)
        .email(EMAIL)
        .name("Ana Rojas")
        .create(&mut app.db.conn());
    app
}

/// The session's token in the cookie that an answer sets.
fn session_of(page: &Page) -> String {
    let cookies = page.cookies();
    let value = cookies
        .iter()
        .find_map(|cookie| cookie.strip_prefix("vinculo_session="));
    let value = value.unwrap_or_else(|| panic!("no session in {cookies:?}"));
    value.split(';').next().unwrap().to_owned()
}

fn leads_to_sign_in(page: &Page) -> bool {
    page.status == 303 && page.location().starts_with("/login")
}

#[tokio::test]
async fn a_person_signs_in_with_a_password_and_out_again() {
    let app = app_with(Role::Staff).await;
    let answer = app.sign_in_with("Ana@Aremko.example", PASSWORD).await;
    assert_eq!(answer.expect(303).location(), "/");
    let account = app.get("/account").await.expect(200);
    assert!(account.has("form[action='/logout']"));

    app.post_form("/logout", &[]).await.expect(303);
    let answer = app.get("/account").await;
    assert_eq!(answer.expect(303).location(), "/login?next=%2Faccount");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let app = app_with(Role::Staff).await;
    let wrong = app
        .sign_in_with(EMAIL, "otra-clave-larga")
        .await
        .expect(422);
    let unknown = app.sign_in_with("nadie@aremko.example", PASSWORD).await;
    let words = |page: &Page| page.words().replace("nadie@aremko.example", EMAIL);
    assert_eq!(words(&unknown.expect(422)), words(&wrong));
    assert_eq!(wrong.attr("input[name=email]", "value"), EMAIL);
    assert_eq!(wrong.attr("input[name=password]", "value"), "");
    assert_eq!(app.db.number("SELECT count(*) FROM sessions"), 0);
}

#[tokio::test]
async fn a_session_cookie_cannot_be_read_by_scripts_and_its_token_is_not_stored() {
    let app = app_with(Role::Staff).await;
    let answer = app.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let cookie = answer
        .cookies()
        .into_iter()
        .find(|cookie| cookie.starts_with("vinculo_session="))
        .unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "{cookie}");

    let stored = app
        .db
        .text("SELECT encode(token_hash, 'hex') FROM sessions");
    let hash = token_hash(&session_of(&answer));
    assert_eq!(
        stored,
        hash.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    );
}

#[tokio::test]
async fn over_https_the_cookie_is_secure_and_of_this_host_alone() {
    let app = TestApp::with(crate::support::Options {
        env: vec![("VINCULO_BASE_URL", "https://crm.aremko.example".into())],
        ..Default::default()
    })
    .await;
    a_user(Role::Staff).email(EMAIL).create(&mut app.db.conn());
    let login = app.get("/login").await.expect(200);
    assert!(
        login
            .header("strict-transport-security")
            .contains("max-age=")
    );
    // Our client keeps no secure cookie of an insecure address.
    let visit = login.cookies()[0].split(';').next().unwrap().to_owned();
    let token = login.csrf().unwrap();
    let fields = [("email", EMAIL), ("password", PASSWORD), ("_csrf", &token)];
    let answer = app
        .post_raw("/login", &fields, &[("Cookie", &visit)])
        .await
        .expect(303);
    let cookie = answer.cookies().join("\n");
    assert!(
        cookie.contains("__Host-vinculo_session=") && cookie.contains("Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn signing_in_gives_a_new_token_and_ends_the_session_that_the_browser_had() {
    let app = app_with(Role::Staff).await;
    let first = session_of(&app.sign_in_with(EMAIL, PASSWORD).await.expect(303));
    let browser = app.browser();
    browser.set_cookie(&format!("vinculo_session={first}; Path=/"));
    browser.get("/account").await.expect(200);

    // The sign-in page leads a signed-in person home, so the form's token comes from the account page.
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let second = session_of(&browser.post_form("/login", &fields).await.expect(303));
    assert_ne!(first, second);
    assert!(leads_to_sign_in(&app.get("/account").await));
    browser.get("/account").await.expect(200);
}

#[tokio::test]
async fn an_invented_session_is_none() {
    let app = app_with(Role::Staff).await;
    for token in ["", "x", "'; DROP TABLE sessions; --", &"A".repeat(4000)] {
        let browser = app.browser();
        browser.set_cookie(&format!("vinculo_session={token}; Path=/"));
        assert!(leads_to_sign_in(&browser.get("/account").await), "{token}");
    }
}

#[tokio::test]
async fn a_session_ends_after_half_a_day_without_a_request() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let idle_for = |hours: &str| {
        app.db.sql(&format!(
            "UPDATE sessions SET last_seen_at = now() - interval '{hours} hours'"
        ));
    };
    idle_for("11.9");
    app.get("/account").await.expect(200);
    let seen = "SELECT count(*) FROM sessions WHERE last_seen_at > now() - interval '1 minute'";
    assert_eq!(app.db.number(seen), 1, "a request is noted");
    idle_for("12.1");
    assert!(leads_to_sign_in(&app.get("/account").await));
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_however_busy() {
    let app = app_with(Role::Staff).await;
    app.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let lasts = "SELECT extract(epoch FROM expires_at - now()) / 86400 FROM sessions";
    assert_eq!(app.db.number(lasts), 30);
    app.db
        .sql("UPDATE sessions SET expires_at = now() - interval '1 second'");
    assert!(leads_to_sign_in(&app.get("/account").await));
}

#[tokio::test]
async fn a_disabled_person_loses_access_at_once_and_cannot_sign_in() {
    let app = app_with(Role::Staff).await;
    app.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    app.get("/account").await.expect(200);
    app.db.sql("UPDATE users SET disabled_at = now()");
    assert!(leads_to_sign_in(&app.get("/account").await));
    let again = app.browser().sign_in_with(EMAIL, PASSWORD).await;
    again.expect(422);
}

#[tokio::test]
async fn another_role_holds_from_the_next_request_on() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.get("/admin/users").await.expect(200);
    app.db.sql("UPDATE users SET role = 'staff'");
    app.get("/admin/users").await.expect(403);
}

#[tokio::test]
async fn signing_in_leads_back_to_where_one_wanted_to_go_and_nowhere_else() {
    let app = app_with(Role::Staff).await;
    for (next, destination) in [
        ("/customers?q=ana", "/customers?q=ana"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
    ] {
        let browser = app.browser();
        let query = serde_urlencoded::to_string([("next", next)]).unwrap();
        let form = browser.get(&format!("/login?{query}")).await.expect(200);
        let next = form.attr("input[name=next]", "value");
        let fields = [("email", EMAIL), ("password", PASSWORD), ("next", &next)];
        let answer = browser.post_form("/login", &fields).await.expect(303);
        assert_eq!(answer.location(), destination, "{next}");
        let signed_in = browser.get(&format!("/login?{query}")).await.expect(303);
        assert_eq!(signed_in.location(), destination, "{next}");
    }
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_is_given_back_without_its_secrets() {
    let app = app_with(Role::Staff).await;
    app.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    app.get("/account").await.expect(200);
    app.db.sql("DELETE FROM sessions");
    let own = format!("{}account?tab=1", app.base);
    let token = app.token();
    let fields = [
        ("theme", "dark"),
        ("current", PASSWORD),
        ("_csrf", token.as_str()),
    ];
    let path = "/account/preferences";
    let answer = app.post_raw(path, &fields, &[("Referer", &own)]).await;
    let answer = answer.expect(401);
    assert_eq!(answer.texts("textarea[readonly]"), ["dark"]);
    assert!(!answer.body.contains(PASSWORD));
    assert_eq!(
        answer.attr("main a.btn", "href"),
        "/login?next=%2Faccount%3Ftab%3D1"
    );

    let foreign = [("Referer", "https://evil.example/account")];
    let answer = app.post_raw(path, &fields, &foreign).await.expect(401);
    assert_eq!(answer.attr("main a.btn", "href"), "/login");
}

#[tokio::test]
async fn a_page_that_asks_by_itself_does_not_keep_its_session_alive() {
    let app = app_with(Role::Staff).await;
    app.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let seen_lately =
        "SELECT count(*) FROM sessions WHERE last_seen_at > now() - interval '1 hour'";
    app.db
        .sql("UPDATE sessions SET last_seen_at = now() - interval '2 hours'");
    let poll = app
        .request(reqwest::Method::GET, "/account")
        .header("X-Poll", "true");
    app.send("/account", poll).await.expect(200);
    assert_eq!(app.db.number(seen_lately), 0);
    app.get("/account").await.expect(200);
    assert_eq!(app.db.number(seen_lately), 1);
}

#[tokio::test]
async fn a_fragment_asked_for_without_a_session_sends_the_whole_page_to_the_sign_in() {
    let app = TestApp::start().await;
    let answer = app.get_fragment("/account").await.expect(401);
    assert!(answer.header("hx-redirect").starts_with("/login"));
}

#[tokio::test]
async fn changing_the_password_asks_for_the_old_one_and_ends_the_other_sessions() {
    let app = app_with(Role::Staff).await;
    app.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let elsewhere = app.browser();
    elsewhere.sign_in_with(EMAIL, PASSWORD).await.expect(303);

    app.get("/account").await.expect(200);
    let change = |current: &'static str| {
        [
            ("current", current),
            ("password", "otra-clave-larga"),
            ("repeated", "otra-clave-larga"),
        ]
    };
    let refused = app
        .post_form("/account/password", &change("no-es-esta"))
        .await
        .expect(422);
    assert!(refused.has("#current-err"));
    elsewhere.get("/account").await.expect(200);

    app.post_form("/account/password", &change(PASSWORD))
        .await
        .expect(303);
    app.get("/account").await.expect(200);
    assert!(leads_to_sign_in(&elsewhere.get("/account").await));
    elsewhere.sign_in_with(EMAIL, PASSWORD).await.expect(422);
    elsewhere
        .sign_in_with(EMAIL, "otra-clave-larga")
        .await
        .expect(303);
    let trace = "SELECT count(*) FROM audit_log WHERE action = 'user.password_changed'";
    assert_eq!(app.db.number(trace), 1);
}

#[tokio::test]
async fn a_new_password_must_be_long_and_repeated() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    for (password, repeated, field) in [
        ("corta", "corta", "password"),
        ("una-clave-larga-2", "una-clave-larga-3", "repeated"),
    ] {
        let fields = [
            ("current", PASSWORD),
            ("password", password),
            ("repeated", repeated),
        ];
        let answer = app
            .post_form("/account/password", &fields)
            .await
            .expect(422);
        assert!(answer.has(&format!("#{field}-err")), "{field}");
        assert_eq!(answer.attr("input[name=password]", "value"), "");
    }
}

#[tokio::test]
async fn the_other_sessions_can_be_ended_from_here() {
    let app = app_with(Role::Staff).await;
    app.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let elsewhere = app.browser();
    elsewhere.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    app.get("/account").await.expect(200);
    app.post_form("/account/sessions", &[]).await.expect(303);
    app.get("/account").await.expect(200);
    assert!(leads_to_sign_in(&elsewhere.get("/account").await));
}

#[tokio::test]
async fn a_person_chooses_language_and_theme() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let fields = [("language", "en"), ("theme", "dark")];
    app.post_form("/account/preferences", &fields)
        .await
        .expect(303);
    let page = app.get("/account").await.expect(200);
    assert_eq!(page.attr("html", "lang"), "en");
    assert_eq!(page.attr("html", "data-theme"), "dark");
}

#[tokio::test]
async fn who_came_and_went_is_in_the_audit_log() {
    let app = app_with(Role::Staff).await;
    app.sign_in_with(EMAIL, "no-es-esta-clave")
        .await
        .expect(422);
    app.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let elsewhere = app.browser();
    elsewhere.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    app.get("/account").await.expect(200);
    app.post_form("/account/sessions", &[]).await.expect(303);
    app.post_form("/logout", &[]).await.expect(303);
    app.get("/login").await.expect(200);
    app.post_form("/logout", &[]).await.expect(303);
    let log = "SELECT actor || ' ' || action FROM audit_log ORDER BY id";
    assert_eq!(
        app.db.texts(log),
        [
            "Ana Rojas user.signed_in",
            "Ana Rojas user.signed_in",
            "Ana Rojas user.sessions_ended",
            "Ana Rojas user.signed_out"
        ]
    );
}
