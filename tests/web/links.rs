//! One-time links: the first set-up, an invitation, a new password.

use futures_util::future::join_all;
use vinculo::audit::Actor;
use vinculo::auth::actions;
use vinculo::auth::links::{self, Purpose};
use vinculo::domain::Role;

use crate::support::{PASSWORD, TestApp, a_user};

const ADMIN: [(&str, &str); 8] = [
    ("name", "Ana Rojas"),
    ("email", "ana@aremko.example"),
    ("password", PASSWORD),
    ("repeated", PASSWORD),
    ("organisation_name", "Aremko Spa"),
    ("country", "CL"),
    ("currency", "CLP"),
    ("time_zone", "America/Santiago"),
];
const CHOICE: [(&str, &str); 2] = [
    ("password", "otra-clave-larga"),
    ("repeated", "otra-clave-larga"),
];

fn set_up_link(app: &TestApp) -> String {
    let token = links::create_setup(&mut app.db.conn()).unwrap();
    format!("/setup/{token}")
}

/// A link of this purpose for a user `eva@aremko.example`.
fn personal_link(app: &TestApp, purpose: Purpose) -> String {
    let conn = &mut app.db.conn();
    let user = a_user(Role::Staff).email("eva@aremko.example").create(conn);
    format!(
        "/link/{}",
        links::create_personal(conn, purpose, user).unwrap()
    )
}

#[tokio::test]
async fn the_set_up_link_makes_the_first_admin_and_the_organisation_once() {
    let app = TestApp::start().await;
    let link = set_up_link(&app);
    app.get(&link).await.expect(200);
    let answer = app.post_form(&link, &ADMIN).await.expect(303);
    assert_eq!(answer.location(), "/");
    app.get("/admin/users").await.expect(200);
    assert_eq!(
        app.db.text("SELECT organisation_name FROM settings"),
        "Aremko Spa"
    );
    assert_eq!(app.db.text("SELECT role FROM users"), "admin");
    assert_eq!(
        app.db.texts("SELECT action FROM audit_log ORDER BY id"),
        ["user.created", "settings.updated"]
    );

    let late = app.browser();
    let refusal = late.get(&link).await.expect(409);
    assert!(refusal.words().contains("vuelve a iniciar el programa"));
    late.get("/login").await;
    late.post_form(&link, &ADMIN).await.expect(409);
    assert_eq!(app.db.number("SELECT count(*) FROM users"), 1);
}

#[tokio::test]
async fn the_set_up_link_holds_for_one_hour() {
    let app = TestApp::start().await;
    let link = set_up_link(&app);
    let life = "SELECT extract(epoch FROM expires_at - now()) / 60 FROM one_time_links";
    assert_eq!(app.db.number(life), 60);
    app.db
        .sql("UPDATE one_time_links SET expires_at = now() - interval '1 second'");
    app.get(&link).await.expect(409);
}

#[tokio::test]
async fn of_many_who_use_the_set_up_link_at_once_one_becomes_admin() {
    let app = TestApp::start().await;
    let link = set_up_link(&app);
    let browsers: Vec<_> = (0..8).map(|_| app.browser()).collect();
    join_all(browsers.iter().map(|browser| browser.get(&link))).await;
    let tries = browsers
        .iter()
        .map(async |browser| browser.post_form(&link, &ADMIN).await.status);
    let statuses = join_all(tries).await;
    let made = statuses.iter().filter(|status| **status == 303).count();
    assert_eq!(made, 1, "{statuses:?}");
    assert!(
        statuses.iter().all(|status| [303, 409].contains(status)),
        "{statuses:?}"
    );
    assert_eq!(app.db.number("SELECT count(*) FROM users"), 1);
}

