//! Invitations and new passwords.

use vinculo::audit::Actor;
use vinculo::domain::{Language, Role};
use vinculo::messages::service::{LinkKind, queue_link_mail};
use vinculo::users;

use super::{a_message, state};
use crate::support::{TestApp, a_user};

const LINK: &str = "https://crm.example/link/secreto";

#[tokio::test]
async fn an_invitation_is_mailed_shown_nowhere_and_forgotten() {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    let conn = &mut app.db.conn();
    let invited = a_user(Role::Sales).email("eva@aremko.example").create(conn);
    let user = users::queries::find_user(conn, invited).unwrap();
    let actor = Actor::program("test");
    let (config, kind) = (&app.parts.config, LinkKind::Invite);
    let id = queue_link_mail(conn, &actor, config, Language::Es, &user, LINK, kind)
        .unwrap()
        .unwrap();
    let page = app.get(&format!("/messages/{id}")).await.expect(200);
    assert!(!page.body.contains("secreto"));
    app.get(&format!("/messages/{id}/preview"))
        .await
        .expect(404);

    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, id), "sent");
    let mail = String::from_utf8(app.mails().remove(0).data).unwrap();
    assert!(mail.contains("https://crm.example/link/secreto"), "{mail}");
    assert!(!mail.contains("List-Unsubscribe"));
    let kept = format!("SELECT html || body_text FROM messages WHERE id = {id}");
    assert_eq!(app.db.text(&format!("({kept})")), "");
}

#[tokio::test]
async fn without_a_mail_server_the_caller_shows_the_link() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let user = a_user(Role::Staff).create(conn);
    let user = users::queries::find_user(conn, user).unwrap();
    let actor = Actor::program("test");
    let (config, kind) = (&app.parts.config, LinkKind::Reset);
    let queued = queue_link_mail(conn, &actor, config, Language::En, &user, LINK, kind).unwrap();
    assert_eq!(queued, None);
}

#[tokio::test]
async fn a_secret_text_that_waits_is_not_in_the_list_of_anything_shown() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let message = a_message().secret().queue(&app);
    let page = app
        .get(&format!("/messages/{}", message.id))
        .await
        .expect(200);
    assert!(!page.has("iframe") && !page.body.contains("Hola Ana"));
}
