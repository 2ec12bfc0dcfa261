//! The page on which admins say what is asked.

use vinculo::domain::Role;

use super::{KINDS, PATH, a_customer_who_said, add, add_from, change_field, press, with_fields};
use crate::support::TestApp;

const NAMES: &str =
    "SELECT field ->> 'name' FROM settings, jsonb_array_elements(customer_fields) AS field";

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
async fn a_field_does_not_come_back_beside_one_whose_name_says_the_same_in_other_signs() {
    let app = with_fields().await;
    press(&app, "x4/retirement", &[]).await;
    add(&app, ["¿Autoriza… fotos?", "yes_no", ""])
        .await
        .expect(303);
    press(&app, "x4/restoration", &[]).await;
    let form = app.get("/customers/new").await.expect(200);
    assert!(form.has("[name=x6]") && !form.has("[name=x4]"));
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
