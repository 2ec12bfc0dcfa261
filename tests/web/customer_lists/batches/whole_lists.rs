//! All of a list are changed by a job, which can be stopped.

use vinculo::domain::Role;

use super::{STATE, change, undo, with_three};
use crate::customer_lists::send;
use crate::support::TestApp;

#[actix_web::test]
async fn all_of_a_list_are_changed_by_a_job_and_put_back_exactly() {
    let app = TestApp::on_the_spa().await;
    app.sign_in(Role::Admin).await;
    let before = app.db.texts(STATE);
    let expected = app.db.number("SELECT count(*) FROM customers c LEFT JOIN customer_metrics m ON m.customer_id = c.id WHERE m.segment IS NULL");
    let form = app
        .get("/customers/batches/new?whom=all&query=segment%3Dnone")
        .await
        .expect(200);
    assert_eq!(form.value("batch_customers"), expected.to_string());
    let done = send(
        &app,
        &form,
        "form.form",
        &[("action", "tag"), ("tag", "sin historial")],
    )
    .await
    .expect(303);
    let waiting = app.get(done.location()).await.expect(200);
    assert_eq!(waiting.attr("#batch", "data-state"), "collecting");
    assert!(waiting.has("#batch[hx-get] progress"));
    app.run_jobs_until_idle().await;
    let page = app.get(done.location()).await.expect(200);
    assert_eq!(page.value("batch_done"), expected.to_string());
    let tagged = "SELECT count(*) FROM customers WHERE tags @> '{sin historial}'";
    assert_eq!(app.db.number(tagged), expected);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM audit_log WHERE action = 'customer.updated'"),
        expected
    );
    send(&app, &page, "#undo form", &[]).await.expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.texts(STATE), before);
    assert_eq!(
        app.get(done.location())
            .await
            .expect(200)
            .value("batch_undone"),
        expected.to_string()
    );
}

#[actix_web::test]
async fn a_change_that_goes_on_is_stopped_and_what_it_did_is_put_back() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let before = app.db.texts(STATE);
    let query = "whom=all&query=view%3Dall";
    let fields = [("action", "tag"), ("tag", "feria")];
    let waiting = change(&app, query, &fields).await.expect(303);
    let page = app.get(waiting.location()).await.expect(200);
    assert_eq!(page.text("#batch-undo"), "Detener y deshacer");
    assert_eq!(page.attr("#batch", "hx-select-oob"), "#batch-undo");
    assert!(
        !page.has("#batch #undo"),
        "what is asked is not fetched away"
    );
    assert_eq!(
        page.attr(".head a.btn", "href"),
        "/customers?view=all",
        "back to the list as it was"
    );
    undo(&app, waiting.location()).await;
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.texts(STATE), before);

    // As a worker left it that died, or a job that was cancelled.
    let done = change(&app, query, &fields).await.expect(303);
    app.run_jobs_until_idle().await;
    let kept = app
        .db
        .number("SELECT count(*) FROM customer_batches WHERE query IS NOT NULL");
    assert_eq!(kept, 0, "who they were is asked no more");
    app.db.sql(&format!(
        "UPDATE customer_batches SET state = 'working';
         UPDATE customer_batch_rows SET outcome = NULL, before = NULL, after = NULL WHERE customer_id = {0};
         UPDATE customers SET tags = '{{}}' WHERE id = {0}",
        ids[2]
    ));
    let page = undo(&app, done.location()).await;
    assert_eq!(page.value("batch_undone"), "2");
    assert_eq!(page.attr("#batch", "data-state"), "undone");
    assert_eq!(app.db.texts(STATE), before);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM customer_batches WHERE undone_at IS NULL"),
        0
    );
}
