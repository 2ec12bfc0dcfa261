//! The list, the panel on the profile, the preview's frame, and who sees any of it.

use vinculo::domain::Role;

use super::{a_proposal, a_regular, path, request, show};
use crate::support::TestApp;

#[tokio::test]
async fn staff_see_no_trace_of_proposals_and_are_refused() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let customer = super::text(&app, id, "customer_id");
    let staff = app.browser_of(Role::Staff).await;
    let profile = staff
        .get(&format!("/customers/{customer}"))
        .await
        .expect(200);
    assert!(!profile.body.contains("/proposals"));
    for path in [
        "/proposals".to_owned(),
        path(id),
        format!("{}/preview", path(id)),
        format!("{}/delivery", path(id)),
    ] {
        staff.get(&path).await.expect(403);
    }
    for path in [
        format!("/customers/{customer}/proposals"),
        path(id),
        format!("{}/cancellation", path(id)),
        format!("{}/delivery", path(id)),
        format!("{}/delivery/cancellation", path(id)),
    ] {
        staff
            .post_form(&path, &[("subject", "x")])
            .await
            .expect(403);
    }
    assert_eq!(super::state(&app, id), "ready");
}

#[tokio::test]
async fn the_list_has_every_proposal_and_filters_by_state() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    let empty = app.get("/proposals").await.expect(200);
    assert!(empty.has(".empty"));
    let id = a_proposal(&app).await;
    let page = app.get("/proposals").await.expect(200);
    assert_eq!(page.rows("#results"), [id.to_string()]);
    assert!(page.words().contains("ANA ROJAS SOTO"));
    let ready = app.get("/proposals?state=ready").await.expect(200);
    assert_eq!(ready.rows("#results").len(), 1);
    let sent = app.get("/proposals?state=sent").await.expect(200);
    assert!(sent.has(".empty a[href='/proposals']"));
    app.get("/proposals?state=no-such&page=0").await.expect(200);
    let beyond = app.get("/proposals?page=7").await.expect(200);
    assert_eq!(beyond.rows("#results"), [id.to_string()]);
    app.get("/proposals?page=x").await.expect(200);
}

#[tokio::test]
async fn the_profile_shows_the_last_proposals_and_a_button() {
    let app = TestApp::start().await;
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    let profile = format!("/customers/{customer}");
    let before = app.get(&profile).await.expect(200);
    assert!(before.has(&format!("#proposals form[action='{profile}/proposals']")));
    assert!(before.rows("#proposals").is_empty());
    let id = request(&app, customer).await;
    let during = app.get(&profile).await.expect(200);
    assert_eq!(during.rows("#proposals"), [id.to_string()]);
    assert!(during.has(&format!("#proposals a[href='{}']", path(id))));
    app.run_jobs_until_idle().await;
}

#[tokio::test]
async fn the_preview_may_be_framed_by_us_and_do_nothing() {
    let app = TestApp::start().await;
    let id = a_proposal(&app).await;
    let page = show(&app, id).await;
    let src = page.attr("iframe", "src");
    let preview = app.get(&src).await.expect(200);
    let policy = preview.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "frame-ancestors 'self'",
        "sandbox",
        "style-src 'unsafe-inline'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(
        page.header("content-security-policy")
            .contains("frame-src 'self'")
    );
    assert!(preview.words().contains("Hola Ana:"));
    assert!(preview.words().contains("Dejar de recibir"));
}
