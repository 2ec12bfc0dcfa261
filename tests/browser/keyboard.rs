//! A campaign from the segment to its report, without a mouse.

use vinculo::domain::Role;

use crate::keys::{ENTER, confirm, fill, follow, sign_in};
use crate::screen::{Screen, Scripts};
use crate::support::smtp::Behaviour;
use crate::support::{Contents, Options, TestApp, a_user};

const EMAIL: &str = "rosa@aremko.example";

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_goes_from_segment_to_report_by_keyboard_alone() {
    let app = TestApp::with(Options {
        contents: Contents::Spa,
        worker: true,
        smtp: Some(Behaviour::default()),
        ..Options::default()
    })
    .await;
    let rosa = a_user(Role::Admin).name("Rosa Vera").email(EMAIL);
    rosa.create(&mut app.db.conn());
    let screen = Screen::open(&app, Scripts::On).await;
    sign_in(&screen, EMAIL).await;

    // The page leads to everybody of a segment, and from there to a campaign for them.
    screen.go("/segments").await;
    follow(&screen, "main a[href='/customers?segment=at_risk']").await;
    follow(&screen, "main a[href^='/campaigns/new?']").await;
    plan(&screen).await;
    confirm(&screen, "start").await;
    screen.wait_for("#progress").await;

    screen.wait_for("#campaign[data-state=done]").await;
    screen.wait_for("[data-comparison]").await;
    follow(&screen, "a[href='/campaigns']").await;
    follow(&screen, "a[href='/campaigns/results']").await;
    screen.wait_for("[data-comparison=sent]").await;
    screen.close().await;

    let members = |state: &str| {
        let count = format!("SELECT count(*) FROM campaign_members WHERE state = '{state}'");
        app.db.number(&count)
    };
    assert!(members("handed") > 50 && members("held_out") > 10);
}

/// Fills in the form from the top; the window is open all day, so that the test need not wait for the morning.
async fn plan(screen: &Screen) {
    screen.tab_to("#name").await;
    screen.type_keys("Te esperamos de vuelta").await;
    for (field, text) in [
        ("#from_hour", "0"),
        ("#to_hour", "24"),
        ("#per_hour", "90000"),
    ] {
        fill(screen, field, text).await;
    }
    screen.press(ENTER).await;
    screen.wait_for("#campaign[data-state=draft]").await;
}
