//! Asking for a proposal, waiting for it, and not getting one.

use vinculo::domain::Role;

use super::{a_regular, generated, path, request, show, state, text};
use crate::support::{TestApp, a_customer};

#[tokio::test]
async fn a_click_makes_a_proposal_with_reasons_an_offer_and_a_mail() {
    let app = TestApp::start().await;
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;

    let id = request(&app, customer).await;
    let waiting = show(&app, id).await;
    assert_eq!(waiting.attr("#proposal", "data-state"), "generating");
    assert_eq!(
        waiting.attr("#proposal", "hx-trigger"),
        "load delay:1s",
        "the page asks again by itself"
    );
    assert!(
        waiting
            .body
            .contains("<noscript><meta http-equiv=\"refresh\"")
    );
    assert!(waiting.has("form[action$='/cancellation']"));

    app.run_jobs_until_idle().await;
    let page = show(&app, id).await;
    assert_eq!(page.attr("#proposal", "data-state"), "ready");
    assert!(page.attrs("#proposal", "hx-get").is_empty());
    assert!(page.count(".rec") >= 3);
    assert!(!page.texts(".ul li").is_empty());
    assert_eq!(page.attr("input[name=offer_percent]", "value"), "20");
    assert_eq!(
        page.attr("input[name=subject]", "value"),
        "Ana, te echamos de menos"
    );
    assert!(page.text("textarea[name=body]").starts_with("Hola Ana:"));
    assert!(page.has("iframe[sandbox]"));
}

#[tokio::test]
async fn each_of_the_spas_segments_gets_a_proposal_in_no_time() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Sales).await;
    let customers = app
        .db
        .texts("SELECT min(customer_id)::text FROM customer_metrics GROUP BY segment ORDER BY 1");
    let without = app.db.texts(
        "SELECT min(id)::text FROM customers WHERE id NOT IN (SELECT customer_id FROM customer_metrics)",
    );
    for customer in customers.iter().chain(&without) {
        let customer: i64 = customer.parse().unwrap();
        let id = generated(&app, customer.into()).await;
        let items = "SELECT count(*) FROM proposal_items WHERE price IS NOT NULL AND proposal_id";
        assert_eq!(app.db.number(&format!("{items} = {id}")), 5, "{customer}");
    }
    // The first one also learns.
    let slowest = "SELECT max(milliseconds)::bigint FROM proposals WHERE id > (SELECT min(id) FROM proposals)";
    assert!(app.db.number(slowest) < 200, "{}", app.db.number(slowest));
}

#[tokio::test]
async fn offers_keep_to_the_limit_of_the_segment() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Sales).await;
    for (segment, percent) in [("vip", 15), ("at_risk", 20), ("lost", 10), ("loyal", 10)] {
        let customer = app.db.number(&format!(
            "SELECT min(customer_id) FROM customer_metrics WHERE segment = '{segment}'"
        ));
        let id = generated(&app, customer.into()).await;
        assert_eq!(text(&app, id, "offer_percent"), percent.to_string());
        assert_eq!(text(&app, id, "offer_limit"), percent.to_string());
    }
}

#[tokio::test]
async fn somebody_without_history_gets_what_newcomers_take() {
    let app = TestApp::start().await;
    a_regular(&app);
    let newcomer = a_customer().name("Paz").create(&mut app.db.conn());
    app.sign_in(Role::Sales).await;
    let id = generated(&app, newcomer).await;
    let rows = app.db.texts(&format!(
        "SELECT concat_ws(' ', service_name, k, n, confidence) FROM proposal_items WHERE proposal_id = {id} ORDER BY position"
    ));
    assert_eq!(rows[0], "Masaje Relajante 50 min 4 4 1");
    assert_eq!(text(&app, id, "segment"), "none");
}

#[tokio::test]
async fn the_mail_is_in_the_customers_language() {
    let app = TestApp::start().await;
    let customer = a_customer()
        .name("Mary Smith")
        .language("en")
        .create(&mut app.db.conn());
    app.sign_in(Role::Sales).await;
    let id = generated(&app, customer).await;
    assert_eq!(text(&app, id, "subject"), "Mary, come and meet us");
    let preview = app.get(&format!("{}/preview", path(id))).await.expect(200);
    assert_eq!(preview.attr("html", "lang"), "en");
    assert_eq!(show(&app, id).await.attr("html", "lang"), "es");
}

#[tokio::test]
async fn a_second_click_leads_to_the_proposal_that_is_being_made() {
    let app = TestApp::start().await;
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    let other = app.browser_of(Role::Admin).await;
    let first = request(&app, customer).await;
    assert_eq!(request(&app, customer).await, first);
    assert_eq!(request(&other, customer).await, first);
    app.run_jobs_until_idle().await;
    assert_ne!(request(&app, customer).await, first);
    app.run_jobs_until_idle().await;
}

#[tokio::test]
async fn twenty_a_minute_are_enough() {
    let app = TestApp::start().await;
    app.sign_in(Role::Sales).await;
    let customers: Vec<_> = (0..21)
        .map(|_| a_customer().create(&mut app.db.conn()))
        .collect();
    for customer in &customers[..20] {
        request(&app, *customer).await;
    }
    let path = format!("/customers/{}/proposals", customers[20]);
    app.post_form(&path, &[]).await.expect(429);
    let other = app.browser_of(Role::Sales).await;
    request(&other, customers[20]).await;
    app.run_jobs_until_idle().await;
}

#[tokio::test]
async fn a_proposal_that_was_cancelled_stays_so() {
    let app = TestApp::start().await;
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    let id = request(&app, customer).await;
    show(&app, id).await;
    app.post_form(&format!("{}/cancellation", path(id)), &[])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(state(&app, id), "cancelled");
    let page = show(&app, id).await;
    let again = format!("form[action='/customers/{customer}/proposals']");
    assert!(page.has(&again));
    assert!(!page.has("iframe"));
}

#[tokio::test]
async fn a_proposal_that_nobody_began_in_time_has_failed_and_can_be_asked_for_again() {
    let mut app = TestApp::start().await;
    app.expect_failed_jobs();
    let customer = a_regular(&app);
    app.sign_in(Role::Sales).await;
    let id = request(&app, customer).await;
    app.db.sql(
        "UPDATE jobs SET created_at = now() - interval '1 minute', run_at = now() - interval '1 minute',
             deadline = now() - interval '30 seconds' WHERE kind = 'proposals.generate'",
    );
    let waiting = show(&app, id).await;
    assert!(waiting.words().contains("sigue en espera"));
    app.run_jobs_until_idle().await;
    for _ in 0..50 {
        if state(&app, id) == "failed" {
            break;
        }
        app.run_jobs_until_idle().await;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(state(&app, id), "failed", "{:?}", app.jobs());
    assert_eq!(text(&app, id, "error"), "deadline");
    let page = show(&app, id).await;
    assert!(page.words().contains("30 segundos"));
    assert!(page.has(&format!("form[action='/customers/{customer}/proposals']")));
}

#[tokio::test]
async fn a_deleted_customer_gets_no_proposal_and_shows_none() {
    let app = TestApp::start().await;
    let id = super::a_proposal(&app).await;
    app.db.sql("UPDATE customers SET deleted_at = now()");
    app.get(&path(id)).await.expect(404);
    assert_eq!(
        app.get("/proposals").await.expect(200).count("[data-row]"),
        0
    );
    let customer = text(&app, id, "customer_id");
    app.post_form(&format!("/customers/{customer}/proposals"), &[])
        .await
        .expect(404);
}
