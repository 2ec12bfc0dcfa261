//! What the filters offer to choose, and what stays chosen though it is offered no more.

use vinculo::domain::Role;

use super::names;
use crate::support::{Page, TestApp, a_catalogue_service, a_customer, a_user};

const OWNERS: &str = "form.filters select[name=owner] option";
const CATEGORIES: &str = "#f-category option";

/// What the filters send when one of them is changed.
fn sent(page: &Page, name: &str) -> String {
    let fields = page.filled("form.filters").into_iter();
    let mut values = fields.filter(|(field, _)| field == name);
    values.next().map(|(_, value)| value).unwrap_or_default()
}

#[actix_web::test]
async fn who_left_is_found_as_an_owner_while_customers_are_theirs() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let rosa = a_user(Role::Staff).name("Rosa").create(conn);
    let ema = a_user(Role::Staff).name("Ema").create(conn);
    let iris = a_user(Role::Staff).name("Iris").create(conn);
    for (name, owner) in [("Ana", rosa), ("Beto", ema), ("Carla", iris)] {
        let id = a_customer().name(name).create(conn);
        app.db.sql(&format!(
            "UPDATE customers SET owner_id = {owner} WHERE id = {id}"
        ));
    }
    app.db.sql(&format!(
        "UPDATE users SET disabled_at = now() WHERE id IN ({rosa}, {ema});
         UPDATE customers SET deleted_at = now() WHERE full_name = 'Beto'"
    ));
    app.sign_in(Role::Staff).await;
    let page = app.get("/customers").await.expect(200);
    let owners = page.texts(OWNERS);
    assert!(owners.contains(&"Iris".to_owned()), "{owners:?}");
    assert_eq!(owners.last().unwrap(), "Rosa (acceso desactivado)");
    assert!(!owners.iter().any(|owner| owner.starts_with("Ema")));
    assert_eq!(names(&app, &format!("owner={rosa}")).await, ["Ana"]);
}

#[actix_web::test]
async fn an_owner_who_left_stays_chosen_and_is_called_by_name() {
    let app = TestApp::start().await;
    let conn = &mut app.db.conn();
    let rosa = a_user(Role::Staff).name("Rosa").create(conn);
    let disable = format!("UPDATE users SET disabled_at = now() WHERE id = {rosa}");
    app.db.sql(&disable);
    app.sign_in(Role::Staff).await;
    let list = format!("/customers?owner={rosa}");
    let page = app.get(&list).await.expect(200);
    let told = "Rosa (acceso desactivado)";
    let chosen = format!("{OWNERS}[selected]");
    assert_eq!(page.texts(&chosen), [told], "nobody is hers any more");
    assert_eq!(
        page.texts(".chip span:first-child"),
        [format!("A cargo de {told}")]
    );
    assert_eq!(sent(&page, "owner"), rosa.to_string());
    let never = app.get("/customers?owner=987654").await.expect(200);
    assert_eq!(never.texts(&chosen), ["987654 (ya no existe)"]);
    assert_eq!(sent(&never, "owner"), "987654");
    for (query, text) in [
        ("owner=me", "Mis clientes"),
        ("owner=none", "De nadie en particular"),
    ] {
        let page = app.get(&format!("/customers?{query}")).await.expect(200);
        assert_eq!(page.texts(&chosen), [text]);
        assert!(!page.text("form.filters").contains("ya no existe"));
    }
}

#[actix_web::test]
async fn a_category_or_an_option_that_is_gone_stays_chosen_and_is_said_to_be_gone() {
    let app = TestApp::start().await;
    a_catalogue_service(&mut app.db.conn(), "Spa", "Sauna");
    app.db.sql(
        r#"UPDATE settings SET customer_fields =
           '[{"key": "x1", "name": "Tipo de piel", "kind": "choice", "options": ["Seca", "Mixta"]}]'"#,
    );
    app.sign_in(Role::Staff).await;
    let page = app
        .get("/customers?category=Termas&x1=Grasa")
        .await
        .expect(200);
    assert_eq!(
        page.texts(CATEGORIES),
        ["Cualquiera", "Spa", "Termas (ya no existe)"]
    );
    assert_eq!(
        page.texts("#f-x1 option[selected]"),
        ["Grasa (ya no existe)"]
    );
    let chips = page.texts(".chip span:first-child");
    assert!(
        chips.contains(&"Se atendió en: Termas (ya no existe)".to_owned()),
        "{chips:?}"
    );
    assert_eq!(sent(&page, "category"), "Termas");
    assert_eq!(sent(&page, "x1"), "Grasa");
    let there = app.get("/customers?category=Spa&x1=-").await.expect(200);
    assert_eq!(there.texts(CATEGORIES), ["Cualquiera", "Spa"]);
    assert!(!there.text("form.filters").contains("ya no existe"));
}
