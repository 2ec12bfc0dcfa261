//! Two records become one, and two again.

use vinculo::domain::{CustomerId, Role};

use super::{merge, page_of, undo};
use crate::own_fields::change_options;
use crate::support::{TestApp, a_customer, a_service};

async fn start() -> TestApp {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    app
}

/// Ana with a service and a note, and Ana María with a phone, a tag and a refusal.
fn two(app: &TestApp) -> (CustomerId, CustomerId) {
    let conn = &mut app.db.conn();
    let ana = a_customer().email("ana@correo.example").create(conn);
    let maria = a_customer()
        .name("Ana María Rojas Soto")
        .email("am@correo.example")
        .email_consent("refused")
        .create(conn);
    a_service(ana).create(conn);
    a_service(maria).on("2025-09-01").price(10_000).create(conn);
    app.db.sql(&format!(
        "UPDATE customers SET phone = '9 1111 2222', phone_e164 = '+56911112222', tags = '{{vip}}', tax_id = '41.950.470-K',
                              tax_id_key = '41950470-K', version = 4 WHERE id = {maria};
         INSERT INTO activities (customer_id, kind, title, body) VALUES ({ana}, 'note', '', 'uno'), ({maria}, 'note', '', 'dos');
         INSERT INTO contact_points (customer_id, kind, value) VALUES ({maria}, 'phone', '2 2345 6789');
         INSERT INTO messages (customer_id, purpose, kind, recipient, message_id, state)
         VALUES ({maria}, 'commercial', 'proposal', 'am@correo.example', 'm@aremko.example', 'sent');
         INSERT INTO message_preferences (address, customer_id, frequency) VALUES ('am@correo.example', {maria}, 'monthly');
         INSERT INTO proposals (customer_id, state, engine_asked, segment, language, offer_limit)
         VALUES ({maria}, 'ready', 'builtin', 'none', 'es', 15)"
    ));
    (ana, maria)
}

/// Everything that a merge may touch, row by row; versions go on counting.
fn state(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "SELECT 'customer ' || (to_jsonb(c) - 'version')::text FROM customers c
         UNION ALL SELECT 'consent ' || to_jsonb(t)::text FROM consents t
         UNION ALL SELECT 'contact ' || to_jsonb(t)::text FROM contact_points t
         UNION ALL SELECT 'history ' || to_jsonb(t)::text FROM service_history t
         UNION ALL SELECT 'activity ' || to_jsonb(t)::text FROM activities t
         UNION ALL SELECT 'message ' || to_jsonb(t)::text FROM messages t
         UNION ALL SELECT 'preference ' || to_jsonb(t)::text FROM message_preferences t
         UNION ALL SELECT 'proposal ' || to_jsonb(t)::text FROM proposals t
         UNION ALL SELECT 'member ' || to_jsonb(t)::text FROM campaign_members t
         UNION ALL SELECT 'metrics ' || to_jsonb(t)::text FROM customer_metrics t
         ORDER BY 1",
    )
}

fn newest_merge(app: &TestApp) -> i64 {
    app.db.number("SELECT max(id) FROM customer_merges")
}

fn field(app: &TestApp, id: CustomerId, column: &str) -> String {
    app.db
        .text(&format!("SELECT {column} FROM customers WHERE id = {id}"))
}

/// Where each table's rows of the two are by now.
fn owners(app: &TestApp, table: &str) -> Vec<String> {
    app.db.texts(&format!(
        "SELECT DISTINCT customer_id FROM {table} ORDER BY 1"
    ))
}

#[tokio::test]
async fn the_page_shows_both_and_suggests_what_to_keep() {
    let app = start().await;
    let (ana, maria) = two(&app);
    let page = app.get(&page_of(ana, maria)).await.expect(200);
    assert!(page.has("[name=keep][value=a][checked]"));
    assert!(page.has("[name=full_name][value=b][checked]"));
    assert_eq!(page.count("[data-id=phone] input[type=radio]"), 0);
    assert!(page.words().contains("No acepta"));
    // The other order is the same page.
    let page = app.get(&page_of(maria, ana)).await.expect(303);
    assert_eq!(page.location(), page_of(ana, maria));
}

