//! What keeps a campaign honest: nobody in two of them, one stretch of days for all, and nothing stale.

use vinculo::domain::{CampaignId, Role};

use super::{a_draft, deliver, members, some_customers, start, state};
use crate::support::TestApp;

const LOOK: &str =
    "INSERT INTO jobs (kind, payload, max_attempts) VALUES ('campaigns.work', 'null', 5)";

async fn signed_in() -> TestApp {
    let app = TestApp::with_smtp().await;
    app.sign_in(Role::Admin).await;
    app
}

/// How many a draft leaves out for a reason.
async fn left_out(app: &TestApp, id: CampaignId, reason: &str) -> String {
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    page.attrs(
        &format!("[data-row=left-out][data-id={reason}]"),
        "data-count",
    )
    .concat()
}

#[tokio::test]
async fn whoever_is_held_out_by_one_campaign_is_left_alone_by_the_next_for_ninety_days() {
    let app = signed_in().await;
    some_customers(&app, 30);
    let first = a_draft(&app, &[("holdout_percent", "40")]).await;
    start(&app, first).await;
    deliver(&app).await;
    let held = members(&app, "held_out");
    assert!(held > 0);
    let second = a_draft(&app, &[]).await;
    assert_eq!(
        left_out(&app, second, "other_campaign").await,
        held.to_string()
    );
    app.db
        .sql("UPDATE campaign_members SET assigned_on = assigned_on - 90");
    assert_eq!(left_out(&app, second, "other_campaign").await, "");
}

#[tokio::test]
async fn whoever_waits_in_a_campaign_under_way_is_left_to_it() {
    let app = signed_in().await;
    some_customers(&app, 4);
    let first = a_draft(&app, &[("needs_approval", "on")]).await;
    start(&app, first).await;
    app.run_jobs_until_idle().await;
    let second = a_draft(&app, &[]).await;
    assert_eq!(left_out(&app, second, "other_campaign").await, "4");
    app.post_form(&format!("/campaigns/{first}/cancellation"), &[])
        .await
        .expect(303);
    assert_eq!(left_out(&app, second, "other_campaign").await, "");
}

#[tokio::test]
async fn no_more_is_written_than_leaves_within_a_day() {
    let app = signed_in().await;
    some_customers(&app, 30);
    let id = a_draft(&app, &[("per_hour", "1")]).await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    // One has left, and a day has twenty-four hours.
    assert_eq!(members(&app, "handed") + members(&app, "approved"), 24);
    assert_eq!(members(&app, "waiting"), 6);
}

#[tokio::test]
async fn an_offer_that_ended_before_its_turn_is_not_sent() {
    let app = signed_in().await;
    some_customers(&app, 2);
    let id = a_draft(
        &app,
        &[("send_from", "2099-01-01"), ("needs_approval", "on")],
    )
    .await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    app.db.sql(
        "UPDATE proposals SET state = 'approved'; UPDATE campaign_members SET state = 'approved';
         UPDATE proposals SET offer_valid_until = '2025-10-25' WHERE id = (SELECT min(id) FROM proposals);
         UPDATE campaigns SET send_from = NULL",
    );
    app.db.sql(LOOK);
    deliver(&app).await;
    assert_eq!((members(&app, "handed"), members(&app, "skipped")), (1, 1));
    assert_eq!(
        app.db
            .text("SELECT reason FROM campaign_members WHERE state = 'skipped'"),
        "offer_over"
    );
    assert_eq!(state(&app, id), "done");
}

#[tokio::test]
async fn while_the_outbox_pauses_nothing_is_handed_over() {
    let app = signed_in().await;
    some_customers(&app, 3);
    let id = a_draft(&app, &[("needs_approval", "on")]).await;
    start(&app, id).await;
    app.run_jobs_until_idle().await;
    app.db.sql(
        "INSERT INTO messages (id, purpose, kind, recipient, message_id, state)
         VALUES (900, 'service', 'x', 'x@b.cl', 'x@v', 'sent');
         INSERT INTO message_attempts (message_id, outcome, finished_at, retry_at)
         VALUES (900, 'quota', now(), now() + interval '1 hour');
         UPDATE campaign_members SET state = 'approved'",
    );
    app.db.sql(LOOK);
    app.run_jobs_until_idle().await;
    assert_eq!((members(&app, "approved"), members(&app, "handed")), (3, 0));
    app.db.sql("UPDATE message_attempts SET retry_at = NULL");
    app.db.sql(LOOK);
    app.run_jobs_until_idle().await;
    assert_eq!(members(&app, "handed"), 3);
}

#[tokio::test]
async fn all_arms_are_looked_at_over_the_same_days() {
    let app = signed_in().await;
    some_customers(&app, 20);
    let id = a_draft(&app, &[("holdout_percent", "50")]).await;
    start(&app, id).await;
    deliver(&app).await;
    // It was drawn in May and sent from the first to the twentieth of June.
    app.db.sql(
        "UPDATE campaign_members SET assigned_on = '2025-05-01';
         UPDATE campaign_members SET handed_on = '2025-06-01' WHERE state = 'handed';
         UPDATE campaign_members SET handed_on = '2025-06-20' WHERE id = (SELECT max(id) FROM campaign_members WHERE state = 'handed');
         INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         SELECT customer_id, (SELECT min(id) FROM services), 'Masajes', 'Masaje', day, 1000
         FROM campaign_members, unnest(ARRAY[date '2025-05-15', '2025-06-01', '2025-06-02', '2025-07-20', '2025-07-21']) AS day",
    );
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let line = "[data-comparison=sent] [data-days='30'] [data-metric=visits] td";
    let cells = page.texts(line);
    assert_eq!(cells[1..3], ["2,00", "2,00"], "{cells:?}");
}

#[tokio::test]
async fn of_a_very_large_audience_so_many_are_drawn_by_lot() {
    let app = signed_in().await;
    app.db.sql(
        "INSERT INTO customers (id, full_name, email)
         SELECT id, 'Ana', 'ana' || id || '@correo.cl' FROM generate_series(1000, 21100) AS id;
         INSERT INTO consents (customer_id, channel, state, how)
         SELECT id, 'email', 'given', 'form' FROM customers WHERE id >= 1000",
    );
    let whole = a_draft(&app, &[]).await;
    let page = app.get(&format!("/campaigns/{whole}")).await.expect(200);
    assert!(!page.has("[data-metric=campaign_in]"));
    let drawn = a_draft(&app, &[("most", "50")]).await;
    let page = app.get(&format!("/campaigns/{drawn}")).await.expect(200);
    assert_eq!(page.value("campaign_in"), "50");
}
