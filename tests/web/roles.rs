//! What each role gets for every address. A feature adds its addresses to [`ROUTES`]; a test reads the sources and fails
//! where one is missing.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use reqwest::Method;
use vinculo::domain::Capability::{self, *};
use vinculo::domain::Role;

use crate::support::{Browser, Page, TestApp, a_customer, a_service};

use Access::{Anyone, Needs, Program, SignedIn};

/// Who may use an address.
#[derive(Debug, Clone, Copy)]
enum Access {
    Anyone,
    SignedIn,
    Needs(Capability),
    /// A program with a key; no person, whatever their role.
    Program,
}

impl Access {
    fn is_open_to(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Anyone, _) => true,
            (Program, _) => false,
            (SignedIn, role) => role.is_some(),
            (Needs(capability), role) => role.is_some_and(|role| role.can(capability)),
        }
    }
}

/// Method, address as registered, and who may.
const ROUTES: &[(&str, &str, Access)] = &[
    ("GET", "/health", Anyone),
    ("GET", "/openapi.json", Anyone),
    ("GET", "/docs{path:.*}", SignedIn),
    ("GET", "/static/{path:.*}", Anyone),
    ("GET", "/login", Anyone),
    ("POST", "/login", Anyone),
    ("POST", "/logout", Anyone),
    ("GET", "/setup/{token}", Anyone),
    ("POST", "/setup/{token}", Anyone),
    ("GET", "/link/{token}", Anyone),
    ("POST", "/link/{token}", Anyone),
    ("GET", "/account", SignedIn),
    ("POST", "/account/preferences", SignedIn),
    ("POST", "/account/password", SignedIn),
    ("GET", "/account/sessions", SignedIn),
    ("POST", "/account/sessions", SignedIn),
    ("POST", "/account/sessions/deletion", SignedIn),
    ("POST", "/account/sessions/{session}/deletion", SignedIn),
    ("GET", "/", Needs(Dashboard)),
    ("GET", "/search", Needs(CustomersRead)),
    ("GET", "/customers", Needs(CustomersRead)),
    ("GET", "/customers/export", Needs(Exports)),
    ("POST", "/customers/views", Needs(CustomersRead)),
    ("POST", "/customers/views/{id}", Needs(CustomersRead)),
    (
        "POST",
        "/customers/views/{id}/deletion",
        Needs(CustomersRead),
    ),
    (
        "POST",
        "/customers/views/{id}/restoration",
        Needs(CustomersRead),
    ),
    (
        "POST",
        "/customers/views/{id}/default",
        Needs(CustomersRead),
    ),
    ("GET", "/customers/batches/new", Needs(CustomersWrite)),
    ("GET", "/customers/batches", Needs(CustomersWrite)),
    ("POST", "/customers/batches", Needs(CustomersWrite)),
    ("GET", "/customers/batches/{id}", Needs(CustomersWrite)),
    (
        "POST",
        "/customers/batches/{id}/reversal",
        Needs(CustomersWrite),
    ),
    ("GET", "/customers/tags", Needs(CustomersWrite)),
    ("GET", "/customers/tags/names", Needs(CustomersWrite)),
    ("GET", "/customers/tags/edit", Needs(CustomersWrite)),
    ("POST", "/customers/tags/renaming", Needs(CustomersWrite)),
    ("POST", "/customers/tags/removal", Needs(CustomersWrite)),
    ("GET", "/customers/deleted", Needs(Erase)),
    ("POST", "/customers/{id}/restoration", Needs(Erase)),
    ("GET", "/customers/{id}/next", Needs(CustomersRead)),
    ("GET", "/customers/{id}/previous", Needs(CustomersRead)),
    ("GET", "/customers/lookup", Needs(CustomersRead)),
    ("GET", "/customers/new", Needs(CustomersWrite)),
    ("POST", "/customers/new", Needs(CustomersWrite)),
    ("GET", "/customers/{id}", Needs(CustomersRead)),
    ("GET", "/customers/{id}/edit", Needs(CustomersWrite)),
    ("POST", "/customers/{id}/edit", Needs(CustomersWrite)),
    ("GET", "/customers/{id}/channels/new", Needs(CustomersWrite)),
    ("POST", "/customers/{id}/channels", Needs(CustomersWrite)),
    (
        "GET",
        "/customers/{id}/channels/{point}/edit",
        Needs(CustomersWrite),
    ),
    (
        "POST",
        "/customers/{id}/channels/{point}",
        Needs(CustomersWrite),
    ),
    (
        "POST",
        "/customers/{id}/channels/{point}/deletion",
        Needs(CustomersWrite),
    ),
    (
        "POST",
        "/customers/{id}/channels/{point}/restoration",
        Needs(CustomersWrite),
    ),
    ("GET", "/customers/{id}/people/new", Needs(CustomersWrite)),
    ("POST", "/customers/{id}/people", Needs(CustomersWrite)),
    (
        "GET",
        "/customers/{id}/people/{contact}/edit",
        Needs(CustomersWrite),
    ),
    (
        "POST",
        "/customers/{id}/people/{contact}",
        Needs(CustomersWrite),
    ),
    (
        "POST",
        "/customers/{id}/people/{contact}/deletion",
        Needs(CustomersWrite),
    ),
    (
        "POST",
        "/customers/{id}/people/{contact}/restoration",
        Needs(CustomersWrite),
    ),
    ("GET", "/customers/{id}/privacy", Needs(Exports)),
    ("GET", "/customers/{id}/privacy/file", Needs(Exports)),
    ("GET", "/customers/{id}/erasure", Needs(Erase)),
    ("POST", "/customers/{id}/erasure", Needs(Erase)),
    ("GET", "/customers/{id}/history", Needs(CustomersRead)),
    ("GET", "/customers/{id}/history/new", Needs(HistoryWrite)),
    ("POST", "/customers/{id}/history", Needs(HistoryWrite)),
    ("GET", "/history", Needs(CustomersRead)),
    ("GET", "/history/{id}/edit", Needs(HistoryWrite)),
    ("POST", "/history/{id}", Needs(HistoryWrite)),
    ("POST", "/history/{id}/deletion", Needs(HistoryWrite)),
    ("POST", "/history/{id}/restoration", Needs(HistoryWrite)),
    ("GET", "/ventas/crm{rest:.*}", Anyone),
    ("POST", "/customers/{id}/activities", Needs(Activities)),
    ("GET", "/call-list", Needs(CustomersRead)),
    ("POST", "/call-list/{id}/pauses", Needs(Activities)),
    ("POST", "/call-list/pauses/{id}/reversal", Needs(Activities)),
    ("GET", "/activities", Needs(Activities)),
    ("POST", "/activities", Needs(Activities)),
    ("GET", "/activities/new", Needs(Activities)),
    ("GET", "/activities/{id}/edit", Needs(Activities)),
    ("POST", "/activities/{id}", Needs(Activities)),
    ("POST", "/activities/{id}/deletion", Needs(Activities)),
    ("POST", "/activities/{id}/restoration", Needs(Activities)),
    ("POST", "/activities/{id}/completion", Needs(Activities)),
    ("POST", "/activities/{id}/reopening", Needs(Activities)),
    ("POST", "/activities/{id}/postponement", Needs(Activities)),
    (
        "POST",
        "/activities/{id}/opportunities",
        Needs(Opportunities),
    ),
    (
        "POST",
        "/proposals/{id}/opportunities",
        Needs(Opportunities),
    ),
    ("GET", "/opportunities", Needs(Opportunities)),
    ("POST", "/opportunities", Needs(Opportunities)),
    ("GET", "/opportunities/list", Needs(Opportunities)),
    ("GET", "/opportunities/forecast", Needs(Opportunities)),
    ("GET", "/opportunities/new", Needs(Opportunities)),
    ("GET", "/opportunities/{id}", Needs(Opportunities)),
    ("POST", "/opportunities/{id}", Needs(Opportunities)),
    ("GET", "/opportunities/{id}/edit", Needs(Opportunities)),
    ("POST", "/opportunities/{id}/stage", Needs(Opportunities)),
    ("GET", "/opportunities/{id}/loss", Needs(Opportunities)),
    ("POST", "/opportunities/{id}/loss", Needs(Opportunities)),
    ("POST", "/opportunities/{id}/deletion", Needs(Opportunities)),
    (
        "POST",
        "/opportunities/{id}/restoration",
        Needs(Opportunities),
    ),
    ("POST", "/customers/{id}/proposals", Needs(Proposals)),
    ("GET", "/proposals", Needs(Proposals)),
    ("GET", "/proposals/funnel", Needs(Proposals)),
    ("GET", "/proposals/{id}", Needs(Proposals)),
    ("POST", "/proposals/{id}", Needs(Proposals)),
    ("GET", "/proposals/{id}/preview", Needs(Proposals)),
    ("POST", "/proposals/{id}/test", Needs(Proposals)),
    ("POST", "/proposals/{id}/cancellation", Needs(Proposals)),
    ("GET", "/proposals/{id}/delivery", Needs(Proposals)),
    ("POST", "/proposals/{id}/delivery", Needs(Proposals)),
    (
        "POST",
        "/proposals/{id}/delivery/cancellation",
        Needs(Proposals),
    ),
    ("GET", "/campaigns", Needs(CampaignDrafts)),
    ("POST", "/campaigns", Needs(CampaignDrafts)),
    ("GET", "/campaigns/new", Needs(CampaignDrafts)),
    ("GET", "/campaigns/results", Needs(CampaignDrafts)),
    ("GET", "/campaigns/{id}", Needs(CampaignDrafts)),
    ("GET", "/campaigns/{id}/edit", Needs(CampaignDrafts)),
    ("POST", "/campaigns/{id}/edit", Needs(CampaignDrafts)),
    ("POST", "/campaigns/{id}/deletion", Needs(CampaignDrafts)),
    ("POST", "/campaigns/{id}/start", Needs(CampaignStart)),
    ("POST", "/campaigns/{id}/pause", Needs(CampaignStart)),
    ("POST", "/campaigns/{id}/resumption", Needs(CampaignStart)),
    ("POST", "/campaigns/{id}/cancellation", Needs(CampaignStart)),
    ("POST", "/campaigns/{id}/approvals", Needs(CampaignDrafts)),
    (
        "POST",
        "/campaigns/{id}/approvals/all",
        Needs(CampaignDrafts),
    ),
    ("POST", "/campaigns/{id}/rejections", Needs(CampaignDrafts)),
    (
        "GET",
        "/campaigns/{id}/examples/{arm}",
        Needs(CampaignDrafts),
    ),
    ("POST", "/campaigns/{id}/tests/{arm}", Needs(CampaignDrafts)),
    ("GET", "/imports", Needs(Imports)),
    ("POST", "/imports", Needs(Imports)),
    ("GET", "/imports/{id}", Needs(Imports)),
    ("GET", "/imports/{id}/mapping", Needs(Imports)),
    ("POST", "/imports/{id}/mapping", Needs(Imports)),
    ("POST", "/imports/{id}/sheet", Needs(Imports)),
    ("POST", "/imports/{id}/run", Needs(Imports)),
    ("POST", "/imports/{id}/cancellation", Needs(Imports)),
    ("POST", "/imports/{id}/deletion", Needs(Imports)),
    ("GET", "/imports/{id}/refused.csv", Needs(Imports)),
    ("GET", "/imports/{id}/undo", Needs(Imports)),
    ("POST", "/imports/{id}/undo", Needs(Imports)),
    ("GET", "/duplicates", Needs(Merge)),
    ("GET", "/duplicates/new", Needs(Merge)),
    ("GET", "/duplicates/{a}/{b}", Needs(Merge)),
    ("POST", "/duplicates/{a}/{b}", Needs(Merge)),
    ("POST", "/duplicates/{a}/{b}/dismissal", Needs(Merge)),
    ("POST", "/duplicates/{a}/{b}/reopening", Needs(Merge)),
    ("POST", "/duplicates/merges/{id}/reversal", Needs(Merge)),
    ("GET", "/invoices", Needs(InvoicesRead)),
    ("GET", "/invoices/new", Needs(InvoicesWrite)),
    ("POST", "/invoices/new", Needs(InvoicesWrite)),
    ("GET", "/invoices/export", Needs(MoneyTotals)),
    ("GET", "/invoices/payments", Needs(InvoicesRead)),
    ("GET", "/invoices/payments/export", Needs(MoneyTotals)),
    ("GET", "/invoices/{id}", Needs(InvoicesRead)),
    ("GET", "/invoices/{id}/edit", Needs(InvoicesWrite)),
    ("POST", "/invoices/{id}/edit", Needs(InvoicesWrite)),
    ("POST", "/invoices/{id}/issuance", Needs(InvoicesWrite)),
    ("POST", "/invoices/{id}/deletion", Needs(InvoicesWrite)),
    ("POST", "/invoices/{id}/payments", Needs(InvoicesWrite)),
    (
        "POST",
        "/invoices/{id}/payments/{number}/reversal",
        Needs(InvoicesWrite),
    ),
    ("GET", "/invoices/{id}/credit", Needs(InvoicesWrite)),
    ("POST", "/invoices/{id}/credit", Needs(InvoicesWrite)),
    ("POST", "/invoices/{id}/cancellation", Needs(InvoicesWrite)),
    ("GET", "/invoices/{id}/pdf", Needs(InvoicesRead)),
    ("POST", "/invoices/{id}/delivery", Needs(InvoicesWrite)),
    ("GET", "/settings/billing", Needs(Settings)),
    ("POST", "/settings/billing", Needs(Settings)),
    ("POST", "/settings/billing/series", Needs(Settings)),
    ("GET", "/settings/billing/series/{id}", Needs(Settings)),
    ("POST", "/settings/billing/series/{id}", Needs(Settings)),
    ("POST", "/settings/billing/taxes", Needs(Settings)),
    ("GET", "/settings/billing/taxes/{id}", Needs(Settings)),
    ("POST", "/settings/billing/taxes/{id}", Needs(Settings)),
    ("GET", "/services", Needs(Services)),
    ("GET", "/services/merges", Needs(Services)),
    ("POST", "/services/merges", Needs(Services)),
    ("GET", "/services/merges/new", Needs(Services)),
    ("POST", "/services/merges/{id}/reversal", Needs(Services)),
    ("GET", "/services/{id}", Needs(Services)),
    ("POST", "/services/{id}", Needs(Services)),
    ("GET", "/reports", Needs(MoneyTotals)),
    ("GET", "/reports/export", Needs(Exports)),
    ("GET", "/segments", Needs(Segments)),
    ("GET", "/segments/export", Needs(Exports)),
    ("GET", "/segments/movement", Needs(Segments)),
    ("GET", "/segments/movement/export", Needs(Exports)),
    ("GET", "/segments/movement/customers", Needs(Segments)),
    ("GET", "/segments/movement/customers/export", Needs(Exports)),
    ("GET", "/segments/thresholds", Needs(Segments)),
    ("POST", "/segments/thresholds", Needs(Settings)),
    ("GET", "/segments/thresholds/customers", Needs(Segments)),
    (
        "GET",
        "/segments/thresholds/customers/export",
        Needs(Exports),
    ),
    ("GET", "/messages", Needs(ReleaseOwnMessages)),
    ("POST", "/messages/releases", Needs(ReleaseOwnMessages)),
    ("GET", "/messages/suppressions", Needs(ReleaseOwnMessages)),
    (
        "POST",
        "/messages/suppressions/{id}/deletion",
        Needs(ReleaseAllMessages),
    ),
    ("GET", "/messages/{id}", Needs(ReleaseOwnMessages)),
    ("GET", "/messages/{id}/preview", Needs(ReleaseOwnMessages)),
    ("POST", "/messages/{id}/release", Needs(ReleaseOwnMessages)),
    ("POST", "/messages/{id}/discard", Needs(ReleaseOwnMessages)),
    (
        "POST",
        "/messages/{id}/resolution",
        Needs(ReleaseOwnMessages),
    ),
    ("GET", "/t/{token}", Anyone),
    ("GET", "/o/{token}.gif", Anyone),
    ("POST", "/webhook/brevo/{token}", Anyone),
    ("GET", "/u/{token}", Anyone),
    ("POST", "/u/{token}", Anyone),
    ("GET", "/settings/proposals", Needs(Settings)),
    ("POST", "/settings/proposals", Needs(Settings)),
    (
        "POST",
        "/settings/proposals/examples/{id}/deletion",
        Needs(Settings),
    ),
    ("GET", "/settings/offers", Needs(Settings)),
    ("POST", "/settings/offers", Needs(Settings)),
    ("GET", "/settings/templates", Needs(Settings)),
    ("POST", "/settings/templates", Needs(Settings)),
    ("GET", "/settings/templates/new", Needs(Settings)),
    ("GET", "/settings/templates/preview", Needs(Settings)),
    ("POST", "/settings/templates/preview", Needs(Settings)),
    ("GET", "/settings/templates/{id}", Needs(Settings)),
    ("POST", "/settings/templates/{id}", Needs(Settings)),
    ("POST", "/settings/templates/{id}/archive", Needs(Settings)),
    (
        "GET",
        "/settings/templates/{id}/versions/{number}",
        Needs(Settings),
    ),
    (
        "GET",
        "/settings/templates/{id}/versions/{number}/preview",
        Needs(Settings),
    ),
    (
        "POST",
        "/settings/templates/{id}/versions/{number}/restoration",
        Needs(Settings),
    ),
    ("GET", "/settings", Needs(Settings)),
    ("POST", "/settings", Needs(Settings)),
    ("GET", "/metrics", Anyone),
    ("GET", "/admin/connections", Needs(Connections)),
    (
        "POST",
        "/admin/connections/{name}/checks",
        Needs(Connections),
    ),
    ("GET", "/admin/doctor", Needs(Connections)),
    ("POST", "/admin/doctor/checks", Needs(Connections)),
    ("GET", "/admin/webhooks", Needs(Connections)),
    ("POST", "/admin/webhooks", Needs(Connections)),
    ("GET", "/admin/webhooks/new", Needs(Connections)),
    ("GET", "/admin/webhooks/{id}", Needs(Connections)),
    ("GET", "/admin/webhooks/{id}/edit", Needs(Connections)),
    ("POST", "/admin/webhooks/{id}/edit", Needs(Connections)),
    ("POST", "/admin/webhooks/{id}/rotation", Needs(Connections)),
    ("POST", "/admin/webhooks/{id}/pause", Needs(Connections)),
    (
        "POST",
        "/admin/webhooks/{id}/resumption",
        Needs(Connections),
    ),
    ("POST", "/admin/webhooks/{id}/test", Needs(Connections)),
    ("POST", "/admin/webhooks/{id}/replay", Needs(Connections)),
    ("POST", "/admin/webhooks/{id}/deletion", Needs(Connections)),
    (
        "GET",
        "/admin/webhooks/{id}/deliveries/{delivery}",
        Needs(Connections),
    ),
    (
        "POST",
        "/admin/webhooks/{id}/deliveries/{delivery}/replay",
        Needs(Connections),
    ),
    ("GET", "/admin/jobs", Needs(Jobs)),
    ("POST", "/admin/jobs/{id}/attempts", Needs(Jobs)),
    ("POST", "/admin/jobs/{id}/cancellation", Needs(Jobs)),
    ("GET", "/admin/audit", Needs(Audit)),
    ("GET", "/admin/audit/export", Needs(Audit)),
    ("GET", "/admin/users", Needs(Users)),
    ("GET", "/admin/users/new", Needs(Users)),
    ("POST", "/admin/users", Needs(Users)),
    ("GET", "/admin/users/{id}", Needs(Users)),
    ("POST", "/admin/users/{id}", Needs(Users)),
    ("POST", "/admin/users/{id}/link", Needs(Users)),
    ("POST", "/admin/users/{id}/disabling", Needs(Users)),
    ("POST", "/admin/users/{id}/enabling", Needs(Users)),
    ("POST", "/admin/users/{id}/handover", Needs(Users)),
    ("GET", "/admin/keys", Needs(Keys)),
    ("GET", "/admin/keys/new", Needs(Keys)),
    ("POST", "/admin/keys", Needs(Keys)),
    ("POST", "/admin/keys/{id}/revocation", Needs(Keys)),
    ("GET", "/api/version", Anyone),
    ("GET", "/api/crm/resumen", Program),
    ("POST", "/api/facturas", Program),
    ("GET", "/api/facturas/{id}", Program),
    ("PUT", "/api/facturas/{id}/estado", Program),
    ("POST", "/api/facturas/{id}/pagos", Program),
    ("GET", "/api/dashboard/resumen", Program),
    ("GET", "/api/crm/clientes", Program),
    ("POST", "/api/crm/clientes", Program),
    ("GET", "/api/crm/clientes/buscar/email/{email}", Program),
    ("GET", "/api/crm/clientes/{id}", Program),
    ("PUT", "/api/crm/clientes/{id}", Program),
    ("DELETE", "/api/crm/clientes/{id}", Program),
    ("GET", "/api/crm/clientes/{id}/contactos", Program),
    ("POST", "/api/crm/clientes/{id}/contactos", Program),
    ("GET", "/api/crm/clientes/{id}/contactos/{point}", Program),
    ("PUT", "/api/crm/clientes/{id}/contactos/{point}", Program),
    (
        "DELETE",
        "/api/crm/clientes/{id}/contactos/{point}",
        Program,
    ),
    ("GET", "/api/crm/clientes/{id}/actividades", Program),
    ("POST", "/api/crm/clientes/{id}/actividades", Program),
    (
        "GET",
        "/api/crm/clientes/{id}/actividades/{activity}",
        Program,
    ),
    (
        "PUT",
        "/api/crm/clientes/{id}/actividades/{activity}",
        Program,
    ),
    (
        "DELETE",
        "/api/crm/clientes/{id}/actividades/{activity}",
        Program,
    ),
    ("GET", "/api/crm/clientes/{id}/oportunidades", Program),
    ("POST", "/api/crm/clientes/{id}/oportunidades", Program),
    (
        "GET",
        "/api/crm/clientes/{id}/oportunidades/{opportunity}",
        Program,
    ),
    (
        "PUT",
        "/api/crm/clientes/{id}/oportunidades/{opportunity}",
        Program,
    ),
    (
        "DELETE",
        "/api/crm/clientes/{id}/oportunidades/{opportunity}",
        Program,
    ),
    ("GET", "/api/v1/health", Anyone),
    ("GET", "/api/v1/{tenant}/proposals/customer/{id}", Program),
    ("POST", "/api/v1/{tenant}/proposals/send/{id}", Program),
    ("POST", "/api/v1/{tenant}/proposals/batch", Program),
];

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
        401 if matches!(access, Program) => page.json()["detail"].is_string(),
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