#[tokio::test]
async fn everything_goes_to_who_stays_and_the_old_address_leads_there() {
    let app = start().await;
    let (ana, maria) = two(&app);
    let page = merge(&app, ana, maria, &[("keep", "a"), ("email", "a")]).await;
    assert_eq!(page.expect(303).location(), format!("/customers/{ana}"));
    for table in [
        "service_history",
        "activities",
        "messages",
        "message_preferences",
        "proposals",
        "contact_points",
        "consents",
    ] {
        assert_eq!(owners(&app, table), [ana.to_string()], "{table}");
    }
    assert_eq!(field(&app, ana, "full_name"), "Ana María Rojas Soto");
    assert_eq!(field(&app, ana, "email"), "ana@correo.example");
    assert_eq!(field(&app, ana, "phone_e164"), "+56911112222");
    assert_eq!(field(&app, ana, "tax_id_key"), "41950470-K");
    assert_eq!(field(&app, ana, "tags"), "{vip}");
    let page = app.get(&format!("/customers/{maria}")).await.expect(303);
    let page = app.follow(&page).await.expect(200);
    assert_eq!(page.path, format!("/customers/{ana}"));
    assert_eq!(page.value("total_services"), "2");
    assert_eq!(page.value("total_spend"), "55000");
    assert_eq!(app.db.number("SELECT count(*) FROM customer_metrics"), 1);
}

#[tokio::test]
async fn the_address_that_was_not_chosen_is_kept_beside() {
    let app = start().await;
    let (ana, maria) = two(&app);
    merge(&app, ana, maria, &[("email", "a")]).await.expect(303);
    let kept = app
        .db
        .texts("SELECT concat_ws(' ', kind, value) FROM contact_points ORDER BY 1");
    assert_eq!(kept, ["email am@correo.example", "phone 2 2345 6789"]);
}

#[tokio::test]
async fn the_stricter_answer_holds_whoever_gave_it_last() {
    let app = start().await;
    let (ana, maria) = two(&app);
    app.db.sql(&format!(
        "INSERT INTO consents (customer_id, channel, state, how) VALUES ({ana}, 'email', 'given', 'form')"
    ));
    merge(&app, ana, maria, &[]).await.expect(303);
    let holds =
        "SELECT state || ' ' || how FROM consents WHERE channel = 'email' ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.text(holds), "refused merge");
}

#[tokio::test]
async fn what_shows_the_stricter_answer_comes_along() {
    let app = start().await;
    let (ana, maria) = two(&app);
    app.db.sql(&format!(
        "INSERT INTO consents (customer_id, channel, state, how, proof) VALUES ({maria}, 'sms', 'refused', 'form', 'Feria');
         INSERT INTO consents (customer_id, channel, state, how) VALUES ({ana}, 'sms', 'given', 'form')"
    ));
    merge(&app, ana, maria, &[]).await.expect(303);
    let holds = "SELECT concat_ws(' ', state, how, proof) FROM consents WHERE channel = 'sms' ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.text(&format!("({holds})")), "refused merge Feria");
}

#[tokio::test]
async fn an_undo_leaves_both_exactly_as_they_were() {
    let app = start().await;
    let (ana, maria) = two(&app);
    let before = state(&app);
    for keep in ["a", "b"] {
        merge(&app, ana, maria, &[("keep", keep)]).await.expect(303);
        assert_ne!(state(&app), before);
        undo(&app, newest_merge(&app)).await.expect(303);
        assert_eq!(state(&app), before, "after {keep} stayed");
    }
    app.get(&format!("/customers/{maria}")).await.expect(200);
    let actions = app
        .db
        .texts("SELECT action FROM audit_log WHERE action LIKE 'customer.%merged' ORDER BY id");
    assert_eq!(
        actions,
        [
            "customer.merged",
            "customer.unmerged",
            "customer.merged",
            "customer.unmerged"
        ]
    );
}

