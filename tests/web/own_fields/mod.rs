//! The fields of customers that a business adds: made, asked, kept, shown, and taken back.

mod answers;
mod options;
mod registry;

use vinculo::domain::{CustomerId, Role};

use crate::support::{Page, TestApp, a_customer};

const PATH: &str = "/settings/fields";

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

/// The form of a field with options called otherwise, and more of them.
pub async fn change_options(
    app: &TestApp,
    key: &str,
    renamed: &[(&str, &str)],
    more: &str,
) -> Page {
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