/// Every `method address` of the program.
pub fn all_registered() -> BTreeSet<String> {
    registered(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// Every `method address` that a `web::resource` or `.route` below the folder registers.
fn registered(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(self::registered(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.extend(registered_in(&fs::read_to_string(path).unwrap()));
        }
    }
    found
}

fn registered_in(code: &str) -> BTreeSet<String> {
    let squeezed: String = code.split_whitespace().collect();
    assert!(
        !squeezed.contains("web::scope("),
        "addresses are written whole"
    );
    let squeezed = squeezed
        .replace("web::resource(\"/", "\0/")
        .replace(".route(\"/", "\0/");
    let mut found = BTreeSet::new();
    for chunk in squeezed.split('\0').skip(1) {
        let (pattern, rest) = chunk.split_once('"').unwrap();
        for method in ["get", "post", "put", "patch", "delete"] {
            if rest.contains(&format!(".{method}(")) || rest.contains(&format!("web::{method}(")) {
                found.insert(format!("{} {pattern}", method.to_uppercase()));
            }
        }
    }
    found
}

#[test]
fn addresses_are_read_from_the_sources() {
    let code = "config.service(web::resource(\"/a/{id}\").get(x)\n.post(y)).route(\"/b\", web::get().to(z))";
    let found: Vec<_> = registered_in(code).into_iter().collect();
    assert_eq!(found, ["GET /a/{id}", "GET /b", "POST /a/{id}"]);
}

/// What happens to a business that works: everybody's message to each customer, one that could not be sent, and the
/// trace and the job of each kind of record.
const TRACES: &str = "
    INSERT INTO messages (customer_id, purpose, kind, recipient, subject, message_id, state, reason)
    SELECT id, 'commercial', 'proposal', 'ana@correo.example', 'Hola', id || '@aremko.example', 'held', 'no_smtp'
    FROM customers;
    INSERT INTO suppressions (address, reason, message_id)
    SELECT 'ana@correo.example', 'bounced', min(id) FROM messages;
    INSERT INTO imports (kind, source, file_name) VALUES ('customers', 'file', 'customers.csv');
    INSERT INTO audit_log (actor, action, record_type, record_id)
    SELECT 'x', 'import.finished', 'import', max(id) FROM imports
    UNION ALL SELECT 'x', 'message.held', 'message', max(id) FROM messages
    UNION ALL SELECT 'x', 'suppression.lifted', 'suppression', 1
    UNION ALL SELECT 'x', 'customer.updated', 'customer', max(id) FROM customers
    UNION ALL SELECT 'x', 'settings.updated', 'settings', NULL;
    INSERT INTO jobs (kind, payload, state, max_attempts, finished_at)
    SELECT 'imports.run', jsonb_build_object('import', max(id)), 'done', 1, now() FROM imports
    UNION ALL SELECT 'messages.deliver', jsonb_build_object('message', max(id)), 'done', 1, now() FROM messages";

#[tokio::test]
async fn no_page_offers_what_its_reader_may_not_do() {
    let mut wrong = Vec::new();
    for app in [TestApp::start().await, TestApp::on_the_spa().await] {
        app.db.sql(TRACES);
        for role in [Role::Staff, Role::Sales, Role::Admin] {
            wrong.extend(dead_ends(&app.browser_of(role).await, role).await);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Follows every link from the start page, one address of each kind, and returns what does not open.
async fn dead_ends(browser: &Browser, role: Role) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([("/".to_owned(), "the start".to_owned())]);
    while let Some((address, from)) = open.pop_front() {
        if !seen.insert(kind_of(&address)) {
            continue;
        }
        let page = browser.get(&address).await;
        if page.status >= 400 || leads_to_sign_in(&page) {
            wrong.push(format!("{role}: {address} on {from} gives {}", page.status));
        }
        for action in page.attrs("form[method=post]", "action") {
            if !may_post(&action, role) {
                wrong.push(format!("{role}: {address} has a form to {action}"));
            }
        }
        let links = [
            page.attrs("a[href^='/']", "href"),
            page.attrs("[hx-get^='/']", "hx-get"),
            page.attrs("form[method=get]", "action"),
        ];
        let found = links.into_iter().flatten();
        open.extend(found.map(|link| (link, address.clone())));
    }
    wrong
}

/// Addresses that differ in numbers or filters alone are of one kind.
fn kind_of(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    let words = path
        .split('/')
        .map(|word| if is_number(word) { "{}" } else { word });
    words.collect::<Vec<_>>().join("/")
}

fn may_post(action: &str, role: Role) -> bool {
    let of_kind = |pattern: &str| {
        let (kind, pattern) = (kind_of(action), pattern.split('/'));
        let words: Vec<_> = kind.split('/').collect();
        let same = |(given, known): (&&str, &str)| *given == known || known.starts_with('{');
        words.len() == pattern.clone().count() && words.iter().zip(pattern).all(same)
    };
    ROUTES
        .iter()
        .filter(|(method, pattern, _)| *method == "POST" && of_kind(pattern))
        .any(|(_, _, access)| access.is_open_to(Some(role)))
}
