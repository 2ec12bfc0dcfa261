//! Guessing passwords is slow, in whichever process.

use futures_util::future::join_all;
use vinculo::domain::Role;

use crate::support::{PASSWORD, TestApp, a_user};

const EMAIL: &str = "ana@aremko.example";

fn is_throttled(page: &crate::support::Page) -> bool {
    page.words().contains("Demasiados intentos")
}

async fn guess(app: &TestApp, email: &str, password: &str) -> crate::support::Page {
    app.browser().sign_in_with(email, password).await
}

async fn app_with_ana() -> TestApp {
    let app = TestApp::start().await;
    a_user(Role::Staff).email(EMAIL).create(&mut app.db.conn());
    app
}

#[tokio::test]
async fn ten_failures_on_an_account_close_it_in_every_process_for_a_quarter_of_an_hour() {
    let one = app_with_ana().await;
    let other = one.beside().await;
    for round in 0..10 {
        let app = if round % 2 == 0 { &one } else { &other };
        let answer = guess(app, EMAIL, "no-es-esta-clave").await.expect(422);
        assert!(!is_throttled(&answer), "attempt {round}");
    }
    for app in [&one, &other] {
        let answer = guess(app, EMAIL, PASSWORD).await.expect(422);
        assert!(is_throttled(&answer), "the right password must not help");
        assert!(is_throttled(
            &guess(app, "ANA@aremko.example ", PASSWORD).await
        ));
    }
    a_user(Role::Staff)
        .email("eva@aremko.example")
        .create(&mut one.db.conn());
    guess(&one, "eva@aremko.example", PASSWORD)
        .await
        .expect(303);

    one.db
        .sql("UPDATE sign_in_failures SET failed_at = now() - interval '16 minutes'");
    guess(&one, EMAIL, PASSWORD).await.expect(303);
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_closed_to_all_of_them() {
    let app = app_with_ana().await;
    for guesses in (0..50).collect::<Vec<_>>().chunks(5) {
        let tries = guesses.iter().map(|n| {
            let app = &app;
            async move {
                guess(
                    app,
                    &format!("persona{n}@aremko.example"),
                    "una-clave-cualquiera",
                )
                .await
            }
        });
        assert!(!join_all(tries).await.iter().any(is_throttled));
    }
    assert!(is_throttled(&guess(&app, EMAIL, PASSWORD).await));
}

#[tokio::test]
async fn a_shop_that_signs_in_all_day_from_one_address_is_not_throttled() {
    let app = app_with_ana().await;
    for _ in 0..55 {
        guess(&app, EMAIL, PASSWORD).await.expect(303);
    }
    guess(&app, EMAIL, "no-es-esta-clave").await.expect(422);
    guess(&app, EMAIL, PASSWORD).await.expect(303);
    // Those of the account and of the address, which other places share.
    assert_eq!(app.db.number("SELECT count(*) FROM sign_in_failures"), 2);
}

#[tokio::test]
async fn guesses_at_the_same_time_get_no_more_tries_than_one_after_another() {
    let app = app_with_ana().await;
    let tries = (0..40).map(|_| guess(&app, EMAIL, "no-es-esta-clave"));
    let answers = join_all(tries).await;
    let tried = answers
        .iter()
        .filter(|answer| !is_throttled(answer))
        .count();
    assert!(tried <= 10, "{tried} guesses were tried");
}

/// Signs in from somewhere else, as the proxy says.
async fn guess_from(app: &TestApp, address: &str, password: &str) -> crate::support::Page {
    let browser = app.browser();
    browser.get("/login").await;
    let token = browser.token();
    let fields = [("email", EMAIL), ("password", password), ("_csrf", &token)];
    let headers = [("X-Forwarded-For", address)];
    browser.post_raw("/login", &fields, &headers).await
}

#[tokio::test]
async fn a_stranger_who_guesses_does_not_lock_the_owner_out() {
    let app = TestApp::with(crate::support::Options {
        env: vec![("VINCULO_TRUSTED_PROXIES", "127.0.0.1".into())],
        ..Default::default()
    })
    .await;
    a_user(Role::Admin).email(EMAIL).create(&mut app.db.conn());
    for n in 1..=10 {
        // One machine has all addresses of its IPv6 network.
        let address = format!("2001:db8::{n}");
        guess_from(&app, &address, "no-es-esta-clave").await;
    }
    let stranger = guess_from(&app, "2001:db8::99", PASSWORD).await;
    assert!(is_throttled(&stranger));
    let owner = guess_from(&app, "198.51.100.7", PASSWORD).await;
    owner.expect(303);

    app.db.sql(
        "INSERT INTO sign_in_failures (subject) SELECT subject FROM sign_in_failures, generate_series(1, 100)",
    );
    let anywhere = guess_from(&app, "198.51.100.8", PASSWORD).await;
    assert!(is_throttled(&anywhere), "guesses from many addresses");
}
