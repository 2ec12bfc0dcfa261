//! What a phone shows of pages that are made for wide screens.

use vinculo::domain::Role;

use crate::screen::{Screen, Scripts};
use crate::support::{Contents, Options, TestApp, a_user};

const EMAIL: &str = "rosa@aremko.example";

/// The list of calls on a phone, after the night.
async fn calls_on_a_phone(scripts: Scripts) -> (TestApp, Screen) {
    let app = TestApp::with(Options {
        contents: Contents::Spa,
        ..Options::default()
    })
    .await;
    let rosa = a_user(Role::Admin).name("Rosa Vera").email(EMAIL);
    rosa.create(&mut app.db.conn());
    app.db
        .sql("INSERT INTO jobs (kind, payload, max_attempts) VALUES ('value.compute', 'null', 1)");
    app.run_jobs_until_idle().await;
    let screen = Screen::open(&app, scripts).await;
    screen.sign_in(EMAIL).await;
    screen.narrow().await;
    screen.go("/call-list").await;
    screen.wait_for("[data-row=call]").await;
    (app, screen)
}

/// Whether a person sees a part of the first row.
async fn is_seen(screen: &Screen, css: &str) -> bool {
    let script = format!(
        "return document.querySelector(`[data-row=call] {css}`).getClientRects().length > 0"
    );
    screen.run(&script).await
}

/// Clicks a part of the first row, in the middle of the screen: below lies the bar.
async fn click(screen: &Screen, css: &str) {
    let css = format!("[data-row=call] {css}");
    let script = format!(
        "document.querySelector(`{css}`).scrollIntoView({{ block: 'center' }}); return true"
    );
    assert!(screen.run::<bool>(&script).await);
    screen.click(&css).await;
}

/// What waits for the menu.
const REST: [&str; 4] = [
    "a[href*='kind=note']",
    "a[href*='kind=task']",
    "form[action$='/proposals'] button",
    "[data-metric=p_alive]",
];

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_a_call_is_a_card_whose_rest_opens_with_its_menu() {
    let (_app, screen) = calls_on_a_phone(Scripts::On).await;
    screen.arrive("[data-row=call]").await;
    for css in [
        "a[href^='/customers/']",
        "[data-metric=overdue_since]",
        "[data-metric=at_stake]",
        "summary",
    ] {
        assert!(is_seen(&screen, css).await, "{css}");
    }
    for css in REST {
        assert!(!is_seen(&screen, css).await, "{css} is behind the menu");
    }
    let flows =
        "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    assert!(screen.run::<bool>(flows).await, "nothing lies outside");

    click(&screen, "summary").await;
    screen.wait_for("[data-row=call] details[open]").await;
    for css in REST {
        assert!(is_seen(&screen, css).await, "{css}");
    }
    click(&screen, "a[href*='kind=note']").await;
    screen.wait_for("#quick[open] #quick-body").await;
    assert!(
        is_seen(&screen, "a[href*='kind=note']").await,
        "the focus has a place to return to"
    );
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_the_rest_of_a_card_opens_without_scripts_too() {
    let (_app, screen) = calls_on_a_phone(Scripts::Off).await;
    click(&screen, "summary").await;
    click(&screen, "a[href*='kind=task']").await;
    screen.wait_for("main form [name=title]").await;
    screen.close().await;
}
