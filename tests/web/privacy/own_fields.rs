//! What somebody said in the fields that the business added: told to them under its name, and erased with them.

use super::{erase, places, start};
use crate::support::{Contents, a_customer};

const FIELD: &str = r#"[{"key": "x1", "name": "Alergias", "kind": "text"}, {"key": "x2", "name": "Autoriza fotos", "kind": "yes_no"}]"#;

#[tokio::test]
async fn the_answers_are_in_the_file_by_name_and_nowhere_once_the_person_is_erased() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = a_customer().name("Ana Rojas").create(&mut app.db.conn());
    app.db
        .sql(&format!("UPDATE settings SET customer_fields = '{FIELD}'"));
    let path = format!("/customers/{id}/edit");
    for said in ["lavanda zqx", "almendras zqx"] {
        let form = app.get(&path).await.expect(200);
        let typed = form.filled_with("form.form", &[("x1", said), ("x2", "no")]);
        app.post_filled(&path, &typed).await.expect(303);
    }
    assert_eq!(
        places(&app, "zqx"),
        ["audit_values 2", "customers 1"],
        "what it was, and what it became"
    );

    let file = app.get(&format!("/customers/{id}/privacy/file")).await;
    let file = file.expect(200).json();
    let own = &file["ficha"][0]["otros_datos"];
    assert_eq!(own["Alergias"], "almendras zqx");
    assert_eq!(own["Autoriza fotos"], "No");
    assert!(file.to_string().contains("lavanda zqx"), "its changes too");

    erase(&app, id, "Ana Rojas").await.expect(303);
    assert!(places(&app, "zqx").is_empty());
    let page = app.get(&format!("/customers/{id}")).await.expect(200);
    assert!(!page.has("[data-row=own]"));
}

#[tokio::test]
async fn an_answer_under_a_name_that_another_field_has_by_now_is_in_the_file_as_well() {
    let (app, _folder) = start(Contents::Nothing).await;
    let id = a_customer().name("Ana Rojas").create(&mut app.db.conn());
    app.db.sql(&format!(
        r#"UPDATE settings SET customer_fields = '[
               {{"key": "x1", "name": "Boletín", "kind": "text", "is_retired": true}},
               {{"key": "x2", "name": "Boletín", "kind": "yes_no"}}]';
           UPDATE customers SET custom = '{{"x1": "mensual", "x2": "no"}}' WHERE id = {id}"#
    ));
    let file = app.get(&format!("/customers/{id}/privacy/file")).await;
    let file = file.expect(200).json();
    let own = &file["ficha"][0]["otros_datos"];
    assert_eq!(own["Boletín"], "No");
    assert_eq!(own["Boletín (x1)"], "mensual");
}
