//! Users, the queue and the audit log, as administrators see them.

mod audit_log;
mod queue;
mod users;

use vinculo::domain::Role;

use crate::support::TestApp;

const PAGES: [&str; 6] = [
    "/admin/users",
    "/admin/users/new",
    "/admin/keys",
    "/admin/keys/new",
    "/admin/jobs",
    "/admin/audit",
];

#[tokio::test]
async fn staff_and_sales_are_refused_and_see_no_menu_entry() {
    let app = TestApp::start().await;
    for role in [Role::Staff, Role::Sales] {
        let browser = app.browser_of(role).await;
        for page in PAGES {
            browser.get(page).await.expect(403);
        }
        let home = browser.get("/account").await.expect(200);
        assert!(!home.has("a[href^='/admin']"));
        browser
            .post_form(
                "/admin/users",
                &[
                    ("name", "Eva"),
                    ("email", "eva@x.example"),
                    ("role", "admin"),
                ],
            )
            .await
            .expect(403);
    }
    assert_eq!(app.db.number("SELECT count(*) FROM users"), 2);
}
