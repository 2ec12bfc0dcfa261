//! Options are called otherwise and taken away, and whoever has one keeps it.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;

use super::{a_customer_who_said, change_field, change_options, send, with_fields};
use crate::imports::{begin_importing, end_importing};

const OPTIONS: &str = "(SELECT customer_fields -> 4 -> 'options' FROM settings)";

#[tokio::test]
async fn an_option_that_somebody_has_is_not_taken_away() {
    let app = with_fields().await;
    let id = a_customer_who_said(&app, r#"{"x5": "Firme"}"#);
    let gone = [("Firme", "")];
    let page = change_options(&app, "x5", &gone, "Media").await.expect(422);
    assert!(page.text("#options-err").ends_with("Firme."));
    assert_eq!(page.text("[name=options]"), "Media");
    assert_eq!(page.count(".f-sum a[href='#options']"), 1);
    assert_eq!(app.db.text(OPTIONS), r#"["Suave", "Firme"]"#);
    // Nor from who was deleted and may come back.
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = now() WHERE id = {id}"
    ));
    let page = change_options(&app, "x5", &gone, "").await.expect(422);
    assert!(page.text("#options-err").contains("en la papelera"));
    assert!(page.has("form a[href='/customers/deleted']"));
    change_options(&app, "x5", &[("Suave", "")], "Media")
        .await
        .expect(303);
    assert_eq!(app.db.text(OPTIONS), r#"["Firme", "Media"]"#);
}

#[tokio::test]
async fn an_option_that_is_called_otherwise_is_so_for_everybody_who_has_it() {
    let app = with_fields().await;
    let said = |custom: &str| a_customer_who_said(&app, custom);
    let (firm, soft) = (said(r#"{"x5": "Firme"}"#), said(r#"{"x5": "Suave"}"#));
    let deleted = said(r#"{"x1": "Firme", "x5": "Firme"}"#);
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = now() WHERE id = {deleted};
         INSERT INTO customer_views (name, query, is_shared, owner_id)
         SELECT 'Firmes', 'x5=Firme&sort=name', false, min(id) FROM users"
    ));
    let swapped = [("Suave", "Firme"), ("Firme", "Suave")];
    let done = change_options(&app, "x5", &swapped, "").await.expect(303);
    assert_eq!(done.location(), "/settings/fields#x5");
    let custom = |id| {
        app.db
            .text(&format!("(SELECT custom FROM customers WHERE id = {id})"))
    };
    assert_eq!(custom(firm), r#"{"x5": "Suave"}"#);
    assert_eq!(custom(soft), r#"{"x5": "Firme"}"#);
    assert_eq!(custom(deleted), r#"{"x1": "Firme", "x5": "Suave"}"#);
    let versions = "SELECT DISTINCT version FROM customers";
    assert_eq!(app.db.texts(versions), ["2"]);
    let query = "(SELECT query FROM customer_views)";
    assert_eq!(app.db.text(query), "x5=Suave&sort=name");
    let counted = "SELECT after #>> '{}' FROM audit_values WHERE field_name = 'customers'";
    assert_eq!(app.db.texts(counted), ["3"]);
}

#[tokio::test]
async fn a_draft_of_a_campaign_asks_for_an_option_as_it_is_called_by_now() {
    let app = with_fields().await;
    for state in ["draft", "done"] {
        app.db.sql(&format!(
            "INSERT INTO campaigns (name, audience, state, created_by, engine, variants, holdout_percent, from_hour,
                                    to_hour, per_hour, needs_approval, seed)
             SELECT 'Masajes', 'x5=Firme&sort=name', '{state}', min(id), 'builtin', '[{{}}]', 0, 9, 18, 10, true, 1 FROM users"
        ));
    }
    change_options(&app, "x5", &[("Firme", "Fuerte")], "")
        .await
        .expect(303);
    let audiences = "SELECT audience FROM campaigns ORDER BY id";
    assert_eq!(
        app.db.texts(audiences),
        ["x5=Fuerte&sort=name", "x5=Firme&sort=name"]
    );
}

#[tokio::test]
async fn a_form_that_was_open_while_an_option_was_called_otherwise_is_read_as_it_was_meant() {
    let app = with_fields().await;
    let id = a_customer_who_said(&app, r#"{"x5": "Firme"}"#);
    let path = format!("/customers/{id}/edit");
    let open = app.get(&path).await.expect(200);
    change_options(&app, "x5", &[("Firme", "Fuerte")], "")
        .await
        .expect(303);
    let stored = "(SELECT concat_ws(' ', version, custom) FROM customers)";
    send(&app, &open, &path, &[]).await.expect(303);
    assert_eq!(app.db.text(stored), r#"1 {"x5": "Fuerte"}"#);
    send(&app, &open, &path, &[("x1", "M")]).await.expect(303);
    assert_eq!(app.db.text(stored), r#"2 {"x1": "M", "x5": "Fuerte"}"#);

    // Where the old name means another one by now, nobody could tell.
    let open = app.get(&path).await.expect(200);
    let swapped = [("Suave", "Fuerte"), ("Fuerte", "Suave")];
    change_options(&app, "x5", &swapped, "").await.expect(303);
    assert_eq!(app.db.text(stored), r#"3 {"x1": "M", "x5": "Suave"}"#);
    let late = send(&app, &open, &path, &[]).await.expect(409);
    assert_eq!(late.text("[name=x5] option[selected]"), "Suave");
}

#[tokio::test]
async fn a_form_that_is_sent_while_an_option_is_being_called_otherwise_waits_and_says_the_new_one()
{
    let app = with_fields().await;
    let id = a_customer_who_said(&app, r#"{"x5": "Firme"}"#);
    let path = format!("/customers/{id}/edit");
    let open = app.get(&path).await.expect(200);
    let mut held = app.db.conn();
    held.batch_execute("BEGIN; SELECT FROM customers FOR UPDATE")
        .unwrap();
    let waiting = |many: i64| {
        let app = &app;
        async move {
            let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            while app.db.number(waits) < many {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    };
    let renaming = change_options(&app, "x5", &[("Firme", "Fuerte")], "");
    let saving = async {
        waiting(1).await;
        send(&app, &open, &path, &[("x1", "M")]).await
    };
    let letting_go = async {
        waiting(2).await;
        held.batch_execute("ROLLBACK").unwrap();
    };
    let (renamed, saved, ()) = tokio::join!(renaming, saving, letting_go);
    renamed.expect(303);
    saved.expect(303);
    let stored = app.db.text("(SELECT custom::text FROM customers)");
    assert_eq!(stored, r#"{"x1": "M", "x5": "Fuerte"}"#);
}

#[tokio::test]
async fn while_an_option_is_being_called_otherwise_nobody_waits_and_no_answer_is_lost() {
    let app = with_fields().await;
    let firm = a_customer_who_said(&app, r#"{"x5": "Firme"}"#);
    let other = a_customer_who_said(&app, r#"{"x5": "Suave"}"#);
    let path = format!("/customers/{other}/edit");
    let open = app.get(&path).await.expect(200);
    let mut renaming = app.db.conn();
    renaming
        .batch_execute(&format!(
            "BEGIN; UPDATE settings SET version = version + 1; UPDATE customers SET city = 'Osorno' WHERE id = {firm}"
        ))
        .unwrap();
    let told = send(&app, &open, &path, &[("x5", "Firme")])
        .await
        .expect(422);
    assert!(told.words().contains("Alguien está cambiando este campo"));
    assert_eq!(told.text("[name=x5] option[selected]"), "Firme");
    send(&app, &open, &path, &[("city", "Castro")])
        .await
        .expect(303);
    renaming.batch_execute("COMMIT").unwrap();
    let stored = "SELECT concat_ws(' ', city, custom) FROM customers ORDER BY id";
    assert_eq!(
        app.db.texts(stored),
        [r#"Osorno {"x5": "Firme"}"#, r#"Castro {"x5": "Suave"}"#]
    );
}

#[tokio::test]
async fn while_an_import_is_at_work_what_is_answered_stays_as_it_is_and_so_does_what_was_typed() {
    let app = with_fields().await;
    let mut other = app.db.conn();
    begin_importing(&mut other);
    let renamed = [("Firme", "Fuerte")];
    let late = change_options(&app, "x5", &renamed, "").await.expect(409);
    assert!(late.words().contains("Hay una importación en curso"));
    assert_eq!(late.attrs("[name=option]", "value"), ["Suave", "Fuerte"]);
    change_options(&app, "x5", &[("Firme", "")], "")
        .await
        .expect(409);
    change_field(&app, "x1", &[("kind", "number")])
        .await
        .expect(409);
    change_options(&app, "x5", &[], "Media").await.expect(303);
    assert_eq!(app.db.text(OPTIONS), r#"["Suave", "Firme", "Media"]"#);

    end_importing(&mut other);
    change_options(&app, "x5", &renamed, "").await.expect(303);
    assert_eq!(app.db.text(OPTIONS), r#"["Suave", "Fuerte", "Media"]"#);
}

#[tokio::test]
async fn an_option_that_very_many_have_has_longer_than_a_page_to_be_called_otherwise() {
    let app = with_fields().await;
    a_customer_who_said(&app, r#"{"x5": "Firme"}"#);
    app.db.sql(
        "CREATE FUNCTION note_time() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN INSERT INTO times VALUES (TG_TABLE_NAME, current_setting('statement_timeout')); RETURN NULL; END $$;
         CREATE TABLE times (of_table text, given text);
         CREATE TRIGGER note_time AFTER UPDATE ON customers FOR EACH STATEMENT EXECUTE FUNCTION note_time();
         CREATE TRIGGER note_time AFTER UPDATE ON import_changed FOR EACH STATEMENT EXECUTE FUNCTION note_time();
         CREATE TRIGGER note_time AFTER UPDATE ON customer_merges FOR EACH STATEMENT EXECUTE FUNCTION note_time()",
    );
    change_options(&app, "x5", &[("Firme", "Fuerte")], "")
        .await
        .expect(303);
    let times = "SELECT of_table || ' ' || given FROM times ORDER BY 1";
    let all = [
        "customer_merges 10min",
        "customers 10min",
        "import_changed 10min",
    ];
    assert_eq!(app.db.texts(times), all);
}

#[tokio::test]
async fn what_only_somebody_said_who_was_merged_keeps_neither_option_nor_kind() {
    let app = with_fields().await;
    let loser = a_customer_who_said(&app, r#"{"x1": "M", "x5": "Firme"}"#);
    let winner = a_customer_who_said(&app, r#"{"x5": "Suave"}"#);
    app.db.sql(&format!(
        "UPDATE customers SET deleted_at = now() WHERE id = {loser};
         INSERT INTO customer_merges (winner_id, loser_id, winner_before, winner_after, loser_before, moved, added)
         VALUES ({winner}, {loser}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')"
    ));
    change_options(&app, "x5", &[("Firme", "")], "")
        .await
        .expect(303);
    assert_eq!(app.db.text(OPTIONS), r#"["Suave"]"#);
    change_field(&app, "x1", &[("kind", "number")])
        .await
        .expect(303);
}
