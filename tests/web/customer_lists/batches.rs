//! One change to many customers, and its undo.

use diesel::connection::SimpleConnection as _;
use vinculo::domain::Role;

use super::send;
use crate::support::{Browser, Page, TestApp, a_customer};

/// What an undo has to give back, customer by customer.
const STATE: &str = "
    SELECT c.id || '|' || array_to_string(c.tags, ',') || '|' || coalesce(c.owner_id::text, '-') || '|' || (c.deleted_at IS NULL) || '|' ||
           (SELECT coalesce(string_agg(k.id || k.channel || k.state, ',' ORDER BY k.id), '') FROM consents k WHERE k.customer_id = c.id)
    FROM customers c ORDER BY c.id";

/// Goes from the list to the form, for these or for all, and sends it.
async fn change(app: &Browser, query: &str, fields: &[(&str, &str)]) -> Page {
    let form = app
        .get(&format!("/customers/batches/new?{query}"))
        .await
        .expect(200);
    send(app, &form, "form.form", fields).await
}

async fn with_three() -> (TestApp, Vec<i64>) {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let ana = a_customer()
        .name("Ana")
        .email_consent("withdrawn")
        .create(conn);
    let beto = a_customer().name("Beto").never_asked().create(conn);
    let carla = a_customer()
        .name("Carla")
        .email_consent("given")
        .create(conn);
    app.db.sql(&format!(
        "UPDATE customers SET tags = '{{Spa}}' WHERE id = {ana}"
    ));
    let ids = [ana, beto, carla].map(|id| id.get()).to_vec();
    (app, ids)
}

fn chosen(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("id={id}")).collect();
    format!("whom=these&{}", ids.join("&"))
}

async fn undo(app: &Browser, batch: &str) -> Page {
    let page = app.get(batch).await.expect(200);
    send(app, &page, "#undo form", &[]).await.expect(303);
    app.get(batch).await.expect(200)
}

#[actix_web::test]
async fn those_that_were_ticked_are_tagged_with_a_trace_and_the_tag_comes_off_again() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let before = app.db.texts(STATE);
    let form = app
        .get(&format!("/customers/batches/new?{}", chosen(&ids[..2])))
        .await
        .expect(200);
    assert_eq!(form.value("batch_customers"), "2");
    let done = send(
        &app,
        &form,
        "form.form",
        &[("action", "tag"), ("tag", " spa ")],
    )
    .await
    .expect(303);
    let page = app.get(done.location()).await.expect(200);
    assert_eq!(page.value("batch_done"), "1");
    assert_eq!(
        page.value("batch_same"),
        "1",
        "Ana has it in another spelling"
    );
    assert_eq!(
        app.db
            .texts("SELECT array_to_string(tags, ',') FROM customers ORDER BY id"),
        ["Spa", "spa", ""]
    );
    let told =
        "SELECT count(*) FROM domain_events WHERE type = 'customer.updated' AND record_id = ";
    assert_eq!(app.db.number(&format!("{told}{}", ids[1])), 1);
    let after = "SELECT after::text FROM audit_values WHERE field_name = 'tags'";
    assert_eq!(app.db.texts(after), ["[\"spa\"]"]);

    // The same form again is the same change.
    let again = send(
        &app,
        &form,
        "form.form",
        &[("action", "tag"), ("tag", "otra")],
    )
    .await
    .expect(303);
    assert_eq!(again.location(), done.location());
    let page = undo(&app, done.location()).await;
    assert_eq!(page.value("batch_undone"), "1");
    assert_eq!(app.db.texts(STATE), before);
}

#[actix_web::test]
async fn what_somebody_changed_since_is_left_alone_and_other_changes_do_not_matter() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let done = change(&app, &chosen(&ids), &[("action", "tag"), ("tag", "feria")])
        .await
        .expect(303);
    app.db.sql(&format!(
        "UPDATE customers SET phone = '1', tags = '{{Spa,feria,nueva}}', version = version + 1 WHERE id = {};
         UPDATE customers SET deleted_at = now() WHERE id = {};
         UPDATE customers SET tags = '{{otra}}', version = version + 1 WHERE id = {}",
        ids[0], ids[1], ids[2]
    ));
    let page = undo(&app, done.location()).await;
    assert_eq!(
        (page.value("batch_undone"), page.value("batch_changed")),
        ("1".into(), "2".into())
    );
    assert_eq!(page.texts("[data-row=left] a"), ["Carla"]);
    assert_eq!(
        app.db
            .texts("SELECT array_to_string(tags, ',') FROM customers ORDER BY id"),
        ["Spa,nueva", "feria", "otra"]
    );
}

