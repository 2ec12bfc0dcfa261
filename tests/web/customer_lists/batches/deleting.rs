//! Many are deleted: by admins alone, never other people than were shown, and they come back as they were.

use vinculo::domain::Role;

use super::{STATE, change, chosen, undo, with_three};
use crate::customer_lists::send;
use crate::support::a_customer;

#[actix_web::test]
async fn only_admins_delete_and_the_deleted_come_back_as_they_were() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Sales).await;
    let page = app
        .get(&format!("/customers/batches/new?{}", chosen(&ids)))
        .await
        .expect(200);
    assert!(!page.has("[name=action][value=delete]"));
    send(&app, &page, "form.form", &[("action", "delete")])
        .await
        .expect(403);
    let admin = app.browser_of(Role::Admin).await;
    let before = app.db.texts(STATE);
    app.db.sql(&format!(
        "UPDATE customers SET tax_id = '1-9', tax_id_key = '1-9' WHERE id = {}",
        ids[0]
    ));
    let done = change(&admin, &chosen(&ids), &[("action", "delete")])
        .await
        .expect(303);
    app.get(&format!("/customers/{}", ids[1])).await.expect(404);
    app.db.sql(&format!(
        "INSERT INTO customers (full_name, tax_id, tax_id_key) VALUES ('Otra', '1-9', '1-9');
         UPDATE customers SET tags = tags WHERE id = {}",
        ids[1]
    ));
    app.post_form(&format!("{}/reversal", done.location()), &[])
        .await
        .expect(404);
    let page = undo(&admin, done.location()).await;
    assert_eq!(
        (page.value("batch_undone"), page.value("batch_taken")),
        ("2".into(), "1".into())
    );
    let after: Vec<String> = app.db.texts(STATE);
    assert_eq!(after[1..3], before[1..3]);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM audit_log WHERE action = 'customer.restored'"),
        2
    );
}

#[actix_web::test]
async fn an_undo_brings_nobody_back_who_was_deleted_again_since() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Admin).await;
    let before = app.db.texts(STATE);
    let delete = [("action", "delete")];
    let address = format!("/customers/{}", ids[0]);
    // The second time as an older program kept it: without the moment.
    for forget in [
        "SELECT 1",
        "UPDATE customer_batch_rows SET after = after - 'deleted_at'",
    ] {
        let first = change(&app, &chosen(&ids), &delete).await.expect(303);
        let own = app.get(&address).await.expect(404);
        send(&app, &own, "#restore", &[]).await.expect(303);
        let second = change(&app, &chosen(&ids[..1]), &delete).await.expect(303);
        app.db.sql(forget);
        let page = undo(&app, first.location()).await;
        assert_eq!(
            (page.value("batch_undone"), page.value("batch_changed")),
            ("2".into(), "1".into()),
            "{forget}"
        );
        app.get(&address).await.expect(404);
        let page = undo(&app, second.location()).await;
        assert_eq!(page.value("batch_undone"), "1", "{forget}");
        assert_eq!(app.db.texts(STATE), before, "{forget}");
    }
}

#[actix_web::test]
async fn nobody_deletes_another_number_than_they_were_shown() {
    let (app, _) = with_three().await;
    let admin = app.browser_of(Role::Admin).await;
    let form = admin
        .get("/customers/batches/new?whom=all&query=view%3Dall")
        .await
        .expect(200);
    assert_eq!(form.value("batch_customers"), "3");
    a_customer().name("Diana").create(&mut app.db.conn());
    let delete = [("action", "delete")];
    let again = send(&admin, &form, "form.form", &delete).await.expect(409);
    assert_eq!(again.value("batch_customers"), "4");
    let alerts = again.texts("main .alertline").concat();
    assert!(alerts.contains("La lista cambió"));
    assert!(again.has("[name=action][value=delete][checked]"));
    app.run_jobs_until_idle().await;
    let left = "SELECT count(*) FROM customers WHERE deleted_at IS NULL";
    assert_eq!(app.db.number(left), 4);
    send(&admin, &again, "form.form", &delete).await.expect(303);
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.number(left), 0);
}