#[tokio::test]
async fn what_was_added_since_stays_with_who_stayed() {
    let app = start().await;
    let (ana, maria) = two(&app);
    merge(&app, ana, maria, &[("keep", "a")]).await.expect(303);
    a_service(ana).on("2025-10-25").create(&mut app.db.conn());
    app.db.sql(&format!(
        "INSERT INTO activities (customer_id, kind, title, body) VALUES ({ana}, 'note', '', 'tres');
         UPDATE customers SET email = 'nuevo@correo.example' WHERE id = {ana}"
    ));
    undo(&app, newest_merge(&app)).await.expect(303);
    let notes = |id: CustomerId| {
        let query = format!("SELECT body FROM activities WHERE customer_id = {id} ORDER BY id");
        app.db.texts(&query)
    };
    assert_eq!(
        (notes(ana), notes(maria)),
        (vec!["uno".into(), "tres".into()], vec!["dos".to_owned()])
    );
    assert_eq!(field(&app, ana, "email"), "nuevo@correo.example");
    assert_eq!(field(&app, ana, "full_name"), "Ana Rojas Soto");
    assert_eq!(field(&app, maria, "tax_id_key"), "41950470-K");
    let services = "SELECT services FROM customer_metrics ORDER BY customer_id";
    assert_eq!(app.db.texts(services), ["2", "1"]);
}

#[tokio::test]
async fn a_row_deleted_since_does_not_hinder_the_undo() {
    let app = start().await;
    let (ana, maria) = two(&app);
    merge(&app, ana, maria, &[("keep", "a")]).await.expect(303);
    app.db.sql("DELETE FROM activities WHERE body = 'dos'");
    undo(&app, newest_merge(&app)).await.expect(303);
    assert_eq!(owners(&app, "activities"), [ana.to_string()]);
}

#[tokio::test]
async fn merges_upon_merges_are_undone_from_the_last_and_every_old_address_leads_on() {
    let app = start().await;
    let (ana, maria) = two(&app);
    let third = a_customer().name("Ana R. Soto").create(&mut app.db.conn());
    let before = state(&app);
    merge(&app, ana, maria, &[("keep", "b")]).await.expect(303);
    let first = newest_merge(&app);
    merge(&app, maria, third, &[("keep", "b")])
        .await
        .expect(303);
    let second = newest_merge(&app);
    for old in [ana, maria] {
        let page = app.get(&format!("/customers/{old}")).await.expect(303);
        assert_eq!(page.location(), format!("/customers/{third}"));
    }
    undo(&app, first).await.expect(409);
    undo(&app, second).await.expect(303);
    undo(&app, first).await.expect(303);
    assert_eq!(state(&app), before);
    undo(&app, first).await.expect(409);
}

#[tokio::test]
async fn who_was_changed_meanwhile_is_not_merged_unseen() {
    let app = start().await;
    let (ana, maria) = two(&app);
    let path = page_of(ana, maria);
    let page = app.get(&path).await.expect(200);
    app.db.sql(&format!(
        "UPDATE customers SET city = 'Ancud', version = version + 1 WHERE id = {maria}"
    ));
    let fields = super::filled(&page, &[]);
    let again = app.post_form(&path, &fields).await.expect(409);
    assert!(again.words().contains("Ancud"));
    assert_eq!(app.db.number("SELECT count(*) FROM customer_merges"), 0);
    app.post_form(&path, &super::filled(&again, &[]))
        .await
        .expect(303);
}

#[tokio::test]
async fn nobody_is_merged_while_a_proposal_for_them_is_written() {
    let app = start().await;
    let (ana, maria) = two(&app);
    app.db.sql("UPDATE proposals SET state = 'generating'");
    let page = merge(&app, ana, maria, &[("keep", "a")]).await.expect(409);
    assert!(page.words().contains("propuesta"));
}

#[tokio::test]
async fn of_two_clicks_at_once_one_merges() {
    let app = start().await;
    let (ana, maria) = two(&app);
    let path = page_of(ana, maria);
    let page = app.get(&path).await.expect(200);
    let fields = super::filled(&page, &[]);
    let both =
        futures_util::future::join(app.post_form(&path, &fields), app.post_form(&path, &fields));
    let (one, other) = both.await;
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    assert_eq!(app.db.number("SELECT count(*) FROM customer_merges"), 1);
}

