//! Where one is signed in, and ending that.

use vinculo::domain::Role;

use crate::support::{PASSWORD, TestApp, a_user};

const EMAIL: &str = "ana@aremko.example";

async fn start() -> TestApp {
    let app = TestApp::start().await;
    a_user(Role::Staff).email(EMAIL).create(&mut app.db.conn());
    app.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    app.get("/account").await.expect(200);
    app
}

#[tokio::test]
async fn each_session_is_listed_with_its_device_and_this_one_is_marked() {
    let app = start().await;
    app.db.sql(
        "INSERT INTO sessions (token_hash, user_id, expires_at, user_agent, last_seen_at)
         SELECT decode(repeat('0a', 32), 'hex'), user_id, expires_at, 'Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1', now() - interval '1 hour' FROM sessions;
         INSERT INTO sessions (token_hash, user_id, expires_at)
         SELECT decode(repeat('0b', 32), 'hex'), user_id, now() - interval '1 day' FROM sessions LIMIT 1",
    );
    let page = app.get("/account/sessions").await.expect(200);
    assert_eq!(
        page.count("[data-row=session]"),
        2,
        "one that is over is none"
    );
    assert_eq!(page.count("[data-here]"), 1);
    assert!(page.words().contains("Safari en iPhone"));
    let profile = app.get("/account").await.expect(200);
    assert!(profile.has("a[href='/account/sessions']"));
}

#[tokio::test]
async fn one_session_is_ended_and_the_others_go_on() {
    let app = start().await;
    let [second, third] = [app.browser(), app.browser()];
    second.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    third.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let page = second.get("/account/sessions").await.expect(200);
    let own = page.attr("[data-here]", "data-id").to_owned();
    app.post_form(&format!("/account/sessions/{own}/deletion"), &[])
        .await
        .expect(303);
    second.get("/account").await.expect(303);
    third.get("/account").await.expect(200);
    app.post_form("/account/sessions/nonsense/deletion", &[])
        .await
        .expect(404);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let app = start().await;
    let other = app.browser_of(Role::Admin).await;
    let page = other.get("/account/sessions").await.expect(200);
    assert_eq!(page.count("[data-row=session]"), 1, "only their own");
    let theirs = page.attr("[data-here]", "data-id").to_owned();
    app.post_form(&format!("/account/sessions/{theirs}/deletion"), &[])
        .await
        .expect(303);
    other.get("/account").await.expect(200);
}

#[tokio::test]
async fn all_sessions_are_ended_and_this_one_too() {
    let app = start().await;
    let second = app.browser();
    second.sign_in_with(EMAIL, PASSWORD).await.expect(303);
    let page = app
        .post_form("/account/sessions/deletion", &[])
        .await
        .expect(303);
    assert_eq!(page.location(), "/login");
    app.get("/account").await.expect(303);
    second.get("/account").await.expect(303);
    assert_eq!(app.db.number("SELECT count(*) FROM sessions"), 0);
}
