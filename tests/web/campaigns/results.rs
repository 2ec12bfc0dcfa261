//! What a campaign brought in, on its own page and with all the others.

use vinculo::domain::Role;

use super::{a_draft, deliver, some_customers, start};
use crate::support::TestApp;

/// A campaign of 400 that ended in June, whose sent came again twice as often as the held out.
async fn an_old_campaign(app: &TestApp) -> vinculo::domain::CampaignId {
    some_customers(app, 400);
    app.sign_in(Role::Admin).await;
    let id = a_draft(app, &[("holdout_percent", "50")]).await;
    start(app, id).await;
    deliver(app).await;
    app.db
        .sql("UPDATE messages SET finished_at = '2025-06-01 12:00Z', state = 'sent'");
    app.db
        .sql("UPDATE campaign_members SET assigned_on = '2025-06-01', handed_on = CASE arm WHEN 'held' THEN NULL ELSE date '2025-06-01' END");
    app.db.sql(
        "INSERT INTO service_history (customer_id, service_id, category, name, date, price)
         SELECT customer_id, (SELECT min(id) FROM services), 'Masajes', 'Masaje', '2025-06-11', 40000
         FROM (SELECT customer_id, arm, row_number() OVER (PARTITION BY arm ORDER BY customer_id) AS place
               FROM campaign_members) AS placed
         WHERE place % CASE WHEN arm = 'held' THEN 5 ELSE 2 END = 0",
    );
    id
}

#[tokio::test]
async fn more_visits_and_sales_than_those_held_out_are_shown_with_their_interval() {
    let app = TestApp::start().await;
    let id = an_old_campaign(&app).await;
    for path in [format!("/campaigns/{id}"), "/campaigns/results".to_owned()] {
        let page = app.get(&path).await.expect(200);
        let line = "[data-comparison=sent] [data-days='30'] [data-metric=visits]";
        let difference: f64 = page.attr(line, "data-value").parse().unwrap();
        assert!((difference - 0.3).abs() < 0.02, "{difference}");
        assert!(page.text(line).contains("Trajo más"), "{}", page.text(line));
        let revenue = "[data-comparison=sent] [data-days='30'] [data-metric=revenue]";
        assert!(page.text(revenue).contains("Trajo más"));
        assert!(!page.has("[data-comparison=ab]"));
    }
}

#[tokio::test]
async fn before_the_first_campaign_there_is_nothing_to_compare() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let page = app.get("/campaigns/results").await.expect(200);
    assert!(page.has(".empty a[href='/campaigns/new']"));
    assert!(!page.has("table"));
}

#[tokio::test]
async fn before_the_days_are_over_it_says_so() {
    let app = TestApp::start().await;
    some_customers(&app, 20);
    app.sign_in(Role::Admin).await;
    let id = a_draft(&app, &[("holdout_percent", "40")]).await;
    start(&app, id).await;
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert!(page.text("[data-days='30']").contains("todavía envía"));
    deliver(&app).await;
    app.db.sql("UPDATE campaigns SET state = 'done'");
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert!(page.text("[data-days='30']").contains("26-11-2025"));
}

#[tokio::test]
async fn too_few_heads_are_told_the_size_it_would_take() {
    let app = TestApp::start().await;
    let id = an_old_campaign(&app).await;
    app.db
        .sql("DELETE FROM campaign_members WHERE id % 10 <> 0");
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let line = page.text("[data-days='30'] [data-metric=visits]");
    assert!(line.contains("No alcanza"), "{line}");
}

#[tokio::test]
async fn the_visits_of_sixty_days_are_the_main_figure_and_the_others_are_to_look_at() {
    let app = TestApp::start().await;
    let id = an_old_campaign(&app).await;
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let main = "[data-days='60'] [data-metric=visits][data-main]";
    assert!(page.text(main).contains("Cifra principal"));
    assert_eq!(page.count("[data-main]"), 1);
    assert_eq!(page.count("[data-metric] .badge-s"), 2, "name and verdict");
}

#[tokio::test]
async fn what_was_hardly_sent_has_no_verdict_and_is_not_among_the_others() {
    let app = TestApp::start().await;
    let id = an_old_campaign(&app).await;
    app.db
        .sql("UPDATE messages SET state = 'refused', reason = 'rejected' WHERE id % 5 <> 0");
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let line = page.text("[data-days='30'] [data-metric=visits]");
    assert!(line.contains("Sin veredicto"), "{line}");
    assert!(
        page.text("[data-days='30'] [data-sent]")
            .contains("Se envió al")
    );
    let page = app.get("/campaigns/results").await.expect(200);
    assert!(!page.has("[data-days='30'] [data-metric]"));
}

#[tokio::test]
async fn of_two_variants_it_says_which_one_brought_more() {
    let app = TestApp::start().await;
    let id = an_old_campaign(&app).await;
    app.db.sql(
        "UPDATE campaigns SET variants = variants || variants;
         UPDATE campaign_members SET arm = 'b', state = 'handed' WHERE arm = 'held';
         DELETE FROM campaign_members WHERE arm = 'b' AND id % 2 = 0",
    );
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    let line = page.text("[data-comparison=ab] [data-days='30'] [data-metric=visits]");
    assert!(line.contains("A trajo más"), "{line}");
    app.db
        .sql("DELETE FROM service_history USING campaign_members m WHERE m.customer_id = service_history.customer_id AND arm = 'b'");
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    app.db.sql("DELETE FROM service_history");
    let nobody = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert!(page.text("[data-comparison=ab]").contains("A trajo más"));
    let said = nobody.text("[data-comparison=ab]");
    assert!(said.contains("la B") && !said.contains("control"), "{said}");
}

#[tokio::test]
async fn how_many_customers_are_on_each_side_stands_beside_the_figures() {
    let app = TestApp::start().await;
    let id = an_old_campaign(&app).await;
    app.db
        .sql("DELETE FROM campaign_members WHERE arm = 'held' AND id % 3 = 0");
    let on_side = |which: &str| {
        let count = format!("SELECT count(*) FROM campaign_members WHERE {which}");
        app.db.number(&count)
    };
    let (sent, held) = (on_side("arm <> 'held'"), on_side("arm = 'held'"));
    assert!(sent > held && held > 0);
    for path in [format!("/campaigns/{id}"), "/campaigns/results".to_owned()] {
        let page = app.get(&path).await.expect(200);
        let said = page.texts("[data-comparison=sent] [data-heads]");
        let expected = format!("· Con campaña: {sent} · Control: {held}");
        assert_eq!(said, [expected.as_str(); 3], "{path}");
    }
    app.db
        .sql("UPDATE campaign_members SET assigned_on = '2025-10-20', handed_on = handed_on + 141");
    let page = app.get(&format!("/campaigns/{id}")).await.expect(200);
    assert!(!page.has("[data-heads]"), "there are no figures yet");
}
