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