#[actix_web::test]
async fn changes_upon_changes_are_undone_from_the_last() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let me = app.db.text("SELECT id FROM users");
    let before = app.db.texts(STATE);
    for actions in [
        [
            vec![("action", "tag"), ("tag", "feria")],
            vec![("action", "untag"), ("untag", "spa")],
        ],
        [
            vec![("action", "assign"), ("owner", me.as_str())],
            vec![("action", "assign"), ("owner", "")],
        ],
    ] {
        let first = change(&app, &chosen(&ids), &actions[0]).await.expect(303);
        let between = app.db.texts(STATE);
        let second = change(&app, &chosen(&ids), &actions[1]).await.expect(303);
        assert_ne!(app.db.texts(STATE), between);
        let page = undo(&app, second.location()).await;
        assert_eq!(app.db.texts(STATE), between);
        assert!(page.select("[data-metric=batch_changed]").is_empty());
        undo(&app, first.location()).await;
        assert_eq!(app.db.texts(STATE), before);
    }
}

#[actix_web::test]
async fn who_said_no_is_not_made_to_say_yes_in_two_steps() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    app.db.sql(&format!(
        "INSERT INTO consents (customer_id, channel, state, how) VALUES ({}, 'email', 'refused', 'form')",
        ids[1]
    ));
    let before = app.db.texts(STATE);
    for (said, skipped) in [("email-refused", "1"), ("email-given", "2")] {
        let fields = [("action", "consent"), ("consent", said), ("proof", "Feria")];
        let done = change(&app, &chosen(&ids[..2]), &fields).await.expect(303);
        let page = app.get(done.location()).await.expect(200);
        assert_eq!(page.value("batch_withdrawn"), skipped, "{said}");
    }
    assert_eq!(app.db.texts(STATE), before);
    let unknown = [
        ("action", "consent"),
        ("consent", "email-unknown"),
        ("proof", "Feria"),
    ];
    change(&app, &chosen(&ids), &unknown).await.expect(422);
}

#[actix_web::test]
async fn a_consent_withdrawn_while_a_change_waits_stays_withdrawn() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let carla = ids[2];
    let form = app
        .get(&format!(
            "/customers/batches/new?{}",
            chosen(&[ids[1], carla])
        ))
        .await
        .expect(200);
    let mut other = app.db.conn();
    let withdraw = format!(
        "BEGIN; SELECT FROM customers WHERE id = {0} FOR NO KEY UPDATE;
         INSERT INTO consents (customer_id, channel, state, how) VALUES ({0}, 'email', 'unknown', 'form');
         INSERT INTO consents (customer_id, channel, state, how) VALUES ({0}, 'email', 'withdrawn', 'unsubscribe_link')",
        carla
    );
    other.batch_execute(&withdraw).unwrap();
    let fields = [
        ("action", "consent"),
        ("consent", "email-given"),
        ("proof", "Feria"),
    ];
    let asking = send(&app, &form, "form.form", &fields);
    let leaving = async {
        let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while app.db.number(waits) == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        other.batch_execute("COMMIT").unwrap();
    };
    let (done, ()) = futures_util::join!(asking, leaving);
    let page = app.get(done.expect(303).location()).await.expect(200);
    assert_eq!(page.value("batch_withdrawn"), "1");
    let newest =
        format!("SELECT state FROM consents WHERE customer_id = {carla} ORDER BY id DESC LIMIT 1");
    assert_eq!(app.db.text(&format!("({newest})")), "withdrawn");
}

