//! The database goes away and comes back; the program stays.

use vinculo::domain::Role;

use crate::support::TestApp;

#[tokio::test]
async fn while_the_database_is_away_pages_say_so_and_work_again_when_it_is_back() {
    let app = TestApp::start().await;
    app.sign_in(Role::Staff).await;
    let health = app.get("/health").await.expect(200);
    assert_eq!(health.json()["status"], "healthy");

    app.db.shut_out();
    let health = app.get("/health").await.expect(503);
    assert_eq!(health.json()["status"], "unavailable");
    let page = app.get("/account").await.expect(503);
    assert_eq!(page.text("h1"), "Un problema pasajero");
    assert!(page.has("main a[href='/']"));
    assert!(
        !page.body.contains("FATAL"),
        "no text of the server is shown"
    );

    app.db.let_in();
    app.get("/health").await.expect(200);
    app.get("/account").await.expect(200);
}
