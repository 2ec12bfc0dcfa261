//! People and their access: invited, changed, taken away.

use vinculo::domain::Role;

use crate::support::{PASSWORD, TestApp, a_user};

#[tokio::test]
async fn an_invited_person_chooses_a_password_with_a_link_that_works_once() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app.get("/admin/users/new").await.expect(200);
    let fields = [
        ("name", "Eva Soto"),
        ("email", "eva@aremko.example"),
        ("role", "sales"),
    ];
    let shown = app.post_form("/admin/users", &fields).await.expect(200);
    let link = path_of(&shown.attr("#link", "value"));

    let list = app.get("/admin/users").await.expect(200);
    assert!(list.words().contains("Invitado"));
    assert!(!list.body.contains(&link));

    let eva = app.browser();
    eva.get(&link).await.expect(200);
    let password = [
        ("password", "una clave bien larga"),
        ("repeated", "una clave bien larga"),
    ];
    eva.post_form(&link, &password).await.expect(303);
    eva.get("/account").await.expect(200);
    app.browser().get(&link).await.expect(409);
    assert_eq!(
        app.db
            .texts("SELECT action FROM audit_log WHERE record_type = 'user' ORDER BY id"),
        ["user.created", "user.password_changed"]
    );
}

#[tokio::test]
async fn with_a_mail_server_the_link_goes_to_the_person_and_is_shown_to_nobody() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    app.get("/admin/users/new").await.expect(200);
    let fields = [
        ("name", "Eva Soto"),
        ("email", "eva@aremko.example"),
        ("role", "sales"),
    ];
    let answer = app.post_form("/admin/users", &fields).await.expect(303);
    let page = app.follow(&answer).await.expect(200);
    assert!(page.text(".toast-i").contains("eva@aremko.example"));
    assert!(!page.body.contains("/link/"));

    app.run_jobs_until_idle().await;
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    let link = path_in(&mails[0].data);
    app.browser().get(&link).await.expect(200);

    // Where mail does not arrive, the admin may still hand a link over.
    let shown = app
        .post_form(&format!("{}/link", answer.location()), &[("how", "show")])
        .await
        .expect(200);
    assert_ne!(path_of(&shown.attr("#link", "value")), link);
    app.browser().get(&link).await.expect(409);
}

#[tokio::test]
async fn a_taken_address_is_an_error_at_its_field_and_the_form_keeps_what_was_typed() {
    let app = TestApp::start().await;
    a_user(Role::Staff)
        .email("ana@aremko.example")
        .create(&mut app.db.conn());
    app.sign_in(Role::Admin).await;
    app.get("/admin/users/new").await;
    let fields = [
        ("name", "Otra Ana"),
        ("email", "ANA@aremko.example"),
        ("role", "staff"),
    ];
    let form = app.post_form("/admin/users", &fields).await.expect(422);
    assert!(form.has("#email[aria-invalid]") && form.has("#email-err"));
    assert_eq!(form.attr("#name", "value"), "Otra Ana");
    assert_eq!(form.attr("#role option[selected]", "value"), "staff");
}

#[tokio::test]
async fn the_last_admin_cannot_be_demoted() {
    let app = TestApp::start().await;
    let me = app.sign_in(Role::Admin).await;
    let at = format!("/admin/users/{me}");
    app.get(&at).await.expect(200);
    let form = app
        .post_form(&at, &[("name", "Ana"), ("role", "staff")])
        .await
        .expect(422);
    assert!(form.has("#role-err"));
    assert_eq!(form.attr("#role option[selected]", "value"), "staff");
    assert_eq!(app.db.text("SELECT role FROM users"), "admin");
}

#[tokio::test]
async fn nobody_disables_themselves() {
    let app = TestApp::start().await;
    let me = app.sign_in(Role::Admin).await;
    let at = format!("/admin/users/{me}");
    assert!(
        !app.get(&at)
            .await
            .has(&format!("form[action='{at}/disabling']"))
    );
    app.post_form(&format!("{at}/disabling"), &[])
        .await
        .expect(409);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM users WHERE disabled_at IS NULL"),
        1
    );
}

#[tokio::test]
async fn taking_access_away_ends_sessions_and_links_for_good() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let eva = a_user(Role::Sales)
        .email("eva@aremko.example")
        .create(&mut app.db.conn());
    let browser = app.browser();
    app.sign_in_as(eva, &browser).await;
    let at = format!("/admin/users/{eva}");
    app.get(&at).await.expect(200);
    let shown = app.post_form(&format!("{at}/link"), &[]).await.expect(200);
    let link = path_of(&shown.attr("#link", "value"));

    app.post_form(&format!("{at}/disabling"), &[])
        .await
        .expect(303);
    browser.get("/account").await.expect(303);
    browser.get(&link).await.expect(409);
    browser
        .sign_in_with("eva@aremko.example", PASSWORD)
        .await
        .expect(422);
    app.post_form(&format!("{at}/link"), &[]).await.expect(409);

    app.post_form(&format!("{at}/enabling"), &[])
        .await
        .expect(303);
    browser.get("/account").await.expect(303);
    browser
        .sign_in_with("eva@aremko.example", PASSWORD)
        .await
        .expect(303);
    assert_eq!(
        app.db
            .texts("SELECT action FROM audit_log WHERE record_type = 'user' ORDER BY id"),
        [
            "user.link_created",
            "user.disabled",
            "user.enabled",
            "user.signed_in"
        ]
    );
}

#[tokio::test]
async fn a_new_name_and_role_are_stored_with_their_trace() {
    let app = TestApp::start().await;
    let me = app.sign_in(Role::Admin).await;
    let eva = a_user(Role::Staff).name("Eva").create(&mut app.db.conn());
    let at = format!("/admin/users/{eva}");
    app.get(&at).await.expect(200);
    let fields = [("name", "Eva Soto"), ("role", "sales")];
    app.post_form(&at, &fields).await.expect(303);
    assert_eq!(
        app.db.text(&format!(
            "SELECT name || ' ' || role FROM users WHERE id = {eva}"
        )),
        "Eva Soto sales"
    );
    assert_eq!(
        app.db
            .texts("SELECT concat_ws(' ', user_id, action, field_names) FROM audit_log"),
        [format!("{me} user.updated {{name,role}}")]
    );
}

/// The path of the link in a mail.
fn path_in(mail: &[u8]) -> String {
    // Quoted-printable breaks long lines.
    let mail = String::from_utf8_lossy(mail).replace("=\r\n", "");
    let rest = path_of(&mail);
    rest.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The path of an absolute link.
fn path_of(link: &str) -> String {
    let at = link.find("/link/").expect("it is a personal link");
    link[at..].to_owned()
}

#[tokio::test]
async fn what_a_page_says_once_it_does_not_say_again() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let eva = a_user(Role::Staff).create(&mut app.db.conn());
    let at = format!("/admin/users/{eva}");
    app.get(&at).await.expect(200);
    let answer = app
        .post_form(&format!("{at}/disabling"), &[])
        .await
        .expect(303);
    app.get_fragment("/admin/jobs").await.expect(200);
    assert!(app.follow(&answer).await.has(".toast-i"));
    assert!(!app.follow(&answer).await.has(".toast-i"));
}
