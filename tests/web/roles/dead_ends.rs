//! No page leads to what its reader may not open, or has a form that they may not send.

use std::collections::{BTreeSet, VecDeque};

use vinculo::domain::Role;

use super::leads_to_sign_in;
use super::routes::ROUTES;
use crate::support::{Browser, TestApp};

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
