//! Users, the queue and the audit log, as administrators see them.

mod audit_log;
mod queue;
mod users;

use std::fs;
use std::path::Path;

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

/// The text of every file below a folder of the project, whole.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder opens") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => {
                let bytes = fs::read(path).expect("the file opens");
                found.push(String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    found
}

fn texts(locale: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    files(&root.join("locales").join(locale)).concat()
}

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
