//! A person goes, what they bought stays.

use vinculo::domain::Role;

use super::person::{NAME, WORDS, zoraida};
use super::{erase, kept_beside, places, start};
use crate::support::{Contents, TestApp, a_customer, a_service};

#[tokio::test]
async fn nothing_of_the_person_is_left_but_on_issued_invoices() {
    let (app, folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let before: Vec<_> = WORDS.iter().map(|word| places(&app, word)).collect();
    assert!(before[0].len() >= 29, "{before:?}");
    erase(&app, id, NAME).await.expect(303);
    for word in WORDS {
        let left = places(&app, word);
        let invoice = |place: &String| place == "invoices 1" || place == "invoice_lines 1";
        assert!(left.iter().all(invoice), "{word} stands in {left:?}");
    }
    let issued = "SELECT customer_name FROM invoices WHERE id = 91";
    assert_eq!(app.db.text(&format!("({issued})")), "Zqx");
    let page = app.get(&format!("/customers/{id}")).await.expect(200);
    assert_eq!(page.text("h1"), "Cliente eliminado");
    assert_eq!(page.value("total_services"), "3");
    assert!(!page.has(&format!("a[href='/customers/{id}/edit']")));
    app.get(&format!("/customers/{id}/edit")).await.expect(404);
    app.get(&format!("/customers/{id}/history"))
        .await
        .expect(200);
    app.get("/messages/81").await.expect(200);
    app.get("/proposals/71").await.expect(200);
    app.get("/invoices/91").await.expect(200);
    app.get("/admin/audit").await.expect(200);
    app.get("/activities").await.expect(200);
    app.get("/customers/batches/900").await.expect(200);
    app.get("/customers/batches/903").await.expect(200);
    let beside = kept_beside(&folder);
    assert!(
        beside
            .iter()
            .all(|line| line["hash"].as_str().unwrap().len() == 64)
    );
    assert!(beside.iter().any(|line| line["customer"] == id.get()));
    app.run_jobs_until_idle().await;
}

#[tokio::test]
async fn nobody_is_advised_about_who_was_erased_or_led_to_what_is_refused() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let address = format!("/customers/{id}");
    let advice = ["#outlook", "[data-metric=lift_to]"];
    let ways = [
        format!("a[href='{address}/history/new']"),
        format!("a[href='{address}/channels/new']"),
        format!("a[href='/invoices/new?customer={id}']"),
        format!("a[href='/opportunities/new?customer={id}']"),
    ];
    let page = app.get(&address).await.expect(200);
    assert!(advice.iter().all(|place| page.has(place)));
    for way in &ways {
        assert!(page.has(way), "{way}");
    }
    erase(&app, id, NAME).await.expect(303);
    let page = app.get(&address).await.expect(200);
    assert!(!advice.iter().any(|place| page.has(place)));
    for way in &ways {
        assert!(!page.has(way), "{way}");
    }
    let history = app.get(&format!("{address}/history")).await.expect(200);
    assert!(!history.has(&ways[0]));
    app.get(&format!("{address}/history/new")).await.expect(404);
}

#[tokio::test]
async fn what_was_said_of_others_stays() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    erase(&app, id, NAME).await.expect(303);
    let values = "SELECT count(*) FROM audit_values WHERE audit_id = 7";
    assert_eq!(app.db.number(&format!("({values})")), 1);
    let reasons = app
        .db
        .texts("SELECT reason FROM import_errors ORDER BY line");
    assert_eq!(
        reasons,
        ["Cliente eliminado", "no date", "Cliente eliminado"]
    );
    let trace = app.db.texts(
        "SELECT action || ' ' || record_id FROM audit_log WHERE action = 'customer.erased' ORDER BY record_id",
    );
    assert_eq!(trace.len(), 2, "both records: {trace:?}");
    assert!(
        app.db
            .number("SELECT count(*) FROM audit_log WHERE id < 10")
            == 7,
        "who did what stays"
    );
}

#[tokio::test]
async fn a_change_to_many_forgets_her_and_keeps_what_it_says_of_all() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let said = "SELECT concat_ws('|', id, params ->> 'proof', params ->> 'from', params ->> 'to', params ->> 'tag', query)
                FROM customer_batches WHERE id >= 900 ORDER BY id";
    erase(&app, id, NAME).await.expect(303);
    assert_eq!(
        app.db.texts(said),
        [
            "900|",
            "901|Feria de octubre",
            "902|",
            "903||Familia",
            "904|Familia"
        ]
    );
}

