//! The fields of customers that a business adds: made, asked, kept, shown, and taken back.

use vinculo::domain::{CustomerId, Role};

use crate::support::{Page, TestApp, a_customer};

const PATH: &str = "/settings/fields";
const CUSTOM: &str = "(SELECT custom FROM customers)";
const NAMES: &str =
    "SELECT field ->> 'name' FROM settings, jsonb_array_elements(customer_fields) AS field";

/// One of each kind, `x1` to `x5`.
const KINDS: [[&str; 3]; 5] = [
    ["Talla de bata", "text", ""],
    ["Sesiones al mes", "number", ""],
    ["Aniversario", "date", ""],
    ["Autoriza fotos", "yes_no", ""],
    ["Presión preferida", "choice", "Suave\r\nFirme\r\n"],
];

async fn add_from(app: &TestApp, page: &Page, [name, kind, options]: [&str; 3]) -> Page {
    let typed = [("name", name), ("kind", kind), ("options", options)];
    let fields = page.filled_with("form[action='/settings/fields#new']", &typed);
    app.post_filled(PATH, &fields).await
}

async fn add(app: &TestApp, field: [&str; 3]) -> Page {
    let page = app.get(PATH).await.expect(200);
    add_from(app, &page, field).await
}

/// The fields of every kind, and an admin.
async fn with_fields() -> TestApp {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    for field in KINDS {
        add(&app, field).await.expect(303);
    }
    app
}

/// The form of a page with some fields filled in otherwise.
async fn send(app: &TestApp, page: &Page, path: &str, changed: &[(&str, &str)]) -> Page {
    app.post_filled(path, &page.filled_with("form.form", changed))
        .await
}

async fn change_field(app: &TestApp, key: &str, changed: &[(&str, &str)]) -> Page {
    let path = format!("{PATH}/{key}");
    let page = app.get(&path).await.expect(200);
    let fields = page.filled_with(&format!("form[action='{path}']"), changed);
    app.post_filled(&path, &fields).await
}

async fn press(app: &TestApp, address: &str, fields: &[(&str, &str)]) {
    let path = format!("{PATH}/{address}");
    app.post_form(&path, fields).await.expect(303);
}

/// Somebody who said this.
fn a_customer_who_said(app: &TestApp, custom: &str) -> CustomerId {
    let id = a_customer().create(&mut app.db.conn());
    app.db.sql(&format!(
        "UPDATE customers SET custom = '{custom}' WHERE id = {id}"
    ));
    id
}

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

