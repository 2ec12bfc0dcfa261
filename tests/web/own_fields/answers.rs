//! What is asked of a customer is kept and shown, whatever became of the field since.

use super::{KINDS, PATH, a_customer_who_said, change_field, press, send, with_fields};

const CUSTOM: &str = "(SELECT custom FROM customers)";

#[tokio::test]
async fn what_a_business_asks_besides_is_kept_and_shown_as_people_write_it() {
    let app = with_fields().await;
    let form = app.get("/customers/new").await.expect(200);
    let inputs = form.attrs("#own-fields [name]", "name");
    assert_eq!(inputs, ["x1", "x2", "x3", "x4", "x5"]);
    assert_eq!(form.attr("[name=x2]", "inputmode"), "decimal");
    assert_eq!(form.attr("[name=x3]", "type"), "date");
    let offered = form.texts("[name=x4] option, [name=x5] option");
    assert_eq!(
        offered,
        ["Sin dato", "Sí", "No", "Sin dato", "Suave", "Firme"]
    );
    let typed = [
        ("full_name", "Ana Rojas"),
        ("x1", " M "),
        ("x2", "1.234,50"),
        ("x3", "2015-10-26"),
        ("x4", "yes"),
        ("x5", "Firme"),
        ("x6", "nobody asked"),
        ("x05", "nobody asked"),
    ];
    let stored = send(&app, &form, "/customers/new", &typed)
        .await
        .expect(303);
    assert_eq!(
        app.db.text(CUSTOM),
        r#"{"x1": "M", "x2": "1234.5", "x3": "2015-10-26", "x4": "yes", "x5": "Firme"}"#
    );
    let profile = app.get(stored.location()).await.expect(200);
    assert_eq!(
        profile.texts("[data-row=own]"),
        [
            "Talla de bataM",
            "Sesiones al mes1.234,5",
            "Aniversario26-10-2015",
            "Autoriza fotosSí",
            "Presión preferidaFirme"
        ]
    );
    // The form shows what is kept as it is typed, and changes nothing by itself.
    let path = format!("{}/edit", stored.location());
    let form = app.get(&path).await.expect(200);
    assert_eq!(form.attr("[name=x2]", "value"), "1234,5");
    send(&app, &form, &path, &[]).await.expect(303);
    assert_eq!(app.db.number("SELECT version FROM customers"), 1);
    send(&app, &form, &path, &[("x1", ""), ("x4", "")])
        .await
        .expect(303);
    assert_eq!(
        app.db.text(CUSTOM),
        r#"{"x2": "1234.5", "x3": "2015-10-26", "x5": "Firme"}"#
    );
}

#[tokio::test]
async fn what_is_no_answer_comes_back_with_its_error_and_all_that_was_typed() {
    let app = with_fields().await;
    let form = app.get("/customers/new").await.expect(200);
    let long = "x".repeat(501);
    let typed = [
        ("full_name", "Ana Rojas"),
        ("x1", &*long),
        ("x2", "doce"),
        ("x3", "ayer"),
        ("x4", "quizás"),
        ("x5", "Mediana"),
    ];
    let page = send(&app, &form, "/customers/new", &typed)
        .await
        .expect(422);
    let faulty = page.attrs("[aria-invalid]", "name");
    assert_eq!(faulty, ["x1", "x2", "x3", "x4", "x5"]);
    assert_eq!(page.text("#x2-err"), "Escribe un número.");
    assert_eq!(page.count(".f-sum a[href='#x5']"), 1);
    assert!(page.text(".f-sum").contains("Presión preferida: Elige"));
    assert_eq!(page.text("[name=x1]"), long);
    for (name, text) in &typed[2..4] {
        assert_eq!(page.attr(&format!("[name={name}]"), "value"), *text);
    }
    assert_eq!(page.text("[name=x4] option[selected]"), "quizás");
    assert_eq!(page.text("[name=x5] option[selected]"), "Mediana");
    assert_eq!(app.db.number("SELECT count(*) FROM customers"), 0);
}

