//! Opportunities: the board and its moves, the list, the forecast, and where they come from.

mod board;
mod list;
mod pages;

use vinculo::domain::Role;

use crate::support::{Browser, Page, TestApp, a_customer};

/// A sales person with a customer.
struct Desk {
    app: TestApp,
    customer: String,
    me: String,
}

impl Desk {
    async fn set() -> Self {
        let app = TestApp::start().await;
        let me = app.sign_in(Role::Sales).await.to_string();
        let customer = a_customer().create(&mut app.db.conn()).to_string();
        app.get("/opportunities/new").await.expect(200);
        Self { app, customer, me }
    }

    async fn send(&self, fields: &[(&str, &str)]) -> Page {
        let mut all = vec![("customer_id", self.customer.as_str())];
        all.extend(fields);
        self.app.post_form("/opportunities", &all).await
    }

    /// Makes one with a title, in a stage, of a value; returns its id.
    async fn make(&self, title: &str, stage: &str, value: &str) -> String {
        self.make_with(&[("title", title), ("stage", stage), ("value", value)])
            .await
    }

    async fn make_with(&self, fields: &[(&str, &str)]) -> String {
        let made = self.send(fields).await.expect(303);
        made.location()
            .trim_start_matches("/opportunities/")
            .to_owned()
    }

    async fn move_to(&self, id: &str, fields: &[(&str, &str)]) -> Page {
        let path = format!("/opportunities/{id}/stage");
        self.app.post_form(&path, fields).await
    }

    async fn column(&self, stage: &str) -> Vec<String> {
        column(&self.app, "/opportunities", stage).await
    }

    fn stage(&self, id: &str) -> String {
        self.app
            .db
            .text(&format!("SELECT stage FROM opportunities WHERE id = {id}"))
    }
}

async fn column(browser: &Browser, address: &str, stage: &str) -> Vec<String> {
    let page = browser.get(address).await.expect(200);
    page.rows(&format!("[data-stage={stage}] .cards"))
}