#[tokio::test]
async fn a_field_of_the_wrong_kind_can_be_made_right_while_nobody_has_a_value() {
    let app = with_fields().await;
    let open = app.get(&format!("{PATH}/x1")).await.expect(200);
    assert_eq!(open.text("[name=kind] option[selected]"), "Texto");
    let right = [("kind", "choice"), ("options", "S\r\nM")];
    change_field(&app, "x1", &right).await.expect(303);
    let field = "(SELECT customer_fields -> 0 ->> 'kind' FROM settings)";
    assert_eq!(app.db.text(field), "choice");

    let open = app.get(&format!("{PATH}/x2")).await.expect(200);
    a_customer_who_said(&app, r#"{"x2": "3"}"#);
    app.db.sql("UPDATE customers SET deleted_at = now()");
    let form = format!("form[action='{PATH}/x2']");
    let late = open.filled_with(&form, &[("kind", "text")]);
    let page = app.post_filled(&format!("{PATH}/x2"), &late).await;
    let page = page.expect(422);
    assert!(page.text(".f-sum").contains("Ya hay clientes"));
    assert!(!page.has("[name=kind]"));
    assert!(page.text(".head").contains("Ya hay clientes"));
}

#[tokio::test]
async fn a_field_that_is_not_asked_any_more_leaves_its_name_to_another() {
    let app = with_fields().await;
    press(&app, "x1/retirement", &[]).await;
    add(&app, ["Talla de bata", "choice", "S\r\nM"])
        .await
        .expect(303);
    press(&app, "x1/restoration", &[]).await;
    let form = app.get("/customers/new").await.expect(200);
    assert!(form.has("[name=x6]") && !form.has("[name=x1]"));
}

#[tokio::test]
async fn a_button_of_the_list_leads_back_to_its_row() {
    let app = with_fields().await;
    let path = format!("{PATH}/x5/position");
    let pressed = app.post_form(&path, &[("to", "up")]).await.expect(303);
    assert_eq!(pressed.location(), "/settings/fields#x5");
    let list = app.get(PATH).await.expect(200);
    assert!(list.has("tr#x5[data-row=field]"));
    let page = add(&app, ["", "text", ""]).await.expect(422);
    assert_eq!(page.count("#new .f-sum a[href='#name']"), 1);
}

#[tokio::test]
async fn what_is_no_field_is_refused_where_it_is_wrong() {
    let app = with_fields().await;
    for (field, wrong) in [
        (["", "text", ""], "name"),
        (["ANIVERSARIO", "text", ""], "name"),
        (["Correo", "text", ""], "name"),
        (["Birth date", "text", ""], "name"),
        (["Piel", "colour", ""], "kind"),
        (["Piel", "choice", " \r\n"], "options"),
        (["Piel", "choice", "Seca\r\nseca"], "options"),
        (["Piel", "text", "Seca"], "options"),
    ] {
        let page = add(&app, field).await.expect(422);
        assert_eq!(page.attrs("[aria-invalid]", "name"), [wrong], "{field:?}");
        assert_eq!(page.attr("[name=name]", "value"), field[0]);
    }
    assert_eq!(app.db.texts(NAMES).len(), 5);
}

#[tokio::test]
async fn fields_stand_in_the_order_in_which_they_are_put() {
    let app = with_fields().await;
    press(&app, "x5/position", &[("to", "up")]).await;
    press(&app, "x1/position", &[("to", "down")]).await;
    press(&app, "x2/position", &[("to", "up")]).await;
    let form = app.get("/customers/new").await.expect(200);
    let inputs = form.attrs("#own-fields [name]", "name");
    assert_eq!(inputs, ["x2", "x1", "x3", "x5", "x4"]);
    let list = app.get(PATH).await.expect(200);
    assert_eq!(list.rows("#fields"), inputs);
    assert!(list.has("[data-id=x2] [value=up][disabled]"));
    // A new one comes last, under a key of its own.
    add(&app, ["Piel", "text", ""]).await.expect(303);
    let list = app.get(PATH).await.expect(200);
    assert_eq!(list.rows("#fields").last().unwrap(), "x6");
}

#[tokio::test]
async fn of_two_admins_the_slower_one_is_told_and_loses_nothing() {
    let app = with_fields().await;
    let open = app.get(PATH).await.expect(200);
    add(&app, ["Piel", "text", ""]).await.expect(303);
    let late = add_from(&app, &open, ["Pelo", "text", ""])
        .await
        .expect(409);
    assert!(late.words().contains("Otra persona guardó cambios"));
    assert_eq!(late.attr("[name=name]", "value"), "Pelo");
    add_from(&app, &late, ["Pelo", "text", ""])
        .await
        .expect(303);
    assert_eq!(app.db.texts(NAMES)[5..], ["Piel", "Pelo"]);

    let path = format!("{PATH}/x6");
    let open = app.get(&path).await.expect(200);
    change_field(&app, "x6", &[("name", "Tipo de piel")])
        .await
        .expect(303);
    let form = format!("form[action='{path}']");
    let mine = open.filled_with(&form, &[("name", "Cutis")]);
    let late = app.post_filled(&path, &mine).await.expect(409);
    assert_eq!(late.attr("[name=name]", "value"), "Cutis");
    assert_eq!(app.db.texts(NAMES)[5..], ["Tipo de piel", "Pelo"]);
}

#[tokio::test]
async fn the_page_tells_what_fields_are_for_while_there_are_none_and_then_leads_to_the_list() {
    let app = TestApp::start().await;
    app.sign_in(Role::Admin).await;
    let page = app.get(PATH).await.expect(200);
    let told = page.text("#fields .empty");
    for example in ["Presión preferida", "Alergias", "Autoriza fotos"] {
        assert!(told.contains(example), "{told}");
    }
    assert!(!page.has(".head a"));
    add(&app, KINDS[0]).await.expect(303);
    let page = app.get(PATH).await.expect(200);
    assert_eq!(page.attr(".head a", "href"), "/customers");
    assert!(page.has("#fields .tbl-cards [data-id=x1] form[action$=retirement]"));
}

#[tokio::test]
async fn only_admins_decide_what_is_asked() {
    let app = with_fields().await;
    for role in [Role::Staff, Role::Sales] {
        let browser = app.browser_of(role).await;
        let form = browser.get("/customers/new").await.expect(200);
        assert!(form.has("[name=x1]"), "{role} is asked all the same");
        browser.get(PATH).await.expect(403);
        browser.get(&format!("{PATH}/x1")).await.expect(403);
        let retirement = format!("{PATH}/x1/retirement");
        browser.post_form(&retirement, &[]).await.expect(403);
    }
    app.get(&format!("{PATH}/x77")).await.expect(404);
    app.get(&format!("{PATH}/nothing")).await.expect(404);
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
