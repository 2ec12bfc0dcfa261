//! What a person decides about the proposals of a campaign that wait for it.

use vinculo::domain::{CampaignId, Role};

use super::{a_draft, members, some_customers, start};
use crate::support::TestApp;

/// A campaign whose proposals are written and wait to be read.
async fn to_approve(app: &TestApp, count: usize) -> CampaignId {
    some_customers(app, count);
    app.sign_in(Role::Admin).await;
    let id = a_draft(app, &[("needs_approval", "on")]).await;
    start(app, id).await;
    app.run_jobs_until_idle().await;
    id
}

/// One proposal says what no fact covers.
fn spoil_one(app: &TestApp) {
    app.db.sql(
        "UPDATE proposals SET grounds = '{}', subject = 'Ana', body = 'Ana, te regalamos 99.000 pesos.'
         WHERE id = (SELECT min(id) FROM proposals)",
    );
}

async fn decide(app: &TestApp, id: CampaignId, what: &str) {
    let ready = format!("/campaigns/{id}?outcome=ready");
    let page = app.get(&ready).await.expect(200);
    let boxes = page.attrs("input[name=member]", "value");
    let all: Vec<(&str, &str)> = boxes.iter().map(|id| ("member", id.as_str())).collect();
    let path = format!("/campaigns/{id}/{what}");
    app.post_form(&path, &all).await.expect(303);
}

fn reason(app: &TestApp, state: &str) -> String {
    let reasons = format!("SELECT DISTINCT reason FROM campaign_members WHERE state = '{state}'");
    app.db.text(&reasons)
}

#[tokio::test]
async fn what_no_fact_covers_is_marked_and_not_approved() {
    let app = TestApp::start().await;
    let id = to_approve(&app, 3).await;
    spoil_one(&app);
    let ready = format!("/campaigns/{id}?outcome=ready");
    let page = app.get(&ready).await.expect(200);
    assert_eq!(page.count("[data-unfounded]"), 1);
    assert!(page.text("#members details").contains("99.000"));
    assert!(page.text("#approve-all").contains("2 propuestas"));
    decide(&app, id, "approvals").await;
    assert_eq!((members(&app, "approved"), members(&app, "ready")), (2, 1));
    let page = app.get(&ready).await.expect(200);
    assert!(
        page.text("main").contains("1 queda"),
        "{}",
        page.text("main")
    );
}

#[tokio::test]
async fn what_turns_out_unfounded_at_its_turn_goes_back_to_a_person() {
    let app = TestApp::start().await;
    let id = to_approve(&app, 2).await;
    decide(&app, id, "approvals").await;
    spoil_one(&app);
    app.run_jobs_until_idle().await;
    assert_eq!((members(&app, "handed"), members(&app, "ready")), (1, 1));
    assert_eq!(reason(&app, "ready"), "unfounded");
    assert_eq!(
        app.db
            .text("SELECT state FROM proposals ORDER BY id LIMIT 1"),
        "ready"
    );
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let row = page.text("[data-row=member][data-outcome=ready]");
    assert!(row.contains("sin respaldo"), "{row}");
}

#[tokio::test]
async fn a_rejected_proposal_is_never_sent() {
    let app = TestApp::start().await;
    let id = to_approve(&app, 2).await;
    decide(&app, id, "rejections").await;
    app.run_jobs_until_idle().await;
    assert_eq!((members(&app, "skipped"), members(&app, "handed")), (2, 0));
    assert_eq!(reason(&app, "skipped"), "rejected");
    let open = "SELECT count(*) FROM proposals WHERE state <> 'cancelled'";
    assert_eq!(app.db.number(open), 0);
}

#[tokio::test]
async fn all_without_marks_are_approved_at_once_beyond_the_page_too() {
    let app = TestApp::start().await;
    let id = to_approve(&app, 60).await;
    spoil_one(&app);
    app.get(&format!("/campaigns/{id}")).await.expect(200);
    let path = format!("/campaigns/{id}/approvals/all");
    app.post_form(&path, &[]).await.expect(303);
    assert_eq!((members(&app, "approved"), members(&app, "ready")), (59, 1));
    let events = "SELECT count(*) FROM proposal_events WHERE type = 'approved'";
    assert_eq!(app.db.number(events), 59);
}