#[tokio::test]
async fn two_places_in_one_campaign_do_not_become_one() {
    let app = start().await;
    let (ana, maria) = two(&app);
    app.db.sql(&format!(
        "INSERT INTO campaigns (id, name, audience, engine, variants, holdout_percent, from_hour, to_hour, per_hour, needs_approval,
                                seed, created_by)
         SELECT n, 'x', 'segment=vip', 'builtin', '[{{}}]', 10, 9, 20, 60, false, 7, min(users.id)
         FROM users, generate_series(1, 2) n GROUP BY n;
         INSERT INTO campaign_members (campaign_id, customer_id, arm, state, assigned_on)
         VALUES (1, {ana}, 'a', 'waiting', CURRENT_DATE), (1, {maria}, 'a', 'waiting', CURRENT_DATE),
                (2, {maria}, 'a', 'waiting', CURRENT_DATE)"
    ));
    let before = state(&app);
    merge(&app, ana, maria, &[("keep", "a")]).await.expect(303);
    let members = "SELECT campaign_id || ' ' || customer_id FROM campaign_members ORDER BY 1";
    assert_eq!(
        app.db.texts(members),
        [format!("1 {ana}"), format!("1 {maria}"), format!("2 {ana}")]
    );
    undo(&app, newest_merge(&app)).await.expect(303);
    assert_eq!(state(&app), before);
}

#[tokio::test]
async fn an_undo_is_refused_while_somebody_else_has_the_tax_id() {
    let app = start().await;
    let (ana, maria) = two(&app);
    merge(&app, ana, maria, &[("keep", "a")]).await.expect(303);
    app.db.sql(&format!(
        "UPDATE customers SET tax_id = NULL, tax_id_key = NULL WHERE id = {ana};
         INSERT INTO customers (full_name, tax_id, tax_id_key) VALUES ('Otra', '41.950.470-K', '41950470-K')"
    ));
    undo(&app, newest_merge(&app)).await.expect(409);
    app.db
        .sql("UPDATE customers SET tax_id_key = NULL WHERE full_name = 'Otra'");
    undo(&app, newest_merge(&app)).await.expect(303);
}

#[tokio::test]
async fn what_comes_to_a_merged_customer_afterwards_follows() {
    let app = start().await;
    let (ana, maria) = two(&app);
    let before = state(&app);
    merge(&app, ana, maria, &[("keep", "a")]).await.expect(303);
    app.db.sql(&format!(
        "INSERT INTO activities (id, customer_id, kind, title, body) VALUES (900, {maria}, 'note', '', 'tarde');
         INSERT INTO jobs (kind, payload, max_attempts) VALUES ('duplicates.sweep', 'null', 1)"
    ));
    app.run_jobs_until_idle().await;
    assert_eq!(owners(&app, "activities"), [ana.to_string()]);
    undo(&app, newest_merge(&app)).await.expect(303);
    assert_eq!(
        app.db
            .text("SELECT customer_id FROM activities WHERE id = 900"),
        maria.to_string()
    );
    app.db.sql("DELETE FROM activities WHERE id = 900");
    assert_eq!(state(&app), before);
}

#[tokio::test]
async fn the_list_of_merges_offers_to_undo_each() {
    let app = start().await;
    let (ana, maria) = two(&app);
    merge(&app, ana, maria, &[("keep", "a")]).await.expect(303);
    let page = app.get("/duplicates?state=merged").await.expect(200);
    assert_eq!(page.rows("#results"), [newest_merge(&app).to_string()]);
    let action = page.attr("[data-row=merge] form", "action");
    app.post_form(&action, &[]).await.expect(303);
    let page = app.get("/duplicates?state=merged").await.expect(200);
    assert!(page.has("#results .empty"));
}

#[tokio::test]
async fn nobody_is_merged_with_themselves_or_with_who_is_not_there() {
    let app = start().await;
    let (ana, _) = two(&app);
    app.get(&page_of(ana, ana)).await.expect(404);
    app.get(&page_of(ana, CustomerId::from(999_999)))
        .await
        .expect(404);
}