#[tokio::test]
async fn a_set_up_form_with_errors_comes_back_with_all_of_them_and_what_was_typed() {
    let app = TestApp::start().await;
    let link = set_up_link(&app);
    app.get(&link).await.expect(200);
    let fields = [
        ("name", "Ana"),
        ("email", "no-es-un-correo"),
        ("currency", "XXX"),
    ];
    let page = app.post_form(&link, &fields).await.expect(422);
    for field in [
        "email",
        "password",
        "organisation_name",
        "country",
        "currency",
        "time_zone",
    ] {
        assert!(page.has(&format!("#{field}-err")), "{field}");
    }
    assert_eq!(page.attr("#name", "value"), "Ana");
    app.get(&link).await.expect(200);
}

#[tokio::test]
async fn a_later_set_up_link_ends_the_earlier_one() {
    let app = TestApp::start().await;
    let earlier = set_up_link(&app);
    let later = set_up_link(&app);
    app.get(&earlier).await.expect(409);
    app.get(&later).await.expect(200);
}

#[tokio::test]
async fn an_invitation_lets_a_person_choose_a_password_once() {
    let app = TestApp::start().await;
    let link = personal_link(&app, Purpose::Invite);
    let page = app.get(&link).await.expect(200);
    assert!(page.words().contains("eva@aremko.example"));
    app.post_form(&link, &CHOICE).await.expect(303);
    app.get("/account").await.expect(200);

    let again = app.browser();
    again.get(&link).await.expect(409);
    again
        .sign_in_with("eva@aremko.example", "otra-clave-larga")
        .await
        .expect(303);
}

#[tokio::test]
async fn a_reset_ends_every_session_of_the_person() {
    let app = TestApp::start().await;
    let link = personal_link(&app, Purpose::Reset);
    let before = app.browser();
    before
        .sign_in_with("eva@aremko.example", PASSWORD)
        .await
        .expect(303);
    app.get(&link).await.expect(200);
    app.post_form(&link, &CHOICE).await.expect(303);
    assert_eq!(before.get("/account").await.status, 303);
    app.browser()
        .sign_in_with("eva@aremko.example", PASSWORD)
        .await
        .expect(422);
}

#[tokio::test]
async fn a_personal_link_holds_for_a_day_and_not_for_the_disabled() {
    let app = TestApp::start().await;
    let link = personal_link(&app, Purpose::Reset);
    let life = "SELECT extract(epoch FROM expires_at - now()) / 3600 FROM one_time_links";
    assert_eq!(app.db.number(life), 24);
    app.get(&link).await.expect(200);
    app.db.sql("UPDATE users SET disabled_at = now()");
    let answer = app.post_form(&link, &CHOICE).await;
    assert!([403, 409].contains(&answer.status), "{}", answer.status);
    assert_eq!(app.db.number("SELECT count(*) FROM sessions"), 0);
    app.db
        .sql("UPDATE one_time_links SET expires_at = now() - interval '1 second'");
    app.get(&link).await.expect(409);
}

#[tokio::test]
async fn a_link_made_on_the_command_line_leaves_a_trace_and_is_not_for_the_disabled() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let eva = a_user(Role::Staff).create(conn);
    let mut make = || {
        let user = vinculo::users::queries::find_user(conn, eva).unwrap();
        actions::create_reset_link(conn, &Actor::program("reset-password"), &user).unwrap()
    };
    assert!(make().is_some());
    app.db.sql("UPDATE users SET disabled_at = now()");
    assert!(make().is_none());
    let log = "SELECT actor || ' ' || action FROM audit_log";
    assert_eq!(app.db.texts(log), ["reset-password user.link_created"]);
}

#[tokio::test]
async fn a_link_of_one_purpose_is_none_of_another() {
    let app = TestApp::start().await;
    let personal = personal_link(&app, Purpose::Reset).replace("/link/", "/setup/");
    let set_up = set_up_link(&app).replace("/setup/", "/link/");
    for wrong in [personal.as_str(), set_up.as_str(), "/link/x", "/setup/x"] {
        app.get(wrong).await.expect(409);
    }
}

#[tokio::test]
async fn only_a_hash_of_a_link_is_stored() {
    let app = TestApp::start().await;
    let link = set_up_link(&app);
    let token = link.trim_start_matches("/setup/");
    let row = app
        .db
        .text("SELECT one_time_links::text FROM one_time_links");
    assert!(!row.contains(token));
}
