//! Signing in and out.

use vinculo::domain::Role;

use crate::support::{PASSWORD, TestApp, a_user};

#[tokio::test]
async fn a_person_signs_in_with_a_password_and_out_again() {
    let app = TestApp::start().await;
    a_user(Role::Staff)
        .email("ana@aremko.example")
        .name("Ana Rojas")
        .create(&mut app.db.conn());

    let answer = app
        .sign_in_with("Ana@Aremko.example", PASSWORD)
        .await
        .expect(303);
    assert_eq!(answer.location(), "/");
    let account = app.get("/account").await.expect(200);
    assert!(account.has("form[action='/logout']"));

    app.post_form("/logout", &[]).await.expect(303);
    let answer = app.get("/account").await.expect(303);
    assert_eq!(answer.location(), "/login?next=%2Faccount");
}

#[tokio::test]
async fn a_test_can_have_the_spa_and_run_jobs() {
    let app = TestApp::on_the_spa().await;
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 3053);
    assert_eq!(
        app.db.number("SELECT sum(price) FROM service_history"),
        1_246_535_130
    );
    app.run_jobs_until_idle().await;
}