/// Fails when a table is added whose rows belong to a customer and nobody hands them over.
#[tokio::test]
async fn every_table_that_refers_to_customers_is_handled() {
    /// Kept by triggers or computed anew each night, and what this feature itself keeps of pairs.
    const NOT_MOVED: [&str; 7] = [
        "customer_merges",
        "customer_metrics",
        "customer_values",
        "customer_years",
        "duplicate_keys",
        "duplicate_pairs",
        "segment_changes",
    ];
    let app = TestApp::start().await;
    let referring = app.db.texts(
        "SELECT conrelid::regclass || '.' || attname FROM pg_constraint
         JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
         WHERE contype = 'f' AND confrelid = 'customers'::regclass ORDER BY 1",
    );
    let moved = vinculo::app::moves().tables();
    let is_handled = |place: &&String| {
        let (table, column) = place.split_once('.').unwrap();
        NOT_MOVED.contains(&table) || (column == "customer_id" && moved.contains(&table))
    };
    let forgotten: Vec<_> = referring
        .iter()
        .filter(|place| !is_handled(place))
        .collect();
    assert!(
        forgotten.is_empty(),
        "src/app/merging.rs forgets {forgotten:?}"
    );
    assert!(referring.len() >= moved.len());
}

#[tokio::test]
async fn what_was_chosen_survives_a_refusal_and_what_changed_is_marked() {
    let app = start().await;
    let (ana, maria) = two(&app);
    let path = page_of(ana, maria);
    let page = app.get(&path).await.expect(200);
    app.db.sql(&format!(
        "UPDATE customers SET phone = '9 1111 3333', version = version + 1 WHERE id = {maria}"
    ));
    let chosen = [("keep", "b"), ("full_name", "b"), ("email", "b")];
    let fields = super::filled(&page, &chosen);
    let again = app.post_form(&path, &fields).await.expect(409);
    for (name, side) in chosen {
        let ticked = format!("#merge [name={name}][checked]");
        assert_eq!(again.attrs(&ticked, "value"), [side], "{name}");
    }
    assert_eq!(again.attrs("[data-changed]", "data-id"), ["phone"]);
    let fresh = app.get(&path).await.expect(200);
    assert!(!fresh.has("[data-changed]"));
    let merged = app.post_form(&path, &super::filled(&again, &[])).await;
    let merged = merged.expect(303);
    assert_eq!(merged.location(), format!("/customers/{maria}"));
}

#[tokio::test]
async fn two_whom_a_person_knows_to_be_one_are_brought_together_from_the_profile() {
    let app = start().await;
    let (ana, maria) = two(&app);
    let profile = app.get(&format!("/customers/{maria}")).await.expect(200);
    let pick = format!("/duplicates/new?customer={maria}");
    assert!(profile.has(&format!("a[href='{pick}']")));
    let page = app.get(&pick).await.expect(200);
    assert!(!page.has("#customer_name-err"));
    let by_id = app
        .get(&format!("{pick}&customer_id={ana}"))
        .await
        .expect(303);
    assert_eq!(by_id.location(), page_of(ana, maria));
    let oneself = app
        .get(&format!("{pick}&customer_id={maria}"))
        .await
        .expect(200);
    assert!(oneself.has("#customer_name-err"));
    let nobody = app
        .get(&format!("{pick}&customer_name=Zoilo+Zamora"))
        .await
        .expect(200);
    assert!(nobody.has("#customer_name-err"));
    app.get("/duplicates/new?customer=999999").await.expect(404);
    let sales = app.browser_of(Role::Sales).await;
    sales.get(&pick).await.expect(403);
}

#[tokio::test]
async fn an_undo_that_is_refused_shows_the_list_of_merges_and_why() {
    let app = start().await;
    let (ana, maria) = two(&app);
    merge(&app, ana, maria, &[("keep", "a")]).await.expect(303);
    let merged = newest_merge(&app);
    undo(&app, merged).await.expect(303);
    let page = undo(&app, merged).await.expect(409);
    assert_eq!(page.text("[role=alert]"), "Esta fusión ya se deshizo.");
    assert!(page.has("#results"));
}

