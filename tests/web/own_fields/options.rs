//! Options are called otherwise and taken away, and whoever has one keeps it.

use super::{PATH, a_customer_who_said, with_fields};
use crate::support::{Page, TestApp};

const OPTIONS: &str = "(SELECT customer_fields -> 4 -> 'options' FROM settings)";

/// The form of a field with options called otherwise, and more of them.
async fn change_options(app: &TestApp, key: &str, renamed: &[(&str, &str)], more: &str) -> Page {
    let path = format!("{PATH}/{key}");
    let page = app.get(&path).await.expect(200);
    let mut fields = page.filled_with(&format!("form[action='{path}']"), &[("options", more)]);
    let mut was = String::new();
    for (name, value) in &mut fields {
        match name.as_str() {
            "was" => was.clone_from(value),
            "option" => {
                if let Some((_, becomes)) = renamed.iter().find(|(from, _)| *from == was) {
                    *value = (*becomes).to_owned();
                }
            }
            _ => {}
        }
    }
    app.post_filled(&path, &fields).await
}

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
    change_options(&app, "x5", &gone, "").await.expect(422);
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
