//! What is offered to each segment, and that nobody goes beyond it.

use vinculo::domain::Role;

use super::{a_regular, generated, path, post_edit, show, text};
use crate::support::{Browser, Page, TestApp, changed};

const ADDRESS: &str = "/settings/offers";

/// The form as the page shows it, with some fields changed; an empty `_on` is a box without its tick.
async fn save(browser: &Browser, changes: &[(&str, &str)]) -> Page {
    let page = browser.get(ADDRESS).await.expect(200);
    send(browser, &page, changes).await
}

async fn send(browser: &Browser, page: &Page, changes: &[(&str, &str)]) -> Page {
    let mut fields = page.filled("form[action='/settings/offers']");
    let ticked = page.attrs("input[type=checkbox][checked]", "name");
    fields.extend(ticked.into_iter().map(|name| (name, "on".to_owned())));
    browser
        .post_filled(ADDRESS, &changed(fields, changes))
        .await
}

#[tokio::test]
async fn a_proposal_offers_what_its_segment_is_offered_and_edits_keep_to_its_limit() {
    let app = TestApp::start().await;
    let customer = a_regular(&app);
    app.sign_in(Role::Admin).await;
    let before = generated(&app, customer).await;
    let segment = text(&app, before, "segment");
    let ours = text(&app, before, "offer_limit");
    assert_eq!(text(&app, before, "offer_percent"), ours);

    let of = |field: &str| format!("{segment}_{field}");
    let (percent, limit) = (of("percent"), of("limit"));
    let (title, days) = (of("title_es"), of("days"));
    let changes = [
        (percent.as_str(), "7"),
        (&limit, "9"),
        (&title, "La semana del spa"),
        (&days, "10"),
    ];
    save(&app, &changes).await.expect(303);
    let id = generated(&app, customer).await;
    for (column, expected) in [
        ("offer_percent", "7"),
        ("offer_limit", "9"),
        ("offer_title", "La semana del spa"),
        ("(offer_valid_until - (SELECT day FROM business_day))", "10"),
    ] {
        assert_eq!(text(&app, id, column), expected, "{column}");
    }
    let page = show(&app, id).await;
    let over = post_edit(&app, &path(id), &page, &[("offer_percent", "10")]).await;
    assert!(
        over.expect(422)
            .text("#offer_percent-err")
            .contains("0 a 9")
    );
    // The new limit holds for what was written before it as well.
    let page = show(&app, before).await;
    let over = post_edit(&app, &path(before), &page, &[("offer_percent", "10")]).await;
    over.expect(422);
}

#[tokio::test]
async fn a_segment_that_is_offered_nothing_gets_nothing() {
    let app = TestApp::start().await;
    let customer = a_regular(&app);
    app.sign_in(Role::Admin).await;
    let before = generated(&app, customer).await;
    let on = format!("{}_on", text(&app, before, "segment"));
    save(&app, &[(&on, "")]).await.expect(303);
    let id = generated(&app, customer).await;
    assert_eq!(text(&app, id, "offer_percent"), "0");
    assert_eq!(text(&app, id, "offer_limit"), "0");
    let page = show(&app, id).await;
    let over = post_edit(&app, &path(id), &page, &[("offer_percent", "1")]).await;
    over.expect(422);
}

#[tokio::test]
async fn nothing_goes_beyond_what_the_organisation_allows() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let typed = [
        ("vip_limit", "16"),
        ("lost_percent", "11"),
        ("lost_days", "0"),
    ];
    let page = save(&app, &typed).await.expect(422);
    assert!(page.text("#vip_limit-err").contains("15"));
    assert!(page.has("#lost_percent-err") && page.has("#lost_days-err"));
    assert_eq!(page.attr("#vip_limit", "value"), "16");
    let changed = "SELECT count(*) FROM segment_offers WHERE limit_percent IS NOT NULL";
    assert_eq!(app.db.number(changed), 0);
}

#[tokio::test]
async fn the_latest_of_two_administrators_hears_of_the_other() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let read = app.get(ADDRESS).await.expect(200);
    let other = app.browser_of(Role::Admin).await;
    save(&other, &[("vip_percent", "5")]).await.expect(303);
    let late = send(&app, &read, &[("vip_percent", "6")]).await.expect(409);
    assert_eq!(late.attr("#vip_percent", "value"), "6");
    send(&app, &late, &[]).await.expect(303);
    let stored = "(SELECT percent::text FROM segment_offers WHERE segment = 'vip')";
    assert_eq!(app.db.text(stored), "6");
    let audit = "SELECT count(*) FROM audit_values WHERE field_name = 'segment_offers'";
    assert_eq!(app.db.number(audit), 2);
}
