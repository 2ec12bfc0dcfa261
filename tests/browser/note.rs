//! A note that is being written on a profile.

use vinculo::domain::Role;

use crate::screen::{Screen, Scripts};
use crate::support::{TestApp, a_customer, a_user};

const EMAIL: &str = "eva@aremko.example";

#[tokio::test(flavor = "multi_thread")]
async fn it_survives_a_look_at_another_tab() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    a_user(Role::Staff).email(EMAIL).create(conn);
    let customer = a_customer().create(conn);
    let screen = Screen::open(&app, Scripts::On).await;
    screen.sign_in(EMAIL).await;
    screen.go(&format!("/customers/{customer}")).await;
    screen.write("#body", "Pidió sala sin incienso").await;
    screen
        .click("#activity .tabs a[href*='show=services']")
        .await;
    screen
        .wait_for("#activity .tabs a[href*='show=services'][aria-current]")
        .await;
    assert_eq!(screen.typed("#body").await, "Pidió sala sin incienso");
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_there_again_when_its_dialog_was_closed() {
    const ESCAPE: char = '\u{E00C}';
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    a_user(Role::Staff).email(EMAIL).create(conn);
    let customer = a_customer().create(conn);
    let screen = Screen::open(&app, Scripts::On).await;
    screen.sign_in(EMAIL).await;
    screen.go(&format!("/customers/{customer}")).await;
    screen.click(".top a[data-dialog=quick]").await;
    screen.write("#quick-title", "Llamar el martes").await;
    screen.press(ESCAPE).await;
    screen.wait_for("#quick:not([open])").await;
    screen.click(".top a[data-dialog=quick]").await;
    screen.wait_for("#quick[open] #quick-title:focus").await;
    assert_eq!(screen.typed("#quick-title").await, "Llamar el martes");
    screen.close().await;
}
