//! Who was deleted may ask for the same as anybody.

use diesel::connection::SimpleConnection as _;
use vinculo::domain::CustomerId;

use super::person::{NAME, WORDS, zoraida};
use super::{erase, places, start};
use crate::support::{Contents, TestApp, a_customer};

async fn deleted_zoraida() -> (TestApp, tempfile::TempDir, CustomerId) {
    let (app, folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = '2025-10-20 15:30+00' WHERE id = {id}"
    ));
    (app, folder, id)
}

#[tokio::test]
async fn the_file_of_who_was_deleted_holds_everything() {
    let (app, _folder, id) = deleted_zoraida().await;
    let address = format!("/customers/{id}/privacy");
    let page = app.get(&address).await.expect(200);
    assert!(page.words().contains("20-10-2025 12:30"));
    assert_eq!(page.value("held_services"), "3");
    let file = app.get(&format!("{address}/file")).await.expect(200);
    let file: serde_json::Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!(file["ficha"][0]["nombre"], NAME);
    let deleted_at = file["ficha"][0]["eliminado_el"].as_str().unwrap();
    assert!(deleted_at.starts_with("2025-10-20"), "{deleted_at}");
}

#[tokio::test]
async fn who_was_deleted_is_erased_like_anybody() {
    let (app, _folder, id) = deleted_zoraida().await;
    let page = erase(&app, id, NAME).await.expect(303);
    for word in WORDS {
        let left = places(&app, word);
        let invoice = |place: &String| place == "invoices 1" || place == "invoice_lines 1";
        assert!(left.iter().all(invoice), "{word} stands in {left:?}");
    }
    let done = app.follow(&page).await.expect(200);
    assert!(done.has("[data-state=erased]"));
    let list = app.get("/customers/deleted").await.expect(200);
    assert_eq!(list.count("[data-row=deleted]"), 0);
    app.get(&format!("/customers/{id}")).await.expect(404);
    app.get(&format!("/customers/{id}/erasure"))
        .await
        .expect(404);
}

#[tokio::test]
async fn the_way_back_from_both_pages_leads_to_the_bin() {
    let (app, _folder, id) = deleted_zoraida().await;
    for below in ["privacy", "erasure"] {
        let page = app.get(&format!("/customers/{id}/{below}")).await;
        let page = page.expect(200);
        assert_eq!(page.text("a[href='/customers/deleted']"), "Papelera");
        assert!(!page.has(&format!("a[href='/customers/{id}']")), "{below}");
    }
}

#[tokio::test]
async fn nobody_restores_who_is_about_to_be_erased() {
    let (app, _folder, id) = deleted_zoraida().await;
    let privacy = format!("/customers/{id}/privacy");
    app.post_form(&format!("/customers/{id}/erasure"), &[("name", NAME)])
        .await
        .expect(303);
    let list = app.get("/customers/deleted").await.expect(200);
    let row = format!("[data-row=deleted][data-id='{id}']");
    let mark = format!("{row} a[data-state=erasing][href='{privacy}']");
    assert!(list.has(&mark) && !list.has(&format!("{row} form")));
    let own = app.get(&format!("/customers/{id}")).await.expect(404);
    assert!(own.has("[data-state=erasing]") && !own.has("#restore"));
    // The job has the row locked, perhaps for minutes: nobody waits for that.
    let mut job = app.db.conn();
    let lock = format!("BEGIN; SELECT FROM customers WHERE id = {id} FOR UPDATE");
    job.batch_execute(&lock).unwrap();
    let restoration = format!("/customers/{id}/restoration");
    let refused = app.post_form(&restoration, &[]).await.expect(409);
    assert!(refused.has(&format!("[role=alert] a[href='{privacy}']")));
    assert!(!refused.has("#restore"));
    job.batch_execute("ROLLBACK").unwrap();
    app.run_jobs_until_idle().await;
    let erased = format!(
        "SELECT count(*) FROM customers WHERE id = {id} AND erased_at IS NOT NULL AND deleted_at IS NOT NULL"
    );
    assert_eq!(app.db.number(&erased), 1);
}

#[tokio::test]
async fn the_undo_of_a_deletion_of_many_leaves_who_is_about_to_be_erased_and_says_so() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let marta = a_customer().name("Marta Soto").create(&mut app.db.conn());
    let whom = format!("{id},{marta}");
    let fields = [
        ("token", "0c8a4d52-6d0e-4f0f-9c0a-3f1f5f2f7a11"),
        ("whom", whom.as_str()),
        ("action", "delete"),
    ];
    let done = app.post_form("/customers/batches", &fields).await;
    let batch = done.expect(303).location().to_owned();
    app.post_form(&format!("/customers/{id}/erasure"), &[("name", NAME)])
        .await
        .expect(303);
    // The job has the row locked, perhaps for minutes: nobody waits for that.
    let mut job = app.db.conn();
    let lock = format!("BEGIN; SELECT FROM customers WHERE id = {id} FOR UPDATE");
    job.batch_execute(&lock).unwrap();
    app.post_form(&format!("{batch}/reversal"), &[])
        .await
        .expect(303);
    job.batch_execute("ROLLBACK").unwrap();
    let page = app.get(&batch).await.expect(200);
    let counted = ["batch_undone", "batch_erasing"].map(|metric| page.value(metric));
    assert_eq!(counted, ["1", "1"]);
    let left = format!("[data-row=left][data-id='{id}']");
    let why = "Alguien pidió que se borraran sus datos";
    assert!(page.text(&left).contains(NAME) && page.text(&left).contains(why));
    assert_eq!(page.count("[data-row=left]"), 1);
    let deleted = "SELECT id FROM customers WHERE deleted_at IS NOT NULL AND erased_at IS NULL
                   AND id NOT IN (SELECT loser_id FROM customer_merges)";
    assert_eq!(app.db.texts(deleted), [id.to_string()]);
    app.run_jobs_until_idle().await;
    let erased = format!(
        "SELECT count(*) FROM customers WHERE id = {id} AND erased_at IS NOT NULL AND deleted_at IS NOT NULL"
    );
    assert_eq!(app.db.number(&erased), 1);
    let page = app.get(&batch).await.expect(200);
    assert_eq!(page.value("batch_erasing"), "1");
    assert!(!page.has("[data-row=left]"), "there is nobody to name");
}

#[tokio::test]
async fn who_was_merged_is_asked_for_where_they_are_now() {
    let (app, _folder, id) = deleted_zoraida().await;
    let loser = app.db.number("SELECT loser_id FROM customer_merges");
    for below in ["privacy", "privacy/file", "erasure"] {
        app.get(&format!("/customers/{loser}/{below}"))
            .await
            .expect(404);
    }
    erase(&app, loser.into(), "Zora Zqx").await.expect(404);
    let list = app.get("/customers/deleted").await.expect(200);
    let link = format!("[data-id='{loser}'] a[href='/customers/{id}']");
    assert!(list.has(&link));
    erase(&app, id, NAME).await.expect(303);
    let erased = "SELECT count(*) FROM customers WHERE erased_at IS NOT NULL";
    assert_eq!(app.db.number(erased), 2);
}
