//! What people see and do on the pages.

mod drafts;
mod issued;
mod seen;

use vinculo::domain::{CustomerId, Role};

use crate::support::{Page, TestApp, a_customer};

/// A signed-in admin, and somebody to bill.
async fn with_customer() -> (TestApp, CustomerId) {
    let app = TestApp::start().await;
    let customer = a_customer()
        .name("Ana Rojas Soto")
        .create(&mut app.db.conn());
    app.db
        .sql("INSERT INTO tax_rates (name, basis_points, is_default) VALUES ('IVA', 1900, true)");
    app.db
        .sql("UPDATE billing_settings SET tax_id = '41.950.470-K'");
    app.sign_in(Role::Admin).await;
    (app, customer)
}

/// The form as it is shown, sent with these changes and this button.
async fn send(app: &TestApp, path: &str, page: &Page, op: &str, changes: &[(&str, &str)]) -> Page {
    let mut fields = page.filled("form.inv-f");
    for (name, value) in changes {
        let place = fields
            .iter()
            .position(|(given, old)| given == name && (old.is_empty() || *name == "notes"));
        let place = place.or_else(|| fields.iter().position(|(given, _)| given == name));
        fields[place.unwrap_or_else(|| panic!("no {name}"))].1 = (*value).to_owned();
    }
    fields.push(("op".to_owned(), op.to_owned()));
    app.post_filled(path, &fields).await
}
