//! What each role gets for every address. A feature adds its addresses to [`ROUTES`]; a test reads the sources and fails
//! where one is missing.

mod dead_ends;
mod registered;
mod routes;

use std::collections::BTreeSet;

use reqwest::Method;
use vinculo::domain::Role;

pub use self::registered::all_registered;
use self::routes::{Access, ROUTES};
use crate::support::{Browser, Page, TestApp, a_customer, a_service};

const ROLES: [Option<Role>; 4] = [
    None,
    Some(Role::Staff),
    Some(Role::Sales),
    Some(Role::Admin),
];

/// A record of each kind, so that every address of one record has something to show.
struct Records {
    customer: String,
    service: String,
    user: String,
}

impl Records {
    fn new(app: &TestApp) -> Self {
        let conn = &mut app.db.conn();
        let customer = a_customer().create(conn);
        let service = a_service(customer).create(conn);
        let user = crate::support::a_user(Role::Staff).create(conn);
        Self {
            customer: customer.to_string(),
            service: service.to_string(),
            user: user.to_string(),
        }
    }

    /// The address of a record of ours: `/customers/{id}` becomes `/customers/1`.
    fn fill(&self, pattern: &str) -> String {
        let ids = [
            ("/customers/{id}", &self.customer),
            ("/history/{id}", &self.service),
            ("/admin/users/{id}", &self.user),
        ];
        let mut address = pattern
            .replace("{token}", "x")
            .replace("{tenant}", "aremko")
            .replace("{number}", "1")
            .replace("{arm}", "a")
            .replace("{activity}", "1")
            .replace("{opportunity}", "1")
            .replace("{point}", "999999")
            .replace("{contact}", "999999")
            .replace("{session}", "x")
            .replace("{delivery}", "1")
            .replace("{name}", "smtp")
            .replace("{key}", "x1")
            .replace("{a}/{b}", "999998/999999")
            .replace("{path:.*}", "none");
        for (prefix, id) in ids {
            if let Some(rest) = address.strip_prefix(prefix) {
                address = format!("{}{rest}", prefix.replace("{id}", id));
            }
        }
        // Nobody has made one of this kind: whoever may is told that it is not there.
        address.replace("{id}", "999999")
    }
}

/// One browser per column.
async fn browsers(app: &TestApp) -> Vec<Browser> {
    let mut browsers = Vec::new();
    for role in ROLES {
        browsers.push(match role {
            Some(role) => app.browser_of(role).await,
            None => app.browser(),
        });
        browsers.last().unwrap().get("/login").await;
    }
    browsers
}

async fn ask(browser: &Browser, method: &str, address: &str) -> Page {
    match method {
        "GET" => browser.get(address).await,
        // A form that cannot be read at all is refused before anybody is looked at.
        "POST" => {
            browser
                .post_form(address, &[("choice", "send_again")])
                .await
        }
        other => {
            let method: Method = other.parse().unwrap();
            browser
                .send(address, browser.request(method, address))
                .await
        }
    }
}

fn leads_to_sign_in(page: &Page) -> bool {
    page.status == 303 && page.header("location").starts_with("/login")
}

/// After these who asked is signed out, here or elsewhere.
const ENDS_SESSIONS: [&str; 2] = ["/logout", "/account/sessions/deletion"];

/// Whether the answer is what somebody with or without access should get; a form that lacks its fields is access too.
fn is_right(page: &Page, role: Option<Role>, access: Access) -> bool {
    let is_open = access.is_open_to(role);
    match page.status {
        401 if matches!(access, Access::Program) => page.json()["detail"].is_string(),
        // The form comes back with the way to the sign-in.
        401 => !is_open && role.is_none() && page.has("main a[href^='/login']"),
        403 => !is_open && role.is_some(),
        303 if leads_to_sign_in(page) && !ENDS_SESSIONS.contains(&page.path.as_str()) => {
            !is_open && role.is_none()
        }
        500.. | 405 => false,
        _ => is_open,
    }
}

#[tokio::test]
async fn each_role_gets_what_it_may_and_nothing_else() {
    let app = TestApp::start().await;
    let records = Records::new(&app);
    let mut wrong = Vec::new();
    let mut browsers = browsers(&app).await;
    println!("{:6} {:44} anon. staff sales admin", "", "address");
    for (method, pattern, access) in ROUTES {
        let mut line = format!("{method:6} {pattern:44}");
        for (browser, role) in browsers.iter().zip(ROLES) {
            let page = ask(browser, method, &records.fill(pattern)).await;
            line += &format!(" {:5}", page.status);
            if !is_right(&page, role, *access) {
                wrong.push(format!("{method} {pattern} as {role:?}: {}", page.status));
            }
        }
        println!("{line}");
        if *pattern == "/login" || ENDS_SESSIONS.contains(pattern) {
            browsers = self::browsers(&app).await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_address_of_the_program_is_in_the_table() {
    let listed: BTreeSet<_> = ROUTES
        .iter()
        .map(|(method, pattern, _)| format!("{method} {pattern}"))
        .collect();
    let registered = all_registered();
    assert!(registered.len() > 10, "the sources were not understood");
    let missing: Vec<_> = registered.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&registered).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "missing {missing:#?}, gone {gone:#?}"
    );
}