#[tokio::test]
async fn on_her_page_what_was_said_stands_behind_how_she_is_reached_and_before_the_notes() {
    let app = with_fields().await;
    let id = a_customer_who_said(&app, r#"{"x1": "M"}"#);
    app.db
        .sql("UPDATE customers SET sector = 'Turismo', notes = 'Llega en bus.'");
    let profile = app.get(&format!("/customers/{id}")).await.expect(200);
    let names = profile.texts(".kv dt");
    let place = |name: &str| names.iter().position(|other| other == name).unwrap();
    let own = place("Talla de bata");
    assert!(place("Correo") < own && own < place("Notas"), "{names:?}");
    assert!(own < place("Rubro"), "{names:?}");
}

#[tokio::test]
async fn a_renamed_field_keeps_what_was_said() {
    let app = with_fields().await;
    let id = a_customer_who_said(&app, r#"{"x5": "Firme", "color": "azul"}"#);
    change_field(&app, "x5", &[("name", "Intensidad del masaje")])
        .await
        .expect(303);
    let profile = app.get(&format!("/customers/{id}")).await.expect(200);
    let told = profile.texts("[data-row=own]");
    assert_eq!(told, ["Intensidad del masajeFirme"]);
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    assert_eq!(form.text("label[for=x5]"), "Intensidad del masaje");
    send(&app, &form, &path, &[("x5", "Suave")])
        .await
        .expect(303);
    let kept = r#"{"x5": "Suave", "color": "azul"}"#;
    assert_eq!(app.db.text(CUSTOM), kept, "what no field says stays");
}

#[tokio::test]
async fn a_retired_field_is_not_asked_and_what_was_said_stays() {
    let app = with_fields().await;
    let id = a_customer_who_said(&app, r#"{"x5": "Firme"}"#);
    let path = format!("/customers/{id}/edit");
    press(&app, "x5/retirement", &[]).await;
    let form = app.get(&path).await.expect(200);
    assert!(!form.has("[name=x5]") && form.has("[name=x4]"));
    send(&app, &form, &path, &[("x1", "L")]).await.expect(303);
    assert_eq!(app.db.text(CUSTOM), r#"{"x1": "L", "x5": "Firme"}"#);
    let profile = app.get(&format!("/customers/{id}")).await.expect(200);
    assert!(
        profile
            .text("[data-row=own][data-id=x5]")
            .ends_with("Firme")
    );

    let list = app.get(PATH).await.expect(200);
    assert!(
        list.text("[data-row=field][data-id=x5]")
            .contains("Ya no se pregunta")
    );
    press(&app, "x5/restoration", &[]).await;
    let form = app.get(&path).await.expect(200);
    assert_eq!(form.text("[name=x5] option[selected]"), "Firme");
}

#[tokio::test]
async fn what_was_typed_in_a_field_that_was_retired_meanwhile_is_kept() {
    let app = with_fields().await;
    a_customer_who_said(&app, r#"{"x5": "Firme"}"#);
    let path = app
        .db
        .text("SELECT '/customers/' || id || '/edit' FROM customers");
    let open = app.get(&path).await.expect(200);
    press(&app, "x5/retirement", &[]).await;
    send(&app, &open, &path, &[]).await.expect(303);
    assert_eq!(app.db.number("SELECT version FROM customers"), 1);
    let form = app.get(&path).await.expect(200);
    send(&app, &form, &path, &[("x1", "L")]).await.expect(303);

    let late = send(&app, &open, &path, &[("x5", "Suave")])
        .await
        .expect(409);
    assert_eq!(late.text("[name=x5] option[selected]"), "Suave");
    assert_eq!(late.text("#x5-help"), "Ya no se pregunta");
    send(&app, &late, &path, &[]).await.expect(303);
    assert_eq!(app.db.text(CUSTOM), r#"{"x1": "L", "x5": "Suave"}"#);

    let open = app.get("/customers/new").await.expect(200);
    press(&app, "x1/retirement", &[]).await;
    let typed = [("full_name", "Eva Soto"), ("x1", "S")];
    send(&app, &open, "/customers/new", &typed)
        .await
        .expect(303);
    let said = "SELECT custom ->> 'x1' FROM customers WHERE full_name = 'Eva Soto'";
    assert_eq!(app.db.texts(said), ["S"]);
}

#[tokio::test]
async fn a_text_keeps_its_lines() {
    let app = with_fields().await;
    let id = a_customer_who_said(&app, r#"{"x1": "Uno\nDos"}"#);
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    assert!(form.has("textarea[name=x1]"));
    assert_eq!(form.text("#own-fields h2"), "Otros datos");
    send(&app, &form, &path, &[("x2", "3")]).await.expect(303);
    assert_eq!(app.db.text(CUSTOM), r#"{"x1": "Uno\nDos", "x2": "3"}"#);
    let form = app.get("/customers/new").await.expect(200);
    let typed = [("full_name", "Eva Soto"), ("x1", "Uno\r\nTres")];
    send(&app, &form, "/customers/new", &typed)
        .await
        .expect(303);
    let said = "SELECT custom ->> 'x1' FROM customers ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db.texts(said), ["Uno\nTres"]);
}

#[tokio::test]
async fn who_comes_second_sees_both_values_of_a_field() {
    let app = with_fields().await;
    let id = a_customer_who_said(&app, r#"{"x1": "M", "x5": "Firme"}"#);
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    let theirs = [("x3", "2015-10-26"), ("x5", "Suave")];
    send(&app, &form, &path, &theirs).await.expect(303);

    let mine = [("x1", "L"), ("x3", "2016-10-26")];
    let page = send(&app, &form, &path, &mine).await.expect(409);
    assert_eq!(page.attr("[name=x3]", "value"), "2016-10-26");
    assert!(page.text("#x3-help").contains("26-10-2015"));
    assert_eq!(page.text("[name=x5] option[selected]"), "Suave");
    assert!(!page.has("#x1-help"));
    send(&app, &page, &path, &[]).await.expect(303);
    assert_eq!(
        app.db.text(CUSTOM),
        r#"{"x1": "L", "x3": "2016-10-26", "x5": "Suave"}"#
    );
}

#[tokio::test]
async fn the_audit_log_tells_what_a_field_said_and_what_became_of_it() {
    let app = with_fields().await;
    let added = "SELECT after ->> 'name' FROM audit_values WHERE field_name = 'customer_field' ORDER BY audit_id";
    assert_eq!(app.db.texts(added), KINDS.map(|[name, ..]| name));
    let id = a_customer_who_said(&app, r#"{"x2": "2", "x5": "Firme"}"#);
    let path = format!("/customers/{id}/edit");
    let form = app.get(&path).await.expect(200);
    let changed = [("x2", "2,5"), ("x4", "no"), ("x5", "Suave")];
    send(&app, &form, &path, &changed).await.expect(303);
    let values =
        "SELECT concat_ws(' ', field_name, before #>> '{}', after #>> '{}') FROM audit_values
                  WHERE field_name LIKE 'x_' ORDER BY field_name";
    assert_eq!(
        app.db.texts(values),
        ["x2 2 2.5", "x4 no", "x5 Firme Suave"]
    );
    let story = format!("/admin/audit?type=customer&record={id}");
    let page = app.get(&story).await.expect(200);
    let told = page.texts("[data-row=audit] li").join(" | ");
    assert!(told.contains("Sesiones al mes: 2 → 2,5"), "{told}");
    assert!(told.contains("Presión preferida: Firme → Suave"), "{told}");
    let page = app.get("/admin/audit").await.expect(200);
    assert!(page.words().contains("Una de varias"));
}