#[actix_web::test]
async fn what_was_noted_for_somebody_who_is_joined_since_stays_with_who_remains() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let fields = [
        ("action", "consent"),
        ("consent", "sms-given"),
        ("proof", "Feria"),
    ];
    let done = change(&app, &chosen(&ids[1..2]), &fields).await.expect(303);
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = now() WHERE id = {0};
         UPDATE consents SET customer_id = {1} WHERE customer_id = {0};
         INSERT INTO customer_merges (winner_id, loser_id, winner_before, winner_after, loser_before, moved, added)
         VALUES ({1}, {0}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')",
        ids[1], ids[2]
    ));
    let before = app.db.texts(STATE);
    let page = undo(&app, done.location()).await;
    assert_eq!(page.value("batch_changed"), "1");
    assert_eq!(app.db.texts(STATE), before);
}

#[actix_web::test]
async fn changes_are_listed_ones_own_and_for_admins_everybodys() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let list = app.get("/customers").await.expect(200);
    let href = list.attr(".head a[href$=batches]", "href");
    assert!(app.get(&href).await.expect(200).has("main .empty"));
    let done = change(&app, &chosen(&ids), &[("action", "tag"), ("tag", "feria")])
        .await
        .expect(303);
    let own = app.get(&href).await.expect(200);
    assert_eq!(own.attrs("[data-row=batch] a", "href"), [done.location()]);
    assert_eq!(
        own.texts("[data-row=batch] a"),
        ["Poner la etiqueta «feria»"]
    );
    let colleague = app.browser_of(Role::Sales).await;
    assert!(colleague.get(&href).await.expect(200).has("main .empty"));
    colleague.get(done.location()).await.expect(404);
    let reversal = format!("{}/reversal", done.location());
    colleague.post_form(&reversal, &[]).await.expect(404);
    let admin = app.browser_of(Role::Admin).await;
    admin.get(done.location()).await.expect(200);
    assert_eq!(
        admin.get(&href).await.expect(200).count("[data-row=batch]"),
        1
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
async fn a_consent_needs_a_proof_and_who_withdrew_it_stays_withdrawn() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Staff).await;
    let before = app.db.texts(STATE);
    let fields = [("action", "consent"), ("consent", "email-given")];
    let wrong = change(&app, &chosen(&ids), &fields).await.expect(422);
    assert!(wrong.has("#proof[aria-invalid=true]"));
    assert_eq!(wrong.value("batch_customers"), "3", "nobody is lost");
    let fields = [fields[0], fields[1], ("proof", "Formulario de la feria")];
    let done = send(&app, &wrong, "form.form", &fields).await.expect(303);
    let page = app.get(done.location()).await.expect(200);
    for (outcome, n) in [("done", "1"), ("same", "1"), ("withdrawn", "1")] {
        assert_eq!(page.value(&format!("batch_{outcome}")), n, "{outcome}");
    }
    assert_eq!(page.texts("[data-row=left] a"), ["Ana"]);
    let newest = "SELECT concat_ws('|', state, how, proof) FROM consents ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.text(newest), "given|batch|Formulario de la feria");
    let timeline = app
        .get(&format!("/customers/{}?show=consents", ids[1]))
        .await
        .expect(200);
    assert!(timeline.text("main").contains("Formulario de la feria"));
    undo(&app, done.location()).await;
    assert_eq!(app.db.texts(STATE), before);
}

#[actix_web::test]
async fn customers_are_given_to_somebody_and_taken_back() {
    let (app, ids) = with_three().await;
    app.sign_in(Role::Sales).await;
    let before = app.db.texts(STATE);
    let me = app.db.text("SELECT id FROM users");
    let done = change(&app, &chosen(&ids), &[("action", "assign"), ("owner", &me)])
        .await
        .expect(303);
    assert_eq!(
        app.db
            .number("SELECT count(*) FROM customers WHERE owner_id IS NOT NULL"),
        3
    );
    undo(&app, done.location()).await;
    assert_eq!(app.db.texts(STATE), before);
    change(
        &app,
        &chosen(&ids),
        &[("action", "assign"), ("owner", "999")],
    )
    .await
    .expect(422);
    change(&app, &chosen(&ids), &[("action", "")])
        .await
        .expect(422);
    let nobody = app
        .get("/customers/batches/new?whom=these")
        .await
        .expect(200);
    assert!(nobody.has("main .empty"));
}

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