/// Every figure that pages show, as the tables keep it.
fn figures(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "SELECT to_jsonb(kept) - 'full_name' FROM customer_metrics kept
         UNION ALL SELECT jsonb_build_array('day', day, service_id, sum(count), sum(revenue)) FROM service_days GROUP BY day, service_id
         UNION ALL SELECT jsonb_build_array('cell', r, f, m, segment, sum(customers), sum(spend)) FROM rfm_cells GROUP BY r, f, m, segment
         UNION ALL SELECT jsonb_build_array('tally', status, sum(customers)) FROM customer_tallies GROUP BY status
         UNION ALL SELECT jsonb_build_array('invoice', id, state, total, paid, open, full_number) FROM invoices
         UNION ALL SELECT jsonb_build_array('opportunity', stage, value, currency) FROM opportunities
         UNION ALL SELECT jsonb_build_array('activity', kind, due_at, done_at) FROM activities
         UNION ALL SELECT jsonb_build_array('created', created_at) FROM customers
         ORDER BY 1",
    )
}

#[tokio::test]
async fn all_figures_are_what_they_were() {
    let (app, _folder) = start(Contents::Spa).await;
    let id = app
        .db
        .number("SELECT customer_id FROM customer_metrics ORDER BY spend DESC LIMIT 1");
    let name = app.db.text(&format!(
        "(SELECT full_name FROM customers WHERE id = {id})"
    ));
    let shown = |page: &crate::support::Page| {
        [
            "customers_total",
            "customers_with_history",
            "services_total",
            "revenue_total",
            "month_revenue",
        ]
        .map(|metric| page.value(metric))
    };
    let (stored, dashboard) = (figures(&app), shown(&app.get("/").await));
    let profile = app.get(&format!("/customers/{id}")).await.expect(200);
    erase(&app, id.into(), &name).await.expect(303);
    assert_eq!(figures(&app), stored);
    assert_eq!(shown(&app.get("/").await), dashboard);
    let after = app.get(&format!("/customers/{id}")).await.expect(200);
    for metric in [
        "total_services",
        "total_spend",
        "avg_ticket",
        "segment",
        "visits",
    ] {
        assert_eq!(after.value(metric), profile.value(metric), "{metric}");
    }
}

#[tokio::test]
async fn the_name_is_typed_before_and_nothing_happens_without() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let address = format!("/customers/{id}/erasure");
    let page = app.get(&address).await.expect(200);
    assert!(page.words().contains("Las facturas emitidas"));
    let page = erase(&app, id, "Zoraida").await.expect(409);
    assert!(page.has("#name[aria-invalid=true][value=Zoraida]"));
    assert_eq!(app.db.number("SELECT count(*) FROM tombstones"), 0);
    erase(&app, id, "zoraida zqx  pena").await.expect(303);
    app.get(&address).await.expect(404);
    erase(&app, id, "Cliente eliminado").await.expect(404);
    let sales = app.browser_of(Role::Sales).await;
    sales.get(&address).await.expect(403);
}

#[tokio::test]
async fn nothing_is_erased_while_something_is_written_or_sent() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    app.db
        .sql("UPDATE messages SET state = 'sending' WHERE id = 82");
    let page = erase(&app, id, NAME).await.expect(409);
    assert!(page.has("[role=alert]"));
    app.db.sql("UPDATE messages SET state = 'held' WHERE id = 82; UPDATE proposals SET state = 'generating' WHERE id = 71");
    erase(&app, id, NAME).await.expect(409);
    app.db
        .sql("UPDATE proposals SET state = 'ready' WHERE id = 71");
    erase(&app, id, NAME).await.expect(303);
    let states = app
        .db
        .texts("SELECT state FROM messages UNION ALL SELECT state FROM proposals ORDER BY 1");
    assert_eq!(states, ["cancelled", "discarded", "sent", "sent"]);
}

#[tokio::test]
async fn a_merge_with_an_erased_person_is_not_undone_and_no_new_one_is_made() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let other = a_customer().create(&mut app.db.conn());
    erase(&app, id, NAME).await.expect(303);
    let merge = app.db.number("SELECT max(id) FROM customer_merges");
    let undone = app
        .post_form(&format!("/duplicates/merges/{merge}/reversal"), &[])
        .await;
    undone.expect(409);
    let (a, b) = (id.min(other), id.max(other));
    let fields = [("keep", "a"), ("version_a", "1"), ("version_b", "1")];
    app.post_form(&format!("/duplicates/{a}/{b}"), &fields)
        .await
        .expect(404);
    app.make_jobs_due("duplicates.check");
    app.run_jobs_until_idle().await;
    assert_eq!(
        app.db.number(&format!(
            "SELECT count(*) FROM duplicate_keys WHERE customer_id = {id}"
        )),
        0
    );
}

#[tokio::test]
async fn an_address_that_somebody_else_has_stays_theirs() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let mother = a_customer()
        .name("Marta Soto")
        .email("zoraida.zqx@correo.example")
        .create(&mut app.db.conn());
    a_service(mother).create(&mut app.db.conn());
    erase(&app, id, NAME).await.expect(303);
    assert_eq!(
        places(&app, "zoraida.zqx@"),
        ["customers 1", "invoices 1", "suppressions 1"]
    );
}