#[actix_web::test]
async fn a_list_that_changed_before_the_job_began_is_not_deleted() {
    let (app, _) = with_three().await;
    app.sign_in(Role::Admin).await;
    let before = app.db.texts(STATE);
    let query = "whom=all&query=view%3Dall";
    let delete = [("action", "delete")];
    let begun = change(&app, query, &delete).await.expect(303);
    a_customer().name("Diana").create(&mut app.db.conn());
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.texts(STATE)[..3], before[..]);
    let page = app.get(begun.location()).await.expect(200);
    let said = page.text("#batch [data-announce]");
    assert!(said.contains("ahora hay 4 en vez de 3"), "{said}");
    assert!(!page.has("#undo"), "there is nothing to undo");
    let kept = "SELECT count(*) FROM customer_batch_rows";
    assert_eq!(app.db.number(kept), 0);
    // Begun by a program that did not keep how many were shown.
    let begun = change(&app, query, &delete).await.expect(303);
    app.db
        .sql("UPDATE customer_batches SET params = params - 'expected' WHERE state = 'collecting'");
    app.run_jobs_until_idle().await;
    let page = app.get(begun.location()).await.expect(200);
    assert_eq!(page.value("batch_done"), "4");
}

#[actix_web::test]
async fn an_undo_leaves_in_the_bin_who_is_known_by_the_same_as_somebody_erased() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(&format!(
        "UPDATE customers SET email = 'Ana.Rojas@correo.example' WHERE id = {};
         INSERT INTO tombstones (kind, hash, customer_id, customer_created_at)
         SELECT 'email', tombstone_hash(value, 'email', 'ana.rojas@correo.example'), 999999, now() FROM secrets WHERE name = 'tombstones'",
        ids[0]
    ));
    let done = change(&app, &chosen(&ids), &[("action", "delete")])
        .await
        .expect(303);
    let page = undo(&app, done.location()).await;
    assert_eq!(
        (page.value("batch_undone"), page.value("batch_alike")),
        ("2".into(), "1".into())
    );
    let address = format!("/customers/{}", ids[0]);
    assert!(page.has(&format!("[data-row=left] a[href='{address}']")));
    let staff = app.browser_of(Role::Staff).await;
    app.db
        .sql("UPDATE customer_batches SET created_by = (SELECT max(id) FROM users)");
    let plain = staff.get(done.location()).await.expect(200);
    assert!(!plain.has("[data-row=left]"));
    // That page asks.
    let own = app.get(&address).await.expect(404);
    let asked = send(&app, &own, "#restore", &[]).await.expect(409);
    send(&app, &asked, "#restore", &[]).await.expect(303);
    app.get(&address).await.expect(200);
}

#[actix_web::test]
async fn who_was_erased_is_counted_with_a_list_and_never_changed() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Admin).await;
    app.db.sql(&format!(
        "UPDATE customers SET erased_at = now() WHERE id = {}",
        ids[1]
    ));
    let before = app.db.texts(STATE)[1].clone();
    let consent = [
        ("action", "consent"),
        ("consent", "sms-given"),
        ("proof", "Feria"),
    ];
    let tag = [("action", "tag"), ("tag", "feria")];
    for fields in [&consent[..], &tag[..]] {
        let done = change(&app, &chosen(&ids), fields).await.expect(303);
        let page = app.get(done.location()).await.expect(200);
        let figures = ["batch_done", "batch_gone"].map(|metric| page.value(metric));
        assert_eq!(figures, ["2", "1"], "{fields:?}");
    }
    // A deletion counts them as its page did.
    let query = "whom=all&query=view%3Dall";
    let done = change(&app, query, &[("action", "delete")])
        .await
        .expect(303);
    app.run_jobs_until_idle().await;
    let page = app.get(done.location()).await.expect(200);
    let figures = ["batch_done", "batch_gone"].map(|metric| page.value(metric));
    assert_eq!(figures, ["2", "1"]);
    assert_eq!(app.db.texts(STATE)[1], before);
}