/// Ana and Ana María say something different in fields of the business, one of which is not asked any more.
fn with_own_values(app: &TestApp, (ana, maria): (CustomerId, CustomerId)) {
    app.db.sql(&format!(
        r#"UPDATE settings SET customer_fields = '[
               {{"key": "x1", "name": "Tipo de piel", "kind": "choice", "options": ["Seca", "Mixta"]}},
               {{"key": "x2", "name": "Distancia (km)", "kind": "number"}},
               {{"key": "x3", "name": "Aniversario", "kind": "date"}},
               {{"key": "x4", "name": "Socia", "kind": "yes_no"}},
               {{"key": "x5", "name": "Zodiaco", "kind": "text", "is_retired": true}},
               {{"key": "x6", "name": "Alergias", "kind": "text"}}]';
           UPDATE customers SET custom = '{{"x1": "Seca", "x2": "1234.5", "x4": "yes", "x5": "Leo"}}', updated_at = '2025-05-01'
           WHERE id = {ana};
           UPDATE customers SET custom = '{{"x1": "Mixta", "x2": "7", "x3": "2025-03-01", "x4": "yes", "x5": "Virgo"}}',
               updated_at = '2025-06-01' WHERE id = {maria}"#
    ));
}

#[tokio::test]
async fn of_two_values_of_a_field_of_the_business_a_person_chooses_one() {
    let app = start().await;
    let (ana, maria) = two(&app);
    with_own_values(&app, (ana, maria));
    let page = app.get(&page_of(ana, maria)).await.expect(200);
    for (key, cells) in [
        ("x1", ["Tipo de piel", "Seca", "Mixta"]),
        ("x2", ["Distancia (km)", "1.234,5", "7"]),
        ("x3", ["Aniversario", "", "01-03-2025"]),
        ("x4", ["Socia", "Sí", "Sí"]),
        ("x5", ["Zodiaco", "Leo", "Virgo"]),
    ] {
        let line = format!("[data-row=field][data-id={key}]");
        assert_eq!(page.texts(&format!("{line} > *")), cells, "{key}");
    }
    assert!(!page.has("[data-row=field][data-id=x6]"), "nobody said it");
    for (key, questions) in [("x1", 2), ("x2", 2), ("x3", 0), ("x4", 0), ("x5", 2)] {
        assert_eq!(page.count(&format!("[type=radio][name={key}]")), questions);
    }
    assert!(
        page.has("[name=x1][value=b][checked]"),
        "the newer is offered"
    );

    let before = state(&app);
    for (keep, stays) in [("a", ana), ("b", maria)] {
        let choices = [("keep", keep), ("x1", "a"), ("x5", "a")];
        merge(&app, ana, maria, &choices).await.expect(303);
        assert_eq!(
            field(&app, stays, "custom"),
            r#"{"x1": "Seca", "x2": "7", "x3": "2025-03-01", "x4": "yes", "x5": "Leo"}"#
        );
        undo(&app, newest_merge(&app)).await.expect(303);
        assert_eq!(state(&app), before, "after {keep} stayed");
    }
}

#[tokio::test]
async fn an_undo_leaves_the_value_of_the_business_that_was_changed_since() {
    let app = start().await;
    let (ana, maria) = two(&app);
    with_own_values(&app, (ana, maria));
    merge(&app, ana, maria, &[("keep", "a")]).await.expect(303);
    app.db.sql(&format!(
        r#"UPDATE customers SET custom = custom || '{{"x2": "9"}}' WHERE id = {ana}"#
    ));
    undo(&app, newest_merge(&app)).await.expect(303);
    assert_eq!(
        field(&app, ana, "custom"),
        r#"{"x1": "Seca", "x2": "9", "x4": "yes", "x5": "Leo"}"#
    );
}

#[tokio::test]
async fn an_undo_gives_back_an_option_as_it_is_called_by_now() {
    let app = start().await;
    app.db.sql(
        r#"UPDATE settings SET customer_fields = '[
            {"key": "x1", "name": "Tipo de piel", "kind": "choice", "options": ["Seca", "Mixta"]}]'"#,
    );
    let (ana, maria) = two(&app);
    app.db.sql(&format!(
        r#"UPDATE customers SET custom = '{{"x1": "Seca"}}' WHERE id = {ana};
           UPDATE customers SET custom = '{{"x1": "Mixta"}}' WHERE id = {maria}"#
    ));
    merge(&app, ana, maria, &[]).await.expect(303);
    let renamed = [("Seca", "Piel seca"), ("Mixta", "Combinada")];
    change_options(&app, "x1", &renamed, "").await.expect(303);
    undo(&app, newest_merge(&app)).await.expect(303);
    let said = "SELECT custom ->> 'x1' FROM customers ORDER BY id";
    assert_eq!(app.db.texts(said), ["Piel seca", "Combinada"]);
}
