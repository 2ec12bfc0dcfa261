//! Duplicates: what is found, how two become one, and that it can be undone.

mod figures;
mod imports;
mod merging;
mod programs;
mod queue;
mod truth;

use vinculo::domain::CustomerId;

use crate::support::{Browser, Page};

fn page_of(a: CustomerId, b: CustomerId) -> String {
    format!("/duplicates/{a}/{b}")
}

/// Merges two as their page suggests, but for these fields.
pub async fn merge(
    browser: &Browser,
    a: CustomerId,
    b: CustomerId,
    fields: &[(&str, &str)],
) -> Page {
    let path = page_of(a, b);
    let page = browser.get(&path).await.expect(200);
    browser.post_form(&path, &filled(&page, fields)).await
}

/// The form as it stands on the page: radio buttons that are marked, hidden fields, and what is given.
fn filled<'a>(page: &'a Page, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<(&str, &str)> = Vec::new();
    for input in page.select("#merge input[type=radio][checked], #merge input[type=hidden]") {
        let name = input.attr("name").unwrap_or_default();
        let is_given = fields.iter().any(|(given, _)| *given == name);
        if name != "_csrf" && !is_given {
            all.push((name, input.attr("value").unwrap_or_default()));
        }
    }
    all.extend(fields);
    all
}

/// Takes a merge back.
pub async fn undo(browser: &Browser, merge: i64) -> Page {
    let path = format!("/duplicates/merges/{merge}/reversal");
    browser.post_form(&path, &[]).await
}