/// Every table whose rows belong to a customer, or to a row that does.
pub fn tables_of_a_customer(app: &TestApp) -> Vec<String> {
    app.db.texts(
        "WITH RECURSIVE theirs (id) AS (
             SELECT 'customers'::regclass::oid
             UNION SELECT conrelid FROM pg_constraint JOIN theirs ON confrelid = theirs.id WHERE contype = 'f'
         )
         SELECT DISTINCT id::regclass::text FROM theirs ORDER BY 1",
    )
}

/// What keeps nothing of a person, with what it keeps.
const NOT_ERASED: [(&str, &str); 10] = [
    ("customer_tallies", "figures"),
    (
        "customer_view_defaults",
        "which list somebody of us opens first",
    ),
    (
        "segment_recounts",
        "numbers of rows that wait to be counted",
    ),
    ("tombstones", "keyed hashes"),
    ("customer_metrics", "figures, and the name by a trigger"),
    ("customer_years", "figures"),
    ("segment_changes", "figures"),
    (
        "message_events",
        "that a message was opened, by words of the program",
    ),
    ("opportunity_stages", "which stage, when, by whom of us"),
    ("invoice_deliveries", "which message carried which invoice"),
];

/// Those of which nobody said what becomes of them.
fn forgotten(tables: &[String]) -> Vec<&String> {
    let erased = vinculo::app::erasers().tables();
    let is_handled = |table: &&String| {
        erased.contains(&table.as_str()) || NOT_ERASED.iter().any(|(name, _)| name == table)
    };
    tables.iter().filter(|table| !is_handled(table)).collect()
}

#[tokio::test]
async fn every_table_that_refers_to_a_customer_is_erased() {
    let app = TestApp::start().await;
    let tables = tables_of_a_customer(&app);
    let forgotten = forgotten(&tables);
    assert!(
        forgotten.is_empty(),
        "src/app/erasing.rs forgets {forgotten:?}"
    );
}

#[tokio::test]
async fn every_table_about_customers_is_erased_though_no_foreign_key_says_so() {
    let app = TestApp::start().await;
    let tables = app.db.texts(
        "SELECT DISTINCT table_name FROM information_schema.columns
         WHERE table_schema = 'public' AND (column_name = 'customer_id' OR table_name LIKE 'customer\\_%') ORDER BY 1",
    );
    assert!(tables.iter().any(|table| table == "customer_batches"));
    let forgotten = forgotten(&tables);
    assert!(
        forgotten.is_empty(),
        "src/app/erasing.rs forgets {forgotten:?}"
    );
}

#[tokio::test]
async fn other_rows_of_the_same_person_are_named_before_and_not_erased_along() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = zoraida(&app);
    let conn = &mut app.db.conn();
    let [mail, phone, tax_id, erased] =
        ["Alba", "Berta", "Celia", "Dora"].map(|name| a_customer().name(name).create(conn));
    app.db.sql(&format!(
        "UPDATE customers SET email = 'Zoraida.ZQX@correo.example' WHERE id = {mail};
         UPDATE customers SET phone_e164 = '+56977712345', deleted_at = now() WHERE id = {phone};
         UPDATE customers SET tax_id_key = '41950470-K', deleted_at = now() WHERE id = {tax_id};
         UPDATE customers SET phone_e164 = '+56977712345', deleted_at = now(), erased_at = now() WHERE id = {erased}"
    ));
    let address = format!("/customers/{id}/erasure");
    let named = |page: &crate::support::Page| page.attrs("[data-row=alike]", "data-id");
    let page = app.get(&address).await.expect(200);
    let all = [mail, phone, tax_id].map(|id| id.to_string());
    assert_eq!(named(&page), all);
    for other in [mail, phone, tax_id] {
        let link = format!("[data-row=alike] a[href='/customers/{other}/privacy']");
        assert!(page.has(&link));
        app.get(&format!("/customers/{other}/privacy"))
            .await
            .expect(200);
    }
    let refused = erase(&app, id, "Zoraida").await.expect(409);
    assert_eq!(named(&refused), all);
    // Who was merged has no page: whom they became has.
    app.db.sql(&format!(
        "INSERT INTO customer_merges (winner_id, loser_id, winner_before, winner_after, loser_before, moved, added)
         VALUES ({mail}, {phone}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')"
    ));
    let page = app.get(&address).await.expect(200);
    assert_eq!(named(&page), [mail, tax_id].map(|id| id.to_string()));
    erase(&app, id, NAME).await.expect(303);
    let names = format!(
        "SELECT full_name FROM customers WHERE id IN ({mail}, {phone}, {tax_id}) ORDER BY id"
    );
    assert_eq!(app.db.texts(&names), ["Alba", "Berta", "Celia"]);
}
