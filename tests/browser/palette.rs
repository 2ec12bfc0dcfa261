//! The search from everywhere, by keyboard alone, and the list that a profile was opened from.

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
    screen
        .wait_for("#palette [data-row=customer][aria-selected=true]")
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
    screen.press('k').await;
    screen
        .wait_for(&format!("a[href^='/customers/{}/next']", rows[0]))
        .await;
    screen.close().await;
    drop(app);
}
