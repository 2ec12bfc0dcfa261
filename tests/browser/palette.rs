//! The search from everywhere, by keyboard alone, and the list that a profile was opened from.

use std::time::Duration;

use vinculo::domain::Role;

use crate::screen::{Screen, Scripts};
use crate::support::{Contents, Options, TestApp, a_user};

const EMAIL: &str = "eva@aremko.example";
const ENTER: char = '\u{E007}';
const DOWN: char = '\u{E015}';
const UP: char = '\u{E013}';
const ESCAPE: char = '\u{E00C}';

async fn signed_in() -> (TestApp, Screen) {
    let app = TestApp::with(Options {
        contents: Contents::Spa,
        ..Options::default()
    })
    .await;
    let eva = a_user(Role::Sales).name("Eva Soto").email(EMAIL);
    eva.create(&mut app.db.conn());
    let screen = Screen::open(&app, Scripts::On).await;
    screen.sign_in(EMAIL).await;
    (app, screen)
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_found_from_anywhere_and_opened_by_keyboard_alone() {
    let (_app, screen) = signed_in().await;
    screen.go("/activities").await;
    screen.press_with_control('k').await;
    screen.wait_for("#palette[open] [data-row=page]").await;
    screen.type_keys("munoz").await;
    // Answers to the first letters are replaced by the answer to all of them.
    screen
        .wait_for("#palette-found:has([href='/customers?q=munoz']) [aria-selected=true]")
        .await;
    screen.wait_for("#palette-q[aria-expanded=true]").await;
    screen.press(DOWN).await;
    screen.press(DOWN).await;
    screen.press(UP).await;
    let meant = screen.attrs("#palette [aria-selected=true]", "id").await;
    assert_eq!(meant, ["palette-customers-2"]);
    let told = screen.attrs("#palette-q", "aria-activedescendant").await;
    assert_eq!(told, meant);
    let href = screen.attrs("#palette [aria-selected=true]", "href").await;
    screen.press(ENTER).await;
    screen.wait_for("[data-metric=has_history]").await;
    assert_eq!([screen.path().await], href[..]);

    // What was opened last is there before anything is typed, and the page itself is not.
    screen.go("/activities").await;
    screen.press_with_control('k').await;
    let recent = format!("#palette-recent ~ [href='{}']", href[0]);
    screen.wait_for(&recent).await;
    screen.press(ESCAPE).await;
    screen.wait_for("#palette:not([open])").await;
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enter_before_the_answer_came_leads_to_the_page_with_everything() {
    let (_app, screen) = signed_in().await;
    screen.go("/activities").await;
    screen.press_with_control('k').await;
    screen.wait_for("#palette[open] [role=option]").await;
    screen.type_keys("x").await;
    screen.press(ENTER).await;
    screen.wait_for("main [name=q][value=x]").await;
    assert_eq!(screen.path().await, "/search");
    screen.close().await;
}

/// Types on in the moment in which the answer comes, and notes what Enter would open then.
const TYPE_ON: &str = "
    const field = document.getElementById('palette-q');
    const type = letters => {
        field.value += letters;
        field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    document.addEventListener('htmx:beforeSwap', () => type('z'), { once: true });
    document.addEventListener('htmx:afterSettle', () => {
        field.dataset.meant = document.querySelector('#palette [aria-selected=true]')?.id ?? 'nothing';
    }, { once: true });
    type('muno');";

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_to_the_first_letters_is_not_what_enter_opens() {
    let (_app, screen) = signed_in().await;
    screen.go("/activities").await;
    screen.press_with_control('k').await;
    screen.wait_for("#palette[open] [role=option]").await;
    screen.run::<()>(TYPE_ON).await;
    screen.wait_for("#palette-q[data-meant]").await;
    let meant = screen.attrs("#palette-q", "data-meant").await;
    assert_eq!(meant, ["nothing"]);
    screen
        .wait_for("#palette-found:has([href='/customers?q=munoz']) [aria-selected=true]")
        .await;
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_lead_on_and_back_through_the_list_that_one_came_from() {
    let (app, screen) = signed_in().await;
    screen.go("/customers?segment=vip&sort=-spend").await;
    let rows = screen.attrs("tr[data-row=customer]", "data-id").await;
    screen.click("tr[data-row=customer] .row-a").await;
    screen.wait_for("a[rel=next]").await;
    screen.press('j').await;
    let second = format!("a[href^='/customers/{}/next']", rows[1]);
    screen.wait_for(&second).await;
    // A key that comes before the page's scripts do is lost; at the first of the list another one changes nothing.
    let first = format!("a[href^='/customers/{}/next']", rows[0]);
    for _ in 0..20 {
        screen.press('k').await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        if !screen.attrs(&first, "href").await.is_empty() {
            break;
        }
    }
    screen.wait_for(&first).await;
    screen.close().await;
    drop(app);
}
