//! What they said to commercial messages is noted with its proof; who said no is not made to say yes.

use diesel::connection::SimpleConnection as _;
use vinculo::domain::Role;

use super::{STATE, change, chosen, undo, with_three};
use crate::customer_lists::send;
use crate::support::a_customer;

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
async fn a_consent_is_noted_for_nobody_who_was_not_counted() {
    let (app, _) = with_three().await;
    app.sign_in(Role::Staff).await;
    let query = "whom=all&query=view%3Dall";
    let fields = [
        ("action", "consent"),
        ("consent", "sms-given"),
        ("proof", "Feria"),
    ];
    let form = app
        .get(&format!("/customers/batches/new?{query}"))
        .await
        .expect(200);
    a_customer().name("Diana").create(&mut app.db.conn());
    let again = send(&app, &form, "form.form", &fields).await.expect(409);
    assert_eq!(again.value("batch_customers"), "4");
    let alerts = again.texts("main .alertline").concat();
    assert!(alerts.contains("La lista cambió"));
    assert!(again.has("[name=action][value=consent][checked]"));
    assert_eq!(again.text("[name=proof]"), "Feria", "nothing is lost");
    // The list changes once more before the job begins.
    let begun = send(&app, &again, "form.form", &fields).await.expect(303);
    a_customer().name("Elena").create(&mut app.db.conn());
    let before = app.db.texts(STATE);
    app.run_jobs_until_idle().await;
    assert_eq!(app.db.texts(STATE), before);
    let page = app.get(begun.location()).await.expect(200);
    let said = page.text("#batch [data-announce]");
    assert!(said.contains("ahora hay 5 en vez de 4"), "{said}");
    assert!(!page.has("#undo"), "there is nothing to undo");
    let begun = change(&app, query, &fields).await.expect(303);
    app.run_jobs_until_idle().await;
    let page = app.get(begun.location()).await.expect(200);
    assert_eq!(page.value("batch_done"), "5");
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
